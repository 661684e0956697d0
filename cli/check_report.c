/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_report.h"

#include <string.h>

#include "base/json.h"

enum {
    SHOWN_PARTS = 16,  /* summands that are told one by one */
    SHOWN_QUOTE = 160, /* characters of a sentence */
};

/* A word of the report; nothing where the language has none. */
static const char *word(const struct words *words, const char *key)
{
    const char *found = words_find(words, REPORT_GROUP, key);
    return found ? found : "";
}

void report_page(GString *out, const struct words *words, int page)
{
    char number[16];
    g_snprintf(number, sizeof number, "%d", page);
    words_append(out, words, REPORT_GROUP, "page", "page", number, NULL);
}

/* --- names of places --- */

static const struct ledger_table *table_of(const struct ledger *ledger, const struct record_operand *operand)
{
    bool known = ledger && operand->table >= 0 && (guint)operand->table < ledger_count(ledger);
    return known ? ledger_table_at(ledger, (guint)operand->table) : NULL;
}

static const struct ledger_row *row_of(const struct ledger_table *table, const struct record_operand *operand)
{
    bool known = table && operand->row >= 0 && (guint)operand->row < table->rows->len;
    return known ? ledger_row_at(table, (guint)operand->row) : NULL;
}

static const struct record_statement *statement_of(const struct ledger *ledger, const struct record_operand *operand)
{
    const GPtrArray *statements = ledger ? ledger_statements(ledger) : NULL;
    bool known = statements && operand->statement >= 0 && (guint)operand->statement < statements->len;
    return known ? statements->pdata[operand->statement] : NULL;
}

static void append_view(GString *out, const char *before, struct view view)
{
    if (view_is_empty(view))
        return;
    if (out->len)
        g_string_append(out, before);
    g_string_append_len(out, view.data, (gssize)view.size);
}

/* The unit that a row stands under (unless the reader knows it), its code, its name. */
static GString *row_name(const struct ledger_table *table, const struct ledger_row *row, bool unit)
{
    GString *name = g_string_new(NULL);
    if (unit && row->group >= 0)
        append_view(name, " ", ledger_row_at(table, (guint)row->group)->record->name);
    append_view(name, " ", row->record->code);
    append_view(name, " ", row->record->name);
    return name;
}

/* The labels of a column, each but once. */
static GString *column_name(const struct ledger_table *table, const struct record_operand *operand)
{
    GString *name = g_string_new(NULL);
    const struct record_column *column = operand->column >= 0 && (guint)operand->column < table->columns->len
                                             ? table->columns->pdata[operand->column]
                                             : NULL;
    for (size_t i = 0; column && i < column->label.count; i++)
        if (!i || !view_equal(column->label.items[i], column->label.items[i - 1]))
            append_view(name, "/", column->label.items[i]);
    return name;
}

/* --- for people --- */

