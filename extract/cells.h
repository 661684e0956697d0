/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CELLS_H
#define EXTRACT_CELLS_H
#include "base/record.h"
#include "extract/grid.h"
#include "extract/text.h"

struct arena;

/* Characters into the cells of grids, and the text of a cell. */

/* Where a character belongs: grid and cell by index, both -1 outside all grids. */
struct cells_place {
    int grid, cell;
};

/* Places `count` characters (in poppler's order) in `grids` (of struct grid): by their middle,
 * but an amount is kept whole where it pokes over a ruling, and text that runs over into an
 * empty neighbour stays with its beginning. */
void cells_place_text(const struct text_char *chars, size_t count, const GPtrArray *grids, struct cells_place *places);

/* A rectangle in points. */
struct cells_rectangle {
    double x0, y0, x1, y1;
};

/* The text of `count` characters within a cell from x0 to x1 (points): printed lines top to
 * bottom, each left to right, joined as they were wrapped.  `chars` and `ends` (room for `count`)
 * are scratch; `ink` becomes the box of the characters, and is left alone where there are none. */
struct view cells_join_text(struct arena *arena, const struct text_char **chars, size_t count, size_t *ends, double x0,
                            double x1, struct cells_rectangle *ink);

/* Whether a sorted line in a cell of that width is so full that the character `next` finds no room in it. */
bool cells_line_is_full(const struct text_char *const *line, size_t count, const struct text_char *next, double width);

/* Appends a sorted line's characters with a space where the gap is wide. */
void cells_append_line(GString *text, const struct text_char *const *chars, size_t count);

#endif
