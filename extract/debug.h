/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_DEBUG_H
#define EXTRACT_DEBUG_H
#include <cairo.h>
#include <glib.h>

#include "base/error.h"
#include "base/view.h"
#include "extract/cells.h"
#include "extract/pages.h"

/* What the page reader made of one page, to be drawn over it. */

/* In the order in which they are painted. */
enum debug_kind {
    DEBUG_IMAGE,
    DEBUG_FILL, /* a filled area: a cell's background, usually */
    DEBUG_CELL,
    DEBUG_SPAN, /* a cell that spans several rows or columns */
    DEBUG_GRID, /* the extent of a grid */
    DEBUG_INK,  /* the text of a cell; untitled, as it lies within its cell */
    DEBUG_LINE, /* text outside grids */
    DEBUG_RULING,
    DEBUG_WHITE,   /* a ruling that is not seen: white or transparent */
    DEBUG_CLIPPED, /* a character that the page hides */
    DEBUG_DROPPED, /* a character left out for another reason: a watermark's */
    DEBUG_KINDS
};

struct debug_mark {
    enum debug_kind kind;
    struct cells_rectangle box; /* points, origin top left of the upright page; a ruling has no breadth */
    struct view title;          /* what it is, lines parted by \n; in the arena; may be none */
    int row, column;            /* of a cell, from 0 */
};

enum { DEBUG_PICTURE_SCALE = 2 }; /* pixels a point */

struct debug_page {
    double width, height;     /* points, upright */
    GArray *marks;            /* struct debug_mark, kind by kind */
    GArray *notes;            /* struct view: what was noticed about the page, a line each */
    cairo_surface_t *picture; /* the page itself, DEBUG_PICTURE_SCALE; NULL where it is not wanted or too large */
};

/* Reads the document and keeps what belongs to page `number` (from 1).  The texts live in `arena`; the
 * caller releases the page with debug_page_clear, also on failure.  A document without any text is no
 * failure here: its images can be seen.  False with the error set where there is no such page
 * (ERROR_NO_PAGES) or the document fails. */
bool debug_read_page(struct pages *pages, struct arena *arena, int number, bool with_picture, struct debug_page *page,
                     struct error *error);
void debug_page_clear(struct debug_page *page);

#endif
