/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relations inside one table, and the list of all relations; checks.h tells what they share. */
#include "rules/checks.h"

#include <string.h>

#include "rules/totals.h"

static const struct ledger_table *table_of(const struct checker *checker)
{
    return ledger_table_at(checker->ledger, checker->table);
}

static bool row_is(const struct ledger_row *row, const char *role)
{
    return view_equal_text(row->record->role, role);
}

/* Whether the row's printed label is one that the rule leaves out (其中：…). */
static bool row_excepted(const struct checker *checker, const struct ledger_row *row)
{
    return pattern_matches(checker->rule->except, row->record->label.data ? row->record->label : row->record->name);
}

/* One row is the sum of others, for a measure; without a figure on both sides there is no relation. */
static bool rows_emit_verdict(const struct checker *checker, guint whole, const GArray *parts, struct view measure)
{
    const struct ledger_table *table = table_of(checker);
    struct sum left = {0}, right = {0};
    sum_add(checker, &left, operand_of_row(checker, checker->table, whole, measure),
            row_words(ledger_row_at(table, whole)));
    for (guint i = 0; i < parts->len && left.count; i++) {
        guint part = g_array_index(parts, guint, i);
        sum_add(checker, &right, operand_of_row(checker, checker->table, part, measure),
                row_words(ledger_row_at(table, part)));
    }
    return verdict_emit(checker, measure, &left, &right);
}

/* The same for every measure of the row. */
static bool rows_emit_verdicts(const struct checker *checker, guint whole, const GArray *parts)
{
    struct view measures[CHECK_MEASURES];
    const struct ledger_table *table = table_of(checker);
    size_t count = ledger_measures(table, ledger_row_at(table, whole)->record->side, measures, CHECK_MEASURES);
    for (size_t m = 0; m < count; m++)
        if (!rows_emit_verdict(checker, whole, parts, measures[m]))
            return false;
    return true;
}

/* --- children: 类 = its 款 = their 项; a unit's line = its items --- */

static bool children_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(guint));
    bool fine = true;
    for (guint i = 0; fine && i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        /* Children of a code are codes; one printed out of its place is not. */
        bool coded = row->record->code.data || row_is(row, "group");
        g_array_set_size(parts, 0);
        for (int k = row->first_child; k >= 0; k = ledger_row_at(table, (guint)k)->next_sibling) {
            guint child = (guint)k;
            coded = coded && ledger_row_at(table, child)->record->code.data;
            g_array_append_val(parts, child);
        }
        fine = !coded || rows_emit_verdicts(checker, i, parts);
    }
    g_array_unref(parts);
    return fine;
}

/* --- items: a row without a code = the rows that are counted up under it --- */

/* The children of a row, when they are all that it consists of: at least two, none of them a mere 其中. */
static bool items_list(const struct checker *checker, const struct ledger_row *row, GArray *parts)
{
    const struct ledger_table *table = table_of(checker);
    g_array_set_size(parts, 0);
    if (row->record->code.data || !pattern_matches(checker->rule->pattern, row->record->name))
        return false;
    for (int k = row->first_child; k >= 0; k = ledger_row_at(table, (guint)k)->next_sibling) {
        guint child = (guint)k;
        if (row_excepted(checker, ledger_row_at(table, child)) || row_is(ledger_row_at(table, child), "total"))
            return false;
        g_array_append_val(parts, child);
    }
    return parts->len > 1;
}

static bool items_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(guint));
    bool fine = true;
    for (guint i = 0; fine && i < table->rows->len; i++)
        fine = !items_list(checker, ledger_row_at(table, i), parts) || rows_emit_verdicts(checker, i, parts);
    g_array_unref(parts);
    return fine;
}

/* --- total: the total row = the rows that stand under no other --- */

/* The one total row of a side where the other rows say what they are: by their codes or as groups, or,
 * where the rule has a pattern, by names that are found by it.  -1 where there is none or more. */
static int total_find(const struct checker *checker, struct view side)
{
    const struct ledger_table *table = table_of(checker);
    struct pattern *names = checker->rule->pattern;
    int total = -1;
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        if (!view_equal(row->record->side, side))
            continue;
        bool known = names ? pattern_matches(names, row->record->name) : row->record->code.data || row_is(row, "group");
        if (row->whole) {
            if (total >= 0)
                return -1;
            total = (int)i;
        } else if (!known || row->record->counterpart_name.data || row_excepted(checker, row)) {
            return -1;
        }
    }
    /* The line of an organization over a list is known by the very sum. */
    return total >= 0 && names && !row_is(ledger_row_at(table, (guint)total), "total") ? -1 : total;
}

/* Whether the lines of a list are its parts: where they come to half as much again as its total, some of them may be
 * the sums of others, which nothing but the sum tells, and the reader is told. */
static bool list_is_clear(const struct checker *checker, guint total, const GArray *parts, struct view measure)
{
    const struct ledger_table *table = table_of(checker);
    const struct record_amount *whole = ledger_amount(ledger_row_at(table, total), measure);
    struct amount sum = {0, 0}, three = {0, 0};
    for (guint i = 0; whole && i < parts->len; i++) {
        const struct record_amount *part = ledger_amount(ledger_row_at(table, g_array_index(parts, guint, i)), measure);
        if (part && !amount_add(sum, part->value, &sum))
            return false;
    }
    if (!whole || !amount_add(whole->value, whole->value, &three) || !amount_add(three, whole->value, &three) ||
        !amount_add(sum, sum, &sum))
        return false;
    if (amount_compare(sum, three) <= 0)
        return true;
    reading_warn(checker->reading, ledger_row_at(table, total)->page, "list_unclear",
                 "\"%.*s\": the lines come to more than half again of the total (%.*s); some may be sums of others",
                 VIEW_PRINT(table->record->title), VIEW_PRINT(measure));
    return false;
}

