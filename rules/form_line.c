/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "rules/form.h"

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
