/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/test.h"

#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "extract/pages.h"

/* A PDF of one page with the given content, with Helvetica as /F. */
static GString *build(const char *content)
{
    GString *pdf = g_string_new("%PDF-1.4\n"
                                "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R"
                                "/Resources<</Font<</F 5 0 R>>>>>>endobj\n");
    g_string_append_printf(pdf, "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n", strlen(content), content);
    g_string_append(pdf, "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
                         "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n");
    return pdf;
}

/* A sink that writes down what comes, one record a line. */
struct notebook {
    struct sink sink;
    GString *text;
};

static void note_box(GString *text, struct box box)
{
    g_string_append_printf(text, " [%d,%d,%d,%d]", box.x0, box.y0, box.x1, box.y1);
}

static bool note(struct sink *self, struct arena *arena, const struct record *record, struct error *error)
{
    (void)arena;
    (void)error;
    GString *text = ((struct notebook *)self)->text;
    g_string_append(text, record_kind_word(record->kind));
    if (record->kind == RECORD_LINE) {
        g_string_append_printf(text, " %.*s", VIEW_PRINT(((const struct record_line *)record)->text));
    } else if (record->kind == RECORD_GRID) {
        const struct record_grid *grid = (const struct record_grid *)record;
        g_string_append_printf(text, " %dx%d %.*s", grid->rows, grid->columns, VIEW_PRINT(grid->rulings));
        note_box(text, grid->box);
    } else if (record->kind == RECORD_CELL) {
        const struct record_cell *cell = (const struct record_cell *)record;
        g_string_append_printf(text, " %d,%d %.*s", cell->row, cell->column, VIEW_PRINT(cell->text));
        if (cell->hidden.data)
            g_string_append_printf(text, "{%.*s}", VIEW_PRINT(cell->hidden));
    } else if (record->kind == RECORD_WARNING) {
        const struct record_warning *warning = (const struct record_warning *)record;
        g_string_append_printf(text, " %.*s: %.*s", VIEW_PRINT(warning->code), VIEW_PRINT(warning->message));
    }
    g_string_append_c(text, '\n');
    return true;
}

/* Reads the PDF and compares its records; `code` is the error that is expected. */
static void assert_records(const char *data, size_t size, const char *want, enum error_code code)
{
    struct error error = {0};
    struct arena *arena = arena_new();
    struct notebook notebook = {{.take = note}, g_string_new(NULL)};
    struct pages *pages = pages_open(data, size, NULL, &error);
    if (pages)
        pages_read(pages, arena, &notebook.sink, &error);
    pages_close(pages);
    assert_string_equal(notebook.text->str, want);
    assert_string_equal(error_code_word(error.code), error_code_word(code));
    assert_int_equal(error.message[0] != '\0', code != ERROR_NONE);
    g_string_free(notebook.text, TRUE);
    arena_free(arena);
}

static void assert_content(const char *content, const char *want, enum error_code code)
{
    GString *pdf = build(content);
    assert_records(pdf->str, pdf->len, want, code);
    g_string_free(pdf, TRUE);
}

