/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/test.h"

#include <string.h>

#include "base/arena.h"
#include "extract/cells.h"
#include "extract/hidden.h"
#include "extract/lines.h"
#include "extract/turn.h"
#include "extract/watermark.h"

/* A page in the making: text is typed with `put`. */
struct sheet {
    GArray *chars;
    int order;
};

static int sheet_open(void **state)
{
    struct sheet *sheet = g_new0(struct sheet, 1);
    sheet->chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    *state = sheet;
    return 0;
}

static int sheet_close(void **state)
{
    struct sheet *sheet = *state;
    g_array_free(sheet->chars, TRUE);
    g_free(sheet);
    return 0;
}

/* Types `text` in 10 pt from (x, y) on, y being the top; ASCII is 5 wide, all else 10.  A blank
 * moves on by 5 and ends the word.  Returns the x behind it. */
static double put(struct sheet *sheet, double x, double y, const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        const gunichar code = g_utf8_get_char(text);
        const double width = code < 0x80 ? 5 : 10;
        const struct text_char character = {
            .code = code, .order = sheet->order++, .x0 = x, .y0 = y, .x1 = x + width, .y1 = y + 10, .size = 10};
        x += width;
        if (code != ' ')
            g_array_append_val(sheet->chars, character);
    }
    return x;
}

/* The next text is a word of its own, even where it touches the last one. */
static void word_end(struct sheet *sheet)
{
    sheet->order++;
}

static const struct text_char *sheet_chars(const struct sheet *sheet)
{
    return (const struct text_char *)(const void *)sheet->chars->data;
}

/* Puts the sheet's text into one row of three cells, 0..50..100..150, 30 high, and compares. */
static void assert_row(const struct sheet *sheet, const char *first, const char *second, const char *third)
{
    const char *const want[] = {first, second, third};
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    g_ptr_array_add(grids, grid_new((double[]){0, 30}, 1, (double[]){0, 50, 100, 150}, 3));
    const size_t count = sheet->chars->len;
    struct cells_place *places = g_new(struct cells_place, count + 1);
    const struct text_char **some = g_new(const struct text_char *, count + 1);
    size_t *ends = g_new(size_t, count + 1);
    struct arena *arena = arena_new();
    cells_place_text(sheet_chars(sheet), count, grids, places);
    for (int cell = 0; cell < 3; cell++) {
        size_t held = 0;
        for (size_t i = 0; i < count; i++)
            if (places[i].grid == 0 && places[i].cell == cell)
                some[held++] = sheet_chars(sheet) + i;
        struct cells_rectangle ink;
        const struct view text = cells_join_text(arena, some, held, ends, 50 * cell, 50 * cell + 50, &ink);
        assert_string_equal(text.data, want[cell]);
        assert_int_equal(text.size, strlen(want[cell]));
    }
    arena_free(arena);
    g_free(ends);
    g_free(some);
    g_free(places);
    g_ptr_array_free(grids, TRUE);
}

static void text_goes_where_its_middle_is(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 5, "合计");
    put(sheet, 60, 5, "12.50");
    put(sheet, 160, 5, "外");
    assert_row(sheet, "合计", "12.50", "");
}

static void amount_that_pokes_over_stays_whole(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 5, "行政运行");
    put(sheet, 42, 5, "1,234,567.8"); /* 42 ... 97: two characters left of the ruling */
    assert_row(sheet, "行政运行", "1,234,567.8", "");
}

static void touching_amounts_stay_two(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 10, 5, "12345.67"); /* ends at the ruling, 50 */
    put(sheet, 50, 5, "89.10");
    assert_row(sheet, "12345.67", "89.10", "");
}

/* The first amount runs over the ruling and the second follows it closely: no ruling separates
 * them well, the shape of amounts does. */
static void touching_amounts_are_cut_where_both_are_whole(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 22, 5, "1,345.6789.10"); /* 22 ... 87, the ruling cuts in front of the 7 */
    assert_row(sheet, "1,345.67", "89.10", "");
}

static void touching_codes_stay_two(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 35, 5, "208");
    put(sheet, 50, 5, "05");
    assert_row(sheet, "208", "05", "");
}

static void text_overflows_into_an_empty_cell_only(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 4, 5, "一般公共服务支出"); /* 4 ... 84; the ruling at 50 cuts a glyph */
    put(sheet, 110, 5, "1.0");
    assert_row(sheet, "一般公共服务支出", "", "1.0");
    put(sheet, 90, 5, "x");
    assert_row(sheet, "一般公共服", "务支出 x", "1.0");
}

static void touching_words_stay_two(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 10, 5, "因公出国");
    put(sheet, 50, 5, "公务接待");
    assert_row(sheet, "因公出国", "公务接待", "");
}

