/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "tests/unit/test.h"

#define HEADER(stage) \
    "{\"format\":\"extract-records\",\"record\":\"header\",\"stage\":\"" stage "\",\"unit\":\"0.1pt\",\"version\":1}\n"
#define END(documents, records) "{\"documents\":" #documents ",\"record\":\"end\",\"records\":" #records "}\n"
#define SOURCE \
    "{\"bytes\":178244,\"file\":\"甲 \\\"1\\\".pdf\",\"pages\":31,\"record\":\"source\",\"sha256\":null,\"type\":\"pdf\"}\n"
#define CLOSE "{\"record\":\"close\"}\n"
#define PAGE "{\"height\":8420,\"number\":1,\"record\":\"page\",\"turn\":0,\"width\":5950}\n"
#define LINE "{\"box\":[1,-2,3,4],\"plain\":\"合计\",\"record\":\"line\",\"size\":105,\"text\":\"合 计\\n\"}\n"
#define GRID \
    "{\"box\":null,\"columns\":2,\"record\":\"grid\",\"rows\":3,\"rulings\":\"ruled\",\"vertical\":[10,500,900]}\n"
#define CELL \
    "{\"box\":[10,20,500,40],\"column\":0,\"column_span\":2,\"hidden\":\"h\",\"ink\":null,\"page\":1,\"plain\":null," \
    "\"record\":\"cell\",\"row\":1,\"row_span\":2,\"text\":\"\"}\n"
#define WARNING "{\"code\":\"w\",\"message\":\"m\",\"page\":0,\"record\":\"warning\"}\n"
#define ERROR "{\"code\":\"no_text\",\"message\":\"m\",\"page\":3,\"record\":\"error\"}\n"
#define DOCUMENT \
    "{\"fiscal_year\":2025,\"kind\":\"budget\",\"level\":null,\"organization\":\"局\",\"record\":\"document\"," \
    "\"title\":\"t\",\"watermark\":null}\n"
#define TABLE \
    "{\"empty\":false,\"kind\":\"unknown\",\"notes\":[\"注\",\"\"],\"number\":null,\"organization\":null," \
    "\"pages\":[1,2],\"record\":\"table\",\"rule\":null,\"rulings\":\"ruled\",\"title\":\"表\"," \
    "\"transposed\":true,\"unit\":\"万元\"}\n"
#define COLUMN "{\"label\":[\"合计\"],\"measure\":\"total\",\"record\":\"column\",\"role\":\"amount\",\"side\":null}\n"
#define HEAD "{\"line\":0,\"record\":\"header\"}\n"
#define ROW \
    "{\"code\":\"2101501\",\"code_source\":\"name\",\"counterpart_code\":\"50101\",\"counterpart_name\":\"n\",\"counterpart_scheme\":\"s\"," \
    "\"label\":\"一、x\",\"level\":3,\"line\":41,\"name\":\"x\",\"parent\":-1,\"record\":\"row\"," \
    "\"role\":\"item\",\"scheme\":\"functional\",\"side\":\"revenue\"}\n"
#define AMOUNT \
    "{\"measure\":\"total\",\"precision\":-2,\"printed\":true,\"record\":\"amount\",\"value\":\"-423300.07\"}\n"
#define FORM \
    "{\"kind\":\"project_performance\",\"organization\":\"o\",\"pages\":[3],\"record\":\"form\",\"title\":\"t\"," \
    "\"unit\":\"元\"}\n"
#define FIELD "{\"name\":\"项目名称\",\"record\":\"field\",\"value\":\"x\"}\n"
#define FUND "{\"name\":\"total\",\"printed\":true,\"record\":\"fund\",\"scope\":\"year\",\"value\":\"400000\"}\n"
#define GOAL "{\"record\":\"goal\",\"scope\":\"year\",\"text\":\"x\"}\n"
#define TASK "{\"content\":\"c\",\"name\":\"n\",\"record\":\"task\"}\n"
#define INDICATOR \
    "{\"actual\":\"2次\",\"compared\":true,\"level1\":\"a\",\"level2\":\"b\",\"level3\":\"c\",\"note\":\"n\"," \
    "\"number\":\"1\",\"record\":\"indicator\",\"scope\":\"year\",\"score\":\"9\",\"sign\":\"≥\",\"standard\":\"t\"," \
    "\"unit\":\"次\",\"value\":\"≥1次\",\"weight\":\"10\"}\n"
