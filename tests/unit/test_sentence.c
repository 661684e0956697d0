/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sentences of a section say in figures, with the rules and codes of this tree. */
#include <glib.h>
#include <stdlib.h>

#include "rules/sentence.h"
#include "tests/unit/test.h"

struct bench {
    struct ruleset *rules;
    struct dictionary *dictionary;
    struct arena *arena;
    struct reading reading;
    struct narration narration;
};

static void bench_open(struct bench *bench)
{
    const char *path = g_getenv("EXTRACT_RULES");
    const char *const directories[] = {path && *path ? path : "rules", NULL};
    struct error error = {0};
    *bench = (struct bench){.rules = ruleset_load(directories, NULL, &error)};
    assert_non_null(bench->rules);
    bench->dictionary = dictionary_load(directories, NULL, &error);
    assert_non_null(bench->dictionary);
    bench->arena = arena_new();
    reading_open(&bench->reading, bench->arena, bench->rules, bench->dictionary);
    bench->reading.fiscal_year = 2025;
    bench->reading.organization = view_of("云溪县应急管理局");
    narration_open(&bench->narration, &bench->reading);
}

static void bench_close(struct bench *bench)
{
    narration_close(&bench->narration);
    reading_close(&bench->reading);
    dictionary_free(bench->dictionary);
    ruleset_free(bench->rules);
    arena_free(bench->arena);
}

static void append_amount(GString *out, const char *key, bool said, struct amount value)
{
    char text[AMOUNT_TEXT_SIZE];
    if (!said)
        return;
    amount_format(value, text);
    g_string_append_printf(out, " %s=%s", key, text);
}

static void append_view(GString *out, const char *key, struct view view)
{
    if (view.data)
        g_string_append_printf(out, " %s=%.*s", key, VIEW_PRINT(view));
}

/* A statement in one line: what it says, each by its key. */
static void append_statement(GString *out, const struct record_statement *statement)
{
    g_string_append_printf(out, "%.*s", VIEW_PRINT(statement->subject));
    append_amount(out, statement->counted ? "count" : "amount", statement->has_value, statement->value);
    append_view(out, "unit", statement->counted ? statement->unit : VIEW_NONE);
    append_amount(out, "share", statement->has_share, statement->share);
    append_amount(out, "completion", statement->has_completion, statement->completion);
    append_amount(out, "change", statement->has_change, statement->change);
    append_amount(out, "percent", statement->has_percent, statement->percent);
    append_view(out, "code", statement->code);
    append_view(out, "topic", statement->topic);
    append_view(out, "phase", statement->phase);
    append_view(out, "reason", statement->reason);
    if (statement->year)
        g_string_append_printf(out, " year=%d", statement->year);
    if (statement->part_of >= 0)
        g_string_append_printf(out, " of=%d", statement->part_of);
    if (statement->share_of >= 0)
        g_string_append_printf(out, " share_of=%d", statement->share_of);
    g_string_append_c(out, '\n');
}

struct sample {
    const char *sentences[4];
    const char *expected; /* a line for each statement */
};

static void assert_said(const struct sample *sample)
{
    struct bench bench;
    bench_open(&bench);
    narration_heading(&bench.narration, view_of("一、说明"));
    bool goes_on = false;
    for (int i = 0; i < 4 && sample->sentences[i]; i++) {
        struct view sentence = view_of(sample->sentences[i]);
        narration_sentence(&bench.narration, sentence, 1, goes_on);
        goes_on = g_str_has_suffix(sample->sentences[i], ";") || g_str_has_suffix(sample->sentences[i], ":");
    }
    GString *said = g_string_new(NULL);
    for (guint i = 0; i < bench.narration.told->len; i++)
        append_statement(said, g_array_index(bench.narration.told, struct told, i).statement);
    assert_string_equal(said->str, sample->expected);
    g_string_free(said, TRUE);
    bench_close(&bench);
}

