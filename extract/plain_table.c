/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/plain_table.h"

#include <glib.h>

#include "base/amount.h"

enum {
    HEAD_ROWS_MAX = 6,
    CONTEXT_ROWS_MAX = 4,  /* rows above a head that hold the title or the unit */
    CONTEXT_TEXTS_MAX = 3, /* texts in such a row */
};

static bool has_text(const struct plain_table *table, int row, int column)
{
    return !view_is_empty(plain_table_at(table, row, column)->text);
}

static int count_texts(const struct plain_table *table, int row)
{
    int count = 0;
    for (int column = 0; column < table->columns; column++)
        count += has_text(table, row, column);
    return count;
}

/* 一、 (一) （二） 1、 12. and the like, as a line of data begins. */
static bool is_enumerated(struct view text)
{
    static const char digits[] = "一二三四五六七八九十百0123456789";
    unsigned code = view_next(&text);
    const bool bracket = code == '(' || code == 0xFF08;
    int count = 0;
    if (bracket)
        code = view_next(&text);
    for (; code && g_utf8_strchr(digits, -1, code); code = view_next(&text))
        count++;
    if (!count)
        return false;
    return bracket ? code == ')' || code == 0xFF09 : code == 0x3001 || (code == '.' && !view_is_empty(text));
}

/* Whether the row holds data: a number (an amount, a code, a running number) or an enumerated item. */
static bool row_is_data(const struct plain_table *table, int row)
{
    for (int column = 0; column < table->columns; column++) {
        const struct view text = plain_table_at(table, row, column)->text;
        struct amount amount;
        if (!view_is_empty(text) && (amount_parse(text, &amount) || is_enumerated(text)))
            return true;
    }
    return false;
}

/* A row above the head: one text (the title), or few that all say what they are (单位名称：… | 单位：万元). */
static bool row_is_context(const struct plain_table *table, int row)
{
    const int texts = count_texts(table, row);
    int told = 0;
    for (int column = 0; column < table->columns; column++) {
        const struct view text = plain_table_at(table, row, column)->text;
        told += view_find(text, "：") > 0 || view_find(text, ":") > 0;
    }
    return texts <= 1 || (texts <= CONTEXT_TEXTS_MAX && told == texts);
}

/* Whether the row goes on with a head: one of its texts stands under an empty place right of a text.  A text alone is no
 * head, which tells apart, but the total of a table without figures. */
static bool row_is_under_head(const struct plain_table *table, int row)
{
    bool merged = false;
    if (count_texts(table, row) < 2)
        return false;
    for (int column = 0; column < table->columns; column++) {
        if (has_text(table, row - 1, column))
            merged = true;
        else if (merged && has_text(table, row, column))
            return true;
    }
    return false;
}

/* The rows [*first, end) of the head; the end is returned, *first where there is none. */
static int head_find(const struct plain_table *table, int *first)
{
    *first = 0;
    while (*first < MIN(CONTEXT_ROWS_MAX, table->rows - 1) && row_is_context(table, *first))
        (*first)++;
    if (row_is_data(table, *first))
        return *first;
    int end = *first + 1;
    while (end < table->rows && end - *first < HEAD_ROWS_MAX && !row_is_data(table, end) &&
           row_is_under_head(table, end))
        end++;
    return end;
}

static void swap_columns(struct plain_table *table, int first, int end, int a, int b)
{
    for (int row = first; row < end; row++) {
        const struct view text = plain_table_at(table, row, a)->text;
        plain_table_at(table, row, a)->text = plain_table_at(table, row, b)->text;
        plain_table_at(table, row, b)->text = text;
    }
}

/* A label over nothing beside nothing over a label, behind columns whose labels stand under a merged one:
 * a merged cell has a label under its first place, so the two were exchanged when the text was made; the
 * lower label belongs to the merged cell left of it. */
