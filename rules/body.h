/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_BODY_H
#define RULES_BODY_H
#include <glib.h>

#include "rules/model.h"

/* The body of a table while it is read: rows.c makes the rows, parents.c puts each under what it belongs to. */

/* A row before it is passed on: its record, its amounts by column, its cells. */
struct draft {
    struct record_row *row;
    struct view item;   /* in a transposed table: the path of the item it stands for */
    struct view digits; /* its code with the digits of the levels above, for finding parents */
    GPtrArray *cells;   /* struct record_cell * */
    GPtrArray *amounts; /* struct record_amount * */
    int block;
    int rank;   /* of two lines of one level the one of the higher rank stands under the other: 1. under (一) */
    bool bare;  /* holds nothing but a line number (行次) */
    guint ends; /* of a line over others: the index behind the last of them; 0 where the next group ends it */
    const struct record_cell
        *shared;   /* the name merged over this line and others, that have words of their own; or NULL */
    bool subtotal; /* of these it is the sum */
};

/* A nought whose last printed digit is that of its column. */
struct zero {
    struct record_amount *amount;
    int column;
};

struct body {
    struct reading *reading;
    struct table *table;
    GPtrArray *drafts; /* struct draft *, in the arena but for the arrays */
    int line;          /* index of the printed line */
    /* digits of 类, 款, 项 last printed, by block and classification */
    struct view (*printed)[2][4];
    const struct record_cell **own; /* of the block at hand: the cell that begins in each column, or NULL */
    bool *doubled;                  /* ... and whether another one does too: a page may draw a column in two */
    int *digits;   /* by column: the last digit printed in an amount but nought, as a power of ten; INT_MAX for none */
    GArray *zeros; /* struct zero: amounts of nought, printed as digits */
    bool numbered; /* its blocks are one list in several columns: a code's parent may stand in another block */
    bool nameless; /* no column names the lines */
    bool of_units; /* the lines are units, not items of them */
    bool counts;   /* a line may tell how many there are of something: no column of its own does */
    bool amounts_seen;
    bool unit_missing;
};

/* The place of a joined code in its classification: 1 for 类 (3 digits), 2 for 款 (5), 3 for 项 (7). */
static inline int level_of_code(struct view code)
{
    return code.size == 3 ? 1 : code.size == 5 ? 2 : code.size == 7 ? 3 : 0;
}

/* parents.c: makes groups of the lines of units, and gives each row its parent. */
void parents_find(struct body *body);

#endif
