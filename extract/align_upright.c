/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables whose columns are drawn and whose rows are not: upright rulings, with a frame around them or without. */
#include <math.h>

#include "extract/align.h"
#include "extract/align_plan.h"

#define SAME_COLUMN 3.0 /* points: uprights this near to each other are one edge */

enum {
    COLUMNS_MIN = 3,
    ROWS_MIN = 3, /* lines with amounts below each other that show that rows are missing */
    UPRIGHTS_MIN = 2,
    UPRIGHTS_MAX = 400, /* on a page */
    TABLES_MAX = 20     /* that are tried on a page */
};

static void append_edge(GArray *edges, double at)
{
    if (!edges->len || at - g_array_index(edges, double, edges->len - 1) > SAME_COLUMN)
        g_array_append_val(edges, at);
}

/* The columns between the edges, and what stands in them. */
static GArray *make_bands(const struct align_plan *plan, const GArray *edges)
{
    GArray *bands = g_array_new(FALSE, FALSE, sizeof(struct align_band));
    for (guint i = 0; i + 1 < edges->len; i++) {
        const double left = g_array_index(edges, double, i), right = g_array_index(edges, double, i + 1);
        struct align_band band = {.x0 = right, .x1 = left, .label = -1, .edge = right, .known = true};
        guint figures = 0, texts = 0;
        for (guint j = plan->body; j < plan->end; j++) {
            const GArray *pieces = align_line_at(plan->lines, j)->pieces;
            for (guint k = 0; k < pieces->len; k++) {
                const struct align_piece *piece = &g_array_index(pieces, struct align_piece, k);
                const double middle = (piece->x0 + piece->x1) / 2;
                if (middle < left || middle > right)
                    continue;
                band.x0 = MAX(left, MIN(band.x0, piece->x0));
                band.x1 = MIN(right, MAX(band.x1, piece->x1));
                *(piece->figure ? &figures : &texts) += 1;
            }
        }
        band.empty = band.x0 > band.x1;
        if (band.empty)
            band.x0 = band.x1 = (left + right) / 2;
        band.amounts = figures > texts;
        g_array_append_val(bands, band);
    }
    return bands;
}

/* Whether the lines show rows: several with amounts. */
static bool has_rows(const GArray *lines)
{
    guint rows = 0;
    for (guint i = 0; i < lines->len; i++)
        rows += align_line_at(lines, i)->amounts && align_line_at(lines, i)->pieces->len > 1;
    return rows >= ROWS_MIN;
}

/* The head that a ruling parts from the body, or else the lines above the first figures. */
static void find_head(struct align_plan *plan, double bottom)
{
    if (!isfinite(bottom)) {
        align_head_find(plan);
        return;
    }
    plan->head_rules = 1;
    plan->head_bottom = bottom;
    align_lines_above(plan->lines, &plan->body, bottom);
}

/* Makes a grid of the columns between the edges within an area; `head` is the ruling below its head, or NAN.  False where
 * its text shows no rows. */
static bool add_table(struct align *align, const struct align_area *area, double head, const GArray *edges,
                      const GArray *uprights, const GPtrArray *chars, GPtrArray *grids)
{
    GPtrArray *inside = g_ptr_array_new();
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = chars->pdata[i];
        const double y = (character->y0 + character->y1) / 2;
        if (y > area->y0 && y < area->y1)
            g_ptr_array_add(inside, chars->pdata[i]);
    }
    GArray *lines = align_text_collect(inside, area->x0, area->x1, edges);
    const struct grid_line bounds[] = {{.at = area->y0, .start = area->x0, .end = area->x1},
                                       {.at = isfinite(head) ? head : area->y1, .start = area->x0, .end = area->x1},
                                       {.at = area->y1, .start = area->x0, .end = area->x1}};
    const guint count = isfinite(head) ? 3 : 2;
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(struct grid_line)), *others;
    others = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    g_array_append_vals(rules, bounds, count);
    const bool rows = has_rows(lines);
    if (rows) {
        struct align_plan plan = {.align = align,
                                  .rules = rules,
                                  .others = others,
                                  .uprights = uprights,
                                  .count = count,
                                  .x0 = area->x0,
                                  .x1 = area->x1,
                                  .left = area->x0,
                                  .lines = lines,
                                  .end = lines->len};
        find_head(&plan, head);
        plan.bands = make_bands(&plan, edges);
        plan.labels = g_array_new(FALSE, FALSE, sizeof(struct align_label));
        align_labels_collect(&plan);
        if (!plan.doubtful) {
            align_spans_read(&plan);
            align_table_accept(&plan, GRID_MIXED, grids);
        }
        g_array_free(plan.bands, TRUE);
        g_array_free(plan.labels, TRUE);
    }
    g_array_free(rules, TRUE);
    g_array_free(others, TRUE);
    g_array_free(lines, TRUE);
    g_ptr_array_free(inside, TRUE);
    return rows;
}

