/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a table stand for all of it. */
#include "rules/totals.h"

#include "base/amount.h"

static struct ledger_row *row_at(const struct ledger_table *table, guint index)
{
    return &g_array_index(table->rows, struct ledger_row, index);
}

/* Whether a name is that of the document's organization, or more or less of it (局, 局[部门], 局机关). */
static bool name_is(struct view name, struct view organization)
{
    if (view_is_empty(name) || view_is_empty(organization))
        return false;
    struct view shorter = name.size < organization.size ? name : organization;
    struct view longer = name.size < organization.size ? organization : name;
    return view_equal(shorter, view_part(longer, 0, shorter.size));
}

/* Whether each amount of the row is the sum of those of the other top rows, one of them not nought. */
static bool row_sums_others(const struct ledger_table *table, const struct ledger_row *row)
{
    bool any = false;
    for (guint a = 0; a < row->amounts->len; a++) {
        const struct record_amount *amount = row->amounts->pdata[a];
        struct amount sum = {0, 0};
        for (guint i = 1; i < table->rows->len; i++) {
            const struct ledger_row *other = row_at(table, i);
            const struct record_amount *part = other->record->parent < 0 ? ledger_amount(other, amount->measure) : NULL;
            if (part && !amount_add(sum, part->value, &sum))
                return false;
        }
        if (amount_compare(sum, amount->printed ? amount->value : (struct amount){0, 0}) != 0)
            return false;
        any = any || sum.coefficient;
    }
    return any;
}

/* What the first row of a table without a total row may be: the line of the organization itself, over items with codes,
 * alone, or as the sum of all that follows; or the line that all others stand under. */
static bool first_is_whole(const struct ledger_table *table, struct view organization)
{
    const struct ledger_row *first = row_at(table, 0);
    bool group = view_equal_text(first->record->role, "group");
    bool named =
        name_is(first->record->name, organization) || name_is(first->record->name, table->record->organization);
    guint tops = 0, coded = 0;
    if (first->record->parent >= 0 || (first->record->code.data && !group))
        return false;
    for (guint i = 1; i < table->rows->len; i++) {
        const struct ledger_row *row = row_at(table, i);
        tops += row->record->parent < 0;
        coded += row->record->parent < 0 && row->record->code.data && view_equal_text(row->record->role, "item");
    }
    if (!tops)
        return named || (group && table->rows->len > 1);
    return named && (coded == tops || row_sums_others(table, first));
}

static void table_mark(struct ledger_table *table, struct view organization)
{
    bool any = false, sided = false;
    for (guint i = 0; i < table->rows->len; i++) {
        struct ledger_row *row = row_at(table, i);
        row->whole = view_equal_text(row->record->role, "total");
        any = any || row->whole;
        sided = sided || row->record->side.data;
    }
    if (any || sided || !table->rows->len || !first_is_whole(table, organization))
        return;
    row_at(table, 0)->whole = true;
    for (guint i = 1; i < table->rows->len; i++)
        if (row_at(table, i)->group == 0)
            row_at(table, i)->group = -1;
}

void totals_find(const struct ledger *ledger)
{
    const struct record_document *document = ledger_document(ledger);
    for (guint i = 0; i < ledger_count(ledger); i++)
        table_mark((struct ledger_table *)ledger_table_at(ledger, i), document->organization);
}

bool totals_list(const struct ledger_table *table, GArray *tops)
{
    const struct record_row *first = NULL;
    for (guint i = 0; i < table->rows->len; i++) {
        const struct ledger_row *row = row_at(table, i);
        const struct record_row *record = row->record;
        if (row->whole || record->side.data || record->counterpart_name.data)
            return false;
        if (record->parent >= 0)
            continue;
        first = first ? first : record;
        if (!record->code.data || !view_equal_text(record->role, "item") || record->level != first->level ||
            !view_equal(record->scheme, first->scheme))
            return false;
        g_array_append_val(tops, i);
    }
    return tops->len > 0;
}
