/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/align.h"

#include <math.h>
#include <string.h>

#include "extract/cells.h"

/* In points. */
#define SAME_EXTENT 6.0 /* between the ends of the rulings of one table */
#define GRID_MARGIN 3.0 /* rulings this near to a grid belong to it */
#define EMPTY_ROW 40.0  /* a lower band without text is an empty row */

/* In ems. */
#define PIECE_GAP 0.8    /* a wider gap divides the text of a line into pieces */
#define FIGURE_GAP 0.2   /* ... as does this one between an amount and the words that follow it */
#define CENTRE_SLACK 0.5 /* of a text from the middle of the columns it is centred over */
#define FULL_SLACK 2.0   /* a full line leaves less than this free at its end */
#define WRAP_GAP 1.8     /* a wrapped line follows at this distance or nearer */

#define LABEL_WIDTH 0.4 /* share of a table's width that a lone label may take */
#define PROSE_WIDTH 0.6 /* ... and more than this is prose */
#define WRAP_SHARE 0.75 /* of the distance between rows: wrapped lines are nearer */

enum {
    EXTENTS_MAX = 50,   /* different extents of rulings that are tried on a page */
    RULES_MIN = 2,      /* rulings of a table */
    FRAME_RULES = 2,    /* so few hold a table only where figures stand below each other */
    FRAME_LINES = 3,    /* ... in so many lines */
    HEAD_LINES_MAX = 8, /* printed lines above the figures that may be a head without a ruling below */
    ROW_TOLERANCE = 12, /* one row of so many may run over a gap between columns */
    LABEL_LINES = 3,    /* printed lines of a row that holds a label alone */
    HEAD_RULES_MAX = 5, /* bands between rulings that a head may take */
    PITCHES_MIN = 3,    /* distances between rows of which one is the usual one */
    LINES_PER_ROW = 3   /* a band with more printed lines than this is not a row */
};

/* A stretch of text on one line. */
struct piece {
    double x0, x1;
    bool figure; /* digits and the marks of amounts alone */
};

/* A printed line. */
struct line {
    double middle, size; /* the middle grows from line to line */
    GArray *pieces;      /* struct piece, left to right */
    bool figures;        /* one of them is a figure */
};

/* The columns that text keeps to, left to right. */
struct band {
    double x0, x1;
    bool headed;
    struct piece head; /* where its heads stand, if there are any */
};

static void line_clear(void *line)
{
    g_array_free(((struct line *)line)->pieces, TRUE);
}

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

/* The characters outside grids; the caller frees the array, of pointers. */
static GPtrArray *chars_outside(const GArray *chars, const GPtrArray *grids)
{
    GPtrArray *outside = g_ptr_array_new();
    for (guint i = 0; i < chars->len; i++) {
        struct text_char *character = &g_array_index(chars, struct text_char, i);
        if (is_outside(grids, (character->x0 + character->x1) / 2, (character->y0 + character->y1) / 2, 0))
            g_ptr_array_add(outside, character);
    }
    return outside;
}

/* A printed line of `count` characters, left to right. */
static struct line collect_pieces(const struct text_char *const *chars, size_t count)
{
    struct line line = {.middle = (chars[0]->y0 + chars[0]->y1) / 2,
                        .size = chars[0]->size,
                        .pieces = g_array_new(FALSE, FALSE, sizeof(struct piece))};
    for (size_t i = 0; i < count;) {
        struct piece piece = {chars[i]->x0, chars[i]->x1, true};
        bool digit = false;
        const size_t first = i;
        for (; i < count; i++) {
            const double gap = i > first ? chars[i]->x0 - piece.x1 : 0, size = MAX(chars[i]->size, chars[first]->size);
            const bool behind_figure = piece.figure && digit && text_is_wide(chars[i]->code);
            if (gap > (behind_figure ? FIGURE_GAP : PIECE_GAP) * size)
                break;
            piece.x1 = MAX(piece.x1, chars[i]->x1);
            piece.figure = piece.figure && text_is_amount_part(chars[i]->code);
            digit = digit || text_is_digit(chars[i]->code);
        }
        piece.figure = piece.figure && digit;
        line.figures = line.figures || piece.figure;
        g_array_append_val(line.pieces, piece);
    }
    return line;
}

