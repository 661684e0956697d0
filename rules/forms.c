/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Performance-target forms (绩效目标表).  Two layouts: a sheet for each project, with labels, their values
 * and a block of indicators under a head of its own (一级指标 | 二级指标 | …); and a list, whose columns are
 * project, funds, goal and indicators.  Which words are which is rule data (classes form and label). */
#include <stdlib.h>
#include <string.h>

#include "rules/form.h"

enum {
    HEAD_SEARCH = 4,  /* rows in which a list has its head */
    EDGES_APART = 30, /* tenths of a point: edges nearer are one */
};

const struct record_cell *line_cell(const struct form_line *line, int column)
{
    return column >= 0 && column < line->part->grid->columns ? grid_at(line->part->grid, line->row, column) : NULL;
}

struct view line_text(const struct form_line *line, int column)
{
    const struct record_cell *cell = line_cell(line, column);
    return cell ? cell->plain : VIEW_NONE;
}

const struct form_line *line_at(const struct form *form, guint index)
{
    return &g_array_index(form->lines, struct form_line, index);
}

bool line_begins(const struct form_line *line, int column)
{
    const struct record_cell *cell = line_cell(line, column);
    return cell_begins(cell, line->row, column) && !view_is_empty(cell->plain);
}

bool line_is_text(const struct form_line *line)
{
    return line->part->grid->record->vertical.count == 0;
}

int line_column(const struct form_line *line, const struct grid *grid, int column)
{
    const struct int_list *from = &grid->record->vertical, *to = &line->part->grid->record->vertical;
    if (grid == line->part->grid || (size_t)column + 1 >= from->count || !to->count)
        return column;
    int middle = from->items[column] / 2 + from->items[column + 1] / 2;
    for (size_t i = 1; i < to->count; i++)
        if (middle < to->items[i])
            return (int)i - 1;
    return line->part->grid->columns - 1;
}

const struct rule *label_rule(const struct form *form, struct view text)
{
    return view_is_empty(text) ? NULL : ruleset_match(form->reading->rules, RULE_LABEL, text);
}

bool label_is(const struct rule *rule, const char *kind)
{
    return rule && strcmp(rule->kind, kind) == 0;
}

bool form_pass(struct form *form, const void *record)
{
    return sink_take(form->next, form->reading->arena, record, form->error);
}

/* --- is it one? --- */

const struct rule *form_rule_find(const struct reading *reading, const struct table *table)
{
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_FORM);
    GString *labels = g_string_new(NULL);
    const struct part *first = &g_array_index(table->parts, struct part, 0);
    for (int row = 0; row < first->grid->rows; row++)
        for (int column = 0; column < first->grid->columns; column++) {
            const struct record_cell *cell = grid_at(first->grid, row, column);
            if (cell_begins(cell, row, column) && !view_is_empty(cell->plain) &&
                ruleset_match(reading->rules, RULE_LABEL, cell->plain))
                g_string_append_printf(labels, "%s%.*s", labels->len ? " " : "", VIEW_PRINT(cell->plain));
        }
    const struct rule *found = NULL;
    for (guint i = 0; i < rules->len && !found; i++) {
        const struct rule *rule = rules->pdata[i];
        bool titled = rule->pattern && table->record->title.data && rule_matches(rule, table->record->title);
        if ((titled || !rule->pattern) &&
            (!rule->head || pattern_matches(rule->head, (struct view){labels->str, labels->len})))
            found = rule;
    }
    g_string_free(labels, TRUE);
    return found;
}

/* --- output --- */

static bool form_open(struct form *form, const struct rule *rule, guint first, guint end)
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

/* The edges of the columns of all parts (int), left to right: pages of one form may have different ones. */
static GArray *edges_collect(const struct form *form)
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

/* Whether the page break cuts the cell that begins on line `index`, empty though the file has a text for it, and the
 * page before or after shows just that text in the other part of it, in the same form: on the lines [first, end). */