/* 1234567.8 as 1,234,567.80. */
static char *amount_text(struct amount amount)
{
    GString *out = g_string_new(NULL);
    char text[AMOUNT_TEXT_SIZE];
    amount_format(amount, text);
    const char *digits = text + (*text == '-'), *point = strchr(digits, '.');
    int whole = (int)(point ? (size_t)(point - digits) : strlen(digits));
    if (*text == '-')
        g_string_append_c(out, '-');
    for (int i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
    const char *fraction = point ? point + 1 : "";
    g_string_append_printf(out, ".%s%s", fraction, strlen(fraction) >= 2 ? "" : &"00"[strlen(fraction)]);
    return g_string_free(out, FALSE);
}

/* A number of things has no decimals. */
static char *figure_text(struct amount amount, bool number)
{
    char text[AMOUNT_TEXT_SIZE];
    if (!number)
        return amount_text(amount);
    amount_format(amount, text);
    return g_strdup(text);
}

/* A figure as printed, by what tells it from another that the reader has just seen: page, table, row, column. */
static void append_operand(GString *out, const struct words *words, const struct ledger *ledger,
                           const struct record_operand *operand, const struct record_operand *seen)
{
    const struct ledger_table *table = table_of(ledger, operand);
    const struct ledger_row *row = row_of(table, operand);
    const struct record_statement *statement = statement_of(ledger, operand);
    bool elsewhere = !seen || seen->table != operand->table || (seen->statement < 0) != (operand->statement < 0);
    GString *text = g_string_new(NULL);
    if (elsewhere && operand->page > 0)
        report_page(text, words, operand->page);
    if (table && elsewhere)
        append_view(text, word(words, "comma"), table->record->title);
    if (statement)
        append_view(text, word(words, "comma"), statement->subject);
    if (operand->form >= 0)
        append_view(text, word(words, "comma"), view_of(word(words, "form")));
    if (row && (elsewhere || seen->row != operand->row)) {
        const struct ledger_row *before = elsewhere ? NULL : row_of(table, seen);
        GString *name = row_name(table, row, !before || before->group != row->group);
        append_view(text, elsewhere ? word(words, "comma") : " ", (struct view){name->str, name->len});
        g_string_free(name, TRUE);
    }
    if (row && (elsewhere || (seen->row == operand->row && seen->column != operand->column))) {
        GString *name = column_name(table, operand);
        append_view(text, elsewhere ? word(words, "comma") : " ", (struct view){name->str, name->len});
        g_string_free(name, TRUE);
    }
    append_view(text, " ", operand->text);
    if (view_is_empty(operand->text)) {
        char *value = amount_text(operand->value);
        append_view(text, " ", view_of(value));
        g_free(value);
    } else if (statement) {
        append_view(text, "", statement->unit);
    }
    g_string_append(out, text->str);
    g_string_free(text, TRUE);
}

/* The figures of one side, those that are nought left out. */
static void append_side(GString *out, const struct words *words, const struct ledger *ledger, const GPtrArray *operands,
                        const char *term, const struct record_operand *seen)
{
    guint shown = 0, more = 0;
    for (guint i = 0; i < operands->len; i++) {
        const struct record_operand *operand = operands->pdata[i];
        bool nought = operand->value.coefficient == 0 && operands->len > 2 && !strcmp(term, "part");
        if (!view_equal_text(operand->term, term) || nought)
            continue;
        if (shown == SHOWN_PARTS) {
            more++;
            continue;
        }
        if (shown++)
            g_string_append(out, " + ");
        append_operand(out, words, ledger, operand, seen);
        seen = operand;
    }
    if (more)
        g_string_append_printf(out, " + … (%u)", more);
}

/* The sentence that a figure was told in. */
static void append_quote(GString *out, const struct ledger *ledger, const GPtrArray *operands)
{
    const struct record_statement *statement = operands->len ? statement_of(ledger, operands->pdata[0]) : NULL;
    if (!statement || view_is_empty(statement->quote))
        return;
    struct view rest = statement->quote;
    size_t shown = 0;
    while (rest.size && shown < SHOWN_QUOTE) {
        view_next(&rest);
        shown++;
    }
    g_string_append_printf(out, "    “%.*s%s”\n", (int)(statement->quote.size - rest.size), statement->quote.data,
                           rest.size ? "…" : "");
}

/* A percentage that the prose tells: of what, and the figures that it was worked out from. */
static void append_percentage(GString *out, const struct words *words, const struct ledger *ledger,
                              const struct record_check *check, const GPtrArray *operands)
{
    const struct record_statement *statement = operands->len ? statement_of(ledger, operands->pdata[0]) : NULL;
    char percent[AMOUNT_TEXT_SIZE];
    amount_format(check->actual, percent);
    report_page(out, words, check->page);
    g_string_append_printf(out, "%s%.*s %s%%\n    = ", word(words, "comma"),
                           VIEW_PRINT(statement ? statement->subject : check->message), percent);
    if (operands->len == 3) { /* a share: the part and the whole */
        append_operand(out, words, ledger, operands->pdata[1], operands->pdata[0]);
        g_string_append(out, " / ");
        append_operand(out, words, ledger, operands->pdata[2], operands->pdata[0]);
    } else if (operands->len == 2 && statement) { /* a change, and what it was a change of */
        const struct record_operand *moved = operands->pdata[1];
        struct amount before = {0, 0};
        bool known = amount_subtract(statement->value, moved->value, &before);
        char *change = amount_text(moved->value), *base = amount_text(before);
        g_string_append_printf(out, "%s %s / %s%s", word(words, "change"), change, known ? base : "?",
                               word(words, "yuan"));
        g_free(change);
        g_free(base);
    }
}

void report_check(GString *out, const struct words *words, const struct ledger *ledger,
                  const struct record_check *check, const GPtrArray *operands)
{
    bool number = view_equal_text(check->quantity, "number");
    char *actual = figure_text(check->actual, number), *expected = figure_text(check->expected, number);
    char *difference = figure_text(check->difference, number), *tolerance = figure_text(check->tolerance, number);
    bool percent = view_equal_text(check->quantity, "percent"), yuan = view_equal_text(check->quantity, "yuan");
    g_string_append(out, "  ");
    if (operands->len && yuan) {
        append_side(out, words, ledger, operands, "whole", NULL);
        g_string_append(out, "\n    = ");
        append_side(out, words, ledger, operands, "part", operands->pdata[0]);
    } else if (operands->len && percent) {
        append_percentage(out, words, ledger, check, operands);
    } else {
        report_page(out, words, check->page);
        g_string_append_printf(out, "%s%.*s", word(words, "comma"), VIEW_PRINT(check->message));
    }
    if (check->condition.size && yuan)
        g_string_append_printf(out, " [%.*s]", VIEW_PRINT(check->condition));
    g_string_append_c(out, '\n');
    const char *unit = yuan ? word(words, "yuan") : percent ? word(words, "percent") : word(words, "number");
    g_string_append(out, "    ");
    words_append(out, words, REPORT_GROUP, "figures", "actual", actual, "expected", expected, "difference", difference,
                 "unit", unit, "tolerance", tolerance, NULL);
    g_string_append_c(out, '\n');
    append_quote(out, ledger, operands);
    g_free(actual);
    g_free(expected);
    g_free(difference);
    g_free(tolerance);
}

/* --- for programs --- */

static void member_view(struct json_writer *json, const char *key, struct view view)
{
    json_key(json, key);
    json_view(json, view);
}

static void member_amount(struct json_writer *json, const char *key, struct amount amount)
{
    json_key(json, key);
    json_amount(json, amount);
}

static void member_string(struct json_writer *json, const char *key, GString *text)
{
    member_view(json, key, text && text->len ? (struct view){text->str, text->len} : VIEW_NONE);
    if (text)
        g_string_free(text, TRUE);
}

static void operand_json(struct json_writer *json, const struct ledger *ledger, const struct record_operand *operand)
{
    const struct ledger_table *table = table_of(ledger, operand);
    const struct ledger_row *row = row_of(table, operand);
    const struct record_statement *statement = statement_of(ledger, operand);
    json_object_open(json);
    member_string(json, "column", row ? column_name(table, operand) : NULL);
    json_key(json, "page");
    json_integer(json, operand->page);
    member_view(json, "quote", statement ? statement->quote : VIEW_NONE);
    if (row)
        member_string(json, "row", row_name(table, row, true));
    else
        member_view(json, "row", statement ? statement->subject : VIEW_NONE);
    member_view(json, "table", table ? table->record->title : VIEW_NONE);
    member_view(json, "term", operand->term);
    member_view(json, "text", operand->text);
    member_amount(json, "value", operand->value);
    json_object_close(json);
}

void report_check_json(GString *out, struct view file, const struct ledger *ledger, const struct record_check *check,
                       const GPtrArray *operands)
{
    struct json_writer json;
    json_start(&json, out, false);
    json_object_open(&json);
    member_amount(&json, "actual", check->actual);
    json_key(&json, "cells");
    json_array_open(&json);
    for (guint i = 0; i < operands->len; i++)
        operand_json(&json, ledger, operands->pdata[i]);
    json_array_close(&json);
    member_view(&json, "condition", check->condition);
    member_amount(&json, "difference", check->difference);
    member_amount(&json, "expected", check->expected);
    member_view(&json, "file", file);
    member_view(&json, "measure", check->measure);
    member_view(&json, "message", check->message);
    json_key(&json, "page");
    json_integer(&json, check->page);
    member_view(&json, "quantity", check->quantity);
    member_view(&json, "rule", check->rule);
    guint first = check->tables.count && ledger ? (guint)check->tables.items[0] : G_MAXUINT;
    member_view(&json, "table",
                ledger && first < ledger_count(ledger) ? ledger_table_at(ledger, first)->record->title : VIEW_NONE);
    member_amount(&json, "tolerance", check->tolerance);
    member_view(&json, "verdict", check->verdict);
    json_object_close(&json);
    g_string_append_c(out, '\n');
}
