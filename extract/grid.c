/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/content.h"
#include "extract/sorted.h"

/* In points. */
#define SAME_LINE 1.5      /* pieces this far apart across their direction are one line */
#define SAME_EDGE 3.0      /* lines this far apart bound no row or column: double lines */
#define PIECE_GAP 3.0      /* pieces this far apart along their direction are one line */
#define TOUCH 2.5          /* a line ends at another one when it comes this near */
#define LINE_MIN 3.0       /* shorter lines are dots and ticks */
#define OVERHANG 6.0       /* lines that pass the outermost cross line by more imply an outer edge */
#define LONE_OVERHANG 60.0 /* ... where a single one does */
#define STACK_GAP 3.0      /* grids this far apart, one below the other, are one */
#define STACK_EDGE 2.0     /* ... where their columns' edges differ by no more than this */
#define INNER_MIN 20.0     /* a shorter upright line that touches none draws no column */
#define WHITE 0.98
#define TRANSPARENT 0.02
#define COVERED 0.5 /* share of a box's side that a line must cover to be its edge */

enum { COMPONENTS_MAX = 200 }; /* grids of a page in which loose lines are looked for */

static int compare_doubles(double a, double b)
{
    return (a > b) - (a < b);
}

/* Lines that the orders below leave equal are equal: the sort need not be stable. */
static int compare_at(const void *a, const void *b)
{
    const struct grid_line *one = a, *two = b;
    if (one->at != two->at)
        return compare_doubles(one->at, two->at);
    return one->start != two->start ? compare_doubles(one->start, two->start) : compare_doubles(one->end, two->end);
}

static int compare_start(const void *a, const void *b)
{
    const struct grid_line *one = a, *two = b;
    return one->start != two->start ? compare_doubles(one->start, two->start) : compare_at(a, b);
}

bool grid_sees_ruling(const struct content_ruling *ruling)
{
    const struct content_colour *colour = &ruling->colour;
    if (colour->alpha <= TRANSPARENT)
        return false;
    return colour->red <= WHITE || colour->green <= WHITE || colour->blue <= WHITE;
}

/* Joins the pieces of `band`, which are all of one line, sorted by their start. */
static void join_band(const struct grid_line *band, size_t count, GArray *lines)
{
    for (size_t i = 0; i < count;) {
        struct grid_line line = band[i];
        double weight = line.end - line.start, sum = line.at * weight;
        for (i++; i < count && band[i].start <= line.end + PIECE_GAP; i++) {
            const double length = band[i].end - band[i].start;
            weight += length;
            sum += band[i].at * length;
            line.end = MAX(line.end, band[i].end);
        }
        if (weight > 0)
            line.at = sum / weight;
        if (line.end - line.start >= LINE_MIN)
            g_array_append_val(lines, line);
    }
}

static int compare_length(const void *a, const void *b)
{
    const struct grid_line *one = a, *two = b;
    return compare_doubles(two->end - two->start, one->end - one->start);
}

static GArray *collect_lines(const GArray *rulings, bool vertical, bool *truncated)
{
    struct grid_line *piece = g_new(struct grid_line, rulings->len + 1);
    size_t count = 0;
    for (guint i = 0; i < rulings->len; i++) {
        const struct content_ruling *ruling = &g_array_index(rulings, struct content_ruling, i);
        if (ruling->vertical == vertical && grid_sees_ruling(ruling) &&
            isfinite(ruling->at + ruling->start + ruling->end))
            piece[count++] = (struct grid_line){.at = ruling->at, .start = ruling->start, .end = ruling->end};
    }
    qsort(piece, count, sizeof *piece, compare_at);
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct grid_line));
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && piece[end].at - piece[start].at <= SAME_LINE; end++)
            continue;
        qsort(piece + start, end - start, sizeof *piece, compare_start);
        join_band(piece + start, end - start, lines);
    }
    g_free(piece);
    if (lines->len > GRID_LINES_MAX) {
        g_array_sort(lines, compare_length);
        g_array_set_size(lines, GRID_LINES_MAX);
        *truncated = true;
    }
    g_array_sort(lines, compare_at);
    return lines;
}

