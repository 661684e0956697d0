/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row stands under which: by the codes, by the levels, and under the lines of units. */
#include <string.h>

#include "rules/body.h"

enum {
    CODE_DIGITS_MAX = 64, /* of a code whose parts are looked for above it */
    UNIT_SUMS_MAX = 100,  /* rows of a table that are tried as the sum of all behind them */
};

static struct draft *draft_at(const struct body *body, guint index)
{
    return body->drafts->pdata[index];
}

static bool begins_with(struct view code, struct view part)
{
    return part.size && part.size < code.size && memcmp(part.data, code.data, part.size) == 0;
}

/* Codes above a row, with the block they stand in, to the index + 1 of the last row that has each. */
static char *code_key(int block, struct view code, size_t length)
{
    return g_strdup_printf("%d %.*s", block, (int)length, code.data);
}

/* The index + 1 of the last row above whose code is a part of this one; 0 where there is none. */
static int code_part_find(GHashTable *codes, int block, struct view code)
{
    int nearest = 0;
    for (size_t length = 1; length < MIN(code.size, CODE_DIGITS_MAX); length++) {
        char *key = code_key(block, code, length);
        nearest = MAX(nearest, GPOINTER_TO_INT(g_hash_table_lookup(codes, key)));
        g_free(key);
    }
    return nearest;
}

static GHashTable *codes_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static const struct record_amount *first_amount(const struct draft *draft)
{
    for (guint i = 0; i < draft->amounts->len; i++) {
        const struct record_amount *amount = draft->amounts->pdata[i];
        if (amount->printed)
            return amount;
    }
    return NULL;
}

/* Adds the draft's amount of that measure to the sum; false where it does not fit. */
static bool sum_add(const struct draft *draft, struct view measure, struct amount *sum)
{
    for (guint i = 0; i < draft->amounts->len; i++) {
        const struct record_amount *amount = draft->amounts->pdata[i];
        if (amount->printed && view_equal(amount->measure, measure) && !amount_add(*sum, amount->value, sum))
            return false;
    }
    return true;
}

/* Whether the row is the sum of all items behind it, up to the next total: then it stands over them.  A unit that is
 * listed among others is not; whose their items are is then not said. */
static bool sums_items_below(const struct body *body, guint index)
{
    const struct record_amount *own = first_amount(draft_at(body, index));
    struct amount sum = {0, 0};
    for (guint i = index + 1; own && i < body->drafts->len; i++) {
        if (view_equal_text(draft_at(body, i)->row->role, "total"))
            break;
        if (!sum_add(draft_at(body, i), own->measure, &sum))
            return false;
    }
    return own && index + 1 < body->drafts->len && amount_compare(sum, own->value) == 0;
}

/* Whether the row, which has no code and no name of a classification, is the sum of the coded rows behind it, up to the
 * next row without a code: the line of a unit over items of its own. */
static bool sums_codes_below(const struct body *body, guint index)
{
    const struct record_row *row = draft_at(body, index)->row;
    const struct record_amount *own = first_amount(draft_at(body, index));
    struct amount sum = {0, 0};
    guint i = index + 1;
    if (!own || row->code.data || row->level || view_is_empty(row->name))
        return false;
    /* Of a code and its parts only the highest counts. */
    GHashTable *codes = codes_new();
    bool fits = true;
    for (; fits && i < body->drafts->len && draft_at(body, i)->digits.data; i++) {
        const struct view code = draft_at(body, i)->digits;
        fits = code_part_find(codes, 0, code) || sum_add(draft_at(body, i), own->measure, &sum);
        g_hash_table_replace(codes, code_key(0, code, code.size), GINT_TO_POINTER(1));
    }
    g_hash_table_destroy(codes);
    return fits && i > index + 1 && amount_compare(sum, own->value) == 0 &&
           !(body->reading->dictionary && dictionary_has_name(body->reading->dictionary, row->name));
}

static bool is_named_unit(const struct body *body, const struct draft *draft)
{
    return view_equal_text(draft->row->role, "item") && !draft->row->code.data &&
           ruleset_is(body->reading->rules, RULE_ROW, "group", draft->row->name);
}

/* Where the row bears the name of a unit, and rows behind it that bear none sum up to it: the index behind the last of
 * them; else 0. */
static guint sums_names_below(const struct body *body, guint index)
{
    const struct draft *unit = draft_at(body, index), *below;
    const struct record_amount *own = !body->of_units && is_named_unit(body, unit) ? first_amount(unit) : NULL;
    struct amount sum = {0, 0};
    for (guint i = index + 1; own && i < body->drafts->len; i++) {
        below = draft_at(body, i);
        if (!view_equal_text(below->row->role, "item") || below->row->code.data || is_named_unit(body, below) ||
            !sum_add(below, own->measure, &sum))
            return 0;
        if (amount_compare(sum, own->value) == 0)
            return i + 1;
    }
    return 0;
}

