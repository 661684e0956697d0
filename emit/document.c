/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/document.h"

#include "base/arena.h"
#include "emit/form.h"
#include "emit/writing.h"

#define SCHEMA "budget-document/1"

enum {
    OF_HEADER = KIND(RECORD_CELL),
    OF_ROW = KIND(RECORD_AMOUNT) | OF_HEADER,
    OF_TABLE = KIND(RECORD_COLUMN) | KIND(RECORD_HEADER) | KIND(RECORD_ROW) | OF_ROW,
};

/* The first record of a kind, or NULL. */
static const void *first_of(const struct writing *writing, enum record_kind kind)
{
    for (size_t i = 0; i < writing->count; i++)
        if (writing->records[i]->kind == kind)
            return writing->records[i];
    return NULL;
}

static void write_empty_list(struct json_writer *json, const char *key)
{
    member_views(json, key, (struct view_list){NULL, 0});
}

static void write_amounts(struct writing *writing, const struct record_row *row, struct span span)
{
    GArray *amounts = g_array_new(FALSE, FALSE, sizeof(struct named_amount));
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_amount *amount = (const struct record_amount *)writing->records[i];
        if (amount->record.kind == RECORD_AMOUNT && amount->measure.data)
            g_array_append_vals(amounts, &(struct named_amount){amount->measure, amount->printed, amount->value}, 1);
    }
    member_amounts(writing, "amounts", amounts, row->name, writing_page(writing, span));
    g_array_free(amounts, TRUE);
}

static void write_counterpart(struct json_writer *json, const struct record_row *row)
{
    if (!row->counterpart_scheme.data && !row->counterpart_code.data && !row->counterpart_name.data)
        return;
    json_key(json, "counterpart");
    json_object_open(json);
    member_view(json, "code", row->counterpart_code);
    member_view(json, "name", row->counterpart_name);
    member_view(json, "scheme", row->counterpart_scheme);
    json_object_close(json);
}

static void write_row(struct writing *writing, size_t at)
{
    const struct record_row *row = (const struct record_row *)writing->records[at];
    struct json_writer *json = &writing->json;
    struct span span = writing_span(writing, at, OF_ROW);
    json_object_open(json);
    write_amounts(writing, row, span);
    if (writing->cells)
        member_cells(writing, span, false);
    member_view(json, "code", row->code);
    write_counterpart(json, row);
    if (!view_equal(row->label, row->name))
        member_view_if(json, "label", row->label);
    member_integer(json, "level", row->level, 0);
    member_integer(json, "line", row->line, -1);
    member_view(json, "name", row->name);
    member_integer(json, "parent", row->parent, -1);
    member_view(json, "role", row->role);
    member_view(json, "scheme", row->scheme);
    member_view_if(json, "side", row->side);
    json_object_close(json);
}

static void write_rows(struct writing *writing, struct span table)
{
    json_key(&writing->json, "rows");
    json_array_open(&writing->json);
    for (size_t i = table.start; i < table.end; i++)
        if (writing_is(writing, i, KIND(RECORD_ROW)))
            write_row(writing, i);
    json_array_close(&writing->json);
}

