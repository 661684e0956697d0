/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/canonical.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "facts/stream.h"

enum {
    EXPONENT_LIMIT = 15,
    WHOLE_LIMIT = 1 << 30,
    ROW_LIMIT = 1 << 24,
};

struct reader {
    struct arena *arena;
    struct error *error;
};

static void wrong(struct reader *reader, const char *key, const char *wanted)
{
    error_set(reader->error, ERROR_STREAM, 0, "not a document of extract: \"%s\" is not %s", key, wanted);
}

static const cJSON *member(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNull(item) ? NULL : item;
}

/* The digits of a number, which is a string to cJSON; NULL where the item is something else. */
static const char *number_text(const cJSON *item)
{
    const char *text = cJSON_GetStringValue(item);
    return text && *text == STREAM_NUMBER ? text + 1 : NULL;
}

/* A copy in the arena; none where it is null or left out. */
static struct view read_view(struct reader *reader, const cJSON *object, const char *key)
{
    const cJSON *item = member(object, key);
    const char *text = cJSON_GetStringValue(item);
    if (item && (!text || number_text(item)))
        wrong(reader, key, "a string");
    return item && text ? view_copy(reader->arena, view_of(text)) : VIEW_NONE;
}

/* The same of one that every document has. */
static struct view read_word(struct reader *reader, const cJSON *object, const char *key)
{
    const struct view word = read_view(reader, object, key);
    if (!word.data)
        wrong(reader, key, "a string");
    return word;
}

static bool read_bool(const cJSON *object, const char *key)
{
    return cJSON_IsTrue(member(object, key));
}

/* The decimal of a JSON number, exactly; tools such as jq may have written it with an exponent. */
static bool parse_number(const char *text, struct amount *amount)
{
    const char *exponent = text + strcspn(text, "eE");
    struct amount value;
    if (!amount_parse((struct view){text, (size_t)(exponent - text)}, &value))
        return false;
    gint64 power = *exponent ? g_ascii_strtoll(exponent + 1, NULL, 10) : 0;
    if (power < -EXPONENT_LIMIT || power > EXPONENT_LIMIT || value.scale - power > AMOUNT_SCALE_MAX)
        return false;
    if (power < 0)
        value.scale += (int)-power;
    else if (!amount_shift(&value, (int)power))
        return false;
    *amount = value;
    return true;
}

static bool read_number(struct reader *reader, const cJSON *item, const char *key, struct amount *amount)
{
    const char *text = number_text(item);
    if (text && parse_number(text, amount))
        return true;
    wrong(reader, key, text ? "a number that can be held exactly" : "a number");
    return false;
}

/* A whole number; `none` where it is null or left out. */
static int64_t whole_of(struct reader *reader, const cJSON *item, const char *key, int64_t none, int64_t limit)
{
    const char *text = number_text(item), *end = NULL;
    if (!item)
        return none;
    gint64 value = text ? g_ascii_strtoll(text, (char **)&end, 10) : 0;
    if (text && !*end && value >= 0 && value <= limit)
        return value;
    wrong(reader, key, "a whole number");
    return none;
}

static int read_int(struct reader *reader, const cJSON *object, const char *key, int none)
{
    return (int)whole_of(reader, member(object, key), key, none, WHOLE_LIMIT);
}

/* An array, or NULL where it is left out. */
static const cJSON *read_array(struct reader *reader, const cJSON *object, const char *key, size_t *count)
{
    const cJSON *item = member(object, key);
    *count = 0;
    if (!item)
        return NULL;
    if (!cJSON_IsArray(item))
        wrong(reader, key, "an array");
    else
        *count = (size_t)cJSON_GetArraySize(item);
    return item;
}

static struct view_list read_views(struct reader *reader, const cJSON *object, const char *key)
{
    size_t count, used = 0;
    const cJSON *array = read_array(reader, object, key, &count), *item;
    struct view *views = ARENA_ARRAY(reader->arena, struct view, count);
    if (count)
        cJSON_ArrayForEach (item, array) {
            const char *text = cJSON_GetStringValue(item);
            if (!text || number_text(item))
                wrong(reader, key, "an array of strings");
            views[used++] = view_copy(reader->arena, view_of(text));
        }
    return (struct view_list){views, used};
}