#define STATEMENT \
    "{\"change\":\"-5\",\"code\":\"210\",\"code_source\":\"dictionary\",\"completion\":\"97\",\"counted\":false," \
    "\"has_change\":true,\"has_completion\":true,\"has_percent\":false,\"has_share\":true,\"has_value\":true," \
    "\"page\":3,\"part_of\":-1,\"path\":[\"p\",\"q\"],\"percent\":\"0\"," \
    "\"phase\":\"budget\",\"precision\":2,\"quote\":\"q\",\"reason\":\"r\",\"record\":\"statement\",\"section\":\"二\"," \
    "\"share\":\"99.26\",\"share_of\":-1,\"subject\":\"s\",\"text\":\"3,962.40\",\"topic\":\"staff\",\"unit\":\"万元\"," \
    "\"value\":\"39624000\",\"year\":2025}\n"
#define CHECK \
    "{\"actual\":\"97800\",\"condition\":null,\"difference\":\"-100\",\"expected\":\"97900\",\"measure\":\"total\"," \
    "\"message\":\"m\",\"page\":2,\"quantity\":\"yuan\",\"record\":\"check\",\"row\":-1,\"rule\":\"children_sum\"," \
    "\"tables\":[4],\"tolerance\":\"200\",\"verdict\":\"rounding\"}\n"
#define OPERAND \
    "{\"box\":[1,2,7,9],\"column\":3,\"form\":-1,\"page\":2,\"precision\":2,\"record\":\"operand\",\"row\":6," \
    "\"statement\":-1,\"table\":4,\"term\":\"whole\",\"text\":\"9.78\",\"value\":\"97800\"}\n"

#define PAGES_STREAM HEADER("pages") SOURCE PAGE LINE GRID CELL LINE PAGE WARNING CLOSE SOURCE ERROR CLOSE END(2, 12)
#define RULES_STREAM \
    HEADER("rules") \
    SOURCE DOCUMENT TABLE COLUMN HEAD CELL ROW AMOUNT CELL ROW TABLE FORM FIELD FUND GOAL TASK INDICATOR CELL \
        STATEMENT CHECK OPERAND WARNING CLOSE END(1, 23)

/* Reads a stream into `next`; the error as a value. */
static struct error read_stream(const char *text, size_t size, const char *stage, struct sink *next, int *failed)
{
    struct error error = {0};
    FILE *file = fmemopen((void *)text, size, "r");
    assert_non_null(file);
    *failed = 0;
    bool read = codec_read(file, stage, next, failed, &error);
    assert_int_equal(read, !error_is_set(&error));
    fclose(file);
    return error;
}

/* Reads the stream and writes it again: the error, or none and the bytes in `written`. */
static struct error copy_stream(const char *text, size_t size, const char *stage, char **written, int *failed)
{
    size_t written_size;
    FILE *out = open_memstream(written, &written_size);
    struct sink *writer = codec_writer_new(out, stage);
    struct error error = read_stream(text, size, stage, writer, failed);
    sink_free(writer);
    fclose(out);
    return error;
}

static void assert_same_bytes(const char *stage, const char *stream, int expected_failed)
{
    char *written;
    int failed;
    struct error error = copy_stream(stream, strlen(stream), stage, &written, &failed);
    assert_string_equal(error.message, "");
    assert_string_equal(written, stream);
    assert_int_equal(failed, expected_failed);
    free(written);
}

static void round_trip_keeps_the_bytes(void **state)
{
    (void)state;
    assert_same_bytes("pages", PAGES_STREAM, 1);
    assert_same_bytes("rules", RULES_STREAM, 0);
    assert_same_bytes("normalize", HEADER("normalize") END(0, 0), 0);
}

/* A kind that is new to the stream belongs into these tests too. */
static void the_streams_hold_every_kind(void **state)
{
    (void)state;
    for (enum record_kind kind = 0; kind < RECORD_KINDS; kind++) {
        char *member = g_strdup_printf("\"record\":\"%s\"", record_kind_word(kind));
        if (!strstr(PAGES_STREAM, member) && !strstr(RULES_STREAM, member))
            fail_msg("no record \"%s\" is tried", record_kind_word(kind));
        g_free(member);
    }
}

/* Looks at the members themselves: writer and reader share their table, so a field in the wrong
 * place would go both ways unseen. */
