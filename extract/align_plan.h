/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_ALIGN_PLAN_H
#define EXTRACT_ALIGN_PLAN_H
#include <glib.h>
#include <stdbool.h>

#include "extract/grid.h"

/* Tables between level rulings in the making: private to extract/align*.c.  Points. */

#define ALIGN_EXTENT 6.0 /* between the ends of the rulings of one table */
#define ALIGN_MARGIN 3.0 /* rulings this near to a grid belong to it */

/* A stretch of text on one line. */
struct align_piece {
    double x0, x1;
    bool figure; /* digits and the marks of amounts alone */
    bool amount; /* a figure with a mark or of several digits: no ordinal and no page number */
};

/* A printed line. */
struct align_line {
    double middle, size; /* the middle grows from line to line */
    GArray *pieces;      /* struct align_piece, left to right */
    bool figures;        /* one of them is a figure */
    guint amounts;       /* how many of them are amounts */
    bool colon;          /* one is in it: 单位：万元 is no head */
};

/* The columns that text keeps to, left to right. */
struct align_band {
    double x0, x1;
    bool headed;
    struct align_piece head; /* where its heads stand, if there are any */
};

/* A head that stands over several columns. */
struct align_span {
    guint line;
    struct align_piece piece;
};

/* A table in the making. */
struct align_plan {
    const GArray *rules;  /* struct grid_line: those of full extent */
    const GArray *others; /* struct grid_line: the other ones; in the head they underline what spans columns */
    guint first, count;   /* which of the rules bound the table */
    double x0, x1;
    const GArray *lines; /* struct align_line */
    GArray *bands;
    guint head, body, end; /* first line of the head, of the body, and behind the body */
    guint head_rules;      /* bands between full rulings that are the head */
    guint head_rows;
    double head_bottom;
    GArray *spans; /* struct align_span: heads over several columns that no ruling underlines */
};

/* --- align.c --- */

/* Makes a grid of the plan's rulings where there are columns between them, and adds it to `grids`. */
void align_table_add(struct align_plan *plan, enum grid_rulings rulings, GPtrArray *grids);

/* The characters (pointers to struct text_char) outside grids; the caller frees the array. */
GPtrArray *align_chars_outside(const GArray *chars, const GPtrArray *grids);

/* Sorts grids by their tops. */
void align_sort(GPtrArray *grids);

/* --- align_text.c: what the text says --- */

/* The printed lines (struct align_line) of `chars` (of struct text_char *) within x0 ... x1, top to bottom; the caller
 * frees the array. */
GArray *align_text_collect(const GPtrArray *chars, double x0, double x1);

const struct align_line *align_line_at(const GArray *lines, guint index);

/* The lines from *start on whose middle lies above `bottom`; moves *start behind them. */
guint align_lines_above(const GArray *lines, guint *start, double bottom);

/* The bands (struct align_band) that the text of the lines keeps to: where no more than a few rows have ink lies a gap.
 * The caller frees the array. */
GArray *align_bands_find(const GArray *lines, guint first, guint end, double x0, double x1);

/* The bands that a piece touches: from *first, this many. */
guint align_bands_touched(const GArray *bands, const struct align_piece *piece, guint *first);

/* --- align_head.c: what the head says --- */

double align_rule_at(const struct align_plan *plan, guint index);

/* Whether an inner ruling of full extent lies there. */
bool align_is_full_rule(const struct align_plan *plan, double at);

/* How many bands are the head: those before the first figures; one where there are no figures, none where the first
 * band holds them, as on a page that goes on with a table. */
guint align_head_count(const struct align_plan *plan);

/* A head without a ruling below: the lines above the first figures, where they stand over half the columns; moves the
 * plan's body behind it. */
void align_head_find(struct align_plan *plan);

/* Brings the heads to the bands, and notes those that span several of them. */
void align_head_bring(const struct align_plan *plan);

/* The next ruling below `top` that divides the head; NULL where there is none. */
const struct grid_line *align_head_divider(const struct align_plan *plan, double top);

/* Merges the cells of the head: along what spans several columns, and down where nothing does; and in the body what
 * is centred over two. */
void align_head_merge(const struct align_plan *plan, struct grid *grid);

#endif
