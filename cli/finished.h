/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_FINISHED_H
#define CLI_FINISHED_H
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

struct options;

/* What earlier runs wrote into a file or folder, so that a run can go on with it.  The documents themselves say
 * it: each holds the name of its file and the SHA-256 of its bytes.  What made them stands in a key file beside them. */
struct finished;

struct finished *finished_new(void);
void finished_free(struct finished *finished);

/* Notes the documents of a file of lines.  With `retry` those that failed are counted, not noted.  Returns the bytes
 * of the whole lines, what is behind them is torn; -1 with ERROR_USAGE where a line is no document. */
off_t finished_read_lines(struct finished *finished, int descriptor, const char *path, bool retry, struct error *error);

/* The same of a file with one document; false where it is torn, none, or failed and is to be read again. */
bool finished_read_document(struct finished *finished, const char *path, bool retry);

/* Documents that failed and were not noted. */
size_t finished_failures(const struct finished *finished);

/* Writes the `whole` first bytes of a file of lines anew without the documents that failed, and puts that in its
 * place; returns its descriptor, locked and at its end, and its size.  -1 with ERROR_OUTPUT. */
int finished_rewrite(int descriptor, const char *path, off_t *whole, struct error *error);

/* As destination.h tells of its functions of the same names. */
bool finished_take(struct finished *finished, const char *path, const char *digest);
bool finished_has_content(const struct finished *finished, const char *digest);

/* What makes the documents: the version of the program, its rules, and the options that change them. */
bool finished_state_write(const char *state, const struct options *options, struct error *error);

/* Whether documents of `path` were made by the same; ERROR_USAGE where not. */
bool finished_state_check(const char *state, const char *path, const struct options *options, struct error *error);

#endif
