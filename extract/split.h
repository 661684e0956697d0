/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_SPLIT_H
#define EXTRACT_SPLIT_H
#include <glib.h>

#include "extract/grid.h"
#include "extract/text.h"

/* Splits the rows of ruled grids in which several printed lines stand without a ruling between
 * them: at least two cells hold amounts one below the other, on the same baselines.  `uprights` are
 * those of struct grid_lines, `chars` of struct text_char. */
void split_rows(const GArray *uprights, const GArray *chars, GPtrArray *grids);

#endif
