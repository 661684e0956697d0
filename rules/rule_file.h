/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_RULE_FILE_H
#define RULES_RULE_FILE_H
#include <stddef.h>

#include "base/arena.h"

/* A rule file as it is written (extract-rules(5)): `[class name]` begins a group, `key=value` stands in one, `#` begins
 * a comment.  White space in front of a line and around the `=` counts for nothing, behind a value it is part of it.
 * Every rule file is read at every start, and every fault in one must tell its line; so this reads it in one pass,
 * where it lies, and what is found is told by pointers into it. */
struct rule_key {
    const char *name, *value; /* UTF-8 */
    int line;
    struct rule_key *next; /* in the order of the file; NULL behind the last */
};

struct rule_group {
    const char *name; /* what stands in the brackets */
    int line;
    struct rule_key *keys;
    struct rule_group *next;
};

struct rule_file {
    const char *name; /* without the directory */
    struct rule_group *groups;
    size_t directory; /* the caller's, to tell directories apart */
    char *text;       /* what all of it points to */
};

/* Reads `name` in a directory; groups and keys come from the arena, the file is released with rule_file_free.  NULL with
 * the fault ("name:line: message", to be freed with g_free) where it cannot be read, or a line is none of these. */
struct rule_file *rule_file_read(struct arena *arena, const char *directory, const char *name, char **fault);
void rule_file_free(struct rule_file *file);

/* The first key of that name in a group, or NULL. */
struct rule_key *rule_group_find(const struct rule_group *group, const char *name);

#endif