/* The ruling at 50 cuts the last glyph, whose box ends where the next text begins. */
static void lapped_words_stay_two(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 14, 5, "一级指标");
    g_array_index(sheet->chars, struct text_char, 3).x1 = 52;
    put(sheet, 52, 5, "二级指标");
    assert_row(sheet, "一级指标", "二级指标", "");
}

static void wide_gaps_are_spaces(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 5, "合");
    put(sheet, 30, 5, "计");
    put(sheet, 52, 5, "ab cd");
    put(sheet, 102, 5, "1 2");
    assert_row(sheet, "合 计", "ab cd", "1 2");
}

static void wrapped_lines_are_joined(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 2, "社会保障");
    put(sheet, 2, 14, "和就业");
    put(sheet, 62, 2, "174,900"); /* 35 of 50: there is room, but .64 is no amount by itself */
    put(sheet, 62, 14, ".64");
    put(sheet, 102, 2, "one");
    put(sheet, 102, 14, "two");
    assert_row(sheet, "社会保障和就业", "174,900.64", "one two");
}

static void wrapped_amounts_are_joined_when_the_line_is_full(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 52, 2, "12,174,90"); /* 45 of 50 */
    put(sheet, 52, 14, "0.64");
    put(sheet, 102, 2, "12.5");
    put(sheet, 102, 14, "13.5");
    assert_row(sheet, "", "12,174,900.64", "12.5 13.5");
}

static void stacked_amounts_are_never_glued(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 2, "123,456.5");
    put(sheet, 2, 14, "223,456.5");
    assert_row(sheet, "123,456.5 223,456.5", "", "");
}

static void numbers_wrapped_in_prose_are_joined(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 2, "减少0.");
    put(sheet, 2, 14, "5分");
    assert_row(sheet, "减少0.5分", "", "");
}

static void amounts_are_told_from_other_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool amount;
    } cases[] = {{"0", true},      {"12", true},          {"1,234", true}, {"1,234,567.89", true},
                 {"-3.5", true},   {"45.6%", true},       {"", false},     {".", false},
                 {".64", false},   {"12.", false},        {"1,23", false}, {"1234,567", false},
                 {"1.2.3", false}, {"1,234.56,7", false}, {"-", false},    {"12%3", false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        glong count;
        gunichar *codes = g_utf8_to_ucs4_fast(cases[i].text, -1, &count);
        if (text_is_amount(codes, (size_t)count) != cases[i].amount)
            fail_msg("%s", cases[i].text);
        g_free(codes);
    }
}

/* A page that shows the runs. */
static struct content_page page_of(const struct content_run *runs, size_t count)
{
    struct content_page page;
    content_page_init(&page);
    page.width = 600;
    page.height = 800;
    for (size_t i = 0; i < count; i++)
        page.bytes[runs[i].kind][runs[i].direction] += runs[i].codes;
    g_array_append_vals(page.runs, runs, (guint)count);
    return page;
}

/* The second line of a cell is clipped away: it reaches into the next row, at whose text it nearly is. */
static void hidden_text_returns_to_its_cell(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 2, "上");
    put(sheet, 2, 21, "下"); /* hidden; its baseline is at 29 */
    word_end(sheet);
    put(sheet, 2, 22, "本");
    put(sheet, 102, 52, "末"); /* hidden in the last row: it goes on with the next page */
    const struct content_run runs[] = {
        {102, 60, 10, 2, 0, CONTENT_CLIPPED, 100, 20, 150, 40, 0},
        {2, 29, 10, 2, 0, CONTENT_CLIPPED, 0, 0, 50, 20, 0},
        {2, 10, 10, 2, 0, CONTENT_SHOWN, 0, 0, 50, 20, 0},
        {2, 30, 10, 2, 0, CONTENT_SHOWN, 0, 0, 50, 40, 0},
    };
    struct content_page page = page_of(runs, G_N_ELEMENTS(runs));
    GArray *hidden = g_array_new(FALSE, FALSE, sizeof(struct hidden_char));
    hidden_take(sheet->chars, &page, hidden);
    assert_int_equal(sheet->chars->len, 2);
    assert_int_equal(sheet_chars(sheet)[1].code, g_utf8_get_char("本"));
    assert_int_equal(hidden->len, 2);
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    g_ptr_array_add(grids, grid_new((double[]){0, 20, 40}, 2, (double[]){0, 50, 100, 150}, 3));
    assert_int_equal(hidden_place(&g_array_index(hidden, struct hidden_char, 0), grids).cell, 0);
    assert_int_equal(hidden_place(&g_array_index(hidden, struct hidden_char, 1), grids).grid, -1);
    g_ptr_array_free(grids, TRUE);
    g_array_free(hidden, TRUE);
    content_page_clear(&page);
}

