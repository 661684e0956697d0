/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/split.h"

#include <math.h>
#include <string.h>

#include "extract/cells.h"

/* In ems. */
#define TWO_LINES 1.9    /* the least height of a row that holds two lines */
#define DIGITS_APART 0.2 /* digits whose middles are no further apart stand on one line */

#define SAME_EDGE 3.0   /* points: a ruling so near to a column's edge is that edge */
#define WRAP_SHARE 0.75 /* of the distance between rows: wrapped lines are nearer */

enum { BODY_ROWS = 3 }; /* so many stacked lines make a body without level rulings */

static void append_edge(GArray *edges, double at)
{
    g_array_append_val(edges, at);
}

/* The part of a printed line that stands in one cell. */
struct part {
    int column; /* of the cell */
    bool amount;
    bool full; /* the cell has no room for more on the line */
};

/* Appends the parts of a sorted line that stand in cells one row high. */
static void append_parts(const struct grid *grid, int row, const struct text_char *const *line, size_t count,
                         GArray *parts)
{
    for (size_t start = 0, end; start < count; start = end) {
        const int column = grid_band_at(grid->x, grid->columns, (line[start]->x0 + line[start]->x1) / 2);
        const struct grid_cell *cell = &grid->cells[grid->owner[row * grid->columns + MAX(column, 0)]];
        const double right = grid->x[cell->column + cell->column_span];
        gunichar codes[TEXT_AMOUNT_MAX];
        for (end = start; end < count && (end == start || (line[end]->x0 + line[end]->x1) / 2 < right); end++)
            if (end - start < TEXT_AMOUNT_MAX)
                codes[end - start] = line[end]->code;
        const struct part part = {
            cell->column, end - start <= TEXT_AMOUNT_MAX && text_is_amount(codes, end - start),
            cells_line_is_full(line + start, end - start, line[start], right - grid->x[cell->column])};
        if (column >= 0 && cell->row_span == 1)
            g_array_append_val(parts, part);
    }
}

/* Amounts of one line that stand above or below amounts of the other, in cells with room for more. */
static int count_stacked(const GArray *upper, const GArray *lower)
{
    int stacked = 0;
    for (guint i = 0; i < upper->len; i++)
        for (guint j = 0; j < lower->len; j++) {
            const struct part *a = &g_array_index(upper, struct part, i), *b = &g_array_index(lower, struct part, j);
            stacked += a->column == b->column && a->amount && b->amount && !a->full;
        }
    return stacked;
}

/* A printed line in a row. */
struct printed {
    double middle;
    int amounts;
    bool stacked; /* at least two of them stand below those of the line before that holds some */
};

/* The printed lines of a row; the caller frees the array. */
static GArray *collect_lines(const struct grid *grid, int row, const struct text_char **chars, size_t count,
                             size_t *ends)
{
    const size_t lines = text_sort_lines(chars, count, ends);
    GArray *printed = g_array_new(FALSE, FALSE, sizeof(struct printed));
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(struct part)), *before = NULL;
    for (size_t i = 0, start = 0; i < lines; start = ends[i++]) {
        struct printed line = {.middle = (chars[start]->y0 + chars[start]->y1) / 2};
        g_array_set_size(parts, 0);
        append_parts(grid, row, (const struct text_char *const *)chars + start, ends[i] - start, parts);
        for (guint j = 0; j < parts->len; j++)
            line.amounts += g_array_index(parts, struct part, j).amount;
        if (line.amounts >= 2) {
            line.stacked = before && count_stacked(before, parts) >= 2;
            g_clear_pointer(&before, g_array_unref);
            before = g_array_copy(parts);
        }
        g_array_append_val(printed, line);
    }
    g_clear_pointer(&before, g_array_unref);
    g_array_free(parts, TRUE);
    return printed;
}

