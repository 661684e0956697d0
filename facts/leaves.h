/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_LEAVES_H
#define FACTS_LEAVES_H
#include "facts/canonical.h"

/* Which rows have rows under them, by index; in the arena.  First those that rows name as their parent.  Some tables
 * print lines under lines with no sign of it: no code, no indent.  There a line is over those that follow it and add up
 * to it, in every measure; that reading is taken only for siblings that do not come to the line they stand under as they
 * are, and then come to it exactly. */
const bool *leaves_find_parents(struct arena *arena, const struct canonical_table *table);

#endif
