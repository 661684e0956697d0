/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/test.h"

#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "extract/plain.h"

/* A sink that writes down what comes: "page 1", "line text", "grid 2x3", a row of cells with their spans. */
struct notebook {
    struct sink sink;
    GString *text;
    int row;
};

static void note_cell(struct notebook *notebook, const struct record_cell *cell)
{
    assert_true(box_is_none(cell->box) && box_is_none(cell->ink));
    g_string_append(notebook->text, cell->row == notebook->row ? "|" : "\n");
    notebook->row = cell->row;
    g_string_append_printf(notebook->text, "%.*s", VIEW_PRINT(cell->text));
    if (cell->row_span != 1 || cell->column_span != 1)
        g_string_append_printf(notebook->text, "<%dx%d>", cell->row_span, cell->column_span);
}

static bool note(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct notebook *notebook = (struct notebook *)sink;
    (void)arena;
    (void)error;
    if (record->kind == RECORD_CELL) {
        note_cell(notebook, (const struct record_cell *)record);
        return true;
    }
    g_string_append(notebook->text, notebook->text->len ? "\n" : "");
    if (record->kind == RECORD_PAGE) {
        g_string_append_printf(notebook->text, "page %d", ((const struct record_page *)record)->number);
    } else if (record->kind == RECORD_LINE) {
        const struct record_line *line = (const struct record_line *)record;
        assert_true(box_is_none(line->box));
        g_string_append_printf(notebook->text, "line %.*s", VIEW_PRINT(line->text));
    } else if (record->kind == RECORD_GRID) {
        const struct record_grid *grid = (const struct record_grid *)record;
        assert_true(box_is_none(grid->box) && !grid->vertical.count);
        assert_view(grid->rulings, "aligned");
        g_string_append_printf(notebook->text, "grid %dx%d", grid->rows, grid->columns);
        notebook->row = -1;
    } else {
        const struct record_warning *warning = (const struct record_warning *)record;
        assert_int_equal(record->kind, RECORD_WARNING);
        g_string_append_printf(notebook->text, "%.*s: %.*s", VIEW_PRINT(warning->code), VIEW_PRINT(warning->message));
    }
    return true;
}

/* Reads `data` and compares what comes with `expected`. */
static void assert_records_of(const char *data, size_t size, int pages, const char *expected)
{
    struct error error = {0};
    struct plain *plain = plain_open(data, size, &error);
    assert_string_equal(error.message, "");
    assert_non_null(plain);
    assert_int_equal(plain_count(plain), pages);
    struct arena *arena = arena_new();
    struct notebook notebook = {.sink = {.take = note}, .text = g_string_new(NULL)};
    assert_true(plain_read(plain, arena, &notebook.sink, &error));
    assert_string_equal(notebook.text->str, expected);
    g_string_free(notebook.text, TRUE);
    arena_free(arena);
    plain_close(plain);
}

static void assert_records(const char *text, const char *expected)
{
    assert_records_of(text, strlen(text), 1, expected);
}

static void assert_refused(const char *data, size_t size, enum error_code code, const char *message)
{
    struct error error = {0};
    assert_null(plain_open(data, size, &error));
    assert_int_equal(error.code, code);
    assert_string_equal(error.message, message);
}

static void joins_merged_heads(void **state)
{
    (void)state;
    assert_records(
        "收入总表\n\n项目\t\t本年收入\t\t结转\n编码\t名称\t合计\t预算\t\n\t合计\t1.00\t1.00\t\n",
        "page 1\nline 收入总表\ngrid 3x5\n项目<1x2>|本年收入<1x2>|结转<2x1>\n编码|名称|合计|预算\n|合计|1.00|1.00|");
    /* Three rows, and a group beside a column that reaches down. */
    assert_records("| 编码 | 预算 | | | 其他 |\n|---|---|---|---|---|\n| | 合计 | 拨款 | | |\n| | | 小计 | 专项 | |\n"
                   "| 231 | 3.00 | 3.00 | | |\n",
                   "page 1\ngrid 4x5\n编码<3x1>|预算<1x3>|其他<3x1>\n合计<2x1>|拨款<1x2>\n小计|专项\n231|3.00|3.00||");
    /* Lines above the head inside the rows stay out of it. */
    assert_records(
        "单位名称：甲局\t\t\t单位：万元\n项目\t预算数\t\t\n\t合计\t基本\t项目\n甲\t3.00\t1.00\t2.00\n",
        "page 1\ngrid 4x4\n单位名称：甲局|||单位：万元\n项目<2x1>|预算数<1x3>\n合计|基本|项目\n甲|3.00|1.00|2.00");
}

