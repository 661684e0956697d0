/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/align.h"

#include <math.h>
#include <string.h>

#include "extract/align_plan.h"

/* In points. */
#define EMPTY_ROW 40.0 /* a lower band without text is an empty row */

/* In ems. */
#define FULL_SLACK 2.0 /* a full line leaves less than this free at its end */
#define WRAP_GAP 1.8   /* a wrapped line follows at this distance or nearer */

#define LABEL_WIDTH 0.4 /* share of a table's width that a lone label may take */
#define PROSE_WIDTH 0.6 /* ... and more than this is prose */
#define WRAP_SHARE 0.75 /* of the distance between rows: wrapped lines are nearer */

enum {
    EXTENTS_MAX = 50, /* different extents of rulings that are tried on a page */
    RULES_MIN = 2,    /* rulings of a table */
    FRAME_RULES = 2,  /* so few hold a table only where figures stand below each other */
    FRAME_LINES = 3,  /* ... in so many lines */
    LABEL_LINES = 3,  /* printed lines of a row that holds a label alone */
    PITCHES_MIN = 3,  /* distances between rows of which one is the usual one */
    LINES_PER_ROW = 3 /* a band with more printed lines than this is not a row */
};

static bool is_outside(const GPtrArray *grids, double x, double y, double margin)
{
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        if (x >= grid->x[0] - margin && x <= grid->x[grid->columns] + margin && y >= grid->y[0] - margin &&
            y <= grid->y[grid->rows] + margin)
            return false;
    }
    return true;
}

GPtrArray *align_chars_outside(const GArray *chars, const GPtrArray *grids)
{
    GPtrArray *outside = g_ptr_array_new();
    for (guint i = 0; i < chars->len; i++) {
        struct text_char *character = &g_array_index(chars, struct text_char, i);
        if (is_outside(grids, (character->x0 + character->x1) / 2, (character->y0 + character->y1) / 2, 0))
            g_ptr_array_add(outside, character);
    }
    return outside;
}

/* Whether a band between two rulings of that width looks like rows of a table: most of its lines have several
 * pieces, or it is a short label of few lines, or low and empty.  In a head one divided line is enough. */
static bool is_tabular(const GArray *lines, double top, double bottom, double width, bool head)
{
    guint start = 0, divided = 0, narrow = 0;
    align_lines_above(lines, &start, top);
    const guint first = start, count = align_lines_above(lines, &start, bottom);
    for (guint i = first; i < start; i++) {
        const GArray *pieces = align_line_at(lines, i)->pieces;
        const struct align_piece *piece = &g_array_index(pieces, struct align_piece, 0);
        divided += pieces->len > 1;
        narrow += pieces->len > 1 || piece->x1 - piece->x0 <= LABEL_WIDTH * width;
    }
    if (head)
        return divided > 0;
    if (!count)
        return bottom - top <= EMPTY_ROW;
    return 2 * divided > count || (narrow == count && (count <= LABEL_LINES || 4 * divided >= count));
}

static void append_edge(GArray *edges, double at)
{
    g_array_append_val(edges, at);
}

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
        if (align_line_at(lines, i - 1)->figures && align_line_at(lines, i)->figures)
            append_edge(pitches, align_line_at(lines, i)->middle - align_line_at(lines, i - 1)->middle);
    g_array_sort(pitches, compare_doubles);
    const double pitch = pitches->len >= PITCHES_MIN ? g_array_index(pitches, double, pitches->len / 2) : 0;
    g_array_free(pitches, TRUE);
    return pitch;
}

/* Whether the text of a line in a band reaches its right edge, so that it may go on in the next line. */
static bool fills_band(const struct align_line *line, const struct align_band *band)
{
    for (guint i = 0; i < line->pieces->len; i++) {
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, i);
        if (piece->x0 < band->x1 && piece->x1 > band->x0)
            return piece->x1 > band->x1 - FULL_SLACK * line->size;
    }
    return false;
}

/* The edges between rows within a body band: each printed line is a row, but for one that is part of a wrapped text:
 * it is nearer than rows are, or goes on with the text of one column other than the first. */
static void append_line_edges(GArray *edges, const GArray *bands, const GArray *lines, guint first, guint end,
                              double pitch)
{
    bool figures = first < end && align_line_at(lines, first)->figures; /* the row at hand has some */
    for (guint i = first + 1; i < end; i++) {
        const struct align_line *upper = align_line_at(lines, i - 1), *lower = align_line_at(lines, i);
        const double apart = lower->middle - upper->middle;
        guint column = 0;
        const bool lone =
            lower->pieces->len == 1 &&
            align_bands_touched(bands, &g_array_index(lower->pieces, struct align_piece, 0), &column) == 1;
        const bool wrapped = pitch > 0 ? apart < WRAP_SHARE * pitch && !(figures && lower->figures)
                                       : apart < WRAP_GAP * lower->size && lone && column > 0 &&
                                             fills_band(upper, &g_array_index(bands, struct align_band, column));
        figures = (wrapped && figures) || lower->figures;
        if (!wrapped)
            append_edge(edges, (upper->middle + lower->middle) / 2);
    }
}