static void exchange_mend(struct plain_table *table, int first, int end)
{
    for (int column = 2; end - first == 2 && column + 1 < table->columns; column++) {
        const bool crossed = has_text(table, first, column) && !has_text(table, first + 1, column) &&
                             !has_text(table, first, column + 1) && has_text(table, first + 1, column + 1);
        const bool under = !has_text(table, first, column - 1) && has_text(table, first + 1, column - 1);
        if (crossed && under && (column + 2 == table->columns || has_text(table, first, column + 2)) &&
            !view_starts_with(plain_table_at(table, first + 1, column + 1)->text, "其中"))
            swap_columns(table, first, end, column, column + 1);
    }
}

static bool text_below(const struct plain_table *table, int row, int end, int column)
{
    for (row++; row < end; row++)
        if (has_text(table, row, column))
            return true;
    return false;
}

/* Widens the texts of a row; owners[column] is the column where the cell above begins, which none may leave. */
static void row_widen(struct plain_table *table, int row, int end, const int *owners)
{
    for (int column = 0; column < table->columns; column++) {
        if (!has_text(table, row, column) || plain_table_at(table, row, column)->covered)
            continue;
        struct plain_cell *cell = plain_table_at(table, row, column);
        int next = column + 1;
        while (next < table->columns && !has_text(table, row, next) && !plain_table_at(table, row, next)->covered &&
               owners[next] == owners[column] && text_below(table, row, end, next)) {
            plain_table_at(table, row, next)->covered = true;
            cell->column_span++;
            next++;
        }
    }
}

/* Lets the texts of the row above reach down where nothing stands under them; `tops` are their rows. */
static void row_reach_down(struct plain_table *table, int row, const int *owners, const int *tops)
{
    for (int column = 0; column < table->columns; column++) {
        struct plain_cell *above = owners[column] == column ? plain_table_at(table, tops[column], column) : NULL;
        if (!above || view_is_empty(above->text))
            continue;
        bool blank = true;
        for (int i = 0; i < above->column_span; i++)
            blank = blank && !has_text(table, row, column + i);
        for (int i = 0; blank && i < above->column_span; i++)
            plain_table_at(table, row, column + i)->covered = true;
        above->row_span += blank;
    }
}

/* Whether each column up to the last that has a label has one. */
static bool labels_complete(const struct plain_table *table, int first, int end)
{
    bool *labelled = g_new0(bool, table->columns);
    int last = -1;
    for (int row = first; row < end; row++)
        for (int column = 0; column < table->columns; column++) {
            const struct plain_cell *cell = plain_table_at(table, row, column);
            for (int i = 0; has_text(table, row, column) && i < cell->column_span; i++) {
                /* A wide label names the group; its columns need labels of their own. */
                labelled[column + i] = labelled[column + i] || cell->column_span == 1;
                last = MAX(last, column + i);
            }
        }
    bool complete = true;
    for (int column = 0; column <= last; column++)
        complete = complete && labelled[column];
    g_free(labelled);
    return complete;
}

static void spans_clear(struct plain_table *table, int first, int end)
{
    for (int i = first * table->columns; i < end * table->columns; i++) {
        table->cells[i].row_span = table->cells[i].column_span = 1;
        table->cells[i].covered = false;
    }
}

void plain_table_merge_head(struct plain_table *table)
{
    int first;
    const int end = table->rows > 1 ? head_find(table, &first) : 0;
    if (!end || end - first < 2)
        return;
    exchange_mend(table, first, end);
    int *owners = g_new0(int, table->columns), *tops = g_new0(int, table->columns);
    for (int row = first; row < end; row++) {
        if (row > first)
            row_reach_down(table, row, owners, tops);
        row_widen(table, row, end, owners);
        for (int column = 0; column < table->columns; column++) {
            const struct plain_cell *cell = plain_table_at(table, row, column);
            for (int i = 0; !cell->covered && i < cell->column_span; i++) {
                owners[column + i] = column;
                tops[column + i] = row;
            }
        }
    }
    g_free(owners);
    g_free(tops);
    if (!labels_complete(table, first, end))
        spans_clear(table, first, end);
}
