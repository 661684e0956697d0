/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_CODES_ABOVE_H
#define RULES_CODES_ABOVE_H
#include <glib.h>

#include "base/view.h"

/* The codes of the rows gone by, kept so that the row whose code is a part of another is found without going through
 * all of them. */
struct codes_above {
    GHashTable *rows; /* block and code -> index + 1 of the last row that has it */
};

/* Released with codes_above_free. */
struct codes_above codes_above_new(void);
void codes_above_free(struct codes_above *codes);
void codes_above_empty(struct codes_above *codes);
/* Notes the code of the row `index`, in the block it stands in; its text must outlive the notes. */
void codes_above_add(struct codes_above *codes, int block, struct view code, int index);
/* The index + 1 of the last row noted whose code is a part of this one; 0 where there is none. */
int codes_above_find(const struct codes_above *codes, int block, struct view code);

#endif
