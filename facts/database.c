/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/database.h"

#include <string.h>

#include "base/json.h"
#include "facts/column.h"
#include "facts/sqlite.h"

enum { SCHEMA_VERSION = 2, BUSY_MILLISECONDS = 10000 };

/* schema.sql, line by line. */
static const char *const schema[] = {
#include "facts/schema.sql.inc"
};

enum insertion {
    INSERT_DOCUMENT,
    INSERT_TABLE,
    INSERT_ROW,
    INSERT_FACT,
    INSERT_FORM,
    INSERT_FUND,
    INSERT_INDICATOR,
    INSERT_STATEMENT,
    INSERT_CHECK,
    INSERTIONS
};

/* Each with its columns in the order in which the values are given; those of a fact are the columns of the store. */
static const struct {
    const char *table, *columns;
} insertions[INSERTIONS] = {
    [INSERT_DOCUMENT] = {"documents",
                         "sha256, digest, file, type, bytes, pages, kind, level, organization, fiscal_year, "
                         "title, watermark"},
    [INSERT_TABLE] = {"tables", "document_id, position, kind, title, number, organization, unit, grid, transposed, "
                                "empty, pages, notes"},
    [INSERT_ROW] = {"rows", "table_id, position, line, role, side, code, scheme, code_source, name, label, level, "
                            "parent_id, counterpart_scheme, counterpart_code, counterpart_name"},
    [INSERT_FACT] = {"facts", "document_id, row_id, fen"},
    [INSERT_FORM] = {"forms", "document_id, position, kind, title, name, organization, unit, pages, fields, goals"},
    [INSERT_FUND] = {"funds", "form_id, scope, name, yuan, fen"},
    [INSERT_INDICATOR] = {"indicators", "form_id, position, scope, level1, level2, level3, value"},
    [INSERT_STATEMENT] = {"statements", "document_id, position, page, section, subject, yuan, fen, unit, text, share, "
                                        "change, change_percent, code, quote"},
    [INSERT_CHECK] = {"checks", "document_id, table_id, row_id, page, rule, measure, verdict, expected, actual, "
                                "difference, tolerance, message"},
};

struct database {
    const struct sqlite *sqlite;
    sqlite3 *handle;
    sqlite3_stmt *find, *delete, *insert[INSERTIONS];
    struct database_counts counts;
};

static bool failed(struct database *database, const char *what, struct error *error)
{
    return error_set(error, ERROR_OUTPUT, 0, "cannot %s the database: %s", what,
                     database->sqlite->errmsg(database->handle));
}

static bool execute(struct database *database, const char *text, struct error *error)
{
    if (error_is_set(error))
        return false;
    return database->sqlite->exec(database->handle, text, NULL, NULL, NULL) == SQLITE_OK ||
           failed(database, "write", error);
}

static sqlite3_stmt *prepare(struct database *database, const char *text, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (!error_is_set(error) && database->sqlite->prepare_v2(database->handle, text, -1, &statement, NULL) != SQLITE_OK)
        failed(database, "use", error);
    return statement;
}

/* --- values, bound one after the other --- */

struct binding {
    const struct sqlite *sqlite;
    sqlite3_stmt *statement;
    int next;
};

static struct binding bind_begin(const struct database *database, enum insertion insertion)
{
    return (struct binding){database->sqlite, database->insert[insertion], 1};
}

static void bind_view(struct binding *binding, struct view view)
{
    if (view.data) /* it lives until the statement is stepped */
        binding->sqlite->bind_text(binding->statement, binding->next++, view.data, (int)view.size, SQLITE_STATIC);
    else
        binding->sqlite->bind_null(binding->statement, binding->next++);
}

static void bind_views(struct binding *binding, const struct view *views, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bind_view(binding, views[i]);
}
#define BIND_VIEWS(binding, ...) \
    bind_views(binding, (const struct view[]){__VA_ARGS__}, \
               sizeof((const struct view[]){__VA_ARGS__}) / sizeof(struct view))

static void bind_whole(struct binding *binding, int64_t value, int64_t none)
{
    if (value != none)
        binding->sqlite->bind_int64(binding->statement, binding->next++, value);
    else
        binding->sqlite->bind_null(binding->statement, binding->next++);
}

