/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/leaves.h"

#include <glib.h>

#include "facts/meaning.h"

enum { POWER_MAX = 8 }; /* of ten, of the largest unit of money: 亿元 */

/* What the rows under a line come to, in one measure. */
struct sum {
    struct amount value, tolerance;
    int count;    /* of amounts */
    bool unknown; /* too large, or an amount whose printed digits are not known */
};

struct search {
    struct arena *arena;
    const struct canonical_table *table;
    bool *leaf;
    int *total;
    int *first, *next; /* the first row under each, and the next one under the same; -1 for none */
    struct sum **sums; /* by row and amount: of the leaves under it */
    int power; /* of ten, from what is printed to yuan; -1 where the amounts do not agree on it, or none tells it */
    int scale; /* the most digits behind the point of an amount but nought */
};

static const struct canonical_row *row_at(const struct search *search, int index)
{
    return &search->table->rows[index];
}

static bool has_role(const struct canonical_row *row, const char *role)
{
    return view_equal_text(row->role, role);
}

static int amount_index(const struct canonical_row *row, struct view measure)
{
    for (size_t i = 0; i < row->amount_count; i++)
        if (view_equal(row->amounts[i].measure, measure))
            return (int)i;
    return -1;
}

/* The power of ten from a printed figure to its amount, which is not nought; -1 where it is none. */
static int power_between(struct amount printed, struct amount value)
{
    for (int power = 0; power <= POWER_MAX; power++) {
        struct amount shifted = printed;
        if (amount_shift(&shifted, power) && amount_compare(shifted, value) == 0)
            return power;
    }
    return -1;
}

/* The printed figure of an amount; false where no text tells it. */
static bool printed_of(const struct search *search, const struct canonical_row *row,
                       const struct canonical_amount *amount, struct view *text)
{
    const struct canonical_cell *cell = row_cell(search->table, row, amount->measure);
    *text = cell ? cell->text : VIEW_NONE;
    return text->data != NULL;
}

/* What the amounts of the table tell of its unit and digits: a nought tells neither. */
static void find_digits(struct search *search)
{
    bool agree = true;
    search->power = -1;
    for (size_t r = 0; r < search->table->row_count; r++)
        for (size_t i = 0; i < search->table->rows[r].amount_count; i++) {
            const struct canonical_row *row = &search->table->rows[r];
            struct amount printed;
            struct view text;
            if (!row->amounts[i].printed || !row->amounts[i].value.coefficient ||
                !printed_of(search, row, &row->amounts[i], &text) || !amount_parse(text, &printed))
                continue;
            const int power = power_between(printed, row->amounts[i].value);
            agree = agree && (search->power < 0 || power == search->power);
            search->power = power;
            search->scale = MAX(search->scale, printed.scale);
        }
    search->power = agree ? search->power : -1;
}

/* Half a unit of the last printed digit, told by the amount and its text; false where no text tells it.  A mark that
 * stands for nothing is exact; a nought counts by the unit and the digits of the others. */
static bool half_digit_of(const struct search *search, const struct canonical_row *row,
                          const struct canonical_amount *amount, struct amount *half)
{
    struct amount printed;
    struct view text;
    const bool nought = amount->value.coefficient == 0;
    *half = (struct amount){0, 0};
    if (!printed_of(search, row, amount, &text))
        return false;
    if (!amount_parse(text, &printed))
        return nought;
    const int power = nought ? search->power : power_between(printed, amount->value);
    if (power < 0)
        return false;
    *half = (struct amount){5, MAX(printed.scale, nought ? search->scale : 0) + 1};
    return amount_shift(half, power);
}

static void sum_add(const struct search *search, struct sum *sum, const struct canonical_row *row, int amount)
{
    struct amount half;
    if (!row->amounts[amount].printed)
        return;
    sum->count++;
    if (!amount_add(sum->value, row->amounts[amount].value, &sum->value) ||
        !half_digit_of(search, row, &row->amounts[amount], &half) || !amount_add(sum->tolerance, half, &sum->tolerance))
        sum->unknown = true;
}

/* <0, 0 and >0: the sum is less than the printed amount, comes to it, is more than it; by more than the digits allow. */
static int sum_compare(const struct search *search, const struct sum *sum, const struct canonical_row *row, int amount)
{
    struct amount half, above, room;
    const struct amount own = row->amounts[amount].printed ? row->amounts[amount].value : (struct amount){0, 0};
    const int order = amount_compare(sum->value, own);
    if (!order || sum->unknown || !half_digit_of(search, row, &row->amounts[amount], &half) ||
        !amount_add(sum->tolerance, half, &room) ||
        !amount_subtract(order > 0 ? sum->value : own, order > 0 ? own : sum->value, &above))
        return order;
    return amount_compare(above, room) > 0 ? order : 0;
}

/* --- leaves --- */

/* From the last to the first, so that the rows under one come in their order. */
static void find_children(struct search *search)
{
    for (size_t i = 0; i < search->table->row_count; i++)
        search->first[i] = search->next[i] = -1;
    for (int i = (int)search->table->row_count - 1; i >= 0; i--) {
        const int parent = row_at(search, i)->parent;
        if (parent < 0)
            continue;
        search->next[i] = search->first[parent];
        search->first[parent] = i;
    }
}