static void subjects_stand_without_what_leads_to_them(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {{"2025年度云溪县应急管理局支出预算58.46万元,其中:基本支出42.30万元,占72.36%;", "项目支出16.16万元,占27.64%。"},
         "支出预算 amount=584600 phase=budget year=2025\n"
         "基本支出 amount=423000 share=72.36 of=0\n"
         "项目支出 amount=161600 share=27.64 of=0\n"},
        {{"(二)公用经费安排3.5亿元。"}, "公用经费 amount=350000000\n"},
        {{"纳入目标管理的项目7个,共计金额35.10千元。"},
         "纳入目标管理的项目 count=7 unit=个 topic=projects\n"
         "纳入目标管理的项目 amount=35100\n"},
        {{"共有车辆8辆,其中,机要通信用车2辆、执法执勤用车6辆。"},
         "车辆 count=8 unit=辆 topic=vehicles\n"
         "机要通信用车 count=2 unit=辆 topic=vehicles of=0\n"
         "执法执勤用车 count=6 unit=辆 topic=vehicles of=0\n"},
        {{"会议费支出预算为20万元,支出决算为15万元,完成预算的75%。"},
         "会议费支出预算 amount=200000 topic=meetings phase=budget\n"
         "会议费支出 amount=150000 completion=75 topic=meetings phase=final\n"},
        {{"占有单价50万元(含)以上的设备2台(套)。"},
         "占有单价50万元(含)以上的设备 count=2 unit=台(套) topic=equipment\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        assert_said(&samples[i]);
}

/* The change behind a list of parts is of the whole where its per cent are; of a part where they are its own. */
static void changes_belong_where_their_percent_fit(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {{"收入总计200万元,其中:本年收入150万元,上年结转50万元,比上年增加100万元,增长100%,主要原因是人员增加。"},
         "收入 amount=2000000 change=1000000 percent=100 reason=人员增加\n"
         "本年收入 amount=1500000 of=0\n"
         "上年结转 amount=500000 of=0\n"},
        {{"收入总计200万元,其中:本年收入150万元,较上年减少50万元,下降25%。"},
         "收入 amount=2000000\n"
         "本年收入 amount=1500000 change=-500000 percent=-25 of=0\n"},
        {{"机关运行经费预算数为60万元,2024年机关运行经费预算数为50万元,增长20%。"},
         "机关运行经费预算数 amount=600000 percent=20 topic=operating_costs phase=budget\n"
         "机关运行经费预算数 amount=500000 topic=operating_costs phase=budget year=2024\n"},
        {{"公务接待费0.32万元,与上年预算数持平。"}, "公务接待费 amount=3200 change=0 topic=three_public_reception\n"},
        {{"会议费10万元,主要原因是场地费增加4万元。"},
         "会议费 amount=100000 topic=meetings reason=场地费增加4万元\n"
         "场地费 change=40000\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        assert_said(&samples[i]);
}

/* What an amount is compared with is of the year that stands right in front of it, or alone in a clause before. */
static void years_stand_near_their_amounts(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {{"公务接待费3万元,比2024年的5万元减少2万元。"},
         "公务接待费 amount=30000 change=-20000 topic=three_public_reception\n"
         "公务接待费 amount=50000 topic=three_public_reception year=2024\n"},
        {{"公务接待费3万元,比上年的5万元减少2万元。"},
         "公务接待费 amount=30000 change=-20000 topic=three_public_reception\n"
         "公务接待费 amount=50000 topic=three_public_reception phase=prior_year\n"},
        {{"2024年,公务接待费5万元。"}, "公务接待费 amount=50000 topic=three_public_reception year=2024\n"},
        {{"截至2024年12月31日,共有车辆5辆。"}, "车辆 count=5 unit=辆 topic=vehicles\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        assert_said(&samples[i]);
}

/* A bound is no change, and groups that travel are no expense. */
static void words_are_not_taken_for_others(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {{"会议费2万元,每次最多1万元。"}, "会议费 amount=20000 topic=meetings\n每次最多 amount=10000\n"},
        {{"培训费2万元,至少1万元用于教材。"}, "培训费 amount=20000 topic=training\n至少 amount=10000\n"},
        {{"会议费2万元,比上年多1万元。"}, "会议费 amount=20000 change=10000 topic=meetings\n"},
        {{"因公出国(境)团组2个。"}, "因公出国(境)团组 count=2 unit=个 topic=travel_groups\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        assert_said(&samples[i]);
}

static void codes_are_printed_or_follow_from_the_path(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {{"(1)行政运行(2101501)61.63万元,较上年减少34.88万元,下降36.14%;"},
         "行政运行 amount=616300 change=-348800 percent=-36.14 code=2101501\n"},
        {{"“社会保障和就业支出(类)行政事业单位养老支出(款)机关事业单位职业年金缴费支出(项)”科目19.93万元。"},
         "机关事业单位职业年金缴费支出 amount=199300 code=2080506\n"},
        {{"1.住房保障支出(类)住房改革支出(款)住房公积金(项)。",
          "年初预算为30万元,支出决算为29.7万元,完成年初预算的99%。"},
         "住房公积金 amount=300000 code=2210201 phase=budget\n"
         "住房公积金 amount=297000 completion=99 code=2210201 phase=final\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
        assert_said(&samples[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_stand_without_what_leads_to_them),
        cmocka_unit_test(changes_belong_where_their_percent_fit),
        cmocka_unit_test(years_stand_near_their_amounts),
        cmocka_unit_test(words_are_not_taken_for_others),
        cmocka_unit_test(codes_are_printed_or_follow_from_the_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