static bool cell_is_cut(const struct form *form, guint first, guint end, guint index, int column)
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

static bool cells_emit(struct form *form, guint first, guint end)
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

/* --- a sheet --- */

/* Whether the first text of a line ends a block of indicators: a foot, or a label of something else. */
static bool block_ends(const struct form *form, const struct form_line *line)
{
    for (int column = 0; column < line->part->grid->columns; column++) {
        struct view text = line_text(line, column);
        if (view_is_empty(text))
            continue;
        const struct rule *rule = line_begins(line, column) ? label_rule(form, text) : NULL;
        return ruleset_is(form->reading->rules, RULE_CELL, "form_foot", text) || label_is(rule, "goal") ||
               label_is(rule, "task");
    }
    return false;
}

static bool line_read(struct form *form, guint *index)
{
    const struct form_line *line = line_at(form, *index);
    guint end;
    bool taken;
    if (!matrix_read(form, *index, &end))
        return false;
    if (end > *index) {
        *index = end - 1;
        return true;
    }
    if (heads_read(form, *index))
        return true;
    return task_read(form, line, &taken) && (taken || fields_read(form, line));
}

static bool sheet_read(struct form *form, const struct rule *rule)
{
    if (!form_open(form, rule, 0, form->lines->len))
        return false;
    bool indicators = false;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct form_line *line = line_at(form, i);
        if (sets_read(form, line)) {
            form->heads = NULL;
            indicators = true;
            continue;
        }
        indicators = (indicators && !block_ends(form, line)) || sets_guess(form, line);
        if (indicators ? !indicators_read(form, line) : !line_read(form, &i))
            return false;
    }
    return goals_emit(form) && cells_emit(form, 0, form->lines->len);
}

/* --- a list --- */

/* The head of a list: which column names what its rows are about. */
struct list {
    int key;    /* column of the project, or of the unit; -1 where the form is no list */
    guint head; /* the line behind the head */
};

/* The first column left of `end` that a rule of the name heads on the line, or -1. */
static int list_key(const struct form *form, const struct form_line *line, int end, const char *name)
{
    for (int column = 0; column < end; column++) {
        const struct rule *rule = label_rule(form, line_text(line, column));
        if (rule && strcmp(rule->name, name) == 0)
            return column;
    }
    return -1;
}

static struct list list_find(const struct form *form)
{
    for (guint i = 0; i < form->lines->len && i < HEAD_SEARCH; i++) {
        const struct form_line *line = line_at(form, i);
        struct form probe = *form;
        if (!sets_read(&probe, line))
            continue;
        const int *columns = probe.sets[0].columns;
        int end = columns[ROLE_LEVELS] >= 0 ? columns[ROLE_LEVELS] : columns[ROLE_LEVEL1];
        int key = list_key(form, line, end, "field/project");
        if (key < 0)
            key = list_key(form, line, end, "field/unit");
        if (key < 0)
            continue;
        struct list list = {key, i + 1};
        while (list.head < form->lines->len && line_cell(line_at(form, list.head), key) == line_cell(line, key))
            list.head++;
        return list;
    }
    return (struct list){-1, 0};
}

/* The column in front of which the indicators' columns begin. */
static int list_end(const struct form *form)
{
    const int *columns = form->sets[0].columns;
    return columns[ROLE_LEVELS] >= 0 ? columns[ROLE_LEVELS] : columns[ROLE_LEVEL1];
}

/* What a column says of the project on the lines [first, end), by the label of its head: its first text, and what a
 * page break cut off it. */
