/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/test.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/debug_draw.h"

/* A grid of two rows and two columns, the first row one cell; a title; beside them what is ignored. */
static const char content[] = "50 200 300 60 re 50 230 m 350 230 l 200 200 m 200 230 l S\n"
                              "1 1 1 RG 50 180 m 350 180 l S\n"
                              "0.9 g 20 150 100 20 re f 0 g\n"
                              "q 40 0 0 40 10 10 cm BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI Q\n"
                              "BT /F 10 Tf 60 240 Td (A<&>B) Tj 0 -30 Td (12) Tj 150 0 Td (34.5) Tj ET\n"
                              "BT /F 12 Tf 150 275 Td (Title) Tj ET\n"
                              "q 200 100 150 10 re W n BT /F 10 Tf 210 60 Td (gone) Tj ET Q\n"
                              "0.8 g BT 0.7071 0.7071 -0.7071 0.7071 100 60 Tm /F 20 Tf (DRAFT) Tj ET\n";

/* A PDF of `count` pages, one or two: the content, and an empty page. */
static GString *build(int count, const char *text)
{
    GString *pdf = g_string_new("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    g_string_append_printf(pdf, "2 0 obj<</Type/Pages/Kids[3 0 R %s]/Count %d>>endobj\n", count > 1 ? "6 0 R" : "",
                           count);
    g_string_append(pdf, "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R"
                         "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
                         "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
                         "6 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n");
    g_string_append_printf(pdf, "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n", strlen(text), text);
    g_string_append(pdf, "trailer<</Root 1 0 R/Size 7>>\n%%EOF\n");
    return pdf;
}

/* Reads a page of the PDF; the error is that of the reading. */
static struct debug_page read_page(const GString *pdf, struct arena *arena, int number, struct error *error)
{
    struct debug_page page;
    struct pages *pages = pages_open(pdf->str, pdf->len, NULL, error);
    assert_non_null(pages);
    debug_read_page(pages, arena, number, true, &page, error);
    pages_close(pages);
    return page;
}

static guint count_marks(const struct debug_page *page, enum debug_kind kind)
{
    guint count = 0;
    for (guint i = 0; i < page->marks->len; i++)
        count += g_array_index(page->marks, struct debug_mark, i).kind == kind;
    return count;
}

static const struct debug_mark *first_mark(const struct debug_page *page, enum debug_kind kind)
{
    for (guint i = 0; i < page->marks->len; i++)
        if (g_array_index(page->marks, struct debug_mark, i).kind == kind)
            return &g_array_index(page->marks, struct debug_mark, i);
    fail_msg("no mark of kind %d", kind);
    return NULL;
}

static void assert_box(struct cells_rectangle box, double x0, double y0, double x1, double y1)
{
    assert_float_equal(box.x0, x0, 0.1);
    assert_float_equal(box.y0, y0, 0.1);
    assert_float_equal(box.x1, x1, 0.1);
    assert_float_equal(box.y1, y1, 0.1);
}

