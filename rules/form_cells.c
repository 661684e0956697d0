/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "rules/form.h"

enum { EDGES_APART = 30 }; /* tenths of a point: edges nearer are one */

bool form_open(struct form *form, const struct rule *rule, guint first, guint end)
{
    struct record_form *record = record_new(form->reading->arena, RECORD_FORM);
    int *pages = ARENA_ARRAY(form->reading->arena, int, end - first);
    size_t count = 0;
    for (guint i = first; i < end; i++) {
        int page = line_at(form, i)->part->grid->page;
        if (!count || pages[count - 1] != page)
            pages[count++] = page;
    }
    record->kind = view_of(rule->kind);
    record->title = form->table->record->title;
    record->organization = form->table->record->organization;
    record->unit = form->table->record->unit;
    record->pages = (struct int_list){pages, count};
    return form_pass(form, record);
}

GArray *edges_collect(const struct form *form)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < form->lines->len; i++) {
        const struct form_line *line = line_at(form, i);
        const struct int_list *vertical = &line->part->grid->record->vertical;
        if (i && line->part == line_at(form, i - 1)->part)
            continue;
        for (size_t k = 0; k < vertical->count; k++) {
            guint at = 0;
            while (at < edges->len && g_array_index(edges, int, at) < vertical->items[k] - EDGES_APART)
                at++;
            if (at == edges->len || g_array_index(edges, int, at) > vertical->items[k] + EDGES_APART)
                g_array_insert_val(edges, at, vertical->items[k]);
        }
    }
    return edges;
}

/* The index of an edge among all; `index` itself where nothing bounds the columns. */
static int edge_find(const GArray *edges, const struct grid *grid, int index)
{
    const struct int_list *vertical = &grid->record->vertical;
    if ((size_t)index >= vertical->count)
        return index;
    guint best = 0;
    for (guint i = 1; i < edges->len; i++)
        if (abs(g_array_index(edges, int, i) - vertical->items[index]) <
            abs(g_array_index(edges, int, best) - vertical->items[index]))
            best = i;
    return (int)best;
}

/* The cell of line `index` that is the other part of a cell which the page break cuts: between the same edges, on the
 * page `step` (1 or -1) behind that of the first part.  NULL where there is none. */
static const struct record_cell *part_beyond(const struct form *form, const struct form_line *line, int column,
                                             guint index, int step)
{
    const struct form_line *other = line_at(form, index);
    const struct record_cell *cell = line_cell(line, column);
    const int at = line_column(other, line->part->grid, column);
    const struct record_cell *beyond = line_cell(other, at);
    const struct int_list *edges = &line->part->grid->record->vertical, *theirs = &other->part->grid->record->vertical;
    const size_t right = (size_t)column + (size_t)MAX(cell->column_span, 1);
    const size_t their_right = (size_t)at + (size_t)(beyond ? MAX(beyond->column_span, 1) : 1);
    if (!beyond || beyond->column != at || other->part->grid->page != line->part->grid->page + step ||
        right >= edges->count || their_right >= theirs->count ||
        abs(edges->items[column] - theirs->items[at]) > EDGES_APART ||
        abs(edges->items[right] - theirs->items[their_right]) > EDGES_APART)
        return NULL;
    return beyond;
}

bool cell_is_cut(const struct form *form, guint first, guint end, guint index, int column)
{
    const struct form_line *line = line_at(form, index);
    const struct record_cell *cell = line_cell(line, column), *beyond = NULL;
    const guint behind = index + (guint)MAX(cell->row_span, 1);
    if (!cell->hidden.data || !view_is_empty(cell->text))
        return false;
    if (index > first && line_at(form, index - 1)->part != line->part)
        beyond = part_beyond(form, line, column, index - 1, -1);
    if (beyond && view_equal(beyond->text, cell->hidden))
        return true;
    beyond = NULL;
    if (behind < end && line_at(form, behind)->part != line->part)
        beyond = part_beyond(form, line, column, behind, 1);
    return beyond && beyond->row == line_at(form, behind)->row && view_equal(beyond->text, cell->hidden);
}

bool cells_emit(struct form *form, guint first, guint end)
{
    const GArray *edges = form->edges;
    bool fine = true;
    for (guint i = first; fine && i < end; i++) {
        const struct form_line *line = line_at(form, i);
        for (int column = 0; fine && column < line->part->grid->columns; column++) {
            const struct record_cell *cell = line_cell(line, column);
            const bool begins = cell_begins(cell, line->row, column);
            const bool cut = begins && cell_is_cut(form, first, end, i, column);
            if (!begins || (view_is_empty(cell->text) && !cut))
                continue;
            struct record_cell *placed = ARENA_NEW(form->reading->arena, struct record_cell);
            *placed = *cell;
            placed->hidden = cut ? cell->hidden : VIEW_NONE;
            placed->row = (int)(i - first);
            placed->column = edge_find(edges, line->part->grid, column);
            placed->column_span =
                MAX(edge_find(edges, line->part->grid, column + MAX(cell->column_span, 1)) - placed->column, 1);
            placed->page = line->part->grid->page;
            fine = form_pass(form, placed);
        }
    }
    return fine;
}
