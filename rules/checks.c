/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document's own arithmetic (勾稽关系).  A check rule says which relation holds in which kinds of table;
 * what cannot be formed from what is printed is not listed, and nothing is ever repaired.  The tolerance of a
 * relation is half a unit of the last printed digit, summed over its operands, exact. */
#include <string.h>

#include "rules/ledger.h"

enum {
    SHOWN_PARTS = 12, /* summands that a message names */
    KEYS_MAX = 64,    /* measures of a table */
};

struct checker {
    const struct reading *reading;
    const struct ledger *ledger;
    const struct rule *rule;
    guint table; /* index of the table the relation starts from */
    struct error *error;
};

/* A sum while it is formed. */
struct sum {
    struct amount value, tolerance;
    int operands;
    bool overflow;
    GString *words; /* its operands, for the message */
};

static struct sum sum_new(void)
{
    return (struct sum){.words = g_string_new(NULL)};
}

static void sum_free(struct sum *sum)
{
    g_string_free(sum->words, TRUE);
}

/* Half a unit of the last printed digit. */
static struct amount half_digit(const struct record_amount *amount)
{
    struct amount half = {0, 0};
    if (amount->precision == AMOUNT_EXACT)
        return half;
    half.coefficient = 5;
    if (amount->precision >= 1)
        amount_shift(&half, amount->precision - 1);
    else
        half.scale = 1 - amount->precision;
    return half;
}

/* Adds an operand under the words it is named by; an amount that is not printed counts nothing. */
static void sum_add(struct sum *sum, const struct record_amount *amount, struct view words)
{
    if (!amount)
        return;
    sum->overflow = sum->overflow || !amount_add(sum->value, amount->value, &sum->value) ||
                    !amount_add(sum->tolerance, half_digit(amount), &sum->tolerance);
    sum->operands++;
    if (sum->operands <= SHOWN_PARTS && words.size)
        g_string_append_printf(sum->words, "%s%.*s", sum->words->len ? " + " : "", VIEW_PRINT(words));
    else if (sum->operands == SHOWN_PARTS + 1)
        g_string_append(sum->words, " + …");
}

static struct view row_words(const struct ledger_row *row)
{
    return row->record->code.data ? row->record->code : row->record->name;
}

/* Passes the verdict on: `whole` is what is printed, `parts` what it must be. */
static bool verdict_emit(const struct checker *checker, int row, int page, struct view measure,
                         const struct record_amount *whole, struct view words, const struct sum *parts, int other)
{
    struct arena *arena = checker->reading->arena;
    struct record_check *check = record_new(arena, RECORD_CHECK);
    if (parts->overflow || !amount_add(parts->tolerance, half_digit(whole), &check->tolerance) ||
        !amount_subtract(whole->value, parts->value, &check->difference))
        return true;
    struct amount size = check->difference;
    if (size.coefficient < 0)
        size.coefficient = -size.coefficient;
    int *tables = ARENA_ARRAY(arena, int, 2);
    tables[0] = (int)checker->table;
    tables[1] = other;
    check->tables = (struct int_list){tables, other >= 0 ? 2 : 1};
    check->rule = view_of(checker->rule->name);
    check->row = row;
    check->page = page;
    check->measure = measure;
    check->expected = parts->value;
    check->actual = whole->value;
    check->verdict = !size.coefficient                             ? VIEW_LITERAL("equal")
                     : amount_compare(size, check->tolerance) <= 0 ? VIEW_LITERAL("rounding")
                                                                   : VIEW_LITERAL("differs");
    check->message = view_format(arena, "%.*s = %s", VIEW_PRINT(words), parts->words->str);
    return sink_take(ledger_next(checker->ledger), arena, check, checker->error);
}

static const struct ledger_table *table_of(const struct checker *checker)
{
    return ledger_table_at(checker->ledger, checker->table);
}

/* The measures of the amount columns on a side, each once. */
static size_t measures_list(const struct ledger_table *table, struct view side, struct view measures[KEYS_MAX])
{
    size_t count = 0;
    for (guint i = 0; i < table->columns->len && count < KEYS_MAX; i++) {
        const struct record_column *column = table->columns->pdata[i];
        if (!view_equal_text(column->role, "amount") || !column->measure.data || !view_equal(column->side, side))
            continue;
        bool seen = false;
        for (size_t k = 0; k < count; k++)
            seen = seen || view_equal(measures[k], column->measure);
        if (!seen)
            measures[count++] = column->measure;
    }
    return count;
}