/* Whether the code is one that the codes of units behind it begin with; `unit` is the first row of these, or the end. */
static bool heads_units(const struct body *body, guint index, guint unit)
{
    const struct draft *draft = draft_at(body, index);
    return draft->digits.data && !draft->row->scheme.data && unit < body->drafts->len &&
           begins_with(draft_at(body, unit)->digits, draft->digits);
}

/* The line of a unit over rows of its own: it has a unit's code, or the name of the table's organization and the
 * sum of what follows (looked at `tries` more times), or the sum of the codes that follow. */
static bool names_unit(const struct body *body, guint index, guint unit, int *tries)
{
    struct record_row *row = draft_at(body, index)->row;
    if (view_equal_text(row->role, "item") && heads_units(body, index, unit))
        row->scheme = VIEW_LITERAL("unit");
    if (!view_equal_text(row->role, "item") || view_equal_text(row->scheme, "unit"))
        return view_equal_text(row->scheme, "unit");
    return (!row->code.data && !view_is_empty(row->name) && view_equal(row->name, body->table->record->organization) &&
            (*tries)-- > 0 && sums_items_below(body, index)) ||
           sums_codes_below(body, index) || (draft_at(body, index)->ends = sums_names_below(body, index)) > 0;
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
    int tries = UNIT_SUMS_MAX;
    for (guint i = 0; i < count; i++) {
        unit[i] = names_unit(body, i, next[i], &tries);
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
    GHashTable *codes;
    GArray **steps; /* for each block: indexes of rows, each the nearest of a smaller level above the next */
    int *chapters;  /* for each block: index + 1 of the last row with the code of a 类: no parent stands above it */
    int blocks;
};

static struct above above_new(int blocks)
{
    struct above above = {codes_new(), g_new(GArray *, blocks + 1), g_new0(int, blocks + 1), blocks};
    for (int i = 0; i < blocks; i++)
        above.steps[i] = g_array_new(FALSE, FALSE, sizeof(int));
    return above;
}

static void above_empty(struct above *above)
{
    g_hash_table_remove_all(above->codes);
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
    g_hash_table_destroy(above->codes);
}

static void above_add(const struct body *body, struct above *above, guint index)
{
    const struct draft *draft = draft_at(body, index);
    GArray *steps = above->steps[draft->block];
    const int own = (int)index;
    if (draft->digits.data) {
        char *key = code_key(body->numbered ? 0 : draft->block, draft->digits, draft->digits.size);
        g_hash_table_replace(above->codes, key, GINT_TO_POINTER(own + 1));
        if (level_of_code(draft->digits) == 1 && !body->numbered)
            above->chapters[draft->block] = own + 1;
    }
    while (steps->len &&
           draft_at(body, (guint)g_array_index(steps, int, steps->len - 1))->row->level >= draft->row->level)
        g_array_set_size(steps, steps->len - 1);
    g_array_append_val(steps, own);
}

/* The nearest row above whose code is a part of this one's, or whose level is smaller; -1 where there is none. */
static int parent_find(const struct body *body, const struct above *above, const struct draft *draft)
{
    const GArray *steps = above->steps[draft->block];
    if (draft->digits.data) {
        const int part = code_part_find(above->codes, body->numbered ? 0 : draft->block, draft->digits);
        return part >= above->chapters[draft->block] ? part - 1 : -1;
    }
    for (guint i = steps->len; i-- > 0;) {
        const int index = g_array_index(steps, int, i);
        if (draft_at(body, (guint)index)->row->level < draft->row->level)
            return index;
    }
    return -1;
}

/* Parents by code or level; of rows that have none, the unit above them.  Units stand under units, and what belongs
 * to one unit has no parent in another. */
void parents_find(struct body *body)
{
    groups_find(body);
    struct above units = above_new(body->table->block_count), rows = above_new(body->table->block_count);
    int group = -1;
    for (guint i = 0; i < body->drafts->len; i++) {
        const struct draft *draft = draft_at(body, i);
        struct record_row *row = draft->row;
        struct above *above = is_group(draft) ? &units : &rows;
        const bool total = view_equal_text(row->role, "total");
        if (row->parent < 0 && !total && (draft->digits.data || row->level > 1))
            row->parent = parent_find(body, above, draft);
        if (is_group(draft))
            above_empty(&rows);
        if (!total)
            above_add(body, above, i);
        if (group >= 0 && draft_at(body, (guint)group)->ends && i >= draft_at(body, (guint)group)->ends)
            group = -1;
        if (is_group(draft))
            group = (int)i;
        else if (group >= 0 && row->parent < 0 && view_equal_text(row->role, "item"))
            row->parent = group;
    }
    above_free(&units);
    above_free(&rows);
}
