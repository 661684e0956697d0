/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "emit/stage.h"
#include "tests/unit/test.h"

/* The stage under test and what it wrote. */
struct bench {
    struct arena *arena;
    struct sink *stage;
    FILE *out;
    char *text;
    size_t size;
    struct error error;
};

static void bench_open(struct bench *bench, bool cells, bool pretty)
{
    *bench = (struct bench){.arena = arena_new()};
    bench->out = open_memstream(&bench->text, &bench->size);
    const struct stage_options options = {.out = bench->out, .cells = cells, .pretty = pretty};
    bench->stage = emit_stage.open(&options, NULL, &bench->error);
}

static void bench_close(struct bench *bench)
{
    sink_free(bench->stage);
    arena_free(bench->arena);
    fclose(bench->out);
    free(bench->text);
}

static void take(struct bench *bench, const void *record)
{
    assert_true(sink_take(bench->stage, bench->arena, record, &bench->error));
}

static void assert_written(struct bench *bench, const char *expected)
{
    assert_true(sink_finish(bench->stage, &bench->error));
    assert_string_equal(bench->text, expected);
}

static void take_source(struct bench *bench)
{
    struct record_source *source = record_new(bench->arena, RECORD_SOURCE);
    source->file = view_of("a.pdf");
    source->sha256 = view_of("00");
    source->bytes = 9;
    source->pages = 2;
    source->type = view_of("pdf");
    take(bench, source);
}

static void take_document(struct bench *bench)
{
    struct record_document *document = record_new(bench->arena, RECORD_DOCUMENT);
    document->kind = view_of("budget");
    document->fiscal_year = 2025;
    document->title = view_of("预算");
    take(bench, document);
}

static void take_cell(struct bench *bench, int column, const char *text, int span)
{
    struct record_cell *cell = record_new(bench->arena, RECORD_CELL);
    cell->page = 2;
    cell->column = column;
    cell->row_span = 1;
    cell->column_span = span;
    cell->text = view_of(text);
    cell->box = (struct box){721, 3000, 1209, 3121};
    take(bench, cell);
}

static void take_table(struct bench *bench)
{
    static const int pages[] = {1, 2};
    static const struct view labels[] = {{"合计", 6}};
    struct record_table *table = record_new(bench->arena, RECORD_TABLE);
    table->kind = view_of("expenditure_summary");
    table->title = view_of("总表");
    table->unit = view_of("万元");
    table->pages = (struct int_list){pages, 2};
    table->rulings = view_of("ruled");
    take(bench, table);
    struct record_column *column = record_new(bench->arena, RECORD_COLUMN);
    column->role = view_of("amount");
    column->measure = view_of("total");
    column->label = (struct view_list){labels, 1};
    take(bench, column);
    take(bench, record_new(bench->arena, RECORD_HEADER));
    take_cell(bench, 0, "合计", 2);
}

static void take_row(struct bench *bench)
{
    struct record_row *row = record_new(bench->arena, RECORD_ROW);
    row->role = view_of("item");
    row->name = view_of("行政运行");
    row->label = view_of("行政运行");
    take(bench, row);
}

static void take_amount(struct bench *bench, const char *measure, bool printed, int64_t coefficient, int scale)
{
    struct record_amount *amount = record_new(bench->arena, RECORD_AMOUNT);
    amount->measure = view_of(measure);
    amount->printed = printed;
    amount->value = (struct amount){coefficient, scale};
    take(bench, amount);
}

static void take_warning(struct bench *bench, const char *code)
{
    assert_true(sink_warn(bench->stage, bench->arena, 0, code, view_of("m"), &bench->error));
}

static void take_close(struct bench *bench)
{
    take(bench, record_new(bench->arena, RECORD_CLOSE));
}

#define SOURCE "\"source\":{\"bytes\":9,\"file\":\"a.pdf\",\"pages\":2,\"sha256\":\"00\",\"type\":\"pdf\"}"
#define DOCUMENT \
    "\"document\":{\"fiscal_year\":2025,\"kind\":\"budget\",\"level\":null,\"organization\":null,\"title\":\"预算\"," \
    "\"watermark\":null}"
#define FRONT \
    "{\"check_summary\":{\"differs\":0,\"equal\":0,\"rounding\":0},\"checks\":[]," DOCUMENT \
    ",\"forms\":[],\"schema\":\"budget-document/1\"," SOURCE ",\"statements\":[],"
#define TABLE_FRONT \
    "{\"columns\":[{\"label\":[\"合计\"],\"measure\":\"total\",\"role\":\"amount\"}],\"empty\":false,\"grid\":\"ruled\","
#define TABLE_MIDDLE \
    "\"kind\":\"expenditure_summary\",\"notes\":[],\"number\":null,\"organization\":null,\"pages\":[1,2],"
