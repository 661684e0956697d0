/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a table: which rows it is, see columns.c for what its labels mean. */
#include <stdlib.h>
#include <string.h>

#include "rules/model.h"

enum {
    HEAD_ROWS_MAX = 12,
};

static bool cell_is(const struct reading *reading, const char *name, struct view text)
{
    return ruleset_is(reading->rules, RULE_CELL, name, text);
}

static bool row_is(const struct reading *reading, const char *name, struct view text)
{
    return ruleset_is(reading->rules, RULE_ROW, name, text);
}

/* Iterates over the cells that begin in a row and hold text. */
static const struct record_cell *next_cell(const struct grid *grid, int row, int *column)
{
    for (; *column < grid->columns; (*column)++) {
        const struct record_cell *cell = grid_at(grid, row, *column);
        if (cell_begins(cell, row, *column) && !view_is_empty(cell->plain)) {
            (*column)++;
            return cell;
        }
    }
    return NULL;
}

/* A row of running numbers or letters under a head: 1 2 3 …, 栏次 1 2, ** ** 1 2, 1=2+3; the last labels of a head
 * may stand in front of its numbers (类 款 项 栏次 1 2). */
bool row_is_running(const struct reading *reading, const struct grid *grid, int row)
{
    int cells = 0, previous = 0, numbers = 0, labels = 0, column = 0;
    for (const struct record_cell *cell; (cell = next_cell(grid, row, &column));) {
        if (!cell_is(reading, "running", cell->plain)) {
            if (numbers || !column_rule_find(reading, cell->plain, VIEW_LITERAL(""), VIEW_LITERAL("")))
                return false;
            labels++;
            continue;
        }
        cells++;
        char digits[16];
        g_strlcpy(digits, cell->plain.data, MIN(sizeof digits, cell->plain.size + 1));
        int number = atoi(digits);
        if (number) {
            if (number != previous + 1 && numbers)
                return false;
            previous = number;
            numbers++;
        }
    }
    return cells >= 2 && (numbers >= 2 || (!labels && cells > numbers));
}

bool row_is_data(const struct reading *reading, const struct grid *grid, int row)
{
    if (row_is_running(reading, grid, row))
        return false;
    int column = 0;
    bool first = true;
    for (const struct record_cell *cell; (cell = next_cell(grid, row, &column)); first = false) {
        if (cell_is(reading, "amount", cell->plain))
            return true;
        if (first && (cell_is(reading, "code", cell->plain) || row_is(reading, "item", cell->plain) ||
                      row_is(reading, "code_name", cell->plain)))
            return true;
        if (first && row_is(reading, "total", cell->plain) && (cell->column == 0 || cell->column_span > 1)) {
            /* 合计 alone or beside other totals is a line of data; beside labels it is one of them. */
            int rest = column;
            const struct record_cell *other = next_cell(grid, row, &rest);
            while (other && row_is(reading, "total", other->plain))
                other = next_cell(grid, row, &rest);
            if (!other)
                return true;
        }
        if (!first && row_is(reading, "enumerated", cell->plain))
            return true;
    }
    return false;
}

/* What is known of a label, by column rule: whether the rule holds for the label itself, and that it was told. */
enum verdict { VERDICT_OPEN, VERDICT_NO, VERDICT_YES, VERDICT_TOLD };

/* The same labels are asked for again and again, by every column and every table, under other labels and in tables of
 * other kinds: the verdicts on the label alone are kept, one for each rule and one for no rule. */
static char *verdicts_of(const struct reading *reading, struct view label)
{
    GHashTable *known = reading->label_verdicts;
    char *verdicts = known ? g_hash_table_lookup(known, &label) : NULL;
    if (verdicts)
        return verdicts;
    verdicts = ARENA_ARRAY(reading->arena, char, ruleset_list(reading->rules, RULE_COLUMN)->len + 1);
    if (known) {
        struct view *key = ARENA_ARRAY(reading->arena, struct view, 1);
        *key = view_copy(reading->arena, label);
        g_hash_table_insert(known, key, verdicts);
    }
    return verdicts;
}

static bool rule_holds(const struct rule *rule, struct view label, char *verdict)
{
    if (*verdict == VERDICT_OPEN)
        *verdict = rule_matches(rule, label) ? VERDICT_YES : VERDICT_NO;
    return *verdict != VERDICT_NO;
}

