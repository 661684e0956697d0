/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/diff.h"

#include <string.h>

#include "facts/meaning.h"
#include "rules/dictionary.h"

#define SEPARATOR "\x1F"
enum { BEGINNING = 12 }; /* bytes: four Chinese characters */

/* A table of one kind in each edition that has it. */
struct table_set {
    struct view key;
    const struct canonical_table **tables; /* NULL where an edition has none */
};

/* What is asked of a name again and again. */
struct known_name {
    struct view fold;
    struct view codes; /* all that the dictionary has under it, as "scheme:code" with SEPARATOR between */
    size_t code_count;
};

/* A row and what tells whether another one is the same line. */
struct known_row {
    const struct canonical_row *row;
    const struct known_name *name;
    int year;
    bool told; /* a rule says which line it is: what is the same has been found by that */
};

/* A row in each edition that has it. */
struct row_set {
    struct view key;
    const struct canonical_row **rows;     /* NULL where an edition has none */
    const struct canonical_table **tables; /* of those rows */
    struct known_row latest;               /* that of the last edition so far */
};

struct comparison {
    struct arena *arena;
    const struct canonical *const *editions;
    size_t count;
    const struct lookup *lookup;
    GHashTable *names; /* year and name -> struct known_name */
};

/* --- keys --- */

static bool is_classified(const struct canonical_row *row)
{
    return row->code.data && row->scheme.data && !view_equal_text(row->scheme, "unit");
}

static const struct known_name *know_name(const struct comparison *comparison, struct view name, int year)
{
    struct arena *arena = comparison->arena;
    struct view key = view_format(arena, "%d %.*s", year, VIEW_PRINT(name));
    struct known_name *known = g_hash_table_lookup(comparison->names, key.data);
    if (known)
        return known;
    GPtrArray *found = dictionary_find_name(comparison->lookup->dictionary, NULL, name, year);
    known = ARENA_NEW(arena, struct known_name);
    known->fold = diff_fold(arena, comparison->lookup, name.data ? name : VIEW_LITERAL(""));
    known->codes = VIEW_LITERAL("");
    known->code_count = found->len;
    for (guint i = 0; i < found->len; i++) {
        const struct dictionary_entry *entry = found->pdata[i];
        struct view code = view_format(arena, "%s:%.*s", entry->scheme, VIEW_PRINT(entry->code));
        known->codes = view_join(arena, known->codes, SEPARATOR, code);
    }
    g_ptr_array_unref(found);
    g_hash_table_insert(comparison->names, (void *)key.data, known);
    return known;
}

static bool is_only_total(const struct canonical_table *table, const struct canonical_row *row)
{
    size_t totals = 0;
    for (size_t i = 0; i < table->row_count; i++)
        totals += view_equal_text(table->rows[i].role, "total") && view_equal(table->rows[i].side, row->side);
    return totals == 1;
}

/* What a rule says the line is, where it says so of no other line on its side; else NULL. */
static const char *same_line_of(const struct comparison *comparison, const struct canonical_table *table,
                                const struct canonical_row *row)
{
    const char *same = lookup_same_line(comparison->lookup, table->kind, row->name);
    for (size_t i = 0; same && i < table->row_count; i++)
        if (&table->rows[i] != row && view_equal(table->rows[i].side, row->side) &&
            g_strcmp0(lookup_same_line(comparison->lookup, table->kind, table->rows[i].name), same) == 0)
            return NULL;
    return same;
}

static struct view step_of(const struct comparison *comparison, const struct canonical_table *table,
                           const struct canonical_row *row, int year)
{
    if (is_classified(row))
        return view_format(comparison->arena, "%.*s:%.*s", VIEW_PRINT(row->scheme), VIEW_PRINT(row->code));
    const char *same = same_line_of(comparison, table, row);
    if (same)
        return view_of(same);
    if (view_equal_text(row->role, "total") && is_only_total(table, row))
        return VIEW_LITERAL("=");
    const struct known_name *known = know_name(comparison, row->name, year);
    return view_equal_text(row->role, "item") && known->code_count == 1 ? known->codes : known->fold;
}

