/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the labels of a head span: they stand in the middle of their columns. */
#include <math.h>
#include <string.h>

#include "extract/align_plan.h"

/* In ems. */
#define CENTRE_SLACK 0.5 /* of a text from the middle of the columns it is centred over */
#define SPAN_SLACK 1.0   /* ... of a label, before its columns are doubtful */
#define SIDE_SLACK 0.5   /* a label beside may reach over the edge of a column by this */
#define SAME_HEIGHT 0.6  /* labels of one row have their middles no further apart */
#define SAME_COST 0.25   /* of spans that are as good as each other */
#define UNEVEN_COST 0.5  /* of a span over labels of different heights */

static double run_middle(const struct align_plan *plan, int first, int end)
{
    return (align_column_left(plan, first) + align_band_at(plan, end - 1)->edge) / 2;
}

/* The columns that a label may span: from *first to before *end. */
static void find_bounds(const struct align_plan *plan, const struct align_label *label, int *first, int *end)
{
    double left = -HUGE_VAL, right = HUGE_VAL;
    for (int i = 0; i < (int)plan->labels->len; i++) {
        const struct align_label *other = align_label_at(plan, i);
        const double slack = label->size / 2;
        if (other == label || other->y0 > label->y1 + slack || other->y1 < label->y0 - slack)
            continue;
        const bool placed = other->count > 0;
        if (align_label_middle(other) < align_label_middle(label))
            left = MAX(left, placed ? align_band_at(plan, other->first + other->count - 1)->edge : other->x1);
        else
            right = MIN(right, placed ? align_column_left(plan, other->first) : other->x0);
    }
    double next = plan->head_bottom; /* the full ruling below */
    for (guint i = plan->head_rules; i-- > 1;)
        next = align_rule_at(plan, i) > label->y1 ? align_rule_at(plan, i) : next;
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        if (line->at > label->y1 && line->at < next - ALIGN_MARGIN && line->start < align_label_middle(label) &&
            line->end > align_label_middle(label)) {
            left = MAX(left, line->start);
            right = MIN(right, line->end);
            break;
        }
    }
    const double slack = SIDE_SLACK * label->size;
    for (*first = 0; *first < (int)plan->bands->len && align_column_left(plan, *first) < left - slack; (*first)++)
        continue;
    for (*end = (int)plan->bands->len; *end > *first && align_band_at(plan, *end - 1)->edge > right + slack; (*end)--)
        continue;
}

/* The uppermost label below another one in each column; -1 where there is none. */
static void find_below(const struct align_plan *plan, const struct align_label *label, int *below)
{
    for (int i = 0; i < (int)plan->bands->len; i++)
        below[i] = -1;
    for (int i = 0; i < (int)plan->labels->len; i++) {
        const struct align_label *other = align_label_at(plan, i);
        for (int j = other->first; other->y0 > label->y1 && j < other->first + other->count; j++)
            if (below[j] < 0 || other->y0 < align_label_at(plan, below[j])->y0)
                below[j] = i;
    }
}

/* Whether the run of columns cuts through a label below. */
static bool cuts(const struct align_plan *plan, const int *below, int first, int end)
{
    const struct align_label *left = below[first] >= 0 ? align_label_at(plan, below[first]) : NULL;
    const struct align_label *right = below[end - 1] >= 0 ? align_label_at(plan, below[end - 1]) : NULL;
    return (left && left->first < first) || (right && right->first + right->count > end);
}

static double height_of(const struct align_plan *plan, int label)
{
    return (align_label_at(plan, label)->y0 + align_label_at(plan, label)->y1) / 2;
}

/* The edge between a label and those below it. */
static void find_bottom(const struct align_plan *plan, struct align_label *label, const int *below)
{
    double top = HUGE_VAL;
    for (int i = label->first; i < label->first + label->count; i++)
        if (below[i] >= 0)
            top = MIN(top, align_label_at(plan, below[i])->y0);
    label->spans = isfinite(top);
    label->bottom = (label->y1 + top) / 2;
}

/* Finds the columns that a label with others below stands in the middle of. */
static void place_span(struct align_plan *plan, struct align_label *label, int *below)
{
    int low, high;
    find_below(plan, label, below);
    find_bounds(plan, label, &low, &high);
    double least = HUGE_VAL, residual = HUGE_VAL;
    for (int first = low; first < high; first++) {
        double top = HUGE_VAL, bottom = -HUGE_VAL;
        for (int end = first + 1; end <= high; end++) {
            if (below[end - 1] >= 0) {
                top = MIN(top, height_of(plan, below[end - 1]));
                bottom = MAX(bottom, height_of(plan, below[end - 1]));
            } else if (align_band_at(plan, end - 1)->label >= 0) {
                break; /* its label stands beside or above */
            }
            const bool lone = end == first + 1;
            if (cuts(plan, below, first, end) || bottom < top ||
                (lone && !align_is_divided(plan, align_label_middle(label), label->y1, top)))
                continue;
            const double apart = fabs(run_middle(plan, first, end) - align_label_middle(label)) / label->size;
            const double cost = apart + (bottom - top > SAME_HEIGHT * label->size ? UNEVEN_COST : 0);
            /* Among those that are as good the widest. */
            if (cost < least - SAME_COST || (cost < least + SAME_COST && end - first > label->count)) {
                least = MIN(cost, least);
                residual = apart;
                label->first = first;
                label->count = end - first;
            }
        }
    }
    if (residual > SPAN_SLACK) {
        plan->doubtful = true;
        return;
    }
    find_bottom(plan, label, below);
}

