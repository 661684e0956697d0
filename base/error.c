/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <glib.h>
#include <stdarg.h>

bool error_set(struct error *error, enum error_code code, int page, const char *format, ...)
{
    if (error_is_set(error))
        return false;
    error->code = code;
    error->page = page;
    va_list arguments;
    va_start(arguments, format);
    g_vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    /* The cut may have fallen into a character, and foreign libraries may speak another encoding. */
    char *valid = g_utf8_make_valid(error->message, -1);
    g_strdelimit(valid, "\r\n\t", ' ');
    const char *end;
    if (g_strlcpy(error->message, valid, sizeof error->message) >= sizeof error->message &&
        !g_utf8_validate(error->message, -1, &end))
        error->message[end - error->message] = '\0';
    g_free(valid);
    return false;
}

bool error_is_set(const struct error *error)
{
    return error->code != ERROR_NONE;
}

const char *error_code_word(enum error_code code)
{
    static const char *const words[] = {
#define X(code, word) [code] = word,
        ERROR_CODES(X)
#undef X
    };
    return words[code];
}
