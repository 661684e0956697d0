/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row stands under which: by the codes, by the levels, and under the lines of units. */
#include <string.h>

#include "rules/body.h"
#include "rules/codes_above.h"
#include "rules/heads.h"

enum { PART_ROWS = 1000 }; /* above a part in which what it is of is looked for */

static struct draft *draft_at(const struct body *body, guint index)
{
    return body->drafts->pdata[index];
}

static bool begins_with(struct view code, struct view part)
{
    return part.size && part.size < code.size && memcmp(part.data, code.data, part.size) == 0;
}

/* Whether the code is one that the codes of units behind it begin with; `unit` is the first row of these, or the end. */
static bool heads_units(const struct body *body, guint index, guint unit)
{
    const struct draft *draft = draft_at(body, index);
    return draft->digits.data && !draft->row->scheme.data && unit < body->drafts->len &&
           begins_with(draft_at(body, unit)->digits, draft->digits);
}

/* The line of a unit: it has a unit's code. */
static bool names_unit(const struct body *body, guint index, guint unit)
{
    struct record_row *row = draft_at(body, index)->row;
    if (view_equal_text(row->role, "item") && heads_units(body, index, unit))
        row->scheme = VIEW_LITERAL("unit");
    return view_equal_text(row->scheme, "unit");
}

/* For each row the first behind it that has the code of a unit; the number of rows where there is none. */
static guint *next_units(const struct body *body)
{
    const guint count = body->drafts->len;
    guint *next = g_new(guint, count + 1), unit = count;
    for (guint i = count; i-- > 0;) {
        next[i] = unit;
        if (view_equal_text(draft_at(body, i)->row->scheme, "unit"))
            unit = i;
    }
    return next;
}

/* Units' lines become groups where the table holds more than units. */
static void groups_find(struct body *body)
{
    guint count = body->drafts->len, units = 0, others = 0;
    bool *unit = g_new0(bool, count + 1);
    guint *next = next_units(body);
    for (guint i = 0; i < count; i++) {
        unit[i] = names_unit(body, i, next[i]);
        units += unit[i];
        others += !unit[i] && view_equal_text(draft_at(body, i)->row->role, "item");
    }
    for (guint i = 0; units && others && i < count; i++)
        if (unit[i])
            draft_at(body, i)->row->role = VIEW_LITERAL("group");
    g_free(next);
    g_free(unit);
}

static bool is_group(const struct draft *draft)
{
    return view_equal_text(draft->row->role, "group");
}

/* What stands above a row, kept so that a parent is found without going through all of it. */
struct above {
    struct codes_above codes;
    GArray **steps; /* for each block: indexes of rows, each the nearest of a smaller level above the next */
    int *chapters;  /* for each block: index + 1 of the last row with the code of a 类: no parent stands above it */
    int blocks;
};

static struct above above_new(int blocks)
{
    struct above above = {codes_above_new(), g_new(GArray *, blocks + 1), g_new0(int, blocks + 1), blocks};
    for (int i = 0; i < blocks; i++)
        above.steps[i] = g_array_new(FALSE, FALSE, sizeof(int));
    return above;
}

static void above_empty(struct above *above)
{
    codes_above_empty(&above->codes);
    for (int i = 0; i < above->blocks; i++) {
        g_array_set_size(above->steps[i], 0);
        above->chapters[i] = 0;
    }
}

static void above_free(struct above *above)
{
    for (int i = 0; i < above->blocks; i++)
        g_array_unref(above->steps[i]);
    g_free(above->steps);
    g_free(above->chapters);
    codes_above_free(&above->codes);
}

/* By level, and of one level by rank. */
static bool stands_under(const struct draft *draft, const struct draft *above)
{
    return above->row->level < draft->row->level ||
           (above->row->level == draft->row->level && draft->row->level && above->rank < draft->rank);
}

static void above_add(const struct body *body, struct above *above, guint index)
{
    const struct draft *draft = draft_at(body, index);
    GArray *steps = above->steps[draft->block];
    const int own = (int)index;
    if (draft->digits.data) {
        codes_above_add(&above->codes, body->numbered ? 0 : draft->block, draft->digits, own);
        if (level_of_code(draft->digits) == 1 && !body->numbered)
            above->chapters[draft->block] = own + 1;
    }
    while (steps->len && !stands_under(draft, draft_at(body, (guint)g_array_index(steps, int, steps->len - 1))))
        g_array_set_size(steps, steps->len - 1);
    g_array_append_val(steps, own);
}