/* Where the content says nothing, the words tell how a page is turned. */
static void direction_comes_from_content_or_words(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 100, 100, "abc");
    assert_int_equal(turn_of_page((size_t[]){5, 9, 0, 0}, sheet->chars), TURN_UP);
    assert_int_equal(turn_of_page((size_t[]){0, 0, 0, 0}, sheet->chars), TURN_NONE);
    GArray *none = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    turn_geometry(TURN_DOWN, 600, 800, sheet->chars, none); /* now they run up */
    assert_int_equal(turn_of_page((size_t[]){0, 0, 0, 0}, sheet->chars), TURN_UP);
    g_array_free(none, TRUE);
}

static void glyphs_drawn_twice_count_once(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 5, "合计");
    word_end(sheet);
    put(sheet, 2.4, 5, "合计");
    put(sheet, 60, 5, "11");
    assert_row(sheet, "合计", "11", "");
}

static GArray *collect(const struct sheet *sheet, struct arena *arena)
{
    const size_t count = sheet->chars->len;
    const struct text_char **some = g_new(const struct text_char *, count + 1);
    size_t *ends = g_new(size_t, count + 1);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct lines_piece));
    for (size_t i = 0; i < count; i++)
        some[i] = sheet_chars(sheet) + i;
    lines_collect(arena, some, count, ends, pieces);
    g_free(some);
    g_free(ends);
    return pieces;
}

static void lines_are_cut_at_wide_gaps_and_sorted(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 200, 41, "单位：元"); /* a little lower, and printed first */
    put(sheet, 10, 40, "编制 单位：");
    put(sheet, 10, 20, "收支总表");
    struct arena *arena = arena_new();
    GArray *pieces = collect(sheet, arena);
    static const char *const want[] = {"收支总表", "编制 单位：", "单位：元"};
    assert_int_equal(pieces->len, 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(g_array_index(pieces, struct lines_piece, i).text.data, want[i]);
    const struct lines_piece *last = &g_array_index(pieces, struct lines_piece, 2);
    assert_float_equal(last->box.x0, 200, 0.01);
    assert_float_equal(last->box.x1, 240, 0.01);
    assert_float_equal(last->size, 10, 0.01);
    g_array_free(pieces, TRUE);
    arena_free(arena);
}

/* A point goes to where the turned page shows it, and back. */
static void pages_turn_and_turn_back(void **state)
{
    struct sheet *sheet = *state;
    const double width = 600, height = 800;
    for (int turn = TURN_NONE; turn <= TURN_DOWN; turn++) {
        g_array_set_size(sheet->chars, 0);
        put(sheet, 100, 200, "a");
        GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
        const struct content_ruling ruling = {.vertical = true, .at = 100, .start = 200, .end = 700};
        g_array_append_val(rulings, ruling);
        turn_geometry((enum turn)turn, width, height, sheet->chars, rulings);
        static const double want[][2] = {{100, 200}, {590, 100}, {495, 590}, {200, 495}};
        const struct text_char *c = sheet_chars(sheet);
        assert_float_equal(c->x0, want[turn][0], 0.01);
        assert_float_equal(c->y0, want[turn][1], 0.01);
        const struct cells_rectangle back =
            turn_back((enum turn)turn, width, height, (struct cells_rectangle){c->x0, c->y0, c->x1, c->y1});
        assert_float_equal(back.x0, 100, 0.01);
        assert_float_equal(back.y0, 200, 0.01);
        assert_float_equal(back.x1, 105, 0.01);
        assert_float_equal(back.y1, 210, 0.01);
        const struct content_ruling *turned = &g_array_index(rulings, struct content_ruling, 0);
        static const struct {
            bool vertical;
            double at, start, end;
        } lines[] = {{true, 100, 200, 700}, {false, 100, 100, 600}, {true, 500, 100, 600}, {false, 500, 200, 700}};
        assert_int_equal(turned->vertical, lines[turn].vertical);
        assert_float_equal(turned->at, lines[turn].at, 0.01);
        assert_float_equal(turned->start, lines[turn].start, 0.01);
        assert_float_equal(turned->end, lines[turn].end, 0.01);
        g_array_free(rulings, TRUE);
    }
}

/* The characters on the oblique run go, the others of its size and colour stay. */
static void watermark_takes_its_run_alone(void **state)
{
    struct sheet *sheet = *state;
    GArray *obliques = g_array_new(FALSE, FALSE, sizeof(struct content_oblique));
    const struct content_oblique run = {.x = 100, .y = 500, .angle = 45, .size = 10, .bytes = 4};
    g_array_append_val(obliques, run);
    put(sheet, 112, 478, "稿");
    put(sheet, 102, 488, "草");
    put(sheet, 112, 300, "正文");
    GString *text = g_string_new(NULL);
    watermark_take(sheet->chars, obliques, text);
    assert_string_equal(text->str, "草稿");
    assert_int_equal(sheet->chars->len, 2);
    assert_int_equal(sheet_chars(sheet)[0].code, g_utf8_get_char("正"));
    g_string_free(text, TRUE);
    g_array_free(obliques, TRUE);
}

