/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/writing.h"

#include "base/arena.h"

bool writing_is(const struct writing *writing, size_t at, unsigned kinds)
{
    return kinds & KIND(writing->records[at]->kind);
}

struct span writing_span(const struct writing *writing, size_t at, unsigned within)
{
    struct span span = {at + 1, at + 1};
    while (span.end < writing->count && writing_is(writing, span.end, within | KIND(RECORD_WARNING)))
        span.end++;
    return span;
}

void writing_warn(struct writing *writing, int page, const char *code, struct view message)
{
    struct record_warning *warning = record_new(writing->arena, RECORD_WARNING);
    *warning = (struct record_warning){{RECORD_WARNING}, page, view_of(code), message};
    g_ptr_array_add(writing->warnings, warning);
}

int writing_page(const struct writing *writing, struct span span)
{
    for (size_t i = span.start; i < span.end; i++)
        if (writing_is(writing, i, KIND(RECORD_CELL)))
            return ((const struct record_cell *)writing->records[i])->page;
    return 0;
}

void member_view(struct json_writer *json, const char *key, struct view view)
{
    json_key(json, key);
    json_view(json, view);
}

void member_view_if(struct json_writer *json, const char *key, struct view view)
{
    if (view.data)
        member_view(json, key, view);
}

void member_integer(struct json_writer *json, const char *key, int64_t value, int64_t none)
{
    json_key(json, key);
    if (value == none)
        json_null(json);
    else
        json_integer(json, value);
}

void member_views(struct json_writer *json, const char *key, struct view_list list)
{
    json_key(json, key);
    json_views(json, list);
}

void member_amount(struct json_writer *json, const char *key, bool said, struct amount value)
{
    json_key(json, key);
    if (said && amount_digits(value) <= AMOUNT_JSON_DIGITS)
        json_amount(json, value);
    else
        json_null(json);
}

void member_integers(struct json_writer *json, const char *key, struct int_list list)
{
    json_key(json, key);
    json_integers(json, list);
}

void member_box(struct json_writer *json, const char *key, struct box box)
{
    json_key(json, key);
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

static void write_cell(struct writing *writing, const struct record_cell *cell, bool rows)
{
    struct json_writer *json = &writing->json;
    json_object_open(json);
    member_box(json, "bbox", cell->box);
    member_integer(json, "column", cell->column, -1);
    if (cell->column_span > 1)
        member_integer(json, "columns", cell->column_span, 0);
    if (cell->hidden.data) {
        json_key(json, "hidden");
        json_bool(json, true);
    }
    member_integer(json, "page", writing->paged ? cell->page : 0, 0);
    if (rows)
        member_integer(json, "row", cell->row, -1);
    if (cell->row_span > 1)
        member_integer(json, "rows", cell->row_span, 0);
    member_view(json, "text", cell->hidden.data ? cell->hidden : cell->text);
    json_object_close(json);
}

void member_cells(struct writing *writing, struct span span, bool rows)
{
    json_key(&writing->json, "cells");
    json_array_open(&writing->json);
    for (size_t i = span.start; i < span.end; i++)
        if (writing_is(writing, i, KIND(RECORD_CELL)))
            write_cell(writing, (const struct record_cell *)writing->records[i], rows);
    json_array_close(&writing->json);
}

/* Stable: of two with one name the first stays first. */
static gint compare_names(gconstpointer a, gconstpointer b)
{
    return json_compare_keys(((const struct named_amount *)a)->name, ((const struct named_amount *)b)->name);
}

static bool amount_stands(struct writing *writing, const struct named_amount *amount, const struct named_amount *before,
                          struct view owner, int page)
{
    if (before && view_equal(before->name, amount->name)) {
        writing_warn(writing, page, "amount_doubled",
                     view_format(writing->arena, "\"%.*s\" has more than one amount \"%.*s\"; the first is kept",
                                 VIEW_PRINT(owner), VIEW_PRINT(amount->name)));
        return false;
    }
    if (amount->printed && amount_digits(amount->value) > AMOUNT_JSON_DIGITS) {
        writing_warn(writing, page, "amount_precision",
                     view_format(writing->arena, "amount \"%.*s\" of \"%.*s\" has more than %d digits and is left out",
                                 VIEW_PRINT(amount->name), VIEW_PRINT(owner), AMOUNT_JSON_DIGITS));
        return false;
    }
    return true;
}

void member_amounts(struct writing *writing, const char *key, GArray *amounts, struct view owner, int page)
{
    struct json_writer *json = &writing->json;
    const struct named_amount *before = NULL;
    g_array_sort(amounts, compare_names);
    json_key(json, key);
    json_object_open(json);
    for (guint i = 0; i < amounts->len; i++) {
        const struct named_amount *amount = &g_array_index(amounts, struct named_amount, i);
        bool stands = amount_stands(writing, amount, before, owner, page);
        before = amount;
        if (!stands)
            continue;
        json_key(json, view_copy(writing->arena, amount->name).data);
        if (amount->printed)
            json_amount(json, amount->value);
        else
            json_null(json);
    }
    json_object_close(json);
}
