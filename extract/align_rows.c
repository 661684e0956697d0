/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a table whose rulings do not part them. */
#include <math.h>
#include <string.h>

#include "extract/align_plan.h"

/* In ems. */
#define FULL_SLACK 2.0   /* a full line leaves less than this free at its end */
#define WRAP_GAP 1.9     /* a wrapped line follows at this distance or nearer */
#define SPREAD_SLACK 0.2 /* texts of one row are no further from each other */

#define WRAP_SHARE 0.85 /* of the distance between rows: wrapped lines are nearer, unless the upper one is full */
#define SAME_SHARE 1.1  /* ... and at most this */

/* Costs, in ems that texts are apart. */
#define LABEL_COST 0.6 /* of a row without amounts */
#define CODE_COST 1.5  /* ... nor words */
#define SHORT_COST 0.4 /* of a line that goes on though there was room for more in the one before */

enum {
    PITCHES_MIN = 3,    /* distances between rows of which one is the usual one */
    OPEN_ROWS = 3,      /* lines with amounts that are not one row */
    LINES_PER_ROW = 3,  /* a band with more printed lines than this is not a row */
    ROW_LINES_MAX = 24, /* printed lines of a row */
    HEIGHTS = 3         /* texts of a row have their tops, their middles or their ends at one height */
};

static int compare_doubles(const void *a, const void *b)
{
    const double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

/* The usual distance between rows: the median of that between neighbouring lines which both hold figures; 0 where
 * there are few of them. */
static double find_pitch(const GArray *lines, guint first, guint end)
{
    GArray *pitches = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = first + 1; i < end; i++)
        if (align_line_at(lines, i - 1)->figures && align_line_at(lines, i)->figures) {
            const double pitch = align_line_at(lines, i)->middle - align_line_at(lines, i - 1)->middle;
            g_array_append_val(pitches, pitch);
        }
    g_array_sort(pitches, compare_doubles);
    const double pitch = pitches->len >= PITCHES_MIN ? g_array_index(pitches, double, pitches->len / 2) : 0;
    g_array_free(pitches, TRUE);
    return pitch;
}

/* How many of the lines hold amounts. */
static guint count_amounts(const GArray *lines, guint first, guint end)
{
    guint count = 0;
    for (guint i = first; i < end; i++)
        count += align_line_at(lines, i)->amounts > 0;
    return count;
}

/* Whether a band between rulings of the body holds several rows: several lines in it have amounts; where none in the
 * table has any, it holds more lines than a row does. */
static bool is_open(const struct align_plan *plan, guint first, guint end)
{
    const guint bands = plan->count - 1 - plan->head_rules;
    const bool crowded = plan->end - plan->body >= LINES_PER_ROW * bands;
    const guint amounts = count_amounts(plan->lines, first, end);
    return amounts >= OPEN_ROWS || (crowded && (amounts > 1 || !count_amounts(plan->lines, plan->body, plan->end)));
}

/* What a row is made of, line by line. */
struct row {
    double *top, *bottom; /* by column; NAN where nothing stands in it */
    double *end;          /* of the last line's text */
    bool *amount;         /* a figure stands in it */
    guint amounts, words, lines;
    double cost; /* of the lines that follow each other in a column */
};

static void row_begin(struct row *row, guint columns)
{
    for (guint i = 0; i < columns; i++) {
        row->top[i] = row->bottom[i] = NAN;
        row->amount[i] = false;
    }
    row->amounts = row->words = row->lines = 0;
    row->cost = 0;
}

/* Adds a line to a row; false where it cannot be one of it. */
static bool row_add(struct row *row, const struct align_plan *plan, const struct align_line *line, double pitch)
{
    for (guint i = 0; i < line->pieces->len; i++) {
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, i);
        guint column = 0;
        if (!align_bands_touched(plan->bands, piece, &column))
            continue;
        if (isfinite(row->top[column])) {
            const struct align_band *band = align_band_at(plan, column);
            const double apart = piece->middle - row->bottom[column];
            const bool full = row->end[column] > band->x1 - FULL_SLACK * line->size;
            if ((piece->figure && !piece->bound) || row->amount[column] || apart > WRAP_GAP * line->size ||
                (pitch > 0 && apart > (full ? SAME_SHARE : WRAP_SHARE) * pitch))
                return false;
            if (apart > SPREAD_SLACK * line->size)
                row->cost += full ? 0 : SHORT_COST;
        } else {
            row->top[column] = piece->middle;
        }
        row->bottom[column] = piece->middle;
        row->end[column] = piece->x1;
        row->amount[column] = piece->figure && !piece->bound;
        row->amounts += piece->money;
        row->words += !piece->figure;
    }
    row->lines++;
    return row->lines <= ROW_LINES_MAX;
}

