/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule files of this tree, the loader of rule files, and what the stage makes of tables. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "rules/ruleset.h"
#include "rules/stage.h"
#include "tests/unit/test.h"

/* The rules of this tree; the tests run from its root where the environment does not name it. */
static const char *rules_path(void)
{
    const char *path = g_getenv("EXTRACT_RULES");
    return path && *path ? path : "rules";
}

/* --- loading --- */

/* A folder of rule files for one test. */
struct folder {
    char *path;
};

static struct folder folder_new(void)
{
    struct folder folder = {g_dir_make_tmp("rules-XXXXXX", NULL)};
    assert_non_null(folder.path);
    return folder;
}

static void folder_write(const struct folder *folder, const char *name, const char *text)
{
    char *path = g_build_filename(folder->path, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_free(path);
}

static void folder_remove(struct folder *folder)
{
    GDir *dir = g_dir_open(folder->path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        char *path = g_build_filename(folder->path, name, NULL);
        g_remove(path);
        g_free(path);
    }
    g_dir_close(dir);
    g_rmdir(folder->path);
    g_free(folder->path);
}

static void assert_no_faults(const GPtrArray *faults)
{
    for (guint i = 0; i < faults->len; i++)
        print_error("%s\n", (const char *)faults->pdata[i]);
    assert_int_equal(faults->len, 0);
}

static void samples_of_this_tree_hold(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    char **all = ruleset_with_sets(directories);
    struct ruleset *rules = ruleset_load((const char *const *)all, faults, &error);
    g_strfreev(all);
    assert_no_faults(faults);
    assert_non_null(rules);
    assert_int_not_equal(ruleset_list(rules, RULE_SET)->len, 0);
    assert_in_range(ruleset_try_samples(rules, faults), 200, 100000);
    assert_no_faults(faults);
    ruleset_free(rules);
    g_ptr_array_unref(faults);
}

/* The first title to each kind: a sample of one rule must not be taken by a stronger one of another kind. */
static void titles_lead_to_their_own_kind(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, NULL, &error);
    assert_non_null(rules);
    const GPtrArray *tables = ruleset_list(rules, RULE_TABLE);
    for (guint i = 0; i < tables->len; i++) {
        const struct rule *rule = tables->pdata[i];
        for (char **sample = rule->samples; sample && *sample; sample++) {
            const struct rule *taken = ruleset_match(rules, RULE_TABLE, view_of(*sample));
            if (!taken || strcmp(taken->kind, rule->kind) != 0)
                fail_msg("%s:%d: \"%s\" is taken by [table %s]", rule->file, rule->line, *sample,
                         taken ? taken->name : "-");
        }
    }
    ruleset_free(rules);
}

static const struct fault_case {
    const char *text;
    const char *fault; /* begins so */
} fault_cases[] = {
    {"[line unit]\npattern=(\n", "a.rules:2: pattern: "},
    {"# first\n\n[line unit]\npattern=x\nexcept=)\n", "a.rules:5: except: "},
    {"[line unit]\npattern=\n", "a.rules:2: pattern: an empty pattern"},
    {"[line unit]\npattern={nothing}\n", "a.rules:2: pattern: the piece {nothing} is not defined"},
    {"[piece one]\npattern={two}\n[piece two]\npattern={one}\n[line x]\npattern={one}\n",
     "a.rules:6: pattern: the piece {"},
    {"[line nowhere]\nexcept=x\n", "a.rules:1: the rule has no pattern"},
    {"[piece money]\nexcept=x\n", "a.rules:1: the piece has no pattern"},
    {"[line unit]\npattern=x\nmeasure=total\n", "a.rules:3: a rule of class line has no key \"measure\""},
    {"[column a]\npattern=x\npriority=high\n", "a.rules:3: priority: "},
    {"[table a]\npattern=x\ntransposed=perhaps\n", "a.rules:3: transposed: "},
    {"[lines unit]\npattern=x\n", "a.rules:1: \"[lines unit]\" is not \"[class name]\" with a known class"},
    {"[line]\npattern=x\n", "a.rules:1: \"[line]\" is not \"[class name]\" with a known class"},
    {"no group\n", "a.rules:1: "},
};

