/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/fact.h"

#include <string.h>

#include "facts/leaves.h"
#include "facts/meaning.h"
#include "rules/dictionary.h"

enum { ID_SIZE = 20 };
#define SEPARATOR "\x1F"

/* How many tables of the same kind stand before the table. */
static int table_ordinal(const struct canonical *document, int table)
{
    int before = 0;
    for (int i = 0; i < table; i++)
        before += view_equal(document->tables[i].kind, document->tables[table].kind);
    return before;
}

/* A row's own step of its path: scheme and code where it has one, else its name. */
static void append_step(GString *path, const struct canonical_row *row)
{
    if (row->code.data)
        g_string_append_printf(path, "%.*s:%.*s", VIEW_PRINT(row->scheme), VIEW_PRINT(row->code));
    else
        g_string_append_len(path, row->name.data ? row->name.data : "", (gssize)row->name.size);
}

/* Codes of a classification name all above them, so that only groups count in front of them. */
static bool is_classified(const struct canonical_row *row)
{
    return row->code.data && row->scheme.data && !view_equal_text(row->scheme, "unit");
}

static void append_path(GString *path, const struct canonical_table *table, int index, bool groups_only)
{
    const struct canonical_row *row = &table->rows[index];
    if (row->parent >= 0)
        append_path(path, table, row->parent, groups_only || is_classified(row));
    if (groups_only && !view_equal_text(row->role, "group"))
        return;
    if (path->len)
        g_string_append(path, SEPARATOR);
    append_step(path, row);
}

/* Paths as they come; the second row of one path gets "#2". */
static struct view *row_paths(struct arena *arena, const struct canonical_table *table)
{
    struct view *paths = ARENA_ARRAY(arena, struct view, table->row_count);
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *path = g_string_new(NULL);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct canonical_row *row = &table->rows[i];
        g_string_assign(path, "");
        append_path(path, table, (int)i, false);
        g_string_append_printf(path, SEPARATOR "%.*s", VIEW_PRINT(row->side));
        int times = GPOINTER_TO_INT(g_hash_table_lookup(seen, path->str)) + 1;
        g_hash_table_replace(seen, g_strdup(path->str), GINT_TO_POINTER(times));
        if (times > 1)
            g_string_append_printf(path, "#%d", times);
        paths[i] = view_copy(arena, (struct view){path->str, path->len});
    }
    g_string_free(path, TRUE);
    g_hash_table_unref(seen);
    return paths;
}

static struct view hash_of(struct arena *arena, const GString *text)
{
    char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
    struct view id = view_copy(arena, (struct view){hash, ID_SIZE});
    g_free(hash);
    return id;
}

static void set_ids(struct arena *arena, struct fact *fact, struct view path)
{
    const struct canonical *document = fact->document;
    const struct view owner = document->organization.data ? document->organization : document->sha256;
    const struct view parts[] = {owner, document->level, fact->table->kind, path, fact->amount->measure};
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        g_string_append_printf(text, "%.*s" SEPARATOR, VIEW_PRINT(parts[i]));
    g_string_append_printf(text, "%d", table_ordinal(document, fact->table_index));
    fact->series = hash_of(arena, text);
    g_string_append_printf(text, SEPARATOR "%.*s" SEPARATOR "%d", VIEW_PRINT(document->kind), document->fiscal_year);
    fact->id = hash_of(arena, text);
    g_string_free(text, TRUE);
}

/* The levels of a code are its beginnings: 201, 20105, 2010507. */
static void levels_by_code(const struct canonical *document, const struct canonical_table *table,
                           const struct dictionary *dictionary, struct fact *fact)
{
    struct view code = fact->row->code;
    for (int level = 0; level < FACT_LEVELS && code.size >= 3u + 2u * (unsigned)level; level++) {
        struct view part = view_part(code, 0, 3u + 2u * (unsigned)level);
        struct view name = VIEW_NONE;
        for (int at = fact->row_index; at >= 0 && !name.data; at = table->rows[at].parent)
            if (view_equal(table->rows[at].code, part) && view_equal(table->rows[at].scheme, fact->row->scheme))
                name = table->rows[at].name;
        const struct dictionary_entry *entry =
            name.data || !dictionary ? NULL : dictionary_find(dictionary, part, document->fiscal_year);
        fact->levels[level].code = part;
        fact->levels[level].name = entry ? entry->name : name;
    }
}

/* Without codes the levels are the rows above; groups and sums are none. */
static void levels_by_name(const struct canonical_table *table, struct fact *fact)
{
    struct view names[FACT_LEVELS];
    int depth = 0;
    for (int at = fact->row_index; at >= 0; at = table->rows[at].parent) {
        if (!view_equal_text(table->rows[at].role, "item"))
            continue;
        memmove(names + 1, names, (FACT_LEVELS - 1) * sizeof *names);
        names[0] = table->rows[at].name;
        depth++;
    }
    for (int level = 0; level < MIN(depth, FACT_LEVELS); level++)
        fact->levels[level].name = names[level];
}

static void add_row(struct arena *arena, const struct fact *common, struct view path, const struct view *adds_up,
                    GArray *facts)
{
    const struct canonical_row *row = common->row;
    const size_t *order = row_amount_order(arena, common->table, row);
    for (size_t i = 0; i < row->amount_count; i++) {
        struct fact fact = *common;
        fact.amount = &row->amounts[order[i]];
        if (!fact.amount->printed)
            continue;
        fact.adds_up = adds_up[order[i]];
        fact.cell = row_cell(fact.table, row, fact.amount->measure);
        fact.fund = measure_fund(fact.table, fact.amount->measure);
        fact.phase = measure_phase(fact.document, fact.amount->measure);
        set_ids(arena, &fact, path);
        g_array_append_val(facts, fact);
    }
}

struct fact *fact_derive(struct arena *arena, const struct canonical *document, const struct dictionary *dictionary,
                         size_t *count)
{
    GArray *facts = g_array_new(FALSE, FALSE, sizeof(struct fact));
    for (size_t t = 0; t < document->table_count; t++) {
        const struct canonical_table *table = &document->tables[t];
        const struct view *paths = row_paths(arena, table);
        const struct leaves leaves = leaves_find(arena, table);
        for (size_t r = 0; r < table->row_count; r++) {
            struct fact fact = {document, table, &table->rows[r], .table_index = (int)t, .row_index = (int)r};
            fact.leaf = leaves.leaf[r];
            fact.total = leaves.total[r];
            fact.side = row_side(table, fact.row);
            fact.group = row_group(arena, table, fact.row);
            if (is_classified(fact.row) && !view_equal_text(fact.row->scheme, "catalogue"))
                levels_by_code(document, table, dictionary, &fact);
            else
                levels_by_name(table, &fact);
            add_row(arena, &fact, paths[r], leaves.adds_up[r], facts);
        }
    }
    *count = facts->len;
    struct fact *copy = ARENA_ARRAY(arena, struct fact, facts->len);
    if (facts->len)
        memcpy(copy, facts->data, facts->len * sizeof *copy);
    g_array_free(facts, TRUE);
    return copy;
}
