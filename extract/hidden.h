/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_HIDDEN_H
#define EXTRACT_HIDDEN_H
#include <glib.h>

#include "extract/content.h"
#include "extract/text.h"

/* Takes the characters that belong to clipped runs out of `chars`: a page shows nothing of them,
 * though they are in its text.  `clipped` (of struct content_clipped, in the space of `chars`) is
 * sorted.  Returns how many were taken out. */
size_t hidden_take(GArray *chars, GArray *clipped);

#endif