static void faults_name_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(fault_cases); i++) {
        const struct fault_case *test = &fault_cases[i];
        struct folder folder = folder_new();
        folder_write(&folder, "a.rules", test->text);
        const char *const directories[] = {rules_path(), folder.path, NULL};
        GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
        struct error error = {0};
        struct ruleset *rules = ruleset_load(directories, faults, &error);
        folder_remove(&folder);
        if (rules || !faults->len || !g_str_has_prefix(faults->pdata[0], test->fault))
            fail_msg("\"%s\" gives \"%s\", not \"%s\"", test->text, faults->len ? (char *)faults->pdata[0] : "no fault",
                     test->fault);
        assert_int_equal(error.code, ERROR_RULES);
        assert_true(g_str_has_prefix(error.message, test->fault));
        g_ptr_array_unref(faults);
    }
}

static void every_fault_is_told(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "b.rules", "[line a]\npattern=(\n[line b]\npattern=[\n[line c]\npattern=fine\n");
    folder_write(&folder, "a.rules", "[line b]\npattern=x\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    assert_null(ruleset_load(directories, faults, &error));
    folder_remove(&folder);
    assert_int_equal(faults->len, 2); /* a wrong pattern, and [line b] stands in a.rules already */
    assert_true(g_str_has_prefix(faults->pdata[0], "b.rules:2: pattern: "));
    assert_string_equal(faults->pdata[1], "b.rules:3: \"[line b]\" stands in a.rules already");
    g_ptr_array_unref(faults);
}

static void a_folder_without_rules_is_refused(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    const char *const directories[] = {folder.path, NULL};
    struct error error = {0};
    assert_null(ruleset_load(directories, NULL, &error));
    assert_int_equal(error.code, ERROR_RULES);
    folder_remove(&folder);
    const char *const nowhere[] = {"/nonexistent/rules", NULL};
    error = (struct error){0};
    assert_null(ruleset_load(nowhere, NULL, &error));
    assert_int_equal(error.code, ERROR_RULES);
}