static void says_what_is_no_document(void **state)
{
    (void)state;
    assert_records("", 0, "", ERROR_NOT_PDF);
    assert_records("plain text", 10, "", ERROR_NOT_PDF);
    assert_records("%PDF-1.4\nnothing behind", 23, "", ERROR_DAMAGED);
    static const char empty[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n";
    assert_records(empty, sizeof empty - 1, "", ERROR_NO_PAGES);
    static const char loop[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                               "2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>\n";
    struct error error = {0};
    struct pages *pages = pages_open(loop, sizeof loop - 1, NULL, &error); /* must come back, however */
    assert_int_equal(pages == NULL, error_is_set(&error));
    pages_close(pages);
    assert_content("0 0 m 9 9 l S", "page\n", ERROR_NO_TEXT);
}

#define TABLE \
    "50 200 m 250 200 l S 50 220 m 250 220 l S 50 240 m 250 240 l S " \
    "50 200 m 50 240 l S 150 200 m 150 240 l S 250 200 m 250 240 l S "
#define TEXT(x, y, text) "BT /F 10 Tf " #x " " #y " Td (" text ") Tj ET "

static void reads_lines_and_cells_in_order(void **state)
{
    (void)state;
    assert_content(TEXT(60, 100, "below") TABLE TEXT(60, 226, "name") TEXT(200, 206, "1.50") TEXT(60, 260, "above"),
                   "page\n"
                   "line above\n"
                   "grid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 name\ncell 0,1 \ncell 1,0 \ncell 1,1 1.50\n"
                   "line below\n",
                   ERROR_NONE);
}

/* The same page turned by its content: rows and columns are those of the text, boxes those of the page. */
static void reads_sideways_pages(void **state)
{
    (void)state;
    assert_content("q 0 1 -1 0 300 0 cm " TABLE TEXT(60, 226, "name") TEXT(200, 206, "1.50") "Q",
                   "page\n"
                   "grid 2x2 ruled [600,500,1000,2500]\n"
                   "cell 0,0 name\ncell 0,1 \ncell 1,0 \ncell 1,1 1.50\n",
                   ERROR_NONE);
}

static void keeps_watermarks_out(void **state)
{
    (void)state;
    assert_content(
        TABLE TEXT(60, 226, "name") "0.8 g BT /F 30 Tf 0.7071 0.7071 -0.7071 0.7071 90 150 Tm (DRAFT) Tj ET 0 g",
        "page\n"
        "grid 2x2 ruled [500,600,2500,1000]\n"
        "cell 0,0 name\ncell 0,1 \ncell 1,0 \ncell 1,1 \n"
        "warning watermark: DRAFT\n",
        ERROR_NONE);
}

static void leaves_out_what_is_clipped_away(void **state)
{
    (void)state;
    assert_content(TEXT(60, 260, "seen") "q 0 0 400 100 re W n " TEXT(60, 200, "unseen") "Q",
                   "page\n"
                   "line seen\n"
                   "warning clipped: the page hides 6 characters, which are left out\n",
                   ERROR_NONE);
}

/* A font may give characters that nobody sees on the page. */
static void tells_what_no_one_sees(void **state)
{
    (void)state;
#define FEW "\\341\\350\\351\\352\\361\\365\\370\\371\\372\\373"
#define FEW_READ "ÆŁØŒæıłøœß"
    assert_content(
        TEXT(20, 250, FEW FEW FEW FEW) TEXT(20, 230, FEW "\\267+1"),
        "page\n"
        "line " FEW_READ FEW_READ FEW_READ FEW_READ "\n"
        "line " FEW_READ "•+1\n"
        "warning garbled: 50 of 53 characters are none that a person sees there, and others may be wrong: the "
        "fonts do not say which characters they show; the document needs OCR\n",
        ERROR_NONE);
    assert_content(TEXT(20, 250, "caf\\341"), "page\nline cafÆ\n", ERROR_NONE);
}

/* A producer may show a whole row in one go, with the way from word to word between the strings. */
static void leaves_out_what_is_clipped_away_behind_a_gap(void **state)
{
    (void)state;
    assert_content(TABLE "q 40 200 300 40 re W n " TEXT(60, 226, "name") //
                   "BT /F 10 Tf 60 186 Td [(a) 20 (2.50) -7000 (7) -20 (.25) -9000 (off)] TJ ET Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 name\ncell 0,1 \ncell 1,0 {a2.50}\ncell 1,1 {7.25}\n"
                   "warning clipped: the page hides 12 characters, which are left out\n",
                   ERROR_NONE);
    /* what is seen stays, in one go with the same gap, on the same line as what is not */
    assert_content(TABLE TEXT(60, 226, "name") "BT /F 10 Tf 60 206 Td [(a2.50) -7000 (7.25)] TJ ET "
                                               "q 0 0 10 10 re W n BT /F 10 Tf 60 206 Td [(a2.50) -7000 (7.25)] TJ ET "
                                               "BT /F 10 Tf 40 206 Td [(z) -15000 (2)] TJ ET Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 name\ncell 0,1 \ncell 1,0 a2.50\ncell 1,1 7.25\n"
                   "warning clipped: the page hides 2 characters, which are left out\n",
                   ERROR_NONE);
}

/* A producer may clip each glyph to its ink: that of a point lies low. */
static void keeps_points_that_are_clipped_to_their_ink(void **state)
{
    (void)state;
    assert_content("q 60 205 10 8 re W n " TEXT(60, 206, "1") "Q q 65 205 4 3 re W n " TEXT(
                       66, 206, ".") "Q " //
                                     "q 68 205 8 8 re W n " TEXT(69, 206, "5") "Q",
                   "page\nline 1.5\n", ERROR_NONE);
    /* in a box that is not only its own it is outside, and so is a figure of which but the foot is left */
    assert_content(
        TEXT(60, 226, "seen") "q 20 205 100 3 re W n " TEXT(66, 207, ".") "Q "
                                                                          "q 68 205 8 3 re W n " TEXT(69, 206, "5") "Q",
        "page\nline seen\n"
        "warning clipped: the page hides 2 characters, which are left out\n",
        ERROR_NONE);
}

/* A sheet clips the rows of a page: what of a cut cell belongs to the page before or after lies beyond them. */
static void keeps_what_the_page_break_cut_off(void **state)
{
    (void)state;
    /* below the last row, above the first, and above the second one where the first is a head outside the clip box */
    assert_content(TABLE "q 40 200 300 40 re W n " TEXT(60, 226, "name") TEXT(160, 186, "12.50") "Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 name\ncell 0,1 \ncell 1,0 \ncell 1,1 {12.50}\n"
                   "warning clipped: the page hides 5 characters, which are left out\n",
                   ERROR_NONE);
    assert_content(TABLE "q 40 200 300 40 re W n " TEXT(60, 206, "name") TEXT(160, 250, "12.50") "Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 \ncell 0,1 {12.50}\ncell 1,0 name\ncell 1,1 \n"
                   "warning clipped: the page hides 5 characters, which are left out\n",
                   ERROR_NONE);
    assert_content(TABLE TEXT(60, 226, "head") "q 40 200 300 20 re W n " TEXT(60, 206, "name") TEXT(160, 240, "12")
                       TEXT(160, 228, "50") "Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 head\ncell 0,1 \ncell 1,0 name\ncell 1,1 {12 50}\n"
                   "warning clipped: the page hides 4 characters, which are left out\n",
                   ERROR_NONE);
    /* the cell shows a text of its own; no cell ends where the clip box does; invisible text */
    assert_content(TABLE "q 40 200 300 40 re W n " TEXT(160, 206, "name") TEXT(160, 186, "12.50") "Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 \ncell 0,1 \ncell 1,0 \ncell 1,1 name\n"
                   "warning clipped: the page hides 5 characters, which are left out\n",
                   ERROR_NONE);
    assert_content(TABLE "q 40 190 300 50 re W n " TEXT(60, 226, "name") TEXT(160, 170, "12.50") "Q",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 name\ncell 0,1 \ncell 1,0 \ncell 1,1 \n"
                   "warning clipped: the page hides 5 characters, which are left out\n",
                   ERROR_NONE);
    assert_content(TABLE TEXT(60, 226, "names") "3 Tr " TEXT(160, 186, "12.50") "0 Tr",
                   "page\ngrid 2x2 ruled [500,600,2500,1000]\n"
                   "cell 0,0 names\ncell 0,1 \ncell 1,0 \ncell 1,1 \n"
                   "warning clipped: the page hides 5 characters, which are left out\n",
                   ERROR_NONE);
}

/* Poppler gives no text that comes before the one nearest to a corner of the area asked for. */
static void reads_text_beyond_the_page(void **state)
{
    (void)state;
    assert_content(TEXT(200, 295, "over") TEXT(20, 270, "left") TEXT(20, 200, "last"),
                   "page\nline over\nline left\nline last\n", ERROR_NONE);
}

static void finds_poppler_data(void **state)
{
    (void)state;
    struct error error = {0};
    assert_true(pages_check_poppler_data(&error));
    assert_false(error_is_set(&error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_no_document),
        cmocka_unit_test(reads_lines_and_cells_in_order),
        cmocka_unit_test(reads_sideways_pages),
        cmocka_unit_test(keeps_watermarks_out),
        cmocka_unit_test(tells_what_no_one_sees),
        cmocka_unit_test(leaves_out_what_is_clipped_away),
        cmocka_unit_test(leaves_out_what_is_clipped_away_behind_a_gap),
        cmocka_unit_test(keeps_points_that_are_clipped_to_their_ink),
        cmocka_unit_test(keeps_what_the_page_break_cut_off),
        cmocka_unit_test(reads_text_beyond_the_page),
        cmocka_unit_test(finds_poppler_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
