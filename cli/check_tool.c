/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_tool.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/record.h"
#include "cli/chain.h"
#include "cli/document.h"
#include "cli/input.h"
#include "extract/pages.h"
#include "normalize/stage.h"
#include "rules/stage.h"
#include "rules/years.h"

/* The words of the report. */
struct words {
    const char *name;
    const char *counts;  /* equal, rounding, differs */
    const char *nothing; /* no relation could be formed */
    const char *place;   /* page */
    const char *figures; /* printed, sum, difference, what they count, tolerance */
    const char *yuan, *percent, *number;
};

static const struct words languages[] = {
    {"en", "%d relations hold, %d to the rounding of their digits, %d differ", "no relation can be formed", "page %d",
     "    printed %s, by the others %s, difference %s%s (rounding allows %s)\n", " yuan", " per cent", ""},
    {"zh", "勾稽关系：相符 %d 条，尾差 %d 条，不符 %d 条", "没有可核对的勾稽关系", "第 %d 页",
     "    表中数 %s，应为 %s，差额 %s%s（允许尾差 %s）\n", " 元", "%", " 个"},
};

/* The last sink of the chain: keeps the verdicts of one document. */
struct report {
    struct sink sink;
    const struct words *words;
    bool json;
    GString *out;
    GPtrArray *titles;    /* struct view *: of the tables */
    GPtrArray *differing; /* const struct record_check * */
    struct view file;
    int equal, rounding;
    struct years *years;   /* what is kept of each document, to compare it with another; NULL for one file */
    struct ledger *ledger; /* of the document that is open, for the years */
    bool failed, any;      /* the document failed; any relation of any document differs */
};

/* 1234567.8 as 1,234,567.80. */
static void append_amount(GString *out, struct amount amount)
{
    char text[AMOUNT_TEXT_SIZE];
    amount_format(amount, text);
    const char *digits = text + (*text == '-'), *point = strchr(digits, '.');
    int whole = (int)(point ? (size_t)(point - digits) : strlen(digits));
    if (*text == '-')
        g_string_append_c(out, '-');
    for (int i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
    const char *fraction = point ? point + 1 : "";
    g_string_append_printf(out, ".%s%s", fraction, strlen(fraction) >= 2 ? "" : &"00"[strlen(fraction)]);
}

static char *amount_text(struct amount amount)
{
    GString *text = g_string_new(NULL);
    append_amount(text, amount);
    return g_string_free(text, FALSE);
}

static struct view title_of(const struct report *report, const struct record_check *check)
{
    guint table = check->tables.count ? (guint)check->tables.items[0] : G_MAXUINT;
    return table < report->titles->len ? *(struct view *)report->titles->pdata[table] : VIEW_NONE;
}

static void tell_check(struct report *report, const struct record_check *check)
{
    char *actual = amount_text(check->actual), *expected = amount_text(check->expected);
    char *difference = amount_text(check->difference), *tolerance = amount_text(check->tolerance);
    g_string_append(report->out, "  ");
    g_string_append_printf(report->out, report->words->place, check->page);
    struct view title = title_of(report, check);
    if (!view_is_empty(title))
        g_string_append_printf(report->out, ", %.*s", VIEW_PRINT(title));
    if (check->measure.data)
        g_string_append_printf(report->out, ", %.*s", VIEW_PRINT(check->measure));
    g_string_append_printf(report->out, ": %.*s\n", VIEW_PRINT(check->message));
    const char *unit = view_equal_text(check->quantity, "percent")  ? report->words->percent
                       : view_equal_text(check->quantity, "number") ? report->words->number
                                                                    : report->words->yuan;
    g_string_append_printf(report->out, report->words->figures, actual, expected, difference, unit, tolerance);
    g_free(actual);
    g_free(expected);
    g_free(difference);
    g_free(tolerance);
}

static void tell_check_json(struct report *report, const struct record_check *check)
{
    struct json_writer json;
    json_start(&json, report->out, false);
    json_object_open(&json);
    json_key(&json, "actual");
    json_amount(&json, check->actual);
    json_key(&json, "difference");
    json_amount(&json, check->difference);
    json_key(&json, "expected");
    json_amount(&json, check->expected);
    json_key(&json, "file");
    json_view(&json, report->file);
    json_key(&json, "measure");
    json_view(&json, check->measure);
    json_key(&json, "message");
    json_view(&json, check->message);
    json_key(&json, "page");
    json_integer(&json, check->page);
    json_key(&json, "quantity");
    json_view(&json, check->quantity);
    json_key(&json, "rule");
    json_view(&json, check->rule);
    json_key(&json, "table");
    json_view(&json, title_of(report, check));
    json_key(&json, "tolerance");
    json_amount(&json, check->tolerance);
    json_key(&json, "verdict");
    json_view(&json, check->verdict);
    json_object_close(&json);
    g_string_append_c(report->out, '\n');
}

static void tell_document(struct report *report)
{
    if (report->json || report->failed)
        return;
    g_string_append_printf(report->out, "%.*s: ", VIEW_PRINT(report->file));
    if (report->equal + report->rounding + (int)report->differing->len == 0)
        g_string_append(report->out, report->words->nothing);
    else
        g_string_append_printf(report->out, report->words->counts, report->equal, report->rounding,
                               (int)report->differing->len);
    g_string_append_c(report->out, '\n');
    for (guint i = 0; i < report->differing->len; i++)
        tell_check(report, report->differing->pdata[i]);
}

static void note_check(struct report *report, const struct record_check *check)
{
    if (report->json)
        tell_check_json(report, check);
    if (view_equal_text(check->verdict, "equal"))
        report->equal++;
    else if (view_equal_text(check->verdict, "rounding"))
        report->rounding++;
    else
        g_ptr_array_add(report->differing, (void *)check);
}

/* Behind the ledger nothing more is done with a record. */
static bool end_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    (void)sink, (void)arena, (void)record, (void)error;
    return true;
}

