/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H
#include "cli/message.h"
#include "cli/options.h"

/* From files to documents: each file read by a worker of its own, the documents written in the order of the files,
 * failures told, the others going on.  A single file for standard output is read in this process (again.h). */
enum status batch_run(const struct options *options);

#endif