/* The nearest row above whose code is a part of this one's, or whose level is smaller; -1 where there is none. */
static int parent_find(const struct body *body, const struct above *above, const struct draft *draft)
{
    const GArray *steps = above->steps[draft->block];
    if (draft->digits.data) {
        const int part = codes_above_find(&above->codes, body->numbered ? 0 : draft->block, draft->digits);
        return part >= above->chapters[draft->block] ? part - 1 : -1;
    }
    for (guint i = steps->len; i-- > 0;) {
        const int index = g_array_index(steps, int, i);
        if (stands_under(draft, draft_at(body, (guint)index)))
            return index;
    }
    return -1;
}

/* --- what is open: lines whose rows are still coming --- */

/* Ends those that do not reach as far as `index`. */
static void open_close(const struct body *body, GArray *open, guint index)
{
    while (open->len) {
        const guint ends = draft_at(body, g_array_index(open, guint, open->len - 1))->ends;
        if (!ends || ends > index)
            return;
        g_array_set_size(open, open->len - 1);
    }
}

/* A unit with a code ends the one before it; lines whose reach is known stand within it. */
static void open_end_units(const struct body *body, GArray *open)
{
    while (open->len && !draft_at(body, g_array_index(open, guint, open->len - 1))->ends)
        g_array_set_size(open, open->len - 1);
}

/* --- parts of an item, known by their names --- */

/* The last row above whose name the rule finds, on the level of the row at `index`: under the same parent, on the same
 * line of a transposed table, in the same block; -1 where there is none. */
static int part_parent(const struct body *body, const struct rule *rule, guint index)
{
    const struct draft *draft = draft_at(body, index);
    for (guint i = index; i-- > 0 && index - i <= PART_ROWS;) {
        const struct draft *above = draft_at(body, i);
        if (body->table->record->transposed && above->row->line != draft->row->line)
            return -1;
        if (above->block == draft->block && above->row->parent == draft->row->parent && !above->row->code.data &&
            pattern_matches(rule->under, above->row->name))
            return (int)i;
    }
    return -1;
}

/* An item without a code is at least a level below the one it stands under, where both have levels. */
static void levels_mend(const struct body *body)
{
    for (guint i = 0; i < body->drafts->len; i++) {
        struct record_row *row = draft_at(body, i)->row;
        const int above = row->parent >= 0 ? draft_at(body, (guint)row->parent)->row->level : 0;
        if (!row->code.data && row->level && above >= row->level)
            row->level = above + 1;
    }
}

static void parts_find(const struct body *body)
{
    const GPtrArray *rules = ruleset_list(body->reading->rules, RULE_ROW);
    for (guint r = 0; r < rules->len; r++) {
        const struct rule *rule = rules->pdata[r];
        if (!rule->under || !pattern_matches(rule->tables, body->table->record->kind))
            continue;
        for (guint i = 1; i < body->drafts->len; i++) {
            struct record_row *row = draft_at(body, i)->row;
            if (!view_equal_text(row->role, "item") || row->code.data || !rule_matches(rule, row->name))
                continue;
            const int parent = part_parent(body, rule, i);
            row->parent = parent >= 0 ? parent : row->parent;
        }
    }
}

/* Parents by code or level; of rows that have none, the line that they stand under.  Units stand under units, and what
 * belongs to one unit has no parent in another. */
void parents_find(struct body *body)
{
    heads_find(body);
    groups_find(body);
    struct above units = above_new(body->table->block_count), rows = above_new(body->table->block_count);
    GArray *open = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < body->drafts->len; i++) {
        const struct draft *draft = draft_at(body, i);
        struct record_row *row = draft->row;
        struct above *above = is_group(draft) ? &units : &rows;
        const bool total = view_equal_text(row->role, "total");
        open_close(body, open, i);
        if (row->parent < 0 && !total && (draft->digits.data || row->level > 1))
            row->parent = parent_find(body, above, draft);
        if (is_group(draft)) {
            above_empty(&rows);
            if (!draft->ends)
                open_end_units(body, open);
        }
        if (row->parent < 0 && !total && open->len)
            row->parent = (int)g_array_index(open, guint, open->len - 1);
        if (!total)
            above_add(body, above, i);
        if (is_group(draft) || draft->ends)
            g_array_append_val(open, i);
    }
    parts_find(body);
    levels_mend(body);
    g_array_unref(open);
    above_free(&units);
    above_free(&rows);
}