struct grid_lines grid_lines_collect(const GArray *rulings, bool *truncated)
{
    return (struct grid_lines){collect_lines(rulings, false, truncated), collect_lines(rulings, true, truncated)};
}

void grid_lines_free(struct grid_lines *lines)
{
    g_array_free(lines->level, TRUE);
    g_array_free(lines->upright, TRUE);
}

static int root_of(int *parents, int item)
{
    while (parents[item] != item)
        item = parents[item] = parents[parents[item]];
    return item;
}

static void unite(int *parents, int a, int b)
{
    a = root_of(parents, a);
    b = root_of(parents, b);
    parents[MAX(a, b)] = MIN(a, b);
}

/* The bounds of a component. */
struct bounds {
    double x0, x1, y0, y1;
    int levels, uprights;
};

/* Upright lines that touch no other line join the component they stand in: the level lines at their ends are missing.
 * Level ones may be underlines, and stay alone. */
static void unite_inner(const GArray *horizontal, const GArray *vertical, int *parents)
{
    const int count = (int)(horizontal->len + vertical->len);
    struct bounds *bounds = g_new(struct bounds, (gsize)count + 1);
    for (int i = 0; i < count; i++)
        bounds[i] = (struct bounds){HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL, 0, 0};
    for (guint h = 0; h < horizontal->len; h++) {
        const struct grid_line *line = &g_array_index(horizontal, struct grid_line, h);
        struct bounds *of = &bounds[root_of(parents, (int)h)];
        *of = (struct bounds){MIN(of->x0, line->start), MAX(of->x1, line->end), MIN(of->y0, line->at),
                              MAX(of->y1, line->at),    of->levels + 1,         of->uprights};
    }
    GArray *roots = g_array_new(FALSE, FALSE, sizeof(int)); /* of what may be a grid */
    for (guint v = 0; v < vertical->len; v++)
        bounds[root_of(parents, (int)(horizontal->len + v))].uprights++;
    for (int i = 0; i < count && roots->len < COMPONENTS_MAX; i++)
        if (root_of(parents, i) == i && bounds[i].levels >= 2 && bounds[i].uprights >= 2)
            g_array_append_val(roots, i);
    for (guint v = 0; v < vertical->len; v++) {
        const struct grid_line *line = &g_array_index(vertical, struct grid_line, v);
        const int own = root_of(parents, (int)(horizontal->len + v));
        if (bounds[own].levels || line->end - line->start < INNER_MIN)
            continue;
        for (guint i = 0; i < roots->len; i++) {
            const int root = g_array_index(roots, int, i);
            const struct bounds *of = &bounds[root];
            if (line->at > of->x0 && line->at < of->x1 && line->start > of->y0 && line->end < of->y1) {
                unite(parents, root, own);
                break;
            }
        }
    }
    g_array_free(roots, TRUE);
    g_free(bounds);
}

/* Marks the lines that touch, directly or by way of others, with the same component. */
static void mark_components(GArray *horizontal, GArray *vertical)
{
    const int count = (int)(horizontal->len + vertical->len);
    int *parents = g_new(int, (gsize)count + 1);
    for (int i = 0; i < count; i++)
        parents[i] = i;
    for (guint v = 0; v < vertical->len; v++) {
        const struct grid_line *upright = &g_array_index(vertical, struct grid_line, v);
        for (guint h = sorted_first(horizontal, upright->start - TOUCH); h < horizontal->len; h++) {
            const struct grid_line *level = &g_array_index(horizontal, struct grid_line, h);
            if (level->at > upright->end + TOUCH)
                break;
            if (upright->at >= level->start - TOUCH && upright->at <= level->end + TOUCH)
                unite(parents, (int)h, (int)(horizontal->len + v));
        }
    }
    unite_inner(horizontal, vertical, parents);
    for (guint h = 0; h < horizontal->len; h++)
        g_array_index(horizontal, struct grid_line, h).component = root_of(parents, (int)h);
    for (guint v = 0; v < vertical->len; v++)
        g_array_index(vertical, struct grid_line, v).component = root_of(parents, (int)(horizontal->len + v));
    g_free(parents);
}