static void write_columns(struct writing *writing, struct span table)
{
    struct json_writer *json = &writing->json;
    json_key(json, "columns");
    json_array_open(json);
    for (size_t i = table.start; i < table.end; i++) {
        if (!writing_is(writing, i, KIND(RECORD_COLUMN)))
            continue;
        const struct record_column *column = (const struct record_column *)writing->records[i];
        json_object_open(json);
        member_views(json, "label", column->label);
        member_view_if(json, "measure", column->measure);
        member_view(json, "role", column->role);
        member_view_if(json, "side", column->side);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_header(struct writing *writing, struct span table)
{
    struct json_writer *json = &writing->json;
    json_key(json, "header");
    json_array_open(json);
    for (size_t i = table.start; i < table.end; i++) {
        if (!writing_is(writing, i, KIND(RECORD_HEADER)))
            continue;
        json_object_open(json);
        member_cells(writing, writing_span(writing, i, OF_HEADER), false);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_table(struct writing *writing, size_t at)
{
    const struct record_table *table = (const struct record_table *)writing->records[at];
    struct json_writer *json = &writing->json;
    struct span span = writing_span(writing, at, OF_TABLE);
    json_object_open(json);
    write_columns(writing, span);
    json_key(json, "empty");
    json_bool(json, table->empty);
    member_view(json, "grid", table->rulings);
    if (writing->cells)
        write_header(writing, span);
    member_view(json, "kind", table->kind);
    member_views(json, "notes", table->notes);
    member_view(json, "number", table->number);
    member_view(json, "organization", table->organization);
    member_integers(json, "pages", table->pages);
    write_rows(writing, span);
    member_view(json, "title", table->title);
    if (table->transposed) {
        json_key(json, "transposed");
        json_bool(json, true);
    }
    member_view(json, "unit", table->unit);
    json_object_close(json);
}

static void write_tables(struct writing *writing)
{
    json_key(&writing->json, "tables");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_TABLE)))
            write_table(writing, i);
    json_array_close(&writing->json);
}

/* --- forms --- */

static void write_form_cells(struct writing *writing, struct span span)
{
    struct json_writer *json = &writing->json;
    json_key(json, "cells");
    json_array_open(json);
    for (size_t i = span.start; i < span.end; i++) {
        if (!writing_is(writing, i, KIND(RECORD_CELL)))
            continue;
        const struct record_cell *cell = (const struct record_cell *)writing->records[i];
        json_object_open(json);
        write_box(json, cell->box);
        member_integer(json, "column", cell->column, -1);
        if (cell->column_span > 1)
            member_integer(json, "columns", cell->column_span, 0);
        member_integer(json, "page", cell->page, 0);
        member_integer(json, "row", cell->row, -1);
        if (cell->row_span > 1)
            member_integer(json, "rows", cell->row_span, 0);
        member_view(json, "text", cell->text);
        json_object_close(json);
    }
    json_array_close(json);
}

/* Names to values of one object of a form, by ascending name; the first of a name stays. */
struct pairs {
    GPtrArray *names; /* const char *, in the arena */
    GHashTable *records;
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct pairs pairs_new(void)
{
    return (struct pairs){g_ptr_array_new(), g_hash_table_new(g_str_hash, g_str_equal)};
}

static void pairs_add(struct pairs *pairs, struct arena *arena, struct view name, const void *record)
{
    const char *key = view_copy(arena, name).data;
    if (!key || g_hash_table_contains(pairs->records, key))
        return;
    g_hash_table_insert(pairs->records, (void *)key, (void *)record);
    g_ptr_array_add(pairs->names, (void *)key);
}

static void pairs_write(struct pairs *pairs, struct json_writer *json,
                        void (*write)(struct json_writer *, const void *))
{
    if (pairs->names->len)
        qsort(pairs->names->pdata, pairs->names->len, sizeof(gpointer), compare_names);
    json_object_open(json);
    for (guint i = 0; i < pairs->names->len; i++) {
        json_key(json, pairs->names->pdata[i]);
        write(json, g_hash_table_lookup(pairs->records, pairs->names->pdata[i]));
    }
    json_object_close(json);
    g_ptr_array_unref(pairs->names);
    g_hash_table_unref(pairs->records);
}

static void write_field_value(struct json_writer *json, const void *record)
{
    json_view(json, ((const struct record_field *)record)->value);
}

static void write_goal_text(struct json_writer *json, const void *record)
{
    json_view(json, ((const struct record_goal *)record)->text);
}

static void write_fund_value(struct json_writer *json, const void *record)
{
    const struct record_fund *fund = record;
    if (fund->printed && amount_digits(fund->value) <= AMOUNT_JSON_DIGITS)
        json_amount(json, fund->value);
    else
        json_null(json);
}

static void write_fields(struct writing *writing, struct span span)
{
    struct pairs fields = pairs_new(), goals = pairs_new();
    static const char *const scopes[] = {"period", "year"};
    struct json_writer *json = &writing->json;
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_field *field = (const struct record_field *)writing->records[i];
        const struct record_goal *goal = (const struct record_goal *)writing->records[i];
        if (writing_is(writing, i, KIND(RECORD_FIELD)))
            pairs_add(&fields, writing->arena, field->name, field);
        else if (writing_is(writing, i, KIND(RECORD_GOAL)))
            pairs_add(&goals, writing->arena, goal->scope, goal);
    }
    json_key(json, "fields");
    pairs_write(&fields, json, write_field_value);
    json_key(json, "funds");
    json_object_open(json);
    for (size_t scope = 0; scope < G_N_ELEMENTS(scopes); scope++) {
        struct pairs funds = pairs_new();
        for (size_t i = span.start; i < span.end; i++) {
            const struct record_fund *fund = (const struct record_fund *)writing->records[i];
            if (writing_is(writing, i, KIND(RECORD_FUND)) && view_equal_text(fund->scope, scopes[scope]))
                pairs_add(&funds, writing->arena, fund->name, fund);
        }
        json_key(json, scopes[scope]);
        pairs_write(&funds, json, write_fund_value);
    }
    json_object_close(json);
    json_key(json, "goals");
    pairs_write(&goals, json, write_goal_text);
}

static void write_indicators(struct writing *writing, struct span span)
{
    struct json_writer *json = &writing->json;
    json_key(json, "indicators");
    json_array_open(json);
    for (size_t i = span.start; i < span.end; i++) {
        if (!writing_is(writing, i, KIND(RECORD_INDICATOR)))
            continue;
        const struct record_indicator *indicator = (const struct record_indicator *)writing->records[i];
        json_object_open(json);
        member_view(json, "level1", indicator->level1);
        member_view(json, "level2", indicator->level2);
        member_view(json, "level3", indicator->level3);
        member_view(json, "scope", indicator->scope);
        member_view(json, "value", indicator->value);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_form(struct writing *writing, size_t at)
{
    const struct record_form *form = (const struct record_form *)writing->records[at];
    struct json_writer *json = &writing->json;
    struct span span = writing_span(writing, at, OF_FORM);
    json_object_open(json);
    if (writing->cells)
        write_form_cells(writing, span);
    write_fields(writing, span);
    write_indicators(writing, span);
    member_view(json, "kind", form->kind);
    member_view(json, "organization", form->organization);
    write_pages(json, form->pages);
    member_view(json, "title", form->title);
    member_view(json, "unit", form->unit);
    json_object_close(json);
}

static void write_forms(struct writing *writing)
{
    json_key(&writing->json, "forms");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_FORM)))
            write_form(writing, i);
    json_array_close(&writing->json);
}

