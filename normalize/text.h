/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NORMALIZE_TEXT_H
#define NORMALIZE_TEXT_H
#include "base/view.h"

/* Both give back the text itself where there is nothing to do, else a copy in the arena.  None
 * stays none.  The text must be valid UTF-8. */

/* The text as printed: radicals (U+2E80...2FD5) and compatibility ideographs become the ideographs
 * they look like, invisible characters and controls go, white space among the controls becomes a
 * space.  Everything else, also ①, ㎡, ½ and private use, stays. */
struct view text_mend(struct arena *arena, struct view text);

/* Mended text in the form that rules match: full-width ASCII as half-width, any space as one plain
 * space, none at the ends nor beside a character of full width (合 计 as 合计; Latin words keep theirs). */
struct view text_fold(struct arena *arena, struct view mended);

#endif
