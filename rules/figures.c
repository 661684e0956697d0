/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relations between rows and between tables.  A figure rule says which printed amount is meant: the kind of table, the
 * row, the measure.  A relation is formed only where each of its figures is found exactly once. */
#include <string.h>

#include "rules/checks.h"
#include "rules/totals.h"

enum { TERMS_MAX = 12 }; /* summands of one side of a relation */

/* A name in `whole` or `parts`: its figure, and whether it may be absent (a name with a question mark). */
struct term {
    const struct rule *figure;
    bool optional;
};

/* "a + b? + c" as terms; 0 where a name is no figure (which the loading of the rules has told). */
static size_t terms_read(const struct checker *checker, const char *text, struct term terms[TERMS_MAX])
{
    size_t count = 0;
    char **names = g_strsplit_set(text ? text : "", " +", -1);
    for (char **name = names; *name && count < TERMS_MAX; name++) {
        size_t length = strlen(*name);
        if (!length)
            continue;
        bool optional = (*name)[length - 1] == '?';
        if (optional)
            (*name)[length - 1] = '\0';
        const struct rule *figure = ruleset_get(checker->reading->rules, RULE_FIGURE, *name);
        if (!figure) {
            count = 0;
            break;
        }
        terms[count++] = (struct term){figure, optional};
    }
    g_strfreev(names);
    return count;
}

/* Whether a row is the one that a figure means, wherever it stands. */
static bool figure_is_row(const struct rule *figure, const struct ledger_row *row)
{
    if (figure->side && !view_equal_text(row->record->side, figure->side))
        return false;
    if (figure->role && !view_equal_text(row->record->role, figure->role) &&
        !(row->whole && strcmp(figure->role, "total") == 0))
        return false;
    return !figure->pattern || rule_matches(figure, row->record->name);
}

bool table_has(const struct ledger_table *table, struct pattern *having)
{
    bool found = !having;
    for (guint i = 0; i < table->columns->len && !found; i++) {
        const struct record_column *column = table->columns->pdata[i];
        found = column->measure.size && pattern_matches(having, column->measure);
    }
    return found;
}

static bool figure_is_table(const struct rule *figure, const struct ledger_table *table)
{
    return pattern_matches(figure->tables, table->record->kind) &&
           (!figure->title || pattern_matches(figure->title, table->record->title)) &&
           !pattern_matches(figure->untitled, table->record->title) && table_has(table, figure->having);
}

/* --- rows: a row = other rows of its table --- */

/* Rows beside each other: the same parent, side and block. */
static bool rows_are_siblings(const struct ledger_row *a, const struct ledger_row *b)
{
    return a->record->parent == b->record->parent && view_equal(a->record->side, b->record->side) &&
           a->block == b->block;
}

/* The row of a figure among the children of `whole` or, where it has none such, among the rows beside it.
 * -1 where there is none; -2 where there are several. */
static int near_find(const struct ledger_table *table, guint whole, const struct rule *figure)
{
    const struct ledger_row *row = ledger_row_at(table, whole);
    int found = -1;
    for (int k = row->first_child; k >= 0; k = ledger_row_at(table, (guint)k)->next_sibling)
        if (figure_is_row(figure, ledger_row_at(table, (guint)k)))
            found = found == -1 ? k : -2;
    for (guint k = 0; row->first_child < 0 && k < table->rows->len; k++)
        if (k != whole && rows_are_siblings(row, ledger_row_at(table, k)) &&
            figure_is_row(figure, ledger_row_at(table, k)))
            found = found == -1 ? (int)k : -2;
    return found;
}

static bool near_absent(const struct checker *checker, const struct ledger_table *table, guint whole)
{
    struct term terms[TERMS_MAX];
    size_t count = terms_read(checker, checker->rule->absent, terms);
    for (size_t i = 0; i < count; i++)
        if (near_find(table, whole, terms[i].figure) != -1)
            return false;
    return true;
}