const struct rule *column_rule_find(const struct reading *reading, struct view label, struct view above,
                                    struct view kind)
{
    const GPtrArray *list = ruleset_list(reading->rules, RULE_COLUMN);
    char *verdicts = verdicts_of(reading, label);
    guint i = 0;
    for (; i < list->len; i++) {
        const struct rule *rule = list->pdata[i];
        if (verdicts[i] != VERDICT_NO && rule_holds(rule, label, &verdicts[i]) &&
            (!rule->under || pattern_matches(rule->under, above)) &&
            (!rule->tables || pattern_matches(rule->tables, kind)))
            break;
    }
    const struct rule *found = i < list->len ? list->pdata[i] : NULL;
    if (kind.size && verdicts[i] != VERDICT_TOLD) { /* not while the head is still looked for */
        ruleset_tell(reading->rules, RULE_COLUMN, found, label);
        verdicts[i] = VERDICT_TOLD;
    }
    return found;
}

bool row_is_labels(const struct reading *reading, const struct grid *grid, int row)
{
    int cells = 0, known = 0, column = 0;
    struct amount amount;
    for (const struct record_cell *cell; (cell = next_cell(grid, row, &column));) {
        if (cells && amount_parse(cell->plain, &amount))
            return false;
        cells++;
        known += column_rule_find(reading, cell->plain, VIEW_LITERAL(""), VIEW_LITERAL("")) != NULL;
    }
    return cells >= 2 && 2 * known >= cells;
}

/* The row behind the lowest cell that begins in [first, end): spans pull the head down, but not over a line of data
 * (类 款 项 beside both 栏次 and 合计). */
static int spans_close(const struct reading *reading, const struct grid *grid, int first, int end)
{
    int closed = end;
    for (int row = first; row < end; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            if (cell_begins(cell, row, column) && !view_is_empty(cell->plain) && cell->row_span > 1)
                closed = MAX(closed, MIN(row + cell->row_span, grid->rows));
        }
    while (end < closed && !row_is_data(reading, grid, end))
        end++;
    return end;
}

/* Whether a merged head cell with text ends right above `row`, over cells of its own in that row. */
static bool row_is_under_merged(const struct grid *grid, int first, int row)
{
    for (int column = 0; column < grid->columns; column++) {
        const struct record_cell *above = grid_at(grid, row - 1, column), *cell = grid_at(grid, row, column);
        if (above && cell && above->row >= first && above->column_span > 1 && !view_is_empty(above->plain) &&
            cell_begins(cell, row, column) && cell->column_span < above->column_span && !view_is_empty(cell->plain))
            return true;
    }
    return false;
}

/* Whether a label in [first, end) says what the lines are: a head does, a row of data with the words of
 * a head (结余分配) does not. */
static bool head_names_lines(const struct reading *reading, const struct grid *grid, int first, int end)
{
    static const char *const roles[] = {"code", "name", "unit_code", "unit_name"};
    for (int row = first; row < end; row++) {
        int column = 0;
        for (const struct record_cell *cell; (cell = next_cell(grid, row, &column));) {
            const struct rule *rule = column_rule_find(reading, cell->plain, VIEW_LITERAL(""), VIEW_LITERAL(""));
            for (size_t i = 0; rule && rule->role && i < G_N_ELEMENTS(roles); i++)
                if (strcmp(rule->role, roles[i]) == 0)
                    return true;
        }
    }
    return false;
}

int head_count(const struct reading *reading, const struct grid *grid, int first, bool forced)
{
    int end = first;
    while (end < grid->rows && end - first < HEAD_ROWS_MAX) {
        int column = 0;
        bool blank = !next_cell(grid, end, &column);
        if (blank && end > first)
            break;
        bool running = end > first && row_is_running(reading, grid, end);
        if (!running && row_is_data(reading, grid, end))
            break;
        bool head = running || row_is_labels(reading, grid, end) ||
                    (end > first && row_is_under_merged(grid, first, end)) || (end == first && forced);
        if (!head)
            break;
        end = spans_close(reading, grid, first, end + 1);
        if (running)
            break;
    }
    return forced || head_names_lines(reading, grid, first, end) ? end - first : 0;
}