/* The printed lines within x0 ... x1, top to bottom. */
static GArray *collect_text(const GPtrArray *chars, double x0, double x1)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    g_array_set_clear_func(lines, line_clear);
    const struct text_char **some = g_new(const struct text_char *, chars->len + 1);
    size_t *ends = g_new(size_t, chars->len + 1), count = 0;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = chars->pdata[i];
        const double x = (character->x0 + character->x1) / 2;
        if (x > x0 && x < x1)
            some[count++] = character;
    }
    const size_t line_count = text_sort_lines(some, count, ends);
    for (size_t i = 0, start = 0; i < line_count; start = ends[i++]) {
        const struct line line = collect_pieces((const struct text_char *const *)some + start, ends[i] - start);
        g_array_append_val(lines, line);
    }
    g_free(some);
    g_free(ends);
    return lines;
}

static const struct line *line_at(const GArray *lines, guint index)
{
    return &g_array_index(lines, struct line, index);
}

/* The lines from *start on whose middle lies above `bottom`; moves *start behind them. */
static guint lines_above(const GArray *lines, guint *start, double bottom)
{
    const guint first = *start;
    while (*start < lines->len && line_at(lines, *start)->middle < bottom)
        (*start)++;
    return *start - first;
}

/* Whether a band between two rulings of that width looks like rows of a table: most of its lines have several
 * pieces, or it is a short label of few lines, or low and empty.  In a head one divided line is enough. */
static bool is_tabular(const GArray *lines, double top, double bottom, double width, bool head)
{
    guint start = 0, divided = 0, narrow = 0;
    lines_above(lines, &start, top);
    const guint first = start, count = lines_above(lines, &start, bottom);
    for (guint i = first; i < start; i++) {
        const GArray *pieces = line_at(lines, i)->pieces;
        const struct piece *piece = &g_array_index(pieces, struct piece, 0);
        divided += pieces->len > 1;
        narrow += pieces->len > 1 || piece->x1 - piece->x0 <= LABEL_WIDTH * width;
    }
    if (head)
        return divided > 0;
    if (!count)
        return bottom - top <= EMPTY_ROW;
    return 2 * divided > count || (narrow == count && (count <= LABEL_LINES || 4 * divided >= count));
}

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *one = a, *two = b;
    return (one->x0 > two->x0) - (one->x0 < two->x0);
}

static int compare_bands(const void *a, const void *b)
{
    const struct band *one = a, *two = b;
    return (one->x0 > two->x0) - (one->x0 < two->x0);
}

/* The bands that the body's text keeps to: where no more than a few rows have ink lies a gap. */
static GArray *body_bands(const GArray *lines, guint first, guint end, double x0, double x1)
{
    const int width = (int)ceil(x1 - x0) + 1;
    guint *cover = g_new0(guint, width);
    for (guint i = first; i < end; i++) {
        const GArray *pieces = line_at(lines, i)->pieces;
        int covered = -1; /* the last bin that counts this line */
        for (guint j = 0; j < pieces->len; j++) {
            const struct piece *piece = &g_array_index(pieces, struct piece, j);
            const int to = MIN((int)(piece->x1 - x0), width - 1);
            for (int bin = MAX((int)(piece->x0 - x0), covered + 1); bin <= to; bin++)
                cover[bin]++;
            covered = MAX(covered, to);
        }
    }
    const guint tolerance = (end - first) / ROW_TOLERANCE;
    GArray *bands = g_array_new(FALSE, FALSE, sizeof(struct band));
    for (int bin = 0; bin < width; bin++) {
        if (cover[bin] <= tolerance)
            continue;
        struct band band = {.x0 = x0 + bin};
        while (bin < width && cover[bin] > tolerance)
            bin++;
        band.x1 = x0 + bin;
        g_array_append_val(bands, band);
    }
    g_free(cover);
    return bands;
}

/* The bands that a piece touches: from *first, this many. */
static guint touched(const GArray *bands, const struct piece *piece, guint *first)
{
    guint count = 0;
    for (guint i = 0; i < bands->len; i++) {
        const struct band *band = &g_array_index(bands, struct band, i);
        if (band->x1 <= piece->x0 || band->x0 >= piece->x1)
            continue;
        if (!count++)
            *first = i;
    }
    return count;
}

/* A head that stands over several columns. */
struct span {
    guint line;
    struct piece piece;
};

