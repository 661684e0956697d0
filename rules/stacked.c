/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grids in which several tables stand one below the other, as a sheet or a text holds them: each title that a table
 * rule knows, in a row of its own below data and above labels, begins another. */
#include "rules/model.h"

enum { HEAD_SEARCH = 4 }; /* rows below a title in which its head must begin: unit, organization, number, a blank */

/* The text of a row that holds one cell; none where it holds more or nothing. */
static struct view row_alone(const struct reading *reading, const struct grid *grid, int row)
{
    int cells;
    struct view text = grid_row_text(reading, grid, row, &cells);
    return cells == 1 ? text : VIEW_NONE;
}

static bool title_stands_at(const struct reading *reading, const struct grid *grid, int row)
{
    struct view text = row_alone(reading, grid, row);
    if (!text.data || !ruleset_is(reading->rules, RULE_LINE, "title", text) ||
        !ruleset_title(reading->rules, text, reading->scope))
        return false;
    for (int below = row + 1; below < grid->rows && below <= row + HEAD_SEARCH; below++) {
        if (row_is_data(reading, grid, below))
            return false;
        if (row_is_labels(reading, grid, below))
            return true;
    }
    return false;
}

/* The first row behind `first` at which another table begins: its title, or the number above that; the number of rows
 * where there is none. */
static int next_table(const struct reading *reading, const struct grid *grid, int first)
{
    bool data = false;
    for (int row = first; row < grid->rows; row++) {
        if (data && title_stands_at(reading, grid, row)) {
            const struct view above = row_alone(reading, grid, row - 1);
            return above.data && ruleset_is(reading->rules, RULE_LINE, "number_alone", above) ? row - 1 : row;
        }
        data = data || row_is_data(reading, grid, row);
    }
    return grid->rows;
}

/* Marks the column edges at which a cell of the rows begins or ends, up to the end of the last text; returns the number
 * of columns between them. */
static int edges_mark(const struct grid *grid, int first, int end, bool *edges)
{
    int last = 1, marked = 0;
    for (int row = first; row < end; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            if (!cell_begins(cell, row, column))
                continue;
            const int right = MIN(column + MAX(cell->column_span, 1), grid->columns);
            edges[column] = edges[right] = true;
            if (!view_is_empty(cell->plain))
                last = MAX(last, right);
        }
    edges[0] = edges[last] = true;
    for (int i = 0; i <= grid->columns; i++) {
        edges[i] = edges[i] && i <= last;
        marked += edges[i];
    }
    return marked - 1;
}

/* The cell in its place in the part that begins at row `first`; `before` tells how many edges lie before each. */
static const struct record_cell *cell_move(struct arena *arena, const struct record_cell *cell, int first, int end,
                                           const int *before, const struct grid *part)
{
    struct record_cell *moved = ARENA_NEW(arena, struct record_cell);
    *moved = *cell;
    moved->row = cell->row - first;
    moved->row_span = MIN(MAX(cell->row_span, 1), end - cell->row);
    moved->column = before[cell->column];
    moved->column_span = MIN(before[cell->column + MAX(cell->column_span, 1)], part->columns) - moved->column;
    return moved;
}

/* The rows [first, end) as a grid of their own, with the columns that they use. */
static struct grid *grid_part(struct arena *arena, const struct grid *grid, int first, int end)
{
    bool *edges = ARENA_ARRAY(arena, bool, (size_t)grid->columns + 1);
    int *before = ARENA_ARRAY(arena, int, (size_t)grid->columns + 1);
    struct grid *part = ARENA_NEW(arena, struct grid);
    struct record_grid *record = ARENA_NEW(arena, struct record_grid);
    *record = *grid->record;
    *part = (struct grid){record, grid->page, end - first, edges_mark(grid, first, end, edges), NULL};
    part->at = ARENA_ARRAY(arena, const struct record_cell *, (size_t)part->rows *(size_t)part->columns);
    record->rows = part->rows;
    record->columns = part->columns;
    int *vertical = ARENA_ARRAY(arena, int, (size_t)part->columns + 1);
    for (int i = 0, marked = 0; i <= grid->columns; i++) {
        before[i] = marked;
        if (edges[i] && record->vertical.count)
            vertical[marked] = grid->record->vertical.items[i];
        marked += edges[i];
    }
    if (record->vertical.count)
        record->vertical = (struct int_list){vertical, (size_t)part->columns + 1};
    for (int row = first; row < end; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            if (!cell_begins(cell, row, column) || before[column] >= part->columns)
                continue;
            const struct record_cell *moved = cell_move(arena, cell, first, end, before, part);
            for (int y = moved->row; y < moved->row + moved->row_span; y++)
                for (int x = moved->column; x < moved->column + moved->column_span; x++)
                    part->at[y * part->columns + x] = moved;
        }
    return part;
}

/* The box of a part: that of the grid between its own first row and the next part's. */
static void part_bound(struct grid *part)
{
    struct box box = BOX_NONE;
    for (int i = 0; i < part->rows * part->columns; i++) {
        const struct box cell = part->at[i] ? part->at[i]->box : BOX_NONE;
        if (box_is_none(cell))
            continue;
        box = box_is_none(box) ? cell
                               : (struct box){MIN(box.x0, cell.x0), MIN(box.y0, cell.y0), MAX(box.x1, cell.x1),
                                              MAX(box.y1, cell.y1)};
    }
    struct record_grid *record = (struct record_grid *)(void *)part->record;
    record->box = box;
}

void stacked_split(struct reading *reading)
{
    for (guint i = 0; i < reading->items->len; i++) {
        const struct item item = g_array_index(reading->items, struct item, i);
        const int end = item.grid ? next_table(reading, item.grid, 0) : 0;
        if (!item.grid || end == item.grid->rows)
            continue;
        struct item rest = item;
        rest.grid = grid_part(reading->arena, item.grid, end, item.grid->rows);
        g_array_index(reading->items, struct item, i).grid = grid_part(reading->arena, item.grid, 0, end);
        part_bound(rest.grid);
        part_bound(g_array_index(reading->items, struct item, i).grid);
        g_array_insert_val(reading->items, i + 1, rest);
    }
}
