/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_ALIGN_H
#define EXTRACT_ALIGN_H
#include <glib.h>

#include "extract/grid.h"
#include "extract/text.h"

/* Tables that rulings draw in part: the alignment of the text gives the rest. */

/* Finds tables that have horizontal rulings alone (three-line tables, 三线表) outside `grids` and adds
 * them there (GRID_MIXED).  At least two rulings of one extent bound them; columns come from the gaps
 * that the text leaves over the rows.  `rulings` are of struct content_ruling, `chars` of struct text_char. */
void align_find(const GArray *rulings, const GArray *chars, GPtrArray *grids);

/* Finds tables without any ruling outside `grids` and adds them there (GRID_ALIGNED): lines with amounts below each
 * other, and the head above them. */
void align_find_bare(const GArray *chars, GPtrArray *grids);

#endif