static void test_marks(void **state)
{
    (void)state;
    static const guint counts[DEBUG_KINDS] = {
        [DEBUG_IMAGE] = 1, [DEBUG_FILL] = 1,    [DEBUG_CELL] = 2,    [DEBUG_SPAN] = 1,
        [DEBUG_GRID] = 1,  [DEBUG_INK] = 3,     [DEBUG_LINE] = 1,    [DEBUG_RULING] = 6,
        [DEBUG_WHITE] = 1, [DEBUG_CLIPPED] = 4, [DEBUG_DROPPED] = 5,
    };
    struct error error = {0};
    struct arena *arena = arena_new();
    GString *pdf = build(1, content);
    struct debug_page page = read_page(pdf, arena, 1, &error);
    assert_false(error_is_set(&error));
    for (int kind = 0; kind < DEBUG_KINDS; kind++)
        assert_int_equal(count_marks(&page, (enum debug_kind)kind), counts[kind]);
    assert_view(first_mark(&page, DEBUG_SPAN)->title, "row 0, column 0, spans 1 x 2\nA<&>B");
    assert_box(first_mark(&page, DEBUG_SPAN)->box, 50, 40, 350, 70);
    assert_view(first_mark(&page, DEBUG_CELL)->title, "row 1, column 0\n12");
    assert_box(first_mark(&page, DEBUG_CELL)->box, 50, 70, 200, 100);
    assert_view(first_mark(&page, DEBUG_GRID)->title, "grid 1, ruled\n2 rows, 2 columns");
    assert_view(first_mark(&page, DEBUG_LINE)->title, "line, 12.0 pt\nTitle");
    assert_view(first_mark(&page, DEBUG_WHITE)->title, "horizontal ruling, 50.0 to 350.0 at 120.0\n1.00 wide, #ffffff");
    assert_box(first_mark(&page, DEBUG_IMAGE)->box, 10, 250, 50, 290);
    assert_view(first_mark(&page, DEBUG_CLIPPED)->title, "g (U+0067), 10.0 pt: the page hides it");
    assert_float_equal(page.width, 400, 0);
    assert_int_equal(cairo_image_surface_get_width(page.picture), 400 * DEBUG_PICTURE_SCALE);
    debug_page_clear(&page);
    g_string_free(pdf, TRUE);
    arena_free(arena);
}

/* Text that runs up: cells, rulings and lines stand where the upright page has them. */
static void test_turned(void **state)
{
    (void)state;
    struct error error = {0};
    struct arena *arena = arena_new();
    GString *pdf = build(1, "100 50 60 200 re 130 50 m 130 250 l S\n"
                            "BT 0 1 -1 0 120 60 Tm /F 10 Tf (above) Tj ET\n"
                            "BT 0 1 -1 0 150 60 Tm /F 10 Tf (below) Tj ET\n");
    struct debug_page page = read_page(pdf, arena, 1, &error);
    assert_false(error_is_set(&error));
    assert_int_equal(count_marks(&page, DEBUG_CELL), 2);
    assert_view(first_mark(&page, DEBUG_CELL)->title, "row 0, column 0\nabove");
    assert_box(first_mark(&page, DEBUG_CELL)->box, 100, 50, 130, 250);
    assert_int_equal(count_marks(&page, DEBUG_DROPPED), 0);
    for (guint i = 0; i < page.marks->len; i++) {
        const struct debug_mark *mark = &g_array_index(page.marks, struct debug_mark, i);
        assert_true(mark->box.x0 >= 99.9 && mark->box.x1 <= 160.1 && mark->box.y0 >= 49.9 && mark->box.y1 <= 250.1);
    }
    debug_page_clear(&page);
    g_string_free(pdf, TRUE);
    arena_free(arena);
}

static void test_failures(void **state)
{
    (void)state;
    static const struct {
        int number;
        enum error_code code;
        const char *text;
    } cases[] = {
        {0, ERROR_NO_PAGES, "Tj"},  {3, ERROR_NO_PAGES, "Tj"},
        {-1, ERROR_NO_PAGES, "Tj"}, {1, ERROR_NONE, "0 0 9 9 re f"}, /* no text at all is no failure here */
        {2, ERROR_NONE, content},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct error error = {0};
        struct arena *arena = arena_new();
        GString *pdf = build(2, cases[i].text);
        struct debug_page page = read_page(pdf, arena, cases[i].number, &error);
        assert_string_equal(error_code_word(error.code), error_code_word(cases[i].code));
        assert_int_equal(count_marks(&page, DEBUG_FILL), cases[i].code == ERROR_NONE && cases[i].number == 1);
        assert_true((page.width > 0) == (cases[i].code == ERROR_NONE));
        debug_page_clear(&page);
        g_string_free(pdf, TRUE);
        arena_free(arena);
    }
}

