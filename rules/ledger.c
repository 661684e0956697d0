/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/ledger.h"

struct ledger {
    struct sink sink;
    GPtrArray *tables; /* struct ledger_table * */
    bool in_table;     /* the last record opened a table or belongs to one */
};

static void table_free_ledger(void *data)
{
    struct ledger_table *table = data;
    for (guint i = 0; i < table->rows->len; i++)
        g_ptr_array_unref(g_array_index(table->rows, struct ledger_row, i).amounts);
    g_ptr_array_unref(table->columns);
    g_array_unref(table->rows);
    g_free(table);
}

static void note_table(struct ledger *ledger, const struct record *record)
{
    struct ledger_table *table = g_new0(struct ledger_table, 1);
    table->record = (const struct record_table *)record;
    table->columns = g_ptr_array_new();
    table->rows = g_array_new(FALSE, TRUE, sizeof(struct ledger_row));
    g_ptr_array_add(ledger->tables, table);
}

static void note(struct ledger *ledger, const struct record *record)
{
    if (record->kind == RECORD_TABLE)
        note_table(ledger, record);
    ledger->in_table = record->kind == RECORD_TABLE || (ledger->in_table && record->kind != RECORD_FORM);
    if (!ledger->in_table)
        return;
    struct ledger_table *table = ledger->tables->pdata[ledger->tables->len - 1];
    struct ledger_row *last =
        table->rows->len ? &g_array_index(table->rows, struct ledger_row, table->rows->len - 1) : NULL;
    if (record->kind == RECORD_COLUMN) {
        g_ptr_array_add(table->columns, (void *)record);
    } else if (record->kind == RECORD_ROW) {
        struct ledger_row row = {(const struct record_row *)record, g_ptr_array_new(), 0};
        g_array_append_val(table->rows, row);
    } else if (record->kind == RECORD_AMOUNT && last) {
        g_ptr_array_add(last->amounts, (void *)record);
    } else if (record->kind == RECORD_CELL && last && !last->page) {
        last->page = ((const struct record_cell *)record)->page;
    }
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
    return ledger;
}

void ledger_free(struct ledger *ledger)
{
    g_ptr_array_unref(ledger->tables);
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

const struct record_amount *ledger_amount(const struct ledger_row *row, struct view measure)
{
    for (guint i = 0; i < row->amounts->len; i++) {
        const struct record_amount *amount = row->amounts->pdata[i];
        if (view_equal(amount->measure, measure))
            return amount->printed ? amount : NULL;
    }
    return NULL;
}
