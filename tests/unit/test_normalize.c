/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "normalize/stage.h"
#include "normalize/text.h"
#include "tests/unit/test.h"

struct text_case {
    const char *text, *expected;
};

/* clang-format off */
static const struct text_case mended[] = {
    {NULL, NULL},
    {"", ""},
    {"合 计 1,234.50", "合 计 1,234.50"},
    {"⼯资⾏政", "工资行政"},                        /* Kangxi radicals */
    {"⻋辆⻅⻓⻰", "车辆见长龙"},                    /* CJK Radicals Supplement */
    {"\u2E80", "\u2E80"},                           /* one without an ideograph of its own */
    {"\u2E9A", "\u2E9A"},                           /* a hole between them */
    {"\uF900\uFA19", "\u8C48\u795E"},               /* compatibility ideographs */
    {"\U0002F800", "\u4E3D"},
    {"\uFA0E\uFA11", "\uFA0E\uFA11"},               /* unified ones of the same block */
    {"①㎡½Ⅲ％…—“”", "①㎡½Ⅲ％…—“”"},                 /* kept, though NFKC would not */
    {"２０２５年　（万元）", "２０２５年　（万元）"},
    {"e\u0301\u212B", "e\u0301\u212B"},             /* nor composed */
    {"行\u200B政\uFEFF运\u00AD行\u2060", "行政运行"},
    {"\u202Babc\u202C", "abc"},
    {"a\x01\x7F\xC2\x80" "b", "ab"},
    {"a\tb\nc\u2028d", "a b c d"},
    {"\uE000", "\uE000"},                           /* private use: nobody knows what it stands for */
    {"\u200B", ""},
};

static const struct text_case folded[] = {
    {NULL, NULL},
    {"", ""},
    {"行政运行", "行政运行"},
    {"合 计", "合计"},
    {"合　　计", "合计"},
    {"  合计\u00A0", "合计"},
    {"　　其中：公用经费", "其中:公用经费"},
    {"单位：万 元", "单位:万元"},
    {"2024 年", "2024年"},
    {"２０２４ 年", "2024年"},
    {"（一） 工资", "(一)工资"},
    {"（一）（二） A", "(一)(二)A"},
    {"Budget  of\u00A0the\u2003year", "Budget of the year"},
    {"A类 B类", "A类B类"},
    {"1 2 3 . 4 5", "1 2 3 . 4 5"},
    {"1,234.50 元", "1,234.50元"},
    {"テスト テスト", "テストテスト"},
    {"、 、", "、、"},
    {"\u3000", ""},
    {"①㎡½", "①㎡½"},
    {"～！", "~!"},
    {"￥", "￥"},
};
/* clang-format on */

static void check_cases(const struct text_case *cases, size_t count, struct view (*change)(struct arena *, struct view))
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        struct view once = change(arena, view_of(cases[i].text));
        if (!view_equal_text(once, cases[i].expected))
            fail_msg("\"%s\" becomes \"%.*s\", not \"%s\"", cases[i].text, VIEW_PRINT(once), cases[i].expected);
        assert_view(change(arena, once), cases[i].expected);
    }
    arena_free(arena);
}

static void mends(void **state)
{
    (void)state;
    check_cases(mended, G_N_ELEMENTS(mended), text_mend);
}

static void folds(void **state)
{
    (void)state;
    check_cases(folded, G_N_ELEMENTS(folded), text_fold);
}

static void nothing_to_do_copies_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct view text = view_of("行政运行1,234.50");
    assert_ptr_equal(text_mend(arena, text).data, text.data);
    assert_ptr_equal(text_fold(arena, text).data, text.data);
    arena_free(arena);
}

/* Every radical of both blocks that Unicode maps comes out as an ideograph that stays. */
static void radicals_become_ideographs(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    int kangxi = 0, supplement = 0;
    for (gunichar code = 0x2E80; code <= 0x2FD5; code++) {
        char text[8] = "";
        g_unichar_to_utf8(code, text);
        struct view result = text_mend(arena, view_of(text));
        if (view_equal_text(result, text))
            continue;
        assert_true(view_equal(text_mend(arena, result), result));
        assert_int_equal(view_length(result), 1);
        kangxi += code >= 0x2F00;
        supplement += code < 0x2F00;
    }
    assert_int_equal(kangxi, 214);
    assert_int_equal(supplement, 114);
    arena_free(arena);
}

static const struct record *last_taken;

static bool keep(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    (void)sink;
    (void)arena;
    (void)error;
    last_taken = record;
    return true;
}

static void the_stage_sets_text_and_plain(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct sink last = {.take = keep};
    struct error error = {0};
    struct sink *stage = normalize_stage.open(&(struct stage_options){0}, &last, &error);
    struct record_cell *cell = record_new(arena, RECORD_CELL);
    cell->text = view_of("⼯ 资");
    cell->row = 7;
    assert_true(sink_take(stage, arena, cell, &error));
    const struct record_cell *out = (const struct record_cell *)last_taken;
    assert_view(out->text, "工 资");
    assert_view(out->plain, "工资");
    assert_int_equal(out->row, 7);
    assert_view(cell->text, "⼯ 资"); /* what came in is not touched */
    struct record_line *line = record_new(arena, RECORD_LINE);
    line->text = view_of("单位：万元");
    line->size = 105;
    assert_true(sink_take(stage, arena, line, &error));
    assert_view(((const struct record_line *)last_taken)->plain, "单位:万元");
    assert_int_equal(((const struct record_line *)last_taken)->size, 105);
    struct record_page *page = record_new(arena, RECORD_PAGE);
    assert_true(sink_take(stage, arena, page, &error));
    assert_ptr_equal(last_taken, page);
    assert_true(sink_finish(stage, &error));
    sink_free(stage);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mends),
        cmocka_unit_test(folds),
        cmocka_unit_test(nothing_to_do_copies_nothing),
        cmocka_unit_test(radicals_become_ideographs),
        cmocka_unit_test(the_stage_sets_text_and_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
