/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PLAIN_TABLE_H
#define EXTRACT_PLAIN_TABLE_H
#include <stdbool.h>

#include "base/view.h"

/* A table read from text: every place holds a cell, empty where nothing stood. */
struct plain_cell {
    struct view text;          /* trimmed */
    int row_span, column_span; /* 1 at first */
    bool covered;              /* by the cell above or left of it: no cell of its own */
};

struct plain_table {
    int rows, columns;
    struct plain_cell *cells; /* rows * columns, row by row; not owned */
};

static inline struct plain_cell *plain_table_at(const struct plain_table *table, int row, int column)
{
    return &table->cells[row * table->columns + column];
}

/* Rebuilds merged head cells, of which text keeps the first place and leaves the others empty.  In the rows
 * before the first row of data a text covers the empty places right of it whose columns have text further
 * down, and the empty places under it.  Where that does not give each column a label all is left as it was. */
void plain_table_merge_head(struct plain_table *table);

#endif
