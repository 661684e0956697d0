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

static bool stands_as_it_is(unsigned char byte)
{
    return byte >= 0x20 && byte != '"' && byte != '\\';
}

static const char *escape(unsigned char byte, char hexadecimal[8])
{
    static const char *const shorts[] = {['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f",
                                         ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
    if (byte < G_N_ELEMENTS(shorts) && shorts[byte])
        return shorts[byte];
    g_snprintf(hexadecimal, 8, "\\u%04x", byte);
    return hexadecimal;
}

static void string(struct json_writer *writer, struct view view)
{
    const char *end = view.data + view.size, *plain = view.data;
    char hexadecimal[8];
    g_string_append_c(writer->out, '"');
    for (const char *at = plain; at < end; at++) {
        if (stands_as_it_is((unsigned char)*at))
            continue;
        g_string_append_len(writer->out, plain, at - plain);
        g_string_append(writer->out, escape((unsigned char)*at, hexadecimal));
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
    const char *before = writer->levels[writer->depth].key;
    g_assert(!before || json_compare_keys(view_of(before), view_of(key)) < 0);
    separate(writer);
    writer->levels[writer->depth].key = key;
    string(writer, view_of(key));
    g_string_append_c(writer->out, ':');
    if (writer->pretty)
        g_string_append_c(writer->out, ' ');
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
