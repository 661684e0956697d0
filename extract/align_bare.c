/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables without any ruling: lines of text with amounts below each other, and the head above them. */
#include <math.h>

#include "extract/align.h"
#include "extract/align_plan.h"

/* In ems. */
#define ROW_GAP 3.5      /* rows of one table are no further apart */
#define HEAD_GAP 4.5     /* ... nor the head from them */
#define LINE_MARGIN 0.75 /* from the middle of the outermost lines to the edges of the table */

#define LONE_GAP 2.5   /* between a label over several columns and those below */
#define LONE_SLACK 2.0 /* a title is no further from the middle of its table, its number from an end */

#define SAME_SIZE 1.1 /* of the type in a head */
#define LARGER 1.45   /* titles are larger than rows by more */

#define LABEL_WIDTH 0.5 /* share of the table's width that a line with a single text may take */

enum {
    ROWS_MIN = 4,       /* lines with amounts and other text that make a table */
    BETWEEN_MAX = 3,    /* lines without amounts between two that hold some */
    HEAD_LINES_MAX = 20 /* printed lines of a head */
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

/* Whether a line above the rows may belong to their head; it is wider than they are where columns are empty. */
static bool may_be_head(const struct align_line *line, const struct align_line *row)
{
    return !line->amounts && line->size <= LARGER * row->size;
}

/* Whether a lone text above the lines top ... end is a label: of their size, and neither over their middle, as titles
 * are, nor at one of their ends, as numbers of tables are. */
static bool is_lone_label(const GArray *lines, guint index, guint top, guint end)
{
    const struct align_line *line = align_line_at(lines, index);
    double x0 = HUGE_VAL, x1 = -HUGE_VAL;
    for (guint i = top; i < end; i++) {
        x0 = MIN(x0, left_of(align_line_at(lines, i)));
        x1 = MAX(x1, right_of(align_line_at(lines, i)));
    }
    const double apart = fabs(left_of(line) + right_of(line) - x0 - x1) / 2, slack = LONE_SLACK * line->size;
    return is_near(lines, index, top, LONE_GAP) && line->size <= SAME_SIZE * align_line_at(lines, top)->size &&
           apart > slack && left_of(line) > x0 + slack && right_of(line) < x1 - slack;
}

/* The first line of the head above the rows.  A lone text at its top is a label where the line with the unit stands
 * above, and else a title, unless it cannot be one. */
static guint find_head(const GArray *lines, guint first, guint end, double x0, double x1)
{
    guint head = first, top = first;
    while (top > 0 && first - top < HEAD_LINES_MAX && is_near(lines, top - 1, top, HEAD_GAP) &&
           may_be_head(align_line_at(lines, top - 1), align_line_at(lines, first)) &&
           !align_is_caption(lines, top - 1, x0, x1)) {
        top--;
        if (align_line_at(lines, top)->pieces->len > 1 || (head == top + 1 && is_lone_label(lines, top, head, end)))
            head = top;
    }
    return top > 0 && align_is_caption(lines, top - 1, x0, x1) ? top : head;
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
static void add_table(struct align *align, GArray *lines, guint first, guint end, GPtrArray *grids)
{
    double x0 = HUGE_VAL, x1 = -HUGE_VAL;
    for (guint i = first; i < end; i++) {
        x0 = MIN(x0, left_of(align_line_at(lines, i)));
        x1 = MAX(x1, right_of(align_line_at(lines, i)));
    }
    if (!is_table(lines, first, end, x0, x1))
        return;
    const guint head = find_head(lines, first, end, x0, x1);
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
    struct align_plan plan = {.align = align,
                              .rules = bounds,
                              .others = others,
                              .count = G_N_ELEMENTS(rules),
                              .x0 = x0,
                              .x1 = x1,
                              .lines = lines};
    align_table_add(&plan, GRID_ALIGNED, grids);
    g_array_free(bounds, TRUE);
    g_array_free(others, TRUE);
}

void align_find_bare(struct align *align, const GArray *chars, GPtrArray *grids)
{
    GPtrArray *outside = align_chars_outside(chars, grids);
    GArray *lines = align_text_collect(outside, -HUGE_VAL, HUGE_VAL, NULL);
    for (guint first = 0, end; first < lines->len; first = end) {
        end = first + 1;
        if (!is_row(align_line_at(lines, first)))
            continue;
        end = find_end(lines, first);
        if (end - first >= ROWS_MIN)
            add_table(align, lines, first, end, grids);
    }
    g_array_free(lines, TRUE);
    g_ptr_array_free(outside, TRUE);
    align_sort(grids);
}
