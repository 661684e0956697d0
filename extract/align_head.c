/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "extract/align_plan.h"

/* In ems. */
#define CENTRE_SLACK 0.5 /* of a text from the middle of the columns it is centred over */

enum {
    HEAD_RULES_MAX = 5, /* bands between rulings that a head may take */
    HEAD_LINES_MAX = 8  /* printed lines above the figures that may be a head without a ruling below */
};

static int compare_pieces(const void *a, const void *b)
{
    const struct align_piece *one = a, *two = b;
    return (one->x0 > two->x0) - (one->x0 < two->x0);
}

static int compare_bands(const void *a, const void *b)
{
    const struct align_band *one = a, *two = b;
    return (one->x0 > two->x0) - (one->x0 < two->x0);
}

double align_rule_at(const struct align_plan *plan, guint index)
{
    return g_array_index(plan->rules, struct grid_line, plan->first + index).at;
}

/* Whether an inner ruling of full extent lies there. */
bool align_is_full_rule(const struct align_plan *plan, double at)
{
    for (guint i = 1; i + 1 < plan->count; i++)
        if (fabs(align_rule_at(plan, i) - at) <= ALIGN_MARGIN)
            return true;
    return false;
}

/* How many bands are the head: those before the first figures; one where there are no figures, none where the first
 * band holds them, as on a page that goes on with a table. */
guint align_head_count(const struct align_plan *plan)
{
    guint line = 0;
    align_lines_above(plan->lines, &line, align_rule_at(plan, 0));
    for (guint band = 0; band + 1 < plan->count && band <= HEAD_RULES_MAX; band++) {
        guint first = line;
        align_lines_above(plan->lines, &line, align_rule_at(plan, band + 1));
        for (; first < line; first++)
            if (align_line_at(plan->lines, first)->figures)
                return band;
    }
    return 1;
}

/* The next ruling below `top` that divides the head; NULL where there is none. */
const struct grid_line *align_head_divider(const struct align_plan *plan, double top)
{
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        if (line->at > top + ALIGN_MARGIN && line->at < plan->head_bottom - ALIGN_MARGIN &&
            line->start > plan->x0 - ALIGN_EXTENT && line->end < plan->x1 + ALIGN_EXTENT)
            return line;
    }
    return NULL;
}

/* Whether a ruling within the head underlines the piece: then it stands over several columns. */
static bool is_underlined(const struct align_plan *plan, const struct align_line *line, const struct align_piece *piece)
{
    const double middle = (piece->x0 + piece->x1) / 2;
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *under = &g_array_index(plan->others, struct grid_line, i);
        if (under->at > line->middle && under->at < plan->head_bottom - ALIGN_MARGIN && under->start < middle &&
            under->end > middle)
            return true;
    }
    return plan->head_rules > 1 && line->middle < align_rule_at(plan, plan->head_rules - 1);
}

/* A head wider than the text below it widens its band, as far as its neighbours leave room. */
static void widen_band(GArray *bands, guint index, const struct align_piece *piece)
{
    struct align_band *band = &g_array_index(bands, struct align_band, index);
    const double left = index ? g_array_index(bands, struct align_band, index - 1).x1 : -HUGE_VAL;
    const double right = index + 1 < bands->len ? g_array_index(bands, struct align_band, index + 1).x0 : HUGE_VAL;
    if (piece->x0 > left)
        band->x0 = MIN(band->x0, piece->x0);
    if (piece->x1 < right)
        band->x1 = MAX(band->x1, piece->x1);
    band->head = band->headed
                     ? (struct align_piece){MIN(band->head.x0, piece->x0), MAX(band->head.x1, piece->x1), false, false}
                     : *piece;
    band->headed = true;
}

static void add_span(const struct align_plan *plan, guint line, const struct align_piece *piece)
{
    const struct align_span span = {line, *piece};
    g_array_append_val(plan->spans, span);
}

/* Marks the bands that have a head of their own, from the lowest line up: what stands above such a head, but not over
 * it, belongs to several columns. */