/* The edges of the head's rows, but for the last: full rulings, dividers, or lines of text. */
static void append_head_edges(struct align_plan *plan, GArray *edges)
{
    append_edge(edges, align_rule_at(plan, 0));
    for (guint i = 1; i < plan->head_rules; i++)
        append_edge(edges, align_rule_at(plan, i));
    const struct grid_line *divider = align_head_divider(plan, align_rule_at(plan, 0));
    const bool bridge = !divider && plan->head_rules <= 1 && plan->spans->len;
    for (; divider; divider = align_head_divider(plan, divider->at))
        if (!align_is_full_rule(plan, divider->at))
            append_edge(edges, divider->at);
    for (guint i = plan->head + 1; bridge && i < plan->body; i++)
        append_edge(edges, (align_line_at(plan->lines, i - 1)->middle + align_line_at(plan->lines, i)->middle) / 2);
    g_array_sort(edges, compare_doubles);
    plan->head_rows = plan->body > plan->head ? edges->len : 0;
    if (!plan->head_rules && plan->body > plan->head)
        append_edge(edges, plan->head_bottom);
}

static GArray *row_edges(struct align_plan *plan)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    append_head_edges(plan, edges);
    const guint bands = plan->count - 1 - plan->head_rules;
    const bool open = plan->end - plan->body >= LINES_PER_ROW * bands;
    const double pitch = find_pitch(plan->lines, plan->body, plan->end);
    guint line = plan->body;
    for (guint i = plan->head_rules; i < plan->count; i++) {
        if (i > 0)
            append_edge(edges, align_rule_at(plan, i));
        const guint first = line;
        if (i + 1 < plan->count && align_lines_above(plan->lines, &line, align_rule_at(plan, i + 1)) && open)
            append_line_edges(edges, plan->bands, plan->lines, first, line, pitch);
    }
    return edges;
}

static struct grid *build_grid(struct align_plan *plan)
{
    GArray *y = row_edges(plan), *x = g_array_new(FALSE, FALSE, sizeof(double));
    append_edge(x, MIN(plan->x0, g_array_index(plan->bands, struct align_band, 0).x0));
    for (guint i = 1; i < plan->bands->len; i++)
        append_edge(x, (g_array_index(plan->bands, struct align_band, i - 1).x1 +
                        g_array_index(plan->bands, struct align_band, i).x0) /
                           2);
    append_edge(x, MAX(plan->x1, g_array_index(plan->bands, struct align_band, plan->bands->len - 1).x1));
    struct grid *grid = NULL;
    if ((gint64)(y->len - 1) * (x->len - 1) <= GRID_BOXES_MAX) {
        grid = grid_new((const double *)(const void *)y->data, (int)y->len - 1, (const double *)(const void *)x->data,
                        (int)x->len - 1);
        align_head_merge(plan, grid);
    }
    g_array_free(x, TRUE);
    g_array_free(y, TRUE);
    return grid;
}

/* Whether figures stand beside other text in several lines, and prose in none. */
static bool has_figures(const struct align_plan *plan)
{
    guint rows = 0;
    for (guint i = plan->body; i < plan->end; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, 0);
        rows += line->figures && line->pieces->len > 1;
        if (line->pieces->len == 1 && piece->x1 - piece->x0 > PROSE_WIDTH * (plan->x1 - plan->x0))
            return false;
    }
    return rows >= FRAME_LINES && 3 * rows >= plan->end - plan->body;
}

void align_table_add(struct align_plan *plan, enum grid_rulings rulings, GPtrArray *grids)
{
    guint line = 0;
    align_lines_above(plan->lines, &line, align_rule_at(plan, 0));
    plan->head = line;
    plan->head_rules = align_head_count(plan);
    plan->head_bottom = align_rule_at(plan, plan->head_rules);
    align_lines_above(plan->lines, &line, plan->head_bottom);
    plan->body = line;
    align_lines_above(plan->lines, &line, align_rule_at(plan, plan->count - 1));
    plan->end = line;
    if ((plan->head_rules && plan->head == plan->body) || plan->body == plan->end)
        return;
    if (!plan->head_rules)
        align_head_find(plan);
    if (plan->count == FRAME_RULES && !has_figures(plan))
        return;
    plan->bands = align_bands_find(plan->lines, plan->body, plan->end, plan->x0, plan->x1);
    plan->spans = g_array_new(FALSE, FALSE, sizeof(struct align_span));
    align_head_bring(plan);
    struct grid *grid = plan->bands->len >= (plan->count == FRAME_RULES ? 3 : 2) ? build_grid(plan) : NULL;
    if (grid) {
        grid->rulings = rulings;
        g_ptr_array_add(grids, grid);
    }
    g_array_free(plan->bands, TRUE);
    g_array_free(plan->spans, TRUE);
}

