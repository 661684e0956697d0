/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dictionary of codes, that of this tree, and rows held against it. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/arena.h"
#include "rules/naming.h"
#include "tests/unit/test.h"

static const char *rules_path(void)
{
    const char *path = g_getenv("EXTRACT_RULES");
    return path && *path ? path : "rules";
}

/* --- loading --- */

/* A rule folder with one file of codes. */
struct folder {
    char *path, *codes, *file;
};

static struct folder folder_new(const char *text)
{
    struct folder folder = {.path = g_dir_make_tmp("dictionary-XXXXXX", NULL)};
    assert_non_null(folder.path);
    folder.codes = g_build_filename(folder.path, "codes", NULL);
    folder.file = g_build_filename(folder.codes, "functional.tsv", NULL);
    assert_int_equal(g_mkdir(folder.codes, 0700), 0);
    assert_true(g_file_set_contents(folder.file, text, -1, NULL));
    return folder;
}

static void folder_remove(struct folder *folder)
{
    g_remove(folder->file);
    g_rmdir(folder->codes);
    g_rmdir(folder->path);
    g_free(folder->file);
    g_free(folder->codes);
    g_free(folder->path);
}

static struct dictionary *load(const char *path)
{
    const char *const directories[] = {path, NULL};
    struct error error = {0};
    struct dictionary *dictionary = dictionary_load(directories, NULL, &error);
    if (!dictionary)
        print_error("%s\n", error.message);
    assert_non_null(dictionary);
    return dictionary;
}

static void faults_name_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } cases[] = {
        {"# fine\n201\t一般公共服务支出\t\n",
         "codes/functional.tsv:2: 3 fields, not code, name, first year and last year"},
        {"201 一般公共服务支出\n", "codes/functional.tsv:1: 1 fields"},
        {"201\ta\t\t\t\n", "codes/functional.tsv:1: 5 fields"},
        {"\n2o1\ta\t\t\n", "codes/functional.tsv:2: the code is not made of digits"},
        {"\ta\t\t\n", "codes/functional.tsv:1: the code is not made of digits"},
        {"201\t \t\t\n", "codes/functional.tsv:1: no name"},
        {"201\ta\t20x0\t\n", "codes/functional.tsv:1: \"20x0\" is not a year"},
        {"201\ta\t\t20201\n", "codes/functional.tsv:1: \"20201\" is not a year"},
        {"201\ta\t1000\t\n", "codes/functional.tsv:1: 1000 is not a year"},
        {"201\ta\t2020\t2019\n", "codes/functional.tsv:1: the last year is before the first"},
        {"201\t\xff\t\t\n", "codes/functional.tsv:1: the file is not UTF-8 text"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct folder folder = folder_new(cases[i].text);
        const char *const directories[] = {folder.path, NULL};
        GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
        struct error error = {0};
        assert_null(dictionary_load(directories, faults, &error));
        assert_int_equal(error.code, ERROR_RULES);
        assert_int_equal(faults->len, 1);
        if (!g_str_has_prefix(faults->pdata[0], cases[i].fault))
            fail_msg("\"%s\" does not begin with \"%s\"", (char *)faults->pdata[0], cases[i].fault);
        g_ptr_array_unref(faults);
        folder_remove(&folder);
    }
}