/* The total of a list whose lines bear no codes. */
static bool list_emit_verdicts(const struct checker *checker, guint total, const GArray *parts)
{
    struct view measures[CHECK_MEASURES];
    size_t count = ledger_measures(table_of(checker), VIEW_NONE, measures, CHECK_MEASURES);
    for (size_t m = 0; m < count; m++)
        if (list_is_clear(checker, total, parts, measures[m]) && !rows_emit_verdict(checker, total, parts, measures[m]))
            return false;
    return true;
}

static bool total_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    int total = total_find(checker, VIEW_NONE);
    bool top = total >= 0 && ledger_row_at(table, (guint)total)->record->parent < 0;
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; top && i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        if ((int)i == total || row->record->parent >= 0)
            continue;
        top = row->record->level == 1 || row_is(row, "group") || checker->rule->pattern;
        g_array_append_val(parts, i);
    }
    bool fine =
        !top || (checker->rule->pattern ? list_emit_verdicts : rows_emit_verdicts)(checker, (guint)total, parts);
    g_array_unref(parts);
    return fine;
}

/* --- sides: 收入总计 = 支出总计 --- */

/* The measure of a total that stands for all of its side: `total`, or the only one. */
static struct view side_measure(const struct ledger_table *table, const struct ledger_row *row)
{
    struct view measures[CHECK_MEASURES];
    return ledger_measures(table, row->record->side, measures, CHECK_MEASURES) == 1 ? measures[0]
                                                                                    : VIEW_LITERAL("total");
}

/* Whether the row is one that the rule names on a side. */
static bool is_side(const struct checker *checker, const struct ledger_row *row, const char *side)
{
    return view_equal_text(row->record->side, side) && pattern_matches(checker->rule->pattern, row->record->name);
}

/* The rows [*first, end) of the last line with one that the rule names; the end is returned, 0 where there is none.  Above
 * that line may stand sums without what is carried over, which need not agree. */
static guint sides_find(const struct checker *checker, guint *first)
{
    const struct ledger_table *table = table_of(checker);
    bool found = false;
    guint end = table->rows->len;
    for (*first = end; *first > 0 && !found; end = found ? end : *first) {
        const int line = ledger_row_at(table, *first - 1)->record->line;
        for (; *first > 0 && ledger_row_at(table, *first - 1)->record->line == line; (*first)--)
            found = found || is_side(checker, ledger_row_at(table, *first - 1), "revenue") ||
                    is_side(checker, ledger_row_at(table, *first - 1), "expenditure");
    }
    return found ? end : 0;
}

static bool sides_check(const struct checker *checker)
{
    const struct ledger_table *table = table_of(checker);
    guint first;
    const guint end = sides_find(checker, &first);
    bool fine = true;
    for (guint i = first; fine && i < end; i++) {
        const struct ledger_row *left = ledger_row_at(table, i);
        for (guint k = i + 1; fine && k < end && is_side(checker, left, "revenue"); k++) {
            const struct ledger_row *right = ledger_row_at(table, k);
            if (!is_side(checker, right, "expenditure"))
                continue;
            struct view measure = side_measure(table, left);
            struct sum whole = {0}, part = {0};
            sum_add(checker, &whole, operand_of_row(checker, checker->table, i, measure), left->record->name);
            sum_add(checker, &part, operand_of_row(checker, checker->table, k, side_measure(table, right)),
                    right->record->name);
            fine = verdict_emit(checker, measure, &whole, &part);
        }
    }
    return fine;
}

/* --- all --- */

/* Relations of one table are formed for each table of the rule's kinds; those of the document once. */
static const struct {
    const char *name;
    bool (*check)(const struct checker *checker);
    bool once;
} relations[] = {
    {"children", children_check, false}, {"items", items_check, false},      {"total", total_check, false},
    {"parts", parts_check, false},       {"sides", sides_check, false},      {"rows", rows_check, false},
    {"closing", closing_check, false},   {"equation", equation_check, true}, {"same", same_check, false},
    {"share", share_check, true},        {"change", change_check, true},     {"stated", stated_check, true},
    {"coded", coded_check, true},        {"counted", counted_check, true},   {"funds", funds_check, true},
    {"balance", balance_check, false},   {"stack", stack_check, false},
};

/* Forms the relations of the checker's rule. */
static bool rule_check(struct checker *checker)
{
    const struct rule *rule = checker->rule;
    const struct record_document *document = ledger_document(checker->ledger);
    if (!rule->value || (rule->documents && !pattern_matches(rule->documents, document->kind)))
        return true;
    for (size_t k = 0; k < G_N_ELEMENTS(relations); k++) {
        if (strcmp(relations[k].name, rule->value) != 0)
            continue;
        guint count = relations[k].once ? 1 : ledger_count(checker->ledger);
        for (checker->table = 0; checker->table < count; checker->table++)
            if ((relations[k].once ||
                 pattern_matches(rule->tables, ledger_table_at(checker->ledger, checker->table)->record->kind)) &&
                !relations[k].check(checker))
                return false;
    }
    return true;
}

bool checks_emit(struct reading *reading, const struct ledger *ledger, struct error *error)
{
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_CHECK);
    struct checker checker = {.reading = reading, .ledger = ledger, .error = error};
    bool fine = true;
    checker.findings = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    checker.message = g_string_new(NULL);
    totals_find(ledger);
    for (guint i = 0; i < rules->len && fine; i++) {
        checker.rule = rules->pdata[i];
        fine = rule_check(&checker);
    }
    g_hash_table_unref(checker.findings);
    g_string_free(checker.message, TRUE);
    return fine;
}
