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

#endif
