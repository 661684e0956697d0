/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/column.h"

#include <string.h>

static void set_text(struct column_value *value, struct view text)
{
    value->known = text.data != NULL;
    value->text = text;
}

static void set_whole(struct column_value *value, int64_t number, int64_t none)
{
    value->known = number != none;
    value->number = (struct amount){number, 0};
}

static void set_tenths(struct column_value *value, const struct fact *fact, int32_t tenths)
{
    value->known = fact->cell && !box_is_none(fact->cell->box);
    value->number = (struct amount){tenths, 1};
}

#define TEXT_GETTER(name, expression) \
    static void get_##name(const struct fact *fact, struct column_value *value) \
    { \
        set_text(value, expression); \
    }
#define WHOLE_GETTER(name, expression, none) \
    static void get_##name(const struct fact *fact, struct column_value *value) \
    { \
        set_whole(value, expression, none); \
    }
#define SIDE_GETTER(name) \
    static void get_##name(const struct fact *fact, struct column_value *value) \
    { \
        set_tenths(value, fact, fact->cell ? fact->cell->box.name : 0); \
    }
/* The levels of rows under one of two schemes. */
#define LEVEL_GETTERS(level, prefix, where) \
    TEXT_GETTER(prefix##_level##level##_code, where ? fact->levels[level - 1].code : VIEW_NONE) \
    TEXT_GETTER(prefix##_level##level##_name, where ? fact->levels[level - 1].name : VIEW_NONE)

static bool is_functional(const struct fact *fact)
{
    return view_equal_text(fact->row->scheme, "functional");
}

static bool is_economic(const struct fact *fact)
{
    return view_starts_with(fact->row->scheme, "economy_");
}

/* The page of the amount; where no cells are known, that of a table on a single page. */
static int page_of(const struct fact *fact)
{
    if (fact->cell && fact->cell->page)
        return fact->cell->page;
    return fact->table->pages.count == 1 ? fact->table->pages.items[0] : 0;
}

TEXT_GETTER(id, fact->id)
TEXT_GETTER(series, fact->series)
TEXT_GETTER(document, fact->document->sha256)
TEXT_GETTER(file, fact->document->file)
TEXT_GETTER(organization, fact->document->organization)
TEXT_GETTER(scope, fact->document->level)
WHOLE_GETTER(year, fact->document->fiscal_year, 0)
TEXT_GETTER(document_kind, fact->document->kind)
TEXT_GETTER(phase, fact->phase)
WHOLE_GETTER(table_index, fact->table_index, -1)
TEXT_GETTER(table_kind, fact->table->kind)
TEXT_GETTER(table_title, fact->table->title)
WHOLE_GETTER(row_index, fact->row_index, -1)
TEXT_GETTER(role, fact->row->role)
WHOLE_GETTER(total_index, fact->total, -1)
TEXT_GETTER(adds_up, fact->adds_up)
TEXT_GETTER(side, fact->side)
TEXT_GETTER(fund, fact->fund)
TEXT_GETTER(group_name, fact->group)
TEXT_GETTER(scheme, fact->row->scheme)
TEXT_GETTER(code, fact->row->code)
TEXT_GETTER(name, fact->row->name)
LEVEL_GETTERS(1, any, true)
LEVEL_GETTERS(2, any, true)
LEVEL_GETTERS(3, any, true)
LEVEL_GETTERS(1, functional, is_functional(fact))
LEVEL_GETTERS(2, functional, is_functional(fact))
LEVEL_GETTERS(3, functional, is_functional(fact))
LEVEL_GETTERS(1, economic, is_economic(fact))
LEVEL_GETTERS(2, economic, is_economic(fact))
TEXT_GETTER(measure, fact->amount->measure)
TEXT_GETTER(text, fact->cell ? fact->cell->text : VIEW_NONE)
TEXT_GETTER(unit, fact->table->unit)
WHOLE_GETTER(page, page_of(fact), 0)
SIDE_GETTER(x0)
SIDE_GETTER(y0)
SIDE_GETTER(x1)
SIDE_GETTER(y1)

static void get_leaf(const struct fact *fact, struct column_value *value)
{
    value->known = true;
    value->truth = fact->leaf;
}

static void get_yuan(const struct fact *fact, struct column_value *value)
{
    value->known = true;
    value->number = fact->amount->value;
}

static const char *const scopes[] = {"department", "unit", "government", NULL};
static const char *const document_kinds[] = {"budget", "final_accounts", NULL};
static const char *const phases[] = {"approved", "adjusted", "executed", NULL};
static const char *const roles[] = {"item", "total", "group", NULL};
static const char *const verdicts[] = {"equal", "rounding", "differs", NULL};
static const char *const sides[] = {"revenue", "expenditure", NULL};

#define LONG COLUMN_LONG
#define BOTH (COLUMN_LONG | COLUMN_PACKAGE)
#define STORED (COLUMN_LONG | COLUMN_PACKAGE | COLUMN_STORE)
#define LEVELS (COLUMN_LONG | COLUMN_STORE)
#define PACKAGE COLUMN_PACKAGE
#define FUNCTIONAL(level) "functional-classification:generic:level" level
#define ECONOMIC(level) "economic-classification:generic:level" level
#define ADMINISTRATIVE(level) "administrative-classification:generic:level" level

const struct column columns[] = {
    {"id", COLUMN_TEXT, STORED, "budget-line-id",
     "Stable id of the line: hash of organization, year, kinds, path of the row and measure; the same in a corrected "
     "document",
     true, NULL, get_id},
    {"series", COLUMN_TEXT, STORED, NULL, "The id without year and kind of document: the same line through the years",
     true, NULL, get_series},
    {"document", COLUMN_TEXT, BOTH, "document:code", "SHA-256 of the file", false, NULL, get_document},
    {"file", COLUMN_TEXT, BOTH, "document:label", "Name of the file", false, NULL, get_file},
    {"organization", COLUMN_TEXT, BOTH, ADMINISTRATIVE("1:code"), "Whose budget or accounts it is", false, NULL,
     get_organization},
    {"scope", COLUMN_TEXT, BOTH, NULL, "What the organization is: department, unit or government", false, scopes,
     get_scope},
    {"year", COLUMN_WHOLE, BOTH, "date:fiscal-year", "Fiscal year of the document", false, NULL, get_year},
    {"document_kind", COLUMN_TEXT, BOTH, NULL, "budget or final_accounts", false, document_kinds, get_document_kind},
    {"phase", COLUMN_TEXT, STORED, "phase:id",
     "approved, adjusted or executed; empty for amounts of the year before and for changes", false, phases, get_phase},
    {"table_index", COLUMN_WHOLE, BOTH, NULL, "Index of the table in the document, from 0", true, NULL,
     get_table_index},
    {"table_kind", COLUMN_TEXT, BOTH, NULL, "Kind of the table, unknown where no rule knows it", false, NULL,
     get_table_kind},
    {"table_title", COLUMN_TEXT, BOTH, NULL, "Title as printed", false, NULL, get_table_title},
    {"row_index", COLUMN_WHOLE, BOTH, NULL, "Index of the row in the table, from 0", true, NULL, get_row_index},
    {"role", COLUMN_TEXT, BOTH, NULL, "item; total for a sum line; group for the line of a unit or section", false,
     roles, get_role},
    {"leaf", COLUMN_BOOL, STORED, NULL, "An item with no items under it: the leaves of one table and measure add up",
     true, NULL, get_leaf},
    {"total_index", COLUMN_WHOLE, STORED, NULL, "Of a leaf: index of the row of the total that it is counted in", false,
     NULL, get_total_index},
    {"adds_up", COLUMN_TEXT, STORED, NULL,
     "Of a line over leaves: whether they come to its amount, to the rounding of the printed digits, or not", false,
     verdicts, get_adds_up},
    {"side", COLUMN_TEXT, STORED, "direction", "revenue or expenditure", false, sides, get_side},
    {"fund", COLUMN_TEXT, STORED, "fund:code", "The funds that the amount is of; empty for all", false, NULL, get_fund},
    {"group_name", COLUMN_TEXT, STORED, ADMINISTRATIVE("2:code"), "The unit or section whose lines these are", false,
     NULL, get_group_name},
    {"scheme", COLUMN_TEXT, BOTH, NULL, "Classification of the code: functional, economy_department ...", false, NULL,
     get_scheme},
    {"code", COLUMN_TEXT, BOTH, NULL, "Code of the row", false, NULL, get_code},
    {"name", COLUMN_TEXT, BOTH, NULL, "Name of the row", false, NULL, get_name},
    {"level1_code", COLUMN_TEXT, LEVELS, NULL, "Code at the top level", false, NULL, get_any_level1_code},
    {"level1_name", COLUMN_TEXT, LEVELS, NULL, "Name at the top level", false, NULL, get_any_level1_name},
    {"level2_code", COLUMN_TEXT, LEVELS, NULL, "Code at the second level", false, NULL, get_any_level2_code},
    {"level2_name", COLUMN_TEXT, LEVELS, NULL, "Name at the second level", false, NULL, get_any_level2_name},
    {"level3_code", COLUMN_TEXT, LEVELS, NULL, "Code at the third level", false, NULL, get_any_level3_code},
    {"level3_name", COLUMN_TEXT, LEVELS, NULL, "Name at the third level", false, NULL, get_any_level3_name},
    {"functional_level1_code", COLUMN_TEXT, PACKAGE, FUNCTIONAL("1:code"), "类 by function", false, NULL,
     get_functional_level1_code},
    {"functional_level1_name", COLUMN_TEXT, PACKAGE, FUNCTIONAL("1:label"), "Name of the 类", false, NULL,
     get_functional_level1_name},
    {"functional_level2_code", COLUMN_TEXT, PACKAGE, FUNCTIONAL("2:code"), "款 by function", false, NULL,
     get_functional_level2_code},
    {"functional_level2_name", COLUMN_TEXT, PACKAGE, FUNCTIONAL("2:label"), "Name of the 款", false, NULL,
     get_functional_level2_name},
    {"functional_level3_code", COLUMN_TEXT, PACKAGE, FUNCTIONAL("3:code"), "项 by function", false, NULL,
     get_functional_level3_code},
    {"functional_level3_name", COLUMN_TEXT, PACKAGE, FUNCTIONAL("3:label"), "Name of the 项", false, NULL,
     get_functional_level3_name},
    {"economic_level1_code", COLUMN_TEXT, PACKAGE, ECONOMIC("1:code"), "类 by economic nature", false, NULL,
     get_economic_level1_code},
    {"economic_level1_name", COLUMN_TEXT, PACKAGE, ECONOMIC("1:label"), "Name of the 类", false, NULL,
     get_economic_level1_name},
    {"economic_level2_code", COLUMN_TEXT, PACKAGE, ECONOMIC("2:code"), "款 by economic nature", false, NULL,
     get_economic_level2_code},
    {"economic_level2_name", COLUMN_TEXT, PACKAGE, ECONOMIC("2:label"), "Name of the 款", false, NULL,
     get_economic_level2_name},
    {"measure", COLUMN_TEXT, STORED, "value-kind:code", "What the amount measures: total, basic, budget ...", true,
     NULL, get_measure},
    {"yuan", COLUMN_AMOUNT, STORED, "value", "The amount in yuan, exact", true, NULL, get_yuan},
    {"text", COLUMN_TEXT, STORED, "printed:text", "The amount as printed", false, NULL, get_text},
    {"unit", COLUMN_TEXT, BOTH, "unit:code", "Unit of money printed for the table: 元, 万元 ...", false, NULL,
     get_unit},
    {"page", COLUMN_WHOLE, STORED, NULL, "Page of the file, from 1", false, NULL, get_page},
    {"x0", COLUMN_TENTHS, LEVELS, NULL, "Left edge of the cell in points, from the top left of the page", false, NULL,
     get_x0},
    {"y0", COLUMN_TENTHS, LEVELS, NULL, "Top edge of the cell", false, NULL, get_y0},
    {"x1", COLUMN_TENTHS, LEVELS, NULL, "Right edge of the cell", false, NULL, get_x1},
    {"y1", COLUMN_TENTHS, LEVELS, NULL, "Bottom edge of the cell", false, NULL, get_y1},
    {.name = NULL},
};

struct column_value column_get(const struct column *column, const struct fact *fact)
{
    struct column_value value = {false, VIEW_NONE, {0, 0}, false};
    column->get(fact, &value);
    return value;
}

void column_append_text(GString *out, const struct column *column, const struct column_value *value)
{
    char text[AMOUNT_TEXT_SIZE];
    if (!value->known)
        return;
    switch (column->type) {
    case COLUMN_TEXT:
        g_string_append_len(out, value->text.data, (gssize)value->text.size);
        break;
    case COLUMN_BOOL:
        g_string_append(out, value->truth ? "true" : "false");
        break;
    default:
        amount_format(value->number, text);
        g_string_append(out, text);
    }
}

void column_write_json(struct json_writer *json, const struct column *column, const struct column_value *value)
{
    if (!value->known)
        json_null(json);
    else if (column->type == COLUMN_TEXT)
        json_view(json, value->text);
    else if (column->type == COLUMN_BOOL)
        json_bool(json, value->truth);
    else
        json_amount(json, value->number);
}

static void write_constraints(struct json_writer *json, const struct column *column)
{
    if (!column->required && !column->values)
        return;
    json_key(json, "constraints");
    json_object_open(json);
    if (column->values) {
        json_key(json, "enum");
        json_array_open(json);
        for (const char *const *value = column->values; *value; value++)
            json_text(json, *value);
        json_array_close(json);
    }
    if (column->required) {
        json_key(json, "required");
        json_bool(json, true);
    }
    json_object_close(json);
}

static void write_field(struct json_writer *json, const struct column *column, bool fiscal)
{
    static const char *const types[] = {[COLUMN_TEXT] = "string",
                                        [COLUMN_WHOLE] = "integer",
                                        [COLUMN_AMOUNT] = "number",
                                        [COLUMN_TENTHS] = "number",
                                        [COLUMN_BOOL] = "boolean"};
    json_object_open(json);
    if (fiscal && column->column_type) {
        json_key(json, "columnType");
        json_text(json, column->column_type);
    }
    write_constraints(json, column);
    if (fiscal && column->type == COLUMN_AMOUNT) {
        json_key(json, "currency");
        json_text(json, "CNY");
    }
    json_key(json, "description");
    json_text(json, column->description);
    json_key(json, "name");
    json_text(json, column->name);
    json_key(json, "type");
    json_text(json, types[column->type]);
    json_object_close(json);
}

/* The currency is no column but the same for all (extraFields of the Fiscal Data Package). */
static void write_currency(struct json_writer *json)
{
    static const char *const members[][2] = {
        {"columnType", "value-currency:code"}, {"constant", "CNY"}, {"name", "currency"}, {"type", "string"}};
    json_key(json, "extraFields");
    json_array_open(json);
    json_object_open(json);
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        json_key(json, members[i][0]);
        json_text(json, members[i][1]);
    }
    json_object_close(json);
    json_array_close(json);
}

void column_write_schema(struct json_writer *json, unsigned set, bool fiscal)
{
    static const char *const key[] = {"document", "id"};
    json_object_open(json);
    if (fiscal)
        write_currency(json);
    json_key(json, "fields");
    json_array_open(json);
    for (const struct column *column = columns; column->name; column++)
        if (column->sets & set)
            write_field(json, column, fiscal);
    json_array_close(json);
    json_key(json, "missingValues");
    json_array_open(json);
    json_text(json, "");
    json_array_close(json);
    if (fiscal) {
        json_key(json, "primaryKey");
        json_array_open(json);
        for (size_t i = 0; i < G_N_ELEMENTS(key); i++)
            json_text(json, key[i]);
        json_array_close(json);
    }
    json_object_close(json);
}