static bool list_column_read(struct form *form, const struct form_line *head, guint first, guint end, int column)
{
    struct view label = line_text(head, column), text = VIEW_NONE;
    const struct rule *rule = label_rule(form, label);
    if (!label_is(rule, "field") && !label_is(rule, "fund") && !label_is(rule, "goal"))
        return true;
    for (guint i = first; i < end; i++) {
        const struct form_line *line = line_at(form, i);
        if (!line_begins(line, column))
            continue;
        if (!text.data)
            text = line_text(line, column);
        else if (!label_is(rule, "fund") && line->part != line_at(form, i - 1)->part &&
                 !view_equal(line_text(line, column), text))
            text = view_join(form->reading->arena, text, "", line_text(line, column));
    }
    struct pending pending = {rule, label, 0};
    unit_take(form, label);
    return (!text.data && !label_is(rule, "fund")) || value_take(form, &pending, "year", text);
}

static bool list_fields_read(struct form *form, guint head, guint first, guint end)
{
    const struct form_line *line = line_at(form, head - 1);
    for (int column = 0; column < list_end(form); column++) {
        const struct record_cell *cell = line_cell(line, column);
        if (cell && cell->column == column && !list_column_read(form, line, first, end, column))
            return false;
    }
    return true;
}

/* Whether funds stand on a line. */
static bool list_funded(const struct form *form, const struct list *list, guint index)
{
    const struct form_line *line = line_at(form, index), *head = line_at(form, list->head - 1);
    for (int column = 0; column < list_end(form); column++)
        if (line_begins(line, column) && label_is(label_rule(form, line_text(head, column)), "fund"))
            return true;
    return false;
}

/* Whether the project [first, index) goes on over the page break although a name stands behind it: the break cut its
 * name, and its funds stand on one side of it alone. */
static bool list_cut(const struct form *form, const struct list *list, guint first, guint index)
{
    bool funded = false;
    for (guint i = first; i < index && !funded; i++)
        funded = list_funded(form, list, i);
    return funded != list_funded(form, list, index);
}

/* Whether the project that the next page names begins on the line already: the page break cuts a cell of it here, and
 * that project is another one than `current`. */
static bool list_begins_cut(const struct form *form, const struct list *list, guint index, struct view current)
{
    const struct form_line *line = line_at(form, index);
    const guint behind = index + (guint)MAX(line_cell(line, list->key)->row_span, 1);
    if (behind >= form->lines->len)
        return false;
    const struct view name = line_text(line_at(form, behind), list->key);
    bool cut = false;
    for (int column = 0; column < list_end(form) && !cut; column++)
        cut = cell_begins(line_cell(line, column), line->row, column) &&
              cell_is_cut(form, index, form->lines->len, index, column);
    return cut && !view_is_empty(name) && !view_equal(name, current);
}

/* Whether another project than that of the lines [first, index) begins on the line: its name does; or, where the name
 * is printed on the next page, its goal, or a cell that is cut there.  `current` is the name of the one before, which
 * a page may print again. */
static bool list_begins(const struct form *form, const struct list *list, guint first, guint index, struct view current)
{
    const struct form_line *line = line_at(form, index);
    const struct record_cell *cell = line_cell(line, list->key);
    bool page = line->part != line_at(form, index - 1)->part;
    if (!cell || cell->row != line->row || cell->column != list->key)
        return false;
    if (!view_is_empty(cell->plain))
        return !page ||
               (!view_is_empty(current) && !view_equal(cell->plain, current) && !list_cut(form, list, first, index));
    const struct form_line *head = line_at(form, list->head - 1);
    for (int column = 0; column < list_end(form) && !page; column++)
        if (line_begins(line, column) && label_is(label_rule(form, line_text(head, column)), "goal"))
            return true;
    return !page && list_begins_cut(form, list, index, current);
}