static void mark_headed(const struct align_plan *plan)
{
    for (guint i = plan->body; i-- > plan->head;) {
        const struct align_line *line = align_line_at(plan->lines, i);
        guint first = 0;
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, j);
            const guint count = is_underlined(plan, line, piece) ? 0 : align_bands_touched(plan->bands, piece, &first);
            const struct align_band *band = &g_array_index(plan->bands, struct align_band, first);
            const bool aside = count == 1 && band->headed && (piece->x0 >= band->head.x1 || piece->x1 <= band->head.x0);
            if (count > 1 || aside)
                add_span(plan, i, piece);
            else if (count == 1)
                widen_band(plan->bands, first, piece);
        }
    }
}

static bool has_head_in(const struct align_plan *plan, const struct align_band *band, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const GArray *pieces = align_line_at(plan->lines, i)->pieces;
        for (guint j = 0; j < pieces->len; j++) {
            const struct align_piece *piece = &g_array_index(pieces, struct align_piece, j);
            if (piece->x0 < band->x1 && piece->x1 > band->x0)
                return true;
        }
    }
    return false;
}

/* Whether a head that touches no band stands over its two neighbours: both have their heads in lower lines alone. */
static bool stands_between(const struct align_plan *plan, guint line, const struct align_piece *piece)
{
    guint right = 0;
    while (right < plan->bands->len && g_array_index(plan->bands, struct align_band, right).x0 < piece->x1)
        right++;
    if (right == 0 || right == plan->bands->len)
        return false;
    for (guint i = right - 1; i <= right; i++) {
        const struct align_band *band = &g_array_index(plan->bands, struct align_band, i);
        if (has_head_in(plan, band, plan->head, line + 1) || !has_head_in(plan, band, line + 1, plan->body))
            return false;
    }
    return true;
}

/* The neighbour of a head that touches no band: the nearer one on either side that has no head yet; -1
 * where both have. */
static int find_headless(const GArray *bands, const struct align_piece *piece)
{
    int best = -1;
    double nearest = HUGE_VAL;
    guint right = 0;
    while (right < bands->len && g_array_index(bands, struct align_band, right).x0 < piece->x1)
        right++;
    for (int i = (int)right - 1; i <= (int)right; i++) {
        if (i < 0 || i >= (int)bands->len || g_array_index(bands, struct align_band, i).headed)
            continue;
        const struct align_band *band = &g_array_index(bands, struct align_band, i);
        const double apart = MAX(band->x0 - piece->x1, piece->x0 - band->x1);
        if (apart < nearest) {
            nearest = apart;
            best = i;
        }
    }
    return best;
}

/* Brings the heads to the bands, from the lowest line up: a head that stands beside the text of its
 * column widens the band, one with no text below is a column of its own. */
void align_head_bring(const struct align_plan *plan)
{
    mark_headed(plan);
    for (guint i = plan->body; i > plan->head; i--) {
        const struct align_line *line = align_line_at(plan->lines, i - 1);
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, j);
            guint touches;
            if (align_bands_touched(plan->bands, piece, &touches) || is_underlined(plan, line, piece))
                continue;
            if (stands_between(plan, i - 1, piece)) {
                add_span(plan, i - 1, piece);
                continue;
            }
            const int headless = find_headless(plan->bands, piece);
            struct align_band band = {piece->x0, piece->x1, true, *piece};
            if (headless >= 0) {
                struct align_band *widened = &g_array_index(plan->bands, struct align_band, headless);
                *widened = (struct align_band){MIN(widened->x0, band.x0), MAX(widened->x1, band.x1), true, *piece};
            } else {
                g_array_append_val(plan->bands, band);
                g_array_sort(plan->bands, compare_bands);
            }
        }
    }
}