/* --- children: 类 = its 款 = their 项; a unit's line = its items --- */

static bool children_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        struct view measures[KEYS_MAX];
        size_t count = measures_list(table, row->record->side, measures);
        for (size_t m = 0; m < count; m++) {
            const struct record_amount *whole = ledger_amount(row, measures[m]);
            struct sum sum = sum_new();
            bool coded = row->record->code.data != NULL;
            for (guint k = i + 1; k < table->rows->len; k++) {
                const struct ledger_row *child = ledger_row_at(table, k);
                if (child->record->parent != (int)i)
                    continue;
                /* Children of a code are codes; one printed out of its place is not. */
                coded = coded && child->record->code.data;
                sum_add(&sum, ledger_amount(child, measures[m]), row_words(child));
            }
            bool fine = !whole || !coded || !sum.operands ||
                        verdict_emit(checker, (int)i, row->page, measures[m], whole, row_words(row), &sum, -1);
            sum_free(&sum);
            if (!fine)
                return false;
        }
    }
    return true;
}

/* --- total: the total row = the rows that stand under no other --- */

/* Whether every row but the totals has a code, and there is one total: then the total is the sum of the top rows. */
static int coded_total(const struct ledger_table *table, struct view side)
{
    int total = -1;
    for (guint i = 0; i < table->rows->len; i++) {
        const struct record_row *row = ledger_row_at(table, i)->record;
        if (!view_equal(row->side, side))
            continue;
        if (view_equal_text(row->role, "total")) {
            if (total >= 0)
                return -1;
            total = (int)i;
        } else if (!row->code.data || row->counterpart_name.data) {
            return -1;
        }
    }
    return total;
}

static bool total_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    struct view side = VIEW_NONE, measures[KEYS_MAX];
    int total = coded_total(table, side);
    if (total < 0)
        return true;
    const struct ledger_row *row = ledger_row_at(table, (guint)total);
    size_t count = measures_list(table, side, measures);
    for (size_t m = 0; m < count; m++) {
        const struct record_amount *whole = ledger_amount(row, measures[m]);
        struct sum sum = sum_new();
        bool top = true;
        for (guint i = 0; i < table->rows->len; i++) {
            const struct ledger_row *item = ledger_row_at(table, i);
            if ((int)i == total || item->record->parent >= 0)
                continue;
            top = top && (item->record->level == 1 || view_equal_text(item->record->role, "group"));
            sum_add(&sum, ledger_amount(item, measures[m]), row_words(item));
        }
        bool fine = !whole || !top || !sum.operands ||
                    verdict_emit(checker, total, row->page, measures[m], whole, row->record->name, &sum, -1);
        sum_free(&sum);
        if (!fine)
            return false;
    }
    return true;
}

/* --- parts: one amount of a row = the others --- */

/* The measures that the rule's pattern calls parts of its measure; 0 where the table has another amount
 * column beside them, of which nobody knows whether it belongs to the sum. */
static size_t parts_list(const struct checker *checker, struct view side, struct view parts[KEYS_MAX])
{
    struct view measures[KEYS_MAX];
    size_t count = measures_list(table_of(checker), side, measures), used = 0;
    bool whole = false;
    for (size_t m = 0; m < count; m++) {
        if (view_equal_text(measures[m], checker->rule->measure))
            whole = true;
        else if (pattern_matches(checker->rule->pattern, measures[m]))
            parts[used++] = measures[m];
        else if (!pattern_matches(checker->rule->except, measures[m]))
            return 0;
    }
    return whole && used > 1 && count < KEYS_MAX ? used : 0;
}

static bool parts_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    struct view measure = view_of(checker->rule->measure);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        const struct record_amount *whole = ledger_amount(row, measure);
        struct view parts[KEYS_MAX];
        size_t count = whole ? parts_list(checker, row->record->side, parts) : 0;
        struct sum sum = sum_new();
        for (size_t m = 0; m < count; m++)
            sum_add(&sum, ledger_amount(row, parts[m]), parts[m]);
        bool fine = !sum.operands || verdict_emit(checker, (int)i, row->page, measure, whole, row_words(row), &sum, -1);
        sum_free(&sum);
        if (!fine)
            return false;
    }
    return true;
}

/* --- sides: 收入总计 = 支出总计 --- */