static void bind_amount(struct binding *binding, bool known, struct amount amount)
{
    char text[AMOUNT_TEXT_SIZE];
    int size = known ? amount_format(amount, text) : 0;
    if (known)
        binding->sqlite->bind_text(binding->statement, binding->next++, text, size, SQLITE_TRANSIENT);
    else
        binding->sqlite->bind_null(binding->statement, binding->next++);
}

/* Hundredths of a yuan; null where the amount is finer. */
static void bind_fen(struct binding *binding, bool known, struct amount amount)
{
    while (amount.scale > 2 && amount.coefficient % 10 == 0) {
        amount.coefficient /= 10;
        amount.scale--;
    }
    known = known && amount.scale <= 2 && amount_shift(&amount, 2);
    bind_whole(binding, known ? amount.coefficient : G_MININT64, G_MININT64);
}

/* Runs the insertion and gives the key of the new line; 0 with the error set. */
static int64_t insert(struct database *database, struct binding *binding, struct error *error)
{
    bool done = !error_is_set(error) && database->sqlite->step(binding->statement) == SQLITE_DONE;
    if (!done)
        failed(database, "write", error);
    database->sqlite->reset(binding->statement);
    return done ? database->sqlite->last_insert_rowid(database->handle) : 0;
}

/* --- lists as JSON --- */

static struct view json_of_ints(struct arena *arena, struct int_list list)
{
    struct view text = VIEW_LITERAL("");
    for (size_t i = 0; i < list.count; i++)
        text = view_format(arena, "%.*s%s%d", VIEW_PRINT(text), i ? "," : "", list.items[i]);
    return view_format(arena, "[%.*s]", VIEW_PRINT(text));
}

static struct view json_take(struct arena *arena, GString *text)
{
    struct view view = view_copy(arena, (struct view){text->str, text->len});
    g_string_free(text, TRUE);
    return view;
}

static struct view json_of_views(struct arena *arena, struct view_list list)
{
    GString *text = g_string_new(NULL);
    struct json_writer json;
    json_start(&json, text, false);
    json_array_open(&json);
    for (size_t i = 0; i < list.count; i++)
        json_view(&json, list.items[i]);
    json_array_close(&json);
    return json_take(arena, text);
}

static struct view json_of_texts(struct arena *arena, struct canonical_texts texts)
{
    GString *text = g_string_new(NULL);
    struct json_writer json;
    const char *before = NULL;
    json_start(&json, text, false);
    json_object_open(&json);
    for (size_t i = 0; i < texts.count; i++) { /* ascending already in what extract prints */
        if (before && json_compare_keys(view_of(before), texts.items[i].name) >= 0)
            continue;
        before = texts.items[i].name.data;
        json_key(&json, before);
        json_view(&json, texts.items[i].text);
    }
    json_object_close(&json);
    return json_take(arena, text);
}

/* --- the parts of a document --- */

static int64_t put_document(struct database *database, const struct canonical *document, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_DOCUMENT);
    BIND_VIEWS(&binding, document->sha256, document->digest, document->file, document->type);
    bind_whole(&binding, document->bytes, -1);
    bind_whole(&binding, document->pages, -1);
    BIND_VIEWS(&binding, document->kind, document->level, document->organization);
    bind_whole(&binding, document->fiscal_year, 0);
    BIND_VIEWS(&binding, document->title, document->watermark);
    return insert(database, &binding, error);
}

static void put_row(struct database *database, int64_t table, const struct canonical_row *row, int position,
                    int64_t *rows, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_ROW);
    bind_whole(&binding, table, 0);
    bind_whole(&binding, position, -1);
    bind_whole(&binding, row->line, -1);
    BIND_VIEWS(&binding, row->role, row->side, row->code, row->scheme, row->code_source, row->name, row->label);
    bind_whole(&binding, row->level, 0);
    bind_whole(&binding, row->parent >= 0 ? rows[row->parent] : 0, 0);
    BIND_VIEWS(&binding, row->counterpart_scheme, row->counterpart_code, row->counterpart_name);
    rows[position] = insert(database, &binding, error);
}