/* The marks of the chosen layers and no others; what XML forbids is replaced. */
static void test_svg(void **state)
{
    (void)state;
    GString *out = g_string_new(NULL);
    struct debug_page page = {.width = 100,
                              .height = 50,
                              .marks = g_array_new(FALSE, FALSE, sizeof(struct debug_mark)),
                              .notes = g_array_new(FALSE, FALSE, sizeof(struct view))};
    const struct debug_mark marks[] = {
        {.kind = DEBUG_CELL, .box = {1, 2, 31, 12}, .title = VIEW_LITERAL("a<b>&\"\x01\xEF\xBF\xBF\n中"), .row = 3},
        {.kind = DEBUG_LINE, .box = {5, 30, 95, 40}, .title = VIEW_LITERAL("line")},
        {.kind = DEBUG_RULING, .box = {1, 2, 1, 12}, .title = VIEW_LITERAL("vertical")},
    };
    const struct view note = VIEW_LITERAL("x < y");
    g_array_append_vals(page.marks, marks, G_N_ELEMENTS(marks));
    g_array_append_val(page.notes, note);
    debug_draw_svg(&page, DEBUG_LAYER_CELLS | DEBUG_LAYER_RULINGS, out);
    assert_non_null(strstr(out->str, "<rect class=\"cell\" x=\"1.00\" y=\"2.00\" width=\"30.00\" height=\"10.00\">"
                                     "<title>a&lt;b&gt;&amp;\"\xEF\xBF\xBD\xEF\xBF\xBD\n中</title></rect>\n"));
    assert_non_null(strstr(out->str, "<path d=\"M1.00 2.00L1.00 12.00\"><title>vertical</title></path>\n"));
    assert_non_null(strstr(out->str, ">3,0</text>"));
    assert_non_null(strstr(out->str, ">x &lt; y</text>"));
    assert_null(strstr(out->str, "<title>line"));
    assert_true(g_str_has_suffix(out->str, "</svg>\n"));
    debug_page_clear(&page);
    g_string_free(out, TRUE);
}

/* Red where the ruling is drawn, white beside it; the legend lies beyond. */
static void test_png(void **state)
{
    (void)state;
    struct error error = {0};
    GString *out = g_string_new(NULL);
    struct debug_page page = {.width = 100,
                              .height = 300,
                              .marks = g_array_new(FALSE, FALSE, sizeof(struct debug_mark)),
                              .notes = g_array_new(FALSE, FALSE, sizeof(struct view))};
    const struct debug_mark mark = {.kind = DEBUG_RULING, .box = {10, 20, 90, 20}};
    g_array_append_val(page.marks, mark);
    assert_true(debug_draw_png(&page, DEBUG_LAYER_RULINGS, out, &error));
    assert_memory_equal(out->str, "\x89PNG\r\n\x1a\n", 8);
    char *path = NULL;
    const int descriptor = g_file_open_tmp("debug-XXXXXX.png", &path, NULL);
    assert_true(descriptor >= 0);
    assert_true(g_file_set_contents(path, out->str, (gssize)out->len, NULL));
    cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_surface_status(picture), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_height(picture), 300 * DEBUG_PICTURE_SCALE);
    const unsigned char *data = cairo_image_surface_get_data(picture);
    const int stride = cairo_image_surface_get_stride(picture), x = 50 * DEBUG_PICTURE_SCALE;
    uint32_t pixel;
    memcpy(&pixel, data + 20 * DEBUG_PICTURE_SCALE * stride + x * 4, sizeof pixel);
    assert_int_equal(pixel & 0xFFFFFF, 0xe53935);
    memcpy(&pixel, data + 25 * DEBUG_PICTURE_SCALE * stride + x * 4, sizeof pixel);
    assert_int_equal(pixel & 0xFFFFFF, 0xffffff);
    cairo_surface_destroy(picture);
    g_unlink(path);
    g_close(descriptor, NULL);
    g_free(path);
    debug_page_clear(&page);
    g_string_free(out, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks), cmocka_unit_test(test_turned), cmocka_unit_test(test_failures),
        cmocka_unit_test(test_svg),   cmocka_unit_test(test_png),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