static void write_about(struct writing *writing)
{
    static const struct record_document nothing;
    const struct record_document *about = first_of(writing, RECORD_DOCUMENT);
    struct json_writer *json = &writing->json;
    if (!about)
        about = &nothing;
    json_key(json, "document");
    json_object_open(json);
    member_integer(json, "fiscal_year", about->fiscal_year, 0);
    member_view(json, "kind", about->kind);
    member_view(json, "level", about->level);
    member_view(json, "organization", about->organization);
    member_view(json, "title", about->title);
    member_view(json, "watermark", about->watermark);
    json_object_close(json);
}

static void write_source(struct writing *writing)
{
    const struct record_source *source = first_of(writing, RECORD_SOURCE);
    struct json_writer *json = &writing->json;
    g_assert(source);
    json_key(json, "source");
    json_object_open(json);
    member_integer(json, "bytes", source->bytes, -1);
    member_view(json, "file", source->file);
    member_integer(json, "pages", source->pages, -1);
    member_view(json, "sha256", source->sha256);
    member_view(json, "type", source->type);
    json_object_close(json);
}

static void write_schema(struct writing *writing)
{
    json_key(&writing->json, "schema");
    json_text(&writing->json, SCHEMA);
}

static void write_warnings(struct writing *writing)
{
    struct json_writer *json = &writing->json;
    json_key(json, "warnings");
    json_array_open(json);
    for (guint i = 0; i < writing->warnings->len; i++) {
        const struct record_warning *warning = g_ptr_array_index(writing->warnings, i);
        json_object_open(json);
        member_view(json, "code", warning->code);
        member_view(json, "message", warning->message);
        member_integer(json, "page", warning->page, 0);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_document(struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_WARNING)))
            g_ptr_array_add(writing->warnings, (void *)writing->records[i]);
    write_empty_list(&writing->json, "checks");
    write_about(writing);
    write_forms(writing);
    write_schema(writing);
    write_source(writing);
    write_empty_list(&writing->json, "statements");
    write_tables(writing);
    write_warnings(writing);
}

static void write_error(struct writing *writing, const struct record_error *failure)
{
    struct json_writer *json = &writing->json;
    json_key(json, "error");
    json_object_open(json);
    member_view(json, "code", failure->code);
    member_view(json, "message", failure->message);
    member_integer(json, "page", failure->page, 0);
    json_object_close(json);
    write_schema(writing);
    write_source(writing);
}

void document_write(GString *out, struct arena *arena, const GPtrArray *records, bool cells, bool pretty)
{
    struct writing writing = {.arena = arena,
                              .records = (const struct record *const *)records->pdata,
                              .count = records->len,
                              .cells = cells,
                              .warnings = g_ptr_array_new()};
    const struct record_error *failure = first_of(&writing, RECORD_ERROR);
    json_start(&writing.json, out, pretty);
    json_object_open(&writing.json);
    if (failure)
        write_error(&writing, failure);
    else
        write_document(&writing);
    json_object_close(&writing.json);
    g_string_append_c(out, '\n');
    g_ptr_array_free(writing.warnings, TRUE);
}
