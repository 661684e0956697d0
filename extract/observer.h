/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_OBSERVER_H
#define EXTRACT_OBSERVER_H
#include <poppler.h>

#include "extract/content.h"

/* The fallback where qpdf cannot read a file: renders the page to a cairo observer surface and
 * collects the rulings that it strokes and fills (areas and curves too; no obliques, no
 * directions).  Slower than the walk of the content by an order of magnitude, and blind in
 * transparency groups.  `page` as for content_read_page. */
bool observer_read_page(PopplerPage *source, struct content_page *page, struct error *error);

#endif
