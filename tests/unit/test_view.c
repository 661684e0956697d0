/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/view.h"
#include "tests/unit/test.h"

static void none_is_not_empty(void **state)
{
    (void)state;
    assert_null(view_of(NULL).data);
    assert_true(view_equal(VIEW_NONE, VIEW_NONE));
    assert_false(view_equal(VIEW_NONE, view_of("")));
    assert_true(view_is_empty(VIEW_NONE));
    assert_true(view_is_empty(view_of("")));
    assert_false(view_is_empty(view_of(" ")));
}

static void compares_bytes(void **state)
{
    (void)state;
    assert_true(view_equal(view_of("合计"), VIEW_LITERAL("合计")));
    assert_false(view_equal(view_of("合计"), view_of("合")));
    assert_true(view_equal_text(view_part(view_of("budget"), 0, 3), "bud"));
    assert_true(view_starts_with(view_of("单位：万元"), "单位"));
    assert_true(view_starts_with(VIEW_NONE, ""));
    assert_false(view_starts_with(view_of("单"), "单位"));
}

static void parts_stay_inside(void **state)
{
    (void)state;
    assert_view(view_part(view_of("budget"), 3, 100), "get");
    assert_view(view_part(view_of("budget"), 100, 1), "");
    assert_view(view_part(view_of("budget"), 1, (size_t)-1), "udget");
    assert_view(view_part(VIEW_NONE, 1, 1), NULL);
}

static void trims_unicode_space(void **state)
{
    (void)state;
    static const struct {
        const char *text, *trimmed;
    } cases[] = {
        {"  合计 ", "合计"}, {"\u3000合\u3000计\u3000", "合\u3000计"}, {"\u00A0 \t", ""}, {"", ""}, {"x", "x"},
        {NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_view(view_trim(view_of(cases[i].text)), cases[i].trimmed);
}

static void walks_code_points(void **state)
{
    (void)state;
    struct view view = view_of("a\u00B1合\U00020086");
    assert_int_equal(view_length(view), 4);
    assert_int_equal(view_next(&view), 'a');
    assert_int_equal(view_next(&view), 0xB1);
    assert_int_equal(view_next(&view), 0x5408);
    assert_int_equal(view_next(&view), 0x20086);
    assert_int_equal(view_next(&view), 0);
    assert_int_equal(view_length(VIEW_NONE), 0);
}

static void finds(void **state)
{
    (void)state;
    assert_int_equal(view_find(view_of("单位：万元"), "万元"), 9);
    assert_int_equal(view_find(view_of("单位：万元"), "亿"), -1);
    assert_int_equal(view_find(view_part(view_of("单位：万元"), 0, 9), "万"), -1);
    assert_int_equal(view_find(VIEW_NONE, "x"), -1);
}

static void joins_and_formats(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_view(view_join(arena, view_of("a"), ", ", view_of("b")), "a, b");
    assert_view(view_join(arena, VIEW_NONE, ", ", view_of("b")), "b");
    assert_view(view_join(arena, view_of("a"), ", ", view_of("")), "a");
    assert_view(view_format(arena, "%d %s", 7, "元"), "7 元");
    struct view copy = view_copy(arena, view_part(view_of("budget"), 0, 3));
    assert_string_equal(copy.data, "bud");
    assert_null(view_copy(arena, VIEW_NONE).data);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_is_not_empty),   cmocka_unit_test(compares_bytes),    cmocka_unit_test(parts_stay_inside),
        cmocka_unit_test(trims_unicode_space), cmocka_unit_test(walks_code_points), cmocka_unit_test(finds),
        cmocka_unit_test(joins_and_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