/* A group that all of a table belongs to says nothing that the document does not say. */
static bool is_only_group(const struct canonical_table *table)
{
    size_t groups = 0;
    for (size_t i = 0; i < table->row_count; i++)
        groups += view_equal_text(table->rows[i].role, "group");
    return groups == 1;
}

/* Codes name all above them: only groups count in front of them. */
static struct view path_of(const struct comparison *comparison, const struct canonical_table *table, int index,
                           int year, bool groups_only)
{
    const struct canonical_row *row = &table->rows[index];
    struct view step = step_of(comparison, table, row, year), above = VIEW_LITERAL("");
    bool coded = memchr(step.data, ':', step.size) != NULL;
    if (row->parent >= 0)
        above = path_of(comparison, table, row->parent, year, groups_only || coded);
    bool group = view_equal_text(row->role, "group");
    if ((groups_only && !group) || (group && is_only_group(table)))
        return above;
    return view_join(comparison->arena, above, SEPARATOR, step);
}

/* Keys of the rows of a table, each once: a second row of one path gets "#2". */
static struct view *keys_of(const struct comparison *comparison, const struct canonical_table *table, int year)
{
    struct view *keys = ARENA_ARRAY(comparison->arena, struct view, table->row_count);
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < table->row_count; i++) {
        struct view path = path_of(comparison, table, (int)i, year, false);
        struct view key = view_format(comparison->arena, "%.*s" SEPARATOR SEPARATOR "%.*s",
                                      VIEW_PRINT(table->rows[i].side), VIEW_PRINT(path));
        int times = GPOINTER_TO_INT(g_hash_table_lookup(seen, key.data)) + 1;
        g_hash_table_insert(seen, (void *)key.data, GINT_TO_POINTER(times));
        keys[i] = times == 1 ? key : view_format(comparison->arena, "%.*s#%d", VIEW_PRINT(key), times);
    }
    g_hash_table_unref(seen);
    return keys;
}

/* --- rows that changed their code or name --- */

/* Whether the dictionary has the code under a name like this one, and not in that year. */
static bool is_out_of_use(const struct comparison *comparison, const struct canonical_row *row, int year)
{
    size_t count;
    bool known = false;
    const struct dictionary_entry *entries = dictionary_names(comparison->lookup->dictionary, row->code, &count);
    struct view name = dictionary_fold(comparison->arena, row->name);
    for (size_t i = 0; i < count; i++)
        if (view_equal(dictionary_fold(comparison->arena, entries[i].name), name)) {
            if (dictionary_is_valid(&entries[i], year))
                return false;
            known = true;
        }
    return known;
}

static bool share_a_code(const struct known_name *a, const struct known_name *b)
{
    char **codes = g_strsplit(a->codes.data, SEPARATOR, -1), **others = g_strsplit(b->codes.data, SEPARATOR, -1);
    bool shared = false;
    for (char **code = codes; *code && **code && !shared; code++)
        shared = g_strv_contains((const char *const *)others, *code);
    g_strfreev(codes);
    g_strfreev(others);
    return shared;
}

/* Whether one name is the beginning of the other, and long enough to mean something. */
static bool begins_alike(struct view a, struct view b)
{
    size_t size = MIN(a.size, b.size);
    return size >= BEGINNING && memcmp(a.data, b.data, size) == 0;
}

static struct known_row know_row(const struct comparison *comparison, struct view kind, const struct canonical_row *row,
                                 size_t edition)
{
    const int year = comparison->editions[edition]->fiscal_year;
    const bool told = lookup_same_line(comparison->lookup, kind, row->name) != NULL;
    return (struct known_row){row, know_name(comparison, row->name, year), year, told};
}

/* Whether two rows with different keys are one line through the years; where more than one fits none is taken. */
static bool is_same_line(const struct comparison *comparison, const struct known_row *before,
                         const struct known_row *now)
{
    const struct canonical_row *old = before->row, *row = now->row;
    if (before->told || now->told || !view_equal(old->side, row->side) || !view_equal(old->role, row->role) ||
        !old->name.data || !row->name.data)
        return false;
    const struct known_name *old_name = before->name, *name = now->name;
    bool same_name = view_equal(old_name->fold, name->fold);
    if (is_classified(old) && is_classified(row)) /* renumbered */
        return same_name && view_equal(old->scheme, row->scheme) && !view_equal(old->code, row->code) &&
               (is_out_of_use(comparison, old, now->year) || is_out_of_use(comparison, row, before->year));
    if (view_equal_text(row->role, "total") && !row->code.data)
        return true;
    return same_name || begins_alike(old_name->fold, name->fold) ||
           (old_name->code_count && name->code_count && share_a_code(old_name, name));
}

