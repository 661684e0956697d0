/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_MEANING_H
#define FACTS_MEANING_H
#include "facts/canonical.h"

/* What a finished document says without a word: which side, fund and phase an amount is of, by its row, its measure and
 * the kind of its table. */

/* revenue, expenditure or none: by the row, else by the kind of its table. */
struct view row_side(const struct canonical_table *table, const struct canonical_row *row);

/* Whether an amount under the measure speaks of the document's own year: not last year's, nor a change. */
bool measure_is_of_year(struct view measure);

/* The fund that all amounts of a table are of, by its kind; or none. */
struct view table_fund(const struct canonical_table *table);

/* The fund that an amount under the measure is of: by the measure, else by the kind of its table; or none. */
struct view measure_fund(const struct canonical_table *table, struct view measure);

/* approved, adjusted or executed, by the measure and the kind of the document; none for last year's amounts and for
 * changes, and where the kind of the document is not known. */
struct view measure_phase(const struct canonical *document, struct view measure);

/* The units or sections a row stands under, the uppermost first, " / " between; or none. */
struct view row_group(struct arena *arena, const struct canonical_table *table, const struct canonical_row *row);

/* The amounts of a row, as many as it has, by index in the order of the columns of their measures; in the arena. */
const size_t *row_amount_order(struct arena *arena, const struct canonical_table *table,
                               const struct canonical_row *row);

/* The cell in which an amount of a row is printed; NULL where cells are not known. */
const struct canonical_cell *row_cell(const struct canonical_table *table, const struct canonical_row *row,
                                      struct view measure);

#endif
