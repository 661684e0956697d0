/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_ALIGN_H
#define EXTRACT_ALIGN_H
#include <glib.h>

#include "extract/grid.h"
#include "extract/text.h"

/* Tables that rulings draw in part: the alignment of the text gives the rest.  Where it does not say for certain which
 * column a text stands in, the
 * grid is doubtful: an amount that is missing is seen, one in a wrong column is not. */

/* What is remembered from page to page: the columns of the last table, for pages that go on with it without a head. */
struct align;

/* The caller frees it with align_free. */
struct align *align_new(void);
void align_free(struct align *align);

/* Begins a page, which follows the one before. */
void align_begin_page(struct align *align);

/* Finds tables that have horizontal rulings alone (three-line tables, 三线表) outside `grids` and adds
 * them there (GRID_MIXED).  At least two rulings of one extent bound them; columns come from the gaps
 * that the text leaves over the rows; where head and body do not go together the grid is GRID_DOUBTFUL.  `levels` are the level lines of struct grid_lines, `chars` of
 * struct text_char. */
void align_find(struct align *align, const GArray *levels, const GArray *chars, GPtrArray *grids);

/* Finds tables whose columns upright rulings draw and whose rows nothing does: frames in `grids` with a single row, which
 * they replace, and lines outside `grids`.  `uprights` are those of struct grid_lines. */
void align_find_upright(struct align *align, const GArray *uprights, const GArray *chars, GPtrArray *grids);

/* Finds tables without any ruling outside `grids` and adds them there (GRID_ALIGNED): lines with amounts below each
 * other, and the head above them. */
void align_find_bare(struct align *align, const GArray *chars, GPtrArray *grids);

#endif