/* A head without a ruling below: the lines above the first figures, where they stand over half the columns. */
void align_head_find(struct align_plan *plan)
{
    guint body = plan->head;
    while (body < plan->end && !align_line_at(plan->lines, body)->figures)
        body++;
    if (body == plan->head || body == plan->end || body - plan->head > HEAD_LINES_MAX)
        return;
    GArray *bands = align_bands_find(plan->lines, body, plan->end, plan->x0, plan->x1);
    guint headed = 0;
    for (guint i = 0; i < bands->len; i++) {
        const struct align_band *band = &g_array_index(bands, struct align_band, i);
        bool any = false;
        for (guint j = plan->head; j < body && !any; j++) {
            const GArray *pieces = align_line_at(plan->lines, j)->pieces;
            for (guint k = 0; k < pieces->len && !any; k++) {
                const struct align_piece *piece = &g_array_index(pieces, struct align_piece, k);
                any = piece->x0 < band->x1 && piece->x1 > band->x0;
            }
        }
        headed += any;
    }
    if (2 * headed > bands->len) {
        plan->body = body;
        plan->head_bottom =
            (align_line_at(plan->lines, body - 1)->middle + align_line_at(plan->lines, body)->middle) / 2;
    }
    g_array_free(bands, TRUE);
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

/* The heads above a divider span the columns whose middle it passes. */
static void span_dividers(const struct align_plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        const int above = grid_band_at(grid->y, grid->rows, line->at - ALIGN_MARGIN);
        if (above < 0 || above + 1 >= (int)plan->head_rows || fabs(grid->y[above + 1] - line->at) > ALIGN_MARGIN)
            continue;
        bool before = false;
        for (int column = 0; column < grid->columns; column++) {
            const double middle = (grid->x[column] + grid->x[column + 1]) / 2;
            const bool passed = middle > line->start && middle < line->end;
            if (passed)
                *level_side(sides, above + 1, column) = true;
            if (passed && before)
                *upright_side(sides, column, above) = false;
            before = passed;
        }
    }
}

/* What stands in a row of the head, left to right; wrapped lines are one piece. */
static GArray *head_pieces(const struct align_plan *plan, double top, double bottom)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct align_piece));
    for (guint i = plan->head; i < plan->body; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        if (line->middle > top && line->middle < bottom)
            g_array_append_vals(pieces, line->pieces->data, line->pieces->len);
    }
    g_array_sort(pieces, compare_pieces);
    guint kept = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const struct align_piece piece = g_array_index(pieces, struct align_piece, i);
        struct align_piece *last = kept ? &g_array_index(pieces, struct align_piece, kept - 1) : NULL;
        if (last && piece.x0 < last->x1)
            last->x1 = MAX(last->x1, piece.x1);
        else
            g_array_index(pieces, struct align_piece, kept++) = piece;
    }
    g_array_set_size(pieces, kept);
    return pieces;
}

/* Gives each piece a run of the columns such that the pieces stand as near to the middle of theirs as can be;
 * first[i] is the first column of piece i.  By dynamic programming: cost[i][c] is the least sum of distances with
 * the first i pieces over the first c columns. */
static void share_columns(const struct grid *grid, const GArray *pieces, int *first)
{
    const int columns = grid->columns, count = (int)pieces->len;
    double *cost = g_new(double, (gsize)(count + 1) * (gsize)(columns + 1));
    int *from = g_new0(int, (gsize)(count + 1) * (gsize)(columns + 1));
    for (int i = 0; i <= count; i++)
        for (int c = 0; c <= columns; c++) {
            double *best = &cost[i * (columns + 1) + c];
            *best = i == 0 && c == 0 ? 0 : HUGE_VAL;
            if (i == 0)
                continue;
            const struct align_piece *piece = &g_array_index(pieces, struct align_piece, i - 1);
            for (int before = i - 1; before < c; before++) {
                const double apart = fabs((piece->x0 + piece->x1) / 2 - (grid->x[before] + grid->x[c]) / 2);
                const double sum = cost[(i - 1) * (columns + 1) + before] + apart;
                if (sum < *best) {
                    *best = sum;
                    from[i * (columns + 1) + c] = before;
                }
            }
        }
    for (int i = count, c = columns; i > 0; c = first[--i])
        first[i - 1] = from[i * (columns + 1) + c];
    g_free(cost);
    g_free(from);
}