/* A table in the making. */
struct plan {
    const GArray *rules;  /* struct grid_line: those of full extent */
    const GArray *others; /* struct grid_line: the other ones; in the head they underline what spans columns */
    guint first, count;   /* which of the rules bound the table */
    double x0, x1;
    const GArray *lines; /* struct line */
    GArray *bands;
    guint head, body, end; /* first line of the head, of the body, and behind the body */
    guint head_rules;      /* bands between full rulings that are the head */
    guint head_rows;
    double head_bottom;
    GArray *spans; /* struct span: heads over several columns that no ruling underlines */
};

static double rule_at(const struct plan *plan, guint index)
{
    return g_array_index(plan->rules, struct grid_line, plan->first + index).at;
}

/* Whether an inner ruling of full extent lies there. */
static bool is_full_rule(const struct plan *plan, double at)
{
    for (guint i = 1; i + 1 < plan->count; i++)
        if (fabs(rule_at(plan, i) - at) <= GRID_MARGIN)
            return true;
    return false;
}

/* How many bands are the head: those before the first figures; one where there are no figures, none where the first
 * band holds them, as on a page that goes on with a table. */
static guint count_head(const struct plan *plan)
{
    guint line = 0;
    lines_above(plan->lines, &line, rule_at(plan, 0));
    for (guint band = 0; band + 1 < plan->count && band <= HEAD_RULES_MAX; band++) {
        guint first = line;
        lines_above(plan->lines, &line, rule_at(plan, band + 1));
        for (; first < line; first++)
            if (line_at(plan->lines, first)->figures)
                return band;
    }
    return 1;
}

/* The next ruling below `top` that divides the head; NULL where there is none. */
static const struct grid_line *next_divider(const struct plan *plan, double top)
{
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        if (line->at > top + GRID_MARGIN && line->at < plan->head_bottom - GRID_MARGIN &&
            line->start > plan->x0 - SAME_EXTENT && line->end < plan->x1 + SAME_EXTENT)
            return line;
    }
    return NULL;
}

/* Whether a ruling within the head underlines the piece: then it stands over several columns. */
static bool is_underlined(const struct plan *plan, const struct line *line, const struct piece *piece)
{
    const double middle = (piece->x0 + piece->x1) / 2;
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *under = &g_array_index(plan->others, struct grid_line, i);
        if (under->at > line->middle && under->at < plan->head_bottom - GRID_MARGIN && under->start < middle &&
            under->end > middle)
            return true;
    }
    return plan->head_rules > 1 && line->middle < rule_at(plan, plan->head_rules - 1);
}

/* A head wider than the text below it widens its band, as far as its neighbours leave room. */
static void widen_band(GArray *bands, guint index, const struct piece *piece)
{
    struct band *band = &g_array_index(bands, struct band, index);
    const double left = index ? g_array_index(bands, struct band, index - 1).x1 : -HUGE_VAL;
    const double right = index + 1 < bands->len ? g_array_index(bands, struct band, index + 1).x0 : HUGE_VAL;
    if (piece->x0 > left)
        band->x0 = MIN(band->x0, piece->x0);
    if (piece->x1 < right)
        band->x1 = MAX(band->x1, piece->x1);
    band->head =
        band->headed ? (struct piece){MIN(band->head.x0, piece->x0), MAX(band->head.x1, piece->x1), false} : *piece;
    band->headed = true;
}

static void add_span(const struct plan *plan, guint line, const struct piece *piece)
{
    const struct span span = {line, *piece};
    g_array_append_val(plan->spans, span);
}

/* Marks the bands that have a head of their own, from the lowest line up: what stands above such a head, but not over
 * it, belongs to several columns. */
static void mark_headed(const struct plan *plan)
{
    for (guint i = plan->body; i-- > plan->head;) {
        const struct line *line = line_at(plan->lines, i);
        guint first = 0;
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct piece *piece = &g_array_index(line->pieces, struct piece, j);
            const guint count = is_underlined(plan, line, piece) ? 0 : touched(plan->bands, piece, &first);
            const struct band *band = &g_array_index(plan->bands, struct band, first);
            const bool aside = count == 1 && band->headed && (piece->x0 >= band->head.x1 || piece->x1 <= band->head.x0);
            if (count > 1 || aside)
                add_span(plan, i, piece);
            else if (count == 1)
                widen_band(plan->bands, first, piece);
        }
    }
}