/* `rows` receives the keys of the rows. */
static int64_t put_table(struct database *database, struct arena *arena, int64_t document,
                         const struct canonical_table *table, int position, int64_t *rows, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_TABLE);
    bind_whole(&binding, document, 0);
    bind_whole(&binding, position, -1);
    BIND_VIEWS(&binding, table->kind, table->title, table->number, table->organization, table->unit, table->grid);
    bind_whole(&binding, table->transposed, -1);
    bind_whole(&binding, table->empty, -1);
    BIND_VIEWS(&binding, json_of_ints(arena, table->pages), json_of_views(arena, table->notes));
    int64_t key = insert(database, &binding, error);
    for (size_t i = 0; i < table->row_count && !error_is_set(error); i++)
        put_row(database, key, &table->rows[i], (int)i, rows, error);
    return key;
}

static void put_fact(struct database *database, int64_t document, int64_t row, const struct fact *fact,
                     struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_FACT);
    bind_whole(&binding, document, 0);
    bind_whole(&binding, row, 0);
    bind_fen(&binding, true, fact->amount->value);
    for (const struct column *column = columns; column->name; column++) {
        if (!(column->sets & COLUMN_STORE))
            continue;
        struct column_value value = column_get(column, fact);
        if (column->type == COLUMN_TEXT)
            bind_view(&binding, value.known ? value.text : VIEW_NONE);
        else if (column->type == COLUMN_BOOL)
            bind_whole(&binding, value.truth, -1);
        else if (column->type == COLUMN_WHOLE)
            bind_whole(&binding, value.known ? value.number.coefficient : -1, -1);
        else /* the affinity of the column makes a coordinate a REAL and leaves an amount the text it is */
            bind_amount(&binding, value.known, value.number);
    }
    insert(database, &binding, error);
}

static void put_fund(struct database *database, int64_t form, const struct canonical_amount *fund, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_FUND);
    const char *dot = memchr(fund->measure.data, '.', fund->measure.size);
    size_t scope = dot ? (size_t)(dot - fund->measure.data) : 0;
    if (!fund->printed)
        return;
    bind_whole(&binding, form, 0);
    BIND_VIEWS(&binding, view_part(fund->measure, 0, scope), view_part(fund->measure, scope + 1, fund->measure.size));
    bind_amount(&binding, true, fund->value);
    bind_fen(&binding, true, fund->value);
    insert(database, &binding, error);
}

static void put_indicator(struct database *database, int64_t form, const struct canonical_indicator *indicator,
                          int position, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_INDICATOR);
    bind_whole(&binding, form, 0);
    bind_whole(&binding, position, -1);
    BIND_VIEWS(&binding, indicator->scope, indicator->level1, indicator->level2, indicator->level3, indicator->value);
    insert(database, &binding, error);
}

static void put_form(struct database *database, struct arena *arena, int64_t document,
                     const struct canonical_form *form, int position, const struct lookup *lookup, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_FORM);
    bind_whole(&binding, document, 0);
    bind_whole(&binding, position, -1);
    BIND_VIEWS(&binding, form->kind, form->title, lookup_form_name(lookup, form), form->organization, form->unit,
               json_of_ints(arena, form->pages), json_of_texts(arena, form->fields), json_of_texts(arena, form->goals));
    int64_t key = insert(database, &binding, error);
    for (size_t i = 0; i < form->fund_count && !error_is_set(error); i++)
        put_fund(database, key, &form->funds[i], error);
    for (size_t i = 0; i < form->indicator_count && !error_is_set(error); i++)
        put_indicator(database, key, &form->indicators[i], (int)i, error);
}

static void put_statement(struct database *database, int64_t document, const struct canonical_statement *statement,
                          int position, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_STATEMENT);
    bind_whole(&binding, document, 0);
    bind_whole(&binding, position, -1);
    bind_whole(&binding, statement->page, 0);
    BIND_VIEWS(&binding, statement->section, statement->subject);
    bind_amount(&binding, statement->amount.printed, statement->amount.value);
    bind_fen(&binding, statement->amount.printed, statement->amount.value);
    BIND_VIEWS(&binding, statement->unit, statement->text);
    bind_amount(&binding, statement->share.printed, statement->share.value);
    bind_amount(&binding, statement->change.printed, statement->change.value);
    bind_amount(&binding, statement->change_percent.printed, statement->change_percent.value);
    BIND_VIEWS(&binding, statement->code, statement->quote);
    insert(database, &binding, error);
}

