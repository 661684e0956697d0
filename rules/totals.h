/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_TOTALS_H
#define RULES_TOTALS_H
#include "rules/ledger.h"

/* Marks in all tables of a ledger that holds a whole document the rows that stand for all of their table: the total
 * rows or, where there is none, the line of the organization over its items. */
void totals_find(const struct ledger *ledger);

/* Adds the top rows (guint) of a table without a row for all of it, where they are codes of one level and one
 * classification, so that they come to its total; false where the table is not so. */
bool totals_list(const struct ledger_table *table, GArray *tops);

#endif
