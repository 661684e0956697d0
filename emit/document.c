/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"

#define SCHEMA "budget-document/1"

/* The document while it is written. */
struct document {
    struct json_writer json;
    struct arena *arena;
    const struct record *const *records;
    size_t count;
    bool cells;
    GPtrArray *warnings; /* const struct record_warning *: those that came, then those of this stage */
};

/* Records follow each other flat; those that belong to one stand behind it up to the next of a
 * kind that is not in `within`.  A warning may stand anywhere. */
struct span {
    size_t start, end;
};

#define KIND(kind) (1u << (kind))
enum {
    OF_HEADER = KIND(RECORD_CELL) | KIND(RECORD_WARNING),
    OF_ROW = KIND(RECORD_AMOUNT) | OF_HEADER,
    OF_FORM = KIND(RECORD_FIELD) | KIND(RECORD_FUND) | KIND(RECORD_GOAL) | KIND(RECORD_INDICATOR) | OF_HEADER,
    OF_TABLE = KIND(RECORD_COLUMN) | KIND(RECORD_HEADER) | KIND(RECORD_ROW) | OF_ROW,
};

static bool is_kind(const struct document *document, size_t at, unsigned kinds)
{
    return kinds & KIND(document->records[at]->kind);
}

static struct span span_behind(const struct document *document, size_t at, unsigned within)
{
    struct span span = {at + 1, at + 1};
    while (span.end < document->count && is_kind(document, span.end, within))
        span.end++;
    return span;
}

/* The first record of a kind, or NULL. */
static const void *first_of(const struct document *document, enum record_kind kind)
{
    for (size_t i = 0; i < document->count; i++)
        if (document->records[i]->kind == kind)
            return document->records[i];
    return NULL;
}

static void warn(struct document *document, int page, const char *code, struct view message)
{
    struct record_warning *warning = record_new(document->arena, RECORD_WARNING);
    *warning = (struct record_warning){{RECORD_WARNING}, page, view_of(code), message};
    g_ptr_array_add(document->warnings, warning);
}

static void write_view(struct json_writer *json, const char *key, struct view view)
{
    json_key(json, key);
    json_view(json, view);
}

/* Only where there is one. */
static void write_view_if(struct json_writer *json, const char *key, struct view view)
{
    if (view.data)
        write_view(json, key, view);
}

/* `none` stands for JSON null. */
static void write_integer(struct json_writer *json, const char *key, int64_t value, int64_t none)
{
    json_key(json, key);
    if (value == none)
        json_null(json);
    else
        json_integer(json, value);
}

static void write_views(struct json_writer *json, const char *key, struct view_list list)
{
    json_key(json, key);
    json_array_open(json);
    for (size_t i = 0; i < list.count; i++)
        json_view(json, list.items[i]);
    json_array_close(json);
}

static void write_empty_list(struct json_writer *json, const char *key)
{
    write_views(json, key, (struct view_list){NULL, 0});
}

static void write_box(struct json_writer *json, struct box box)
{
    json_key(json, "bbox");
    if (box_is_none(box)) {
        json_null(json);
        return;
    }
    json_array_open(json);
    json_tenths(json, box.x0);
    json_tenths(json, box.y0);
    json_tenths(json, box.x1);
    json_tenths(json, box.y1);
    json_array_close(json);
}

static void write_cell(struct json_writer *json, const struct record_cell *cell)
{
    json_object_open(json);
    write_box(json, cell->box);
    write_integer(json, "column", cell->column, -1);
    if (cell->column_span > 1)
        write_integer(json, "columns", cell->column_span, 0);
    write_integer(json, "page", cell->page, 0);
    if (cell->row_span > 1)
        write_integer(json, "rows", cell->row_span, 0);
    write_view(json, "text", cell->text);
    json_object_close(json);
}

static void write_cells(struct document *document, struct span span)
{
    json_key(&document->json, "cells");
    json_array_open(&document->json);
    for (size_t i = span.start; i < span.end; i++)
        if (is_kind(document, i, KIND(RECORD_CELL)))
            write_cell(&document->json, (const struct record_cell *)document->records[i]);
    json_array_close(&document->json);
}

static int compare_measures(const void *a, const void *b)
{
    const struct record_amount *left = *(const struct record_amount *const *)a;
    const struct record_amount *right = *(const struct record_amount *const *)b;
    size_t common = MIN(left->measure.size, right->measure.size);
    int order = memcmp(left->measure.data, right->measure.data, common);
    return order ? order : (left->measure.size > right->measure.size) - (left->measure.size < right->measure.size);
}

