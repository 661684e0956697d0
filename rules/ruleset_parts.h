/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_RULESET_PARTS_H
#define RULES_RULESET_PARTS_H
#include "base/arena.h"
#include "rules/known.h"
#include "rules/ruleset.h"

/* A set of rules from inside: private to ruleset.c (asking it) and ruleset_load.c (filling it). */

struct ruleset {
    GPtrArray *classes[RULE_CLASS_COUNT]; /* in order of trial */
    GHashTable *names[RULE_CLASS_COUNT];  /* name -> rule */
    GPtrArray *files;                     /* struct rule_file */
    struct arena *arena;                  /* of what rules point to */
    struct pattern_set *patterns;
    struct known *known;
    FILE *trace; /* or NULL */
};

/* An empty one, for ruleset_free. */
struct ruleset *ruleset_new(void);

#endif
