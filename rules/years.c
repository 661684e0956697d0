/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/years.h"

#include <string.h>

#include "base/arena.h"
#include "rules/checks.h"

/* A printed amount: found by table kind, side, row and measure. */
struct entry {
    struct amount value;
    int precision, page;
    struct view title, row; /* of its table; its code or name */
    struct view label;      /* of its column */
    bool doubtful;          /* the document prints it twice, and not the same */
};

struct year_document {
    struct view file, kind, level, organization;
    int year;
    GHashTable *entries; /* key -> struct entry *, both in the arena */
    GPtrArray *keys;     /* of the entries, in the order of the document */
};

struct years {
    const struct ruleset *rules;
    struct arena *arena;
    GPtrArray *documents; /* struct year_document * */
};

static void document_free(void *data)
{
    struct year_document *document = data;
    g_hash_table_unref(document->entries);
    g_ptr_array_unref(document->keys);
    g_free(document);
}

struct years *years_new(const struct ruleset *rules)
{
    struct years *years = g_new0(struct years, 1);
    years->rules = rules;
    years->arena = arena_new();
    years->documents = g_ptr_array_new_with_free_func(document_free);
    return years;
}

void years_free(struct years *years)
{
    if (!years)
        return;
    g_ptr_array_unref(years->documents);
    arena_free(years->arena);
    g_free(years);
}

/* kind, side, row and measure in one string; the row by its code, or by its name where it has none. */
static const char *key_of(struct arena *arena, struct view kind, struct view side, struct view row, struct view measure)
{
    return view_format(arena, "%.*s\n%.*s\n%.*s\n%.*s", VIEW_PRINT(kind), VIEW_PRINT(side), VIEW_PRINT(row),
                       VIEW_PRINT(measure))
        .data;
}

/* The labels of the column that holds a measure on a side, a space between two. */
static struct view label_of(struct arena *arena, const struct ledger_table *table, struct view side,
                            struct view measure)
{
    struct view label = VIEW_NONE;
    for (guint i = 0; i < table->columns->len && !label.data; i++) {
        const struct record_column *column = table->columns->pdata[i];
        for (size_t k = 0;
             view_equal(column->measure, measure) && view_equal(column->side, side) && k < column->label.count; k++)
            label = view_join(arena, label, " ", column->label.items[k]);
    }
    return view_copy(arena, label);
}

static void note_amount(struct years *years, struct year_document *document, const struct ledger_table *table,
                        const struct ledger_row *row, const struct record_amount *amount)
{
    struct arena *arena = years->arena;
    struct view words = row_words(row), side = row->record->side;
    if (!amount->printed || view_is_empty(words))
        return;
    const char *key = key_of(arena, table->record->kind, side, words, amount->measure);
    struct entry *known = g_hash_table_lookup(document->entries, key);
    if (known) {
        known->doubtful = known->doubtful || amount_compare(known->value, amount->value) != 0;
        return;
    }
    struct entry *entry = ARENA_NEW(arena, struct entry);
    *entry = (struct entry){.value = amount->value,
                            .precision = amount->precision,
                            .page = row->page,
                            .title = view_copy(arena, table->record->title),
                            .row = view_copy(arena, words),
                            .label = label_of(arena, table, side, amount->measure)};
    g_hash_table_insert(document->entries, (void *)key, entry);
    g_ptr_array_add(document->keys, (void *)key);
}

void years_add(struct years *years, const struct ledger *ledger, struct view file)
{
    const struct record_document *record = ledger_document(ledger);
    if (!record || !record->fiscal_year || !record->kind.data || view_is_empty(record->organization))
        return;
    struct year_document *document = g_new0(struct year_document, 1);
    document->file = view_copy(years->arena, file);
    document->kind = view_copy(years->arena, record->kind);
    document->level = view_copy(years->arena, record->level);
    document->organization = view_copy(years->arena, record->organization);
    document->year = record->fiscal_year;
    document->entries = g_hash_table_new(g_str_hash, g_str_equal);
    document->keys = g_ptr_array_new();
    g_ptr_array_add(years->documents, document);
    for (guint t = 0; t < ledger_count(ledger); t++) {
        const struct ledger_table *table = ledger_table_at(ledger, t);
        for (guint r = 0; r < table->rows->len; r++) {
            const struct ledger_row *row = ledger_row_at(table, r);
            for (guint a = 0; a < row->amounts->len; a++)
                note_amount(years, document, table, row, row->amounts->pdata[a]);
        }
    }
}

