/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_WATERMARK_H
#define EXTRACT_WATERMARK_H
#include <glib.h>

#include "extract/content.h"
#include "extract/text.h"

/* Takes the characters that belong to oblique runs out of `chars`: those whose size, place and
 * colour are those of such a run.  Their text, run by run, is appended to `text`, each distinct run
 * once, with a space between runs.  `obliques` are of struct content_oblique, in the space of `chars`. */
void watermark_take(GArray *chars, const GArray *obliques, GString *text);

/* Appends the text of a mark to that of others, a space between, unless it stands there; of tiles, one. */
void watermark_add(GString *text, GString *mark);

/* Pale text that is not oblique is a watermark where it is repeated and stands across what else the page shows. */

enum { WATERMARK_ACROSS = 1 << 30 }; /* a run of the text stands across other text or a ruling */

/* The runs of pale text among `chars` but for figures: text -> how often, and WATERMARK_ACROSS, as GUINT_TO_POINTER.  What
 * stands on one of the `areas` (of struct content_area; may be NULL) that is dark is not pale.  Without `rulings` (of
 * struct content_ruling) it is not found out what the runs stand across.  The caller destroys the table. */
GHashTable *watermark_find_pale(const GArray *chars, const GArray *areas, const GArray *rulings);

/* Takes the runs whose text is a key of `known` out of `chars` and appends their text to `text`, each distinct one once. */
void watermark_take_pale(GArray *chars, const GArray *areas, GHashTable *known, GString *text);

#endif
