/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H
#include <stdbool.h>
#include <stdint.h>

/* What one document may ask for.  The limits within a page or table stand where they are read. */
struct limits {
    unsigned seconds; /* from the start of its worker; of processor time likewise */
    uint64_t memory;  /* bytes of data of the process that reads it */
    uint64_t bytes;   /* of its file, which is held in memory whole */
    int pages;
};

/* The defaults: far above any disclosure, far below what a machine is made of. */
#define LIMITS_DEFAULT ((struct limits){300, (uint64_t)2 << 30, (uint64_t)1 << 30, 100000})

enum { LIMITS_OUTPUT_MIB = 1024 }; /* of the JSON made of one document */

struct error;

/* ERROR_TIMEOUT, in the words that all use. */
void limits_tell_time(const struct limits *limits, struct error *error);

/* Sets ERROR_TOO_LARGE for a document whose JSON passed the limit on files, the program's own or the system's. */
void limits_tell_output(struct error *error);

/* Puts the limits on this process; what passes them is sent a signal (SIGXCPU, SIGXFSZ) or no more memory. */
void limits_apply(const struct limits *limits);

/* The same for the time and memory alone, as far as they can be taken back with limits_lift. */
void limits_apply_soft(const struct limits *limits);

/* Async-signal-safe. */
void limits_lift(void);

#endif
