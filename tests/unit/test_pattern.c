/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "rules/pattern.h"
#include "rules/pattern_first.h"
#include "tests/unit/test.h"

/* Where a match can begin: -1 for nowhere, 0 for a pattern of which nothing is known. */
static const struct {
    const char *pattern, *text;
    int from;
} firsts[] = {
    {"合计", "本年合计", 6},
    {"合计|小计", "本年小计", 6},
    {"合计|小计", "本年", -1},
    {"^合计", "合计", 0},
    {"^合计", "本年合计", -1},
    {"(?:本|上)?年度", "预算年度", 6},
    {"(?:本|上)?年度", "预算上年度", 6},
    {"(?<name>本|上)年", "预算上年", 6},
    {"(?<=预算)上年", "预算上年", 6},
    {"(?!本)[上本]年", "预算上年", 6},
    {"\\d{2,3}元", "共12元", 3},
    {"\\d{0,3}元", "共元", 3},
    {"[(（]\\s*注", "见（注", 3},
    {"[^(]注", "见(注", 0},
    {"[一-鿿]元", "见(元", 0},
    {"[]x]y", "a]y", 1},
    {"[a\\-]y", "b-y", 1},
    {"\\(注", "见(注", 3},
    {".元", "见(元", 0},
    {"\\s*", "见(注", 0},
    {"(?i)x", "见X", 0},
    {"(x)?\\1y", "见y", 0},
    {"a++b", "xab", 1},
    {"a{2}b", "xab", 1},
    {"a*", "x", 0},
    {"\\bab", "x ab", 2},
    {"(?:一(?:二|三)*)+四", "五六一四", 6},
    {"^合计|小计", "本年小计", 6},
    {"(?:^合计|小计)", "本年小计", 6},
    {"(?:^合计|^小计)元", "本年小计元", -1},
    {"(^合计)?元", "本年元", 6},
    {"本?^合计", "合计", 0},
    {"(?<=^)合计|(?<!本)小计", "本年小计", 6},
    {"本年.*合计", "本年合计", 0}, /* what must follow */
    {"本年.*合计", "本年预算", -1},
    {"本年.*合计", "合计本年", -1},
    {"本年(?:预|决)算", "本年决算", 0},
    {"本年(?:预|决)算", "本年概算", -1},
    {"本年(?:预算|决)", "本年决", 0},
    {"本年(?:预算|)", "本年", 0},
    {"本年(?:预算)?", "本年", 0},
    {"本年(?:预算){0,2}", "本年", 0},
    {"本年(?:预算){2}", "本年", -1},
    {"本年(?:预(?:算|计)?)+表", "本年预表", 0},
    {"本年(?:预(?:算|计))+表", "本年预表", -1},
    {"年[预决]算\\d", "年预算2", 0},
    {"年[预决]算\\d", "年预算二", -1},
    {"本年[^预决]算[一-鿿]", "本年概算表", 0},
    {"(?=.*表)本年", "本年总表", 0},
    {"(?=.*表)本年", "本年", -1},
    {"(?!.*表)本年", "本年", 0},
    {"(?<=表)本年", "总表本年", 6},
    {"本年(?<!表)", "本年", 0},
    {"(?:本年|去年).*表|总计", "总计", 0},
    {"本年合计|(?i)x", "本年", 0},
    {"合计(", "x", 0}, /* no patterns: they are to be tried */
    {"合计)", "x", 0},
    {"合计[", "x", 0},
    {"合计[b-a]", "x", 0},
    {"合计{2,x}", "x", 0},
    {"合计++*", "x", 0},
};

static void firsts_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(firsts); i++) {
        const struct pattern_first first = pattern_first_of(firsts[i].pattern);
        size_t at = 0;
        const bool found = pattern_first_find(&first, view_of(firsts[i].text), &at);
        if ((found ? (int)at : -1) != firsts[i].from)
            fail_msg("%s in %s: %d, not %d", firsts[i].pattern, firsts[i].text, found ? (int)at : -1, firsts[i].from);
    }
}

static void a_wrong_pattern_is_told_when_it_is_needed(void **state)
{
    (void)state;
    struct pattern_set *set = pattern_set_new();
    struct pattern *fine = pattern_new(set, "合计"), *wrong = pattern_new(set, "小计(?<=计+)");
    char *fault = NULL;
    const char *message;
    assert_false(pattern_matches(wrong, view_of("本年合计"))); /* cannot begin there */
    assert_null(pattern_set_wrong(set, &message));
    assert_false(pattern_matches(wrong, view_of("本年小计")));
    assert_ptr_equal(pattern_set_wrong(set, &message), wrong);
    assert_non_null(strstr(message, "lookbehind"));
    assert_false(pattern_has_group(fine, "value")); /* the first sticks */
    assert_ptr_equal(pattern_set_wrong(set, &message), wrong);
    assert_true(pattern_compile(fine, &fault));
    assert_false(pattern_compile(wrong, &fault));
    assert_string_equal(fault, message);
    g_free(fault);
    pattern_set_free(set);
    set = pattern_set_new();
    assert_false(pattern_has_group(pattern_new(set, "(?<x>"), "x"));
    assert_non_null(pattern_set_wrong(set, &message));
    pattern_set_free(set);
}

static void what_a_pattern_finds(void **state)
{
    (void)state;
    struct pattern_set *set = pattern_set_new();
    struct pattern *year = pattern_new(set, "(?<value>\\d{4})年");
    struct view value;
    assert_true(pattern_capture(year, view_of("截至2025年"), "value", &value));
    assert_true(view_equal_text(value, "2025"));
    assert_true(pattern_capture(year, view_of("截至2025年"), "none", &value));
    assert_true(view_equal_text(value, "2025年"));
    size_t from, to;
    assert_true(pattern_search(year, view_of("2024年,2025年"), 1, &from, &to));
    assert_int_equal(from, 8);
    assert_int_equal(to, 15);
    assert_false(pattern_matches(year, view_of("二〇二五年")));
    assert_false(pattern_matches(NULL, view_of("2025年")));
    assert_false(pattern_matches(year, VIEW_NONE));
    pattern_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(firsts_are_found),
        cmocka_unit_test(what_a_pattern_finds),
        cmocka_unit_test(a_wrong_pattern_is_told_when_it_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