/* The only set without a row of this edition that is the same line; NULL for none or several. */
static struct row_set *find_renamed(const struct comparison *comparison, GPtrArray *sets, size_t edition,
                                    const struct known_row *row)
{
    struct row_set *found = NULL;
    for (guint i = 0; i < sets->len; i++) {
        struct row_set *set = sets->pdata[i];
        if (set->rows[edition] || !is_same_line(comparison, &set->latest, row))
            continue;
        if (found)
            return NULL;
        found = set;
    }
    return found;
}

/* --- aligning --- */

static struct row_set *row_set_new(const struct comparison *comparison, struct view key)
{
    struct row_set *set = ARENA_NEW(comparison->arena, struct row_set);
    set->key = key;
    set->rows = ARENA_ARRAY(comparison->arena, const struct canonical_row *, comparison->count);
    set->tables = ARENA_ARRAY(comparison->arena, const struct canonical_table *, comparison->count);
    return set;
}

/* Adds the rows of one edition: first those of the same key, then what the others have become. */
static void add_rows(const struct comparison *comparison, const struct canonical_table *table, size_t edition,
                     GPtrArray *sets, GHashTable *by_key)
{
    const struct view *keys = keys_of(comparison, table, comparison->editions[edition]->fiscal_year);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < table->row_count; i++) {
            struct row_set *set = g_hash_table_lookup(by_key, keys[i].data);
            bool taken = set && set->rows[edition];
            if (pass == 0 ? !set || taken : taken && set->rows[edition] == &table->rows[i])
                continue;
            const struct known_row row = know_row(comparison, table->kind, &table->rows[i], edition);
            if (taken)
                set = NULL;
            if (!set)
                set = find_renamed(comparison, sets, edition, &row);
            if (!set) {
                set = row_set_new(comparison, keys[i]);
                g_ptr_array_add(sets, set);
            }
            g_hash_table_insert(by_key, (void *)keys[i].data, set);
            set->rows[edition] = &table->rows[i];
            set->tables[edition] = table;
            set->latest = row;
        }
}

/* Which measures say the same: in a budget `budget`, in final accounts `final` is the amount itself; so is the
 * fund that all of the table is of; a total under a head is the head. */
static struct view plain_measure(const struct canonical *document, const struct canonical_table *table,
                                 struct view measure)
{
    static const char *const ends[] = {".total", ".amount"};
    const char *own = view_equal_text(document->kind, "final_accounts") ? "final" : "budget";
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (measure.size > strlen(ends[i]) &&
            memcmp(measure.data + measure.size - strlen(ends[i]), ends[i], strlen(ends[i])) == 0)
            measure.size -= strlen(ends[i]);
    if (view_starts_with(measure, own) && (measure.size == strlen(own) || measure.data[strlen(own)] == '.'))
        measure = view_part(measure, strlen(own) + 1, measure.size);
    if (!measure.size || view_equal_text(measure, "amount") || view_equal(measure, table_fund(table)))
        return VIEW_LITERAL("total");
    return measure;
}

static const struct canonical_amount *find_amount(const struct canonical *document, const struct canonical_table *table,
                                                  const struct canonical_row *row, struct view measure)
{
    for (size_t i = 0; i < row->amount_count; i++)
        if (view_equal(row->amounts[i].measure, measure))
            return &row->amounts[i];
    for (size_t i = 0; i < row->amount_count; i++)
        if (view_equal(plain_measure(document, table, row->amounts[i].measure), measure))
            return &row->amounts[i];
    return NULL;
}

static bool has_column(const struct canonical *document, const struct canonical_table *table, struct view measure)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].measure.data &&
            view_equal(plain_measure(document, table, table->columns[i].measure), measure))
            return true;
    return false;
}