static bool has_head_in(const struct plan *plan, const struct band *band, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const GArray *pieces = line_at(plan->lines, i)->pieces;
        for (guint j = 0; j < pieces->len; j++) {
            const struct piece *piece = &g_array_index(pieces, struct piece, j);
            if (piece->x0 < band->x1 && piece->x1 > band->x0)
                return true;
        }
    }
    return false;
}

/* Whether a head that touches no band stands over its two neighbours: both have their heads in lower lines alone. */
static bool stands_between(const struct plan *plan, guint line, const struct piece *piece)
{
    guint right = 0;
    while (right < plan->bands->len && g_array_index(plan->bands, struct band, right).x0 < piece->x1)
        right++;
    if (right == 0 || right == plan->bands->len)
        return false;
    for (guint i = right - 1; i <= right; i++) {
        const struct band *band = &g_array_index(plan->bands, struct band, i);
        if (has_head_in(plan, band, plan->head, line + 1) || !has_head_in(plan, band, line + 1, plan->body))
            return false;
    }
    return true;
}

/* The neighbour of a head that touches no band: the nearer one on either side that has no head yet; -1
 * where both have. */
static int find_headless(const GArray *bands, const struct piece *piece)
{
    int best = -1;
    double nearest = HUGE_VAL;
    guint right = 0;
    while (right < bands->len && g_array_index(bands, struct band, right).x0 < piece->x1)
        right++;
    for (int i = (int)right - 1; i <= (int)right; i++) {
        if (i < 0 || i >= (int)bands->len || g_array_index(bands, struct band, i).headed)
            continue;
        const struct band *band = &g_array_index(bands, struct band, i);
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
static void add_head_bands(const struct plan *plan)
{
    mark_headed(plan);
    for (guint i = plan->body; i > plan->head; i--) {
        const struct line *line = line_at(plan->lines, i - 1);
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct piece *piece = &g_array_index(line->pieces, struct piece, j);
            guint touches;
            if (touched(plan->bands, piece, &touches) || is_underlined(plan, line, piece))
                continue;
            if (stands_between(plan, i - 1, piece)) {
                add_span(plan, i - 1, piece);
                continue;
            }
            const int headless = find_headless(plan->bands, piece);
            struct band band = {piece->x0, piece->x1, true, *piece};
            if (headless >= 0) {
                struct band *widened = &g_array_index(plan->bands, struct band, headless);
                *widened = (struct band){MIN(widened->x0, band.x0), MAX(widened->x1, band.x1), true, *piece};
            } else {
                g_array_append_val(plan->bands, band);
                g_array_sort(plan->bands, compare_bands);
            }
        }
    }
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
        if (line_at(lines, i - 1)->figures && line_at(lines, i)->figures)
            append_edge(pitches, line_at(lines, i)->middle - line_at(lines, i - 1)->middle);
    g_array_sort(pitches, compare_doubles);
    const double pitch = pitches->len >= PITCHES_MIN ? g_array_index(pitches, double, pitches->len / 2) : 0;
    g_array_free(pitches, TRUE);
    return pitch;
}

/* Whether the text of a line in a band reaches its right edge, so that it may go on in the next line. */
static bool fills_band(const struct line *line, const struct band *band)
{
    for (guint i = 0; i < line->pieces->len; i++) {
        const struct piece *piece = &g_array_index(line->pieces, struct piece, i);
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
    bool figures = first < end && line_at(lines, first)->figures; /* the row at hand has some */
    for (guint i = first + 1; i < end; i++) {
        const struct line *upper = line_at(lines, i - 1), *lower = line_at(lines, i);
        const double apart = lower->middle - upper->middle;
        guint column = 0;
        const bool lone =
            lower->pieces->len == 1 && touched(bands, &g_array_index(lower->pieces, struct piece, 0), &column) == 1;
        const bool wrapped = pitch > 0 ? apart < WRAP_SHARE * pitch && !(figures && lower->figures)
                                       : apart < WRAP_GAP * lower->size && lone && column > 0 &&
                                             fills_band(upper, &g_array_index(bands, struct band, column));
        figures = (wrapped && figures) || lower->figures;
        if (!wrapped)
            append_edge(edges, (upper->middle + lower->middle) / 2);
    }
}

/* The edges of the head's rows, but for the last: full rulings, dividers, or lines of text. */
static void append_head_edges(struct plan *plan, GArray *edges)
{
    append_edge(edges, rule_at(plan, 0));
    for (guint i = 1; i < plan->head_rules; i++)
        append_edge(edges, rule_at(plan, i));
    const struct grid_line *divider = next_divider(plan, rule_at(plan, 0));
    const bool bridge = !divider && plan->head_rules <= 1 && plan->spans->len;
    for (; divider; divider = next_divider(plan, divider->at))
        if (!is_full_rule(plan, divider->at))
            append_edge(edges, divider->at);
    for (guint i = plan->head + 1; bridge && i < plan->body; i++)
        append_edge(edges, (line_at(plan->lines, i - 1)->middle + line_at(plan->lines, i)->middle) / 2);
    g_array_sort(edges, compare_doubles);
    plan->head_rows = plan->body > plan->head ? edges->len : 0;
    if (!plan->head_rules && plan->body > plan->head)
        append_edge(edges, plan->head_bottom);
}

static GArray *row_edges(struct plan *plan)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    append_head_edges(plan, edges);
    const guint bands = plan->count - 1 - plan->head_rules;
    const bool open = plan->end - plan->body >= LINES_PER_ROW * bands;
    const double pitch = find_pitch(plan->lines, plan->body, plan->end);
    guint line = plan->body;
    for (guint i = plan->head_rules; i < plan->count; i++) {
        if (i > 0)
            append_edge(edges, rule_at(plan, i));
        const guint first = line;
        if (i + 1 < plan->count && lines_above(plan->lines, &line, rule_at(plan, i + 1)) && open)
            append_line_edges(edges, plan->bands, plan->lines, first, line, pitch);
    }
    return edges;
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
static void span_dividers(const struct plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        const int above = grid_band_at(grid->y, grid->rows, line->at - GRID_MARGIN);
        if (above < 0 || above + 1 >= (int)plan->head_rows || fabs(grid->y[above + 1] - line->at) > GRID_MARGIN)
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
static GArray *head_pieces(const struct plan *plan, double top, double bottom)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    for (guint i = plan->head; i < plan->body; i++) {
        const struct line *line = line_at(plan->lines, i);
        if (line->middle > top && line->middle < bottom)
            g_array_append_vals(pieces, line->pieces->data, line->pieces->len);
    }
    g_array_sort(pieces, compare_pieces);
    guint kept = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const struct piece piece = g_array_index(pieces, struct piece, i);
        struct piece *last = kept ? &g_array_index(pieces, struct piece, kept - 1) : NULL;
        if (last && piece.x0 < last->x1)
            last->x1 = MAX(last->x1, piece.x1);
        else
            g_array_index(pieces, struct piece, kept++) = piece;
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
            const struct piece *piece = &g_array_index(pieces, struct piece, i - 1);
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
static void span_full_rules(const struct plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    for (int row = 0; row + 1 < (int)plan->head_rows; row++) {
        if (!is_full_rule(plan, grid->y[row + 1]))
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
static int centred_columns(const struct plan *plan, const struct grid *grid, const struct span *span, int *first)
{
    const GArray *beside = line_at(plan->lines, span->line)->pieces;
    double left = plan->x0, right = plan->x1;
    for (guint i = 0; i < beside->len; i++) {
        const struct piece *piece = &g_array_index(beside, struct piece, i);
        left = piece->x1 <= span->piece.x0 ? piece->x1 : left;
        right = piece->x0 >= span->piece.x1 ? MIN(right, piece->x0) : right;
    }
    const double middle = (span->piece.x0 + span->piece.x1) / 2;
    double nearest = HUGE_VAL;
    int count = 0;
    for (int from = 0; from < grid->columns; from++)
        for (int to = from; to < grid->columns; to++) {
            const struct band *last = &g_array_index(plan->bands, struct band, to);
            const struct band *start = &g_array_index(plan->bands, struct band, from);
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
static void span_bridges(const struct plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    for (guint i = 0; i < plan->spans->len; i++) {
        const struct span *span = &g_array_index(plan->spans, struct span, i);
        const int row = grid_band_at(grid->y, grid->rows, line_at(plan->lines, span->line)->middle);
        guint touches = 0;
        int first = 0, count = centred_columns(plan, grid, span, &first);
        if (count < 2) {
            count = (int)touched(plan->bands, &span->piece, &touches);
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
static void span_centred(const struct plan *plan, const struct sides *sides)
{
    const struct grid *grid = sides->grid;
    if (grid->columns < 3)
        return;
    /* The columns end somewhere between their texts. */
    const struct band *bands = (const struct band *)(const void *)plan->bands->data;
    const double least = (MIN(plan->x0, bands[0].x0) + bands[1].x1) / 2, most = (bands[0].x0 + bands[2].x0) / 2;
    for (guint i = plan->body; i < plan->end; i++) {
        const struct line *line = line_at(plan->lines, i);
        const struct piece *piece = &g_array_index(line->pieces, struct piece, 0);
        const double middle = (piece->x0 + piece->x1) / 2;
        guint column = 0;
        const int row = grid_band_at(grid->y, grid->rows, line->middle);
        if (row >= 0 && touched(plan->bands, piece, &column) == 1 && column == 1 &&
            piece->x0 > bands[1].x0 + line->size && middle > least - CENTRE_SLACK * line->size &&
            middle < most + CENTRE_SLACK * line->size)
            *upright_side(sides, 1, row) = false;
    }
}

/* Merges the cells of the head: along what spans several columns, and down where nothing does; and in the body what
 * is centred over two. */
static void merge_head(const struct plan *plan, struct grid *grid)
{
    const gsize levels = (gsize)(grid->rows + 1) * (gsize)grid->columns;
    const gsize uprights = (gsize)(grid->columns + 1) * (gsize)grid->rows;
    const struct sides sides = {grid, g_new(bool, levels), g_new(bool, uprights)};
    memset(sides.level, true, levels * sizeof *sides.level);
    memset(sides.upright, true, uprights * sizeof *sides.upright);
    for (int edge = 1; edge < (int)plan->head_rows; edge++)
        for (int column = 0; column < grid->columns; column++)
            *level_side(&sides, edge, column) = is_full_rule(plan, grid->y[edge]);
    if (next_divider(plan, rule_at(plan, 0)))
        span_dividers(plan, &sides);
    else
        span_bridges(plan, &sides);
    span_full_rules(plan, &sides);
    span_centred(plan, &sides);
    grid_merge_boxes(grid, sides.level, sides.upright);
    g_free(sides.level);
    g_free(sides.upright);
}

static struct grid *build_grid(struct plan *plan)
{
    GArray *y = row_edges(plan), *x = g_array_new(FALSE, FALSE, sizeof(double));
    append_edge(x, MIN(plan->x0, g_array_index(plan->bands, struct band, 0).x0));
    for (guint i = 1; i < plan->bands->len; i++)
        append_edge(
            x, (g_array_index(plan->bands, struct band, i - 1).x1 + g_array_index(plan->bands, struct band, i).x0) / 2);
    append_edge(x, MAX(plan->x1, g_array_index(plan->bands, struct band, plan->bands->len - 1).x1));
    struct grid *grid = NULL;
    if ((gint64)(y->len - 1) * (x->len - 1) <= GRID_BOXES_MAX) {
        grid = grid_new((const double *)(const void *)y->data, (int)y->len - 1, (const double *)(const void *)x->data,
                        (int)x->len - 1);
        grid->rulings = GRID_MIXED;
        merge_head(plan, grid);
    }
    g_array_free(x, TRUE);
    g_array_free(y, TRUE);
    return grid;
}

/* A head without a ruling below: the lines above the first figures, where they stand over half the columns. */
static void find_text_head(struct plan *plan)
{
    guint body = plan->head;
    while (body < plan->end && !line_at(plan->lines, body)->figures)
        body++;
    if (body == plan->head || body == plan->end || body - plan->head > HEAD_LINES_MAX)
        return;
    GArray *bands = body_bands(plan->lines, body, plan->end, plan->x0, plan->x1);
    guint headed = 0;
    for (guint i = 0; i < bands->len; i++) {
        const struct band *band = &g_array_index(bands, struct band, i);
        bool any = false;
        for (guint j = plan->head; j < body && !any; j++) {
            const GArray *pieces = line_at(plan->lines, j)->pieces;
            for (guint k = 0; k < pieces->len && !any; k++) {
                const struct piece *piece = &g_array_index(pieces, struct piece, k);
                any = piece->x0 < band->x1 && piece->x1 > band->x0;
            }
        }
        headed += any;
    }
    if (2 * headed > bands->len) {
        plan->body = body;
        plan->head_bottom = (line_at(plan->lines, body - 1)->middle + line_at(plan->lines, body)->middle) / 2;
    }
    g_array_free(bands, TRUE);
}

/* Whether figures stand beside other text in several lines, and prose in none. */
static bool has_figures(const struct plan *plan)
{
    guint rows = 0;
    for (guint i = plan->body; i < plan->end; i++) {
        const struct line *line = line_at(plan->lines, i);
        const struct piece *piece = &g_array_index(line->pieces, struct piece, 0);
        rows += line->figures && line->pieces->len > 1;
        if (line->pieces->len == 1 && piece->x1 - piece->x0 > PROSE_WIDTH * (plan->x1 - plan->x0))
            return false;
    }
    return rows >= FRAME_LINES && 3 * rows >= plan->end - plan->body;
}

/* Makes a table of the rulings, where there are columns between them. */
static void add_table(struct plan *plan, GPtrArray *grids)
{
    guint line = 0;
    lines_above(plan->lines, &line, rule_at(plan, 0));
    plan->head = line;
    plan->head_rules = count_head(plan);
    plan->head_bottom = rule_at(plan, plan->head_rules);
    lines_above(plan->lines, &line, plan->head_bottom);
    plan->body = line;
    lines_above(plan->lines, &line, rule_at(plan, plan->count - 1));
    plan->end = line;
    if ((plan->head_rules && plan->head == plan->body) || plan->body == plan->end)
        return;
    if (!plan->head_rules)
        find_text_head(plan);
    if (plan->count == FRAME_RULES && !has_figures(plan))
        return;
    plan->bands = body_bands(plan->lines, plan->body, plan->end, plan->x0, plan->x1);
    plan->spans = g_array_new(FALSE, FALSE, sizeof(struct span));
    add_head_bands(plan);
    struct grid *grid = plan->bands->len >= (plan->count == FRAME_RULES ? 3 : 2) ? build_grid(plan) : NULL;
    if (grid)
        g_ptr_array_add(grids, grid);
    g_array_free(plan->bands, TRUE);
    g_array_free(plan->spans, TRUE);
}

/* Tables among rulings of one extent. */
static void add_tables(const GArray *rules, const GArray *others, const GPtrArray *chars, GPtrArray *grids)
{
    const struct grid_line *rule = &g_array_index(rules, struct grid_line, 0);
    struct plan plan = {.rules = rules, .others = others, .x0 = rule->start, .x1 = rule->end};
    GArray *lines = collect_text(chars, plan.x0, plan.x1);
    plan.lines = lines;
    for (guint end; plan.first + RULES_MIN <= rules->len; plan.first = end) {
        for (end = plan.first + 1; end < rules->len; end++)
            if (!is_tabular(lines, rule[end - 1].at, rule[end].at, plan.x1 - plan.x0, end == plan.first + 1))
                break;
        plan.count = end - plan.first;
        if (plan.count >= RULES_MIN)
            add_table(&plan, grids);
    }
    g_array_free(lines, TRUE);
}

static int compare_top(const void *a, const void *b)
{
    const struct grid *one = *(const struct grid *const *)a, *two = *(const struct grid *const *)b;
    return (one->y[0] > two->y[0]) - (one->y[0] < two->y[0]);
}

/* Leaves the lines that lie outside grids. */
static void keep_outside(GArray *lines, const GPtrArray *grids)
{
    guint kept = 0;
    for (guint i = 0; i < lines->len; i++) {
        const struct grid_line line = g_array_index(lines, struct grid_line, i);
        if (is_outside(grids, (line.start + line.end) / 2, line.at, GRID_MARGIN))
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
        if (fabs(line.start - first.start) <= SAME_EXTENT && fabs(line.end - first.end) <= SAME_EXTENT)
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
            taken = x > grid->x[0] && x < grid->x[grid->columns] && frame->y[0] < grid->y[grid->rows] - GRID_MARGIN &&
                    frame->y[frame->rows] > grid->y[0] + GRID_MARGIN;
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
    GPtrArray *outside = lines->len >= RULES_MIN ? chars_outside(chars, grids) : NULL;
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
    g_ptr_array_sort(grids, compare_top);
}
