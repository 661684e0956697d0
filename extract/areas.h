/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_AREAS_H
#define EXTRACT_AREAS_H
#include "extract/grid.h"

/* Tables drawn without lines: cells and rows by their backgrounds, and white lines that part them. */

/* The edges of the coloured `areas` (of struct content_area) that may be the background of a cell, a row or a table, and
 * those of the `rulings` (of struct content_ruling) that are white and lie on one: an array of struct content_ruling that
 * the caller frees, in the space of its arguments. */
GArray *areas_find_edges(const GArray *areas, const GArray *rulings);

/* Adds the grids that the lines of such edges draw outside `grids` (of struct grid), where most of their cells hold text:
 * `chars` are of struct text_char. */
void areas_add_grids(const struct grid_lines *lines, const GArray *chars, GPtrArray *grids);

#endif
