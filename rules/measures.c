/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relations between the amounts of one row: a measure = its parts, measures = other measures. */
#include <string.h>

#include "rules/checks.h"

/* The columns of a sum: what it comes to, and what it is made of.  A part that is the sum of others (基本支出小计) stands
 * for them where it is printed, and they for it where it is not. */
struct plan {
    struct view whole;
    size_t count;
    struct summand {
        struct view measure;
        uint64_t within; /* the parts, as bits, that are sums of this one among others */
    } parts[CHECK_MEASURES];
};

static const struct record_column *amount_column(const struct ledger_table *table, guint index, struct view side)
{
    const struct record_column *column = table->columns->pdata[index];
    return view_equal_text(column->role, "amount") && view_equal(column->side, side) ? column : NULL;
}

/* Whether the first `count` labels of a column are those of another. */
static bool labels_begin(const struct view_list *labels, const struct view_list *with, size_t count)
{
    if (labels->count < count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!view_equal(labels->items[i], with->items[i]))
            return false;
    return true;
}

/* `basic` of `basic.total`: what a measure is the sum of; none where it is no sum within a group. */
static struct view measure_group(struct view measure)
{
    static const char *const sums[] = {".total", ".amount"};
    for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
        size_t size = strlen(sums[i]);
        if (measure.size > size && memcmp(measure.data + measure.size - size, sums[i], size) == 0)
            return view_part(measure, 0, measure.size - size);
    }
    return VIEW_NONE;
}

/* What stands behind `group.` in a measure; none where it is of another group. */
static struct view measure_within(struct view measure, struct view group)
{
    if (measure.size <= group.size + 1 || memcmp(measure.data, group.data, group.size) != 0 ||
        measure.data[group.size] != '.')
        return VIEW_NONE;
    return view_part(measure, group.size + 1, measure.size - group.size - 1);
}

/* Whether a column is a sum and another one of those that it sums up, by measures or by the heads they stand under. */
static bool column_sums(const struct record_column *sum, const struct record_column *column)
{
    struct view group = measure_group(sum->measure);
    return (group.size && measure_within(column->measure, group).size) ||
           (sum->label.count && column->label.count > sum->label.count &&
            labels_begin(&column->label, &sum->label, sum->label.count));
}

/* How a column stands to a sum. */
enum standing { STANDS_APART, STANDS_IN, STANDS_IN_DOUBT };

/* A part is what the rule's pattern finds and stands under the same head as the whole (本年收入 over 合计, not 上年结转
 * beside it); in doubt is what might be a part, or is an amount of which nobody knows. */
static enum standing column_standing(const struct rule *rule, const struct record_column *whole,
                                     const struct record_column *column, struct view name)
{
    bool under = !whole->label.count || labels_begin(&column->label, &whole->label, whole->label.count - 1);
    if (!column->measure.size)
        return under ? STANDS_IN_DOUBT : STANDS_APART;
    if (view_equal(column->measure, whole->measure) || pattern_matches(rule->except, name))
        return STANDS_APART;
    bool part = pattern_matches(rule->pattern, name);
    if (!under)
        return part && !pattern_matches(rule->beside, name) ? STANDS_IN_DOUBT : STANDS_APART;
    return part ? STANDS_IN : STANDS_IN_DOUBT;
}

/* Fills the plan for one whole column; false where the table has no such sum, or one that is in doubt.  With a group
 * only its measures are looked at. */
static bool plan_fill(const struct rule *rule, const struct ledger_table *table, const struct record_column *whole,
                      struct view group, struct plan *plan)
{
    const struct record_column *columns[CHECK_MEASURES];
    *plan = (struct plan){.whole = whole->measure};
    for (guint i = 0; i < table->columns->len; i++) {
        const struct record_column *column = amount_column(table, i, whole->side);
        struct view name = column && group.size ? measure_within(column->measure, group)
                           : column             ? column->measure
                                                : VIEW_NONE;
        if (!column || (group.size && !name.size))
            continue;
        enum standing standing = column_standing(rule, whole, column, name);
        if (standing == STANDS_IN_DOUBT || plan->count == CHECK_MEASURES)
            return false;
        bool seen = standing == STANDS_APART;
        for (size_t k = 0; k < plan->count && !seen; k++)
            seen = view_equal(columns[k]->measure, column->measure);
        if (!seen) {
            columns[plan->count] = column;
            plan->parts[plan->count++].measure = column->measure;
        }
    }
    for (size_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < plan->count; k++)
            if (i != k && column_sums(columns[k], columns[i]))
                plan->parts[i].within |= UINT64_C(1) << k;
    return plan->count > 1;
}

