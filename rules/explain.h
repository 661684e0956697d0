/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_EXPLAIN_H
#define RULES_EXPLAIN_H
#include <glib.h>

#include "base/record.h"
#include "rules/ruleset.h"

/* A sink for the records of the rules stage that tells people, in `out`, which rule decided what: of each
 * table its kind and the rules that came close, of each column its role and measure, of its rows their
 * roles, and the warnings of the document.  It must be given the rules that the stage ran with; both must
 * outlive it, and the caller frees it with sink_free. */
struct sink *explain_new(const struct ruleset *rules, GString *out);

/* "[class name] file:line" of a rule. */
void explain_rule(GString *out, const struct rule *rule);

#endif
