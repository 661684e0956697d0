/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_PLAIN_H
#define EXTRACT_PLAIN_H
#include <stdbool.h>
#include <stddef.h>

#include "base/record.h"

/* The first stage for text: what an OCR or conversion tool wrote of a document becomes the records that
 * pages.h makes of a PDF, without boxes.  Tables are runs of lines with tabs or `| pipes |`; everything
 * else is lines.  Pages are told by form feeds, else by printed page numbers from 1 on, else there is one. */
struct plain;

/* Opens text in memory: UTF-8 with or without a byte order mark, else GB18030.  `data` may go afterwards; the
 * caller frees it with plain_close.  NULL with the error set: ERROR_DAMAGED where it is neither or holds
 * control characters, ERROR_NO_TEXT where nothing is in it, ERROR_TOO_LARGE. */
struct plain *plain_open(const void *data, size_t size, struct error *error);
void plain_close(struct plain *plain);

int plain_count(const struct plain *plain);

/* Passes the `page`, `line`, `grid`, `cell` and `warning` records of all pages on to `next`, all living in
 * `arena`; grids are "aligned", cells 1 x 1 but in heads (plain_table.h).  A watermark, told by its
 * repetition, is kept out and passed on as a warning.  False with the error set where `next` fails. */
bool plain_read(const struct plain *plain, struct arena *arena, struct sink *next, struct error *error);

#endif