static void every_fault_is_told(void **state)
{
    (void)state;
    struct folder folder = folder_new("201\n202\tb\t\t\n203\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    assert_null(dictionary_load(directories, faults, &error));
    assert_int_equal(faults->len, 2);
    assert_true(g_str_has_prefix(faults->pdata[1], "codes/functional.tsv:3: "));
    g_ptr_array_unref(faults);
    folder_remove(&folder);
}

static void a_folder_without_codes_says_nothing(void **state)
{
    (void)state;
    struct dictionary *dictionary = load("tests/unit");
    size_t count;
    dictionary_entries(dictionary, &count);
    assert_int_equal(count, 0);
    assert_null(dictionary_find(dictionary, VIEW_LITERAL("201"), 0));
    dictionary_free(dictionary);
}

static void later_folders_speak_first(void **state)
{
    (void)state;
    struct folder one = folder_new("201\tone\t\t\n20101\tonly one\t\t\n"), two = folder_new("201\ttwo\t\t");
    const char *const directories[] = {one.path, two.path, NULL};
    struct error error = {0};
    struct dictionary *dictionary = dictionary_load(directories, NULL, &error);
    assert_non_null(dictionary);
    assert_view(dictionary_find(dictionary, VIEW_LITERAL("201"), 0)->name, "two");
    assert_view(dictionary_find(dictionary, VIEW_LITERAL("20101"), 0)->name, "only one");
    size_t count;
    assert_view(dictionary_names(dictionary, VIEW_LITERAL("201"), &count)[1].name, "one");
    assert_int_equal(count, 2);
    dictionary_free(dictionary);
    folder_remove(&one);
    folder_remove(&two);
}

/* --- looking up --- */

static void names_of_a_code_by_year(void **state)
{
    static const struct {
        const char *code;
        int year;
        const char *name;
    } cases[] = {
        {"20805", 2019, "行政事业单位离退休"},
        {"20805", 2020, "行政事业单位养老支出"},
        {"20805", 0, "行政事业单位养老支出"},
        {"30311", 2017, "住房公积金"},
        {"30311", 2024, "代缴社会保险费"},
        {"30104", 2017, "其他社会保障缴费"},
        {"30104", 2024, "其他社会保障缴费"}, /* no name is valid then: the one there was */
        {"2101501", 2025, "行政运行"},
        {"50101", 2025, "工资奖金津补贴"},
        {"21305", 2022, "巩固脱贫衔接乡村振兴"},
        {"2", 0, NULL},
        {"2019", 0, NULL},
        {"", 0, NULL},
        {"99999", 0, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct dictionary_entry *entry = dictionary_find(*state, view_of(cases[i].code), cases[i].year);
        assert_view(entry ? entry->name : VIEW_NONE, cases[i].name);
    }
}

static void codes_of_a_name(void **state)
{
    static const struct {
        const char *scheme, *name;
        int year;
        const char *codes;
        guint count;
    } cases[] = {
        {NULL, "基本工资", 0, "30101", 1},
        {"economy_department", "资本性支出", 2024, "310", 1},
        {"economy_department", "住房公积金", 2017, "30311", 1},
        {"economy_department", "住房公积金", 2024, "30113", 1},
        {"economy_department", "住房公积金", 0, "30113 30311", 2},
        {"functional", "卫生健康支出（类）", 0, "210", 1},
        {"functional", "其他支出", 0, "21999 229 2299899 22999 2299999", 5},
        {"functional", "基本工资", 0, "", 0},
        {NULL, "无此科目", 0, "", 0},
        {NULL, "()", 0, "", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        GPtrArray *found = dictionary_find_name(*state, cases[i].scheme, view_of(cases[i].name), cases[i].year);
        GString *codes = g_string_new(NULL);
        for (guint k = 0; k < found->len; k++)
            g_string_append_printf(codes, "%s%.*s", k ? " " : "",
                                   VIEW_PRINT(((const struct dictionary_entry *)found->pdata[k])->code));
        assert_string_equal(codes->str, cases[i].codes);
        assert_int_equal(found->len, cases[i].count);
        g_string_free(codes, TRUE);
        g_ptr_array_unref(found);
    }
}

static void names_fold(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"因公出国（境）费用", "因公出国境费用"},
        {"对个人和家庭的补助", "对个人和家庭补助"},
        {"科技交流与合作", "科技交流和合作"},
        {"教育及 培训", "教育和培训"},
        {"其他支出(项)", "其他支出"},
        {"(款)", "款"},
        {"“三供一业”移交", "三供一业移交"},
        {"", ""},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_view(dictionary_fold(arena, view_of(cases[i][0])), cases[i][1]);
    arena_free(arena);
}

/* Every code stands below another of its classification, and no name stands twice for it. */
static void this_tree_is_whole(void **state)
{
    struct dictionary *dictionary = *state;
    size_t count;
    const struct dictionary_entry *entries = dictionary_entries(dictionary, &count);
    assert_in_range(count, 1500, 10000);
    for (size_t i = 0; i < count; i++) {
        struct view parent = dictionary_parent(entries[i].code);
        const struct dictionary_entry *above = dictionary_find(dictionary, parent, 0);
        if (parent.size && (!above || strcmp(above->scheme, entries[i].scheme) != 0))
            fail_msg("%.*s stands below nothing", VIEW_PRINT(entries[i].code));
        for (size_t k = i + 1; k < count && view_equal(entries[k].code, entries[i].code); k++)
            assert_false(view_equal(entries[k].name, entries[i].name));
    }
}

/* --- rows --- */

enum { ROWS_MAX = 12 };

/* The rows of a table: code, name (NULL: none), whether it fills its cell, and what becomes of both. */
struct line {
    const char *code, *name, *new_code, *new_name;
    bool narrow; /* the name does not fill its cell */
};
struct naming_case {
    const char *kind; /* the name of its rule */
    int year;
    struct line lines[ROWS_MAX];
    const char *warnings; /* their codes, a space behind each */
};

static const struct naming_case naming_cases[] = {
    {"general_public_by_function", /* a wrapped name lost its last line, another its middle */
     2025,
     {{"208", "社会保障和就业支出", NULL, NULL, false},
      {"20805", "行政事业单位养老", NULL, "行政事业单位养老支出", false},
      {"2080505", "机关事业单位基本养老保险缴费支出", NULL, NULL, false},
      {"21208", "国有土地使用权安排的支出", NULL, "国有土地使用权出让收入安排的支出", false}},
     "name_mended name_mended "},
    {"general_public_by_function", /* the same where the name has room: that is how it is printed */
     2025,
     {{"208", "社会保障和就业支出", NULL, NULL, false}, {"20805", "行政事业单位养老", NULL, NULL, true}},
     ""},
    {"general_public_by_function", /* names of other years, other ways to print one, and one with more to it */
     2025,
     {{"20805", "行政事业单位离退休", NULL, NULL, false},
      {"2080505", "机关事业单位基本养老保险缴费", NULL, NULL, false},
      {"20103", "政府办公厅（室）与相关机构事务", NULL, NULL, false},
      {"2010301", "行政运行(本级)", NULL, NULL, false}},
     ""},
    {"general_public_by_function", /* a name of another code, and one that is nothing like it */
     2025,
     {{"204", "公共安全支出", NULL, NULL, false},
      {"20406", "司法", NULL, NULL, false},
      {"2040601", "一般行政管理事务", NULL, NULL, false},
      {"2040605", "普法宣传", NULL, NULL, false},
      {"2040612", "法治建设", NULL, NULL, false},
      {"2040699", "购置车辆", NULL, NULL, false}},
     "code_name_mismatch code_name_mismatch "},
    {"procurement", /* names of purchases beside codes of functions */
     2025,
     {{"2040601", "车辆维修和保养服务", NULL, NULL, false},
      {"2040601", "体检服务", NULL, NULL, false},
      {"2040605", "普法宣传", NULL, NULL, false}},
     ""},
    {"general_public_by_function", /* codes nobody knows are nobody's business */
     2025,
     {{"2990101", "地方科目", NULL, NULL, false}, {"204", "公共安全支出", NULL, NULL, false}},
     ""},
    {"basic_expenditure", /* names alone */
     2025,
     {{NULL, "某单位", NULL, NULL, false},
      {NULL, "工资福利支出", "301", NULL, false},
      {NULL, "基本工资", "30101", NULL, false},
      {NULL, "住房公积金", "30113", NULL, false},
      {NULL, "商品和服务支出", "302", NULL, false}},
     "codes_from_dictionary "},
    {"general_public_by_function", /* what many codes are called is told by what stands above */
     2025,
     {{NULL, "公共安全支出", "204", NULL, false},
      {NULL, "司法", "20406", NULL, false},
      {NULL, "行政运行", "2040601", NULL, false},
      {NULL, "一般行政管理事务", "2040602", NULL, false},
      {NULL, "教育支出", "205", NULL, false},
      {NULL, "其他教育支出", "20599", NULL, false},
      {NULL, "其他教育支出", "2059999", NULL, false}},
     "codes_from_dictionary "},
    {"general_public_by_function", /* with nothing above there is doubt */
     2025,
     {{NULL, "行政运行", NULL, NULL, false}, {NULL, "一般行政管理事务", NULL, NULL, false}},
     ""},
    {"general_public_by_function", /* most names are not those of codes */
     2025,
     {{NULL, "公共安全支出", NULL, NULL, false},
      {NULL, "教育支出", NULL, NULL, false},
      {NULL, "办公楼", NULL, NULL, false},
      {NULL, "车队", NULL, NULL, false},
      {NULL, "食堂", NULL, NULL, false}},
     ""},
    {"general_public_by_function", /* a table that prints a code gets none */
     2025,
     {{NULL, "公共安全支出", NULL, NULL, false}, {"205", "教育支出", NULL, NULL, false}},
     ""},
    {"budget_summary", /* no list of a classification */
     2025,
     {{NULL, "公共安全支出", NULL, NULL, false}, {NULL, "教育支出", NULL, NULL, false}},
     ""},
};

static void try_naming(const struct naming_case *naming, const struct dictionary *dictionary,
                       const struct ruleset *rules)
{
    struct reading reading = {
        .arena = arena_new(), .dictionary = dictionary, .fiscal_year = naming->year, .warnings = g_ptr_array_new()};
    struct table table = {.record = record_new(reading.arena, RECORD_TABLE),
                          .rule = ruleset_get(rules, RULE_TABLE, naming->kind)};
    struct naming_row rows[ROWS_MAX];
    size_t count = 0;
    assert_non_null(table.rule);
    for (; count < ROWS_MAX && naming->lines[count].name; count++) {
        struct record_row *row = record_new(reading.arena, RECORD_ROW);
        row->role = VIEW_LITERAL("item");
        row->code = view_of(naming->lines[count].code);
        row->name = view_of(naming->lines[count].name);
        rows[count] = (struct naming_row){row, 7, !naming->lines[count].narrow};
    }
    naming_apply(&reading, &table, rows, count);
    GString *warnings = g_string_new(NULL);
    for (guint i = 0; i < reading.warnings->len; i++) {
        const struct record_warning *warning = reading.warnings->pdata[i];
        assert_int_equal(warning->page, 7);
        g_string_append_printf(warnings, "%.*s ", VIEW_PRINT(warning->code));
    }
    assert_string_equal(warnings->str, naming->warnings);
    for (size_t i = 0; i < count; i++) {
        const struct line *line = &naming->lines[i];
        assert_view(rows[i].row->name, line->new_name ? line->new_name : line->name);
        assert_view(rows[i].row->code, line->new_code ? line->new_code : line->code);
        assert_view(rows[i].row->code_source, line->new_code ? "dictionary" : NULL);
        if (line->new_code)
            assert_int_equal(rows[i].row->level, ((int)strlen(line->new_code) - 1) / 2);
    }
    g_string_free(warnings, TRUE);
    g_ptr_array_unref(reading.warnings);
    arena_free(reading.arena);
}

static void rows_are_held_against_it(void **state)
{
    const char *const directories[] = {rules_path(), NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, NULL, &error);
    assert_non_null(rules);
    for (size_t i = 0; i < G_N_ELEMENTS(naming_cases); i++)
        try_naming(&naming_cases[i], *state, rules);
    ruleset_free(rules);
}

/* The second classification of a line is judged like the first, and on its own. */
static void counterparts_are_held_against_it(void **state)
{
    struct reading reading = {.arena = arena_new(), .dictionary = *state, .warnings = g_ptr_array_new()};
    struct table table = {.record = record_new(reading.arena, RECORD_TABLE)};
    static const char *const lines[][2] = {
        {"50101", "工资奖金津补贴"}, {"50102", "社会保障缴费"}, {"50201", "办公经费"}, {"50202", "培训费"}};
    struct naming_row rows[G_N_ELEMENTS(lines)];
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        struct record_row *row = record_new(reading.arena, RECORD_ROW);
        row->role = VIEW_LITERAL("item");
        row->counterpart_code = view_of(lines[i][0]);
        row->counterpart_name = view_of(lines[i][1]);
        rows[i] = (struct naming_row){row, 1, true};
    }
    naming_apply(&reading, &table, rows, G_N_ELEMENTS(lines));
    assert_int_equal(reading.warnings->len, 1);
    const struct record_warning *warning = reading.warnings->pdata[0];
    assert_view(warning->code, "code_name_mismatch");
    assert_true(view_find(warning->message, "会议费") >= 0);
    g_ptr_array_unref(reading.warnings);
    arena_free(reading.arena);
}

static int dictionary_open(void **state)
{
    *state = load(rules_path());
    return 0;
}

static int dictionary_close(void **state)
{
    dictionary_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(a_folder_without_codes_says_nothing),
        cmocka_unit_test(later_folders_speak_first),
        cmocka_unit_test(names_of_a_code_by_year),
        cmocka_unit_test(codes_of_a_name),
        cmocka_unit_test(names_fold),
        cmocka_unit_test(this_tree_is_whole),
        cmocka_unit_test(rows_are_held_against_it),
        cmocka_unit_test(counterparts_are_held_against_it),
    };
    return cmocka_run_group_tests(tests, dictionary_open, dictionary_close);
}
