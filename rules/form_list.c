/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "rules/form.h"

enum { HEAD_SEARCH = 4 }; /* rows in which a list has its head */

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

struct form_list list_find(const struct form *form)
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
        struct form_list list = {key, i + 1};
        while (list.head < form->lines->len && line_cell(line_at(form, list.head), key) == line_cell(line, key))
            list.head++;
        return list;
    }
    return (struct form_list){-1, 0};
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
static bool list_funded(const struct form *form, const struct form_list *list, guint index)
{
    const struct form_line *line = line_at(form, index), *head = line_at(form, list->head - 1);
    for (int column = 0; column < list_end(form); column++)
        if (line_begins(line, column) && label_is(label_rule(form, line_text(head, column)), "fund"))
            return true;
    return false;
}

/* Whether the project [first, index) goes on over the page break although a name stands behind it: the break cut its
 * name, and its funds stand on one side of it alone. */
static bool list_cut(const struct form *form, const struct form_list *list, guint first, guint index)
{
    bool funded = false;
    for (guint i = first; i < index && !funded; i++)
        funded = list_funded(form, list, i);
    return funded != list_funded(form, list, index);
}

/* Whether the project that the next page names begins on the line already: the page break cuts a cell of it here, and
 * that project is another one than `current`. */
static bool list_begins_cut(const struct form *form, const struct form_list *list, guint index, struct view current)
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
static bool list_begins(const struct form *form, const struct form_list *list, guint first, guint index,
                        struct view current)
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

bool list_read(struct form *form, const struct rule *rule, const struct form_list *list)
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
