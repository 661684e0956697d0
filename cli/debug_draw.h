/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DEBUG_DRAW_H
#define CLI_DEBUG_DRAW_H
#include <glib.h>

#include "extract/debug.h"

/* The kinds of marks as the user chooses them, as bits, with their words. */
#define DEBUG_LAYERS(X) \
    X(DEBUG_LAYER_PAGE, 0, "page") \
    X(DEBUG_LAYER_RULINGS, 1, "rulings") \
    X(DEBUG_LAYER_CELLS, 2, "cells") \
    X(DEBUG_LAYER_TEXT, 3, "text") \
    X(DEBUG_LAYER_IGNORED, 4, "ignored")

enum debug_layer {
#define X(layer, bit, word) layer = 1 << bit,
    DEBUG_LAYERS(X)
#undef X
};

/* Appends the page with the marks of the layers, a legend beside and the notes below it.  The SVG is
 * UTF-8 text, each mark with its title as tooltip; the same page gives the same bytes. */
void debug_draw_svg(const struct debug_page *page, unsigned layers, GString *out);

/* The same as a PNG, DEBUG_PICTURE_SCALE pixels a point, less where the page is very large.  False with
 * the error set (ERROR_TOO_LARGE) where it cannot be drawn. */
bool debug_draw_png(const struct debug_page *page, unsigned layers, GString *out, struct error *error);

#endif
