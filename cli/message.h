/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H
#include <stddef.h>

#include "base/error.h"

/* Exit statuses of all commands. */
enum status {
    STATUS_FINE = 0,
    STATUS_FAILED = 1, /* some documents could not be read, or a record stream was cut */
    STATUS_USAGE = 2,  /* wrong usage, or the program could not start */
    STATUS_OUTPUT = 3, /* the output could not be written */
};

/* One line on standard error: "extract: NAME: page N: message", the page only where it is known,
 * the name only where it is not NULL. */
void message_error(const char *name, const struct error *error);

/* The status of an error that ended the run. */
enum status message_status(const struct error *error);

/* What is no error: "extract: NAME: text"; the name may be NULL. */
void message_note(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How far the run is, on one line that is written over; only on a terminal. */
void message_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void message_progress_end(void);

#endif