static void leaves_unclear_heads_alone(void **state)
{
    (void)state;
    /* A form's labels and values: most columns have no label of their own. */
    assert_records("项目名称\t\t维护费\t\t\n主管部门\t\t甲局\t\t单位\n资金\t总额\t5\t\t6\n",
                   "page 1\ngrid 3x5\n项目名称||维护费||\n主管部门||甲局||单位\n资金|总额|5||6");
    /* Rows of data that begin with a name alone. */
    assert_records("项目\t预算数\t\n\t合计\t预算\n出国费\t\t\n接待费\t1.00\t1.00\n",
                   "page 1\ngrid 4x3\n项目<2x1>|预算数<1x2>\n合计|预算\n出国费||\n接待费|1.00|1.00");
    /* A total alone is data, and so is an enumerated item. */
    assert_records("部门\t预算\t\n\t\t合计\n甲\t1.00\t2.00\n", "page 1\ngrid 3x3\n部门|预算|\n||合计\n甲|1.00|2.00");
    assert_records("部门\t预算\t\n\t一、税\t二、费\n甲\t1.00\t2.00\n",
                   "page 1\ngrid 3x3\n部门|预算|\n|一、税|二、费\n甲|1.00|2.00");
}

static void mends_exchanged_labels(void **state)
{
    (void)state;
    assert_records(
        "项目\t\t收入\t\t结转\t\n编码\t名称\t合计\t预算\t\t资金\n208\t社保\t1.00\t1.00\t\t2.00\n",
        "page 1\ngrid 3x6\n项目<1x2>|收入<1x3>|结转<2x1>\n编码|名称|合计|预算|资金\n208|社保|1.00|1.00||2.00");
}

static void joins_cut_tables(void **state)
{
    (void)state;
    assert_records("项目\t金额\t备注\n甲\t1.00\t\n\n\n乙\t2.00\n丙\t3.00\tx\ty\n",
                   "page 1\ngrid 4x4\n项目|金额|备注|\n甲|1.00||\n乙|2.00||\n丙|3.00|x|y");
    /* A head that is printed again begins a grid of its own; so does what follows a title. */
    assert_records("项目\t金额\n甲\t1.00\n\n项目\t金额\n乙\t2.00\n\n支出表\n丙\t3.00\n丁\t4.00\n",
                   "page 1\ngrid 2x2\n项目|金额\n甲|1.00\ngrid 2x2\n项目|金额\n乙|2.00\nline 支出表\n"
                   "grid 2x2\n丙|3.00\n丁|4.00");
    /* Rows of dashes hold nothing; a nil amount does. */
    assert_records("项目\t金额\n甲\t-\n---\t-----\n", "page 1\ngrid 2x2\n项目|金额\n甲|-");
}

static void reads_pipes(void **state)
{
    (void)state;
    assert_records("| | | |\n|:--|---|--:|\n| 甲 | a\\|b | |\n| 乙 | | 1 |\n", "page 1\ngrid 2x3\n甲|a|b|\n乙||1");
    assert_records("| 项目 | 金额 |\n| 甲 | 1.00 |\n", "page 1\ngrid 2x2\n项目|金额\n甲|1.00");
}

static void knows_what_is_no_table(void **state)
{
    (void)state;
    assert_records("目 录\n\n第一部分 概况\t1\n一、职责\t1\n\n二、机构\t12\n三、其他.....13\n",
                   "page 1\nline 目 录\nline 第一部分 概况 1\nline 一、职责 1\nline 二、机构 12\nline 三、其他.....13");
    assert_records("一、\t职责\n二、\t机构\n", "page 1\nline 一、 职责\nline 二、 机构");
    assert_records("\t段落一。\n\t段落二。\n", "page 1\nline 段落一。\nline 段落二。");
    assert_records("单位名称：甲局\t单位：万元\n", "page 1\nline 单位名称：甲局 单位：万元");
    assert_records("## 一、概况\n**收入总表**\n**甲**与**乙**\n",
                   "page 1\nline 一、概况\nline 收入总表\nline **甲**与**乙**");
    /* Pages that go back are numbers. */
    assert_records("人数\t5\n车辆\t3\n", "page 1\ngrid 2x2\n人数|5\n车辆|3");
}

