/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EMIT_DOCUMENT_H
#define EMIT_DOCUMENT_H
#include <glib.h>

#include "base/record.h"

/* Appends the canonical document of the records (const struct record *, from `source` on, without
 * `close`) and a line end to `out`. `cells` keeps the cells and the head; the arena takes what is
 * only needed while writing. */
void document_write(GString *out, struct arena *arena, const GPtrArray *records, bool cells, bool pretty);

#endif
