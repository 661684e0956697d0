/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/meaning.h"

#include <string.h>

/* What the kind of a table says of all its amounts; the first line whose beginning fits counts. */
static const struct {
    const char *kind, *side, *fund;
} kinds[] = {
    {"budget_summary", NULL, NULL},
    {"revenue_summary", "revenue", NULL},
    {"fiscal_appropriation_summary", NULL, "fiscal_appropriation"},
    {"fiscal_appropriation", "expenditure", "fiscal_appropriation"},
    {"general_public", "expenditure", "general_public"},
    {"government_fund_revenue", "revenue", "government_fund"},
    {"government_fund_summary", NULL, "government_fund"},
    {"government_fund", "expenditure", "government_fund"},
    {"state_capital_expenditure", "expenditure", "state_capital"},
    {"state_capital", NULL, "state_capital"},
    {"fiscal_account", "expenditure", "fiscal_account"},
    {"social_insurance_fund_revenue", "revenue", "social_insurance_fund"},
    {"social_insurance_fund_expenditure", "expenditure", "social_insurance_fund"},
    {"social_insurance_fund", NULL, "social_insurance_fund"},
    {"tax_and_revenue", "revenue", NULL},
    {"non_tax_revenue", "revenue", NULL},
    {"non_fiscal_expenditure", "expenditure", NULL},
    {"expenditure_summary", "expenditure", NULL},
    {"basic_expenditure", "expenditure", NULL},
    {"project_", "expenditure", NULL},
    {"special_", "expenditure", NULL},
    {"three_public", "expenditure", NULL},
    {"operating_costs", "expenditure", NULL},
    {"fee_details", "expenditure", NULL},
    {"procurement", "expenditure", NULL},
    {"service_purchase", "expenditure", NULL},
};

/* What a part of a measure says of the amount under it. */
static const struct {
    const char *part, *fund;
} funds[] = {
    {"general_public", "general_public"},
    {"government_fund", "government_fund"},
    {"state_capital", "state_capital"},
    {"fiscal_account", "fiscal_account"},
    {"education_fees", "fiscal_account"},
    {"other_fiscal_account", "fiscal_account"},
    {"fiscal_appropriation", "fiscal_appropriation"},
    {"unit_funds", "unit_funds"},
    {"business_revenue", "business_revenue"},
    {"operating_revenue", "operating_revenue"},
    {"superior_subsidy", "superior_subsidy"},
    {"subordinate_remittance", "subordinate_remittance"},
    {"non_fiscal_balance", "non_fiscal_balance"},
    {"account_balance", "account_balance"},
    {"other_revenue", "other_revenue"},
};

/* By measure, then by kind of document. */
static const struct {
    const char *part, *budget, *final_accounts;
} phases[] = {
    {"prior_year", NULL, NULL},           {"change", NULL, NULL},
    {"adjusted", "adjusted", "adjusted"}, {"budget", "approved", "approved"},
    {"final", "executed", "executed"},    {"", "approved", "executed"},
};

/* Whether `part` is among the parts of a measure (between dots, a number behind it not counted). */
static bool has_part(struct view measure, const char *part)
{
    size_t size = strlen(part);
    while (measure.size) {
        const char *dot = memchr(measure.data, '.', measure.size);
        size_t length = dot ? (size_t)(dot - measure.data) : measure.size;
        if (length >= size && memcmp(measure.data, part, size) == 0 &&
            (length == size || (measure.data[size] == '_' && g_ascii_isdigit(measure.data[size + 1]))))
            return true;
        measure = view_part(measure, length + 1, measure.size);
    }
    return !size;
}

bool measure_is_of_year(struct view measure)
{
    for (size_t i = 0; i < G_N_ELEMENTS(phases); i++)
        if (!phases[i].budget && has_part(measure, phases[i].part))
            return false;
    return true;
}

static int kind_of(const struct canonical_table *table)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (view_starts_with(table->kind, kinds[i].kind))
            return (int)i;
    return -1;
}

struct view row_side(const struct canonical_table *table, const struct canonical_row *row)
{
    if (view_equal_text(row->side, "revenue") || view_equal_text(row->side, "expenditure"))
        return row->side;
    int kind = kind_of(table);
    return kind < 0 ? VIEW_NONE : view_of(kinds[kind].side);
}

struct view table_fund(const struct canonical_table *table)
{
    int kind = kind_of(table);
    return kind < 0 ? VIEW_NONE : view_of(kinds[kind].fund);
}

struct view measure_fund(const struct canonical_table *table, struct view measure)
{
    for (size_t i = 0; i < G_N_ELEMENTS(funds); i++)
        if (has_part(measure, funds[i].part))
            return view_of(funds[i].fund);
    return table_fund(table);
}

struct view measure_phase(const struct canonical *document, struct view measure)
{
    size_t at = 0;
    while (!has_part(measure, phases[at].part))
        at++;
    bool final_accounts = view_equal_text(document->kind, "final_accounts");
    if (!final_accounts && !view_equal_text(document->kind, "budget") && !*phases[at].part)
        return VIEW_NONE;
    return view_of(final_accounts ? phases[at].final_accounts : phases[at].budget);
}

/* The cell of an amount: in the column of its measure and of the row's side; where a name spans blocks that
 * stand side by side, the amount is in a column of another side.  In transposed tables the cells of a row are in
 * the columns of its item. */
const struct canonical_cell *row_cell(const struct canonical_table *table, const struct canonical_row *row,
                                      struct view measure)
{
    const struct canonical_cell *found = NULL;
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct canonical_cell *cell = &row->cells[i];
        if (cell->column < 0 || (size_t)cell->column >= table->column_count)
            continue;
        const struct canonical_column *column = &table->columns[cell->column];
        if (!view_equal(column->measure, measure))
            continue;
        if (!column->side.data || view_equal(column->side, row->side))
            return cell;
        found = cell;
    }
    return found;
}

struct view row_group(struct arena *arena, const struct canonical_table *table, const struct canonical_row *row)
{
    struct view group = VIEW_NONE;
    for (int at = row->parent; at >= 0; at = table->rows[at].parent)
        if (view_equal_text(table->rows[at].role, "group") && table->rows[at].name.data)
            group = group.data ? view_join(arena, table->rows[at].name, " / ", group) : table->rows[at].name;
    return group;
}

/* The place of a measure among the columns. */
static size_t column_of(const struct canonical_table *table, struct view measure)
{
    size_t at = 0;
    while (at < table->column_count && !view_equal(table->columns[at].measure, measure))
        at++;
    return at;
}

const size_t *row_amount_order(struct arena *arena, const struct canonical_table *table,
                               const struct canonical_row *row)
{
    size_t *order = ARENA_ARRAY(arena, size_t, row->amount_count);
    for (size_t i = 0; i < row->amount_count; i++) {
        size_t column = column_of(table, row->amounts[i].measure), at = i;
        for (; at > 0 && column_of(table, row->amounts[order[at - 1]].measure) > column; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}