#define TABLE_BACK "\"title\":\"总表\",\"unit\":\"万元\"}"
#define BOX "\"bbox\":[72.1,300,120.9,312.1]"

static void writes_a_document(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, true, false);
    take_source(&bench);
    take_document(&bench);
    take_table(&bench);
    take_row(&bench);
    take_amount(&bench, "total", true, 42330000, 2);
    take_amount(&bench, "basic", false, 0, 0);
    take_cell(&bench, 1, "42.33", 1);
    take_warning(&bench, "w");
    take_close(&bench);
    assert_written(
        &bench, FRONT
        "\"tables\":[" TABLE_FRONT "\"header\":[{\"cells\":[{" BOX
        ",\"column\":0,\"columns\":2,\"page\":2,\"text\":\"合计\"}]}]," TABLE_MIDDLE
        "\"rows\":[{\"amounts\":{\"basic\":null,\"total\":423300},\"cells\":[{" BOX
        ",\"column\":1,\"page\":2,\"text\":\"42.33\"}],\"code\":null,\"level\":null,\"line\":0,\"name\":\"行政运行\","
        "\"parent\":null,\"role\":\"item\",\"scheme\":null}]," TABLE_BACK
        "],\"warnings\":[{\"code\":\"w\",\"message\":\"m\",\"page\":null}]}\n");
    bench_close(&bench);
}

static void writes_optional_members_only_where_set(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, false, false);
    take_source(&bench);
    take_document(&bench);
    struct record_table *table = record_new(bench.arena, RECORD_TABLE);
    table->kind = view_of("unknown");
    table->transposed = true;
    table->empty = true;
    take(&bench, table);
    struct record_row *row = record_new(bench.arena, RECORD_ROW);
    row->role = view_of("item");
    row->name = view_of("x");
    row->label = view_of("一、x");
    row->side = view_of("revenue");
    row->code = view_of("301");
    row->scheme = view_of("economy_department");
    row->counterpart_code = view_of("501");
    row->level = 1;
    row->parent = 0;
    row->line = 4;
    take(&bench, row);
    take_close(&bench);
    assert_written(&bench, FRONT
                   "\"tables\":[{\"columns\":[],\"empty\":true,\"grid\":null,\"kind\":\"unknown\",\"notes\":[],"
                   "\"number\":null,\"organization\":null,\"pages\":[],\"rows\":[{\"amounts\":{},\"code\":\"301\","
                   "\"counterpart\":{\"code\":\"501\",\"name\":null,\"scheme\":null},\"label\":\"一、x\",\"level\":1,"
                   "\"line\":4,\"name\":\"x\",\"parent\":0,\"role\":\"item\",\"scheme\":\"economy_department\","
                   "\"side\":\"revenue\"}],\"title\":null,\"transposed\":true,\"unit\":null}],\"warnings\":[]}\n");
    bench_close(&bench);
}

static void leaves_out_what_json_cannot_hold(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, false, false);
    take_source(&bench);
    take_document(&bench);
    take_table(&bench);
    take_row(&bench);
    take_amount(&bench, "total", true, 1234567890123456, 2);
    take_amount(&bench, "basic", true, 123456789012345, 2);
    take_amount(&bench, "basic", true, 7, 0);
    take_warning(&bench, "w"); /* wherever it stands, the row goes on */
    take_amount(&bench, "a", true, -5, 0);
    take_cell(&bench, 0, "x", 1);
    take_close(&bench);
    assert_written(&bench, FRONT
                   "\"tables\":[" TABLE_FRONT TABLE_MIDDLE
                   "\"rows\":[{\"amounts\":{\"a\":-5,\"basic\":1234567890123.45},\"code\":null,\"level\":null,"
                   "\"line\":0,\"name\":\"行政运行\",\"parent\":null,\"role\":\"item\",\"scheme\":null}]," TABLE_BACK
                   "],\"warnings\":[{\"code\":\"w\",\"message\":\"m\",\"page\":null},"
                   "{\"code\":\"amount_doubled\",\"message\":\"\\\"行政运行\\\" has more than one amount "
                   "\\\"basic\\\"; the first is kept\",\"page\":2},"
                   "{\"code\":\"amount_precision\",\"message\":\"amount \\\"total\\\" of \\\"行政运行\\\" has more "
                   "than 15 digits and is left out\",\"page\":2}]}\n");
    bench_close(&bench);
}

static void take_field(struct bench *bench, const char *name, const char *value)
{
    struct record_field *field = record_new(bench->arena, RECORD_FIELD);
    field->name = view_of(name);
    field->value = view_of(value);
    take(bench, field);
}