/* Invisible text beside visible text is hidden, over the space in it and into no cell; over a picture, or where the page
 * has no other text or draws its letters as outlines, it is the text of the page. */
static void takes_invisible_text(void **state)
{
    struct sheet *sheet = *state;
    static const struct {
        size_t seen; /* bytes shown */
        double picture;
        size_t curves;
        bool kept;
    } cases[] = {{2, 0, 0, false}, {2, 30, 0, false}, {2, 120, 0, true},
                 {0, 0, 0, true},  {2, 0, 50, true},  {8, 0, 50, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_array_set_size(sheet->chars, 0);
        put(sheet, 2, 22, "本");
        put(sheet, 42, 52, "12 34");
        const struct content_run runs[] = {{42, 60, 10, 5, 0, CONTENT_INVISIBLE, 0, 0, 600, 800, 0},
                                           {2, 30, 10, cases[i].seen, 0, CONTENT_SHOWN, 0, 0, 600, 800, 0}};
        struct content_page page = page_of(runs, 2);
        const struct content_area area = {0, 0, cases[i].picture, cases[i].picture, {1, 1, 1, 1}, true};
        g_array_append_val(page.areas, area);
        page.curves = cases[i].curves;
        GArray *hidden = g_array_new(FALSE, FALSE, sizeof(struct hidden_char));
        assert_int_equal(hidden_take(sheet->chars, &page, hidden), cases[i].kept);
        assert_int_equal(hidden->len, cases[i].kept ? 0 : 4);
        assert_int_equal(sheet->chars->len, cases[i].kept ? 5 : 1);
        if (hidden->len)
            assert_int_equal(hidden_place(&g_array_index(hidden, struct hidden_char, 0), NULL).cell, -1);
        g_array_free(hidden, TRUE);
        content_page_clear(&page);
    }
}

/* An invisible run at the place of one that is seen does not hide it, nor does one that begins nearly there. */
static void seen_text_stays_below_invisible_text(void **state)
{
    struct sheet *sheet = *state;
    put(sheet, 2, 22, "本年");
    put(sheet, 4, 23, "稿件");
    const struct content_run runs[] = {{2, 30, 10, 4, 0, CONTENT_SHOWN, 0, 0, 600, 800, 0},
                                       {2, 30, 10, 4, 0, CONTENT_INVISIBLE, 0, 0, 600, 800, 0},
                                       {4, 31, 10, 4, 0, CONTENT_INVISIBLE, 0, 0, 600, 800, 0}};
    struct content_page page = page_of(runs, 3);
    GArray *hidden = g_array_new(FALSE, FALSE, sizeof(struct hidden_char));
    hidden_take(sheet->chars, &page, hidden);
    assert_int_equal(sheet->chars->len, 2);
    assert_int_equal(sheet_chars(sheet)[0].code, g_utf8_get_char("本"));
    assert_int_equal(sheet_chars(sheet)[1].code, g_utf8_get_char("年"));
    assert_int_equal(hidden->len, 2);
    g_array_free(hidden, TRUE);
    content_page_clear(&page);
}

int main(void)
{
#define SHEET_TEST(name) cmocka_unit_test_setup_teardown(name, sheet_open, sheet_close)
    const struct CMUnitTest tests[] = {
        SHEET_TEST(text_goes_where_its_middle_is),
        SHEET_TEST(amount_that_pokes_over_stays_whole),
        SHEET_TEST(touching_amounts_stay_two),
        SHEET_TEST(touching_amounts_are_cut_where_both_are_whole),
        SHEET_TEST(touching_codes_stay_two),
        SHEET_TEST(text_overflows_into_an_empty_cell_only),
        SHEET_TEST(touching_words_stay_two),
        SHEET_TEST(lapped_words_stay_two),
        SHEET_TEST(wide_gaps_are_spaces),
        SHEET_TEST(wrapped_lines_are_joined),
        SHEET_TEST(wrapped_amounts_are_joined_when_the_line_is_full),
        SHEET_TEST(stacked_amounts_are_never_glued),
        SHEET_TEST(numbers_wrapped_in_prose_are_joined),
        SHEET_TEST(amounts_are_told_from_other_numbers),
        SHEET_TEST(hidden_text_returns_to_its_cell),
        SHEET_TEST(takes_invisible_text),
        SHEET_TEST(seen_text_stays_below_invisible_text),
        SHEET_TEST(direction_comes_from_content_or_words),
        SHEET_TEST(glyphs_drawn_twice_count_once),
        SHEET_TEST(lines_are_cut_at_wide_gaps_and_sorted),
        SHEET_TEST(pages_turn_and_turn_back),
        SHEET_TEST(watermark_takes_its_run_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
