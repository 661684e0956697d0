/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/fact.h"

#include <string.h>

#include "facts/leaves.h"
#include "rules/dictionary.h"

enum { ID_SIZE = 20 };
#define SEPARATOR "\x1F"

/* What the kind of a table says of all its amounts; the first line whose beginning fits counts. */
static const struct {
    const char *kind, *side, *fund;
} kinds[] = {
    {"budget_summary", NULL, NULL},
    {"revenue_summary", "revenue", NULL},
    {"fiscal_appropriation_summary", NULL, "fiscal_appropriation"},
    {"fiscal_appropriation", "expenditure", "fiscal_appropriation"},
    {"general_public", "expenditure", "general_public"},
    {"government_fund_revenue", "revenue", "government_fund"},
    {"government_fund_summary", NULL, "government_fund"},
    {"government_fund", "expenditure", "government_fund"},
    {"state_capital_expenditure", "expenditure", "state_capital"},
    {"state_capital", NULL, "state_capital"},
    {"fiscal_account", "expenditure", "fiscal_account"},
    {"social_insurance_fund_revenue", "revenue", "social_insurance_fund"},
    {"social_insurance_fund_expenditure", "expenditure", "social_insurance_fund"},
    {"social_insurance_fund", NULL, "social_insurance_fund"},
    {"tax_and_revenue", "revenue", NULL},
    {"non_tax_revenue", "revenue", NULL},
    {"non_fiscal_expenditure", "expenditure", NULL},
    {"expenditure_summary", "expenditure", NULL},
    {"basic_expenditure", "expenditure", NULL},
    {"project_", "expenditure", NULL},
    {"special_", "expenditure", NULL},
    {"three_public", "expenditure", NULL},
    {"operating_costs", "expenditure", NULL},
    {"fee_details", "expenditure", NULL},
    {"procurement", "expenditure", NULL},
    {"service_purchase", "expenditure", NULL},
};

/* What a part of a measure says of the amount under it. */
static const struct {
    const char *part, *fund;
} funds[] = {
    {"general_public", "general_public"},
    {"government_fund", "government_fund"},
    {"state_capital", "state_capital"},
    {"fiscal_account", "fiscal_account"},
    {"education_fees", "fiscal_account"},
    {"other_fiscal_account", "fiscal_account"},
    {"fiscal_appropriation", "fiscal_appropriation"},
    {"unit_funds", "unit_funds"},
    {"business_revenue", "business_revenue"},
    {"operating_revenue", "operating_revenue"},
    {"superior_subsidy", "superior_subsidy"},
    {"subordinate_remittance", "subordinate_remittance"},
    {"non_fiscal_balance", "non_fiscal_balance"},
    {"account_balance", "account_balance"},
    {"other_revenue", "other_revenue"},
};

/* By measure, then by kind of document. */
static const struct {
    const char *part, *budget, *final_accounts;
} phases[] = {
    {"prior_year", NULL, NULL},           {"change", NULL, NULL},
    {"adjusted", "adjusted", "adjusted"}, {"budget", "approved", "approved"},
    {"final", "executed", "executed"},    {"", "approved", "executed"},
};

/* Whether `part` is among the parts of a measure (between dots, a number behind it not counted). */
static bool has_part(struct view measure, const char *part)
{
    size_t size = strlen(part);
    while (measure.size) {
        const char *dot = memchr(measure.data, '.', measure.size);
        size_t length = dot ? (size_t)(dot - measure.data) : measure.size;
        if (length >= size && memcmp(measure.data, part, size) == 0 &&
            (length == size || (measure.data[size] == '_' && g_ascii_isdigit(measure.data[size + 1]))))
            return true;
        measure = view_part(measure, length + 1, measure.size);
    }
    return !size;
}

bool fact_is_of_year(struct view measure)
{
    for (size_t i = 0; i < G_N_ELEMENTS(phases); i++)
        if (!phases[i].budget && has_part(measure, phases[i].part))
            return false;
    return true;
}

