/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"

#include <stdio.h>
#include <unistd.h>

static bool progress_shown;

static void progress_clear(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}

void message_error(const char *name, const struct error *error)
{
    progress_clear();
    fputs("extract: ", stderr);
    if (name)
        fprintf(stderr, "%s: ", name);
    if (error->page)
        fprintf(stderr, "page %d: ", error->page);
    fprintf(stderr, "%s\n", error->message);
}

enum status message_status(const struct error *error)
{
    switch (error->code) {
    case ERROR_NONE:
        return STATUS_FINE;
    case ERROR_OUTPUT:
        return STATUS_OUTPUT;
    case ERROR_USAGE:
    case ERROR_RULES:
    case ERROR_NO_POPPLER_DATA:
        return STATUS_USAGE;
    default:
        return STATUS_FAILED;
    }
}

void message_progress(size_t done, size_t count)
{
    if (count < 2 || !isatty(STDERR_FILENO))
        return;
    progress_clear();
    if (done == count)
        return;
    fprintf(stderr, "%zu of %zu documents", done, count);
    fflush(stderr);
    progress_shown = true;
}
