/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_DICTIONARY_H
#define RULES_DICTIONARY_H
#include <glib.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/view.h"

/* The codes of the national classifications and their names through the years, from
 * `codes/SCHEME.tsv` beside the rule files.  A line is code, name, first year and last year, between
 * tabs, a year empty where the name is not known to have begun or ended; `#` begins a comment.  A code
 * is part of those below it: 201, 20103, 2010301. */
struct dictionary_entry {
    struct view code, name;
    const char *scheme; /* the base name of its file */
    int first, last;    /* years, both within; 0 where none is known */
    int order;          /* of loading: the entries of a code stand in this order */
};

struct dictionary;

/* Loads the dictionary of each rule directory that has one, weakest directory first; the names of a
 * later directory come before those of an earlier one.  Every fault is added to `faults` as
 * "file:line: message" (char *, freed with the array; may be NULL); one fault refuses it: NULL with
 * ERROR_RULES.  No dictionary at all is an empty one.  The caller frees it with dictionary_free. */
struct dictionary *dictionary_load(const char *const *directories, GPtrArray *faults, struct error *error);
void dictionary_free(struct dictionary *dictionary);

/* The entry of a code that is valid in a year; the first one of the code where none is, or the year is
 * 0.  NULL for an unknown code. */
const struct dictionary_entry *dictionary_find(const struct dictionary *dictionary, struct view code, int year);

/* All entries of a code, side by side; `count` is 0 where there are none. */
const struct dictionary_entry *dictionary_names(const struct dictionary *dictionary, struct view code, size_t *count);

/* All entries in the order of their codes. */
const struct dictionary_entry *dictionary_entries(const struct dictionary *dictionary, size_t *count);

/* The codes of a scheme that bear a name (but for marks and small words), valid in a year (0: in any),
 * each once, by code; none of another scheme.  NULL scheme: of all.  Pointers to entries, to be freed
 * with g_ptr_array_unref. */
GPtrArray *dictionary_find_name(const struct dictionary *dictionary, const char *scheme, struct view name, int year);

/* The code one level up: 20103 of 2010301; empty for a 类. */
struct view dictionary_parent(struct view code);

/* Whether an entry is valid in a year (0: always). */
bool dictionary_is_valid(const struct dictionary_entry *entry, int year);

/* What the ways to write one name have in common: no brackets, marks or white space, 及 and 与 as 和,
 * without 的 and a final (类), (款), (项).  In the arena. */
struct view dictionary_fold(struct arena *arena, struct view name);

/* The same of the name of one of the dictionary's entries, which keeps it. */
struct view dictionary_folded(const struct dictionary *dictionary, const struct dictionary_entry *entry);

/* Whether there is a classification of that name. */
bool dictionary_has_scheme(const struct dictionary *dictionary, const char *scheme);

/* Whether any code bears that name. */
bool dictionary_has_name(const struct dictionary *dictionary, struct view name);

#endif