/* The page of a row's first cell; 0 where it has none. */
static int page_of(const struct document *document, struct span span)
{
    for (size_t i = span.start; i < span.end; i++)
        if (is_kind(document, i, KIND(RECORD_CELL)))
            return ((const struct record_cell *)document->records[i])->page;
    return 0;
}

/* The amounts of the row by ascending measure.  What cannot stand in the object (a measure met
 * again, a number that JSON readers would round) is left out with a warning. */
static GPtrArray *amounts_of(struct document *document, const struct record_row *row, struct span span)
{
    GPtrArray *amounts = g_ptr_array_new();
    GHashTable *measures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_amount *amount = (const struct record_amount *)document->records[i];
        if (amount->record.kind != RECORD_AMOUNT || !amount->measure.data)
            continue;
        if (!g_hash_table_add(measures, g_strndup(amount->measure.data, amount->measure.size))) {
            warn(document, page_of(document, span), "amount_doubled",
                 view_format(document->arena, "row \"%.*s\" has more than one amount \"%.*s\"; the first is kept",
                             VIEW_PRINT(row->name), VIEW_PRINT(amount->measure)));
        } else if (amount->printed && amount_digits(amount->value) > AMOUNT_JSON_DIGITS) {
            warn(document, page_of(document, span), "amount_precision",
                 view_format(document->arena, "amount \"%.*s\" of row \"%.*s\" has more than %d digits and is left out",
                             VIEW_PRINT(amount->measure), VIEW_PRINT(row->name), AMOUNT_JSON_DIGITS));
        } else {
            g_ptr_array_add(amounts, (void *)amount);
        }
    }
    g_hash_table_destroy(measures);
    if (amounts->len)
        qsort(amounts->pdata, amounts->len, sizeof(gpointer), compare_measures);
    return amounts;
}

static void write_amounts(struct document *document, const struct record_row *row, struct span span)
{
    struct json_writer *json = &document->json;
    GPtrArray *amounts = amounts_of(document, row, span);
    json_key(json, "amounts");
    json_object_open(json);
    for (guint i = 0; i < amounts->len; i++) {
        const struct record_amount *amount = g_ptr_array_index(amounts, i);
        json_key(json, view_copy(document->arena, amount->measure).data);
        if (amount->printed)
            json_amount(json, amount->value);
        else
            json_null(json);
    }
    json_object_close(json);
    g_ptr_array_free(amounts, TRUE);
}

static void write_counterpart(struct json_writer *json, const struct record_row *row)
{
    if (!row->counterpart_scheme.data && !row->counterpart_code.data && !row->counterpart_name.data)
        return;
    json_key(json, "counterpart");
    json_object_open(json);
    write_view(json, "code", row->counterpart_code);
    write_view(json, "name", row->counterpart_name);
    write_view(json, "scheme", row->counterpart_scheme);
    json_object_close(json);
}

static void write_row(struct document *document, size_t at)
{
    const struct record_row *row = (const struct record_row *)document->records[at];
    struct json_writer *json = &document->json;
    struct span span = span_behind(document, at, OF_ROW);
    json_object_open(json);
    write_amounts(document, row, span);
    if (document->cells)
        write_cells(document, span);
    write_view(json, "code", row->code);
    write_counterpart(json, row);
    if (!view_equal(row->label, row->name))
        write_view_if(json, "label", row->label);
    write_integer(json, "level", row->level, 0);
    write_integer(json, "line", row->line, -1);
    write_view(json, "name", row->name);
    write_integer(json, "parent", row->parent, -1);
    write_view(json, "role", row->role);
    write_view(json, "scheme", row->scheme);
    write_view_if(json, "side", row->side);
    json_object_close(json);
}

static void write_rows(struct document *document, struct span table)
{
    json_key(&document->json, "rows");
    json_array_open(&document->json);
    for (size_t i = table.start; i < table.end; i++)
        if (is_kind(document, i, KIND(RECORD_ROW)))
            write_row(document, i);
    json_array_close(&document->json);
}