/* Frames with columns and a single row that holds many, below a head or without one. */
static void split_frames(struct align *align, const GArray *uprights, const GArray *chars, GPtrArray *grids)
{
    const guint count = grids->len;
    GPtrArray *all = NULL;
    for (guint i = 0; i < count; i++) {
        struct grid *grid = grids->pdata[i];
        bool whole = grid->rows == 1; /* a ruling below the head parts all columns */
        for (int j = 0; j < grid->cell_count && grid->rows == 2; j++)
            whole = (whole || !j) && grid->cells[j].row_span == 1;
        if (!whole || grid->columns < COLUMNS_MIN)
            continue;
        const double head = grid->rows == 2 ? grid->y[1] : NAN;
        const struct align_area area = {grid->x[0], grid->y[0], grid->x[grid->columns], grid->y[grid->rows]};
        GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
        g_array_append_vals(edges, grid->x, (guint)grid->columns + 1);
        if (!all)
            all = align_chars_outside(chars, NULL);
        if (add_table(align, &area, head, edges, uprights, all, grids) && grids->len > count) {
            grids->pdata[i] = grids->pdata[grids->len - 1];
            grids->pdata[grids->len - 1] = NULL;
            g_ptr_array_set_size(grids, (int)count);
            grid_free(grid);
        }
        g_array_free(edges, TRUE);
    }
    if (all)
        g_ptr_array_free(all, TRUE);
}

/* Whether a line lies outside the grids. */
static bool is_free(const struct grid_line *line, const GPtrArray *grids)
{
    const double y = (line->start + line->end) / 2;
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        if (line->at > grid->x[0] - ALIGN_MARGIN && line->at < grid->x[grid->columns] + ALIGN_MARGIN &&
            y > grid->y[0] - ALIGN_MARGIN && y < grid->y[grid->rows] + ALIGN_MARGIN)
            return false;
    }
    return true;
}

/* Takes the lines of one table out of `lines`: the longest one, and those beside it that are at least half as long. */
static GArray *take_table(GArray *lines, struct align_area *area)
{
    struct grid_line longest = {0};
    for (guint i = 0; i < lines->len; i++)
        if (g_array_index(lines, struct grid_line, i).end - g_array_index(lines, struct grid_line, i).start >
            longest.end - longest.start)
            longest = g_array_index(lines, struct grid_line, i);
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++) {
        const struct grid_line line = g_array_index(lines, struct grid_line, i);
        const bool beside = line.start >= longest.start - ALIGN_EXTENT && line.end <= longest.end + ALIGN_EXTENT;
        if (beside && 2 * (line.end - line.start) > longest.end - longest.start)
            append_edge(edges, line.at);
        if (!beside)
            g_array_index(lines, struct grid_line, kept++) = line;
    }
    g_array_set_size(lines, kept);
    *area = (struct align_area){g_array_index(edges, double, 0), longest.start,
                                g_array_index(edges, double, edges->len - 1), longest.end};
    return edges;
}

/* Text beside the outermost lines is a column too. */
static void add_outer(struct align_area *area, GArray *edges, const GPtrArray *chars)
{
    double left = area->x0, right = area->x1;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = chars->pdata[i];
        const double y = (character->y0 + character->y1) / 2;
        if (y > area->y0 && y < area->y1) {
            left = MIN(left, character->x0);
            right = MAX(right, character->x1);
        }
    }
    if (left < area->x0 - ALIGN_MARGIN) {
        area->x0 = left - 1;
        g_array_prepend_val(edges, area->x0);
    }
    if (right > area->x1 + ALIGN_MARGIN) {
        area->x1 = right + 1;
        g_array_append_val(edges, area->x1);
    }
}

/* Uprights that no frame surrounds. */
static void find_open(struct align *align, const GArray *uprights, const GArray *chars, GPtrArray *grids)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    for (guint i = 0; i < uprights->len; i++)
        if (is_free(&g_array_index(uprights, struct grid_line, i), grids))
            g_array_append_val(lines, g_array_index(uprights, struct grid_line, i));
    GPtrArray *outside = lines->len >= UPRIGHTS_MIN ? align_chars_outside(chars, grids) : NULL;
    for (int tables = 0; lines->len >= UPRIGHTS_MIN && tables < TABLES_MAX; tables++) {
        struct align_area area;
        GArray *edges = take_table(lines, &area);
        if (edges->len >= UPRIGHTS_MIN)
            add_outer(&area, edges, outside);
        if (edges->len > COLUMNS_MIN)
            add_table(align, &area, NAN, edges, uprights, outside, grids);
        g_array_free(edges, TRUE);
    }
    if (outside)
        g_ptr_array_free(outside, TRUE);
    g_array_free(lines, TRUE);
}

void align_find_upright(struct align *align, const GArray *uprights, const GArray *chars, GPtrArray *grids)
{
    if (uprights->len >= UPRIGHTS_MIN && uprights->len <= UPRIGHTS_MAX) {
        split_frames(align, uprights, chars, grids);
        find_open(align, uprights, chars, grids);
        align_sort(grids);
    }
}
