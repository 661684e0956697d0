/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/stream.h"

#include <errno.h>
#include <string.h>

enum {
    OBJECT_LIMIT = 512 * 1024 * 1024, /* bytes of one document */
    NUMBER_LIMIT = 64,                /* characters of one number */
};

void stream_start(struct stream *stream, FILE *file)
{
    *stream = (struct stream){.file = file, .text = g_string_new(NULL), .line = 1, .first = 1};
}

void stream_clear(struct stream *stream)
{
    g_string_free(stream->text, TRUE);
}

static bool wrong(struct stream *stream, const char *what, struct error *error)
{
    if (ferror(stream->file))
        return error_set(error, ERROR_STREAM, 0, "cannot read: %s", g_strerror(errno));
    return error_set(error, ERROR_STREAM, 0, "line %d: %s", stream->line, what);
}

static int next_byte(struct stream *stream)
{
    int byte = getc_unlocked(stream->file);
    if (byte == '\n')
        stream->line++;
    return byte;
}

static void last_byte_back(struct stream *stream, int byte)
{
    if (byte == '\n')
        stream->line--;
    ungetc(byte, stream->file);
}

/* Copies what is left of a string, its closing quote included. */
static bool copy_string(struct stream *stream, struct error *error)
{
    bool escaped = false;
    for (int byte; (byte = next_byte(stream)) != EOF;) {
        if (byte == '\n')
            stream->line--;
        if (byte == '\0' || byte == '\n')
            return wrong(stream, "a string that does not end on its line", error);
        g_string_append_c(stream->text, (char)byte);
        if (byte == '"' && !escaped)
            return true;
        escaped = byte == '\\' && !escaped;
    }
    return wrong(stream, "the input ends inside a string", error);
}

/* RFC 8259: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool is_number(const char *at)
{
    at += *at == '-';
    size_t whole = strspn(at, "0123456789");
    if (!whole || (*at == '0' && whole > 1))
        return false;
    at += whole;
    if (*at == '.') {
        size_t fraction = strspn(at + 1, "0123456789");
        if (!fraction)
            return false;
        at += 1 + fraction;
    }
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '+' || at[1] == '-');
        size_t exponent = strspn(at, "0123456789");
        if (!exponent)
            return false;
        at += exponent;
    }
    return !*at;
}

static bool copy_number(struct stream *stream, int byte, struct error *error)
{
    char number[NUMBER_LIMIT + 1];
    size_t size = 0;
    for (; byte != EOF && strchr("+-.0123456789eE", byte) && byte; byte = next_byte(stream)) {
        if (size == NUMBER_LIMIT)
            return wrong(stream, "a number that is too long", error);
        number[size++] = (char)byte;
    }
    number[size] = '\0';
    if (byte != EOF)
        last_byte_back(stream, byte);
    if (!is_number(number))
        return wrong(stream, "not a number", error);
    g_string_append_printf(stream->text, "\"\\u%04x%s\"", STREAM_NUMBER, number);
    return true;
}

/* Copies the object whose opening brace was read. */
static bool copy_object(struct stream *stream, struct error *error)
{
    int depth = 1;
    g_string_assign(stream->text, "{");
    stream->first = stream->line;
    while (depth > 0) {
        int byte = next_byte(stream);
        if (byte == EOF)
            return wrong(stream, "the input ends inside a document", error);
        if (stream->text->len > OBJECT_LIMIT)
            return wrong(stream, "a document that is too long", error);
        if (byte == '-' || g_ascii_isdigit(byte)) {
            if (!copy_number(stream, byte, error))
                return false;
            continue;
        }
        g_string_append_c(stream->text, (char)byte);
        if (byte == '"' && !copy_string(stream, error))
            return false;
        depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
    }
    return true;
}

bool stream_next(struct stream *stream, struct error *error)
{
    int byte;
    while ((byte = next_byte(stream)) != EOF && byte && strchr(" \t\r\n[],", byte))
        continue;
    if (byte == '{')
        return copy_object(stream, error);
    if (byte == EOF && !ferror(stream->file))
        return false;
    return wrong(stream, "not a document of extract in JSON", error);
}