static void put_check(struct database *database, int64_t document, int64_t table, int64_t row,
                      const struct canonical_check *check, struct error *error)
{
    struct binding binding = bind_begin(database, INSERT_CHECK);
    bind_whole(&binding, document, 0);
    bind_whole(&binding, table, 0);
    bind_whole(&binding, row, 0);
    bind_whole(&binding, check->page, 0);
    BIND_VIEWS(&binding, check->rule, check->measure, check->verdict);
    bind_amount(&binding, true, check->expected);
    bind_amount(&binding, true, check->actual);
    bind_amount(&binding, true, check->difference);
    bind_amount(&binding, true, check->tolerance);
    bind_view(&binding, check->message);
    insert(database, &binding, error);
}

/* Everything of a document that is not in the database. */
static void put_all(struct database *database, struct arena *arena, const struct canonical *document,
                    const struct lookup *lookup, struct error *error)
{
    size_t count;
    int64_t key = put_document(database, document, error);
    int64_t *tables = ARENA_ARRAY(arena, int64_t, document->table_count);
    int64_t **rows = ARENA_ARRAY(arena, int64_t *, document->table_count);
    const struct fact *facts = fact_derive(arena, document, lookup->dictionary, &count);
    for (size_t i = 0; i < document->table_count && !error_is_set(error); i++) {
        rows[i] = ARENA_ARRAY(arena, int64_t, document->tables[i].row_count);
        tables[i] = put_table(database, arena, key, &document->tables[i], (int)i, rows[i], error);
    }
    for (size_t i = 0; i < count && !error_is_set(error); i++)
        put_fact(database, key, rows[facts[i].table_index][facts[i].row_index], &facts[i], error);
    for (size_t i = 0; i < document->form_count && !error_is_set(error); i++)
        put_form(database, arena, key, &document->forms[i], (int)i, lookup, error);
    for (size_t i = 0; i < document->statement_count && !error_is_set(error); i++)
        put_statement(database, key, &document->statements[i], (int)i, error);
    for (size_t i = 0; i < document->check_count && !error_is_set(error); i++) {
        const struct canonical_check *check = &document->checks[i];
        bool tabled = check->table >= 0 && (size_t)check->table < document->table_count;
        bool rowed = tabled && check->row >= 0 && (size_t)check->row < document->tables[check->table].row_count;
        put_check(database, key, tabled ? tables[check->table] : 0, rowed ? rows[check->table][check->row] : 0, check,
                  error);
    }
}

/* The key of the document of the same file, 0 for none; whether its content is the same. */
static int64_t find_document(struct database *database, const struct canonical *document, bool *same)
{
    const struct sqlite *sqlite = database->sqlite;
    int64_t key = 0;
    sqlite->bind_text(database->find, 1, document->sha256.data, (int)document->sha256.size, SQLITE_STATIC);
    if (sqlite->step(database->find) == SQLITE_ROW) {
        const char *digest = (const char *)sqlite->column_text(database->find, 1);
        key = sqlite->column_int64(database->find, 0);
        *same = digest && view_equal_text(document->digest, digest);
    }
    sqlite->reset(database->find);
    return key;
}

bool database_put(struct database *database, struct arena *arena, const struct canonical *document,
                  const struct lookup *lookup, struct error *error)
{
    struct canonical named = *document;
    bool same = false;
    if (!named.sha256.data) /* made by hand: its content stands for the file */
        named.sha256 = named.digest;
    if (!execute(database, "BEGIN IMMEDIATE", error))
        return false;
    int64_t key = find_document(database, &named, &same);
    if (!same) {
        database->sqlite->bind_int64(database->delete, 1, key);
        if (key && database->sqlite->step(database->delete) != SQLITE_DONE)
            failed(database, "write", error);
        database->sqlite->reset(database->delete);
        put_all(database, arena, &named, lookup, error);
    }
    if (!execute(database, "COMMIT", error)) {
        struct error ignored = {0};
        execute(database, "ROLLBACK", &ignored);
        return false;
    }
    *(same ? &database->counts.unchanged : key ? &database->counts.replaced : &database->counts.added) += 1;
    return true;
}

