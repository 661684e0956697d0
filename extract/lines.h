/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_LINES_H
#define EXTRACT_LINES_H
#include "extract/cells.h"

/* A piece of text outside grids on one baseline. */
struct lines_piece {
    struct view text; /* in the arena */
    struct cells_rectangle box;
    double size; /* font size of most of it, points */
};

/* Sorts characters into printed lines and cuts these where the gap is wide; appends the pieces
 * (struct lines_piece), top to bottom, left to right, to `pieces`.  `chars` and `ends` (room for
 * `count`) are scratch. */
void lines_collect(struct arena *arena, const struct text_char **chars, size_t count, size_t *ends, GArray *pieces);

#endif
