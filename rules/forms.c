/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Performance-target forms (绩效目标表).  Two layouts: a sheet for each project, with labels, their values
 * and a block of indicators under a head of its own (一级指标 | 二级指标 | …); and a list, whose columns are
 * project, funds, goal and indicators.  Which words are which is rule data (classes form and label). */
#include <string.h>

#include "rules/form.h"

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
    struct form_list list = list_find(&form);
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