static void writes_a_form(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, true, false);
    take_source(&bench);
    take_document(&bench);
    struct record_form *form = record_new(bench.arena, RECORD_FORM);
    form->kind = view_of("project_performance");
    form->unit = view_of("元");
    take(&bench, form);
    take_field(&bench, "项目名称", "x");
    take_field(&bench, "主管部门", NULL);
    take_field(&bench, "项目名称", "x"); /* said twice alike: nothing is lost */
    take_field(&bench, "项目名称", "y");
    struct record_fund *fund = record_new(bench.arena, RECORD_FUND);
    fund->scope = view_of("year");
    fund->name = view_of("total");
    fund->printed = true;
    fund->value = (struct amount){40000005, 2};
    take(&bench, fund);
    struct record_goal *goal = record_new(bench.arena, RECORD_GOAL);
    goal->scope = view_of("year");
    goal->text = view_of("g");
    take(&bench, goal);
    struct record_indicator *indicator = record_new(bench.arena, RECORD_INDICATOR);
    indicator->scope = view_of("year");
    indicator->level1 = view_of("产出指标");
    take(&bench, indicator);
    take_cell(&bench, 0, "x", 1);
    take_close(&bench);
    assert_written(&bench,
                   "{\"check_summary\":{\"differs\":0,\"equal\":0,\"rounding\":0},\"checks\":[]," DOCUMENT
                   ",\"forms\":[{\"cells\":[{" BOX ",\"column\":0,\"page\":2,\"row\":0,\"text\":\"x\"}],"
                   "\"fields\":{\"主管部门\":null,\"项目名称\":\"x\"},"
                   "\"funds\":{\"period\":{},\"year\":{\"total\":400000.05}},\"goals\":{\"year\":\"g\"},"
                   "\"indicators\":[{\"level1\":\"产出指标\",\"level2\":null,\"level3\":null,\"scope\":\"year\","
                   "\"value\":null}],\"kind\":\"project_performance\",\"organization\":null,\"pages\":[],"
                   "\"title\":null,\"unit\":\"元\"}],\"schema\":\"budget-document/1\"," SOURCE
                   ",\"statements\":[],\"tables\":[],\"warnings\":[{\"code\":\"field_doubled\",\"message\":"
                   "\"\\\"项目名称\\\" stands more than once in a form; the first is kept\",\"page\":2}]}\n");
    bench_close(&bench);
}

static void take_failure(struct bench *bench, int page)
{
    struct record_error *failure = record_new(bench->arena, RECORD_ERROR);
    failure->code = view_of("encrypted");
    failure->message = view_of("needs a password");
    failure->page = page;
    take(bench, failure);
}

static void an_error_drops_the_rest(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, true, false);
    take_source(&bench);
    take_document(&bench);
    take_table(&bench);
    take_warning(&bench, "w");
    take_failure(&bench, 7);
    take_close(&bench);
    struct record_source *source = record_new(bench.arena, RECORD_SOURCE);
    source->bytes = -1;
    source->pages = -1;
    take(&bench, source);
    take_failure(&bench, 0);
    take_close(&bench);
    assert_written(&bench, "{\"error\":{\"code\":\"encrypted\",\"message\":\"needs a password\",\"page\":7},"
                           "\"schema\":\"budget-document/1\"," SOURCE "}\n"
                           "{\"error\":{\"code\":\"encrypted\",\"message\":\"needs a password\",\"page\":null},"
                           "\"schema\":\"budget-document/1\",\"source\":{\"bytes\":null,\"file\":null,\"pages\":null,"
                           "\"sha256\":null,\"type\":null}}\n");
    bench_close(&bench);
}

static void pretty_is_the_same_indented(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, true, true);
    take_source(&bench);
    take_failure(&bench, 0);
    take_close(&bench);
    assert_written(&bench, "{\n  \"error\": {\n    \"code\": \"encrypted\",\n    \"message\": \"needs a password\",\n"
                           "    \"page\": null\n  },\n  \"schema\": \"budget-document/1\",\n  \"source\": {\n"
                           "    \"bytes\": 9,\n    \"file\": \"a.pdf\",\n    \"pages\": 2,\n    \"sha256\": \"00\",\n"
                           "    \"type\": \"pdf\"\n  }\n}\n");
    bench_close(&bench);
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    FILE *full = fopen("/dev/full", "w");
    struct error error = {0};
    struct sink *stage = emit_stage.open(&(struct stage_options){.out = full}, NULL, &error);
    struct record_source *source = record_new(arena, RECORD_SOURCE);
    assert_true(sink_take(stage, arena, source, &error));
    assert_true(sink_take(stage, arena, record_new(arena, RECORD_CLOSE), &error));
    assert_false(sink_finish(stage, &error));
    assert_int_equal(error.code, ERROR_OUTPUT);
    sink_free(stage);
    fclose(full);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_document),
        cmocka_unit_test(writes_optional_members_only_where_set),
        cmocka_unit_test(leaves_out_what_json_cannot_hold),
        cmocka_unit_test(writes_a_form),
        cmocka_unit_test(an_error_drops_the_rest),
        cmocka_unit_test(pretty_is_the_same_indented),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
