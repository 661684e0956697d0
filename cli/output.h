/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H
#include <stdio.h>

#include "base/error.h"

/* The file that is written to: standard output for NULL and "-".  NULL with ERROR_OUTPUT. */
FILE *output_open(const char *path, struct error *error);

/* Flushes, and closes what is not standard output; sets ERROR_OUTPUT where something was not written. */
void output_close(FILE *file, const char *path, struct error *error);

#endif