static struct int_list read_ints(struct reader *reader, const cJSON *object, const char *key)
{
    size_t count, used = 0;
    const cJSON *array = read_array(reader, object, key, &count), *item;
    int *ints = ARENA_ARRAY(reader->arena, int, count);
    if (count)
        cJSON_ArrayForEach (item, array)
            ints[used++] = (int)whole_of(reader, item, key, 0, WHOLE_LIMIT);
    return (struct int_list){ints, used};
}

static struct canonical_amount read_amount(struct reader *reader, const cJSON *item, struct view name)
{
    struct canonical_amount amount = {.measure = name};
    amount.printed = item && !cJSON_IsNull(item) && read_number(reader, item, name.data, &amount.value);
    return amount;
}

static struct canonical_amount read_amount_of(struct reader *reader, const cJSON *object, const char *key)
{
    return read_amount(reader, member(object, key), view_of(key));
}

static const struct canonical_amount *read_amounts(struct reader *reader, const cJSON *object, const char *key,
                                                   size_t *count)
{
    const cJSON *amounts = member(object, key), *item;
    size_t used = 0;
    *count = 0;
    if (!amounts)
        return NULL;
    if (!cJSON_IsObject(amounts)) {
        wrong(reader, key, "an object");
        return NULL;
    }
    struct canonical_amount *all =
        ARENA_ARRAY(reader->arena, struct canonical_amount, (size_t)cJSON_GetArraySize(amounts));
    cJSON_ArrayForEach (item, amounts)
        all[used++] = read_amount(reader, item, view_copy(reader->arena, view_of(item->string)));
    *count = used;
    return all;
}

/* Tenths of a point, from numbers with one decimal. */
static struct box read_box(struct reader *reader, const cJSON *object, const char *key)
{
    size_t count, used = 0;
    int sides[4] = {0};
    const cJSON *array = read_array(reader, object, key, &count), *item;
    if (!array)
        return BOX_NONE;
    if (count == 4)
        cJSON_ArrayForEach (item, array) {
            struct amount side;
            if (!read_number(reader, item, key, &side) || side.scale > 1 || !amount_shift(&side, 1) ||
                side.coefficient < -WHOLE_LIMIT || side.coefficient > WHOLE_LIMIT)
                break;
            sides[used++] = (int)side.coefficient;
        }
    if (used == 4)
        return (struct box){sides[0], sides[1], sides[2], sides[3]};
    wrong(reader, key, "four tenths of points");
    return BOX_NONE;
}

static const struct canonical_cell *read_cells(struct reader *reader, const cJSON *row, size_t *count)
{
    const cJSON *array = read_array(reader, row, "cells", count), *item;
    struct canonical_cell *cells = ARENA_ARRAY(reader->arena, struct canonical_cell, *count), *cell = cells;
    if (*count)
        cJSON_ArrayForEach (item, array) {
            cell->column = read_int(reader, item, "column", -1);
            cell->columns = read_int(reader, item, "columns", 1);
            cell->text = read_view(reader, item, "text");
            cell->page = read_int(reader, item, "page", 0);
            cell->box = read_box(reader, item, "bbox");
            cell++;
        }
    return cells;
}

static void read_row(struct reader *reader, const cJSON *item, int index, struct canonical_row *row)
{
    const cJSON *counterpart = member(item, "counterpart");
    row->line = read_int(reader, item, "line", -1);
    row->role = read_view(reader, item, "role");
    row->side = read_view(reader, item, "side");
    row->code = read_view(reader, item, "code");
    row->scheme = read_view(reader, item, "scheme");
    row->code_source = read_view(reader, item, "code_source");
    row->name = read_view(reader, item, "name");
    row->label = read_view(reader, item, "label");
    row->level = read_int(reader, item, "level", 0);
    row->parent = read_int(reader, item, "parent", -1);
    if (counterpart) {
        row->counterpart_scheme = read_view(reader, counterpart, "scheme");
        row->counterpart_code = read_view(reader, counterpart, "code");
        row->counterpart_name = read_view(reader, counterpart, "name");
    }
    row->amounts = read_amounts(reader, item, "amounts", &row->amount_count);
    row->cells = read_cells(reader, item, &row->cell_count);
    if (row->parent >= index)
        wrong(reader, "parent", "the index of a row above");
}

