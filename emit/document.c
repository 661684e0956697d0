/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/document.h"

#include "base/arena.h"
#include "emit/check.h"
#include "emit/form.h"
#include "emit/statement.h"
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
    member_view_if(json, "code_source", row->code_source);
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
    checks_write(writing);
    write_about(writing);
    member_forms(writing);
    write_schema(writing);
    write_source(writing);
    statements_write(writing);
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
    const struct record_source *source = first_of(&writing, RECORD_SOURCE);
    writing.paged = source && !view_equal_text(source->type, "text");
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
