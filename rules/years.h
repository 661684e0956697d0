/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_YEARS_H
#define RULES_YEARS_H
#include "rules/ledger.h"
#include "rules/ruleset.h"

/* Relations between the documents of two years: last year's figure as this year's document prints it, with last
 * year's own document.  Check rules of value `years` say which columns speak of which document. */
struct years;

/* `rules` outlives it; freed with years_free. */
struct years *years_new(const struct ruleset *rules);
void years_free(struct years *years);

/* Notes what a document prints; nothing of the ledger is kept. */
void years_add(struct years *years, const struct ledger *ledger, struct view file);

/* For each two documents of one organization and level, a year apart, between which a relation can be formed: sends
 * `source` (its file names both), the checks, and `close`.  False with the error set when the sink ends the run. */
bool years_emit(struct years *years, struct sink *sink, struct error *error);

#endif
