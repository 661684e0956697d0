/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/align.h"

#include <math.h>
#include <string.h>

#include "extract/align_plan.h"

/* In points. */
#define EMPTY_ROW 40.0 /* a lower band without text is an empty row */

#define LOW_BAND 2.5 /* ems: a row is no higher, nor ends it nearer to the right where it has no amounts */

#define LABEL_WIDTH 0.4 /* share of a table's width that a lone label may take */
#define PROSE_WIDTH 0.6 /* ... and more than this is prose */

enum {
    COLUMNS_MAX = 200, /* of a table whose columns the text gives */
    EXTENTS_MAX = 50,  /* different extents of rulings that are tried on a page */
    RULES_MIN = 2,     /* rulings of a table */
    FRAME_RULES = 2,   /* so few hold a table only where figures stand below each other */
    FRAME_LINES = 3,   /* ... in so many lines */
    LABEL_LINES = 3,   /* printed lines of a row that holds a label alone */
    ROW_PIECES = 3,    /* of a line with amounts that is no prose */
    ABOVE_PIECES = 3,  /* of the line with the unit, which stands above a table */
};

struct align *align_new(void)
{
    struct align *align = g_new0(struct align, 1);
    align->columns = g_array_new(FALSE, FALSE, sizeof(struct align_band));
    return align;
}

void align_free(struct align *align)
{
    g_array_free(align->columns, TRUE);
    g_free(align);
}

void align_begin_page(struct align *align)
{
    align->page++;
}

static bool is_outside(const GPtrArray *grids, double x, double y, double margin)
{
    for (guint i = 0; grids && i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        if (x >= grid->x[0] - margin && x <= grid->x[grid->columns] + margin && y >= grid->y[0] - margin &&
            y <= grid->y[grid->rows] + margin)
            return false;
    }
    return true;
}

GPtrArray *align_chars_outside(const GArray *chars, const GPtrArray *grids)
{
    GPtrArray *outside = g_ptr_array_sized_new(chars->len);
    for (guint i = 0; i < chars->len; i++) {
        struct text_char *character = &g_array_index(chars, struct text_char, i);
        if (is_outside(grids, (character->x0 + character->x1) / 2, (character->y0 + character->y1) / 2, 0))
            outside->pdata[outside->len++] = character;
    }
    return outside;
}

/* Whether the only line of a band is a row without amounts, for all the colons in it (其中：): the band is as low as rows
 * are, and the line does not reach the right end, as the unit does. */
static bool is_low_row(const GArray *lines, guint index, double height, double x1)
{
    const struct align_line *line = align_line_at(lines, index);
    const struct align_piece *last = &g_array_index(line->pieces, struct align_piece, line->pieces->len - 1);
    return height <= LOW_BAND * line->size && last->x1 < x1 - LOW_BAND * line->size;
}

/* Whether a band between two rulings looks like rows of a table: most of its lines have several
 * pieces, or it is a short label of few lines, or low and empty.  In a head one divided line is enough. */
static bool is_tabular(const GArray *lines, double top, double bottom, double x0, double x1, bool head)
{
    const double width = x1 - x0;
    guint start = 0, divided = 0, narrow = 0, rows = 0, prose = 0;
    align_lines_above(lines, &start, top);
    const guint first = start, count = align_lines_above(lines, &start, bottom);
    for (guint i = first; i < start; i++) {
        const GArray *pieces = align_line_at(lines, i)->pieces;
        const struct align_piece *piece = &g_array_index(pieces, struct align_piece, 0);
        divided += pieces->len > 1;
        rows += align_line_at(lines, i)->amounts && pieces->len >= ROW_PIECES;
        prose += pieces->len == 1 && piece->x1 - piece->x0 > PROSE_WIDTH * width;
        narrow += pieces->len > 1 || piece->x1 - piece->x0 <= LABEL_WIDTH * width;
    }
    if (head) {
        const struct align_line *last = count ? align_line_at(lines, start - 1) : NULL;
        return divided > 0 && !(last->pieces->len <= ABOVE_PIECES && align_is_caption(lines, start - 1, x0, x1));
    }
    if (!count)
        return bottom - top <= EMPTY_ROW;
    if (count && align_is_caption(lines, start - 1, x0, x1) &&
        !(count == 1 && is_low_row(lines, first, bottom - top, x1)))
        return false;
    if (rows && !prose)
        return true;
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

/* The edges of the head's rows, but for the last: full rulings, and what lies below labels that span columns. */
static void append_head_edges(struct align_plan *plan, GArray *edges)
{
    append_edge(edges, align_rule_at(plan, 0));
    for (guint i = 1; i < plan->head_rules; i++)
        append_edge(edges, align_rule_at(plan, i));
    align_head_rows(plan, edges);
    g_array_sort(edges, compare_doubles);
    plan->head_rows = plan->body > plan->head ? edges->len : 0;
    if (!plan->head_rules && plan->body > plan->head)
        append_edge(edges, plan->head_bottom);
}

static GArray *row_edges(struct align_plan *plan)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    append_head_edges(plan, edges);
    guint line = plan->body;
    for (guint i = plan->head_rules; i < plan->count; i++) {
        if (i > 0)
            append_edge(edges, align_rule_at(plan, i));
        const guint first = line;
        if (i + 1 < plan->count && align_lines_above(plan->lines, &line, align_rule_at(plan, i + 1)))
            align_rows_find(plan, first, line, edges);
    }
    return edges;
}

static struct grid *build_grid(struct align_plan *plan)
{
    GArray *y = row_edges(plan), *x = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i <= plan->bands->len; i++)
        append_edge(x, align_column_left(plan, (int)i));
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
    return plan->told ? rows > 0 : rows >= FRAME_LINES && 3 * rows >= plan->end - plan->body;
}

