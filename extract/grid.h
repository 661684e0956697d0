/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_GRID_H
#define EXTRACT_GRID_H
#include <glib.h>
#include <stdbool.h>

/* Tables as rulings draw them: lines become rows, columns and cells that may span several of
 * both.  All coordinates in points, origin top left, y grows downwards. */

/* A cell; row and column of its top left corner. */
struct grid_cell {
    int row, column;
    int row_span, column_span;
};

/* What bounds the cells; of a doubtful grid nobody knows for certain what its columns are. */
enum grid_rulings { GRID_RULED, GRID_MIXED, GRID_ALIGNED, GRID_DOUBTFUL };

struct grid {
    int rows, columns;
    double *y, *x; /* the edges: rows + 1, columns + 1 of them, ascending */
    int *owner;    /* rows * columns, row-major: index into cells */
    int cell_count;
    struct grid_cell *cells; /* row-major by their corners */
    enum grid_rulings rulings;
};

enum {
    GRID_LINES_MAX = 6000,  /* lines of one direction on a page, after pieces are joined */
    GRID_BOXES_MAX = 250000 /* rows * columns of one grid */
};

struct content_ruling;

/* Whether a ruling can draw a grid: a white or transparent one cannot. */
bool grid_sees_ruling(const struct content_ruling *ruling);

/* A line in one direction, joined from its pieces. */
struct grid_line {
    double at, start, end;
    int component; /* for grid_find's own use */
};

/* The visible lines of both directions: arrays of struct grid_line, each sorted by `at`. */
struct grid_lines {
    GArray *level, *upright;
};

/* Joins `rulings` (of struct content_ruling) to lines; sets `truncated` where a limit was reached and lines were left
 * out.  The caller frees them with grid_lines_free. */
struct grid_lines grid_lines_collect(const GArray *rulings, bool *truncated);
void grid_lines_free(struct grid_lines *lines);

/* Finds the grids that lines draw.  Returns a GPtrArray of struct grid that frees its elements, top to bottom; empty
 * where there are none.  Sets `truncated` where a limit was reached and grids were left out. */
GPtrArray *grid_find(const struct grid_lines *lines, bool *truncated);

/* A grid with the given edges (copied) in which every box is a cell of its own. */
struct grid *grid_new(const double *y, int rows, const double *x, int columns);

/* Merges the boxes of a grid between which no side is drawn: level[edge * columns + column] tells it
 * of the horizontal edges, upright[edge * rows + row] of the vertical ones.  Regions that are no
 * rectangle are split, row by row. */
void grid_merge_boxes(struct grid *grid, const bool *level, const bool *upright);

void grid_free(struct grid *grid);

/* The index of the cell at a point, or -1 outside the grid. */
int grid_cell_at(const struct grid *grid, double x, double y);

/* The row or column whose edges enclose `at`: `count` of them, `count` + 1 edges; -1 outside. */
int grid_band_at(const double *edges, int count, double at);

#endif
