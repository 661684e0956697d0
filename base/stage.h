/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_STAGE_H
#define BASE_STAGE_H
#include <stdio.h>

#include "base/record.h"

/* A stage of the pipeline, as each of normalize/, rules/ and emit/ exports one: it takes the
 * records of the stage before it and passes its own on to `next`.  The two drivers in cli/ (all
 * stages in one process; one stage between standard input and output) know nothing else of it. */
struct stage_options {
    const char *const *rule_directories; /* NULL-terminated, weakest first; for rules */
    bool single;                         /* for rules: one document comes, and what it does not need is left undone */
    FILE *trace;                         /* for rules: where it tells what decides what, or NULL; not owned */
    FILE *out;                           /* for emit, the last stage: where documents go; not owned */
    bool pretty;                         /* for emit: indented, for people */
    bool cells;                          /* for emit: with cells and header rows */
};

struct stage {
    const char *name;
    const char *summary; /* one line for --help */
    /* The stage as a sink in front of `next`, which outlives it; the caller frees it with
     * sink_free.  NULL with the error set where it cannot start (a wrong rule file, say). */
    struct sink *(*open)(const struct stage_options *options, struct sink *next, struct error *error);
};

#endif