/* Tables among rulings of one extent. */
static void add_tables(const GArray *rules, const GArray *others, const GPtrArray *chars, GPtrArray *grids)
{
    const struct grid_line *rule = &g_array_index(rules, struct grid_line, 0);
    struct align_plan plan = {.rules = rules, .others = others, .x0 = rule->start, .x1 = rule->end};
    GArray *lines = align_text_collect(chars, plan.x0, plan.x1);
    plan.lines = lines;
    for (guint end; plan.first + RULES_MIN <= rules->len; plan.first = end) {
        for (end = plan.first + 1; end < rules->len; end++)
            if (!is_tabular(lines, rule[end - 1].at, rule[end].at, plan.x1 - plan.x0, end == plan.first + 1))
                break;
        plan.count = end - plan.first;
        if (plan.count >= RULES_MIN)
            align_table_add(&plan, GRID_MIXED, grids);
    }
    g_array_free(lines, TRUE);
}

static int compare_top(const void *a, const void *b)
{
    const struct grid *one = *(const struct grid *const *)a, *two = *(const struct grid *const *)b;
    return (one->y[0] > two->y[0]) - (one->y[0] < two->y[0]);
}

void align_sort(GPtrArray *grids)
{
    g_ptr_array_sort(grids, compare_top);
}

/* Leaves the lines that lie outside grids. */
static void keep_outside(GArray *lines, const GPtrArray *grids)
{
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++) {
        const struct grid_line line = g_array_index(lines, struct grid_line, i);
        if (is_outside(grids, (line.start + line.end) / 2, line.at, ALIGN_MARGIN))
            g_array_index(lines, struct grid_line, kept++) = line;
    }
    g_array_set_size(lines, kept);
}

/* Moves the lines of the same extent as the first one to `rules`. */
static void take_extent(GArray *lines, GArray *rules)
{
    const struct grid_line first = g_array_index(lines, struct grid_line, 0);
    guint kept = 0;
    g_array_set_size(rules, 0);
    for (guint i = 0; i < lines->len; i++) {
        const struct grid_line line = g_array_index(lines, struct grid_line, i);
        if (fabs(line.start - first.start) <= ALIGN_EXTENT && fabs(line.end - first.end) <= ALIGN_EXTENT)
            g_array_append_val(rules, line);
        else
            g_array_index(lines, struct grid_line, kept++) = line;
    }
    g_array_set_size(lines, kept);
}

/* The grids with several columns (in `grids` from now on) and those with one, which are frames with level lines
 * in them: text may give them columns. */
static GPtrArray *take_frames(GPtrArray *grids)
{
    GPtrArray *frames = g_ptr_array_new();
    guint kept = 0;
    for (guint i = 0; i < grids->len; i++) {
        struct grid *grid = grids->pdata[i];
        if (grid->columns == 1)
            g_ptr_array_add(frames, grid);
        else
            grids->pdata[kept++] = grid;
    }
    /* The frames must not be freed with the end of the array. */
    for (guint i = kept; i < grids->len; i++)
        grids->pdata[i] = NULL;
    g_ptr_array_set_size(grids, (int)kept);
    return frames;
}

/* Puts the frames back that have not become tables. */
static void return_frames(GPtrArray *frames, GPtrArray *grids)
{
    const guint tables = grids->len;
    for (guint i = 0; i < frames->len; i++) {
        struct grid *frame = frames->pdata[i];
        const double x = (frame->x[0] + frame->x[1]) / 2;
        bool taken = false;
        for (guint j = 0; j < tables && !taken; j++) {
            const struct grid *grid = grids->pdata[j];
            taken = x > grid->x[0] && x < grid->x[grid->columns] && frame->y[0] < grid->y[grid->rows] - ALIGN_MARGIN &&
                    frame->y[frame->rows] > grid->y[0] + ALIGN_MARGIN;
        }
        if (taken)
            grid_free(frame);
        else
            g_ptr_array_add(grids, frame);
    }
    g_ptr_array_free(frames, TRUE);
}

void align_find(const GArray *rulings, const GArray *chars, GPtrArray *grids)
{
    bool truncated = false;
    GArray *lines = grid_collect_lines(rulings, false, &truncated);
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    GPtrArray *frames = take_frames(grids);
    keep_outside(lines, grids);
    GPtrArray *outside = lines->len >= RULES_MIN ? align_chars_outside(chars, grids) : NULL;
    for (int tries = 0; lines->len >= RULES_MIN && tries < EXTENTS_MAX; tries++) {
        take_extent(lines, rules);
        if (rules->len >= RULES_MIN)
            add_tables(rules, lines, outside, grids);
    }
    if (outside)
        g_ptr_array_free(outside, TRUE);
    g_array_free(rules, TRUE);
    g_array_free(lines, TRUE);
    return_frames(frames, grids);
    align_sort(grids);
}
