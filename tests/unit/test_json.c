/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"
#include "tests/unit/test.h"

static void start(struct json_writer *writer, bool pretty)
{
    json_start(writer, g_string_new(NULL), pretty);
}

static void assert_written(struct json_writer *writer, const char *expected)
{
    assert_string_equal(writer->out->str, expected);
    g_string_free(writer->out, TRUE);
}

static void escapes_as_ecmascript_does(void **state)
{
    (void)state;
    /* The example of RFC 8785, section 3.2.2.2 and 3.2.3, and what must stay as it is. */
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"\u20ac$\x0f\nA'B\"\\\\\"/", "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""},
        {"\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\""},
        {"\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\""},
        {"\u2028<>&/合计\U00020086", "\"\u2028<>&/合计\U00020086\""},
        {"", "\"\""},
        {NULL, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_writer writer;
        start(&writer, false);
        json_text(&writer, cases[i].text);
        assert_written(&writer, cases[i].expected);
    }
}

static void makes_room_for_all_escapes(void **state)
{
    (void)state;
    char text[512];
    GString *expected = g_string_new("\"");
    for (size_t size = 0; size < sizeof text; size++) {
        struct json_writer writer;
        start(&writer, false);
        json_view(&writer, (struct view){text, size});
        assert_int_equal(writer.out->len, expected->len + 1);
        assert_memory_equal(writer.out->str, expected->str, expected->len);
        assert_string_equal(writer.out->str + expected->len, "\"");
        g_string_free(writer.out, TRUE);
        text[size] = '\x1e';
        g_string_append(expected, "\\u001e");
    }
    g_string_free(expected, TRUE);
}

static void writes_numbers_without_floats(void **state)
{
    (void)state;
    struct json_writer writer;
    start(&writer, false);
    json_array_open(&writer);
    json_integer(&writer, INT64_MIN);
    json_tenths(&writer, 721);
    json_tenths(&writer, -5);
    json_tenths(&writer, 3000);
    json_amount(&writer, (struct amount){816236484478, 2});
    json_amount(&writer, (struct amount){0, 2});
    json_array_close(&writer);
    assert_written(&writer, "[-9223372036854775808,72.1,-0.5,300,8162364844.78,0]");
}

static void write_sample(struct json_writer *writer)
{
    json_object_open(writer);
    json_key(writer, "a");
    json_array_open(writer);
    json_array_close(writer);
    json_key(writer, "b");
    json_array_open(writer);
    json_bool(writer, true);
    json_object_open(writer);
    json_key(writer, "x");
    json_null(writer);
    json_key(writer, "y");
    json_bool(writer, false);
    json_object_close(writer);
    json_array_close(writer);
    json_key(writer, "c");
    json_object_open(writer);
    json_object_close(writer);
    json_object_close(writer);
}

static void orders_keys_by_utf16(void **state)
{
    (void)state;
    /* Ascending; the one beyond U+FFFF is written D840 DC86 in UTF-16. */
    static const char *const keys[] = {"", "a", "aa", "b", "项目", "项目名称", "\U00020086", "\uE000", "（", "（一"};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(keys); j++) {
            int order = json_compare_keys(view_of(keys[i]), view_of(keys[j]));
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void nests(void **state)
{
    (void)state;
    struct json_writer writer;
    start(&writer, false);
    write_sample(&writer);
    assert_written(&writer, "{\"a\":[],\"b\":[true,{\"x\":null,\"y\":false}],\"c\":{}}");
}

static void indents(void **state)
{
    (void)state;
    struct json_writer writer;
    start(&writer, true);
    write_sample(&writer);
    assert_written(&writer, "{\n"
                            "  \"a\": [],\n"
                            "  \"b\": [\n"
                            "    true,\n"
                            "    {\n"
                            "      \"x\": null,\n"
                            "      \"y\": false\n"
                            "    }\n"
                            "  ],\n"
                            "  \"c\": {}\n"
                            "}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_as_ecmascript_does),
        cmocka_unit_test(makes_room_for_all_escapes),
        cmocka_unit_test(writes_numbers_without_floats),
        cmocka_unit_test(orders_keys_by_utf16),
        cmocka_unit_test(nests),
        cmocka_unit_test(indents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
