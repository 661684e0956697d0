/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content stream of a page. */
#include <glib.h>

#include "extract/content.h"
#include "tests/fuzz/fuzz.h"

/* The data are the content of the page, and of a form that it can show as /X; fonts and colour spaces have names. */
static GString *wrap(const uint8_t *data, size_t size)
{
    static const char head[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 6 0 R>>endobj\n"
        "6 0 obj<</XObject<</X 5 0 R>>/ExtGState<</G<</CA .5/ca .5/LW 2>>>>/ColorSpace<</C[/ICCBased 7 0 R]>>"
        "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>endobj\n";
    GString *file = g_string_new(head);
    for (int object = 4; object <= 5; object++) {
        g_string_append_printf(file, "%d 0 obj<<%s/Length %zu>>stream\n", object,
                               object == 5 ? "/Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources 6 0 R" : "", size);
        g_string_append_len(file, (const char *)data, (gssize)size);
        g_string_append(file, "\nendstream endobj\n");
    }
    g_string_append(file, "trailer<</Root 1 0 R/Size 7>>\n%%EOF\n");
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    GString *file = wrap(data, size);
    struct content_page page;
    struct content *content = content_open(file->str, file->len, NULL, &error);
    content_page_init(&page);
    if (content) {
        content_read_page(content, 1, &page, &error);
        content_close(content);
    }
    content_page_clear(&page);
    g_string_free(file, TRUE);
    return 0;
}
