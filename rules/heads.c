/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that stand over the lines behind them though no code and no level says so.  Something printed must speak for
 * it: the name of a unit or of a section, codes that begin below a line without one, or words that go on to the right
 * of its own.  Then the sums of what is behind it, in every measure and to the rounding of their digits, say how far it
 * reaches.  A sum that comes out is no sign by itself. */
#include "rules/heads.h"
#include "rules/checks.h"
#include "rules/codes_above.h"

enum {
    STEPS_PER_ROW = 64, /* lines that are summed up in a table, for each of its rows */
    READINGS_MAX = 2,   /* ways to read a list that are told apart: none, one, more */
};

enum sign { NO_SIGN, UNIT_NAME, SECTION_NAME, CODES_BELOW, WORDS_STEP };

struct search {
    const struct body *body;
    guint steps;   /* that may still be gone */
    guint8 *units; /* for each row what is known of its name: 0 nothing yet, 1 none of a unit, 2 a unit's */
};

static struct draft *draft_at(const struct search *search, guint index)
{
    return search->body->drafts->pdata[index];
}

static bool is_item(const struct draft *draft)
{
    return view_equal_text(draft->row->role, "item");
}

static bool is_named(const struct search *search, const struct draft *draft, const char *rule)
{
    return ruleset_is(search->body->reading->rules, RULE_ROW, rule, draft->row->name);
}

/* --- sums --- */

/* What the lines behind a line come to, by the measures of that line. */
struct tally {
    const struct draft *whole;
    struct amount *sums, *tolerances;
    bool overflow;
};

static const struct record_amount *amount_at(const struct draft *draft, guint index)
{
    return draft->amounts->pdata[index];
}

static struct tally tally_new(const struct draft *whole)
{
    const guint count = whole->amounts->len;
    struct tally tally = {whole, g_new0(struct amount, count + 1), g_new0(struct amount, count + 1), false};
    for (guint i = 0; i < count; i++)
        if (amount_at(whole, i)->printed)
            tally.tolerances[i] = half_digit(amount_at(whole, i)->precision);
    return tally;
}

static void tally_free(struct tally *tally)
{
    g_free(tally->sums);
    g_free(tally->tolerances);
}

static void tally_add(struct tally *tally, const struct draft *draft)
{
    for (guint i = 0; i < draft->amounts->len; i++) {
        const struct record_amount *amount = amount_at(draft, i);
        for (guint k = 0; amount->printed && k < tally->whole->amounts->len; k++)
            if (view_equal(amount_at(tally->whole, k)->measure, amount->measure))
                tally->overflow =
                    tally->overflow || !amount_add(tally->sums[k], amount->value, &tally->sums[k]) ||
                    !amount_add(tally->tolerances[k], half_digit(amount->precision), &tally->tolerances[k]);
    }
}

/* 0 where the sums come to the whole in every measure, 1 where they go beyond it in one, else -1. */
static int tally_compare(const struct tally *tally)
{
    int result = 0;
    for (guint i = 0; i < tally->whole->amounts->len; i++) {
        const struct amount zero = {0, 0};
        struct amount above = tally->sums[i], below, room = tally->tolerances[i];
        const struct amount whole = amount_at(tally->whole, i)->printed ? amount_at(tally->whole, i)->value : zero;
        if (tally->overflow || !amount_subtract(tally->sums[i], whole, &above) ||
            !amount_subtract(whole, tally->sums[i], &below) || amount_compare(above, room) > 0)
            return 1;
        result = amount_compare(below, room) > 0 ? -1 : result;
    }
    return result;
}

static bool is_nought(const struct draft *draft)
{
    for (guint i = 0; i < draft->amounts->len; i++)
        if (amount_at(draft, i)->printed && amount_at(draft, i)->value.coefficient)
            return false;
    return true;
}

/* --- signs --- */

/* The first and last column in which the line has words; false where it has none. */
static bool words_span(const struct search *search, const struct draft *draft, int *first, int *last)
{
    *first = G_MAXINT;
    *last = -1;
    for (guint i = 0; i < draft->cells->len; i++) {
        const struct record_cell *cell = draft->cells->pdata[i];
        const struct view role = search->body->table->columns[cell->column].role;
        if (view_equal_text(role, "amount") || view_equal_text(role, "count") || view_equal_text(role, "percent"))
            continue;
        *first = MIN(*first, cell->column);
        *last = MAX(*last, cell->column);
    }
    return *last >= 0;
}