void align_table_accept(struct align_plan *plan, enum grid_rulings rulings, GPtrArray *grids)
{
    struct grid *grid = build_grid(plan);
    if (!grid)
        return;
    grid->rulings = rulings;
    g_ptr_array_add(grids, grid);
    struct align *align = plan->align;
    g_array_set_size(align->columns, 0);
    g_array_append_vals(align->columns, plan->bands->data, plan->bands->len);
    align->left = plan->left;
    align->table_page = align->page;
}

/* Makes the grid of a plan whose columns are not certain: they are the gaps of the body, and the head is one cell. */
static void accept_doubtful(struct align_plan *plan, GPtrArray *grids)
{
    g_array_free(plan->bands, TRUE);
    g_array_set_size(plan->labels, 0);
    plan->bands = align_bands_find(plan->lines, plan->body, plan->end, plan->x0, plan->x1);
    plan->left = MIN(plan->x0, plan->bands->len ? g_array_index(plan->bands, struct align_band, 0).x0 : HUGE_VAL);
    const guint count = plan->bands->len;
    for (guint i = 0; i < count; i++) {
        struct align_band *band = align_band_at(plan, (int)i);
        band->edge = i + 1 < count ? (band[0].x1 + band[1].x0) / 2 : MAX(plan->x1, band->x1);
        band->label = -1;
    }
    align_table_accept(plan, GRID_DOUBTFUL, grids);
    g_array_set_size(plan->align->columns, 0); /* no other page goes by them */
}

/* Whether texts stand beside each other in the lines of the head. */
static bool is_divided(const struct align_plan *plan)
{
    for (guint i = plan->head; i < plan->body; i++)
        if (align_line_at(plan->lines, i)->pieces->len > 1)
            return true;
    return false;
}

/* Whether the lines of the head are none but rows of the table on the page before. */
static bool is_begun(struct align_plan *plan)
{
    const guint body = plan->body;
    plan->body = plan->head;
    const bool begun = align_columns_go_on(plan);
    plan->body = body;
    return begun;
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
    if (plan->head_rules && !is_divided(plan)) {
        if (!is_begun(plan)) { /* nothing says that the text belongs to what is below it */
            plan->first++;
            if (--plan->count >= RULES_MIN)
                align_table_add(plan, rulings, grids);
            return;
        }
        plan->head_rules = 0;
        plan->head_bottom = align_rule_at(plan, 0);
        plan->body = plan->head;
    }
    if (!plan->head_rules)
        align_head_find(plan);
    plan->rest = plan->count == FRAME_RULES && !has_figures(plan);
    if (plan->rest && !align_columns_go_on(plan))
        return;
    plan->bands = align_bands_find(plan->lines, plan->body, plan->end, plan->x0, plan->x1);
    if (plan->rest && align_columns_recall(plan)) { /* the head may be printed again */
        plan->x0 = plan->left;
        plan->x1 = align_band_at(plan, (int)plan->bands->len - 1)->edge;
    }
    plan->doubtful = false;
    plan->left = MIN(plan->x0, plan->bands->len ? g_array_index(plan->bands, struct align_band, 0).x0 : HUGE_VAL);
    plan->labels = g_array_new(FALSE, FALSE, sizeof(struct align_label));
    align_labels_collect(plan);
    plan->doubtful = plan->doubtful || plan->bands->len > COLUMNS_MAX;
    if (plan->bands->len && !plan->doubtful && (plan->labels->len || !align_columns_recall(plan))) {
        align_columns_find(plan);
        align_spans_find(plan);
    }
    const guint least = plan->count == FRAME_RULES && !plan->told ? 3 : 2;
    if (plan->bands->len >= least && plan->doubtful)
        accept_doubtful(plan, grids);
    else if (plan->bands->len >= least)
        align_table_accept(plan, rulings, grids);
    g_array_free(plan->bands, TRUE);
    g_array_free(plan->labels, TRUE);
}

/* Tables among rulings of one extent. */
static void add_tables(struct align *align, const GArray *rules, const GArray *others, const GPtrArray *chars,
                       GPtrArray *grids)
{
    const struct grid_line *rule = &g_array_index(rules, struct grid_line, 0);
    struct align_plan plan = {.align = align, .rules = rules, .others = others, .x0 = rule->start, .x1 = rule->end};
    GArray *lines = align_text_collect(chars, plan.x0, plan.x1, NULL);
    plan.lines = lines;
    for (guint end; plan.first + RULES_MIN <= rules->len; plan.first = end) {
        for (end = plan.first + 1; end < rules->len; end++)
            if (!is_tabular(lines, rule[end - 1].at, rule[end].at, plan.x0, plan.x1, end == plan.first + 1) &&
                !(end == plan.first + 1 && align->table_page + 1 == align->page &&
                  is_tabular(lines, rule[end - 1].at, rule[end].at, plan.x0, plan.x1, false)))
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

void align_find(struct align *align, const GArray *levels, const GArray *chars, GPtrArray *grids)
{
    if (levels->len < RULES_MIN)
        return;
    GArray *lines = g_array_copy((GArray *)levels);
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    GPtrArray *frames = take_frames(grids);
    keep_outside(lines, grids);
    GPtrArray *outside = lines->len >= RULES_MIN ? align_chars_outside(chars, grids) : NULL;
    for (int tries = 0; lines->len >= RULES_MIN && tries < EXTENTS_MAX; tries++) {
        take_extent(lines, rules);
        if (rules->len >= RULES_MIN)
            add_tables(align, rules, lines, outside, grids);
    }
    if (outside)
        g_ptr_array_free(outside, TRUE);
    g_array_free(rules, TRUE);
    g_array_free(lines, TRUE);
    return_frames(frames, grids);
    align_sort(grids);
}
