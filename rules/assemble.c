/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the tables: what stands above a grid gives it a title, a unit, an organization and a
 * number; a grid without a title of its own that has the columns of the table before it goes on
 * with that table. */
#include <stdlib.h>
#include <string.h>

#include "rules/model.h"

enum {
    EDGE_TOLERANCE = 40,   /* tenths of a point: two column edges are the same */
    EXTENT_TOLERANCE = 60, /* tenths of a point: two tables that text bounds are as wide */
    PART_COLUMNS = 3,      /* a page may show as few of a table's columns */
    CELL_PADDING = 110,    /* tenths of a point: the margins of a cell, left and right */
    LINE_HEIGHT = 140,     /* tenths of a point: no line of a table is higher */
    GAP_SAME_PAGE = 300,   /* tenths of a point between two parts of a table on one page */
};

static bool is_line(const struct reading *reading, const char *name, struct view text)
{
    return ruleset_is(reading->rules, RULE_LINE, name, text);
}

static struct view fold_row(const struct reading *reading, const struct grid *grid, int row)
{
    int cells;
    return grid_row_text(reading, grid, row, &cells);
}

/* The row behind the labels of a head; a row of running numbers may follow, on some of the pages only. */
static int labels_end(const struct reading *reading, const struct grid *grid, int first, int end)
{
    while (end > first && row_is_running(reading, grid, end - 1))
        end--;
    return end;
}

/* The row behind the rows of running numbers that begin at `row`. */
static int running_end(const struct reading *reading, const struct grid *grid, int row)
{
    while (row < grid->rows && row_is_running(reading, grid, row))
        row++;
    return row;
}

/* Whether the head rows of two grids say the same. */
static bool same_head(const struct reading *reading, const struct grid *a, int a_first, int a_end, const struct grid *b,
                      int b_first, int b_end)
{
    if (a_end - a_first != b_end - b_first || a_end == a_first)
        return false;
    for (int i = 0; i < a_end - a_first; i++)
        if (!view_equal(fold_row(reading, a, a_first + i), fold_row(reading, b, b_first + i)))
            return false;
    return true;
}

/* How many of the edges, moved by `shift`, are among the others. */
static size_t edges_match(const struct int_list *edges, const struct int_list *others, int shift)
{
    size_t matched = 0;
    for (size_t i = 0, j = 0; i < edges->count; i++) {
        int x = edges->items[i] + shift;
        while (j < others->count && others->items[j] < x - EDGE_TOLERANCE)
            j++;
        matched += j < others->count && abs(others->items[j] - x) <= EDGE_TOLERANCE;
    }
    return matched;
}

static bool is_ruled(const struct grid *grid)
{
    return view_equal_text(grid->record->rulings, "ruled");
}

static bool is_doubtful(const struct grid *grid)
{
    return view_equal_text(grid->record->rulings, "doubtful");
}

/* Where the texts of a column stand, those of merged cells left out; false where there are none.  On a turned page
 * columns lie one below the other. */
static bool column_ink(const struct reading *reading, const struct grid *grid, int column, int *x0, int *x1)
{
    bool any = false;
    for (int row = 0; row < grid->rows; row++) {
        const struct record_cell *cell = grid_at(grid, row, column);
        if (!cell_begins(cell, row, column) || cell->column_span > 1 || box_is_none(cell->ink))
            continue;
        const struct box ink = reading_box(reading, grid->page, cell->ink);
        *x0 = any ? MIN(*x0, ink.x0) : ink.x0;
        *x1 = any ? MAX(*x1, ink.x1) : ink.x1;
        any = true;
    }
    return any;
}

/* Maps the columns of a grid that rulings draw in part: its extent is the table's, and the text of each column stands
 * in a column of the table; columns without text may be missing.  NULL where it does not fit. */
