/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_FILES_H
#define CLI_FILES_H
#include <glib.h>

#include "base/error.h"

struct options;

/* The files that a command line names: its operands, then those of --files-from, folders searched where --recursive is
 * given.  An array of paths (char *) that frees them; ERROR_USAGE where the list cannot be read. */
GPtrArray *files_list(const struct options *options, struct error *error);

/* Adds the files below a folder whose names end in one of `endings` (NULL-terminated, any case), in the order of
 * their names, byte by byte; links to folders are not followed.  A folder that cannot be read is added itself. */
void files_walk(GPtrArray *files, const char *folder, const char *const *endings);

#endif