static bool plan_emit_row(const struct checker *checker, const struct plan *plan, guint index)
{
    const struct ledger_row *row = ledger_row_at(ledger_table_at(checker->ledger, checker->table), index);
    uint64_t printed = 0;
    if (!ledger_amount(row, plan->whole))
        return true;
    for (size_t i = 0; i < plan->count; i++)
        if (ledger_amount(row, plan->parts[i].measure))
            printed |= UINT64_C(1) << i;
    if (!printed)
        return true;
    struct sum left = {0}, right = {0};
    sum_add(checker, &left, operand_of_row(checker, checker->table, index, plan->whole), row_words(row));
    for (size_t i = 0; i < plan->count; i++)
        if (printed >> i & 1 && !(plan->parts[i].within & printed))
            sum_add(checker, &right, operand_of_row(checker, checker->table, index, plan->parts[i].measure),
                    plan->parts[i].measure);
    return verdict_emit(checker, plan->whole, &left, &right);
}

static bool plan_emit(const struct checker *checker, const struct plan *plan, struct view side)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    for (guint i = 0; i < table->rows->len; i++)
        if (view_equal(ledger_row_at(table, i)->record->side, side) && !plan_emit_row(checker, plan, i))
            return false;
    return true;
}

/* Whether a column is a whole that the rule speaks of; `group` is set where it is the sum of a group. */
static bool column_is_whole(const struct rule *rule, const struct record_column *column, struct view *group)
{
    bool any = strcmp(rule->measure, "*") == 0;
    *group = any ? measure_group(column->measure) : VIEW_NONE;
    return any ? group->size > 0 : view_equal_text(column->measure, rule->measure);
}

bool parts_check(const struct checker *checker)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    bool having = checker->rule->measure && table_has(table, checker->rule->having);
    for (guint i = 0; having && i < table->columns->len; i++) {
        const struct record_column *whole = table->columns->pdata[i];
        struct view group;
        struct plan plan;
        bool first = true;
        for (guint k = 0; k < i && first; k++) {
            const struct record_column *before = table->columns->pdata[k];
            first = !view_equal(before->measure, whole->measure) || !view_equal(before->side, whole->side);
        }
        if (first && view_equal_text(whole->role, "amount") && column_is_whole(checker->rule, whole, &group) &&
            plan_fill(checker->rule, table, whole, group, &plan) && !plan_emit(checker, &plan, whole->side))
            return false;
    }
    return true;
}

/* --- balance: measures of a row = other measures of it --- */

/* Adds the measures of a list ("a + b") that are printed in the row, and tells the first of these; false where the
 * table has no column for one, or nothing is printed. */
static bool measures_sum(const struct checker *checker, const char *list, guint index, struct sum *sum,
                         struct view *first)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    struct view measures[CHECK_MEASURES];
    const struct view side = ledger_row_at(table, index)->record->side;
    const size_t count = ledger_measures(table, side, measures, CHECK_MEASURES);
    char **names = g_strsplit(list, " + ", -1);
    bool fine = true;
    for (char **name = names; *name && fine; name++) {
        size_t at = 0;
        while (at < count && !view_equal_text(measures[at], *name))
            at++;
        fine = at < count;
        struct record_operand *operand = fine ? operand_of_row(checker, checker->table, index, measures[at]) : NULL;
        if (operand && !sum->count)
            *first = measures[at];
        sum_add(checker, sum, operand, fine ? measures[at] : VIEW_NONE);
    }
    g_strfreev(names);
    return fine && sum->count;
}

bool balance_check(const struct checker *checker)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    const struct rule *rule = checker->rule;
    bool fine = true;
    for (guint i = 0; fine && rule->measure && rule->other_measure && i < table->rows->len; i++) {
        struct sum left = {0}, right = {0};
        struct view first = VIEW_NONE, other;
        if (measures_sum(checker, rule->measure, i, &left, &first) &&
            measures_sum(checker, rule->other_measure, i, &right, &other)) {
            left.first->words = view_format(checker->reading->arena, "%.*s: %.*s",
                                            VIEW_PRINT(row_words(ledger_row_at(table, i))), VIEW_PRINT(first));
            fine = verdict_emit(checker, first, &left, &right);
        }
    }
    return fine;
}
