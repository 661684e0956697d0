/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_WORKERS_H
#define CLI_WORKERS_H
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* Work on many items, each in a process of its own: what one does wrong, down to a crash in a
 * foreign library, ends with it.  Results come back in the order of the items, whatever the jobs. */
struct workers_task {
    /* In the parent, before the item's process starts; what it reads the process inherits. */
    void (*start)(struct workers_task *task, size_t item);
    /* In the item's process, its output going to standard output.  `failure` concerns the item
     * alone, `error` ends the run. */
    void (*run)(struct workers_task *task, size_t item, struct error *failure, struct error *error);
    /* In the parent, item after item: the output, rewound, and the failure.  Where the process died
     * (ERROR_CRASHED) or took too long (ERROR_TOO_LARGE) `output` is NULL.  False ends the run. */
    bool (*done)(struct workers_task *task, size_t item, FILE *output, const struct error *failure,
                 struct error *error);
    unsigned seconds; /* of processor time for one item */
};

/* Runs `count` items, at most `jobs` at a time.  False with the error set where the run ended early. */
bool workers_run(struct workers_task *task, size_t count, size_t jobs, struct error *error);

#endif