static int *columns_map_text(const struct reading *reading, const struct grid *grid, const struct grid *table)
{
    const struct int_list *edges = &grid->record->vertical, *ours = &table->record->vertical;
    if (grid->columns < PART_COLUMNS || grid->columns > table->columns ||
        abs(edges->items[0] - ours->items[0]) > EXTENT_TOLERANCE ||
        abs(edges->items[grid->columns] - ours->items[table->columns]) > EXTENT_TOLERANCE)
        return NULL;
    int *map = ARENA_ARRAY(reading->arena, int, (size_t)grid->columns);
    int next = 0; /* the first column of the table that is still free */
    for (int i = 0; i < grid->columns; i++) {
        int x0 = edges->items[i], x1 = edges->items[i + 1], best = -1, most = 0;
        column_ink(reading, grid, i, &x0, &x1);
        for (int j = next; j < table->columns; j++) {
            int common = MIN(x1, ours->items[j + 1]) - MAX(x0, ours->items[j]);
            if (common > most) {
                most = common;
                best = j;
            }
        }
        if (best < 0 || 2 * most < x1 - x0 || table->columns - best < grid->columns - i)
            return NULL;
        map[i] = best;
        next = best + 1;
    }
    return map;
}

/* Maps the columns of `grid` to those of `table` by their edges; NULL where they do not fit. */
static int *columns_map(struct arena *arena, const struct grid *grid, const struct grid *table)
{
    const struct int_list *edges = &grid->record->vertical, *ours = &table->record->vertical;
    int *map = ARENA_ARRAY(arena, int, (size_t)grid->columns);
    if (edges->count != (size_t)grid->columns + 1 || ours->count != (size_t)table->columns + 1) {
        /* Text input has no edges: the same count must do. */
        for (int i = 0; i < grid->columns; i++)
            map[i] = i;
        return !edges->count && !ours->count && grid->columns == table->columns ? map : NULL;
    }
    /* The page may be bound on the other side, so the first edges are laid upon each other; or what stands left of
     * the rest has no rulings on this page, so the edges are taken where they are. */
    int shift = ours->items[0] - edges->items[0];
    bool whole = edges_match(edges, ours, shift) >= MIN(edges->count, ours->count) &&
                 abs(edges->items[grid->columns] + shift - ours->items[table->columns]) <= EDGE_TOLERANCE;
    bool part = !whole && grid->columns >= PART_COLUMNS && edges_match(edges, ours, 0) == edges->count;
    if (!whole && !part)
        return NULL;
    if (part)
        shift = 0;
    for (int i = 0, j = 0; i < grid->columns; i++) {
        int left = edges->items[i] + shift + EDGE_TOLERANCE;
        while (j < table->columns - 1 && ours->items[j + 1] <= left)
            j++;
        map[i] = j;
    }
    return map;
}

static int grid_top(const struct reading *reading, const struct grid *grid)
{
    return reading_box(reading, grid->page, grid->record->box).y0;
}

static int grid_bottom(const struct reading *reading, const struct grid *grid)
{
    return reading_box(reading, grid->page, grid->record->box).y1;
}

static void page_add(struct table *table, int page)
{
    if (!table->pages->len || g_array_index(table->pages, int, table->pages->len - 1) != page)
        g_array_append_val(table->pages, page);
}

/* Rows at the foot of a part that hold a note instead of data. */
static int notes_take(struct reading *reading, struct table *table, const struct grid *grid, int first)
{
    int end = grid->rows;
    while (end > first) {
        int cells;
        struct view text = grid_row_text(reading, grid, end - 1, &cells);
        if (cells != 1 || !is_line(reading, "note", text))
            break;
        struct view *note = ARENA_NEW(reading->arena, struct view);
        *note = text;
        g_ptr_array_insert(table->notes, 0, note);
        end--;
    }
    return end;
}

static void part_add(struct reading *reading, struct table *table, struct grid *grid, int head_first, int head_end,
                     int *columns)
{
    struct part part = {.grid = grid, .head_first = head_first, .head_end = head_end, .columns = columns};
    part.body_end = notes_take(reading, table, grid, head_end);
    g_array_append_val(table->parts, part);
    page_add(table, grid->page);
    static const char *const strength[] = {"doubtful", "aligned", "mixed"}; /* the weakest part names the table */
    for (size_t i = 0; i < G_N_ELEMENTS(strength); i++)
        if (view_equal_text(grid->record->rulings, strength[i]) ||
            view_equal_text(table->record->rulings, strength[i])) {
            table->record->rulings = view_of(strength[i]);
            return;
        }
    table->record->rulings = grid->record->rulings;
}

