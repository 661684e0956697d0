/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_RUNS_H
#define EXTRACT_RUNS_H
#include <glib.h>

#include "extract/content.h"

/* Which run of the content stream a character belongs to.  Poppler tells where characters stand and not how they were
 * drawn, the content stream how runs are drawn and where each begins, but not what they say. */

/* For each of `chars` (of struct text_char, in poppler's order) the index of its run among the page's, or -1.  All in the
 * space of the upright page.  The caller frees the array. */
int *runs_match(const GArray *chars, const struct content_page *page);

/* The run with that index. */
const struct content_run *runs_at(const struct content_page *page, int index);

#endif
