/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

static bool is_standard_output(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

FILE *output_open(const char *path, struct error *error)
{
    FILE *file = is_standard_output(path) ? stdout : fopen(path, "wb");
    if (!file)
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot write: %s", path, g_strerror(errno));
    return file;
}

void output_close(FILE *file, const char *path, struct error *error)
{
    if (!file)
        return;
    int failed = is_standard_output(path) ? fflush(file) : fclose(file);
    if (failed)
        error_set(error, ERROR_OUTPUT, 0, "%s%scannot write: %s", is_standard_output(path) ? "" : path,
                  is_standard_output(path) ? "" : ": ", g_strerror(errno));
}