/* The amount of a total that stands for all of its side: the measure `total`, or the only one. */
static const struct record_amount *side_amount(const struct ledger_table *table, const struct ledger_row *row,
                                               struct view *measure)
{
    struct view measures[KEYS_MAX];
    size_t count = measures_list(table, row->record->side, measures);
    *measure = VIEW_LITERAL("total");
    if (count == 1)
        *measure = measures[0];
    return ledger_amount(row, *measure);
}

static bool sides_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    for (guint i = 0; i + 1 < table->rows->len; i++) {
        const struct ledger_row *left = ledger_row_at(table, i);
        if (!view_equal_text(left->record->side, "revenue") ||
            !pattern_matches(checker->rule->pattern, left->record->name))
            continue;
        for (guint k = i + 1; k < table->rows->len && ledger_row_at(table, k)->record->line == left->record->line;
             k++) {
            const struct ledger_row *right = ledger_row_at(table, k);
            struct view measure, other;
            if (!view_equal_text(right->record->side, "expenditure") ||
                !pattern_matches(checker->rule->pattern, right->record->name))
                continue;
            const struct record_amount *whole = side_amount(table, left, &measure);
            const struct record_amount *part = side_amount(table, right, &other);
            struct sum sum = sum_new();
            sum_add(&sum, part, right->record->name);
            bool fine = !whole || !part ||
                        verdict_emit(checker, (int)i, left->page, measure, whole, left->record->name, &sum, -1);
            sum_free(&sum);
            if (!fine)
                return false;
        }
    }
    return true;
}

/* --- same: the same code in two tables --- */

static const struct ledger_row *row_by_code(const struct ledger_table *table, const struct record_row *wanted)
{
    const struct ledger_row *found = NULL;
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        bool total = view_equal_text(wanted->role, "total") && view_equal_text(row->record->role, "total");
        if (row->record->counterpart_name.data)
            return NULL;
        if (!total && (!wanted->code.data || !view_equal(row->record->code, wanted->code)))
            continue;
        if (found)
            return NULL; /* a code that stands under several units is no key */
        found = row;
    }
    return found;
}

/* The only table of the kinds that `others` names, or -1. */
static int other_table(const struct checker *checker)
{
    int found = -1;
    for (guint i = 0; i < ledger_count(checker->ledger); i++) {
        if (i == checker->table ||
            !pattern_matches(checker->rule->others, ledger_table_at(checker->ledger, i)->record->kind))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static bool same_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    int other = other_table(checker);
    struct view measure = view_of(checker->rule->measure), others = view_of(checker->rule->other_measure);
    for (guint i = 0; other >= 0 && i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        const struct ledger_table *there = ledger_table_at(checker->ledger, (guint)other);
        if (row->record->side.data || (!row->record->code.data && !view_equal_text(row->record->role, "total")) ||
            row_by_code(table, row->record) != row)
            continue;
        const struct ledger_row *match = row_by_code(there, row->record);
        const struct record_amount *whole = ledger_amount(row, measure);
        const struct record_amount *part = match ? ledger_amount(match, others.data ? others : measure) : NULL;
        struct sum sum = sum_new();
        sum_add(&sum, part, there->record->title);
        bool fine =
            !whole || !part || verdict_emit(checker, (int)i, row->page, measure, whole, row_words(row), &sum, other);
        sum_free(&sum);
        if (!fine)
            return false;
    }
    return true;
}

static const struct {
    const char *name;
    bool (*check)(const struct checker *checker);
} relations[] = {
    {"children", children_check}, {"total", total_check}, {"parts", parts_check},
    {"sides", sides_check},       {"same", same_check},
};

bool checks_emit(const struct reading *reading, const struct ledger *ledger, struct error *error)
{
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_CHECK);
    for (guint table = 0; table < ledger_count(ledger); table++) {
        const struct record_table *record = ledger_table_at(ledger, table)->record;
        for (guint i = 0; i < rules->len; i++) {
            const struct rule *rule = rules->pdata[i];
            struct checker checker = {reading, ledger, rule, table, error};
            if (!rule->value || !pattern_matches(rule->tables, record->kind))
                continue;
            for (size_t k = 0; k < G_N_ELEMENTS(relations); k++)
                if (strcmp(relations[k].name, rule->value) == 0 && !relations[k].check(&checker))
                    return false;
        }
    }
    return true;
}