static void read_table(struct reader *reader, const cJSON *item, struct canonical_table *table)
{
    const cJSON *array, *element;
    table->kind = read_word(reader, item, "kind");
    table->title = read_view(reader, item, "title");
    table->number = read_view(reader, item, "number");
    table->organization = read_view(reader, item, "organization");
    table->unit = read_view(reader, item, "unit");
    table->grid = read_view(reader, item, "grid");
    table->transposed = read_bool(item, "transposed");
    table->empty = read_bool(item, "empty");
    table->pages = read_ints(reader, item, "pages");
    table->notes = read_views(reader, item, "notes");
    array = read_array(reader, item, "columns", &table->column_count);
    struct canonical_column *column = ARENA_ARRAY(reader->arena, struct canonical_column, table->column_count);
    table->columns = column;
    if (table->column_count)
        cJSON_ArrayForEach (element, array)
            *column++ =
                (struct canonical_column){read_word(reader, element, "role"), read_view(reader, element, "measure"),
                                          read_view(reader, element, "side"), read_views(reader, element, "label")};
    array = read_array(reader, item, "rows", &table->row_count);
    if (table->row_count > ROW_LIMIT)
        table->row_count = 0;
    struct canonical_row *rows = ARENA_ARRAY(reader->arena, struct canonical_row, table->row_count);
    table->rows = rows;
    int index = 0;
    if (table->row_count)
        cJSON_ArrayForEach (element, array) {
            read_row(reader, element, index, &rows[index]);
            index++;
        }
}

static struct canonical_texts read_texts(struct reader *reader, const cJSON *object, const char *key)
{
    const cJSON *item, *texts = member(object, key);
    size_t used = 0;
    struct canonical_text *all =
        ARENA_ARRAY(reader->arena, struct canonical_text, (size_t)MAX(cJSON_GetArraySize(texts), 0));
    if (cJSON_IsObject(texts))
        cJSON_ArrayForEach (item, texts)
            all[used++] = (struct canonical_text){view_copy(reader->arena, view_of(item->string)),
                                                  view_copy(reader->arena, view_of(cJSON_GetStringValue(item)))};
    return (struct canonical_texts){all, used};
}

/* The funds of every scope (period, year, budget, final ...) in one list, the scope in front of the name. */
static void read_funds(struct reader *reader, const cJSON *item, struct canonical_form *form)
{
    const cJSON *funds = member(item, "funds"), *scope;
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct canonical_amount));
    cJSON_ArrayForEach (scope, funds) {
        size_t count;
        const struct canonical_amount *some = read_amounts(reader, funds, scope->string, &count);
        for (size_t k = 0; k < count; k++) {
            struct canonical_amount fund = some[k];
            fund.measure = view_format(reader->arena, "%s.%.*s", scope->string, VIEW_PRINT(some[k].measure));
            g_array_append_val(all, fund);
        }
    }
    form->fund_count = all->len;
    struct canonical_amount *copy = ARENA_ARRAY(reader->arena, struct canonical_amount, all->len);
    if (all->len)
        memcpy(copy, all->data, all->len * sizeof *copy);
    form->funds = copy;
    g_array_free(all, TRUE);
}

static void read_form(struct reader *reader, const cJSON *item, struct canonical_form *form)
{
    const cJSON *element;
    form->kind = read_word(reader, item, "kind");
    form->title = read_view(reader, item, "title");
    form->organization = read_view(reader, item, "organization");
    form->unit = read_view(reader, item, "unit");
    form->pages = read_ints(reader, item, "pages");
    form->fields = read_texts(reader, item, "fields");
    form->goals = read_texts(reader, item, "goals");
    read_funds(reader, item, form);
    const cJSON *array = read_array(reader, item, "indicators", &form->indicator_count);
    struct canonical_indicator *indicator =
        ARENA_ARRAY(reader->arena, struct canonical_indicator, form->indicator_count);
    form->indicators = indicator;
    if (form->indicator_count)
        cJSON_ArrayForEach (element, array)
            *indicator++ =
                (struct canonical_indicator){read_view(reader, element, "scope"), read_view(reader, element, "level1"),
                                             read_view(reader, element, "level2"), read_view(reader, element, "level3"),
                                             read_view(reader, element, "value")};
}