static void table_free(void *data)
{
    struct table *table = data;
    g_array_unref(table->parts);
    g_array_unref(table->pages);
    g_ptr_array_unref(table->notes);
}

static const struct grid *first_grid(const struct table *table)
{
    return g_array_index(table->parts, struct part, 0).grid;
}

static int last_page(const struct table *table)
{
    return g_array_index(table->pages, int, table->pages->len - 1);
}

static const struct part *last_part(const struct table *table)
{
    return &g_array_index(table->parts, struct part, table->parts->len - 1);
}

static struct table *table_new(struct reading *reading, const struct context *context)
{
    struct table *table = ARENA_NEW(reading->arena, struct table);
    table->record = record_new(reading->arena, RECORD_TABLE);
    table->parts = g_array_new(FALSE, TRUE, sizeof(struct part));
    table->pages = g_array_new(FALSE, TRUE, sizeof(int));
    table->notes = g_ptr_array_new();
    table->record->title = context->title;
    table->record->number = context->number;
    table->record->organization = view_trim(context->organization);
    table->record->unit = context->unit;
    table->rule = context->rule;
    table->power = -1;
    return table;
}

static bool kinds_differ(const struct table *table, const struct context *context)
{
    return context->title.data && !context->continued && !view_equal(table->record->title, context->title);
}

/* Whether the row opens with the label of a form's field and its value: another sheet, not the next page of one. */
static bool sheet_begins(const struct reading *reading, const struct grid *grid, int row)
{
    if (row >= grid->rows)
        return false;
    const struct record_cell *cell = grid_at(grid, row, 0);
    const struct rule *rule = cell ? ruleset_match(reading->rules, RULE_LABEL, cell->plain) : NULL;
    return rule && strcmp(rule->kind, "field") == 0;
}

/* Whether the grid goes on with the table: no other title, the columns of the table, and a head that is the table's
 * own or none. Sets its map of columns and its head rows. */
static int *continuation_find(struct reading *reading, const struct table *table, const struct grid *grid,
                              const struct context *context, int top, int *head_end)
{
    int page = last_page(table);
    if (kinds_differ(table, context) || grid->page > page + 1 || is_doubtful(grid) != is_doubtful(first_grid(table)))
        return NULL;
    const struct grid *before = last_part(table)->grid;
    if (grid->page == page && (context->text || context->title.data ||
                               grid_top(reading, grid) - grid_bottom(reading, before) > GAP_SAME_PAGE))
        return NULL;
    int *map = columns_map(reading->arena, grid, first_grid(table));
    if (!map && !(is_ruled(grid) && is_ruled(first_grid(table))) &&
        grid->record->vertical.count == (size_t)grid->columns + 1 &&
        first_grid(table)->record->vertical.count == (size_t)first_grid(table)->columns + 1)
        map = columns_map_text(reading, grid, first_grid(table));
    if (!map)
        return NULL;
    const struct part *first = &g_array_index(table->parts, struct part, 0);
    const int labels = labels_end(reading, first->grid, first->head_first, first->head_end) - first->head_first;
    *head_end = top + labels;
    if (labels > 0 && *head_end <= grid->rows &&
        same_head(reading, first->grid, first->head_first, first->head_first + labels, grid, top, *head_end)) {
        *head_end = running_end(reading, grid, *head_end);
        return map;
    }
    if (sheet_begins(reading, grid, top))
        return NULL;
    *head_end = top + head_count(reading, grid, top, false);
    bool own_head = *head_end > top;
    *head_end = running_end(reading, grid, *head_end);
    return !own_head || context->continued || (context->title.data && grid->columns == first->grid->columns) ? map
                                                                                                             : NULL;
}