static int compare_component(const void *a, const void *b)
{
    const struct grid_line *one = a, *two = b;
    return one->component != two->component ? (one->component > two->component) - (one->component < two->component)
                                            : compare_at(a, b);
}

/* A run of lines in an array. */
struct lines {
    const struct grid_line *items;
    int count;
};

static int compare_edge(const void *a, const void *b)
{
    return compare_doubles(*(const double *)a, *(const double *)b);
}

/* The outer edge that lines imply which pass the outermost cross lines (`outer`): the median of
 * their ends, where at least two pass it by OVERHANG, or one by no more than LONE_OVERHANG (below it stand
 * cells that are merged).  `side` is -1 for starts and 1 for ends. */
static bool implied_edge(struct lines crossing, double outer, int side, double *edge)
{
    double *ends = g_new(double, (gsize)crossing.count + 1);
    int passing = 0;
    for (int i = 0; i < crossing.count; i++) {
        const double end = side < 0 ? crossing.items[i].start : crossing.items[i].end;
        if (side * (end - outer) > OVERHANG)
            ends[passing++] = end;
    }
    qsort(ends, (size_t)passing, sizeof *ends, compare_edge);
    const bool implied = passing >= 2 || (passing == 1 && side * (ends[0] - outer) <= LONE_OVERHANG);
    if (implied)
        *edge = ends[passing / 2];
    g_free(ends);
    return implied;
}

/* The edges that `lines` give, sorted by `at`, with those that the crossing lines imply outside. */
static GArray *collect_edges(struct lines lines, struct lines crossing)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < lines.count;) {
        double weight = 0, sum = 0;
        const double first = lines.items[i].at;
        for (; i < lines.count && lines.items[i].at - first <= SAME_EDGE; i++) {
            const double length = lines.items[i].end - lines.items[i].start;
            weight += length;
            sum += lines.items[i].at * length;
        }
        const double at = sum / weight;
        g_array_append_val(edges, at);
    }
    double edge;
    if (implied_edge(crossing, g_array_index(edges, double, 0), -1, &edge))
        g_array_prepend_val(edges, edge);
    if (implied_edge(crossing, g_array_index(edges, double, edges->len - 1), 1, &edge))
        g_array_append_val(edges, edge);
    return edges;
}

