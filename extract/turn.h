/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_TURN_H
#define EXTRACT_TURN_H
#include <glib.h>

#include "extract/cells.h"

/* Pages whose text runs sideways or upside down are turned so that it reads to the right. */
enum turn { TURN_NONE, TURN_UP, TURN_LEFT, TURN_DOWN }; /* the direction in which the text runs */

/* The direction of most text: by `direction` (bytes of text, in the order of enum turn), or by how the words in
 * `chars` (of struct text_char, in poppler's order) run where that is all zero. */
enum turn turn_of_page(const size_t direction[4], const GArray *chars);

/* Turns characters (of struct text_char; may be NULL) and rulings (of struct content_ruling) of a page of the
 * given size (points) so that text running in the direction of `turn` runs to the right. */
void turn_geometry(enum turn turn, double width, double height, GArray *chars, GArray *rulings);

/* Where a rectangle comes to lie on the page that was turned; width and height are those of the page before. */
struct cells_rectangle turn_onto(enum turn turn, double width, double height, struct cells_rectangle rectangle);

/* Puts a character (its place; points) where it comes to lie on that page. */
void turn_character(enum turn turn, double width, double height, struct text_char *character);

/* The way back for a rectangle; width and height are those of the page before it was turned. */
struct cells_rectangle turn_back(enum turn turn, double width, double height, struct cells_rectangle rectangle);

#endif