/* A code that the line shares with the next one tells nothing of which is under which. */
static bool is_uncoded(const struct search *search, guint index)
{
    const struct view code = draft_at(search, index)->row->code;
    return !code.data ||
           (index + 1 < search->body->drafts->len && view_equal(code, draft_at(search, index + 1)->row->code));
}

static bool names_unit(const struct search *search, guint index)
{
    const struct draft *draft = draft_at(search, index);
    if (view_equal(draft->row->name, search->body->table->record->organization))
        return true;
    /* Some print a unit twice, with its code and again without one. */
    if (index > 0 && view_equal(draft->row->name, draft_at(search, index - 1)->row->name) &&
        view_equal_text(draft_at(search, index - 1)->row->scheme, "unit"))
        return true;
    return !search->body->of_units && is_named(search, draft, "group");
}

static bool is_unit(const struct search *search, guint index)
{
    const struct draft *draft = draft_at(search, index);
    if (!is_item(draft) || view_is_empty(draft->row->name) || !is_uncoded(search, index))
        return false;
    if (!search->units[index])
        search->units[index] = names_unit(search, index) ? 2 : 1;
    return search->units[index] == 2;
}

static enum sign sign_of(const struct search *search, guint index)
{
    const struct draft *draft = draft_at(search, index), *next;
    const struct body *body = search->body;
    int first, last, next_first, next_last;
    if (index + 1 >= body->drafts->len || !is_item(draft) || is_nought(draft))
        return NO_SIGN;
    next = draft_at(search, index + 1);
    if ((!is_item(next) && !next->ends) || next->block != draft->block)
        return NO_SIGN;
    if (is_uncoded(search, index) && is_named(search, draft, "section"))
        return SECTION_NAME;
    if (is_unit(search, index))
        return UNIT_NAME;
    if (words_span(search, draft, &first, &last) && words_span(search, next, &next_first, &next_last) &&
        last < next_first)
        return WORDS_STEP;
    if (!draft->row->code.data && !draft->row->level && !view_is_empty(draft->row->name) && next->digits.data &&
        !(body->reading->dictionary && dictionary_has_name(body->reading->dictionary, draft->row->name)))
        return CODES_BELOW;
    return NO_SIGN;
}

/* --- how far a line reaches --- */

/* Whether the line at `index` cannot be one of those that the head with that sign stands over. */
static bool ends_reach(const struct search *search, guint head, enum sign sign, guint index)
{
    const struct draft *draft = draft_at(search, index), *above = draft_at(search, head);
    int first, last, own_first, own_last;
    if (!is_item(draft) && !draft->ends)
        return true;
    if (draft->block != above->block ||
        (above->row->code.data && draft->row->code.data && !view_equal(above->row->code, draft->row->code)))
        return true;
    if (sign == CODES_BELOW)
        return !draft->digits.data;
    if (sign == UNIT_NAME)
        return !draft->ends && is_unit(search, index);
    if (sign == SECTION_NAME)
        return is_named(search, draft, "section");
    return words_span(search, above, &own_first, &own_last) && words_span(search, draft, &first, &last) &&
           first < own_first;
}

/* The index behind the last of the lines that come to the head together, as many as they can be; 0 where none do.  Of
 * a code and its parts, and of a head and its lines, the upper one counts. */
static guint reach_by_sum(struct search *search, guint head, enum sign sign)
{
    const guint count = search->body->drafts->len;
    struct tally tally = tally_new(draft_at(search, head));
    struct codes_above codes = codes_above_new();
    guint end = 0, index = head + 1;
    bool whole = false;
    while (index < count && !ends_reach(search, head, sign, index) && search->steps) {
        const struct draft *draft = draft_at(search, index);
        search->steps--;
        if (!draft->digits.data || draft->ends || !codes_above_find(&codes, 0, draft->digits))
            tally_add(&tally, draft);
        if (draft->digits.data)
            codes_above_add(&codes, 0, draft->digits, (int)index);
        index = draft->ends ? draft->ends : index + 1;
        const int compared = tally_compare(&tally);
        end = compared == 0 ? index : end;
        if (compared > 0)
            break;
    }
    whole = index >= count || ends_reach(search, head, sign, index);
    codes_above_free(&codes);
    tally_free(&tally);
    /* Codes below a line are a weak sign: all of them must come to it. */
    return sign == CODES_BELOW && !(whole && end == index) ? 0 : end;
}

