/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/ledger.h"

struct ledger {
    struct sink sink;
    const struct record_document *document;
    GPtrArray *tables;     /* struct ledger_table * */
    GArray *kinds;         /* struct ledger_kind */
    GPtrArray *statements; /* const struct record_statement * */
    GPtrArray *forms;      /* struct ledger_form * */
    bool in_table;         /* the last record opened a table or belongs to one */
};

static void table_free_ledger(void *data)
{
    struct ledger_table *table = data;
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = &g_array_index(table->rows, struct ledger_row, i);
        g_ptr_array_unref(row->amounts);
        g_ptr_array_unref(row->cells);
    }
    g_ptr_array_unref(table->columns);
    g_array_unref(table->rows);
    g_free(table);
}

static void form_free_ledger(void *data)
{
    struct ledger_form *form = data;
    g_ptr_array_unref(form->fields);
    g_ptr_array_unref(form->funds);
    g_free(form);
}

/* A form, or what belongs to the last one. */
static void note_form(struct ledger *ledger, const struct record *record)
{
    if (record->kind == RECORD_FORM) {
        struct ledger_form *form = g_new0(struct ledger_form, 1);
        *form = (struct ledger_form){(const struct record_form *)record, g_ptr_array_new(), g_ptr_array_new()};
        g_ptr_array_add(ledger->forms, form);
    }
    struct ledger_form *last = ledger->forms->len ? ledger->forms->pdata[ledger->forms->len - 1] : NULL;
    if (last && record->kind == RECORD_FIELD)
        g_ptr_array_add(last->fields, (void *)record);
    if (last && record->kind == RECORD_FUND)
        g_ptr_array_add(last->funds, (void *)record);
}

/* Counts a table under its kind: of kinds there are as many as the rules have. */
static void note_kind(struct ledger *ledger, struct view kind)
{
    const guint index = ledger->tables->len;
    struct ledger_kind *found = NULL;
    for (guint i = 0; i < ledger->kinds->len && !found; i++) {
        struct ledger_kind *other = &g_array_index(ledger->kinds, struct ledger_kind, i);
        found = view_equal(other->kind, kind) ? other : NULL;
    }
    if (found) {
        found->count++;
        found->last = index;
        return;
    }
    const struct ledger_kind first = {kind, 1, index, index};
    g_array_append_val(ledger->kinds, first);
}

static void note_table(struct ledger *ledger, const struct record *record)
{
    struct ledger_table *table = g_new0(struct ledger_table, 1);
    table->record = (const struct record_table *)record;
    note_kind(ledger, table->record->kind);
    table->columns = g_ptr_array_new();
    table->rows = g_array_new(FALSE, TRUE, sizeof(struct ledger_row));
    g_ptr_array_add(ledger->tables, table);
}

/* A row of the table, hung into the hierarchy of the rows before it. */
static void note_row(struct ledger_table *table, const struct record_row *record)
{
    struct ledger_row row = {.record = record, .group = -1, .first_child = -1, .last_child = -1, .next_sibling = -1};
    int index = (int)table->rows->len, parent = record->parent;
    row.amounts = g_ptr_array_new();
    row.cells = g_ptr_array_new();
    g_array_append_val(table->rows, row);
    if (parent < 0 || parent >= index)
        return;
    struct ledger_row *rows = (struct ledger_row *)(void *)table->rows->data;
    rows[index].group = view_equal_text(rows[parent].record->role, "group") ? parent : rows[parent].group;
    if (rows[parent].first_child < 0)
        rows[parent].first_child = index;
    else
        rows[rows[parent].last_child].next_sibling = index;
    rows[parent].last_child = index;
}

static void note_cell(struct ledger_row *row, const struct record_cell *cell)
{
    if (!row->cells->len) {
        row->page = cell->page;
        row->block = row->record->side.data ? cell->column : 0;
    }
    g_ptr_array_add(row->cells, (void *)cell);
}

