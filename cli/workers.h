/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_WORKERS_H
#define CLI_WORKERS_H
#include <stddef.h>

#include "base/error.h"
#include "cli/document.h"
#include "cli/limits.h"

/* Work on many items, each in a worker of its own: a process forked from this one, with all that was made ready in it.
 * What an item does wrong, down to a crash in a foreign library, a hang or runaway memory, ends with its worker.
 * Results come back in the order of the items, whatever the number of workers. */

/* What a worker leaves behind besides its output; in memory that it shares with the parent. */
struct workers_result {
    bool finished;               /* the worker has come to its end; else `failure` says what it died of */
    bool exhausted;              /* no more memory was to be had */
    struct error failure, error; /* one concerns the item alone, the other ends the run */
    struct document_facts facts;
    int milliseconds; /* from the start of the worker to its end */
};

struct workers_task {
    /* In the parent, when the item's turn has come to be started; false where it needs no worker: `done` is called
     * for it with no output and no failure. */
    bool (*start)(struct workers_task *task, size_t item);
    /* In the worker.  Standard output takes the item's output; standard error leads nowhere, and of the other
     * descriptors that the parent has none is open. */
    void (*run)(struct workers_task *task, size_t item, struct workers_result *result);
    /* In the parent, item after item.  `output` can be read from its start; it is -1 where there is none: the worker
     * died, and `failure` says of what (ERROR_CRASHED, ERROR_TIMEOUT, ERROR_MEMORY, ERROR_TOO_LARGE).  False ends
     * the run. */
    bool (*done)(struct workers_task *task, size_t item, int output, const struct workers_result *result,
                 struct error *error);
    const struct limits *limits; /* of each worker */
};

enum workers_end { WORKERS_DONE, WORKERS_INTERRUPTED, WORKERS_FAILED };

/* Runs `count` items, at most `jobs` at a time.  WORKERS_INTERRUPTED where SIGINT, SIGTERM or SIGHUP came: the
 * items that were running were finished, no others begun; a second signal stops those too.  WORKERS_FAILED with the
 * error set where the run ended early. */
enum workers_end workers_run(struct workers_task *task, size_t count, size_t jobs, struct error *error);

#endif