static bool list_read(struct form *form, const struct rule *rule, const struct list *list)
{
    for (guint i = 0; i < list->head; i++)
        sets_read(form, line_at(form, i));
    guint from = 0; /* lines without indicators (the head, 合计, a unit's own line) go with the project below them */
    for (guint first = list->head, end; first < form->lines->len; first = end) {
        bool told = indicator_stands(form, line_at(form, first));
        struct view name = line_text(line_at(form, first), list->key);
        for (end = first + 1; end < form->lines->len && !list_begins(form, list, first, end, name); end++) {
            told = told || indicator_stands(form, line_at(form, end));
            if (view_is_empty(name))
                name = line_text(line_at(form, end), list->key);
        }
        if (!told && end < form->lines->len)
            continue;
        for (int set = 0; set < form->set_count; set++)
            form->sets[set].level1 = form->sets[set].level2 = VIEW_NONE;
        if (!form_open(form, rule, from, end) || !list_fields_read(form, list->head, first, end))
            return false;
        for (guint i = first; i < end; i++)
            if (!indicators_read(form, line_at(form, i)))
                return false;
        if (!goals_emit(form) || !cells_emit(form, from, end))
            return false;
        from = end;
    }
    return true;
}

/* --- over pages --- */

/* Whether a text speaks of a form: a label that no table of a budget has, or a word of indicators. */
static bool is_form_word(const struct reading *reading, struct view text)
{
    const struct rule *rule = ruleset_match(reading->rules, RULE_LABEL, text);
    return label_is(rule, "indicator") || label_is(rule, "goal") || label_is(rule, "task") ||
           (rule && strcmp(rule->name, "field") == 0) ||
           ruleset_is(reading->rules, RULE_CELL, "indicator_level1", text) ||
           ruleset_is(reading->rules, RULE_CELL, "indicator_level2", text);
}

static bool part_has_words(const struct reading *reading, const struct part *part)
{
    for (int row = 0; row < part->grid->rows; row++)
        for (int column = 0; column < part->grid->columns; column++) {
            const struct record_cell *cell = grid_at(part->grid, row, column);
            if (cell_begins(cell, row, column) && !view_is_empty(cell->plain) && is_form_word(reading, cell->plain))
                return true;
        }
    return false;
}

/* Whether the first row of a part holds labels alone: the head of a list.  That of a sheet has values beside them. */
static bool part_begins_list(const struct reading *reading, const struct part *part)
{
    for (int column = 0; part->grid->rows && column < part->grid->columns; column++) {
        const struct record_cell *cell = grid_at(part->grid, 0, column);
        if (cell_begins(cell, 0, column) && !view_is_empty(cell->plain) &&
            !ruleset_match(reading->rules, RULE_LABEL, cell->plain))
            return false;
    }
    return true;
}

/* The first text of a part. */
static struct view part_first(const struct part *part)
{
    for (int row = 0; row < part->grid->rows; row++)
        for (int column = 0; column < part->grid->columns; column++) {
            const struct record_cell *cell = grid_at(part->grid, row, column);
            if (cell_begins(cell, row, column) && !view_is_empty(cell->plain))
                return cell->plain;
        }
    return VIEW_NONE;
}

bool form_continues(const struct reading *reading, struct table *form, const struct table *next)
{
    int last = g_array_index(form->pages, int, form->pages->len - 1);
    if (next->rule || next->record->title.data || !next->parts->len || g_array_index(next->pages, int, 0) != last + 1)
        return false;
    struct part *first = &g_array_index(next->parts, struct part, 0);
    bool again = view_equal(part_first(first), part_first(&g_array_index(form->parts, struct part, 0)));
    if (!part_has_words(reading, first) || (again && !part_begins_list(reading, first)))
        return false;
    if (!again) /* a head is left out only where it is the form's, printed again */
        first->head_end = 0;
    g_array_append_vals(form->parts, next->parts->data, next->parts->len);
    g_array_append_vals(form->pages, next->pages->data, next->pages->len);
    return true;
}

/* Puts a cell into a place of a list.  A page may draw a column in two: what stands in both is one text then, which is
 * no amount. */