/* The entry beside that of a key under the first of the measures that the document has; NULL where it has none. */
static const struct entry *entry_beside(struct years *years, const struct year_document *document, const char *key,
                                        const char *measures)
{
    const char *end = strrchr(key, '\n');
    const struct entry *found = NULL;
    char **names = g_strsplit(measures, " ", -1);
    for (char **name = names; *name && !found; name++) {
        struct view other = view_format(years->arena, "%.*s\n%s", (int)(end - key), key, *name);
        found = g_hash_table_lookup(document->entries, other.data);
    }
    g_strfreev(names);
    return found;
}

static struct record_check *check_new(struct years *years, const struct rule *rule, const struct entry *printed,
                                      const struct entry *before, const struct year_document *old)
{
    struct record_check *check = record_new(years->arena, RECORD_CHECK);
    if (!amount_subtract(printed->value, before->value, &check->difference) ||
        !amount_add(half_digit(printed->precision), half_digit(before->precision), &check->tolerance))
        return NULL;
    struct amount size = check->difference;
    size.coefficient = ABS(size.coefficient);
    check->rule = view_of(rule->name);
    check->page = printed->page;
    check->measure = VIEW_LITERAL("prior_year");
    check->quantity = VIEW_LITERAL("yuan");
    check->actual = printed->value;
    check->expected = before->value;
    check->verdict = !size.coefficient                             ? VIEW_LITERAL("equal")
                     : amount_compare(size, check->tolerance) <= 0 ? VIEW_LITERAL("rounding")
                                                                   : VIEW_LITERAL("differs");
    check->message = view_format(years->arena, "%.*s %.*s, %.*s = %.*s, p. %d: %.*s", VIEW_PRINT(printed->title),
                                 VIEW_PRINT(printed->row), VIEW_PRINT(printed->label), VIEW_PRINT(old->file),
                                 before->page, VIEW_PRINT(before->title));
    return check;
}

/* The relations between a document and that of the year before, by one rule. */
static void pair_compare(struct years *years, const struct rule *rule, const struct year_document *document,
                         const struct year_document *old, GPtrArray *checks)
{
    for (guint i = 0; i < document->keys->len; i++) {
        const char *key = document->keys->pdata[i], *measure = strrchr(key, '\n') + 1;
        const struct entry *printed = g_hash_table_lookup(document->entries, key);
        if (strcmp(measure, rule->measure) != 0 || printed->doubtful || !rule_matches(rule, printed->label))
            continue;
        const struct entry *before = entry_beside(years, old, key, rule->other_measure);
        struct record_check *check = before && !before->doubtful ? check_new(years, rule, printed, before, old) : NULL;
        if (check)
            g_ptr_array_add(checks, check);
    }
}

static bool pair_emit(struct years *years, const struct year_document *document, const struct year_document *old,
                      struct sink *sink, struct error *error)
{
    const GPtrArray *rules = ruleset_list(years->rules, RULE_CHECK);
    GPtrArray *checks = g_ptr_array_new();
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (rule->value && strcmp(rule->value, "years") == 0 && rule->measure && rule->other_measure &&
            pattern_matches(rule->documents, old->kind))
            pair_compare(years, rule, document, old, checks);
    }
    struct record_source *source = record_new(years->arena, RECORD_SOURCE);
    source->file = view_format(years->arena, "%.*s, %.*s", VIEW_PRINT(old->file), VIEW_PRINT(document->file));
    bool fine = !checks->len || sink_take(sink, years->arena, source, error);
    for (guint i = 0; fine && i < checks->len; i++)
        fine = sink_take(sink, years->arena, checks->pdata[i], error);
    fine = fine && (!checks->len || sink_take(sink, years->arena, record_new(years->arena, RECORD_CLOSE), error));
    g_ptr_array_unref(checks);
    return fine;
}

bool years_emit(struct years *years, struct sink *sink, struct error *error)
{
    for (guint i = 0; i < years->documents->len; i++)
        for (guint k = 0; k < years->documents->len; k++) {
            const struct year_document *document = years->documents->pdata[i], *old = years->documents->pdata[k];
            if (old->year + 1 == document->year && view_equal(old->organization, document->organization) &&
                view_equal(old->level, document->level) && !pair_emit(years, document, old, sink, error))
                return false;
        }
    return true;
}
