/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_HIDDEN_H
#define EXTRACT_HIDDEN_H
#include <glib.h>

#include "extract/cells.h"
#include "extract/content.h"
#include "extract/text.h"

/* A character that the page does not show, and the box that clips it away. */
struct hidden_char {
    struct text_char character;
    struct cells_rectangle clip;
    bool invisible; /* it is no clip box that hides it */
};

/* Moves the characters that belong to clipped runs from `chars` to `hidden` (of struct
 * hidden_char): a page shows nothing of them, though they are in its text.  `clipped` (of struct
 * content_clipped, in the space of `chars`) is sorted.  Invisible runs are left where they are the text of a
 * scan: where `invisible` bytes are most of the `shown` ones. */
void hidden_take(GArray *chars, GArray *clipped, size_t invisible, size_t shown, GArray *hidden);

/* The cell that the page break cut where the character belongs to its part on another page: the one at the edge of the
 * clip box beyond which the character lies.  No place where the clip box does not end with a cell there. */
struct cells_place hidden_cut(const struct hidden_char *hidden, const GPtrArray *grids);

/* The cell that the character was typed into: the one which its clip box is part of, where the
 * cell's row is too low for its text.  No place where the text goes on from or to another page, or
 * the clip box is that of no cell. */
struct cells_place hidden_place(const struct hidden_char *hidden, const GPtrArray *grids);

#endif
