/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H
#include <stdio.h>

#include "base/record.h"

/* The record stream between processes: JSON Lines (RFC 8785: UTF-8, keys ascending).  First line
 *     {"format":"extract-records","record":"header","stage":"pages","unit":"0.1pt","version":1}
 * then one record a line, last line
 *     {"documents":1,"record":"end","records":1234}
 * A stream without its end line was cut; the reader says so.  Amounts are strings, so that no
 * JSON library can round them.  Boxes are [x0,y0,x1,y1] in tenths of a point, none is null. */

/* A sink that writes what it takes to `file` as the output of `stage`; writing and closing errors
 * are ERROR_OUTPUT.  Nothing is written before the first record; `finish`
 * writes the end line and flushes; the file stays the caller's, `stage` must outlive the sink. */
struct sink *codec_writer_new(FILE *file, const char *stage);

/* Reads a stream from `file` into `next`, then finishes `next`.  `stage` is the stage whose output is expected
 * (anything else is ERROR_STREAM, the message naming the line).  The records live in an arena of the reader,
 * cleared behind each `close`.  `failed` is raised by the error records that went through. */
bool codec_read(FILE *file, const char *stage, struct sink *next, int *failed, struct error *error);

#endif
