/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* The file that is written to: standard output for NULL and "-".  NULL with ERROR_OUTPUT. */
FILE *output_open(const char *path, struct error *error);

/* Whether two paths name one regular file, or will; NULL and "-" are standard output. */
bool output_is_same(const char *path, const char *other);

/* Whether the output is none of the `count` files that are read, where "-" is standard input, and none at all too.
 * False with ERROR_USAGE: it would be written over. */
bool output_is_apart(const char *path, char *const *files, size_t count, struct error *error);

/* Puts the name of the output, unless that is standard output, in front of an error of writing that does not tell it.
 * Always returns false. */
bool output_name(const char *path, struct error *error);

/* Flushes, and closes what is not standard output; sets ERROR_OUTPUT where something was not written. */
void output_close(FILE *file, const char *path, struct error *error);

#endif