struct database_counts database_counts(const struct database *database)
{
    return database->counts;
}

/* --- opening --- */

static int64_t ask_number(struct database *database, const char *text, struct error *error)
{
    sqlite3_stmt *statement = prepare(database, text, error);
    int64_t number = 0;
    if (statement && database->sqlite->step(statement) == SQLITE_ROW)
        number = database->sqlite->column_int64(statement, 0);
    else
        failed(database, "read", error);
    database->sqlite->finalize(statement);
    return number;
}

static void create_schema(struct database *database, struct error *error)
{
    GString *text = g_string_new("BEGIN;\n");
    for (size_t i = 0; i < G_N_ELEMENTS(schema); i++)
        g_string_append(text, schema[i]);
    g_string_append_printf(text, "PRAGMA user_version = %d;\nCOMMIT;", SCHEMA_VERSION);
    execute(database, text->str, error);
    g_string_free(text, TRUE);
}

static void check_schema(struct database *database, const char *path, struct error *error)
{
    struct error unreadable = {0};
    int64_t tables = ask_number(database, "SELECT count(*) FROM sqlite_master", &unreadable);
    int64_t version = ask_number(database, "PRAGMA user_version", &unreadable);
    if (error_is_set(&unreadable))
        error_set(error, ERROR_USAGE, 0, "%s: not a database", path);
    else if (tables == 0)
        create_schema(database, error);
    else if (version != SCHEMA_VERSION)
        error_set(error, ERROR_USAGE, 0, "%s: a database, but not one that this version of extract has made", path);
}

static void prepare_all(struct database *database, struct error *error)
{
    GString *text = g_string_new(NULL);
    database->find = prepare(database, "SELECT id, digest FROM documents WHERE sha256 = ?", error);
    database->delete = prepare(database, "DELETE FROM documents WHERE id = ?", error);
    for (size_t i = 0; i < INSERTIONS; i++) {
        int count = 1;
        g_string_printf(text, "INSERT INTO %s (%s", insertions[i].table, insertions[i].columns);
        for (const struct column *column = columns; i == INSERT_FACT && column->name; column++)
            if (column->sets & COLUMN_STORE)
                g_string_append_printf(text, ", %s", column->name);
        for (const char *at = text->str; (at = strchr(at, ',')); at++)
            count++;
        g_string_append(text, ") VALUES (?");
        for (int k = 1; k < count; k++)
            g_string_append(text, ", ?");
        g_string_append_c(text, ')');
        database->insert[i] = prepare(database, text->str, error);
    }
    g_string_free(text, TRUE);
}

struct database *database_open(const char *path, struct error *error)
{
    const struct sqlite *sqlite = sqlite_load(error);
    if (!sqlite)
        return NULL;
    struct database *database = g_new0(struct database, 1);
    database->sqlite = sqlite;
    if (sqlite->open_v2(path, &database->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot open: %s", path, sqlite->errmsg(database->handle));
    if (!error_is_set(error)) {
        sqlite->busy_timeout(database->handle, BUSY_MILLISECONDS);
        check_schema(database, path, error);
    }
    /* Written in one go and then read: a log beside the file while it is written, none behind. */
    execute(database, "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", error);
    prepare_all(database, error);
    if (!error_is_set(error))
        return database;
    struct error ignored = {0};
    database_close(database, &ignored);
    return NULL;
}

void database_close(struct database *database, struct error *error)
{
    if (!database)
        return;
    database->sqlite->finalize(database->find);
    database->sqlite->finalize(database->delete);
    for (size_t i = 0; i < INSERTIONS; i++)
        database->sqlite->finalize(database->insert[i]);
    if (database->counts.added + database->counts.replaced)
        execute(database, "ANALYZE", error);
    execute(database, "PRAGMA journal_mode = DELETE", error);
    database->sqlite->close_v2(database->handle);
    g_free(database);
}