static void set_value(struct diff_value *value, const struct canonical *document, const struct canonical_table *table,
                      const struct canonical_row *row, struct view measure)
{
    const struct canonical_amount *amount = find_amount(document, table, row, measure);
    const struct canonical_cell *cell = amount ? row_cell(table, row, amount->measure) : NULL;
    value->present = amount || has_column(document, table, measure);
    if (!value->present)
        return;
    value->printed = amount && amount->printed;
    value->page = cell ? cell->page : table->pages.count == 1 ? table->pages.items[0] : 0;
    if (value->printed)
        value->amount = amount->value;
}

/* What the line is called: by the last edition that has it, and before by the first. */
static void set_names(const struct comparison *comparison, const struct row_set *set, struct diff_line *line)
{
    const struct canonical_row *first = NULL, *last = NULL;
    const struct canonical_table *table = NULL;
    for (size_t i = 0; i < comparison->count; i++)
        if (set->rows[i]) {
            first = first ? first : set->rows[i];
            last = set->rows[i];
            table = set->tables[i];
        }
    line->side = row_side(table, last);
    line->group = row_group(comparison->arena, table, last);
    line->scheme = last->scheme;
    line->code = last->code;
    line->name = last->name;
    if (first->code.data && last->code.data && !view_equal(first->code, last->code))
        line->old_code = first->code;
    if (first->name.data && last->name.data &&
        !view_equal(diff_fold(comparison->arena, comparison->lookup, first->name),
                    diff_fold(comparison->arena, comparison->lookup, last->name)))
        line->old_name = first->name;
}

/* The outer editions that have the table; where one alone has it, the outer ones of all. */
static void outer_editions(const struct comparison *comparison, const struct table_set *set, size_t *first,
                           size_t *last)
{
    size_t from = 0, to = comparison->count - 1;
    while (from < to && !set->tables[from])
        from++;
    while (to > from && !set->tables[to])
        to--;
    *first = from < to ? from : 0;
    *last = from < to ? to : comparison->count - 1;
}

/* A line for each measure that any edition has; `done` are those that have one. */
static void add_lines(const struct comparison *comparison, const struct table_set *tables, const struct row_set *set,
                      GArray *lines)
{
    GPtrArray *done = g_ptr_array_new();
    for (size_t i = comparison->count; i-- > 0;) {
        const struct canonical_row *row = set->rows[i];
        const size_t *order = row ? row_amount_order(comparison->arena, set->tables[i], row) : NULL;
        for (size_t k = 0; row && k < row->amount_count; k++) {
            struct view own = row->amounts[order[k]].measure;
            if (!measure_is_of_year(own)) /* last year's figure is that document's */
                continue;
            struct view plain =
                view_copy(comparison->arena, plain_measure(comparison->editions[i], set->tables[i], own));
            bool known = false, everywhere = true;
            for (guint d = 0; d < done->len && !known; d++)
                known = view_equal_text(plain, done->pdata[d]);
            if (known)
                continue;
            g_ptr_array_add(done, (void *)plain.data);
            struct diff_line line = diff_line_new(comparison->arena, DIFF_AMOUNT, comparison->count);
            outer_editions(comparison, tables, &line.first, &line.last);
            for (size_t e = 0; e < comparison->count; e++) {
                line.values[e].elsewhere = !tables->tables[e];
                if (!set->rows[e])
                    continue;
                const struct canonical *document = comparison->editions[e];
                const struct canonical_amount *amount = find_amount(document, set->tables[e], set->rows[e], plain);
                everywhere = everywhere && amount && view_equal(amount->measure, own);
                set_value(&line.values[e], document, set->tables[e], set->rows[e], plain);
            }
            set_names(comparison, set, &line);
            line.measure = everywhere ? own : plain;
            if (diff_line_judge(&line, comparison->count))
                g_array_append_val(lines, line);
        }
    }
    g_ptr_array_unref(done);
}

