/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_MARK_H
#define EXTRACT_MARK_H
#include <glib.h>

#include "extract/content.h"

/* Adds what a mark (of struct content_page) says to the text of watermarks, unless it stands there. */
void mark_read(struct content *content, int mark, GString *text);

#endif
