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
#include "rules/words.h"
#include "rules/years.h"

#define GROUP "check" /* of the words */

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

/* "a = b + c", "a = b / c": measures have names, all else (codes, names, titles) stays. */
static void append_message(GString *out, const struct words *words, struct view message)
{
    static const char *const signs[] = {" = ", " + ", " - ", " / ", ": "};
    size_t begin = 0;
    for (size_t i = 0; i <= message.size; i++) {
        const struct view rest = view_part(message, i, message.size);
        const char *sign = NULL;
        for (size_t k = 0; k < G_N_ELEMENTS(signs) && !sign; k++)
            sign = view_starts_with(rest, signs[k]) ? signs[k] : NULL;
        if (!sign && i < message.size)
            continue;
        words_append_measure(out, words, view_part(message, begin, i - begin));
        if (sign) {
            g_string_append(out, sign);
            i += strlen(sign) - 1;
            begin = i + 1;
        }
    }
}

static void tell_check(struct report *report, const struct record_check *check)
{
    const struct words *words = report->words;
    char *actual = amount_text(check->actual), *expected = amount_text(check->expected);
    char *difference = amount_text(check->difference), *tolerance = amount_text(check->tolerance);
    char *page = g_strdup_printf("%d", check->page), *quantity = g_strndup(check->quantity.data, check->quantity.size);
    const char *unit = words_find(words, GROUP, quantity);
    g_string_append(report->out, "  ");
    words_append(report->out, words, GROUP, "page", "page", page, NULL);
    struct view title = title_of(report, check);
    if (!view_is_empty(title))
        g_string_append_printf(report->out, ", %.*s", VIEW_PRINT(title));
    if (check->measure.data) {
        g_string_append(report->out, ", ");
        words_append_measure(report->out, words, check->measure);
    }
    g_string_append(report->out, ": ");
    append_message(report->out, words, check->message);
    g_string_append(report->out, "\n    ");
    words_append(report->out, words, GROUP, "figures", "actual", actual, "expected", expected, "difference", difference,
                 "unit", unit ? unit : "", "tolerance", tolerance, NULL);
    g_string_append_c(report->out, '\n');
    g_free(actual);
    g_free(expected);
    g_free(difference);
    g_free(tolerance);
    g_free(page);
    g_free(quantity);
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
    char equal[16], rounding[16], differing[16];
    g_snprintf(equal, sizeof equal, "%d", report->equal);
    g_snprintf(rounding, sizeof rounding, "%d", report->rounding);
    g_snprintf(differing, sizeof differing, "%u", report->differing->len);
    const bool any = report->equal + report->rounding + (int)report->differing->len > 0;
    words_append(report->out, report->words, GROUP, any ? "counts" : "nothing", "equal", equal, "rounding", rounding,
                 "differing", differing, NULL);
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
    struct words *words =
        words_load((const char *const *)options->directories, options->language ? options->language : "en", &error);
    report.words = words;
    if (!error_is_set(&error) && (!options->files || !*options->files))
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
    words_free(words);
    g_string_free(report.out, TRUE);
    g_ptr_array_unref(report.titles);
    g_ptr_array_unref(report.differing);
    return status;
}
