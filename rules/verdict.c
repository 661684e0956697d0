/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "rules/checks.h"

enum { SHOWN_PARTS = 12 }; /* summands that a message names */

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

void sum_note(const struct checker *checker, struct sum *sum, struct record_operand *operand, struct view words)
{
    struct sum_part *part = ARENA_NEW(checker->reading->arena, struct sum_part);
    *part = (struct sum_part){operand, words, NULL};
    if (sum->last)
        sum->last->next = part;
    else
        sum->first = part;
    sum->last = part;
    sum->count++;
}

void sum_add(const struct checker *checker, struct sum *sum, struct record_operand *operand, struct view words)
{
    if (!operand)
        return;
    sum->overflow = sum->overflow || !amount_add(sum->value, operand->value, &sum->value) ||
                    !amount_add(sum->tolerance, half_digit(operand->precision), &sum->tolerance);
    sum_note(checker, sum, operand, words);
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
    const struct sum *sums[] = {whole, parts};
    int *tables = ARENA_ARRAY(arena, int, whole->count + parts->count);
    size_t count = 0;
    for (size_t s = 0; s < G_N_ELEMENTS(sums); s++)
        for (const struct sum_part *part = sums[s]->first; part; part = part->next) {
            int table = part->operand->table;
            bool seen = table < 0;
            for (size_t k = 0; k < count && !seen; k++)
                seen = tables[k] == table;
            if (!seen)
                tables[count++] = table;
        }
    return (struct int_list){tables, count};
}

static void message_add(GString *message, const struct sum *sum)
{
    const gsize start = message->len;
    guint shown = 0;
    g_string_append_len(message, sum->words.data, (gssize)sum->words.size);
    for (const struct sum_part *part = sum->words.data ? NULL : sum->first; part && shown <= SHOWN_PARTS;
         part = part->next, shown++) {
        struct view words = shown < SHOWN_PARTS ? part->words : VIEW_LITERAL("…");
        if (words.size && message->len > start)
            g_string_append(message, " + ");
        g_string_append_len(message, words.data, (gssize)words.size);
    }
}

static struct view message_of(const struct checker *checker, const struct sum *whole, const struct sum *parts)
{
    GString *message = checker->message;
    g_string_truncate(message, 0);
    message_add(message, whole);
    g_string_append(message, " = ");
    message_add(message, parts);
    return view_copy(checker->reading->arena, (struct view){message->str, message->len});
}

static bool operands_emit(const struct checker *checker, const struct sum *sum, const char *term)
{
    for (const struct sum_part *part = sum->first; part; part = part->next) {
        part->operand->term = view_of(term);
        if (!sink_take(ledger_next(checker->ledger), checker->reading->arena, &part->operand->record, checker->error))
            return false;
    }
    return true;
}

bool verdict_emit(const struct checker *checker, struct view measure, const struct sum *whole, const struct sum *parts)
{
    struct arena *arena = checker->reading->arena;
    if (!whole->count || !parts->count)
        return true;
    struct record_check *check = record_new(arena, RECORD_CHECK);
    if (whole->overflow || parts->overflow || !amount_add(parts->tolerance, whole->tolerance, &check->tolerance) ||
        !amount_subtract(whole->value, parts->value, &check->difference))
        return true;
    struct amount size = check->difference;
    if (size.coefficient < 0)
        size.coefficient = -size.coefficient;
    const struct record_operand *first = whole->first->operand;
    check->tables = tables_of(arena, whole, parts);
    check->rule = view_of(checker->rule->name);
    check->row = first->row;
    check->page = first->page;
    check->measure = measure;
    check->quantity = view_of(whole->quantity ? whole->quantity : "yuan");
    check->condition = view_of(checker->rule->condition);
    check->expected = parts->value;
    check->actual = whole->value;
    check->verdict = !size.coefficient                             ? VIEW_LITERAL("equal")
                     : amount_compare(size, check->tolerance) <= 0 ? VIEW_LITERAL("rounding")
                                                                   : VIEW_LITERAL("differs");
    check->message = message_of(checker, whole, parts);
    return sink_take(ledger_next(checker->ledger), arena, check, checker->error) &&
           operands_emit(checker, whole, "whole") && operands_emit(checker, parts, "part");
}
