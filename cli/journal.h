/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H
#include <stddef.h>

#include "cli/workers.h"

struct options;

/* What a run of many documents tells of itself: messages and progress on standard error, events in a log of JSON
 * lines. */
struct journal;

/* For `count` files; NULL with ERROR_OUTPUT where the log cannot be opened. */
struct journal *journal_open(const struct options *options, size_t count, struct error *error);

/* A document was written, or its failure. */
void journal_document(struct journal *journal, const char *path, const struct workers_result *result);

/* A file was passed over: an earlier run has read it, or its content is that of another (`same`, not NULL). */
void journal_skip(struct journal *journal, const char *path, const char *same);

/* Documents that failed. */
size_t journal_failed(const struct journal *journal);

/* The end of the run, `how` in a word; the log must have been written (ERROR_OUTPUT). */
void journal_close(struct journal *journal, const char *how, struct error *error);

#endif