/* A list of lines each with its parts behind it, all on one depth, is read from its end: in how many ways it can be
 * from here on, and where the first line's parts end. */
struct way {
    guint count, end;
};

static struct way way_from(struct search *search, guint index, guint end, const struct way *ways, guint first)
{
    struct way way = {0, 0};
    struct tally tally = tally_new(draft_at(search, index));
    for (guint i = index + 1; i < end && search->steps; i++) {
        search->steps--;
        tally_add(&tally, draft_at(search, i));
        const int compared = tally_compare(&tally);
        if (compared > 0)
            break;
        if (compared == 0 && ways[i + 1 - first].count) {
            way.end = i + 1;
            way.count = MIN(way.count + ways[i + 1 - first].count, READINGS_MAX);
        }
    }
    tally_free(&tally);
    return way;
}

/* Where the lines of a section are kinds with their parts behind them, and can be read so in one way only: gives the
 * kinds their reach, and returns the section's; else 0. */
static guint reach_over_kinds(struct search *search, guint head)
{
    const guint first = head + 1;
    guint end = first;
    while (end < search->body->drafts->len && is_item(draft_at(search, end)) && !draft_at(search, end)->ends &&
           !view_equal_text(draft_at(search, end)->row->scheme, "unit") && !ends_reach(search, head, SECTION_NAME, end))
        end++;
    struct way *ways = g_new0(struct way, end - first + 1);
    ways[end - first].count = 1;
    for (guint i = end; i-- > first;)
        ways[i - first] = way_from(search, i, end, ways, first);
    struct tally tally = tally_new(draft_at(search, head));
    const bool single = end > first && ways[0].count == 1;
    for (guint i = first; single && i < end; i = ways[i - first].end)
        tally_add(&tally, draft_at(search, i));
    const bool fits = single && tally_compare(&tally) == 0;
    for (guint i = first; fits && i < end; i = ways[i - first].end) {
        draft_at(search, i)->ends = ways[i - first].end;
        draft_at(search, i)->row->role = VIEW_LITERAL("group");
    }
    tally_free(&tally);
    g_free(ways);
    return fits ? end : 0;
}

/* Whether the only total of the table is, to the digit, the sum of all its lines, of a code and its parts the upper one:
 * then none of them stands over others, or that would count twice. */
static bool is_flat(const struct search *search)
{
    const struct draft *whole = NULL;
    for (guint i = 0; i < search->body->drafts->len; i++) {
        const struct draft *draft = draft_at(search, i);
        if (!view_equal_text(draft->row->role, "total"))
            continue;
        if (whole)
            return false;
        whole = draft;
    }
    if (!whole || is_nought(whole))
        return false;
    struct tally tally = tally_new(whole);
    struct codes_above codes = codes_above_new();
    for (guint i = 0; i < search->body->drafts->len; i++) {
        const struct draft *draft = draft_at(search, i);
        if (!is_item(draft))
            continue;
        if (!draft->digits.data || !codes_above_find(&codes, draft->block, draft->digits))
            tally_add(&tally, draft);
        if (draft->digits.data)
            codes_above_add(&codes, draft->block, draft->digits, (int)i);
    }
    for (guint i = 0; i < whole->amounts->len; i++)
        tally.tolerances[i] = (struct amount){0, 0};
    const bool flat = tally_compare(&tally) == 0;
    codes_above_free(&codes);
    tally_free(&tally);
    return flat;
}

void heads_find(struct body *body)
{
    struct search search = {body, STEPS_PER_ROW * body->drafts->len, NULL};
    if (body->table->record->transposed || is_flat(&search))
        return;
    search.units = g_new0(guint8, body->drafts->len + 1);
    /* From the last to the first, so that the reach of a head below is known to one above it. */
    for (guint i = body->drafts->len; i-- > 0;) {
        struct draft *draft = draft_at(&search, i);
        const enum sign sign = sign_of(&search, i);
        if (sign == NO_SIGN)
            continue;
        draft->ends = sign == SECTION_NAME ? reach_over_kinds(&search, i) : 0;
        if (!draft->ends)
            draft->ends = reach_by_sum(&search, i, sign);
        /* A line of a classification stays one, whatever stands under it. */
        if (draft->ends && (sign != WORDS_STEP || !draft->row->code.data))
            draft->row->role = VIEW_LITERAL("group");
    }
    g_free(search.units);
}
