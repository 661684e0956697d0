/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_LISTING_H
#define FACTS_LISTING_H
#include <stdio.h>

#include "facts/column.h"

/* Facts as a table in text: CSV (RFC 4180, a head line, lines ended by a line feed) or JSON Lines (RFC 8785). */

enum listing_format { LISTING_JSONL, LISTING_CSV };

struct listing_options {
    enum listing_format format;
    unsigned set;         /* of columns */
    bool byte_order_mark; /* in front of CSV, for spreadsheets */
    const char *encoding; /* NULL: UTF-8 */
};

/* Writes text to a file, in an encoding. */
struct listing_writer;

/* A writer to `out`, which stays the caller's; NULL with ERROR_USAGE where the encoding is not known.  Writes
 * the head line.  The caller frees it with listing_free. */
struct listing_writer *listing_new(FILE *out, const struct listing_options *options, struct error *error);
void listing_free(struct listing_writer *writer);

/* False with ERROR_OUTPUT. */
bool listing_write(struct listing_writer *writer, const struct fact *facts, size_t count, struct error *error);

/* A field of CSV, in quotes where it must be. */
void listing_append_field(GString *out, struct view field);

/* Writes all of `text` in an encoding (NULL: UTF-8); false with ERROR_OUTPUT. */
bool listing_put(FILE *out, const GString *text, const char *encoding, struct error *error);

#endif