static void keeps_watermarks_out(void **state)
{
    (void)state;
    assert_records(
        "内部资料稿\n\n内部资料\n\n内部资料稿\n\n表\n内部资料稿\n内部资料稿\n甲\t1.00\n内部资料稿\n乙\t2.00\n资料\n",
        "page 1\nline 表\ngrid 2x2\n甲|1.00\n乙|2.00\nline 资料\nwatermark: 内部资料稿");
    /* Titles are printed again and again, but not behind each other. */
    assert_records(
        "绩效表\n\n甲。\n\n绩效表\n\n乙。\n\n绩效表\n\n丙。\n\n绩效表\n\n丁。\n\n绩效表\n",
        "page 1\nline 绩效表\nline 甲。\nline 绩效表\nline 乙。\nline 绩效表\nline 丙。\nline 绩效表\nline 丁。\nline 绩效表");
}

static void counts_pages(void **state)
{
    (void)state;
    static const char fed[] = "甲\f乙\n项目\t金额\tx\n丙\t1\t2\n\f丁\t3\n戊\t4\n\f";
    assert_records_of(
        fed, sizeof fed - 1, 3,
        "page 1\nline 甲\npage 2\nline 乙\ngrid 2x3\n项目|金额|x\n丙|1|2\npage 3\ngrid 2x3\n丁|3|\n戊|4|");
    static const char marked[] = "甲\n- 1 -\n乙\n第 2 页\n丙\n";
    assert_records_of(marked, sizeof marked - 1, 3,
                      "page 1\nline 甲\nline - 1 -\npage 2\nline 乙\nline 第 2 页\npage 3\nline 丙");
    /* Numbers that do not count from 1 through the text are of a letter inside it. */
    assert_records("甲\n- 4 -\n乙\n- 5 -\n", "page 1\nline 甲\nline - 4 -\nline 乙\nline - 5 -");
}

static void decodes(void **state)
{
    (void)state;
    assert_records("\xEF\xBB\xBF甲\r\n乙\r丙", "page 1\nline 甲\nline 乙\nline 丙");
    static const char gb[] =
        "\xCA\xD5\xC8\xEB\xD7\xDC\xB1\xED\n\x82\x35\x8F\x33\n"; /* 收入总表, and four bytes for one character */
    char *utf8 = g_convert(gb + 9, 4, "UTF-8", "GB18030", NULL, NULL, NULL);
    assert_non_null(utf8);
    char *expected = g_strconcat("page 1\nline 收入总表\nline ", utf8, NULL);
    assert_records(gb, expected);
    g_free(expected);
    g_free(utf8);
}

static void refuses(void **state)
{
    (void)state;
    static const char zero[] = "甲\0乙";
    assert_refused(zero, sizeof zero - 1, ERROR_DAMAGED, "no text: a zero byte at 3");
    assert_refused("a\x01"
                   "b",
                   3, ERROR_DAMAGED, "no text: a control character (0x01)");
    assert_refused("abc\xFF", 4, ERROR_DAMAGED, "neither UTF-8 nor GB18030 text: see byte 3");
    static const char broken[] = "一二三四五六七八九\xE5\x8D 十";
    assert_refused(broken, sizeof broken - 1, ERROR_DAMAGED, "broken UTF-8 at byte 27");
    assert_refused(" \n\t\n", 4, ERROR_NO_TEXT, "there is no text in the document");
    assert_refused("", 0, ERROR_NO_TEXT, "there is no text in the document");
    struct error held = {.code = ERROR_USAGE};
    assert_null(plain_open("甲", 3, &held));
    assert_int_equal(held.code, ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_merged_heads),
        cmocka_unit_test(leaves_unclear_heads_alone),
        cmocka_unit_test(mends_exchanged_labels),
        cmocka_unit_test(joins_cut_tables),
        cmocka_unit_test(reads_pipes),
        cmocka_unit_test(knows_what_is_no_table),
        cmocka_unit_test(keeps_watermarks_out),
        cmocka_unit_test(counts_pages),
        cmocka_unit_test(decodes),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