/* A kind from the words of the head, for a table without a title that a rule knows. */
static const struct rule *rule_by_head(const struct reading *reading, const struct grid *grid, int first, int end)
{
    struct view labels = VIEW_NONE;
    for (int row = first; row < end; row++)
        labels = view_join(reading->arena, labels, " ", fold_row(reading, grid, row));
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_TABLE);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (rule->head && !rule->pattern && pattern_matches(rule->head, labels) &&
            !pattern_matches(rule->except, labels))
            return rule;
    }
    return NULL;
}

static void grid_take(struct reading *reading, GPtrArray *tables, guint index)
{
    struct grid *grid = g_array_index(reading->items, struct item, index).grid;
    struct context context = {0};
    int top = context_read_rows(reading, grid, &context);
    context_read_lines(reading, index, &context);
    struct table *last = tables->len ? tables->pdata[tables->len - 1] : NULL;
    int head_end = top;
    int *map = last ? continuation_find(reading, last, grid, &context, top, &head_end) : NULL;
    if (map) {
        part_add(reading, last, grid, top, head_end, map);
        return;
    }
    struct table *table = table_new(reading, &context);
    g_ptr_array_add(tables, table);
    head_end = top + head_count(reading, grid, top, true);
    if (!table->record->unit.data)
        table->record->unit = context_head_unit(reading, grid, top, head_end);
    map = ARENA_ARRAY(reading->arena, int, (size_t)grid->columns);
    for (int i = 0; i < grid->columns; i++)
        map[i] = i;
    part_add(reading, table, grid, top, head_end, map);
    if (context.bare.data && table->rule == context.bare_rule && form_rule_find(reading, table))
        table->rule = NULL; /* a heading that is not even a title does not outweigh the labels */
    else if (!table->rule && !ruleset_match(reading->rules, RULE_FORM, table->record->title))
        table->rule = rule_by_head(reading, grid, top, head_end);
}

/* Lines right behind a table's last grid that are its notes; false where one is not. */
static bool line_take(struct reading *reading, GPtrArray *tables, const struct item *item)
{
    struct table *last = tables->len ? tables->pdata[tables->len - 1] : NULL;
    if (!last || item->page != last_page(last) || !is_line(reading, "note", item->joined))
        return false;
    struct view *note = ARENA_NEW(reading->arena, struct view);
    *note = item->joined;
    g_ptr_array_add(last->notes, note);
    return true;
}

/* --- a row cut in two by the page break --- */

/* Whether the text of a cell fills its width, so that it may go on in the next line.  An indented text does when it
 * reaches the right edge; a figure may stand there anyway. */
static bool cell_is_full(const struct reading *reading, const struct grid *grid, const struct record_cell *cell,
                         bool figure)
{
    struct box box = reading_box(reading, cell->page, cell->box), ink = reading_box(reading, cell->page, cell->ink);
    const struct int_list *edges = &grid->record->vertical;
    if (box_is_none(box) || box_is_none(ink))
        return false;
    if (edges->count > (size_t)(cell->column + cell->column_span)) { /* where no rulings are the box is the text's */
        box.x0 = MIN(box.x0, edges->items[cell->column]);
        box.x1 = MAX(box.x1, edges->items[cell->column + cell->column_span]);
    }
    int lines = MAX(1, (ink.y1 - ink.y0) / LINE_HEIGHT);
    int size = (ink.y1 - ink.y0) / lines;
    return (box.x1 - box.x0) - (ink.x1 - ink.x0) < size + CELL_PADDING ||
           (!figure && box.x1 - ink.x1 < size + CELL_PADDING / 2);
}