static struct record_cell *cell_put(struct arena *arena, struct record_cell *there, const struct record_cell *cell,
                                    int column, int span)
{
    const bool joins = there && there->row == cell->row;
    struct record_cell *moved = joins ? there : ARENA_NEW(arena, struct record_cell);
    if (!joins || view_is_empty(there->text)) {
        *moved = *cell;
        moved->column = column;
        moved->column_span = span;
    } else if (!view_is_empty(cell->text)) {
        moved->text = view_join(arena, there->text, " ", cell->text);
        moved->plain = view_join(arena, there->plain, " ", cell->plain);
        moved->row_span = MAX(there->row_span, cell->row_span);
        moved->column_span = MAX(there->column_span, span);
        moved->box.x1 = MAX(there->box.x1, cell->box.x1);
        moved->ink.x1 = MAX(there->ink.x1, cell->ink.x1);
    }
    return moved;
}

/* The part with its cells in the columns of the first grid: a page may show the right-hand ones only. */
static const struct part *part_in_table(struct arena *arena, const struct part *part, const struct grid *first)
{
    const struct grid *grid = part->grid;
    const struct form_line line = {part, 0};
    const struct part target = {.grid = (struct grid *)first};
    const struct form_line into = {&target, 0};
    bool same = grid->columns == first->columns;
    for (int i = 0; i < grid->columns && same; i++)
        same = line_column(&into, grid, i) == i;
    if (same || line_is_text(&line))
        return part;
    struct part *placed = ARENA_NEW(arena, struct part);
    *placed = *part;
    placed->grid = ARENA_NEW(arena, struct grid);
    *placed->grid = *grid;
    placed->grid->record = first->record;
    placed->grid->columns = first->columns;
    placed->grid->at = ARENA_ARRAY(arena, const struct record_cell *, (size_t)grid->rows *(size_t)first->columns);
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            if (!cell_begins(cell, row, column))
                continue;
            const int last = MIN(column + MAX(cell->column_span, 1), grid->columns) - 1;
            const int at = line_column(&into, grid, column), span = line_column(&into, grid, last) - at + 1;
            struct record_cell *there = (struct record_cell *)placed->grid->at[row * first->columns + at];
            struct record_cell *moved = cell_put(arena, there, cell, at, span);
            for (int r = row; r < MIN(row + MAX(cell->row_span, 1), grid->rows); r++)
                for (int c = moved->column; c < moved->column + moved->column_span; c++)
                    placed->grid->at[r * first->columns + c] = moved;
        }
    return placed;
}

/* The lines of all parts; `placed`: in the columns of the first. */
static void lines_collect(struct form *form, bool placed)
{
    const GArray *parts = form->table->parts;
    g_array_set_size(form->lines, 0);
    for (guint i = 0; i < parts->len; i++) {
        const struct part *first = &g_array_index(parts, struct part, 0);
        const struct part *part = &g_array_index(parts, struct part, i);
        if (placed)
            part = part_in_table(form->reading->arena, part, first->grid);
        for (int row = i ? part->head_end : 0; row < part->grid->rows; row++) {
            struct form_line line = {part, row};
            g_array_append_val(form->lines, line);
        }
    }
}

bool form_emit(struct reading *reading, struct table *table, const struct rule *rule, struct sink *next,
               struct error *error)
{
    struct form form = {.reading = reading, .table = table, .next = next, .error = error, .power = table->power};
    form.overall = strcmp(rule->kind, "overall_performance") == 0;
    form.lines = g_array_new(FALSE, TRUE, sizeof(struct form_line));
    lines_collect(&form, false);
    struct list list = list_find(&form);
    form.list = list.key >= 0;
    if (form.list)
        lines_collect(&form, true);
    form.edges = edges_collect(&form);
    bool fine = form.list ? list_read(&form, rule, &list) : sheet_read(&form, rule);
    if (form.unit_missing)
        reading_warn(reading, g_array_index(table->pages, int, 0), "unit_missing",
                     "the form \"%.*s\" names no unit of money: its funds are left out",
                     VIEW_PRINT(table->record->title));
    g_array_unref(form.edges);
    g_array_unref(form.lines);
    return fine;
}