/* Whether the rows under an item tell only a part of it: all without codes, less in a measure and more in none. */
static bool tells_part(const struct search *search, int index)
{
    const struct canonical_row *row = row_at(search, index);
    bool less = false;
    if (!has_role(row, "item") || row->code.data)
        return false;
    for (int i = search->first[index]; i >= 0; i = search->next[i])
        if (row_at(search, i)->code.data)
            return false;
    for (size_t m = 0; m < row->amount_count; m++) {
        struct sum sum = {.count = 0};
        for (int i = search->first[index]; i >= 0; i = search->next[i]) {
            const int amount = amount_index(row_at(search, i), row->amounts[m].measure);
            if (amount >= 0)
                sum_add(search, &sum, row_at(search, i), amount);
        }
        const int compared = sum_compare(search, &sum, row, (int)m);
        if (compared > 0)
            return false;
        less = less || compared < 0;
    }
    return less;
}

static bool has_amounts(const struct canonical_row *row)
{
    for (size_t i = 0; i < row->amount_count; i++)
        if (row->amounts[i].printed)
            return true;
    return false;
}

/* Parents come before their rows, so what one is told of itself it passes on: `void_at` marks those whose rows are no
 * leaves. */
static void find_leaves(struct search *search)
{
    bool *void_at = ARENA_ARRAY(search->arena, bool, search->table->row_count);
    for (int i = 0; i < (int)search->table->row_count; i++) {
        const struct canonical_row *row = row_at(search, i);
        const bool within = row->parent >= 0 && void_at[row->parent];
        const bool part = search->first[i] >= 0 && tells_part(search, i);
        search->leaf[i] = has_role(row, "item") && !within && (search->first[i] < 0 || part);
        void_at[i] = within || part || (search->first[i] >= 0 && has_role(row, "total") && !has_amounts(row));
    }
}

/* --- totals --- */

static int total_above(const struct search *search, int index)
{
    int at = row_at(search, index)->parent;
    while (at >= 0 && !has_role(row_at(search, at), "total"))
        at = row_at(search, at)->parent;
    return at;
}

/* The one total of a side that stands under no row; -1 where there is none, or more, or where it has rows. */
static int total_of_side(const struct search *search, struct view side)
{
    int found = -1;
    for (int i = 0; i < (int)search->table->row_count; i++) {
        const struct canonical_row *row = row_at(search, i);
        if (row->parent >= 0 || !has_role(row, "total") || !view_equal(row_side(search->table, row), side))
            continue;
        if (found >= 0)
            return -1;
        found = i;
    }
    return found >= 0 && search->first[found] < 0 ? found : -1;
}

/* Rows of two sides may take turns: what is found of a side is kept. */
struct side_total {
    struct view side;
    int total;
};

static int total_kept(const struct search *search, GArray *kept, struct view side)
{
    for (guint i = 0; i < kept->len; i++)
        if (view_equal(g_array_index(kept, struct side_total, i).side, side))
            return g_array_index(kept, struct side_total, i).total;
    const struct side_total found = {side, total_of_side(search, side)};
    g_array_append_val(kept, found);
    return found.total;
}

static void find_totals(struct search *search)
{
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(struct side_total));
    for (int i = 0; i < (int)search->table->row_count; i++) {
        search->total[i] = -1;
        if (!search->leaf[i])
            continue;
        const int above = total_above(search, i);
        search->total[i] = above >= 0 ? above : total_kept(search, kept, row_side(search->table, row_at(search, i)));
    }
    g_array_unref(kept);
}

/* --- sums --- */

static void count_in(struct search *search, int leaf, int line)
{
    const struct canonical_row *row = row_at(search, leaf), *over = row_at(search, line);
    for (size_t i = 0; i < row->amount_count; i++) {
        const int at = amount_index(over, row->amounts[i].measure);
        if (at >= 0)
            sum_add(search, &search->sums[line][at], row, (int)i);
    }
}

static void find_sums(struct search *search)
{
    for (int i = 0; i < (int)search->table->row_count; i++) {
        if (!search->leaf[i])
            continue;
        for (int at = row_at(search, i)->parent; at >= 0; at = row_at(search, at)->parent)
            count_in(search, i, at);
        if (search->total[i] >= 0 && total_above(search, i) != search->total[i])
            count_in(search, i, search->total[i]);
    }
}

static struct view verdict(const struct search *search, const struct canonical_row *row, int amount,
                           const struct sum *sum)
{
    if (!sum->count || !row->amounts[amount].printed)
        return VIEW_NONE;
    if (amount_compare(sum->value, row->amounts[amount].value) == 0)
        return VIEW_LITERAL("equal");
    if (sum->unknown)
        return VIEW_NONE;
    return sum_compare(search, sum, row, amount) == 0 ? VIEW_LITERAL("rounding") : VIEW_LITERAL("differs");
}

struct leaves leaves_find(struct arena *arena, const struct canonical_table *table)
{
    struct search search = {.arena = arena,
                            .table = table,
                            .leaf = ARENA_ARRAY(arena, bool, table->row_count),
                            .total = ARENA_ARRAY(arena, int, table->row_count),
                            .first = ARENA_ARRAY(arena, int, table->row_count),
                            .next = ARENA_ARRAY(arena, int, table->row_count),
                            .sums = ARENA_ARRAY(arena, struct sum *, table->row_count)};
    struct view **adds_up = ARENA_ARRAY(arena, struct view *, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        search.sums[i] = ARENA_ARRAY(arena, struct sum, table->rows[i].amount_count);
        adds_up[i] = ARENA_ARRAY(arena, struct view, table->rows[i].amount_count);
    }
    find_children(&search);
    find_digits(&search);
    find_leaves(&search);
    find_totals(&search);
    find_sums(&search);
    for (size_t i = 0; i < table->row_count; i++)
        for (size_t m = 0; m < table->rows[i].amount_count; m++)
            adds_up[i][m] = verdict(&search, &table->rows[i], (int)m, &search.sums[i][m]);
    return (struct leaves){search.leaf, search.total, adds_up};
}