static bool look(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    (void)sink;
    (void)arena;
    (void)error;
    if (record->kind == RECORD_CELL) {
        const struct record_cell *cell = (const struct record_cell *)record;
        assert_int_equal(cell->page, 1);
        assert_int_equal(cell->row, 1);
        assert_int_equal(cell->column, 0);
        assert_int_equal(cell->row_span, 2);
        assert_int_equal(cell->column_span, 2);
        assert_view(cell->text, "");
        assert_view(cell->plain, NULL);
        assert_view(cell->hidden, "h");
        assert_int_equal(cell->box.x0, 10);
        assert_int_equal(cell->box.y0, 20);
        assert_int_equal(cell->box.x1, 500);
        assert_int_equal(cell->box.y1, 40);
        assert_true(box_is_none(cell->ink));
    } else if (record->kind == RECORD_AMOUNT) {
        const struct record_amount *amount = (const struct record_amount *)record;
        assert_view(amount->measure, "total");
        assert_true(amount->printed);
        assert_int_equal(amount->value.coefficient, -42330007);
        assert_int_equal(amount->value.scale, 2);
        assert_int_equal(amount->precision, -2);
    } else if (record->kind == RECORD_FUND) {
        const struct record_fund *fund = (const struct record_fund *)record;
        assert_view(fund->scope, "year");
        assert_view(fund->name, "total");
        assert_true(fund->printed);
        assert_int_equal(fund->value.coefficient, 400000);
    } else if (record->kind == RECORD_INDICATOR) {
        const struct record_indicator *indicator = (const struct record_indicator *)record;
        assert_view(indicator->level1, "a");
        assert_view(indicator->level2, "b");
        assert_view(indicator->level3, "c");
        assert_view(indicator->value, "≥1次");
        assert_true(indicator->compared);
        assert_view(indicator->sign, "≥");
        assert_int_equal(indicator->number.coefficient, 1);
        assert_view(indicator->unit, "次");
        assert_view(indicator->weight, "10");
        assert_view(indicator->actual, "2次");
        assert_view(indicator->score, "9");
        assert_view(indicator->standard, "t");
        assert_view(indicator->note, "n");
    } else if (record->kind == RECORD_STATEMENT) {
        const struct record_statement *statement = (const struct record_statement *)record;
        assert_view(statement->section, "二");
        assert_view(statement->subject, "s");
        assert_view(statement->text, "3,962.40");
        assert_view(statement->quote, "q");
        assert_view(statement->reason, "r");
        assert_int_equal(statement->value.coefficient, 39624000);
        assert_int_equal(statement->change.coefficient, -5);
        assert_int_equal(statement->share.coefficient, 9926);
        assert_view(statement->topic, "staff");
        assert_view(statement->phase, "budget");
        assert_int_equal(statement->completion.coefficient, 97);
        assert_true(statement->has_completion);
        assert_view(statement->code_source, "dictionary");
        assert_int_equal(statement->path.count, 2);
        assert_view(statement->path.items[1], "q");
        assert_int_equal(statement->part_of, -1);
        assert_int_equal(statement->share_of, -1);
        assert_int_equal(statement->year, 2025);
        assert_int_equal(statement->precision, 2);
        assert_false(statement->counted);
        assert_true(statement->has_change);
        assert_false(statement->has_percent);
        assert_true(statement->has_share);
    } else if (record->kind == RECORD_CHECK) {
        const struct record_check *check = (const struct record_check *)record;
        assert_int_equal(check->expected.coefficient, 97900);
        assert_int_equal(check->actual.coefficient, 97800);
        assert_int_equal(check->difference.coefficient, -100);
        assert_int_equal(check->tolerance.coefficient, 200);
        assert_int_equal(check->row, -1);
        assert_int_equal(check->page, 2);
        assert_view(check->verdict, "rounding");
        assert_view(check->quantity, "yuan");
    } else if (record->kind == RECORD_OPERAND) {
        const struct record_operand *operand = (const struct record_operand *)record;
        assert_int_equal(operand->table, 4);
        assert_int_equal(operand->form, -1);
        assert_int_equal(operand->box.x1, 7);
        assert_int_equal(operand->value.coefficient, 97800);
        assert_int_equal(operand->precision, 2);
        assert_view(operand->term, "whole");
        assert_view(operand->text, "9.78");
    } else if (record->kind == RECORD_ROW) {
        const struct record_row *row = (const struct record_row *)record;
        assert_int_equal(row->line, 41);
        assert_int_equal(row->level, 3);
        assert_int_equal(row->parent, -1);
        assert_view(row->name, "x");
        assert_view(row->label, "一、x");
        assert_view(row->code, "2101501");
        assert_view(row->scheme, "functional");
        assert_view(row->role, "item");
        assert_view(row->side, "revenue");
        assert_view(row->counterpart_scheme, "s");
        assert_view(row->counterpart_code, "50101");
        assert_view(row->counterpart_name, "n");
    } else if (record->kind == RECORD_TABLE) {
        const struct record_table *table = (const struct record_table *)record;
        assert_int_equal(table->pages.count, 2);
        assert_int_equal(table->pages.items[1], 2);
        assert_int_equal(table->notes.count, 2);
        assert_view(table->notes.items[0], "注");
        assert_view(table->title, "表");
        assert_view(table->unit, "万元");
        assert_false(table->empty);
        assert_true(table->transposed);
    }
    return true;
}