static int compare_doubles(const void *a, const void *b)
{
    const double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

/* The usual distance between neighbouring lines with amounts, where so many are stacked that the row is the body of a
 * table without level rulings; 0 where it is not. */
static double find_pitch(const GArray *printed)
{
    GArray *pitches = g_array_new(FALSE, FALSE, sizeof(double));
    guint stacked = 0;
    for (guint i = 1; i < printed->len; i++) {
        const struct printed *line = &g_array_index(printed, struct printed, i), *above = line - 1;
        stacked += line->stacked;
        if (line->amounts && above->amounts)
            append_edge(pitches, line->middle - above->middle);
    }
    g_array_sort(pitches, compare_doubles);
    const double pitch = stacked >= BODY_ROWS && pitches->len ? g_array_index(pitches, double, pitches->len / 2) : 0;
    g_array_free(pitches, TRUE);
    return pitch;
}

/* Appends the edges that split a row: between neighbouring lines with at least two stacked amounts; in a body without
 * level rulings between all lines but those that are nearer than rows are. */
static void append_splits(const struct grid *grid, int row, const struct text_char **chars, size_t count, size_t *ends,
                          GArray *edges)
{
    GArray *printed = collect_lines(grid, row, chars, count, ends);
    const double pitch = find_pitch(printed);
    const struct printed *before = NULL;
    bool amounts = false; /* the row at hand holds some */
    for (guint i = 0; i < printed->len; i++) {
        const struct printed *line = &g_array_index(printed, struct printed, i);
        if (pitch > 0 && before) {
            const double apart = line->middle - before->middle;
            const bool wrapped = apart < WRAP_SHARE * pitch && !(amounts && line->amounts);
            if (!wrapped)
                append_edge(edges, (before->middle + line->middle) / 2);
            amounts = (wrapped && amounts) || line->amounts;
        } else if (before && line->stacked) {
            append_edge(edges, (before->middle + line->middle) / 2);
        }
        if (pitch > 0 || line->amounts >= 2)
            before = line;
    }
    g_array_free(printed, TRUE);
}

/* Whether an upright ruling covers most of the height of a row at a column's edge. */
static bool is_drawn(const GArray *uprights, double x, double top, double bottom)
{
    double covered = 0;
    for (guint i = 0; i < uprights->len; i++) {
        const struct grid_line *line = &g_array_index(uprights, struct grid_line, i);
        if (fabs(line->at - x) <= SAME_EDGE)
            covered += MAX(0, MIN(line->end, bottom) - MAX(line->start, top));
    }
    return covered > (bottom - top) / 2;
}

/* The grid with its rows cut at `cuts` (ascending); cells one row high are cut with them, and span the columns between
 * which no upright ruling stands there. */
static struct grid *cut_rows(const struct grid *grid, const GArray *cuts, const GArray *uprights)
{
    GArray *y = g_array_new(FALSE, FALSE, sizeof(double)), *from = g_array_new(FALSE, FALSE, sizeof(int));
    guint cut = 0;
    for (int row = 0; row < grid->rows; row++) {
        append_edge(y, grid->y[row]);
        g_array_append_val(from, row);
        for (; cut < cuts->len && g_array_index(cuts, double, cut) < grid->y[row + 1]; cut++) {
            append_edge(y, g_array_index(cuts, double, cut));
            g_array_append_val(from, row);
        }
    }
    const int rows = (int)y->len, columns = grid->columns;
    append_edge(y, grid->y[grid->rows]);
    struct grid *finer = grid_new((const double *)(const void *)y->data, rows, grid->x, columns);
    bool *level = g_new0(bool, (gsize)(rows + 1) * (gsize)columns);
    bool *upright = g_new0(bool, (gsize)(columns + 1) * (gsize)rows);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            const int *owner = grid->owner + (gsize)g_array_index(from, int, row) * (gsize)columns + column;
            const int above = row ? grid->owner[g_array_index(from, int, row - 1) * columns + column] : -1;
            level[(gsize)row * (gsize)columns + (gsize)column] =
                *owner != above || (row && g_array_index(from, int, row) == g_array_index(from, int, row - 1) &&
                                    grid->cells[*owner].row_span == 1);
            const int of = g_array_index(from, int, row);
            const bool divided = (row > 0 && g_array_index(from, int, row - 1) == of) ||
                                 (row + 1 < rows && g_array_index(from, int, row + 1) == of);
            const double *edges = (const double *)(const void *)y->data;
            upright[(gsize)column * (gsize)rows + (gsize)row] =
                column && owner[-1] != *owner &&
                (!divided || grid->rulings != GRID_RULED ||
                 is_drawn(uprights, grid->x[column], edges[row], edges[row + 1]));
        }
    grid_merge_boxes(finer, level, upright);
    finer->rulings = GRID_MIXED;
    g_free(level);
    g_free(upright);
    g_array_free(y, TRUE);
    g_array_free(from, TRUE);
    return finer;
}

/* The heights at which the digits of a row stand. */
struct digits {
    double top, bottom; /* the middles of the highest and the lowest */
    double size;        /* of the smallest; 0 where there are none */
};

static void add_digit(struct digits *digits, double middle, double size)
{
    const bool first = digits->size <= 0;
    digits->top = first ? middle : MIN(digits->top, middle);
    digits->bottom = first ? middle : MAX(digits->bottom, middle);
    digits->size = first ? size : MIN(digits->size, size);
}

/* The edges that split rows which are high enough for several lines and hold digits on more than one. */
static GArray *find_cuts(const GArray *chars, const struct grid *grid)
{
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(double));
    const struct text_char **some = g_new(const struct text_char *, chars->len + 1);
    size_t *ends = g_new(size_t, chars->len + 1), *starts = g_new0(size_t, (gsize)grid->rows + 2);
    int *rows = g_new(int, chars->len + 1);
    struct digits *digits = g_new0(struct digits, grid->rows);
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *c = &g_array_index(chars, struct text_char, i);
        const double x = (c->x0 + c->x1) / 2, y = (c->y0 + c->y1) / 2;
        rows[i] = x < grid->x[0] || x > grid->x[grid->columns] ? -1 : grid_band_at(grid->y, grid->rows, y);
        if (rows[i] >= 0 && grid->y[rows[i] + 1] - grid->y[rows[i]] < TWO_LINES * c->size)
            rows[i] = -1;
        if (rows[i] < 0)
            continue;
        starts[rows[i] + 2]++;
        if (text_is_digit(c->code))
            add_digit(&digits[rows[i]], y, c->size);
    }
    for (int row = 2; row <= grid->rows; row++)
        starts[row] += starts[row - 1];
    for (guint i = 0; i < chars->len; i++)
        if (rows[i] >= 0)
            some[starts[rows[i] + 1]++] = &g_array_index(chars, struct text_char, i);
    for (int row = 0; row < grid->rows; row++)
        if (digits[row].bottom - digits[row].top > DIGITS_APART * digits[row].size)
            append_splits(grid, row, some + starts[row], starts[row + 1] - starts[row], ends, cuts);
    g_free(some);
    g_free(ends);
    g_free(starts);
    g_free(rows);
    g_free(digits);
    return cuts;
}

void split_rows(const GArray *uprights, const GArray *chars, GPtrArray *grids)
{
    for (guint i = 0; i < grids->len; i++) {
        struct grid *grid = grids->pdata[i];
        GArray *cuts = find_cuts(chars, grid);
        if (cuts->len && (gint64)(grid->rows + (int)cuts->len) * grid->columns <= GRID_BOXES_MAX) {
            grids->pdata[i] = cut_rows(grid, cuts, uprights);
            grid_free(grid);
        }
        g_array_free(cuts, TRUE);
    }
}