static struct sink end = {.take = end_take};

/* Hands the records of a document to its ledger, and the ledger of a whole one to the years. */
static bool years_note(struct report *report, struct arena *arena, const struct record *record, struct error *error)
{
    if (record->kind == RECORD_SOURCE)
        report->ledger = ledger_new(&end);
    if (!report->ledger)
        return true;
    bool fine = sink_take(ledger_sink(report->ledger), arena, record, error);
    if (record->kind == RECORD_CLOSE) {
        if (!report->failed)
            years_add(report->years, report->ledger, report->file);
        ledger_free(report->ledger);
        report->ledger = NULL;
    }
    return fine;
}

static bool report_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct report *report = (struct report *)sink;
    if (report->years && !years_note(report, arena, record, error))
        return false;
    switch (record->kind) {
    case RECORD_SOURCE:
        report->file = ((const struct record_source *)record)->file;
        g_ptr_array_set_size(report->titles, 0);
        g_ptr_array_set_size(report->differing, 0);
        report->equal = report->rounding = 0;
        report->failed = false;
        break;
    case RECORD_TABLE:
        g_ptr_array_add(report->titles, (void *)&((const struct record_table *)record)->title);
        break;
    case RECORD_CHECK:
        note_check(report, (const struct record_check *)record);
        break;
    case RECORD_ERROR:
        report->failed = true;
        break;
    case RECORD_CLOSE:
        tell_document(report);
        report->any = report->any || report->differing->len;
        if (fwrite(report->out->str, 1, report->out->len, stdout) != report->out->len)
            return error_set(error, ERROR_OUTPUT, 0, "cannot write the report");
        g_string_truncate(report->out, 0);
        break;
    default:
        break;
    }
    return true;
}

static enum status check_files(const struct options *options, struct report *report, struct sink *first)
{
    enum status status = STATUS_FINE;
    for (char **path = options->files; *path; path++) {
        struct error error = {0}, failure = {0};
        struct input input;
        input_read(&input, *path);
        bool read = document_read(&input, options->password, first, &failure, &error);
        input_clear(&input);
        if (!read) {
            message_error(NULL, &error);
            return message_status(&error);
        }
        if (error_is_set(&failure)) {
            message_error(input_name(*path), &failure);
            status = STATUS_FAILED;
        }
    }
    struct error error = {0};
    struct years *years = report->years;
    report->years = NULL; /* what the years say is for the report alone */
    bool told = !years || years_emit(years, &report->sink, &error);
    years_free(years);
    if (!told)
        message_error(NULL, &error);
    if (!told || fflush(stdout) != 0)
        return STATUS_OUTPUT;
    return report->any ? STATUS_FAILED : status;
}

enum status check_tool(const struct options *options)
{
    static const struct stage *const stages[] = {&normalize_stage, &rules_stage};
    const struct stage_options stage_options = {.rule_directories = (const char *const *)options->directories};
    struct report report = {.sink = {.take = report_take}, .json = options->json};
    struct error error = {0};
    struct chain chain = {{NULL}};
    enum status status;
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (strcmp(languages[i].name, options->language ? options->language : "en") == 0)
            report.words = &languages[i];
    if (!report.words)
        error_set(&error, ERROR_USAGE, 0, "--lang: \"%s\" is neither en nor zh", options->language);
    else if (!options->files || !*options->files)
        error_set(&error, ERROR_USAGE, 0, "no FILE is given; see extract check --help");
    struct ruleset *rules = NULL;
    if (!error_is_set(&error) && options->files[1])
        rules = ruleset_load(stage_options.rule_directories, NULL, &error);
    report.years = rules ? years_new(rules) : NULL;
    report.out = g_string_new(NULL);
    report.titles = g_ptr_array_new();
    report.differing = g_ptr_array_new();
    if (!error_is_set(&error) && pages_check_poppler_data(&error) &&
        chain_open(&chain, stages, G_N_ELEMENTS(stages), &stage_options, &report.sink, &error)) {
        status = check_files(options, &report, chain.sinks[0]);
    } else {
        message_error(NULL, &error);
        status = STATUS_USAGE;
    }
    chain_close(&chain);
    years_free(report.years);
    ruleset_free(rules);
    g_string_free(report.out, TRUE);
    g_ptr_array_unref(report.titles);
    g_ptr_array_unref(report.differing);
    return status;
}
