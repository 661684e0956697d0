/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <limits.h>
#include <string.h>

/* Bytes, at most. */
enum {
    INDENTATION = 2,
    SEPARATION = 2 + INDENTATION * JSON_DEPTH, /* a comma, a line break and the indentation behind it */
    ESCAPE = 6,
};

/* Where the text ends, with room for `size` bytes behind it; what is written there counts with text_finish. */
static char *text_end(struct json_writer *writer, size_t size)
{
    GString *out = writer->out;
    const size_t used = out->len;
    if (out->allocated_len - used <= size) {
        g_string_set_size(out, used + size);
        out->len = used;
    }
    return out->str + used;
}

static void text_finish(struct json_writer *writer, char *end)
{
    *end = '\0';
    writer->out->len = (size_t)(end - writer->out->str);
}

static char *line_break(const struct json_writer *writer, char *at)
{
    if (!writer->pretty)
        return at;
    *at++ = '\n';
    const size_t columns = (size_t)writer->depth * INDENTATION;
    return (char *)memset(at, ' ', columns) + columns;
}

/* Where a value or a key of at most `size` bytes goes, behind what stands before it: a comma behind a sibling, nothing
 * behind a key. */
static char *value_begin(struct json_writer *writer, size_t size)
{
    char *at = text_end(writer, SEPARATION + size);
    if (writer->after_key) {
        writer->after_key = false;
        return at;
    }
    if (writer->depth == 0)
        return at;
    if (writer->levels[writer->depth].filled)
        *at++ = ',';
    writer->levels[writer->depth].filled = true;
    return line_break(writer, at);
}

static void value_write(struct json_writer *writer, struct view value)
{
    char *at = value_begin(writer, value.size);
    memcpy(at, value.data, value.size);
    text_finish(writer, at + value.size);
}

static void level_open(struct json_writer *writer, char bracket)
{
    char *at = value_begin(writer, 1);
    *at++ = bracket;
    text_finish(writer, at);
    g_assert(writer->depth + 1 < JSON_DEPTH);
    writer->depth++;
    writer->levels[writer->depth].filled = false;
    writer->levels[writer->depth].key = VIEW_NONE;
}

static void level_close(struct json_writer *writer, char bracket)
{
    g_assert(writer->depth > 0 && !writer->after_key);
    char *at = text_end(writer, SEPARATION + 1);
    bool filled = writer->levels[writer->depth].filled;
    writer->depth--;
    if (filled)
        at = line_break(writer, at);
    *at++ = bracket;
    text_finish(writer, at);
}

/* What stands behind the backslash of a byte that is escaped; `u` goes on with its number. */
static const char escapes[UCHAR_MAX + 1] = {
    'u',         'u',           'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u', /* 0x00 */
    'u',         'u',           'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', /* 0x10 */
    ['"'] = '"', ['\\'] = '\\',
};

static char *escape_write(char *at, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    *at++ = '\\';
    *at++ = escapes[byte];
    if (escapes[byte] != 'u')
        return at;
    *at++ = '0';
    *at++ = '0';
    *at++ = digits[byte / 16];
    *at++ = digits[byte % 16];
    return at;
}

static size_t string_size(struct view view)
{
    return view.size * ESCAPE + 2;
}

/* Writes a string of string_size bytes at most; returns its end. */
static char *string_write(char *at, struct view view)
{
    *at++ = '"';
    for (size_t i = 0; i < view.size; i++) {
        const unsigned char byte = (unsigned char)view.data[i];
        if (escapes[byte])
            at = escape_write(at, byte);
        else
            *at++ = (char)byte;
    }
    *at++ = '"';
    return at;
}

void json_start(struct json_writer *writer, GString *out, bool pretty)
{
    *writer = (struct json_writer){.out = out, .pretty = pretty};
}

void json_object_open(struct json_writer *writer)
{
    level_open(writer, '{');
}

void json_object_close(struct json_writer *writer)
{
    level_close(writer, '}');
}

void json_array_open(struct json_writer *writer)
{
    level_open(writer, '[');
}

void json_array_close(struct json_writer *writer)
{
    level_close(writer, ']');
}

/* The bytes of UTF-8 in the order of UTF-16: characters beyond U+FFFF, which begin with F0 ... F4, are pairs of
 * D800...DFFF there and so come before U+E000...U+FFFF, which begin with EE or EF. */
static int place_in_utf16(char byte)
{
    const unsigned char place = (unsigned char)byte;
    return place == 0xEE || place == 0xEF ? place + 0x10 : place;
}

int json_compare_keys(struct view a, struct view b)
{
    const size_t size = MIN(a.size, b.size);
    size_t i = 0;
    while (i < size && a.data[i] == b.data[i])
        i++;
    if (i == size)
        return (a.size > size) - (b.size > size);
    return place_in_utf16(a.data[i]) < place_in_utf16(b.data[i]) ? -1 : 1;
}

void json_key(struct json_writer *writer, const char *key)
{
    const struct view view = view_of(key), before = writer->levels[writer->depth].key;
    g_assert(!before.data || json_compare_keys(before, view) < 0);
    writer->levels[writer->depth].key = view;
    char *at = string_write(value_begin(writer, string_size(view) + 2), view);
    *at++ = ':';
    if (writer->pretty)
        *at++ = ' ';
    text_finish(writer, at);
    writer->after_key = true;
}

void json_view(struct json_writer *writer, struct view view)
{
    if (view.data)
        text_finish(writer, string_write(value_begin(writer, string_size(view)), view));
    else
        value_write(writer, VIEW_LITERAL("null"));
}

void json_text(struct json_writer *writer, const char *text)
{
    json_view(writer, view_of(text));
}

void json_integer(struct json_writer *writer, int64_t value)
{
    json_amount(writer, (struct amount){value, 0});
}

void json_tenths(struct json_writer *writer, int64_t tenths)
{
    json_amount(writer, (struct amount){tenths, 1});
}

void json_amount(struct json_writer *writer, struct amount amount)
{
    char *at = value_begin(writer, AMOUNT_TEXT_SIZE);
    text_finish(writer, at + amount_format(amount, at));
}

void json_bool(struct json_writer *writer, bool value)
{
    value_write(writer, value ? VIEW_LITERAL("true") : VIEW_LITERAL("false"));
}

void json_null(struct json_writer *writer)
{
    json_view(writer, VIEW_NONE);
}

void json_views(struct json_writer *writer, struct view_list list)
{
    json_array_open(writer);
    for (size_t i = 0; i < list.count; i++)
        json_view(writer, list.items[i]);
    json_array_close(writer);
}

void json_integers(struct json_writer *writer, struct int_list list)
{
    json_array_open(writer);
    for (size_t i = 0; i < list.count; i++)
        json_integer(writer, list.items[i]);
    json_array_close(writer);
}
