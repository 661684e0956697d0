/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Relations item by item: the rows of one code, or of one name, in tables of one scope. */
#include <stdlib.h>
#include <string.h>

#include "rules/checks.h"
#include "rules/totals.h"

enum { OTHERS_MAX = 4 }; /* tables that together say what one says */

/* A row of the table the relation starts from, and the rows of its key in the others, -1 where there is none. */
struct match {
    guint here;
    int there[OTHERS_MAX];
};

/* The tables that are compared; the matches are found when they are first asked for. */
struct comparison {
    const struct checker *checker;
    guint others[OTHERS_MAX];
    size_t count;
    GArray *matches; /* struct match, or NULL */
};

static bool compares_names(const struct rule *rule)
{
    return rule->by && strcmp(rule->by, "name") == 0;
}

/* What a row is compared by: its code in its classification or, where the rule says so, its name.  The keys of tables
 * are the records of their rows. */
static bool has_key(const struct rule *rule, const struct record_row *row)
{
    return !row->counterpart_name.data && view_equal_text(row->role, "item") &&
           (compares_names(rule) ? row->name.size : row->code.size);
}

static guint hash_name(const void *row)
{
    return view_hash(&((const struct record_row *)row)->name);
}

static gboolean equal_names(const void *a, const void *b)
{
    return view_equal(((const struct record_row *)a)->name, ((const struct record_row *)b)->name);
}

static guint hash_code(const void *row)
{
    return view_hash(&((const struct record_row *)row)->code);
}

static gboolean equal_codes(const void *a, const void *b)
{
    const struct record_row *row = a, *other = b;
    return view_equal(row->code, other->code) && view_equal(row->scheme, other->scheme);
}

/* The rows of a table by their key; one that stands twice is no key and leads to -1. */
static GHashTable *keys_read(const struct rule *rule, const struct ledger_table *table, const char *side)
{
    const bool names = compares_names(rule);
    GHashTable *keys = g_hash_table_new(names ? hash_name : hash_code, names ? equal_names : equal_codes);
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        bool here = side ? view_equal_text(row->record->side, side) : !row->record->side.data;
        if (here && has_key(rule, row->record)) {
            int index = g_hash_table_contains(keys, row->record) ? -1 : (int)i;
            g_hash_table_insert(keys, (void *)row->record, GINT_TO_POINTER(index));
        }
    }
    return keys;
}

static void matches_add(GArray *matches, const struct record_row *key, guint here, GHashTable *const *others,
                        size_t count)
{
    struct match match = {.here = here};
    bool any = false;
    for (size_t k = 0; k < count; k++) {
        void *there;
        bool found = g_hash_table_lookup_extended(others[k], key, NULL, &there);
        if (found && GPOINTER_TO_INT(there) < 0)
            return;
        match.there[k] = found ? GPOINTER_TO_INT(there) : -1;
        any = any || found;
    }
    if (any)
        g_array_append_val(matches, match);
}

static const GArray *matches_find(struct comparison *comparison)
{
    const struct checker *checker = comparison->checker;
    const struct ledger_table *table = ledger_table_at(checker->ledger, checker->table);
    if (comparison->matches)
        return comparison->matches;
    comparison->matches = g_array_new(FALSE, FALSE, sizeof(struct match));
    GHashTable *keys = keys_read(checker->rule, table, checker->rule->side), *others[OTHERS_MAX];
    for (size_t k = 0; k < comparison->count; k++)
        others[k] = keys_read(checker->rule, ledger_table_at(checker->ledger, comparison->others[k]), NULL);
    for (guint i = 0; i < table->rows->len; i++) {
        void *here;
        const struct record_row *key = ledger_row_at(table, i)->record;
        if (has_key(checker->rule, key) && g_hash_table_lookup_extended(keys, key, NULL, &here) &&
            GPOINTER_TO_INT(here) == (int)i)
            matches_add(comparison->matches, key, i, others, comparison->count);
    }
    g_hash_table_unref(keys);
    for (size_t k = 0; k < comparison->count; k++)
        g_hash_table_unref(others[k]);
    return comparison->matches;
}

/* The total of a table under a measure: that of its rows for all of it, or the sum of its top rows.  False where there
 * is none, or several differ; nothing printed comes to nought. */
static bool total_amount(const struct ledger_table *table, const char *side, struct view measure, struct amount *total)
{
    const struct record_amount *found = NULL;
    bool any = false;
    *total = (struct amount){0, 0};
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = ledger_row_at(table, i);
        if (!row->whole || row->group >= 0 ||
            (side ? !view_equal_text(row->record->side, side) : row->record->side.data != NULL))
            continue;
        const struct record_amount *amount = ledger_amount(row, measure);
        if (any && (!amount != !found || (found && amount_compare(found->value, amount->value) != 0)))
            return false;
        any = true;
        found = amount;
    }
    if (found)
        *total = found->value;
    if (any || side)
        return any;
    GArray *tops = g_array_new(FALSE, FALSE, sizeof(guint));
    any = totals_list(table, tops);
    for (guint i = 0; any && i < tops->len; i++) {
        const struct record_amount *amount =
            ledger_amount(ledger_row_at(table, g_array_index(tops, guint, i)), measure);
        any = !amount || amount_add(*total, amount->value, total);
    }
    g_array_unref(tops);
    return any;
}

