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
    double x0, x1, middle; /* that of its height */
    bool figure;           /* digits and the marks of amounts alone */
    bool money;            /* a figure with a point or a comma */
    bool bound;            /* words follow it at once: 2026 年 */
    bool colon;            /* one is in it: 单位：万元 */
    bool amount;           /* a figure with a mark or of several digits: no ordinal and no page number */
};

/* A printed line. */
struct align_line {
    double middle, size; /* the middle grows from line to line */
    GArray *pieces;      /* struct align_piece, left to right */
    GArray *labels; /* the same parted at narrow gaps, as labels beside each other are; NULL where that is the same */
    bool ordinal;   /* it numbers the columns: 1 2 3 */
    bool figures;   /* one of them is a figure */
    guint amounts;  /* how many of them are amounts */
};

/* How the texts of a column stand in it. */
enum align_side { ALIGN_UNKNOWN, ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* A column that the text keeps to. */
struct align_band {
    double x0, x1; /* of the texts in the body; those of the label where there are none */
    enum align_side side;
    bool amounts; /* most of its texts are amounts */
    bool money;   /* ... with points or commas */
    bool empty;   /* nothing but a label tells of it */
    int label;    /* its own label's index; -1 where it has none */
    double edge;  /* between it and the next column */
    bool known;   /* ... which a ruling or the side on which texts stand shows */
};

/* A label of the head: its wrapped lines together. */
struct align_label {
    double x0, x1, y0, y1; /* y: the middles of its first and last line */
    double size, pitch;    /* the distance of its last two lines */
    int first, count;      /* the columns that it stands over */
    bool spans;            /* other labels stand below it */
    double bottom;         /* the edge below it, if it spans */
};

/* A stretch of the page. */
struct align_area {
    double x0, y0, x1, y1;
};

struct align {
    int page, table_page; /* that at hand, and that of the last table */
    GArray *columns;      /* struct align_band: of the last table */
    double left;          /* the edge before them */
};

/* A table in the making. */
struct align_plan {
    struct align *align;
    const GArray *rules;    /* struct grid_line: those of full extent */
    const GArray *others;   /* struct grid_line: the other ones; in the head they underline what spans columns */
    const GArray *uprights; /* struct grid_line: where they draw the columns; else NULL */
    guint first, count;     /* which of the rules bound the table */
    double x0, x1;
    double left;           /* the edge before the first column */
    const GArray *lines;   /* struct align_line */
    GArray *bands;         /* struct align_band, left to right */
    GArray *labels;        /* struct align_label */
    guint head, body, end; /* first line of the head, of the body, and behind the body */
    guint head_rules;      /* bands between full rulings that are the head */
    guint head_rows;
    double head_bottom;
    bool told;     /* what stands above says that it is a table: figures in few lines will do */
    bool rest;     /* too few they are, but they go on with the table on the page before */
    bool doubtful; /* what the head says and what the body says do not go together */
};

static inline struct align_band *align_band_at(const struct align_plan *plan, int index)
{
    return &g_array_index(plan->bands, struct align_band, index);
}

static inline struct align_label *align_label_at(const struct align_plan *plan, int index)
{
    return &g_array_index(plan->labels, struct align_label, index);
}

static inline double align_label_middle(const struct align_label *label)
{
    return (label->x0 + label->x1) / 2;
}

/* --- align.c --- */

/* Makes a grid of the plan's rulings where there are columns between them, and adds it to `grids`. */
void align_table_add(struct align_plan *plan, enum grid_rulings rulings, GPtrArray *grids);

/* Makes the grid of a plan whose columns and labels are found, adds it to `grids` and remembers its columns. */
void align_table_accept(struct align_plan *plan, enum grid_rulings rulings, GPtrArray *grids);

/* The characters (pointers to struct text_char) outside grids, all where `grids` is NULL; the caller frees the array. */
GPtrArray *align_chars_outside(const GArray *chars, const GPtrArray *grids);

/* Sorts grids by their tops. */
void align_sort(GPtrArray *grids);

/* --- align_text.c: what the text says --- */

/* The printed lines (struct align_line) of `chars` (of struct text_char *) within x0 ... x1, top to bottom; edges (double)
 * that cut their pieces may be NULL.  The caller frees the array. */
GArray *align_text_collect(const GPtrArray *chars, double x0, double x1, const GArray *edges);

const struct align_line *align_line_at(const GArray *lines, guint index);

/* The lines from *start on whose middle lies above `bottom`; moves *start behind them. */
guint align_lines_above(const GArray *lines, guint *start, double bottom);

/* The bands (struct align_band) that the text of the lines keeps to: where no more than a few rows have ink lies a gap.
 * The caller frees the array. */
GArray *align_bands_find(const GArray *lines, guint first, guint end, double x0, double x1);

/* The bands that a piece touches: from *first, this many. */
guint align_bands_touched(const GArray *bands, const struct align_piece *piece, guint *first);

/* --- align_label.c: the labels of the head --- */

double align_rule_at(const struct align_plan *plan, guint index);

/* Whether an inner ruling of full extent lies there. */
bool align_is_full_rule(const struct align_plan *plan, double at);

/* How many bands are the head: those before the first figures; one where there are no figures, none where the first
 * band holds them, as on a page that goes on with a table. */
guint align_head_count(const struct align_plan *plan);

/* A head without a ruling below: the lines above the first figures, where they stand over half the columns; moves the
 * plan's body behind it. */
void align_head_find(struct align_plan *plan);

/* The labels of the head (plan->labels): pieces that are lines of one text are one. */
void align_labels_collect(struct align_plan *plan);

/* Whether an upright ruling stands between two places at that height. */
bool align_is_parted(const struct align_plan *plan, double x0, double x1, double y);

/* Whether a line stands above a table that reaches from x0 to x1, and tells of it at one of its ends: 单位：万元.  Text
 * that goes on below is a label, and what has amounts is a row. */
bool align_is_caption(const GArray *lines, guint index, double x0, double x1);

/* Whether a ruling in the head lies between two heights, over or under `x`. */
bool align_is_divided(const struct align_plan *plan, double x, double top, double bottom);

/* --- align_column.c: columns --- */

/* Brings the lowest labels to the columns of the body, adds the columns that are empty, and finds the edges. */
void align_columns_find(struct align_plan *plan);

/* Whether the texts of the body stand in the columns of the table on the page before. */
bool align_columns_go_on(const struct align_plan *plan);

/* Takes the columns of the table on the page before, where the texts of the body stand in them. */
bool align_columns_recall(struct align_plan *plan);

/* The edge on the left of a column. */
double align_column_left(const struct align_plan *plan, int column);

/* --- align_rows.c --- */

/* Appends the edges between the rows that the lines of a band between rulings hold, and keeps all edges in order. */
void align_rows_find(const struct align_plan *plan, guint first, guint end, GArray *edges);

/* --- align_head.c: what the labels span --- */

/* Finds out which columns the labels stand over that have others below them. */
void align_spans_find(struct align_plan *plan);

/* The same where upright rulings part the labels. */
void align_spans_read(struct align_plan *plan);

/* Appends the edges between the rows of the head. */
void align_head_rows(struct align_plan *plan, GArray *edges);

/* Merges the cells of the head: along what spans several columns, and down where nothing does; and in the body what
 * is centred over two. */
void align_head_merge(const struct align_plan *plan, struct grid *grid);

#endif