static void read_statement(struct reader *reader, const cJSON *item, struct canonical_statement *statement)
{
    statement->page = read_int(reader, item, "page", 0);
    statement->section = read_view(reader, item, "section");
    statement->subject = read_view(reader, item, "subject");
    statement->unit = read_view(reader, item, "unit");
    statement->text = read_view(reader, item, "text");
    statement->code = read_view(reader, item, "code");
    statement->quote = read_view(reader, item, "quote");
    statement->amount = read_amount_of(reader, item, "amount");
    statement->share = read_amount_of(reader, item, "share");
    statement->change = read_amount_of(reader, item, "change");
    statement->change_percent = read_amount_of(reader, item, "change_percent");
}

static void read_check(struct reader *reader, const cJSON *item, struct canonical_check *check)
{
    struct int_list tables = read_ints(reader, item, "tables");
    check->rule = read_view(reader, item, "rule");
    check->measure = read_view(reader, item, "measure");
    check->verdict = read_word(reader, item, "verdict");
    check->message = read_view(reader, item, "message");
    check->table = tables.count ? tables.items[0] : -1;
    check->row = read_int(reader, item, "row", -1);
    check->page = read_int(reader, item, "page", 0);
    check->expected = read_amount_of(reader, item, "expected").value;
    check->actual = read_amount_of(reader, item, "actual").value;
    check->difference = read_amount_of(reader, item, "difference").value;
    check->tolerance = read_amount_of(reader, item, "tolerance").value;
}

/* The array "KEY" of the document into NAMES and NAME_count, each element by read_NAME. */
#define READ_LIST(key, type, list, list_count, read_element) \
    do { \
        const cJSON *array_ = read_array(reader, object, key, &document->list_count), *item_; \
        struct type *element_ = ARENA_ARRAY(reader->arena, struct type, document->list_count); \
        document->list = element_; \
        if (document->list_count) \
            cJSON_ArrayForEach (item_, array_) \
                read_element(reader, item_, element_++); \
    } while (0)

static void read_document(struct reader *reader, const cJSON *object, struct canonical *document)
{
    const cJSON *source = member(object, "source"), *about = member(object, "document");
    const cJSON *failure = member(object, "error");
    document->file = read_view(reader, source, "file");
    document->sha256 = read_view(reader, source, "sha256");
    document->type = read_view(reader, source, "type");
    document->bytes = whole_of(reader, member(source, "bytes"), "bytes", -1, G_MAXINT64);
    document->pages = read_int(reader, source, "pages", -1);
    if (failure) {
        document->error_code = read_view(reader, failure, "code");
        document->error_message = read_view(reader, failure, "message");
        return;
    }
    document->kind = read_view(reader, about, "kind");
    document->level = read_view(reader, about, "level");
    document->organization = read_view(reader, about, "organization");
    document->title = read_view(reader, about, "title");
    document->watermark = read_view(reader, about, "watermark");
    document->fiscal_year = read_int(reader, about, "fiscal_year", 0);
    READ_LIST("tables", canonical_table, tables, table_count, read_table);
    READ_LIST("forms", canonical_form, forms, form_count, read_form);
    READ_LIST("statements", canonical_statement, statements, statement_count, read_statement);
    READ_LIST("checks", canonical_check, checks, check_count, read_check);
}

static bool is_document(const cJSON *object)
{
    const char *schema = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "schema"));
    return schema && strcmp(schema, "budget-document/1") == 0;
}

const struct canonical *canonical_read(struct arena *arena, const GString *text, struct error *error)
{
    struct canonical *document = ARENA_NEW(arena, struct canonical);
    struct reader reader = {arena, error};
    const char *end = NULL;
    if (!g_utf8_validate(text->str, (gssize)text->len, NULL)) {
        error_set(error, ERROR_STREAM, 0, "not a document of extract: invalid UTF-8");
        return NULL;
    }
    cJSON *object = cJSON_ParseWithLengthOpts(text->str, text->len + 1, &end, true);
    if (!object)
        error_set(error, ERROR_STREAM, 0, "not a document of extract: the JSON is wrong near \"%.20s\"",
                  end ? end : "");
    else if (!is_document(object))
        error_set(error, ERROR_STREAM, 0, "not a document of extract: \"schema\" is not \"budget-document/1\"");
    else
        read_document(&reader, object, document);
    cJSON_Delete(object);
    char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text->str, text->len);
    document->digest = view_copy(arena, view_of(digest));
    g_free(digest);
    return error_is_set(error) ? NULL : document;
}
