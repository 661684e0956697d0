/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CHECK_REPORT_H
#define CLI_CHECK_REPORT_H
#include <glib.h>

#include "rules/ledger.h"
#include "rules/words.h"

/* What `extract check` says of a relation. */

#define REPORT_GROUP "check" /* of the words */

/* Appends a relation that does not hold: where its figure stands, of what it must be, by how much it differs.  The
 * ledger holds the document; operands are struct record_operand * of the check. */
void report_check(GString *out, const struct words *words, const struct ledger *ledger,
                  const struct record_check *check, const GPtrArray *operands);

/* Appends "page 3". */
void report_page(GString *out, const struct words *words, int page);

/* Appends a relation as a line of JSON, its figures by the names of their tables, rows and columns. */
void report_check_json(GString *out, struct view file, const struct ledger *ledger, const struct record_check *check,
                       const GPtrArray *operands);

#endif
