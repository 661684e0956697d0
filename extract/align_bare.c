/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables without any ruling: lines of text with amounts below each other, and the head above them. */
#include <math.h>

#include "extract/align.h"
#include "extract/align_plan.h"

/* In ems. */
#define ROW_GAP 3.5      /* rows of one table are no further apart */
#define HEAD_GAP 4.5     /* ... nor the head from them */
#define LINE_MARGIN 0.75 /* from the middle of the outermost lines to the edges of the table */

#define LABEL_WIDTH 0.5 /* share of the table's width that a line with a single text may take */

enum {
    ROWS_MIN = 4,      /* lines with amounts and other text that make a table */
    BETWEEN_MAX = 3,   /* lines without amounts between two that hold some */
    HEAD_LINES_MAX = 4 /* printed lines of a head */
};

static const struct align_piece *piece_at(const struct align_line *line, guint index)
{
    return &g_array_index(line->pieces, struct align_piece, index);
}

static double left_of(const struct align_line *line)
{
    return piece_at(line, 0)->x0;
}

static double right_of(const struct align_line *line)
{
    return piece_at(line, line->pieces->len - 1)->x1;
}

static bool is_row(const struct align_line *line)
{
    return line->amounts && line->pieces->len >= 2;
}

static bool is_near(const GArray *lines, guint upper, guint lower, double gap)
{
    const struct align_line *a = align_line_at(lines, upper), *b = align_line_at(lines, lower);
    return b->middle - a->middle <= gap * MAX(a->size, b->size);
}

/* The end of the run of rows that begins at `first`: labels without amounts may stand between them. */
static guint find_end(const GArray *lines, guint first)
{
    guint last = first;
    for (guint i = first + 1; i < lines->len && i - last <= BETWEEN_MAX && is_near(lines, i - 1, i, ROW_GAP); i++)
        if (is_row(align_line_at(lines, i)))
            last = i;
    return last + 1;
}

/* The first line of the head above the rows: lines of several texts within their width. */
static guint find_head(const GArray *lines, guint first, double x0, double x1)
{
    guint head = first;
    while (head > 0 && first - head < HEAD_LINES_MAX && is_near(lines, head - 1, head, HEAD_GAP)) {
        const struct align_line *line = align_line_at(lines, head - 1);
        if (line->pieces->len < 2 || line->amounts || line->colon || left_of(line) < x0 - line->size ||
            right_of(line) > x1 + line->size)
            break;
        head--;
    }
    return head;
}

/* Whether the lines are a table's and no prose with amounts in it. */
static bool is_table(const GArray *lines, guint first, guint end, double x0, double x1)
{
    guint rows = 0;
    for (guint i = first; i < end; i++) {
        const struct align_line *line = align_line_at(lines, i);
        rows += is_row(line);
        if (line->pieces->len == 1 && right_of(line) - left_of(line) > LABEL_WIDTH * (x1 - x0))
            return false;
    }
    return rows >= ROWS_MIN && 2 * rows >= end - first;
}

/* Adds the table of the lines first ... end, with its head, as if a ruling stood above and one below. */
static void add_table(GArray *lines, guint first, guint end, GPtrArray *grids)
{
    double x0 = HUGE_VAL, x1 = -HUGE_VAL;
    for (guint i = first; i < end; i++) {
        x0 = MIN(x0, left_of(align_line_at(lines, i)));
        x1 = MAX(x1, right_of(align_line_at(lines, i)));
    }
    if (!is_table(lines, first, end, x0, x1))
        return;
    const guint head = find_head(lines, first, x0, x1);
    for (guint i = head; i < first; i++) {
        x0 = MIN(x0, left_of(align_line_at(lines, i)));
        x1 = MAX(x1, right_of(align_line_at(lines, i)));
    }
    const struct align_line *top = align_line_at(lines, head), *bottom = align_line_at(lines, end - 1);
    const struct grid_line rules[] = {{.at = top->middle - LINE_MARGIN * top->size, .start = x0, .end = x1},
                                      {.at = bottom->middle + LINE_MARGIN * bottom->size, .start = x0, .end = x1}};
    GArray *bounds = g_array_new(FALSE, FALSE, sizeof(struct grid_line)), *others;
    others = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    g_array_append_vals(bounds, rules, G_N_ELEMENTS(rules));
    struct align_plan plan = {
        .rules = bounds, .others = others, .count = G_N_ELEMENTS(rules), .x0 = x0, .x1 = x1, .lines = lines};
    align_table_add(&plan, GRID_ALIGNED, grids);
    g_array_free(bounds, TRUE);
    g_array_free(others, TRUE);
}

void align_find_bare(const GArray *chars, GPtrArray *grids)
{
    GPtrArray *outside = align_chars_outside(chars, grids);
    GArray *lines = align_text_collect(outside, -HUGE_VAL, HUGE_VAL);
    for (guint first = 0, end; first < lines->len; first = end) {
        end = first + 1;
        if (!is_row(align_line_at(lines, first)))
            continue;
        end = find_end(lines, first);
        if (end - first >= ROWS_MIN)
            add_table(lines, first, end, grids);
    }
    g_array_free(lines, TRUE);
    g_ptr_array_free(outside, TRUE);
    align_sort(grids);
}