/* In a row of the head above a full ruling each head spans the columns that it stands in the middle of. */
static void span_full_rules(const struct align_plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    for (int row = 0; row + 1 < (int)plan->head_rows; row++) {
        if (!align_is_full_rule(plan, grid->y[row + 1]))
            continue;
        GArray *pieces = head_pieces(plan, grid->y[row], grid->y[row + 1]);
        if (pieces->len && pieces->len < (guint)grid->columns) {
            int *first = g_new(int, pieces->len);
            share_columns(grid, pieces, first);
            for (int column = 1, piece = 0; column < grid->columns; column++) {
                if (piece + 1 < (int)pieces->len && first[piece + 1] == column)
                    piece++;
                else
                    *upright_side(sides, column, row) = false;
            }
            g_free(first);
        }
        g_array_free(pieces, TRUE);
    }
}

/* The columns that a head stands in the middle of: from *first on, those with heads in lower lines that no other head
 * of its line stands over.  Returns how many. */
static int centred_columns(const struct align_plan *plan, const struct grid *grid, const struct align_span *span,
                           int *first)
{
    const GArray *beside = align_line_at(plan->lines, span->line)->pieces;
    double left = plan->x0, right = plan->x1;
    for (guint i = 0; i < beside->len; i++) {
        const struct align_piece *piece = &g_array_index(beside, struct align_piece, i);
        left = piece->x1 <= span->piece.x0 ? piece->x1 : left;
        right = piece->x0 >= span->piece.x1 ? MIN(right, piece->x0) : right;
    }
    const double middle = (span->piece.x0 + span->piece.x1) / 2;
    double nearest = HUGE_VAL;
    int count = 0;
    for (int from = 0; from < grid->columns; from++)
        for (int to = from; to < grid->columns; to++) {
            const struct align_band *last = &g_array_index(plan->bands, struct align_band, to);
            const struct align_band *start = &g_array_index(plan->bands, struct align_band, from);
            if (!has_head_in(plan, last, span->line + 1, plan->body) || start->head.x0 < left || last->head.x1 > right)
                break;
            const double apart = fabs((grid->x[from] + grid->x[to + 1]) / 2 - middle);
            if (to > from && apart < nearest) {
                nearest = apart;
                *first = from;
                count = to - from + 1;
            }
        }
    return count;
}

/* Without dividers, heads span the columns that they stand in the middle of, or else touch. */
static void span_bridges(const struct align_plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    for (guint i = 0; i < plan->spans->len; i++) {
        const struct align_span *span = &g_array_index(plan->spans, struct align_span, i);
        const int row = grid_band_at(grid->y, grid->rows, align_line_at(plan->lines, span->line)->middle);
        guint touches = 0;
        int first = 0, count = centred_columns(plan, grid, span, &first);
        if (count < 2) {
            count = (int)align_bands_touched(plan->bands, &span->piece, &touches);
            first = (int)touches;
        }
        for (int column = first; row >= 0 && count > 1 && column < first + count; column++) {
            for (int edge = row + 1; edge < (int)plan->head_rows; edge++)
                *level_side(sides, edge, column) = true;
            if (column > first)
                *upright_side(sides, column, row) = false;
        }
    }
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
    const double least = (MIN(plan->x0, bands[0].x0) + bands[1].x1) / 2, most = (bands[0].x0 + bands[2].x0) / 2;
    for (guint i = plan->body; i < plan->end; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, 0);
        const double middle = (piece->x0 + piece->x1) / 2;
        guint column = 0;
        const int row = grid_band_at(grid->y, grid->rows, line->middle);
        if (row >= 0 && align_bands_touched(plan->bands, piece, &column) == 1 && column == 1 &&
            piece->x0 > bands[1].x0 + line->size && middle > least - CENTRE_SLACK * line->size &&
            middle < most + CENTRE_SLACK * line->size)
            *upright_side(sides, 1, row) = false;
    }
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
    if (align_head_divider(plan, align_rule_at(plan, 0)))
        span_dividers(plan, &sides);
    else
        span_bridges(plan, &sides);
    span_full_rules(plan, &sides);
    span_centred(plan, &sides);
    grid_merge_boxes(grid, sides.level, sides.upright);
    g_free(sides.level);
    g_free(sides.upright);
}
