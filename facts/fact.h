/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_FACT_H
#define FACTS_FACT_H
#include <glib.h>

#include "facts/canonical.h"

struct dictionary;

enum { FACT_LEVELS = 3 }; /* 类, 款, 项 */

/* One printed amount and all that says what it is. */
struct fact {
    const struct canonical *document;
    const struct canonical_table *table;
    const struct canonical_row *row;
    const struct canonical_amount *amount; /* printed */
    const struct canonical_cell *cell;     /* where it is printed; NULL without cells */
    int table_index, row_index;
    bool leaf;           /* an item that no other row of its table belongs to: leaves can be added up */
    int total;           /* of a leaf: the row of the total that it is counted in; -1 for none */
    struct view adds_up; /* of a line over leaves: equal, rounding, differs; see leaves_find */
    struct view id;      /* 20 hexadecimal digits, see fact_derive */
    struct view series;  /* the same without year and kind of the document */
    struct view phase;   /* approved, adjusted or executed; none for last year's amounts and for changes */
    struct view side;    /* revenue or expenditure; none where the table has neither */
    struct view fund;    /* general_public, government_fund ...; none where the amount is of all */
    struct view group;   /* the unit or section the row stands under, with those above it */
    struct {
        struct view code, name;
    } levels[FACT_LEVELS]; /* from the top; none where the row has none */
};

/* All facts of a document in its order (of tables, rows and columns), in the arena: an array of struct fact.
 * Names of levels that the table itself does not print come from the dictionary.
 *
 * The id is the beginning of the SHA-256 of the full path: organization, level and kind of the document,
 * fiscal year, kind and ordinal of the table, side, group, path of the row, measure.  It does not depend on
 * file, page or amount: the same line of a corrected document has the same id.  Where no organization is known
 * the SHA-256 of the file stands for it. */
struct fact *fact_derive(struct arena *arena, const struct canonical *document, const struct dictionary *dictionary,
                         size_t *count);

#endif
