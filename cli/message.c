/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"

#include <glib.h>
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

/* A line of standard error.  Control characters, which names of files may hold, neither end it nor move anything. */
static void put_line(const char *name, int page, const char *message)
{
    GString *line = g_string_new("extract: ");
    if (name)
        g_string_append_printf(line, "%s: ", name);
    if (page)
        g_string_append_printf(line, "page %d: ", page);
    g_string_append(line, message);
    for (char *at = line->str; *at; at++)
        if (g_ascii_iscntrl(*at))
            *at = '?';
    message_progress_end();
    fprintf(stderr, "%s\n", line->str);
    g_string_free(line, TRUE);
}

void message_error(const char *name, const struct error *error)
{
    put_line(name, error->page, error->message);
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
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    put_line(name, 0, message);
    g_free(message);
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