static void members_get_their_values(void **state)
{
    (void)state;
    struct sink sink = {.take = look};
    int failed;
    struct error error = read_stream(RULES_STREAM, strlen(RULES_STREAM), "rules", &sink, &failed);
    assert_string_equal(error.message, "");
}

static const struct wrong_stream {
    const char *stream, *message;
} wrong_streams[] = {
    {"", "line 1: empty"},
    {"\n", "line 1: not a JSON object"},
    {"%PDF-1.7\n", "line 1: not a JSON object"},
    {"[]\n", "line 1: not a JSON object"},
    {SOURCE, "line 1: not a record stream: the header is missing"},
    {HEADER("rules") END(0, 0), "line 1: the output of \"rules\" stands where that of \"pages\" is expected"},
    {"{\"format\":\"extract-records\",\"record\":\"header\",\"stage\":\"pages\",\"unit\":\"0.1pt\",\"version\":2}\n",
     "line 1: this program reads version 1"},
    {"{\"format\":\"extract-records\",\"record\":\"header\",\"stage\":\"pages\",\"unit\":\"1pt\",\"version\":1}\n",
     "line 1: the unit"},
    {"{\"format\":\"other\",\"record\":\"header\",\"stage\":\"pages\",\"unit\":\"0.1pt\",\"version\":1}\n",
     "line 1: not a record stream"},
    {HEADER("pages"), "line 2: the stream was cut: no end record"},
    {HEADER("pages") SOURCE PAGE, "line 4: the stream was cut: no end record"},
    {HEADER("pages") SOURCE "{\"record\":\"cl", "line 3: the stream was cut inside a line"},
    {HEADER("pages") SOURCE CLOSE END(1, 3), "line 4: the end record counts 1 documents and 3 records; 1 and 2 came"},
    {HEADER("pages") SOURCE CLOSE END(2, 2), "line 4: the end record counts 2 documents"},
    {HEADER("pages") "{\"documents\":0,\"record\":\"end\"}\n", "line 2: the end record lacks its counts"},
    {HEADER("pages") SOURCE END(0, 1), "line 3: the end record stands inside a document"},
    {HEADER("pages") END(0, 0) SOURCE, "line 3: a record behind the end record"},
    {HEADER("pages") "{\"record\":\"sauce\"}\n", "line 2: unknown record \"sauce\""},
    {HEADER("pages") SOURCE DOCUMENT, "line 3: unknown record \"document\""},
    {HEADER("pages") "{\"kind\":\"source\"}\n", "line 2: no member \"record\""},
    {HEADER("pages") PAGE, "line 2: a record \"page\" cannot stand here"},
    {HEADER("pages") WARNING, "line 2: a record \"warning\" cannot stand here"},
    {HEADER("pages") SOURCE SOURCE, "line 3: a record \"source\" cannot stand here"},
    {HEADER("pages") SOURCE LINE, "line 3: a record \"line\" cannot stand here"},
    {HEADER("pages") SOURCE PAGE CELL, "line 4: a record \"cell\" cannot stand here"},
    {HEADER("pages") SOURCE PAGE GRID LINE CELL, "line 6: a record \"cell\" cannot stand here"},
    {HEADER("pages") SOURCE ERROR PAGE, "line 4: a record \"page\" cannot stand here"},
    {HEADER("pages") SOURCE "{\"height\":8420,\"number\":1,\"record\":\"page\",\"turn\":0}\n",
     "line 3: record \"page\" lacks \"width\""},
    {HEADER("pages") SOURCE "{\"height\":1,\"number\":1,\"record\":\"page\",\"turn\":0,\"width\":1,\"x\":0}\n",
     "line 3: record \"page\" has a member that is unknown"},
    {HEADER("pages") SOURCE "{\"height\":1,\"number\":1,\"record\":\"page\",\"turn\":0,\"width\":1,\"width\":2}\n",
     "line 3: record \"page\" has a member that is unknown or doubled"},
    {HEADER("pages") SOURCE "{\"height\":\"1\",\"number\":1,\"record\":\"page\",\"width\":1}\n",
     "line 3: record \"page\": wrong type or range of \"height\""},
    {HEADER("pages") SOURCE "{\"height\":1.5,\"number\":1,\"record\":\"page\",\"width\":1}\n", "of \"height\""},
    {HEADER("pages") SOURCE "{\"height\":1,\"number\":-1,\"record\":\"page\",\"width\":1}\n", "of \"number\""},
    {HEADER("pages") SOURCE "{\"height\":1,\"number\":1e300,\"record\":\"page\",\"width\":1}\n", "of \"number\""},
    {HEADER("pages") SOURCE "{\"height\":1,\"number\":4294967297,\"record\":\"page\",\"width\":1}\n", "of \"number\""},
    {HEADER("pages") SOURCE PAGE "{\"box\":[1,2,3],\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":\"\"}\n",
     "of \"box\""},
    {HEADER("pages") SOURCE PAGE "{\"box\":[9,2,3,4],\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":\"\"}\n",
     "of \"box\""},
    {HEADER("pages") SOURCE PAGE
     "{\"box\":[1,2,3,99999999],\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":\"\"}\n",
     "of \"box\""},
    {HEADER("pages") SOURCE PAGE "{\"box\":null,\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":7}\n",
     "of \"text\""},
    {HEADER("pages") SOURCE PAGE
     "{\"box\":null,\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":\"a\\u0000b\"}\n",
     "line 4: a NUL character"},
    {HEADER("pages") SOURCE PAGE "{\"box\":null,\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":\"\xE5\x90\"}\n",
     "line 4: invalid UTF-8 at byte 5"},
    {HEADER("pages") SOURCE PAGE "{\"box\":null,\"plain\":null,\"record\":\"line\",\"size\":1,\"text\":\"\\ud800\"}\n",
     "line 4: not a JSON object"},
    {HEADER("pages") SOURCE PAGE
     "{\"box\":null,\"columns\":3,\"record\":\"grid\",\"rows\":3,\"rulings\":\"ruled\",\"vertical\":[1,2,3]}\n",
     "line 4: a grid of 3 columns with 3 edges"},
    {HEADER("pages") SOURCE PAGE
     "{\"box\":null,\"columns\":1000000,\"record\":\"grid\",\"rows\":1000000,\"rulings\":\"ruled\",\"vertical\":[]}\n",
     "line 4: a grid of more than 4000000 cells"},
    {HEADER("pages") SOURCE PAGE GRID
     "{\"box\":null,\"column\":1,\"column_span\":2,\"hidden\":null,\"ink\":null,\"page\":1,\"plain\":null,\"record\":\"cell\","
     "\"row\":0,\"row_span\":1,\"text\":\"\"}\n",
     "line 5: a cell outside its grid"},
    {HEADER("pages") SOURCE "{\"record\":\"close\"} x\n", "line 3: not a JSON object"},
};

