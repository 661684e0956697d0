/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/view.h"

#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

struct view view_of(const char *text)
{
    return text ? (struct view){text, strlen(text)} : VIEW_NONE;
}

bool view_is_empty(struct view view)
{
    return view.size == 0;
}

bool view_equal(struct view a, struct view b)
{
    if (!a.data || !b.data)
        return !a.data && !b.data;
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

bool view_equal_text(struct view a, const char *text)
{
    return view_equal(a, view_of(text));
}

unsigned view_hash(const void *key)
{
    const struct view *view = key;
    unsigned hash = 5381;
    for (size_t i = 0; i < view->size; i++)
        hash = hash * 33 + (unsigned char)view->data[i];
    return hash;
}

int views_equal(const void *a, const void *b)
{
    return view_equal(*(const struct view *)a, *(const struct view *)b);
}

bool view_starts_with(struct view view, const char *prefix)
{
    size_t size = strlen(prefix);
    return view.size >= size && (size == 0 || memcmp(view.data, prefix, size) == 0);
}

struct view view_part(struct view view, size_t start, size_t size)
{
    if (start > view.size)
        start = view.size;
    if (size > view.size - start)
        size = view.size - start;
    return (struct view){view.data ? view.data + start : NULL, size};
}

/* White space lies below U+3001: no ideograph need be looked up. */
static bool is_space(const char *at)
{
    const unsigned char first = (unsigned char)*at;
    if (first < 0x80)
        return first == ' ' || (first >= '\t' && first <= '\r');
    return first <= 0xE3 && g_unichar_isspace(g_utf8_get_char(at));
}

struct view view_trim(struct view view)
{
    if (!view.data)
        return view;
    const char *start = view.data, *end = view.data + view.size;
    while (start < end && is_space(start))
        start = g_utf8_next_char(start);
    while (start < end) {
        const char *last = g_utf8_prev_char(end);
        if (!is_space(last))
            break;
        end = last;
    }
    return (struct view){start, (size_t)(end - start)};
}

size_t view_length(struct view view)
{
    return view.size ? (size_t)g_utf8_strlen(view.data, (gssize)view.size) : 0;
}

unsigned view_next(struct view *view)
{
    if (!view->size)
        return 0;
    const char *next = g_utf8_next_char(view->data);
    gunichar code = g_utf8_get_char(view->data);
    view->size -= (size_t)(next - view->data);
    view->data = next;
    return code;
}

ptrdiff_t view_find(struct view view, const char *needle)
{
    if (!view.size)
        return -1;
    const char *at = g_strstr_len(view.data, (gssize)view.size, needle);
    return at ? at - view.data : -1;
}

struct view view_copy(struct arena *arena, struct view view)
{
    if (!view.data)
        return view;
    return (struct view){arena_copy(arena, view.data, view.size), view.size};
}

struct view view_join(struct arena *arena, struct view a, const char *separator, struct view b)
{
    if (!a.size)
        return b;
    if (!b.size)
        return a;
    size_t between = strlen(separator), size = a.size + between + b.size;
    char *text = arena_take(arena, size + 1);
    memcpy(text, a.data, a.size);
    memcpy(text + a.size, separator, between);
    memcpy(text + a.size + between, b.data, b.size);
    return (struct view){text, size};
}

struct view view_format(struct arena *arena, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    g_assert(length >= 0);
    const size_t size = (size_t)length;
    if (size < sizeof text)
        return (struct view){arena_copy(arena, text, size), size};
    char *all = arena_take(arena, size + 1);
    va_start(arguments, format);
    vsnprintf(all, size + 1, format, arguments);
    va_end(arguments);
    return (struct view){all, size};
}