static void note(struct ledger *ledger, const struct record *record)
{
    if (record->kind == RECORD_DOCUMENT)
        ledger->document = (const struct record_document *)record;
    if (record->kind == RECORD_TABLE)
        note_table(ledger, record);
    if (record->kind == RECORD_STATEMENT)
        g_ptr_array_add(ledger->statements, (void *)record);
    note_form(ledger, record);
    ledger->in_table = record->kind == RECORD_TABLE || (ledger->in_table && record->kind != RECORD_FORM);
    if (!ledger->in_table)
        return;
    struct ledger_table *table = ledger->tables->pdata[ledger->tables->len - 1];
    struct ledger_row *last =
        table->rows->len ? &g_array_index(table->rows, struct ledger_row, table->rows->len - 1) : NULL;
    if (record->kind == RECORD_COLUMN)
        g_ptr_array_add(table->columns, (void *)record);
    else if (record->kind == RECORD_ROW)
        note_row(table, (const struct record_row *)record);
    else if (record->kind == RECORD_AMOUNT && last)
        g_ptr_array_add(last->amounts, (void *)record);
    else if (record->kind == RECORD_CELL && last)
        note_cell(last, (const struct record_cell *)record);
}

static bool ledger_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    note((struct ledger *)sink, record);
    return sink_take(sink->next, arena, record, error);
}

struct ledger *ledger_new(struct sink *next)
{
    struct ledger *ledger = g_new0(struct ledger, 1);
    ledger->sink = (struct sink){.take = ledger_take, .next = next};
    ledger->tables = g_ptr_array_new_with_free_func(table_free_ledger);
    ledger->kinds = g_array_new(FALSE, FALSE, sizeof(struct ledger_kind));
    ledger->statements = g_ptr_array_new();
    ledger->forms = g_ptr_array_new_with_free_func(form_free_ledger);
    return ledger;
}

void ledger_free(struct ledger *ledger)
{
    g_ptr_array_unref(ledger->tables);
    g_array_unref(ledger->kinds);
    g_ptr_array_unref(ledger->statements);
    g_ptr_array_unref(ledger->forms);
    g_free(ledger);
}

struct sink *ledger_sink(struct ledger *ledger)
{
    return &ledger->sink;
}

struct sink *ledger_next(const struct ledger *ledger)
{
    return ledger->sink.next;
}

const struct record_document *ledger_document(const struct ledger *ledger)
{
    return ledger->document;
}

const GPtrArray *ledger_statements(const struct ledger *ledger)
{
    return ledger->statements;
}

const GPtrArray *ledger_forms(const struct ledger *ledger)
{
    return ledger->forms;
}

guint ledger_count(const struct ledger *ledger)
{
    return ledger->tables->len;
}

const struct ledger_table *ledger_table_at(const struct ledger *ledger, guint index)
{
    return ledger->tables->pdata[index];
}

const struct ledger_row *ledger_row_at(const struct ledger_table *table, guint index)
{
    return &g_array_index(table->rows, struct ledger_row, index);
}

const GArray *ledger_kinds(const struct ledger *ledger)
{
    return ledger->kinds;
}

static const struct record_amount *amount_of(const struct ledger_row *row, struct view measure)
{
    for (guint i = 0; i < row->amounts->len; i++)
        if (view_equal(((const struct record_amount *)row->amounts->pdata[i])->measure, measure))
            return row->amounts->pdata[i];
    return NULL;
}

const struct record_amount *ledger_amount(const struct ledger_row *row, struct view measure)
{
    const struct record_amount *amount = amount_of(row, measure);
    return amount && amount->printed ? amount : NULL;
}

const struct record_cell *ledger_cell(const struct ledger_table *table, const struct ledger_row *row,
                                      struct view measure)
{
    for (guint i = 0; i < row->cells->len; i++) {
        const struct record_cell *cell = row->cells->pdata[i];
        for (int k = cell->column; k < cell->column + MAX(cell->column_span, 1); k++) {
            const struct record_column *column = (guint)k < table->columns->len ? table->columns->pdata[k] : NULL;
            if (column && column->measure.data && view_equal(column->measure, measure) &&
                view_equal(column->side, row->record->side))
                return cell;
        }
    }
    return NULL;
}

size_t ledger_measures(const struct ledger_table *table, struct view side, struct view *measures, size_t limit)
{
    size_t count = 0;
    for (guint i = 0; i < table->columns->len && count < limit; i++) {
        const struct record_column *column = table->columns->pdata[i];
        if (!view_equal_text(column->role, "amount") || !column->measure.data || !view_equal(column->side, side))
            continue;
        bool seen = false;
        for (size_t k = 0; k < count; k++)
            seen = seen || view_equal(measures[k], column->measure);
        if (!seen)
            measures[count++] = column->measure;
    }
    return count;
}