static bool rows_check_at(const struct checker *checker, guint whole, const struct term *terms, size_t count)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    const struct ledger_row *row = ledger_row_at(table, whole);
    int parts[TERMS_MAX];
    for (size_t i = 0; i < count; i++) {
        parts[i] = near_find(table, whole, terms[i].figure);
        if (parts[i] == -2 || (parts[i] == -1 && !terms[i].optional))
            return true;
    }
    struct view measures[CHECK_MEASURES];
    size_t measure_count = ledger_measures(table, row->record->side, measures, CHECK_MEASURES);
    bool fine = true;
    for (size_t m = 0; fine && m < measure_count; m++) {
        struct sum left = {0}, right = {0};
        sum_add(checker, &left, operand_of_row(checker, checker->table, whole, measures[m]), row->record->name);
        for (size_t i = 0; i < count; i++)
            if (parts[i] >= 0)
                sum_add(checker, &right, operand_of_row(checker, checker->table, (guint)parts[i], measures[m]),
                        ledger_row_at(table, (guint)parts[i])->record->name);
        fine = verdict_emit(checker, measures[m], &left, &right);
    }
    return fine;
}

bool rows_check(const struct checker *checker)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    struct term whole[TERMS_MAX], parts[TERMS_MAX];
    size_t count = terms_read(checker, checker->rule->parts, parts);
    if (terms_read(checker, checker->rule->whole, whole) != 1 || !count)
        return true;
    for (guint i = 0; i < table->rows->len; i++)
        if (figure_is_row(whole[0].figure, ledger_row_at(table, i)) && near_absent(checker, table, i) &&
            !rows_check_at(checker, i, parts, count))
            return false;
    return true;
}

/* --- closing: 收入总计 = 本年收入合计 + what stands between the two --- */

/* Whether the row stands under another row that begins behind `opening`. */
static bool row_is_inner(const struct ledger_row *row, guint opening)
{
    return row->record->parent > (int)opening;
}

/* The summands between two totals of a block; false where one of them has a figure and a name nobody knows. */
static bool closing_list(const struct checker *checker, guint opening, guint closing, GArray *parts)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    const struct ledger_row *whole = ledger_row_at(table, closing);
    g_array_append_val(parts, opening);
    for (guint i = opening + 1; i < closing; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        if (!view_equal(row->record->side, whole->record->side) || row->block != whole->block ||
            row_is_inner(row, opening) || pattern_matches(checker->rule->except, row->record->name))
            continue;
        bool known = pattern_matches(checker->rule->pattern, row->record->name), printed = false;
        for (guint k = 0; k < row->amounts->len; k++) {
            const struct record_amount *amount = row->amounts->pdata[k];
            printed = printed || (amount->printed && amount->value.coefficient);
        }
        if (printed && !known)
            return false;
        if (known)
            g_array_append_val(parts, i);
    }
    return true;
}

static bool closing_check_at(const struct checker *checker, guint closing, const GArray *parts)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    const struct ledger_row *row = ledger_row_at(table, closing);
    struct view measures[CHECK_MEASURES];
    size_t count = ledger_measures(table, row->record->side, measures, CHECK_MEASURES);
    bool fine = true;
    for (size_t m = 0; fine && m < count; m++) {
        struct sum left = {0}, right = {0};
        sum_add(checker, &left, operand_of_row(checker, checker->table, closing, measures[m]), row->record->name);
        for (guint i = 0; i < parts->len; i++) {
            guint part = g_array_index(parts, guint, i);
            sum_add(checker, &right, operand_of_row(checker, checker->table, part, measures[m]),
                    ledger_row_at(table, part)->record->name);
        }
        fine = verdict_emit(checker, measures[m], &left, &right);
    }
    return fine;
}

bool closing_check(const struct checker *checker)
{
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    struct term whole[TERMS_MAX], first[TERMS_MAX];
    if (terms_read(checker, checker->rule->whole, whole) != 1 || terms_read(checker, checker->rule->parts, first) != 1)
        return true;
    bool fine = true;
    for (guint i = 0; fine && i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        int opening = -1;
        const bool closes = figure_is_row(whole[0].figure, row);
        for (guint k = 0; k < i && closes; k++)
            if (figure_is_row(first[0].figure, ledger_row_at(table, k)) && ledger_row_at(table, k)->block == row->block)
                opening = opening == -1 ? (int)k : -2;
        if (opening < 0)
            continue;
        GArray *parts = g_array_new(FALSE, FALSE, sizeof(guint));
        fine = !closing_list(checker, (guint)opening, i, parts) || closing_check_at(checker, i, parts);
        g_array_unref(parts);
    }
    return fine;
}

/* --- equation: figures of the whole document --- */

/* Where a figure was found. */
struct finding {
    int count; /* rows that it may mean, with different amounts */
    bool nil;  /* no row that it may mean has another amount than nought */
    guint table, row;
    struct view measure;
    const struct record_amount *amount; /* NULL: the row is there and nothing printed in it */
};

