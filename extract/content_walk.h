/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTENT_WALK_H
#define EXTRACT_CONTENT_WALK_H
#include "base/view.h"
#include "extract/content_resource.h"

/* Carries out content streams: keeps the graphics state, and adds to a page what painting leaves. */
struct walk;

/* A walk over one page, whose width and height are set.  `base` leads from the default user space
 * to the page.  Page and cache must outlive the walk; walk_free frees it. */
struct walk *walk_new(struct content_page *page, struct resource_cache *cache, struct matrix base);
void walk_free(struct walk *walk);

/* Carries out the content of the page itself. */
void walk_run(struct walk *walk, struct resources *resources, struct view content);

/* Carries out an annotation's appearance, which `placement` puts into the default user space.  Its text is not told, and
 * of a `mark` nothing is.  Whether it holds text. */
bool walk_run_annotation(struct walk *walk, struct form *form, struct matrix placement, bool mark);

#endif
