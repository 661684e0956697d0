/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What annotations put over a page: poppler does not read it with the page, so it is read from a page of its own. */
#include "extract/mark.h"

#include <poppler.h>

#include "extract/text.h"
#include "extract/watermark.h"

/* The text of the only page: oblique runs, then the rest. */
static void read_page(struct content *content, PopplerPage *page, GString *text)
{
    struct content_page drawn;
    struct error reason = {0};
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    GString *rest = g_string_new(NULL);
    content_page_init(&drawn);
    text_read(page, chars);
    if (content_read_page(content, 1, &drawn, &reason))
        watermark_take(chars, drawn.obliques, text);
    for (guint i = 0; i < chars->len; i++)
        g_string_append_unichar(rest, g_array_index(chars, struct text_char, i).code);
    if (rest->len)
        watermark_add(text, rest);
    content_page_clear(&drawn);
    g_string_free(rest, TRUE);
    g_array_free(chars, TRUE);
}

void mark_read(struct content *content, int mark, GString *text)
{
    GBytes *bytes = content_copy_mark(content, mark);
    if (!bytes)
        return;
    struct error reason = {0};
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    struct content *alone = content_open(data, size, NULL, &reason);
    PopplerDocument *document = alone ? poppler_document_new_from_bytes(bytes, NULL, NULL) : NULL;
    PopplerPage *page = document ? poppler_document_get_page(document, 0) : NULL;
    if (page)
        read_page(alone, page, text);
    g_clear_object(&page);
    g_clear_object(&document);
    if (alone)
        content_close(alone);
    g_bytes_unref(bytes);
}