/* Only tables that come to the same total speak of the same money. */
static bool is_same_money(const struct comparison *comparison, struct view measure, struct view other)
{
    const struct checker *checker = comparison->checker;
    struct amount here, sum = {0, 0}, there;
    size_t used = 0;
    if (!total_amount(ledger_table_at(checker->ledger, checker->table), checker->rule->side, measure, &here))
        return false;
    for (size_t k = 0; k < comparison->count; k++) {
        const struct ledger_table *table = ledger_table_at(checker->ledger, comparison->others[k]);
        if (!table->rows->len)
            continue;
        if (!total_amount(table, NULL, other, &there) || !amount_add(sum, there, &sum))
            return false;
        used += there.coefficient != 0;
    }
    return here.coefficient && amount_compare(here, sum) == 0 && (comparison->count == 1 || used > 1);
}

static struct view words_of(const struct checker *checker, guint index, const struct ledger_row *row)
{
    struct view words = compares_names(checker->rule) ? row->record->name : row->record->code;
    return view_format(checker->reading->arena, "%.*s %.*s",
                       VIEW_PRINT(ledger_table_at(checker->ledger, index)->record->title), VIEW_PRINT(words));
}

static void add_row(const struct checker *checker, struct sum *sum, guint table, guint row, struct view measure)
{
    struct record_operand *operand = operand_of_row(checker, table, row, measure);
    if (operand)
        sum_add(checker, sum, operand,
                words_of(checker, table, ledger_row_at(ledger_table_at(checker->ledger, table), row)));
}

static bool match_emit(const struct comparison *comparison, const struct match *match, struct view measure,
                       struct view other)
{
    const struct checker *checker = comparison->checker;
    struct sum left = {0}, right = {0};
    add_row(checker, &left, checker->table, match->here, measure);
    for (size_t k = 0; k < comparison->count && left.count; k++)
        if (match->there[k] >= 0)
            add_row(checker, &right, comparison->others[k], (guint)match->there[k], other);
    return verdict_emit(checker, measure, &left, &right);
}

static bool comparison_emit(struct comparison *comparison)
{
    const struct rule *rule = comparison->checker->rule;
    struct arena *arena = comparison->checker->reading->arena;
    char **measures = g_strsplit(rule->measure, " ", -1);
    char **others = g_strsplit(rule->other_measure ? rule->other_measure : rule->measure, " ", -1);
    bool fine = true;
    for (size_t i = 0; fine && measures[i] && others[i]; i++) {
        struct view measure = view_copy(arena, view_of(measures[i])), other = view_of(others[i]);
        const GArray *matches = is_same_money(comparison, measure, other) ? matches_find(comparison) : NULL;
        for (guint m = 0; fine && matches && m < matches->len; m++)
            fine = match_emit(comparison, &g_array_index(matches, struct match, m), measure, other);
    }
    if (comparison->matches)
        g_array_unref(comparison->matches);
    g_strfreev(measures);
    g_strfreev(others);
    return fine;
}

static int compare_indices(const void *a, const void *b)
{
    const guint x = *(const guint *)a, y = *(const guint *)b;
    return (x > y) - (x < y);
}

/* The tables of the kinds that `others` names, each kind once, in their order; false where one comes twice, or there are
 * none. */
static bool others_find(struct comparison *comparison)
{
    const struct checker *checker = comparison->checker;
    const struct view own = ledger_table_at(checker->ledger, checker->table)->record->kind;
    const GArray *kinds = ledger_kinds(checker->ledger);
    for (guint i = 0; checker->rule->measure && i < kinds->len; i++) {
        const struct ledger_kind *kind = &g_array_index(kinds, struct ledger_kind, i);
        const guint count = kind->count - view_equal(kind->kind, own);
        if (!count || !pattern_matches(checker->rule->others, kind->kind))
            continue;
        if (count > 1 || comparison->count == OTHERS_MAX)
            return false;
        comparison->others[comparison->count++] = kind->first == checker->table ? kind->last : kind->first;
    }
    qsort(comparison->others, comparison->count, sizeof *comparison->others, compare_indices);
    return comparison->count;
}

bool same_check(const struct checker *checker)
{
    struct comparison comparison = {.checker = checker};
    return !others_find(&comparison) || comparison.count > 1 || comparison_emit(&comparison);
}

bool stack_check(const struct checker *checker)
{
    struct comparison comparison = {.checker = checker};
    return !others_find(&comparison) || comparison.count < 2 || comparison_emit(&comparison);
}
