/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H
#include <stddef.h>

#include "base/error.h"

/* An input file in memory. */
struct input {
    const char *path; /* as given; "-" is standard input; not owned */
    char *data;       /* NULL where it could not be read; owned */
    size_t size;
    struct error error; /* why it could not be read */
};

/* Reads the whole file.  What goes wrong (ERROR_MISSING, ERROR_DIRECTORY, ERROR_UNREADABLE,
 * ERROR_TOO_LARGE) is kept in `error` of the input.  The caller releases it with input_clear. */
void input_read(struct input *input, const char *path);
void input_clear(struct input *input);

/* The name for messages. */
const char *input_name(const char *path);

#endif