static int compare_bottoms(gconstpointer a, gconstpointer b, gpointer labels)
{
    const struct align_label *one = &g_array_index((GArray *)labels, struct align_label, *(const int *)a);
    const struct align_label *two = &g_array_index((GArray *)labels, struct align_label, *(const int *)b);
    return (one->y1 < two->y1) - (one->y1 > two->y1);
}

/* The labels that span columns (indices), the lowest first. */
static GArray *collect_spans(const struct align_plan *plan)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(int));
    for (int i = 0; i < (int)plan->labels->len; i++)
        if (align_label_at(plan, i)->spans)
            g_array_append_val(spans, i);
    g_array_sort_with_data(spans, compare_bottoms, plan->labels);
    return spans;
}

/* A label of one column stands over its neighbour too, if that has none and the label stands in the middle of both. */
static void widen_leaf(const struct align_plan *plan, struct align_label *label)
{
    const int column = label->first;
    double least = fabs(run_middle(plan, column, column + 1) - align_label_middle(label)) - CENTRE_SLACK * label->size;
    for (int first = MAX(column - 1, 0); first <= column && first + 1 < (int)plan->bands->len; first++) {
        const int other = first == column ? column + 1 : first;
        const double apart = fabs(run_middle(plan, first, first + 2) - align_label_middle(label));
        if (align_band_at(plan, other)->label >= 0 || apart >= least)
            continue;
        least = apart;
        label->first = first;
        label->count = 2;
    }
}

void align_spans_find(struct align_plan *plan)
{
    GArray *spans = collect_spans(plan);
    int *below = g_new(int, plan->bands->len);
    for (guint i = 0; i < spans->len; i++)
        place_span(plan, align_label_at(plan, g_array_index(spans, int, i)), below);
    for (int i = 0; i < (int)plan->labels->len; i++)
        if (!align_label_at(plan, i)->spans && align_label_at(plan, i)->count == 1)
            widen_leaf(plan, align_label_at(plan, i));
    g_array_free(spans, TRUE);
    g_free(below);
}

void align_spans_read(struct align_plan *plan)
{
    const int columns = (int)plan->bands->len;
    for (int i = 0; i < (int)plan->labels->len; i++) {
        struct align_label *label = align_label_at(plan, i);
        const double middle = align_label_middle(label), height = (label->y0 + label->y1) / 2;
        int first = 0;
        while (first + 1 < columns && align_band_at(plan, first)->edge < middle)
            first++;
        int end = first + 1;
        for (; first > 0 && !align_is_parted(plan, align_column_left(plan, first) - ALIGN_MARGIN, middle, height);
             first--)
            continue;
        for (;
             end < columns && !align_is_parted(plan, middle, align_band_at(plan, end - 1)->edge + ALIGN_MARGIN, height);
             end++)
            continue;
        label->first = first;
        label->count = end - first;
    }
    int *below = g_new(int, columns);
    for (int i = 0; i < (int)plan->labels->len; i++) {
        find_below(plan, align_label_at(plan, i), below);
        find_bottom(plan, align_label_at(plan, i), below);
    }
    g_free(below);
}

void align_head_rows(struct align_plan *plan, GArray *edges)
{
    for (int i = 0; i < (int)plan->labels->len; i++) {
        struct align_label *label = align_label_at(plan, i);
        bool near = false;
        for (guint j = 0; label->spans && j < edges->len && !near; j++)
            near = fabs(g_array_index(edges, double, j) - label->bottom) <= label->size / 2;
        for (guint j = 1; label->spans && j < plan->head_rules; j++)
            near = near || (align_rule_at(plan, j) > label->y1 && align_rule_at(plan, j) <= label->bottom);
        if (label->spans && label->count && !near)
            g_array_append_val(edges, label->bottom);
    }
}

/* The sides of a grid's boxes in the making: true where one is drawn. */
struct sides {
    const struct grid *grid;
    bool *level, *upright;
};

static bool *level_side(const struct sides *sides, int edge, int column)
{
    return &sides->level[(gsize)edge * (gsize)sides->grid->columns + (gsize)column];
}

static bool *upright_side(const struct sides *sides, int edge, int row)
{
    return &sides->upright[(gsize)edge * (gsize)sides->grid->rows + (gsize)row];
}

/* The row of the head that ends nearest to a height. */
static int row_ending_at(const struct align_plan *plan, const struct grid *grid, double at)
{
    int best = 0;
    for (int row = 1; row < (int)plan->head_rows; row++)
        if (fabs(grid->y[row + 1] - at) < fabs(grid->y[best + 1] - at))
            best = row;
    return best;
}

