/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_STREAM_H
#define FACTS_STREAM_H
#include <glib.h>
#include <stdio.h>

#include "base/error.h"

/* Splits JSON text into the objects at its top level, whatever stands between them: lines (JSON Lines),
 * indentation (--pretty) or the brackets and commas of one array (jq --slurp).
 *
 * cJSON reads every number into a double, which must not hold an amount.  So the numbers are made strings
 * on the way: 42.5 becomes "\u000142.5".  STREAM_NUMBER stands in front of each; no text of a document
 * begins with it, for normalize takes controls away. */
enum { STREAM_NUMBER = 1 };

struct stream {
    FILE *file; /* not owned */
    GString *text;
    int line;  /* of the last byte read, from 1 */
    int first; /* line on which the object begins */
};

/* `file` stays the caller's.  Release with stream_clear. */
void stream_start(struct stream *stream, FILE *file);
void stream_clear(struct stream *stream);

/* The next object, in `text` until the next call, its numbers as strings.  False at the end of the input, or
 * with the error set (ERROR_STREAM, with the line) where something else stands there. */
bool stream_next(struct stream *stream, struct error *error);

#endif
