/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PAGES_H
#define EXTRACT_PAGES_H
#include <stdbool.h>
#include <stddef.h>

#include "base/record.h"

/* The first stage: a PDF in memory becomes records. */
struct pages_options {
    const char *password; /* NULL: only the empty one is tried */
    int pages_max;        /* of a document; 0: PAGES_MAX */
};

enum { PAGES_MAX = 100000 };

struct pages;

/* Opens a PDF in memory; `data` must outlive it; the caller frees it with pages_close.  NULL with
 * the error set: ERROR_NOT_PDF, ERROR_DAMAGED, ERROR_ENCRYPTED, ERROR_NO_PAGES, ERROR_TOO_LARGE. */
struct pages *pages_open(const void *data, size_t size, const struct pages_options *options, struct error *error);
void pages_close(struct pages *pages);

int pages_count(const struct pages *pages);

/* Passes the `page`, `line`, `grid`, `cell` and `warning` records of all pages on to `next` (not
 * `source` and `close`, which the driver writes), all living in `arena`.  False with the error set
 * where the document fails (ERROR_NO_TEXT for a scan ...) or `next` does. */
bool pages_read(struct pages *pages, struct arena *arena, struct sink *next, struct error *error);

/* Whether poppler finds its CJK character maps (package poppler-data); without them text
 * vanishes silently, so the program refuses to run (ERROR_NO_POPPLER_DATA). */
bool pages_check_poppler_data(struct error *error);

#endif