/* The measure of a row that a figure means: the first of its list that the table has on that side. */
static struct view figure_measure(const struct rule *figure, const struct ledger_table *table,
                                  const struct ledger_row *row)
{
    struct view measures[CHECK_MEASURES], found = VIEW_NONE;
    size_t count = ledger_measures(table, row->record->side, measures, CHECK_MEASURES);
    const char *name = figure->measure ? figure->measure : "total";
    for (size_t size; *name && !found.data; name += size + (name[size] == ' ')) {
        size = strcspn(name, " ");
        for (size_t m = 0; m < count && !found.data; m++)
            if (view_equal(measures[m], (struct view){name, size}))
                found = measures[m];
    }
    return found;
}

/* Whether the row stands for the whole document: in no unit's part of a table. */
static bool row_is_outer(const struct ledger_row *row)
{
    return row->group < 0;
}

/* Counts the amounts that differ; a row with nothing printed in it is no other amount. */
static void finding_add(struct finding *finding, struct finding next)
{
    const int count = finding->count;
    if (!count || (!finding->amount && next.amount))
        *finding = next;
    finding->count = !next.amount || !finding->amount || finding->amount == next.amount ? MAX(count, 1)
                     : amount_compare(finding->amount->value, next.amount->value) != 0  ? count + 1
                                                                                        : count;
}

/* The row that a figure must stand above: the first on its side that `above` finds, or the end of the table. */
static guint figure_end(const struct rule *figure, const struct ledger_table *table)
{
    for (guint r = 0; figure->above && r < table->rows->len; r++) {
        const struct record_row *row = ledger_row_at(table, r)->record;
        if ((!figure->side || view_equal_text(row->side, figure->side)) && pattern_matches(figure->above, row->name))
            return r;
    }
    return table->rows->len;
}

/* Finds a figure in all tables; it is nil where no row that it means has an amount but nought, be it in a unit's part. */
static struct finding figure_find(const struct checker *checker, const struct rule *figure)
{
    struct finding finding = {.nil = true};
    for (guint t = 0; t < ledger_count(checker->ledger); t++) {
        const struct ledger_table *table = ledger_table_at(checker->ledger, t);
        if (!figure_is_table(figure, table))
            continue;
        for (guint r = 0, end = figure_end(figure, table); r < end; r++) {
            const struct ledger_row *row = ledger_row_at(table, r);
            struct view measure = figure_is_row(figure, row) ? figure_measure(figure, table, row) : VIEW_NONE;
            if (!measure.data)
                continue;
            const struct record_amount *amount = ledger_amount(row, measure);
            finding.nil = finding.nil && !(amount && amount->value.coefficient);
            if (row_is_outer(row))
                finding_add(&finding, (struct finding){0, finding.nil, t, r, measure, amount});
        }
    }
    return finding;
}

/* The same for a rule of the set, found once for a document. */
static const struct finding *figure_look(const struct checker *checker, const struct rule *figure)
{
    struct finding *finding = g_hash_table_lookup(checker->findings, figure);
    if (!finding) {
        finding = g_new(struct finding, 1);
        *finding = figure_find(checker, figure);
        g_hash_table_insert(checker->findings, (void *)figure, finding);
    }
    return finding;
}

/* The figure of that name, with the check's measures in place of its own where it has some; false where there is none. */
static bool figure_get(const struct checker *checker, const char *name, struct rule *figure)
{
    const struct rule *found = name ? ruleset_get(checker->reading->rules, RULE_FIGURE, name) : NULL;
    if (found)
        *figure = *found;
    if (found && checker->rule->measure)
        figure->measure = checker->rule->measure;
    return found != NULL;
}

struct record_operand *operand_of_figure(const struct checker *checker, const char *name, struct view *measure,
                                         struct view *words)
{
    struct rule figure;
    if (!figure_get(checker, name, &figure))
        return NULL;
    struct finding finding = figure_find(checker, &figure);
    if (finding.count != 1 || !finding.amount)
        return NULL;
    const struct ledger_table *table = ledger_table_at(checker->ledger, finding.table);
    *measure = finding.measure;
    *words = view_format(checker->reading->arena, "%.*s %.*s", VIEW_PRINT(table->record->title),
                         VIEW_PRINT(row_words(ledger_row_at(table, finding.row))));
    return operand_of_row(checker, finding.table, finding.row, finding.measure);
}

