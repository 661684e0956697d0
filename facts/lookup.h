/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_LOOKUP_H
#define FACTS_LOOKUP_H
#include "facts/canonical.h"

struct dictionary;
struct ruleset;

/* What the rule files know that those who use documents ask. */
struct lookup {
    struct dictionary *dictionary;
    struct ruleset *rules;
};

/* Loads dictionary and rules of the directories, weakest first; false with ERROR_RULES.  Release with
 * lookup_clear, also on failure. */
bool lookup_load(struct lookup *lookup, const char *const *directories, struct error *error);
void lookup_clear(struct lookup *lookup);

/* The name of the project (or policy) a form is for: the field whose label the rule `label field/project` knows;
 * none where it has none. */
struct view lookup_form_name(const struct lookup *lookup, const struct canonical_form *form);

/* A name with the years in it left out (what the rule `cell year` finds), in the arena. */
struct view lookup_without_years(struct arena *arena, const struct lookup *lookup, struct view name);

/* What a line of a table of that kind is whatever it is called: the name of the first rule `row same/…` that holds for
 * the kind and the name; NULL where none does.  Lives as long as the lookup. */
const char *lookup_same_line(const struct lookup *lookup, struct view kind, struct view name);

#endif
