/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_LEAF_H
#define EXTRACT_LEAF_H
#include <glib.h>
#include <poppler.h>

#include "extract/cells.h"
#include "extract/content.h"
#include "extract/turn.h"

struct pages;

/* One page while it is read.  Rulings, characters (hidden ones too), grids and pieces stand as on a page whose
 * text runs to the right, to which `turn` turned them; areas, obliques and runs as on the upright page. */
struct leaf {
    int number;
    double width, height; /* upright */
    enum turn turn;
    struct content_page content;
    GArray *chars;    /* struct text_char */
    GArray *hidden;   /* struct hidden_char */
    GPtrArray *grids; /* struct grid */
    struct cells_place *places;
    GArray *cut;                    /* struct text_char: hidden ones that page breaks cut off their cells ... */
    struct cells_place *cut_places; /* ... which are these */
    GArray *pieces;                 /* struct lines_piece */
};

/* Looks at a page that has been read: its records have been passed on. */
typedef void leaf_look(void *context, PopplerPage *source, const struct leaf *leaf);

/* Has pages_read call `look` for every page. */
void leaf_set_look(struct pages *pages, leaf_look *look, void *context);

#endif