guint figure_count(const struct checker *checker, const char *name, struct record_operand **first)
{
    struct rule figure;
    guint count = 0;
    bool known = figure_get(checker, name, &figure);
    *first = NULL;
    for (guint t = 0; known && t < ledger_count(checker->ledger); t++) {
        const struct ledger_table *table = ledger_table_at(checker->ledger, t);
        if (!figure_is_table(&figure, table))
            continue;
        for (guint r = 0; r < table->rows->len; r++) {
            const struct ledger_row *row = ledger_row_at(table, r);
            struct view measure = figure_is_row(&figure, row) ? figure_measure(&figure, table, row) : VIEW_NONE;
            if (!measure.data || !ledger_amount(row, measure))
                continue;
            if (!*first)
                *first = operand_of_row(checker, t, r, measure);
            count++;
        }
    }
    return count;
}

/* Adds the top rows of the one table of a figure that has no total row; false where there is no such table. */
static bool figure_sum_rows(const struct checker *checker, const struct rule *figure, struct sum *sum,
                            struct view *measure)
{
    int found = -1;
    for (guint t = 0; t < ledger_count(checker->ledger); t++)
        if (figure_is_table(figure, ledger_table_at(checker->ledger, t)))
            found = found == -1 ? (int)t : -2;
    if (found < 0 || figure->side || figure->pattern || !figure->role || strcmp(figure->role, "total") != 0)
        return false;
    const struct ledger_table *table = ledger_table_at(checker->ledger, (guint)found);
    GArray *tops = g_array_new(FALSE, FALSE, sizeof(guint));
    const guint before = sum->count;
    bool known = totals_list(table, tops);
    for (guint i = 0; known && i < tops->len; i++) {
        const guint top = g_array_index(tops, guint, i);
        const struct ledger_row *row = ledger_row_at(table, top);
        struct view own = figure_measure(figure, table, row);
        if (own.data && !measure->data)
            *measure = own;
        sum_add(checker, sum, own.data ? operand_of_row(checker, (guint)found, top, own) : NULL,
                view_format(checker->reading->arena, "%.*s %.*s", VIEW_PRINT(table->record->title),
                            VIEW_PRINT(row_words(row))));
    }
    g_array_unref(tops);
    return sum->count > before;
}

/* Adds the figures to a sum; false where one is not found, or more than once. */
static bool figures_sum(const struct checker *checker, const char *text, struct sum *sum, struct view *measure)
{
    struct term terms[TERMS_MAX];
    size_t count = terms_read(checker, text, terms);
    for (size_t i = 0; i < count; i++) {
        const struct finding finding = *figure_look(checker, terms[i].figure);
        if (!finding.count && figure_sum_rows(checker, terms[i].figure, sum, measure))
            continue;
        if (finding.count > 1 || (!finding.amount && !terms[i].optional))
            return false;
        if (!finding.amount)
            continue;
        const struct ledger_table *table = ledger_table_at(checker->ledger, finding.table);
        if (!measure->data)
            *measure = finding.measure;
        sum_add(checker, sum, operand_of_row(checker, finding.table, finding.row, finding.measure),
                view_format(checker->reading->arena, "%.*s %.*s", VIEW_PRINT(table->record->title),
                            VIEW_PRINT(row_words(ledger_row_at(table, finding.row)))));
    }
    return sum->count > 0;
}

/* Every row that these figures mean is empty or zero. */
static bool figures_are_nil(const struct checker *checker, const char *text)
{
    struct term terms[TERMS_MAX];
    size_t count = terms_read(checker, text, terms);
    bool nil = !text || count;
    for (size_t i = 0; i < count && nil; i++)
        nil = figure_look(checker, terms[i].figure)->nil;
    return nil;
}

/* No row of the document is meant by one of these figures. */
static bool figures_are_absent(const struct checker *checker, const char *text)
{
    struct term terms[TERMS_MAX];
    size_t count = terms_read(checker, text, terms);
    for (size_t i = 0; i < count; i++)
        if (figure_look(checker, terms[i].figure)->count)
            return false;
    return true;
}

bool equation_check(const struct checker *checker)
{
    const struct rule *rule = checker->rule;
    struct sum left = {0}, right = {0};
    struct view measure = VIEW_NONE, other = VIEW_NONE;
    bool formed = figures_sum(checker, rule->whole, &left, &measure) &&
                  figures_sum(checker, rule->parts, &right, &other) && figures_are_nil(checker, rule->none) &&
                  figures_are_absent(checker, rule->absent);
    return !formed || verdict_emit(checker, measure, &left, &right);
}