/* Merges the cells of labels over several columns, the uppermost first. */
static void merge_spans(const struct align_plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    GArray *spans = collect_spans(plan);
    int *top = g_new0(int, grid->columns); /* the row in which the next cell of a column begins */
    for (guint i = spans->len; i-- > 0;) {
        const struct align_label *label = align_label_at(plan, g_array_index(spans, int, i));
        if (!label->count)
            continue;
        const int last = row_ending_at(plan, grid, label->bottom);
        int first = top[label->first];
        for (int row = first; row < last; row++)
            first = align_is_full_rule(plan, grid->y[row + 1]) && grid->y[row + 1] < label->y0 ? row + 1 : first;
        for (int column = label->first; column < label->first + label->count; column++) {
            *level_side(sides, last + 1, column) = true;
            top[column] = last + 1;
            for (int row = first; column > label->first && row <= last; row++)
                *upright_side(sides, column, row) = false;
        }
    }
    for (int i = 0; i < (int)plan->labels->len; i++) {
        const struct align_label *label = align_label_at(plan, i);
        for (int column = label->first + 1; !label->spans && column < label->first + label->count; column++)
            for (int row = top[label->first]; row < (int)plan->head_rows; row++)
                *upright_side(sides, column, row) = false;
    }
    g_array_free(spans, TRUE);
    g_free(top);
}

/* A lone text that stands in the middle of the first two columns, and not where the second one's texts begin,
 * stands over both: 合计. */
static void span_centred(const struct align_plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    if (grid->columns < 3)
        return;
    /* The columns end somewhere between their texts. */
    const struct align_band *bands = (const struct align_band *)(const void *)plan->bands->data;
    const double least = (align_column_left(plan, 0) + bands[1].x1) / 2, most = (bands[0].x0 + bands[2].x0) / 2;
    bool *first = g_new0(bool, grid->rows); /* whether the first column holds text */
    for (guint i = plan->body; i < plan->end; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        const int row = grid_band_at(grid->y, grid->rows, line->middle);
        guint column = 0;
        if (row >= 0 && align_bands_touched(plan->bands, &g_array_index(line->pieces, struct align_piece, 0), &column))
            first[row] = first[row] || !column;
    }
    for (guint i = plan->body; i < plan->end; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, 0);
        const double middle = (piece->x0 + piece->x1) / 2;
        guint column = 0;
        const int row = grid_band_at(grid->y, grid->rows, line->middle);
        const guint touched = align_bands_touched(plan->bands, piece, &column);
        if (row >= 0 && !first[row] && (!touched || (touched == 1 && column == 1)) &&
            piece->x0 > bands[1].x0 + line->size && middle > least - CENTRE_SLACK * line->size &&
            middle < most + CENTRE_SLACK * line->size)
            *upright_side(sides, 1, row) = false;
    }
    g_free(first);
}

/* Where upright rulings draw the columns, cells of the body are merged where they leave out a row. */
static void merge_open(const struct align_plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    GArray *here = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    for (int column = 1; column < grid->columns; column++) {
        g_array_set_size(here, 0);
        for (guint i = 0; i < plan->uprights->len; i++)
            if (fabs(g_array_index(plan->uprights, struct grid_line, i).at - grid->x[column]) <= ALIGN_MARGIN)
                g_array_append_val(here, g_array_index(plan->uprights, struct grid_line, i));
        for (int row = (int)plan->head_rows; row < grid->rows; row++) {
            const double middle = (grid->y[row] + grid->y[row + 1]) / 2;
            bool drawn = false;
            for (guint i = 0; i < here->len && !drawn; i++)
                drawn = g_array_index(here, struct grid_line, i).start < middle &&
                        g_array_index(here, struct grid_line, i).end > middle;
            *upright_side(sides, column, row) = drawn;
        }
    }
    g_array_free(here, TRUE);
}

/* Merges the cells of the head: along what spans several columns, and down where nothing does; and in the body what
 * is centred over two. */
void align_head_merge(const struct align_plan *plan, struct grid *grid)
{
    const gsize levels = (gsize)(grid->rows + 1) * (gsize)grid->columns;
    const gsize uprights = (gsize)(grid->columns + 1) * (gsize)grid->rows;
    const struct sides sides = {grid, g_new(bool, levels), g_new(bool, uprights)};
    memset(sides.level, true, levels * sizeof *sides.level);
    memset(sides.upright, true, uprights * sizeof *sides.upright);
    for (int edge = 1; edge < (int)plan->head_rows; edge++)
        for (int column = 0; column < grid->columns; column++)
            *level_side(&sides, edge, column) = align_is_full_rule(plan, grid->y[edge]);
    for (int edge = 0; edge <= grid->columns && plan->doubtful; edge++)
        for (int row = 0; row < (int)plan->head_rows; row++)
            *upright_side(&sides, edge, row) = edge == 0 || edge == grid->columns;
    if (plan->head_rows && !plan->doubtful)
        merge_spans(plan, &sides);
    if (plan->uprights)
        merge_open(plan, &sides);
    else
        span_centred(plan, &sides);
    grid_merge_boxes(grid, sides.level, sides.upright);
    g_free(sides.level);
    g_free(sides.upright);
}
