/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_KNOWN_H
#define RULES_KNOWN_H
#include "rules/ruleset.h"

/* What was found for a text among the rules of a class: labels, codes and units come again and again in a document.
 * The texts are copied; how many are kept, and how long ones, is bounded. */
struct known;

struct known *known_new(void);
void known_free(struct known *known);

/* Whether the text was met before; `rule` receives what was found, NULL for nothing. */
bool known_get(const struct known *known, enum rule_class class, struct view text, const struct rule **rule);
void known_put(struct known *known, enum rule_class class, struct view text, const struct rule *rule);

#endif
