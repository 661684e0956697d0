/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard_output(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

/* What is known of a regular file; false where it is something else, or not there. */
static bool file_find(const char *path, int standard, struct stat *status)
{
    return (is_standard_output(path) ? fstat(standard, status) : stat(path, status)) == 0 && S_ISREG(status->st_mode);
}

static bool is_one(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool output_is_same(const char *path, const char *other)
{
    struct stat a, b;
    if (!is_standard_output(path) && !is_standard_output(other) && strcmp(path, other) == 0)
        return true;
    return file_find(path, STDOUT_FILENO, &a) && file_find(other, STDOUT_FILENO, &b) && is_one(&a, &b);
}

bool output_is_apart(const char *path, char *const *files, size_t count, struct error *error)
{
    struct stat out, in;
    if (!file_find(path, STDOUT_FILENO, &out))
        return true;
    for (size_t i = 0; i < MAX(count, 1); i++)
        if (file_find(count ? files[i] : "-", STDIN_FILENO, &in) && is_one(&out, &in))
            return error_set(error, ERROR_USAGE, 0, "%s: is read as well; write to another file",
                             is_standard_output(path) ? "standard output" : path);
    return true;
}

FILE *output_open(const char *path, struct error *error)
{
    FILE *file = is_standard_output(path) ? stdout : fopen(path, "wb");
    if (!file)
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot write: %s", path, g_strerror(errno));
    return file;
}

bool output_name(const char *path, struct error *error)
{
    const struct error bare = *error;
    if (error->code != ERROR_OUTPUT || is_standard_output(path) || !g_str_has_prefix(bare.message, "cannot write"))
        return false;
    *error = (struct error){0};
    return error_set(error, ERROR_OUTPUT, 0, "%s: %s", path, bare.message);
}

void output_close(FILE *file, const char *path, struct error *error)
{
    if (!file)
        return;
    output_name(path, error);
    int failed = is_standard_output(path) ? fflush(file) : fclose(file);
    if (failed)
        error_set(error, ERROR_OUTPUT, 0, "%s%scannot write: %s", is_standard_output(path) ? "" : path,
                  is_standard_output(path) ? "" : ": ", g_strerror(errno));
}
