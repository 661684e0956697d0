/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PLAIN_LINES_H
#define EXTRACT_PLAIN_LINES_H
#include <glib.h>

#include "base/view.h"
#include "extract/plain.h"

enum plain_kind {
    PLAIN_BLANK,
    PLAIN_TEXT,
    PLAIN_TABS,  /* fields with tabs between */
    PLAIN_PIPES, /* | fields | between | pipes | */
    PLAIN_RULER, /* such fields, all of dashes: |---|---| */
};

struct plain_line {
    struct view text; /* trimmed where it is PLAIN_TEXT; without a heading's # and ** */
    enum plain_kind kind;
    int page;       /* from 1 */
    bool page_mark; /* a printed page number */
};

/* The lines of the text (struct plain_line), their texts copied into the arena; the caller frees the array.
 * `watermark` becomes the text that stands on lines of its own again and again; none where none does. */
GArray *plain_lines_copy(const struct plain *plain, struct arena *arena, struct view *watermark);

#endif