static void compare_tables(const struct comparison *comparison, const struct table_set *tables, GArray *sections)
{
    struct diff_section section = {.only = -1};
    int having = 0;
    GPtrArray *sets = g_ptr_array_new();
    GHashTable *by_key = g_hash_table_new(g_str_hash, g_str_equal);
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct diff_line));
    for (size_t i = 0; i < comparison->count; i++)
        if (tables->tables[i]) {
            section.kind = tables->tables[i]->kind;
            section.title = tables->tables[i]->title;
            section.only = having++ ? -1 : (int)i;
            add_rows(comparison, tables->tables[i], i, sets, by_key);
        }
    for (guint i = 0; i < sets->len; i++)
        add_lines(comparison, tables, sets->pdata[i], lines);
    diff_section_fill(comparison->arena, &section, lines);
    g_array_append_val(sections, section);
    g_array_free(lines, TRUE);
    g_hash_table_unref(by_key);
    g_ptr_array_unref(sets);
}

/* The key of a table: its kind; where an edition has several of the kind, or the kind is unknown, with its title. */
static struct view table_key(const struct comparison *comparison, const struct canonical *document, int index)
{
    const struct canonical_table *table = &document->tables[index];
    bool titled = view_equal_text(table->kind, "unknown");
    for (size_t e = 0; e < comparison->count && !titled; e++) {
        size_t count = 0;
        for (size_t i = 0; i < comparison->editions[e]->table_count; i++)
            count += view_equal(comparison->editions[e]->tables[i].kind, table->kind);
        titled = count > 1;
    }
    struct view title =
        titled && table->title.data ? diff_fold(comparison->arena, comparison->lookup, table->title) : VIEW_LITERAL("");
    return view_format(comparison->arena, "%.*s" SEPARATOR "%.*s", VIEW_PRINT(table->kind), VIEW_PRINT(title));
}

/* In the order of the last edition, then those that only earlier ones have. */
static void diff_tables(const struct comparison *comparison, GArray *sections)
{
    GPtrArray *sets = g_ptr_array_new();
    for (size_t e = comparison->count; e-- > 0;) {
        const struct canonical *document = comparison->editions[e];
        for (size_t i = 0; i < document->table_count; i++) {
            struct view key = table_key(comparison, document, (int)i);
            struct table_set *set = NULL;
            for (guint s = 0; s < sets->len && !set; s++) {
                struct table_set *other = sets->pdata[s];
                set = view_equal(other->key, key) && !other->tables[e] ? other : NULL;
            }
            if (!set) {
                set = ARENA_NEW(comparison->arena, struct table_set);
                set->key = key;
                set->tables = ARENA_ARRAY(comparison->arena, const struct canonical_table *, comparison->count);
                g_ptr_array_add(sets, set);
            }
            set->tables[e] = &document->tables[i];
        }
    }
    for (guint i = 0; i < sets->len; i++)
        compare_tables(comparison, sets->pdata[i], sections);
    g_ptr_array_unref(sets);
}

/* Documents that are compared as they were given may be of bodies that call themselves otherwise: all are named. */
static struct view name_organizations(struct arena *arena, const struct canonical *const *editions, size_t count)
{
    struct view names = VIEW_NONE, before = VIEW_NONE;
    for (size_t i = 0; i < count; i++) {
        struct view name = editions[i]->organization;
        if (!name.data || view_equal(name, before))
            continue;
        names = names.data ? view_join(arena, names, " → ", name) : name;
        before = name;
    }
    return names;
}

const struct diff *diff_documents(struct arena *arena, const struct canonical *const *editions, size_t count,
                                  const struct lookup *lookup)
{
    struct diff *diff = ARENA_NEW(arena, struct diff);
    const struct comparison comparison = {arena, editions, count, lookup, g_hash_table_new(g_str_hash, g_str_equal)};
    GArray *sections = g_array_new(FALSE, FALSE, sizeof(struct diff_section));
    diff_tables(&comparison, sections);
    g_hash_table_unref(comparison.names);
    diff_forms(arena, editions, count, lookup, sections);
    diff->editions = editions;
    diff->edition_count = count;
    diff->organization = name_organizations(arena, editions, count);
    diff->section_count = sections->len;
    diff->sections = ARENA_ARRAY(arena, struct diff_section, sections->len);
    if (sections->len)
        memcpy(diff->sections, sections->data, sections->len * sizeof *diff->sections);
    g_array_free(sections, TRUE);
    return diff;
}
