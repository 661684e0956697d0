/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_HIDDEN_H
#define EXTRACT_HIDDEN_H
#include <glib.h>

#include "extract/cells.h"
#include "extract/content.h"
#include "extract/text.h"
#include "extract/turn.h"

/* A character that the page does not show, and the box that clips it away. */
struct hidden_char {
    struct text_char character;
    struct cells_rectangle clip;
    bool invisible; /* it is no clip box that hides it */
};

/* Moves the characters of runs that are clipped away or invisible from `chars` to `hidden` (of struct hidden_char): a page
 * shows nothing of them, though they are in its text.  Invisible text is left where it is the text of a scan: over a
 * picture where less text is seen, or where the page has no other; whether there is such text.  All in the space of the
 * upright page. */
bool hidden_take(GArray *chars, const struct content_page *page, GArray *hidden);

/* Turns hidden characters, as turn_geometry turns those of the page. */
void hidden_turn(GArray *hidden, enum turn turn, double width, double height);

/* The cell that the page break cut where the character belongs to its part on another page: the one at the edge of the
 * clip box beyond which the character lies.  No place where the clip box does not end with a cell there. */
struct cells_place hidden_cut(const struct hidden_char *hidden, const GPtrArray *grids);

/* The cell that the character was typed into: the one whose box its clip box is, where the
 * cell's row is too low for its text.  No place where the text goes on from or to another page, or
 * the clip box is that of no cell. */
struct cells_place hidden_place(const struct hidden_char *hidden, const GPtrArray *grids);

#endif