static void write_columns(struct document *document, struct span table)
{
    struct json_writer *json = &document->json;
    json_key(json, "columns");
    json_array_open(json);
    for (size_t i = table.start; i < table.end; i++) {
        if (!is_kind(document, i, KIND(RECORD_COLUMN)))
            continue;
        const struct record_column *column = (const struct record_column *)document->records[i];
        json_object_open(json);
        write_views(json, "label", column->label);
        write_view_if(json, "measure", column->measure);
        write_view(json, "role", column->role);
        write_view_if(json, "side", column->side);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_header(struct document *document, struct span table)
{
    struct json_writer *json = &document->json;
    json_key(json, "header");
    json_array_open(json);
    for (size_t i = table.start; i < table.end; i++) {
        if (!is_kind(document, i, KIND(RECORD_HEADER)))
            continue;
        json_object_open(json);
        write_cells(document, span_behind(document, i, OF_HEADER));
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_pages(struct json_writer *json, struct int_list pages)
{
    json_key(json, "pages");
    json_array_open(json);
    for (size_t i = 0; i < pages.count; i++)
        json_integer(json, pages.items[i]);
    json_array_close(json);
}

static void write_table(struct document *document, size_t at)
{
    const struct record_table *table = (const struct record_table *)document->records[at];
    struct json_writer *json = &document->json;
    struct span span = span_behind(document, at, OF_TABLE);
    json_object_open(json);
    write_columns(document, span);
    json_key(json, "empty");
    json_bool(json, table->empty);
    write_view(json, "grid", table->rulings);
    if (document->cells)
        write_header(document, span);
    write_view(json, "kind", table->kind);
    write_views(json, "notes", table->notes);
    write_view(json, "number", table->number);
    write_view(json, "organization", table->organization);
    write_pages(json, table->pages);
    write_rows(document, span);
    write_view(json, "title", table->title);
    if (table->transposed) {
        json_key(json, "transposed");
        json_bool(json, true);
    }
    write_view(json, "unit", table->unit);
    json_object_close(json);
}

static void write_tables(struct document *document)
{
    json_key(&document->json, "tables");
    json_array_open(&document->json);
    for (size_t i = 0; i < document->count; i++)
        if (is_kind(document, i, KIND(RECORD_TABLE)))
            write_table(document, i);
    json_array_close(&document->json);
}

/* --- forms --- */

static void write_form_cells(struct document *document, struct span span)
{
    struct json_writer *json = &document->json;
    json_key(json, "cells");
    json_array_open(json);
    for (size_t i = span.start; i < span.end; i++) {
        if (!is_kind(document, i, KIND(RECORD_CELL)))
            continue;
        const struct record_cell *cell = (const struct record_cell *)document->records[i];
        json_object_open(json);
        write_box(json, cell->box);
        write_integer(json, "column", cell->column, -1);
        if (cell->column_span > 1)
            write_integer(json, "columns", cell->column_span, 0);
        write_integer(json, "page", cell->page, 0);
        write_integer(json, "row", cell->row, -1);
        if (cell->row_span > 1)
            write_integer(json, "rows", cell->row_span, 0);
        write_view(json, "text", cell->text);
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

static void pairs_write(struct pairs *pairs, struct json_writer *json, void (*write)(struct json_writer *, const void *))
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

static void write_fields(struct document *document, struct span span)
{
    struct pairs fields = pairs_new(), goals = pairs_new();
    static const char *const scopes[] = {"period", "year"};
    struct json_writer *json = &document->json;
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_field *field = (const struct record_field *)document->records[i];
        const struct record_goal *goal = (const struct record_goal *)document->records[i];
        if (is_kind(document, i, KIND(RECORD_FIELD)))
            pairs_add(&fields, document->arena, field->name, field);
        else if (is_kind(document, i, KIND(RECORD_GOAL)))
            pairs_add(&goals, document->arena, goal->scope, goal);
    }
    json_key(json, "fields");
    pairs_write(&fields, json, write_field_value);
    json_key(json, "funds");
    json_object_open(json);
    for (size_t scope = 0; scope < G_N_ELEMENTS(scopes); scope++) {
        struct pairs funds = pairs_new();
        for (size_t i = span.start; i < span.end; i++) {
            const struct record_fund *fund = (const struct record_fund *)document->records[i];
            if (is_kind(document, i, KIND(RECORD_FUND)) && view_equal_text(fund->scope, scopes[scope]))
                pairs_add(&funds, document->arena, fund->name, fund);
        }
        json_key(json, scopes[scope]);
        pairs_write(&funds, json, write_fund_value);
    }
    json_object_close(json);
    json_key(json, "goals");
    pairs_write(&goals, json, write_goal_text);
}

static void write_indicators(struct document *document, struct span span)
{
    struct json_writer *json = &document->json;
    json_key(json, "indicators");
    json_array_open(json);
    for (size_t i = span.start; i < span.end; i++) {
        if (!is_kind(document, i, KIND(RECORD_INDICATOR)))
            continue;
        const struct record_indicator *indicator = (const struct record_indicator *)document->records[i];
        json_object_open(json);
        write_view(json, "level1", indicator->level1);
        write_view(json, "level2", indicator->level2);
        write_view(json, "level3", indicator->level3);
        write_view(json, "scope", indicator->scope);
        write_view(json, "value", indicator->value);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_form(struct document *document, size_t at)
{
    const struct record_form *form = (const struct record_form *)document->records[at];
    struct json_writer *json = &document->json;
    struct span span = span_behind(document, at, OF_FORM);
    json_object_open(json);
    if (document->cells)
        write_form_cells(document, span);
    write_fields(document, span);
    write_indicators(document, span);
    write_view(json, "kind", form->kind);
    write_view(json, "organization", form->organization);
    write_pages(json, form->pages);
    write_view(json, "title", form->title);
    write_view(json, "unit", form->unit);
    json_object_close(json);
}

static void write_forms(struct document *document)
{
    json_key(&document->json, "forms");
    json_array_open(&document->json);
    for (size_t i = 0; i < document->count; i++)
        if (is_kind(document, i, KIND(RECORD_FORM)))
            write_form(document, i);
    json_array_close(&document->json);
}

static void write_about(struct document *document)
{
    static const struct record_document nothing;
    const struct record_document *about = first_of(document, RECORD_DOCUMENT);
    struct json_writer *json = &document->json;
    if (!about)
        about = &nothing;
    json_key(json, "document");
    json_object_open(json);
    write_integer(json, "fiscal_year", about->fiscal_year, 0);
    write_view(json, "kind", about->kind);
    write_view(json, "level", about->level);
    write_view(json, "organization", about->organization);
    write_view(json, "title", about->title);
    write_view(json, "watermark", about->watermark);
    json_object_close(json);
}

static void write_source(struct document *document)
{
    const struct record_source *source = first_of(document, RECORD_SOURCE);
    struct json_writer *json = &document->json;
    g_assert(source);
    json_key(json, "source");
    json_object_open(json);
    write_integer(json, "bytes", source->bytes, -1);
    write_view(json, "file", source->file);
    write_integer(json, "pages", source->pages, -1);
    write_view(json, "sha256", source->sha256);
    write_view(json, "type", source->type);
    json_object_close(json);
}

static void write_schema(struct document *document)
{
    json_key(&document->json, "schema");
    json_text(&document->json, SCHEMA);
}

static void write_warnings(struct document *document)
{
    struct json_writer *json = &document->json;
    json_key(json, "warnings");
    json_array_open(json);
    for (guint i = 0; i < document->warnings->len; i++) {
        const struct record_warning *warning = g_ptr_array_index(document->warnings, i);
        json_object_open(json);
        write_view(json, "code", warning->code);
        write_view(json, "message", warning->message);
        write_integer(json, "page", warning->page, 0);
        json_object_close(json);
    }
    json_array_close(json);
}

static void write_document(struct document *document)
{
    for (size_t i = 0; i < document->count; i++)
        if (is_kind(document, i, KIND(RECORD_WARNING)))
            g_ptr_array_add(document->warnings, (void *)document->records[i]);
    write_empty_list(&document->json, "checks");
    write_about(document);
    write_forms(document);
    write_schema(document);
    write_source(document);
    write_empty_list(&document->json, "statements");
    write_tables(document);
    write_warnings(document);
}

static void write_error(struct document *document, const struct record_error *failure)
{
    struct json_writer *json = &document->json;
    json_key(json, "error");
    json_object_open(json);
    write_view(json, "code", failure->code);
    write_view(json, "message", failure->message);
    write_integer(json, "page", failure->page, 0);
    json_object_close(json);
    write_schema(document);
    write_source(document);
}

void document_write(GString *out, struct arena *arena, const GPtrArray *records, bool cells, bool pretty)
{
    struct document document = {.arena = arena,
                                .records = (const struct record *const *)records->pdata,
                                .count = records->len,
                                .cells = cells,
                                .warnings = g_ptr_array_new()};
    const struct record_error *failure = first_of(&document, RECORD_ERROR);
    json_start(&document.json, out, pretty);
    json_object_open(&document.json);
    if (failure)
        write_error(&document, failure);
    else
        write_document(&document);
    json_object_close(&document.json);
    g_string_append_c(out, '\n');
    g_ptr_array_free(document.warnings, TRUE);
}