static void wrong_streams_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(wrong_streams); i++) {
        const struct wrong_stream *wrong = &wrong_streams[i];
        char *written;
        int failed;
        /* fmemopen refuses a size of zero: an empty stream is read from /dev/null. */
        struct error error = {0};
        if (*wrong->stream) {
            error = copy_stream(wrong->stream, strlen(wrong->stream), "pages", &written, &failed);
            free(written);
        } else {
            FILE *file = fopen("/dev/null", "r");
            struct sink sink = {.take = look};
            assert_false(codec_read(file, "pages", &sink, &failed, &error));
            fclose(file);
        }
        assert_int_equal(error.code, ERROR_STREAM);
        if (!strstr(error.message, wrong->message))
            fail_msg("stream %zu: \"%s\", not \"%s\"", i, error.message, wrong->message);
    }
}

static void wrong_rules_streams_are_told(void **state)
{
    (void)state;
    static const struct wrong_stream cases[] = {
        {HEADER("rules") SOURCE TABLE, "line 3: a record \"table\" cannot stand here"},
        {HEADER("rules") SOURCE DOCUMENT TABLE AMOUNT, "line 5: a record \"amount\" cannot stand here"},
        {HEADER("rules") SOURCE DOCUMENT TABLE ROW COLUMN, "line 6: a record \"column\" cannot stand here"},
        {HEADER("rules") SOURCE DOCUMENT TABLE ROW HEAD, "line 6: a record \"header\" cannot stand here"},
        {HEADER("rules") SOURCE DOCUMENT FIELD, "line 4: a record \"field\" cannot stand here"},
        {HEADER("rules") SOURCE DOCUMENT TABLE ROW INDICATOR, "line 6: a record \"indicator\" cannot stand here"},
        {HEADER("rules") SOURCE DOCUMENT STATEMENT TABLE, "line 5: a record \"table\" cannot stand here"},
        {HEADER("rules") SOURCE PAGE, "line 3: unknown record \"page\""},
        {HEADER("rules") SOURCE DOCUMENT TABLE ROW
         "{\"measure\":\"total\",\"precision\":0,\"printed\":true,\"record\":\"amount\",\"value\":\"1,000\"}\n",
         "of \"value\""},
        {HEADER("rules") SOURCE DOCUMENT TABLE ROW
         "{\"measure\":\"total\",\"precision\":0,\"printed\":true,\"record\":\"amount\",\"value\":1.5}\n",
         "of \"value\""},
        {HEADER("rules") SOURCE DOCUMENT TABLE ROW
         "{\"measure\":\"total\",\"precision\":0,\"printed\":1,\"record\":\"amount\",\"value\":\"1\"}\n",
         "of \"printed\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *written;
        int failed;
        struct error error = copy_stream(cases[i].stream, strlen(cases[i].stream), "rules", &written, &failed);
        free(written);
        assert_int_equal(error.code, ERROR_STREAM);
        if (!strstr(error.message, cases[i].message))
            fail_msg("stream %zu: \"%s\", not \"%s\"", i, error.message, cases[i].message);
    }
}

static void a_raw_nul_is_told(void **state)
{
    (void)state;
    char stream[] = HEADER("pages") SOURCE;
    char *name = strstr(stream, ".pdf");
    char *written;
    int failed;
    *name = '\0';
    struct error error = copy_stream(stream, sizeof stream - 1, "pages", &written, &failed);
    free(written);
    assert_non_null(strstr(error.message, "line 2: a NUL character"));
}

static void long_lines_end(void **state)
{
    (void)state;
    const size_t size = 17 * 1024 * 1024;
    char *stream = malloc(size);
    char *written;
    int failed;
    memset(stream, ' ', size);
    struct error error = copy_stream(stream, size, "pages", &written, &failed);
    assert_non_null(strstr(error.message, "line 1: longer than 16777216 bytes"));
    free(written);
    free(stream);
}

/* Every way to cut the stream is told, whatever byte it ends at. */
static void every_cut_is_told(void **state)
{
    (void)state;
    for (size_t size = 1; size < strlen(PAGES_STREAM); size++) {
        char *written;
        int failed;
        struct error error = copy_stream(PAGES_STREAM, size, "pages", &written, &failed);
        free(written);
        assert_int_equal(error.code, ERROR_STREAM);
    }
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    struct sink *writer = codec_writer_new(full, "pages");
    int failed;
    struct error error = read_stream(PAGES_STREAM, strlen(PAGES_STREAM), "pages", writer, &failed);
    assert_int_equal(error.code, ERROR_OUTPUT);
    sink_free(writer);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip_keeps_the_bytes),
        cmocka_unit_test(members_get_their_values),
        cmocka_unit_test(the_streams_hold_every_kind),
        cmocka_unit_test(wrong_streams_are_told),
        cmocka_unit_test(wrong_rules_streams_are_told),
        cmocka_unit_test(a_raw_nul_is_told),
        cmocka_unit_test(long_lines_end),
        cmocka_unit_test(every_cut_is_told),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
