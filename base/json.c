/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <inttypes.h>

enum { INDENTATION = 2 };

static void line_break(struct json_writer *writer)
{
    if (!writer->pretty)
        return;
    g_string_append_c(writer->out, '\n');
    for (int column = writer->depth * INDENTATION; column > 0; column--)
        g_string_append_c(writer->out, ' ');
}

/* What stands before a value or a key: a comma behind a sibling; nothing behind a key. */
static void separate(struct json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->depth == 0)
        return;
    if (writer->levels[writer->depth].filled)
        g_string_append_c(writer->out, ',');
    writer->levels[writer->depth].filled = true;
    line_break(writer);
}

static void level_open(struct json_writer *writer, char bracket)
{
    separate(writer);
    g_string_append_c(writer->out, bracket);
    g_assert(writer->depth + 1 < (int)G_N_ELEMENTS(writer->levels));
    writer->depth++;
    writer->levels[writer->depth].filled = false;
    writer->levels[writer->depth].key = NULL;
}

static void level_close(struct json_writer *writer, char bracket)
{
    g_assert(writer->depth > 0 && !writer->after_key);
    bool filled = writer->levels[writer->depth].filled;
    writer->depth--;
    if (filled)
        line_break(writer);
    g_string_append_c(writer->out, bracket);
}

/* The escape of a character that may not stand in a string as it is, or NULL. */
static const char *escape(unsigned char byte, char hexadecimal[8])
{
    static const char *const shorts[] = {['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f",
                                         ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
    if (byte < G_N_ELEMENTS(shorts) && shorts[byte])
        return shorts[byte];
    if (byte >= 0x20)
        return NULL;
    g_snprintf(hexadecimal, 8, "\\u%04x", byte);
    return hexadecimal;
}

static void string(struct json_writer *writer, struct view view)
{
    const char *end = view.data + view.size, *plain = view.data;
    char hexadecimal[8];
    g_string_append_c(writer->out, '"');
    for (const char *at = plain; at < end; at++) {
        const char *escaped = escape((unsigned char)*at, hexadecimal);
        if (!escaped)
            continue;
        g_string_append_len(writer->out, plain, at - plain);
        g_string_append(writer->out, escaped);
        plain = at + 1;
    }
    g_string_append_len(writer->out, plain, end - plain);
    g_string_append_c(writer->out, '"');
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

/* Characters beyond U+FFFF are pairs of D800...DFFF in UTF-16 and so come before U+E000...FFFF. */
static unsigned place_in_utf16(unsigned code)
{
    return code >= 0xE000 && code <= 0xFFFF ? code + 0x110000 : code;
}

int json_compare_keys(struct view a, struct view b)
{
    while (a.size && b.size) {
        unsigned left = place_in_utf16(view_next(&a)), right = place_in_utf16(view_next(&b));
        if (left != right)
            return left < right ? -1 : 1;
    }
    return (a.size > 0) - (b.size > 0);
}

void json_key(struct json_writer *writer, const char *key)
{
    const char *before = writer->levels[writer->depth].key;
    g_assert(!before || json_compare_keys(view_of(before), view_of(key)) < 0);
    separate(writer);
    writer->levels[writer->depth].key = key;
    string(writer, view_of(key));
    g_string_append(writer->out, writer->pretty ? ": " : ":");
    writer->after_key = true;
}

void json_view(struct json_writer *writer, struct view view)
{
    separate(writer);
    if (view.data)
        string(writer, view);
    else
        g_string_append(writer->out, "null");
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
    char text[AMOUNT_TEXT_SIZE];
    amount_format(amount, text);
    separate(writer);
    g_string_append(writer->out, text);
}

void json_bool(struct json_writer *writer, bool value)
{
    separate(writer);
    g_string_append(writer->out, value ? "true" : "false");
}

void json_null(struct json_writer *writer)
{
    json_view(writer, VIEW_NONE);
}
