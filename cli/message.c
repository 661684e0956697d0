/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static bool progress_shown;

void message_progress_end(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}

void message_error(const char *name, const struct error *error)
{
    message_progress_end();
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

void message_note(const char *name, const char *format, ...)
{
    va_list arguments;
    message_progress_end();
    fprintf(stderr, "extract: %s%s", name ? name : "", name ? ": " : "");
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

void message_progress(const char *format, ...)
{
    va_list arguments;
    if (!isatty(STDERR_FILENO))
        return;
    message_progress_end();
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
    progress_shown = true;
}
