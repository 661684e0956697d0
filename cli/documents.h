/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DOCUMENTS_H
#define CLI_DOCUMENTS_H
#include "cli/message.h"
#include "cli/options.h"
#include "facts/canonical.h"

/* What is done with each document. */
struct documents_task {
    /* False with the error set ends the run.  The document lives in the arena, which goes behind the call unless
     * `keeps` is set: then it is the task's to free. */
    bool (*take)(struct documents_task *task, struct arena *arena, const struct canonical *document,
                 struct error *error);
    bool keeps;
};

/* Reads canonical documents from files, one of which may be "-" (NULL: that alone): JSON or JSON Lines as `extract` prints them,
 * or PDFs and text, which go through the four stages in this process and are then read the same way.  So both
 * give the same.  A file or document that cannot be read is told and the others go on.  The status is that of
 * the whole run. */
enum status documents_read(struct documents_task *task, const struct options *options, char *const *files);

#endif
