/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DESTINATION_H
#define CLI_DESTINATION_H
#include <stddef.h>

#include "base/error.h"

struct options;

/* Where the documents of a run go: standard output, one file of lines, or a folder with a file for each.
 *
 * A file of lines is only ever appended to, a document with one write; so a run that is killed leaves whole
 * documents and at most one torn line, which is cut off when a run goes on with it.  It is forced to the disk every
 * second and at the end: a power cut costs what came after.  A document in a folder is written under another name and
 * renamed.  What made them (version, rules, options) is kept in NAME.state beside the file, or .state in the folder. */
struct destination;

/* Opens what the options ask for.  NULL with the error set: ERROR_OUTPUT, or ERROR_USAGE where it holds
 * documents already and is not to be gone on with, or was made by something else.  Free with destination_close. */
struct destination *destination_open(const struct options *options, struct error *error);

/* Flushes to the disk; sets ERROR_OUTPUT where that fails. */
void destination_close(struct destination *destination, struct error *error);

/* Whether an earlier run has written the document of this file.  Each of its documents stands for one file: with two
 * files alike a second call says so only where there were two documents.  `digest` as input_digest gives it. */
bool destination_take_finished(struct destination *destination, const char *path, const char *digest);

/* Whether an earlier run has written a document of this content, under whatever name. */
bool destination_has_content(const struct destination *destination, const char *digest);

/* Writes the document of a file, all of it or, where that fails (ERROR_OUTPUT), nothing. */
bool destination_put(struct destination *destination, const char *path, const char *document, size_t size,
                     struct error *error);

/* Whether a run can go on with it. */
bool destination_is_kept(const struct destination *destination);

#endif