/* What it costs to take the lines for a row whose texts have their tops (0), middles (1) or ends (2) at one height. */
static double row_cost(const struct row *row, guint columns, int height, double size)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (guint i = 0; i < columns; i++) {
        if (!isfinite(row->top[i]))
            continue;
        const double at = (row->top[i] * (2 - height) + row->bottom[i] * height) / 2;
        least = MIN(least, at);
        most = MAX(most, at);
    }
    const double spread = least < most ? (most - least) / size - SPREAD_SLACK : 0;
    return MAX(0, spread) + row->cost + (row->amounts ? 0 : row->words ? LABEL_COST : CODE_COST);
}

/* Cuts the lines into rows at the least cost, by dynamic programming: cost[i] is that of the first i lines, from[i]
 * where the last of their rows begins.  Returns the cost. */
static double cut_rows(const struct align_plan *plan, guint first, guint end, double pitch, int height, guint *from)
{
    const guint count = end - first, columns = plan->bands->len;
    double *cost = g_new(double, count + 1);
    struct row row = {
        g_new(double, columns), g_new(double, columns), g_new(double, columns), g_new(bool, columns), 0, 0, 0, 0};
    for (guint i = 1; i <= count; i++)
        cost[i] = HUGE_VAL;
    cost[0] = 0;
    for (guint i = 0; i < count; i++) {
        row_begin(&row, columns);
        for (guint j = i; j < count && row_add(&row, plan, align_line_at(plan->lines, first + j), pitch); j++) {
            const double sum = cost[i] + row_cost(&row, columns, height, align_line_at(plan->lines, first + i)->size);
            if (sum < cost[j + 1]) {
                cost[j + 1] = sum;
                from[j + 1] = i;
            }
        }
        /* A line that is no row by itself is one all the same. */
        if (!isfinite(cost[i + 1])) {
            cost[i + 1] = cost[i] + LABEL_COST;
            from[i + 1] = i;
        }
    }
    const double total = cost[count];
    g_free(cost);
    g_free(row.top);
    g_free(row.bottom);
    g_free(row.end);
    g_free(row.amount);
    return total;
}

/* Each line is a row where there are no amounts, but for one that goes on with the text of a full line, in one column
 * other than the first. */
static void append_lines(const struct align_plan *plan, guint first, guint end, GArray *edges)
{
    for (guint i = first + 1; i < end; i++) {
        const struct align_line *upper = align_line_at(plan->lines, i - 1), *lower = align_line_at(plan->lines, i);
        const struct align_piece *piece = &g_array_index(lower->pieces, struct align_piece, 0);
        guint column = 0;
        const bool lone = lower->pieces->len == 1 && align_bands_touched(plan->bands, piece, &column) == 1;
        bool full = false;
        for (guint j = 0; lone && j < upper->pieces->len; j++) {
            const struct align_band *band = align_band_at(plan, column);
            const struct align_piece *above = &g_array_index(upper->pieces, struct align_piece, j);
            full = full ||
                   (above->x0 < band->x1 && above->x1 > band->x0 && above->x1 > band->x1 - FULL_SLACK * upper->size);
        }
        const double at = (upper->middle + lower->middle) / 2;
        if (!lone || !full || !column || lower->middle - upper->middle >= WRAP_GAP * lower->size)
            g_array_append_val(edges, at);
    }
}

void align_rows_find(const struct align_plan *plan, guint first, guint end, GArray *edges)
{
    if (!is_open(plan, first, end))
        return;
    if (!count_amounts(plan->lines, first, end)) {
        append_lines(plan, first, end, edges);
        return;
    }
    const double pitch = find_pitch(plan->lines, plan->body, plan->end);
    const int heights[HEIGHTS] = {1, 0, 2}; /* the middles, where all are as good */
    guint *from = g_new0(guint, end - first + 1), *best = g_new0(guint, end - first + 1);
    double least = HUGE_VAL;
    for (int i = 0; i < HEIGHTS; i++) {
        const double cost = cut_rows(plan, first, end, pitch, heights[i], from);
        if (cost < least) {
            least = cost;
            memcpy(best, from, (end - first + 1) * sizeof *best);
        }
    }
    for (guint i = best[end - first]; i > 0; i = best[i]) {
        const double at =
            (align_line_at(plan->lines, first + i - 1)->middle + align_line_at(plan->lines, first + i)->middle) / 2;
        g_array_append_val(edges, at);
    }
    g_array_sort(edges, compare_doubles);
    g_free(from);
    g_free(best);
}
