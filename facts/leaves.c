/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/leaves.h"

#include <string.h>

/* Rows that stand under one line, and what they must come to. */
struct siblings {
    const struct canonical_table *table;
    const struct canonical_row *whole;
    int *rows; /* indexes */
    size_t count;
    size_t *ends; /* for each: the first sibling that is not under it */
};

/* Nothing printed is nought here. */
static struct amount amount_of(const struct canonical_row *row, struct view measure)
{
    for (size_t i = 0; i < row->amount_count; i++)
        if (row->amounts[i].printed && view_equal(row->amounts[i].measure, measure))
            return row->amounts[i].value;
    return (struct amount){0, 0};
}

static const struct canonical_row *row_of(const struct siblings *siblings, size_t at)
{
    return &siblings->table->rows[siblings->rows[at]];
}

/* How the siblings from `first` up to `end` compare with a line: 0 where they come to it in every measure, 1 where they
 * go beyond it in one, else -1. */
static int compare_sum(const struct siblings *siblings, const struct canonical_row *line, size_t first, size_t end)
{
    int result = 0;
    for (size_t m = 0; m < siblings->whole->amount_count; m++) {
        struct view measure = siblings->whole->amounts[m].measure;
        struct amount sum = {0, 0};
        for (size_t k = first; k < end; k = siblings->ends[k])
            if (!amount_add(sum, amount_of(row_of(siblings, k), measure), &sum))
                return 1;
        int compared = amount_compare(sum, amount_of(line, measure));
        if (compared > 0)
            return 1;
        result = compared < 0 ? -1 : result;
    }
    return result;
}

static bool is_nought(const struct canonical_row *row)
{
    for (size_t i = 0; i < row->amount_count; i++)
        if (row->amounts[i].printed && row->amounts[i].value.coefficient != 0)
            return false;
    return true;
}

/* From the last to the first, so that what is under a follower is known when it is asked for. */
static void find_ends(struct siblings *siblings)
{
    for (size_t i = siblings->count; i-- > 0;) {
        const struct canonical_row *line = row_of(siblings, i);
        siblings->ends[i] = i + 1;
        if (is_nought(line))
            continue;
        for (size_t end = i + 1; end < siblings->count;) {
            end = siblings->ends[end];
            int compared = compare_sum(siblings, line, i + 1, end);
            if (compared == 0)
                siblings->ends[i] = end;
            if (compared >= 0)
                break;
        }
    }
}

static void judge(struct siblings *siblings, bool *parents)
{
    for (size_t i = 0; i < siblings->count; i++)
        siblings->ends[i] = i + 1;
    if (siblings->count < 2 || compare_sum(siblings, siblings->whole, 0, siblings->count) == 0)
        return;
    find_ends(siblings);
    if (compare_sum(siblings, siblings->whole, 0, siblings->count) != 0)
        return;
    for (size_t i = 0; i < siblings->count; i++)
        if (siblings->ends[i] > i + 1)
            parents[siblings->rows[i]] = true;
}

/* The line over the rows of a parent: itself, or for the uppermost the one total of the table; NULL for none. */
static const struct canonical_row *whole_of(const struct canonical_table *table, int parent)
{
    const struct canonical_row *whole = NULL;
    if (parent >= 0)
        return &table->rows[parent];
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].parent < 0 && view_equal_text(table->rows[i].role, "total")) {
            if (whole)
                return NULL;
            whole = &table->rows[i];
        }
    return whole;
}

/* The rows under a parent, where all are items of one side that have none under them; else none. */
static void gather(struct siblings *siblings, int parent, const bool *parents)
{
    const struct canonical_table *table = siblings->table;
    siblings->count = 0;
    for (size_t i = (size_t)(parent + 1); i < table->row_count; i++) {
        const struct canonical_row *row = &table->rows[i];
        if (row->parent != parent || row == siblings->whole)
            continue;
        bool alike = view_equal_text(row->role, "item") && !parents[i] &&
                     (!siblings->count || view_equal(row->side, row_of(siblings, 0)->side));
        if (!alike) {
            siblings->count = 0;
            return;
        }
        siblings->rows[siblings->count++] = (int)i;
    }
}

const bool *leaves_find_parents(struct arena *arena, const struct canonical_table *table)
{
    bool *named = ARENA_ARRAY(arena, bool, table->row_count), *parents = ARENA_ARRAY(arena, bool, table->row_count);
    struct siblings siblings = {.table = table,
                                .rows = ARENA_ARRAY(arena, int, table->row_count),
                                .ends = ARENA_ARRAY(arena, size_t, table->row_count)};
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].parent >= 0)
            named[table->rows[i].parent] = true;
    memcpy(parents, named, table->row_count * sizeof *parents);
    for (int parent = -1; parent < (int)table->row_count; parent++) {
        if (parent >= 0 && !named[parent])
            continue;
        siblings.whole = whole_of(table, parent);
        if (!siblings.whole)
            continue;
        gather(&siblings, parent, named);
        judge(&siblings, parents);
    }
    return parents;
}
