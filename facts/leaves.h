/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_LEAVES_H
#define FACTS_LEAVES_H
#include "facts/canonical.h"

/* What can be added up in a table, and whether it comes to the lines above. */
struct leaves {
    const bool *leaf; /* by row: its amounts are of no other row */
    const int *total; /* by row: the index of the total that a leaf is counted in, -1 for none */
    struct view *const
        *adds_up; /* by row and amount: equal, rounding or differs; none where nothing is to be compared */
};

/* The leaves of a table, in the arena.
 *
 * A leaf is an item that no item stands under.  Where items without codes stand under an item without one, and come to
 * less than it in a measure and to more in none, they tell a part of it only (其中): then it is the leaf and they are
 * not.  What stands under a total that has no amounts of its own is the sum of other rows, and no leaf.
 *
 * A leaf counts in the total that it stands under; else in the one total of its side that stands under no row, where
 * that one has no rows of its own.  Several such totals of a side say different things (本年支出合计, 支出总计): none.
 *
 * adds_up is told of each line with leaves under it, measure by measure: rounding is within half a unit of the last
 * printed digit of the line and of each leaf; without cells only what is equal can be told. */
struct leaves leaves_find(struct arena *arena, const struct canonical_table *table);

#endif