static int kind_of(const struct canonical_table *table)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (view_starts_with(table->kind, kinds[i].kind))
            return (int)i;
    return -1;
}

struct view fact_side(const struct canonical_table *table, const struct canonical_row *row)
{
    if (view_equal_text(row->side, "revenue") || view_equal_text(row->side, "expenditure"))
        return row->side;
    int kind = kind_of(table);
    return kind < 0 ? VIEW_NONE : view_of(kinds[kind].side);
}

struct view fact_table_fund(const struct canonical_table *table)
{
    int kind = kind_of(table);
    return kind < 0 ? VIEW_NONE : view_of(kinds[kind].fund);
}

static struct view fund_of(const struct canonical_table *table, struct view measure)
{
    for (size_t i = 0; i < G_N_ELEMENTS(funds); i++)
        if (has_part(measure, funds[i].part))
            return view_of(funds[i].fund);
    return fact_table_fund(table);
}

static struct view phase_of(const struct canonical *document, struct view measure)
{
    size_t at = 0;
    while (!has_part(measure, phases[at].part))
        at++;
    bool final_accounts = view_equal_text(document->kind, "final_accounts");
    if (!final_accounts && !view_equal_text(document->kind, "budget") && !*phases[at].part)
        return VIEW_NONE;
    return view_of(final_accounts ? phases[at].final_accounts : phases[at].budget);
}

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

/* The cell of an amount: in the column of its measure and of the row's side; where a name spans blocks that
 * stand side by side, the amount is in a column of another side.  In transposed tables the cells of a row are in
 * the columns of its item. */
const struct canonical_cell *fact_cell(const struct canonical_table *table, const struct canonical_row *row,
                                       struct view measure)
{
    const struct canonical_cell *found = NULL;
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct canonical_cell *cell = &row->cells[i];
        if (cell->column < 0 || (size_t)cell->column >= table->column_count)
            continue;
        const struct canonical_column *column = &table->columns[cell->column];
        if (!view_equal(column->measure, measure))
            continue;
        if (!column->side.data || view_equal(column->side, row->side))
            return cell;
        found = cell;
    }
    return found;
}

struct view fact_group(struct arena *arena, const struct canonical_table *table, const struct canonical_row *row)
{
    struct view group = VIEW_NONE;
    for (int at = row->parent; at >= 0; at = table->rows[at].parent)
        if (view_equal_text(table->rows[at].role, "group") && table->rows[at].name.data)
            group = group.data ? view_join(arena, table->rows[at].name, " / ", group) : table->rows[at].name;
    return group;
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

/* The place of a measure among the columns. */
static size_t column_of(const struct canonical_table *table, struct view measure)
{
    size_t at = 0;
    while (at < table->column_count && !view_equal(table->columns[at].measure, measure))
        at++;
    return at;
}

const size_t *fact_amount_order(struct arena *arena, const struct canonical_table *table,
                                const struct canonical_row *row)
{
    size_t *order = ARENA_ARRAY(arena, size_t, row->amount_count);
    for (size_t i = 0; i < row->amount_count; i++) {
        size_t column = column_of(table, row->amounts[i].measure), at = i;
        for (; at > 0 && column_of(table, row->amounts[order[at - 1]].measure) > column; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

static void add_row(struct arena *arena, const struct fact *common, struct view path, const struct view *adds_up,
                    GArray *facts)
{
    const struct canonical_row *row = common->row;
    const size_t *order = fact_amount_order(arena, common->table, row);
    for (size_t i = 0; i < row->amount_count; i++) {
        struct fact fact = *common;
        fact.amount = &row->amounts[order[i]];
        if (!fact.amount->printed)
            continue;
        fact.adds_up = adds_up[order[i]];
        fact.cell = fact_cell(fact.table, row, fact.amount->measure);
        fact.fund = fund_of(fact.table, fact.amount->measure);
        fact.phase = phase_of(fact.document, fact.amount->measure);
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
            fact.side = fact_side(table, fact.row);
            fact.group = fact_group(arena, table, fact.row);
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
