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
    int pages_max;      /* pages of it that may be read; 0: any number */
    struct error error; /* why it could not be read */
};

#define INPUT_BYTES_MAX ((size_t)1 << 30)

/* Reads the whole file, of INPUT_BYTES_MAX bytes at most.  What goes wrong (ERROR_MISSING, ERROR_DIRECTORY,
 * ERROR_UNREADABLE, ERROR_TOO_LARGE) is kept in `error` of the input.  The caller releases it with input_clear. */
void input_read(struct input *input, const char *path);

/* The same of `most` bytes. */
void input_read_most(struct input *input, const char *path, size_t most);
void input_clear(struct input *input);

/* The SHA-256 of a regular file, hexadecimal, which the caller frees; NULL for anything else, or what cannot be read.
 * The file is not held in memory. */
char *input_digest(const char *path);

/* The name for messages. */
const char *input_name(const char *path);

#endif
