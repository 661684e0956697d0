/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <string.h>

#include "base/amount.h"
#include "tests/unit/test.h"

/* The text of an amount as printed, in the shortest form; "" where it is none. */
static const char *shortest(const char *printed)
{
    static char text[AMOUNT_TEXT_SIZE];
    struct amount amount;
    text[0] = '\0';
    if (amount_parse(view_of(printed), &amount))
        amount_format(amount, text);
    return text;
}

static void reads_what_is_printed(void **state)
{
    (void)state;
    static const struct {
        const char *printed, *expected;
    } cases[] = {
        {"0", "0"},
        {"0.00", "0"},
        {"-0.00", "0"},
        {"42.33", "42.33"},
        {"1,234.50", "1234.5"},
        {"12，345", "12345"},
        {"816,236.484478", "816236.484478"},
        {".5", "0.5"},
        {"+7", "7"},
        {"-7.05", "-7.05"},
        {"－7", "-7"},
        {"\u22127", "-7"},
        {"—7.5", "-7.5"},
        {"- 7.5", "-7.5"},
        {"¥1,234.50", "1234.5"},
        {"-¥ 3", "-3"},
        {"(1,000.00)", "-1000"},
        {" 8 ", "8"},
        {"1 2 3 . 4 5", "123.45"},
        {"922337203685477579", "922337203685477579"},
        {"0.000000000000001", "0.000000000000001"},
        /* not amounts */
        {"", ""},
        {"-", ""},
        {"—", ""},
        {"——7", ""},
        {"- -7", ""},
        {"¥", ""},
        {"¥¥7", ""},
        {"7-", ""},
        {"△7", ""},
        {"1,23", ""},
        {"1,2345", ""},
        {"1234,567", ""},
        {",123", ""},
        {"1,234,", ""},
        {"1.", ""},
        {"1.2.3", ""},
        {"1.234,5", ""},
        {"12 34", ""},
        {"12%", ""},
        {"(-5)", ""},
        {"(5", ""},
        {"()", ""},
        {"1e5", ""},
        {"２", ""},
        {"一", ""},
        {"92233720368547758070", ""},
        {"0.0000000000000001", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (strcmp(shortest(cases[i].printed), cases[i].expected) != 0)
            fail_msg("\"%s\" is read as \"%s\", not \"%s\"", cases[i].printed, shortest(cases[i].printed),
                     cases[i].expected);
}

static void leaves_the_amount_alone_on_failure(void **state)
{
    (void)state;
    struct amount amount = {7, 1};
    assert_false(amount_parse(view_of("x"), &amount));
    assert_false(amount_parse(VIEW_NONE, &amount));
    assert_int_equal(amount.coefficient, 7);
    assert_int_equal(amount.scale, 1);
}

static void shifts_to_yuan(void **state)
{
    (void)state;
    static const struct {
        const char *printed;
        int power;
        const char *yuan;
    } cases[] = {{"42.33", 4, "423300"},
                 {"816,236.484478", 4, "8162364844.78"},
                 {"0.00001", 4, "0.1"},
                 {"-1.5", 8, "-150000000"},
                 {"7", 0, "7"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct amount amount;
        char text[AMOUNT_TEXT_SIZE];
        assert_true(amount_parse(view_of(cases[i].printed), &amount));
        assert_true(amount_shift(&amount, cases[i].power));
        amount_format(amount, text);
        assert_string_equal(text, cases[i].yuan);
    }
    struct amount large = {INT64_MAX / 10, 0};
    assert_false(amount_shift(&large, 4));
    assert_int_equal(large.coefficient, INT64_MAX / 10);
}

static void adds_exactly(void **state)
{
    (void)state;
    struct amount sum;
    assert_true(amount_add((struct amount){1, 1}, (struct amount){2, 1}, &sum)); /* 0.1 + 0.2 */
    assert_int_equal(amount_compare(sum, (struct amount){3, 1}), 0);
    assert_true(amount_subtract((struct amount){5, 0}, (struct amount){625, 2}, &sum));
    assert_int_equal(amount_compare(sum, (struct amount){-125, 2}), 0);
    assert_false(amount_add((struct amount){INT64_MAX, 0}, (struct amount){1, 0}, &sum));
    assert_false(amount_subtract((struct amount){-INT64_MAX, 0}, (struct amount){2, 0}, &sum));
    assert_false(amount_add((struct amount){INT64_MAX, 0}, (struct amount){1, 15}, &sum));
}

static void compares_by_value(void **state)
{
    (void)state;
    assert_int_equal(amount_compare((struct amount){10, 1}, (struct amount){1, 0}), 0);
    assert_true(amount_compare((struct amount){-1, 0}, (struct amount){1, 15}) < 0);
    assert_true(amount_compare((struct amount){INT64_MAX, 0}, (struct amount){1, 15}) > 0);
    assert_true(amount_compare((struct amount){-INT64_MAX, 0}, (struct amount){-1, 15}) < 0);
    assert_true(amount_compare((struct amount){0, 0}, (struct amount){0, 2}) == 0);
}

static void counts_significant_digits(void **state)
{
    (void)state;
    assert_int_equal(amount_digits((struct amount){0, 0}), 1);
    assert_int_equal(amount_digits((struct amount){1200, 2}), 2);
    assert_int_equal(amount_digits((struct amount){-123456789012345, 3}), 15);
    assert_int_equal(amount_digits((struct amount){1234567890123456, 0}), 16);
}

static void formats_the_extremes(void **state)
{
    (void)state;
    char text[AMOUNT_TEXT_SIZE];
    amount_format((struct amount){INT64_MIN, 0}, text);
    assert_string_equal(text, "-9223372036854775808");
    assert_int_equal(amount_format((struct amount){-1, 15}, text), 18);
    assert_string_equal(text, "-0.000000000000001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_printed), cmocka_unit_test(leaves_the_amount_alone_on_failure),
        cmocka_unit_test(shifts_to_yuan),        cmocka_unit_test(adds_exactly),
        cmocka_unit_test(compares_by_value),     cmocka_unit_test(counts_significant_digits),
        cmocka_unit_test(formats_the_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