/* Of the edges 0 to last - 1, the last that does not lie behind `at`; 0 where all do. */
static int edge_before(const double *edges, int last, double at)
{
    int low = 0, high = last;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (edges[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int nearest_edge(const double *edges, int count, double at)
{
    const int low = edge_before(edges, count - 1, at), high = MIN(low + 1, count - 1);
    return fabs(edges[low] - at) <= fabs(edges[high] - at) ? low : high;
}

/* Which sides of the boxes are drawn: covered[across * along_count + along] for the edge `across`
 * of `lines`, cut by the edges `along`. */
static bool *mark_sides(struct lines lines, const GArray *across, const GArray *along)
{
    const int boxes = (int)along->len - 1;
    const double *at = (const double *)(const void *)across->data, *cut = (const double *)(const void *)along->data;
    double *length = g_new0(double, (gsize)across->len *(gsize)boxes);
    for (int i = 0; i < lines.count; i++) {
        const struct grid_line *line = &lines.items[i];
        double *row = length + (gsize)nearest_edge(at, (int)across->len, line->at) * (gsize)boxes;
        int box = nearest_edge(cut, boxes + 1, line->start);
        for (box = box > 0 ? box - 1 : 0; box < boxes && cut[box] < line->end; box++) {
            const double part = MIN(line->end, cut[box + 1]) - MAX(line->start, cut[box]);
            if (part > 0)
                row[box] += part;
        }
    }
    bool *covered = g_new(bool, (gsize)across->len *(gsize)boxes);
    for (guint edge = 0; edge < across->len; edge++)
        for (int box = 0; box < boxes; box++) {
            const gsize i = (gsize)edge * (gsize)boxes + (gsize)box;
            covered[i] = length[i] > COVERED * (cut[box + 1] - cut[box]);
        }
    g_free(length);
    return covered;
}

/* Gives the rectangle from `row`, `column` on to a new cell: as wide and then as high as boxes of
 * the same region reach that no cell has yet. */
static void claim_cell(struct grid *grid, const int *region, int row, int column, GArray *cells)
{
    const int of = region[row * grid->columns + column];
    int right = column + 1, bottom = row + 1;
    while (right < grid->columns && region[row * grid->columns + right] == of &&
           grid->owner[row * grid->columns + right] < 0)
        right++;
    for (; bottom < grid->rows; bottom++) {
        const int *next = region + bottom * grid->columns, *owner = grid->owner + bottom * grid->columns;
        int i = column;
        while (i < right && next[i] == of && owner[i] < 0)
            i++;
        if (i < right)
            break;
    }
    for (int y = row; y < bottom; y++)
        for (int x = column; x < right; x++)
            grid->owner[y * grid->columns + x] = (int)cells->len;
    const struct grid_cell cell = {row, column, bottom - row, right - column};
    g_array_append_val(cells, cell);
}

void grid_merge_boxes(struct grid *grid, const bool *level, const bool *upright)
{
    const int boxes = grid->rows * grid->columns;
    int *region = g_new(int, boxes);
    for (int i = 0; i < boxes; i++)
        region[i] = i;
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            const int box = row * grid->columns + column;
            if (column > 0 && !upright[column * grid->rows + row])
                unite(region, box - 1, box);
            if (row > 0 && !level[row * grid->columns + column])
                unite(region, box - grid->columns, box);
        }
    for (int i = 0; i < boxes; i++)
        region[i] = root_of(region, i);
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
    memset(grid->owner, -1, (size_t)boxes * sizeof *grid->owner);
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++)
            if (grid->owner[row * grid->columns + column] < 0)
                claim_cell(grid, region, row, column, cells);
    g_free(region);
    g_free(grid->cells);
    grid->cell_count = (int)cells->len;
    grid->cells = (struct grid_cell *)(void *)g_array_free(cells, FALSE);
}

struct grid *grid_new(const double *y, int rows, const double *x, int columns)
{
    struct grid *grid = g_new0(struct grid, 1);
    grid->rows = rows;
    grid->columns = columns;
    grid->y = g_memdup2(y, ((gsize)rows + 1) * sizeof *y);
    grid->x = g_memdup2(x, ((gsize)columns + 1) * sizeof *x);
    grid->cell_count = rows * columns;
    grid->owner = g_new(int, grid->cell_count);
    grid->cells = g_new(struct grid_cell, grid->cell_count);
    for (int i = 0; i < grid->cell_count; i++) {
        grid->owner[i] = i;
        grid->cells[i] = (struct grid_cell){i / columns, i % columns, 1, 1};
    }
    return grid;
}

void grid_free(struct grid *grid)
{
    if (!grid)
        return;
    g_free(grid->y);
    g_free(grid->x);
    g_free(grid->owner);
    g_free(grid->cells);
    g_free(grid);
}

/* The grid that one component of lines draws; NULL where it is none. */
static struct grid *build_grid(struct lines horizontal, struct lines vertical, bool *truncated)
{
    if (horizontal.count < 2 || vertical.count < 2)
        return NULL;
    GArray *y = collect_edges(horizontal, vertical), *x = collect_edges(vertical, horizontal);
    struct grid *grid = NULL;
    if (y->len >= 2 && x->len >= 2 && (gint64)(y->len - 1) * (x->len - 1) <= GRID_BOXES_MAX) {
        grid = grid_new((const double *)(void *)y->data, (int)y->len - 1, (const double *)(void *)x->data,
                        (int)x->len - 1);
        bool *level = mark_sides(horizontal, y, x), *upright = mark_sides(vertical, x, y);
        grid_merge_boxes(grid, level, upright);
        g_free(level);
        g_free(upright);
        if (grid->cell_count < 2) {
            grid_free(grid);
            grid = NULL;
        }
    } else if (y->len >= 2 && x->len >= 2) {
        *truncated = true;
    }
    g_array_free(y, TRUE);
    g_array_free(x, TRUE);
    return grid;
}

static int compare_top(const void *a, const void *b)
{
    const struct grid *one = *(const struct grid *const *)a, *two = *(const struct grid *const *)b;
    return one->y[0] != two->y[0] ? compare_doubles(one->y[0], two->y[0]) : compare_doubles(one->x[0], two->x[0]);
}

static bool is_stacked(const struct grid *upper, const struct grid *lower)
{
    const double gap = lower->y[0] - upper->y[upper->rows];
    if (fabs(gap) > STACK_GAP || upper->columns != lower->columns)
        return false;
    for (int i = 0; i <= upper->columns; i++)
        if (fabs(upper->x[i] - lower->x[i]) > STACK_EDGE)
            return false;
    return true;
}

/* Appends `lower` to `upper`, whose last edge becomes the one between them. */
static void append_grid(struct grid *upper, const struct grid *lower)
{
    const int rows = upper->rows + lower->rows, boxes = upper->rows * upper->columns;
    upper->y = g_renew(double, upper->y, rows + 1);
    memcpy(upper->y + upper->rows + 1, lower->y + 1, (size_t)lower->rows * sizeof *upper->y);
    upper->owner = g_renew(int, upper->owner, rows * upper->columns);
    for (int i = 0; i < lower->rows * lower->columns; i++)
        upper->owner[boxes + i] = lower->owner[i] + upper->cell_count;
    upper->cells = g_renew(struct grid_cell, upper->cells, upper->cell_count + lower->cell_count);
    for (int i = 0; i < lower->cell_count; i++) {
        upper->cells[upper->cell_count + i] = lower->cells[i];
        upper->cells[upper->cell_count + i].row += upper->rows;
    }
    upper->cell_count += lower->cell_count;
    upper->rows = rows;
}

static void stack_grids(GPtrArray *grids)
{
    for (guint i = 0; i < grids->len; i++)
        for (guint j = i + 1; j < grids->len;) {
            struct grid *upper = grids->pdata[i], *lower = grids->pdata[j];
            if (is_stacked(upper, lower) && (gint64)(upper->rows + lower->rows) * upper->columns <= GRID_BOXES_MAX) {
                append_grid(upper, lower);
                g_ptr_array_remove_index(grids, j);
                j = i + 1;
            } else {
                j++;
            }
        }
}

GPtrArray *grid_find(const struct grid_lines *lines, bool *truncated)
{
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    if (!lines->level->len || !lines->upright->len)
        return grids;
    GArray *horizontal = g_array_copy(lines->level), *vertical = g_array_copy(lines->upright);
    mark_components(horizontal, vertical);
    g_array_sort(horizontal, compare_component);
    g_array_sort(vertical, compare_component);
    const struct grid_line *level = (const struct grid_line *)(void *)horizontal->data;
    const struct grid_line *upright = (const struct grid_line *)(void *)vertical->data;
    for (guint h = 0, v = 0; h < horizontal->len && v < vertical->len;) {
        const int component = level[h].component;
        guint h_end = h, v_end;
        while (h_end < horizontal->len && level[h_end].component == component)
            h_end++;
        while (v < vertical->len && upright[v].component < component)
            v++;
        for (v_end = v; v_end < vertical->len && upright[v_end].component == component; v_end++)
            continue;
        struct grid *grid = build_grid((struct lines){level + h, (int)(h_end - h)},
                                       (struct lines){upright + v, (int)(v_end - v)}, truncated);
        if (grid)
            g_ptr_array_add(grids, grid);
        h = h_end;
        v = v_end;
    }
    g_array_free(horizontal, TRUE);
    g_array_free(vertical, TRUE);
    g_ptr_array_sort(grids, compare_top);
    stack_grids(grids);
    return grids;
}

int grid_band_at(const double *edges, int count, double at)
{
    if (at < edges[0] || at > edges[count])
        return -1;
    return edge_before(edges, count, at);
}

int grid_cell_at(const struct grid *grid, double x, double y)
{
    const int row = grid_band_at(grid->y, grid->rows, y), column = grid_band_at(grid->x, grid->columns, x);
    return row < 0 || column < 0 ? -1 : grid->owner[row * grid->columns + column];
}