static void a_later_folder_replaces_rules(void **state)
{
    (void)state;
    struct folder weak = folder_new(), strong = folder_new();
    folder_write(
        &weak, "a.rules",
        "[piece word]\npattern=first\n[line one]\npattern=^{word}$\n[line two]\npattern=both\n"
        "[column low]\npattern=a\npriority=10\n[column high]\npattern=a\npriority=20\n[column same]\npattern=a\npriority=20\n");
    folder_write(&strong, "z.rules", "[piece word]\npattern=second\n[line two]\npattern=^theirs$\nexcept=never\n");
    const char *const alone[] = {weak.path, NULL}, *const both[] = {weak.path, strong.path, NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(alone, NULL, &error);
    assert_non_null(rules);
    assert_true(ruleset_is(rules, RULE_LINE, "one", view_of("first")));
    assert_true(ruleset_is(rules, RULE_LINE, "two", view_of("it is both")));
    assert_string_equal(ruleset_match(rules, RULE_COLUMN, view_of("a"))->name, "high"); /* priority, then order */
    assert_null(ruleset_match(rules, RULE_COLUMN, view_of("b")));
    ruleset_free(rules);
    rules = ruleset_load(both, NULL, &error);
    assert_non_null(rules);
    assert_true(ruleset_is(rules, RULE_LINE, "one", view_of("second"))); /* the piece was replaced */
    assert_false(ruleset_is(rules, RULE_LINE, "two", view_of("it is both")));
    assert_true(ruleset_is(rules, RULE_LINE, "two", view_of("theirs")));
    assert_int_equal(ruleset_list(rules, RULE_LINE)->len, 2);
    assert_string_equal(ruleset_get(rules, RULE_LINE, "two")->file, "z.rules");
    assert_int_equal(ruleset_get(rules, RULE_LINE, "two")->line, 3);
    ruleset_free(rules);
    folder_remove(&weak);
    folder_remove(&strong);
}

static void a_rule_inherits_what_it_does_not_change(void **state)
{
    (void)state;
    struct folder weak = folder_new(), strong = folder_new();
    folder_write(&weak, "a.rules",
                 "[table budget_summary]\npattern=old\nexcept=not this\npriority=70\ntransposed=true\nsample=old\n"
                 "[column total]\npattern=sum\nrole=amount\nmeasure=total\nsample=sum\n");
    folder_write(&strong, "b.rules", "[table budget_summary]\npattern=new\n[column total]\npriority=90\n");
    const char *const both[] = {weak.path, strong.path, NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(both, NULL, &error);
    assert_non_null(rules);
    const struct rule *table = ruleset_get(rules, RULE_TABLE, "budget_summary");
    assert_true(rule_matches(table, view_of("new")));
    assert_false(rule_matches(table, view_of("old")));
    assert_false(rule_matches(table, view_of("new, not this")));
    assert_int_equal(table->priority, 70);
    assert_true(table->transposed);
    assert_null(table->samples); /* those of the old pattern */
    const struct rule *column = ruleset_get(rules, RULE_COLUMN, "total");
    assert_int_equal(column->priority, 90);
    assert_string_equal(column->measure, "total");
    assert_string_equal(column->samples[0], "sum");
    ruleset_free(rules);
    folder_remove(&weak);
    folder_remove(&strong);
}

static void titles_of_a_set_are_tried(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "a.rules",
                 "[line title]\npattern=people\n[table staff]\npattern=people\n[table units]\npattern=^units$\n"
                 "[form goals]\npattern=aims\n"
                 "[set there]\nstaff=people;none\nunits=people;units\ngoals=people and aims\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, faults, &error);
    folder_remove(&folder);
    assert_non_null(rules);
    assert_int_equal(ruleset_try_samples(rules, faults), 5);
    assert_int_equal(faults->len, 4);
    assert_string_equal(faults->pdata[0], "a.rules:9: [set there]: \"people and aims\" leads to staff, not goals");
    assert_string_equal(faults->pdata[1], "a.rules:9: [set there]: \"none\" leads to unknown, not staff");
    assert_string_equal(faults->pdata[2], "a.rules:9: [set there]: \"people\" leads to staff, not units");
    assert_string_equal(faults->pdata[3], "a.rules:9: [set there]: no rule takes \"units\" for a title");
    ruleset_free(rules);
    g_ptr_array_unref(faults);
}

static void wrong_samples_are_told(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "a.rules", "[line unit]\npattern=x\nexcept=y\nsample=x;xy;z\nsample-not=y;x\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, faults, &error);
    folder_remove(&folder);
    assert_non_null(rules);
    assert_int_equal(ruleset_try_samples(rules, faults), 5);
    assert_int_equal(faults->len, 3);
    assert_string_equal(faults->pdata[0], "a.rules:1: [line unit]: the sample \"xy\" does not match");
    assert_string_equal(faults->pdata[1], "a.rules:1: [line unit]: the sample \"z\" does not match");
    assert_string_equal(faults->pdata[2], "a.rules:1: [line unit]: the sample \"x\" must not match, and does");
    ruleset_free(rules);
    g_ptr_array_unref(faults);
}

/* --- the stage --- */

/* Writes what comes out of the stage as lines of text. */
struct catcher {
    struct sink sink;
    GString *columns, *rows, *facts, *warnings;
};

static void append_view(GString *text, const char *before, struct view view)
{
    if (view.data)
        g_string_append_printf(text, "%s%.*s", before, VIEW_PRINT(view));
}

static void catch_row(struct catcher *catcher, const struct record_row *row)
{
    g_string_append_printf(catcher->rows, "\n%.*s", VIEW_PRINT(row->role));
    append_view(catcher->rows, " ", row->side);
    append_view(catcher->rows, " ", row->code);
    append_view(catcher->rows, " ", row->name);
    append_view(catcher->rows, " & ", row->counterpart_code);
    append_view(catcher->rows, " & ", row->counterpart_name);
    if (row->parent >= 0)
        g_string_append_printf(catcher->rows, " <%d", row->parent);
}

static void catch_amount(struct catcher *catcher, const struct record_amount *amount)
{
    char text[AMOUNT_TEXT_SIZE] = "null";
    if (amount->printed)
        amount_format(amount->value, text);
    g_string_append_printf(catcher->rows, " %.*s=%s", VIEW_PRINT(amount->measure), text);
}

static bool catch_record(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct catcher *catcher = (struct catcher *)sink;
    (void)arena;
    (void)error;
    if (record->kind == RECORD_TABLE) {
        const struct record_table *table = (const struct record_table *)record;
        g_string_append_printf(catcher->facts, "%s%.*s", catcher->facts->len ? " " : "", VIEW_PRINT(table->kind));
        append_view(catcher->facts, " ", table->unit);
        g_string_append(catcher->facts, table->empty ? " empty" : table->transposed ? " transposed" : "");
    } else if (record->kind == RECORD_COLUMN) {
        const struct record_column *column = (const struct record_column *)record;
        g_string_append_printf(catcher->columns, "%s%.*s", catcher->columns->len ? " " : "", VIEW_PRINT(column->role));
        append_view(catcher->columns, ":", column->measure);
        append_view(catcher->columns, "/", column->side);
    } else if (record->kind == RECORD_ROW) {
        catch_row(catcher, (const struct record_row *)record);
    } else if (record->kind == RECORD_AMOUNT) {
        catch_amount(catcher, (const struct record_amount *)record);
    } else if (record->kind == RECORD_WARNING) {
        append_view(catcher->warnings, catcher->warnings->len ? " " : "",
                    ((const struct record_warning *)record)->code);
    }
    return true;
}

/* A document under way into the stage. */
struct document {
    struct arena *arena;
    struct sink *stage;
    struct catcher catcher;
    struct error error;
    int y; /* where the next thing stands on the page */
};

enum { ROW = 150, COLUMN = 700, WIDTH = 8000, MARGIN = 500 };

static void send(struct document *document, const void *record)
{
    assert_true(sink_take(document->stage, document->arena, record, &document->error));
}

static void document_open(struct document *document)
{
    const char *const directories[] = {rules_path(), NULL};
    const struct stage_options options = {.rule_directories = directories};
    *document = (struct document){.arena = arena_new()};
    document->catcher = (struct catcher){.sink = {.take = catch_record},
                                         .columns = g_string_new(NULL),
                                         .rows = g_string_new(NULL),
                                         .facts = g_string_new(NULL),
                                         .warnings = g_string_new(NULL)};
    document->stage = rules_stage.open(&options, &document->catcher.sink, &document->error);
    assert_non_null(document->stage);
    struct record_source *source = record_new(document->arena, RECORD_SOURCE);
    source->pages = 1;
    send(document, source);
}

static void document_close(struct document *document)
{
    sink_free(document->stage);
    g_string_free(document->catcher.columns, TRUE);
    g_string_free(document->catcher.rows, TRUE);
    g_string_free(document->catcher.facts, TRUE);
    g_string_free(document->catcher.warnings, TRUE);
    arena_free(document->arena);
}

static void send_page(struct document *document, int number)
{
    struct record_page *page = record_new(document->arena, RECORD_PAGE);
    page->number = number;
    page->width = WIDTH;
    page->height = WIDTH;
    document->y = MARGIN;
    send(document, page);
}

static void send_line(struct document *document, const char *text)
{
    struct record_line *line = record_new(document->arena, RECORD_LINE);
    line->text = line->plain = view_of(text);
    line->size = 100;
    line->box = (struct box){MARGIN, document->y, MARGIN + 2000, document->y + 100};
    document->y += ROW;
    send(document, line);
}

/* How many cells from `at` on, along or down, are merged with it: `mark` stands in their place. */
static int span_of(char ***cells, int row, int column, int rows, int columns, bool down, const char *mark)
{
    int span = 1;
    for (int i = (down ? row : column) + 1; i < (down ? rows : columns); i++, span++)
        if (strcmp(cells[down ? i : row][down ? column : i], mark) != 0)
            break;
    return span;
}

/* A grid as it is drawn: rows on lines, cells between `|`, `<` merged with the left one, `^` with the one above. */
static void send_grid(struct document *document, const char *drawing)
{
    char **lines = g_strsplit(drawing, "\n", -1);
    int rows = (int)g_strv_length(lines), columns = 0;
    char ***cells = g_new0(char **, rows);
    for (int row = 0; row < rows; row++) {
        cells[row] = g_strsplit(lines[row], "|", -1);
        for (char **cell = cells[row]; *cell; cell++)
            g_strstrip(*cell);
        assert_true(!row || (int)g_strv_length(cells[row]) == columns);
        columns = (int)g_strv_length(cells[row]);
    }
    struct record_grid *grid = record_new(document->arena, RECORD_GRID);
    int *vertical = ARENA_ARRAY(document->arena, int, (size_t)columns + 1);
    for (int i = 0; i <= columns; i++)
        vertical[i] = MARGIN + i * COLUMN;
    *grid = (struct record_grid){{RECORD_GRID},
                                 {MARGIN, document->y, MARGIN + columns * COLUMN, document->y + rows * ROW},
                                 rows,
                                 columns,
                                 VIEW_LITERAL("ruled"),
                                 {vertical, (size_t)columns + 1}};
    send(document, grid);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            const char *text = cells[row][column];
            if (strcmp(text, "<") == 0 || strcmp(text, "^") == 0)
                continue;
            struct record_cell *cell = record_new(document->arena, RECORD_CELL);
            cell->page = 1;
            cell->row = row;
            cell->column = column;
            cell->row_span = span_of(cells, row, column, rows, columns, true, "^");
            cell->column_span = span_of(cells, row, column, rows, columns, false, "<");
            cell->text = cell->plain = view_copy(document->arena, view_of(text));
            cell->box = (struct box){vertical[column], document->y + row * ROW, vertical[column + cell->column_span],
                                     document->y + (row + cell->row_span) * ROW};
            cell->ink = *text ? cell->box : BOX_NONE;
            send(document, cell);
        }
    for (int row = 0; row < rows; row++)
        g_strfreev(cells[row]);
    g_free(cells);
    g_strfreev(lines);
    document->y += (rows + 1) * ROW;
}

struct table_case {
    const char *title, *unit;
    const char *grid, *next_page; /* next_page: the grid there, or NULL */
    const char *facts, *columns, *rows, *warnings;
};

static const struct table_case table_cases[] = {
    {.title = "2025年部门支出总表",
     .unit = "单位:万元",
     .grid = "科目编码 | 科目名称 | 合计 | 基本支出 | < | 项目支出\n"
             "^ | ^ | ^ | 人员经费 | 公用经费 | ^\n"
             "201 | 一般公共服务支出 | 42.33 | 40.00 | 1.33 | 1\n"
             "20103 | 政府办公厅(室)及相关机构事务 | 42.33 | 40.00 | 1.33 | 1.00\n"
             "2010301 | 行政运行 | 42.33 | 40.00 | 1.33 | 1.00\n"
             "合计 | < | 42.33 | 40.00 | 1.33 | 1.00",
     .facts = "expenditure_summary 万元",
     .columns = "code name amount:total amount:basic.personnel amount:basic.public amount:project",
     .rows =
         "\nitem 201 一般公共服务支出 total=423300 basic.personnel=400000 basic.public=13300 project=10000"
         "\nitem 20103 政府办公厅(室)及相关机构事务 <0 total=423300 basic.personnel=400000 basic.public=13300 project=10000"
         "\nitem 2010301 行政运行 <1 total=423300 basic.personnel=400000 basic.public=13300 project=10000"
         "\ntotal 合计 total=423300 basic.personnel=400000 basic.public=13300 project=10000",
     .warnings = ""},
    {.title = "2026年单位支出预算总表",
     .unit = "单位:元",
     .grid = "功能分类科目编码 | < | < | 功能分类科目名称 | 合计 | 基本支出 | 项目支出\n"
             "类 | 款 | 项 | ^ | ^ | ^ | ^\n"
             "207 | | | 文化旅游体育与传媒支出 | 1,234.50 | 1,000 | 234.50\n"
             "207 | 01 | | 文化和旅游 | 1,234.50 | 1,000 | 234.50\n"
             "207 | 01 | 09 | 群众文化 | 1,234.50 | 1,000 | 234.50",
     .facts = "expenditure_summary 元",
     .columns = "code code code name amount:total amount:basic amount:project",
     .rows = "\nitem 207 文化旅游体育与传媒支出 total=1234.5 basic=1000 project=234.5"
             "\nitem 20701 文化和旅游 <0 total=1234.5 basic=1000 project=234.5"
             "\nitem 2070109 群众文化 <1 total=1234.5 basic=1000 project=234.5",
     .warnings = ""},
    {.title = "2025年收支总表",
     .unit = "单位:万元",
     .grid = "收入 | < | 支出 | <\n"
             "项目 | 预算数 | 项目 | 预算数\n"
             "一、财政拨款收入 | 10.00 | 一、教育支出 | 12.00\n"
             "二、上年结转 | 2.00 | 二、住房保障支出 |\n"
             "收入总计 | 12.00 | 支出总计 | 12.00",
     .facts = "budget_summary 万元",
     .columns = "name/revenue amount:budget/revenue name/expenditure amount:budget/expenditure",
     .rows = "\nitem revenue 财政拨款收入 budget=100000"
             "\nitem expenditure 教育支出 budget=120000"
             "\nitem revenue 上年结转 budget=20000"
             "\nitem expenditure 住房保障支出 budget=null"
             "\ntotal revenue 收入总计 budget=120000"
             "\ntotal expenditure 支出总计 budget=120000",
     .warnings = ""},
    {.title = "一般公共预算基本支出表",
     .unit = "单位:万元",
     .grid = "部门预算支出经济分类科目 | < | 政府预算支出经济分类科目 | < | 金额\n"
             "科目编码 | 科目名称 | 科目编码 | 科目名称 | ^\n"
             "301 | 工资福利支出 | | | 3.00\n"
             "30101 | 基本工资 | 50101 | 工资奖金津补贴 | 3.00",
     .facts = "general_public_basic_by_economy 万元",
     .columns = "code name code name amount:amount",
     .rows = "\nitem 301 工资福利支出 amount=30000"
             "\nitem 30101 基本工资 & 50101 & 工资奖金津补贴 <0 amount=30000",
     .warnings = ""},
    {.title = "2025年部门收入总表",
     .unit = "单位:元",
     .grid = "项目 | 合计 | 一般公共预算 | < | 政府性基金预算\n"
             "^ | ^ | 小计 | 其中:专项资金 | ^\n"
             "2010601行政运行 | 7 | 5 | 1 | 2\n"
             "2010602一般行政管理事务 | 0 | - | | —",
     .facts = "revenue_summary 元",
     .columns =
         "name amount:total amount:general_public.total amount:general_public.of_which.special amount:government_fund",
     .rows =
         "\nitem 2010601 行政运行 total=7 general_public.total=5 general_public.of_which.special=1 government_fund=2"
         "\nitem 2010602 一般行政管理事务 total=0 general_public.total=0 general_public.of_which.special=null government_fund=0",
     .warnings = ""},
    {.title = "2024年度财政拨款“三公”经费支出决算表",
     .unit = "金额单位:万元",
     .grid = "公务用车购置费 | < | 公务接待费 | <\n"
             "预算数 | 决算数 | 预算数 | 决算数\n"
             "12.00 | 9.38 | 2.00 | 1.48",
     .facts = "three_public 万元 transposed",
     .columns = "amount:budget amount:final amount:budget amount:final",
     .rows = "\nitem 公务用车购置费 budget=120000 final=93800"
             "\nitem 公务接待费 budget=20000 final=14800",
     .warnings = ""},
    {.title = "2025年部门支出总表",
     .unit = "单位:万元",
     .grid = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 3.00",
     .next_page = "合计 | < | 3.00",
     .facts = "expenditure_summary 万元",
     .columns = "code name amount:total",
     .rows = "\nitem 201 一般公共服务支出 total=30000\ntotal 合计 total=30000",
     .warnings = ""},
    {.title = "2025年部门支出总表",
     .unit = "单位:万元",
     .grid = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 3.00",
     .next_page = "科目编码 | 科目名称 | 合计\n203 | 国防支出 | 1.50",
     .facts = "expenditure_summary 万元",
     .columns = "code name amount:total",
     .rows = "\nitem 201 一般公共服务支出 total=30000\nitem 203 国防支出 total=15000",
     .warnings = ""},
    {.title = "2025年部门支出总表",
     .grid = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 3.00",
     .facts = "expenditure_summary",
     .columns = "code name amount:total",
     .rows = "\nitem 201 一般公共服务支出",
     .warnings = "unit_missing"},
    {.title = "政府性基金预算支出表",
     .unit = "单位:万元",
     .grid = "科目编码 | 科目名称 | 合计\n | |\n | |",
     .facts = "government_fund_expenditure 万元 empty",
     .columns = "code name amount:total",
     .rows = "",
     .warnings = ""},
};

static void tables_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(table_cases); i++) {
        const struct table_case *test = &table_cases[i];
        struct document document;
        document_open(&document);
        send_page(&document, 1);
        send_line(&document, test->title);
        if (test->unit)
            send_line(&document, test->unit);
        send_grid(&document, test->grid);
        if (test->next_page) {
            send_page(&document, 2);
            send_grid(&document, test->next_page);
        }
        send(&document, record_new(document.arena, RECORD_CLOSE));
        const struct {
            const char *what, *wanted, *got;
        } parts[] = {{"facts", test->facts, document.catcher.facts->str},
                     {"columns", test->columns, document.catcher.columns->str},
                     {"rows", test->rows, document.catcher.rows->str},
                     {"warnings", test->warnings, document.catcher.warnings->str}};
        bool fine = true;
        for (size_t k = 0; k < G_N_ELEMENTS(parts); k++)
            if (strcmp(parts[k].wanted, parts[k].got) != 0) {
                print_error("%s\n%s of %s:\n  %s\nare not\n  %s\n", test->grid, parts[k].what, test->title,
                            parts[k].got, parts[k].wanted);
                fine = false;
            }
        document_close(&document);
        assert_true(fine);
    }
}

static void a_record_of_a_later_stage_is_refused(void **state)
{
    (void)state;
    struct document document;
    document_open(&document);
    const struct record *row = record_new(document.arena, RECORD_ROW);
    assert_false(sink_take(document.stage, document.arena, row, &document.error));
    assert_int_equal(document.error.code, ERROR_STREAM);
    document_close(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_of_this_tree_hold),
        cmocka_unit_test(titles_lead_to_their_own_kind),
        cmocka_unit_test(faults_name_their_line),
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(a_folder_without_rules_is_refused),
        cmocka_unit_test(a_later_folder_replaces_rules),
        cmocka_unit_test(a_rule_inherits_what_it_does_not_change),
        cmocka_unit_test(titles_of_a_set_are_tried),
        cmocka_unit_test(wrong_samples_are_told),
        cmocka_unit_test(tables_are_read),
        cmocka_unit_test(a_record_of_a_later_stage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
