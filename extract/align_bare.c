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
#define LABEL_SLACK 1.0 /* texts of one column begin no further apart */

#define WIDER 4.0 /* a line with the unit is no wider than a table of many rows by more, at each end */

enum {
    ROWS_MIN = 4,       /* lines with amounts and other text that make a table */
    LABELS_MIN = 2,     /* labels beside each other in the head of a table of fewer */
    BETWEEN_MAX = 3,    /* lines without amounts between two that hold some, empty rows left out */
    LOOK_BACK = 40,     /* lines before one that may be an empty row */
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

static double left_of_last(const struct align_line *line)
{
    return piece_at(line, line->pieces->len - 1)->x0;
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

/* Whether a text of the line `row` that is no figure begins where `piece` does. */
static bool begins_with(const struct align_line *row, const struct align_piece *piece)
{
    for (guint i = 0; i < row->pieces->len; i++)
        if (!piece_at(row, i)->figure && fabs(piece_at(row, i)->x0 - piece->x0) <= LABEL_SLACK * row->size)
            return true;
    return false;
}

/* Whether a line without amounts is a row whose amounts are empty: of the size of the others, each of its texts begins
 * where one does in the lines before it, of which the table's begin at `first`. */
static bool is_empty_row(const GArray *lines, guint index, guint first)
{
    const struct align_line *line = align_line_at(lines, index);
    bool fits = !line->amounts && line->size <= SAME_SIZE * align_line_at(lines, first)->size;
    for (guint i = 0; i < line->pieces->len && fits; i++) {
        fits = false;
        for (guint j = index; j-- > first && index - j <= LOOK_BACK && !fits;)
            fits = begins_with(align_line_at(lines, j), piece_at(line, i));
    }
    return fits;
}

/* The rows of a table. */
struct run {
    guint first, end; /* lines */
    guint rows;       /* those with amounts */
    guint empty;      /* those whose amounts are empty */
};

/* Whether a line tells the unit of the table below it, at its right end, which is right of `middle`. */
static bool is_unit(const struct align_line *line, double middle)
{
    return line->pieces->len && !line->amounts && piece_at(line, line->pieces->len - 1)->colon &&
           left_of_last(line) > middle;
}

/* The run of rows that begins at `first`: labels without amounts may stand between them, and any number of rows that
 * are empty; what tells the unit begins another table. */
static struct run find_run(const GArray *lines, guint first)
{
    struct run run = {.first = first, .end = first + 1, .rows = 1};
    const struct align_line *top = align_line_at(lines, first);
    const double middle = (left_of(top) + right_of(top)) / 2;
    guint between = 0, empty = 0;
    for (guint i = first + 1; i < lines->len && is_near(lines, i - 1, i, ROW_GAP); i++) {
        if (is_row(align_line_at(lines, i))) {
            run.end = i + 1;
            run.rows++;
            run.empty += empty;
            between = empty = 0;
        } else if (is_empty_row(lines, i, first)) {
            empty++;
        } else if (is_unit(align_line_at(lines, i), middle) || ++between > BETWEEN_MAX) {
            break;
        }
    }
    return run;
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
static bool is_table(const GArray *lines, const struct run *run, double x0, double x1)
{
    for (guint i = run->first; i < run->end; i++) {
        const struct align_line *line = align_line_at(lines, i);
        if (line->pieces->len == 1 && right_of(line) - left_of(line) > LABEL_WIDTH * (x1 - x0))
            return false;
    }
    return 2 * run->rows >= run->end - run->first - run->empty;
}

/* Whether what stands above the rows tells that they are a table, be they few: labels beside each other, and above them
 * at the right end a line with the unit. */
static bool is_told(const GArray *lines, guint head, guint first, double x0, double x1)
{
    bool labels = false;
    for (guint i = head; i < first; i++)
        labels = labels || align_line_at(lines, i)->pieces->len >= LABELS_MIN;
    return labels && head && align_is_caption(lines, head - 1, x0, x1) &&
           is_unit(align_line_at(lines, head - 1), (x0 + x1) / 2);
}

/* Adds the table of the rows, with its head, as if a ruling stood above and one below. */
static void add_table(struct align *align, GArray *lines, const struct run *run, GPtrArray *grids)
{
    const guint first = run->first, end = run->end;
    double x0 = HUGE_VAL, x1 = -HUGE_VAL;
    for (guint i = first; i < end; i++) {
        x0 = MIN(x0, left_of(align_line_at(lines, i)));
        x1 = MAX(x1, right_of(align_line_at(lines, i)));
    }
    if (!is_table(lines, run, x0, x1))
        return;
    const guint head = find_head(lines, first, end, x0, x1);
    for (guint i = head; i < first; i++) {
        x0 = MIN(x0, left_of(align_line_at(lines, i)));
        x1 = MAX(x1, right_of(align_line_at(lines, i)));
    }
    const bool told = is_told(lines, head, first, x0, x1);
    if (told) {
        /* Few texts do not tell how wide it is, nor do codes in the middle of their cells: what stands above does. */
        const struct align_line *line = align_line_at(lines, head - 1);
        const double most = run->rows < ROWS_MIN ? HUGE_VAL : WIDER * line->size;
        x0 = x0 - left_of(line) <= most ? MIN(x0, left_of(line)) : x0;
        x1 = right_of(line) - x1 <= most ? MAX(x1, right_of(line)) : x1;
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
                              .lines = lines,
                              .told = told};
    align_table_add(&plan, GRID_ALIGNED, grids);
    g_array_free(bounds, TRUE);
    g_array_free(others, TRUE);
}

void align_find_bare(struct align *align, const GArray *chars, GPtrArray *grids)
{
    GPtrArray *outside = align_chars_outside(chars, grids);
    GArray *lines = align_text_collect(outside, -HUGE_VAL, HUGE_VAL, NULL);
    for (guint first = 0; first < lines->len;) {
        if (!is_row(align_line_at(lines, first))) {
            first++;
            continue;
        }
        const struct run run = find_run(lines, first);
        add_table(align, lines, &run, grids);
        first = run.end;
    }
    g_array_free(lines, TRUE);
    g_ptr_array_free(outside, TRUE);
    align_sort(grids);
}