/* Both texts in one; none where the lower does not go on with the upper: a name of a classification is whole. */
static struct view text_continue(const struct reading *reading, const struct grid *grid,
                                 const struct record_cell *upper, const struct record_cell *lower, struct view a,
                                 struct view b)
{
    struct amount amount;
    struct view joined = view_join(reading->arena, a, "", b);
    bool figure = amount_parse(upper->plain, &amount);
    if (figure && g_ascii_isdigit(lower->plain.data[0])
            ? !amount_parse(view_join(reading->arena, upper->plain, "", lower->plain), &amount)
            : ruleset_match(reading->rules, RULE_LEVEL, lower->plain) != NULL)
        return VIEW_NONE;
    if (!figure && reading->dictionary && dictionary_has_name(reading->dictionary, joined))
        return joined;
    bool whole = !figure && reading->dictionary && dictionary_has_name(reading->dictionary, a);
    return !whole && cell_is_full(reading, grid, upper, figure) ? joined : VIEW_NONE;
}

/* The last row of a part and the first of the next are one row where all that the first row of the page holds goes
 * on with a text above it, and where it is less than that row. */
static void rows_join(const struct reading *reading, const struct part *upper, struct part *lower)
{
    struct grid *above = upper->grid, *below = lower->grid;
    int last = upper->body_end - 1, first = lower->head_end, count = 0, more = 0;
    if (last < upper->head_end || first >= lower->body_end || above->columns != below->columns)
        return;
    struct record_cell **joined = g_new0(struct record_cell *, above->columns);
    bool fine = true;
    for (int column = 0; fine && column < below->columns; column++) {
        const struct record_cell *over = grid_at(above, last, column), *under = grid_at(below, first, column);
        bool text = cell_begins(under, first, column) && !view_is_empty(under->plain);
        more += over && !view_is_empty(over->plain) && !text;
        if (!text)
            continue;
        count++;
        fine = cell_begins(over, last, column) && !view_is_empty(over->plain);
        struct view plain = fine ? text_continue(reading, above, over, under, over->plain, under->plain) : VIEW_NONE;
        if (!(fine = fine && plain.data))
            break;
        joined[column] = ARENA_NEW(reading->arena, struct record_cell);
        *joined[column] = *over;
        joined[column]->plain = plain;
        joined[column]->text = view_join(reading->arena, over->text, "", under->text);
    }
    if (fine && count && more) {
        for (int column = 0; column < above->columns; column++)
            if (joined[column])
                above->at[last * above->columns + column] = joined[column];
        lower->head_end++;
    }
    g_free(joined);
}

static void unit_resolve(const struct reading *reading, struct table *table)
{
    const struct rule *unit = ruleset_match(reading->rules, RULE_UNIT, table->record->unit);
    if (unit)
        table->power = unit->power;
    table->record->kind = view_of(table->rule ? table->rule->kind : "unknown");
    if (table->rule) {
        table->record->transposed = table->rule->transposed;
        table->record->rule = view_format(reading->arena, "%s:%s", table->rule->file, table->rule->name);
    }
}

/* Whether the grid that is item `index` is a frame around the title or the unit of the next one on its page. */
static bool is_banner(const struct reading *reading, guint index)
{
    const struct item *items = (const struct item *)(void *)reading->items->data;
    guint next = index + 1;
    while (next < reading->items->len && !items[next].grid && items[next].page == items[index].page)
        next++;
    return next < reading->items->len && items[next].grid && items[next].page == items[index].page &&
           context_is_banner(reading, items[index].grid);
}

GPtrArray *tables_assemble(struct reading *reading)
{
    GPtrArray *tables = g_ptr_array_new_with_free_func(table_free);
    bool behind = false; /* a grid and nothing but its notes since */
    stacked_split(reading);
    for (guint i = 0; i < reading->items->len; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (item->grid && is_banner(reading, i))
            continue;
        if (item->grid)
            grid_take(reading, tables, i);
        behind = item->grid || (behind && line_take(reading, tables, item));
    }
    for (guint i = 0; i < tables->len; i++) {
        struct table *table = tables->pdata[i];
        for (guint k = 1; k < table->parts->len; k++)
            rows_join(reading, &g_array_index(table->parts, struct part, k - 1),
                      &g_array_index(table->parts, struct part, k));
        unit_resolve(reading, table);
    }
    return tables;
}
