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

#endif
