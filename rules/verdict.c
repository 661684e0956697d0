/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "rules/checks.h"

enum { SHOWN_PARTS = 12 }; /* summands that a message names */

struct sum sum_new(void)
{
    return (struct sum){.operands = g_ptr_array_new(), .words = g_string_new(NULL), .quantity = "yuan"};
}

void sum_free(struct sum *sum)
{
    g_ptr_array_unref(sum->operands);
    g_string_free(sum->words, TRUE);
}

struct amount half_digit(int precision)
{
    struct amount half = {0, 0};
    if (precision == AMOUNT_EXACT)
        return half;
    half.coefficient = 5;
    if (precision >= 1)
        amount_shift(&half, precision - 1);
    else
        half.scale = 1 - precision;
    return half;
}

void sum_add(struct sum *sum, struct record_operand *operand, struct view words)
{
    if (!operand)
        return;
    sum->overflow = sum->overflow || !amount_add(sum->value, operand->value, &sum->value) ||
                    !amount_add(sum->tolerance, half_digit(operand->precision), &sum->tolerance);
    g_ptr_array_add(sum->operands, operand);
    if (sum->operands->len <= SHOWN_PARTS && words.size)
        g_string_append_printf(sum->words, "%s%.*s", sum->words->len ? " + " : "", VIEW_PRINT(words));
    else if (sum->operands->len == SHOWN_PARTS + 1)
        g_string_append(sum->words, " + …");
}

struct record_operand *operand_of_row(const struct checker *checker, guint index, guint row_index, struct view measure)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, index);
    const struct ledger_row *row = ledger_row_at(table, row_index);
    const struct record_amount *amount = ledger_amount(row, measure);
    if (!amount)
        return NULL;
    const struct record_cell *cell = ledger_cell(table, row, measure);
    struct record_operand *operand = record_new(checker->reading->arena, RECORD_OPERAND);
    operand->table = (int)index;
    operand->row = (int)row_index;
    operand->page = cell ? cell->page : row->page;
    if (cell) {
        operand->column = cell->column;
        operand->box = cell->box;
        operand->text = cell->text;
    }
    operand->value = amount->value;
    operand->precision = amount->precision;
    return operand;
}

struct view row_words(const struct ledger_row *row)
{
    return row->record->code.data ? row->record->code : row->record->name;
}

/* The tables of the operands, each once, in order. */
static struct int_list tables_of(struct arena *arena, const struct sum *whole, const struct sum *parts)
{
    const GPtrArray *lists[] = {whole->operands, parts->operands};
    int *tables = ARENA_ARRAY(arena, int, whole->operands->len + parts->operands->len);
    size_t count = 0;
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            int table = ((const struct record_operand *)lists[l]->pdata[i])->table;
            bool seen = table < 0;
            for (size_t k = 0; k < count && !seen; k++)
                seen = tables[k] == table;
            if (!seen)
                tables[count++] = table;
        }
    return (struct int_list){tables, count};
}

static bool operands_emit(const struct checker *checker, const struct sum *sum, const char *term)
{
    for (guint i = 0; i < sum->operands->len; i++) {
        struct record_operand *operand = sum->operands->pdata[i];
        operand->term = view_of(term);
        if (!sink_take(ledger_next(checker->ledger), checker->reading->arena, operand, checker->error))
            return false;
    }
    return true;
}

bool verdict_emit(const struct checker *checker, struct view measure, const struct sum *whole, const struct sum *parts)
{
    struct arena *arena = checker->reading->arena;
    struct record_check *check = record_new(arena, RECORD_CHECK);
    if (whole->overflow || parts->overflow || !amount_add(parts->tolerance, whole->tolerance, &check->tolerance) ||
        !amount_subtract(whole->value, parts->value, &check->difference))
        return true;
    struct amount size = check->difference;
    if (size.coefficient < 0)
        size.coefficient = -size.coefficient;
    const struct record_operand *first = whole->operands->pdata[0];
    check->tables = tables_of(arena, whole, parts);
    check->rule = view_of(checker->rule->name);
    check->row = first->row;
    check->page = first->page;
    check->measure = measure;
    check->quantity = view_of(whole->quantity);
    check->condition = view_of(checker->rule->condition);
    check->expected = parts->value;
    check->actual = whole->value;
    check->verdict = !size.coefficient                             ? VIEW_LITERAL("equal")
                     : amount_compare(size, check->tolerance) <= 0 ? VIEW_LITERAL("rounding")
                                                                   : VIEW_LITERAL("differs");
    check->message = view_format(arena, "%s = %s", whole->words->str, parts->words->str);
    return sink_take(ledger_next(checker->ledger), arena, check, checker->error) &&
           operands_emit(checker, whole, "whole") && operands_emit(checker, parts, "part");
}
