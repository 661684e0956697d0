/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/diff.h"
#include "rules/dictionary.h"

struct view diff_fold(struct arena *arena, const struct lookup *lookup, struct view name)
{
    return dictionary_fold(arena, lookup_without_years(arena, lookup, name));
}

struct diff_line diff_line_new(struct arena *arena, enum diff_type type, size_t editions)
{
    struct diff_line line = {.type = type};
    line.values = ARENA_ARRAY(arena, struct diff_value, editions);
    line.last = editions - 1;
    return line;
}

/* The same value with more digits behind the point, as far as they fit. */
static void rescale(struct amount *amount, int scale)
{
    int64_t coefficient;
    while (amount->scale < scale && !__builtin_mul_overflow(amount->coefficient, (int64_t)10, &coefficient)) {
        amount->coefficient = coefficient;
        amount->scale++;
    }
}

/* change / old in tenths of a per cent, rounded half away from zero, in whole numbers; false where there was
 * nothing before. */
static bool tenths_of_percent(struct amount change, struct amount old, int64_t *tenths)
{
    rescale(&change, old.scale);
    rescale(&old, change.scale);
    int64_t part = change.coefficient, whole = old.coefficient;
    while (part > INT64_MAX / 2001 || part < -(INT64_MAX / 2001)) {
        part /= 10;
        whole /= 10;
    }
    if (!whole || change.scale != old.scale)
        return false;
    whole = whole < 0 ? -whole : whole;
    int64_t twice = part * 2000 / whole;
    *tenths = (twice + (twice < 0 ? -1 : 1)) / 2;
    return true;
}

static bool values_differ(const struct diff_line *line, const struct diff_value *a, const struct diff_value *b)
{
    if (line->type == DIFF_AMOUNT || line->type == DIFF_FUND)
        return a->printed != b->printed ? amount_compare(a->printed ? a->amount : b->amount, (struct amount){0, 0})
                                        : a->printed && amount_compare(a->amount, b->amount);
    return !view_equal(a->text, b->text);
}

bool diff_line_judge(struct diff_line *line, size_t editions)
{
    const struct diff_value *first = &line->values[line->first], *last = &line->values[line->last], *before = first;
    bool any = false, differs = false;
    for (size_t i = 0; i < editions; i++) {
        const struct diff_value *value = &line->values[i];
        any = any || value->printed;
        if (i <= line->first || i > line->last || value->elsewhere)
            continue;
        differs = differs || values_differ(line, before, value);
        before = value;
    }
    if (!first->present || !last->present)
        line->status = last->present ? DIFF_NEW : first->present ? DIFF_GONE : DIFF_BETWEEN;
    else
        line->status = differs ? DIFF_CHANGED : DIFF_SAME;
    if (line->type == DIFF_AMOUNT || line->type == DIFF_FUND) {
        const struct amount none = {0, 0};
        line->has_change =
            amount_subtract(last->printed ? last->amount : none, first->printed ? first->amount : none, &line->change);
        line->has_percent =
            line->has_change && first->printed && tenths_of_percent(line->change, first->amount, &line->percent);
        line->weight = line->change;
        if (line->weight.coefficient < 0)
            line->weight.coefficient = -line->weight.coefficient;
    }
    return any;
}

static int compare_lines(const void *a, const void *b, void *unused)
{
    const struct diff_line *x = a, *y = b;
    (void)unused;
    return amount_compare(y->weight, x->weight);
}

void diff_section_fill(struct arena *arena, struct diff_section *section, const GArray *lines)
{
    section->lines = ARENA_ARRAY(arena, struct diff_line, lines->len);
    for (guint i = 0; i < lines->len; i++) {
        const struct diff_line *line = &g_array_index(lines, struct diff_line, i);
        if (line->status == DIFF_SAME)
            section->same++;
        else
            section->lines[section->line_count++] = *line;
    }
    /* a stable sort: lines of one weight stay in the order of the document */
    g_qsort_with_data(section->lines, (gint)section->line_count, sizeof *section->lines, compare_lines, NULL);
}
