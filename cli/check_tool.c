/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_tool.h"

#include <errno.h>
#include <stdio.h>

#include "base/record.h"
#include "cli/chain.h"
#include "cli/check_report.h"
#include "cli/document.h"
#include "cli/input.h"
#include "extract/pages.h"
#include "normalize/stage.h"
#include "rules/stage.h"
#include "rules/years.h"

/* A relation and its figures. */
struct relation {
    const struct record_check *check;
    GPtrArray *operands; /* struct record_operand * */
};

/* The last sink of the chain: keeps the verdicts of one document. */
struct report {
    struct sink sink;
    const struct words *words;
    bool json;
    GString *out;
    GPtrArray *differing; /* struct relation * */
    GPtrArray *unclear;   /* const struct record_warning *: what a reader should look at */
    struct relation last; /* whose figures are coming */
    struct view file;
    int equal, rounding;
    struct years *years;   /* what is kept of each document, to compare it with another; NULL for one file */
    struct ledger *ledger; /* of the document that is open */
    bool failed;           /* the document failed */
    struct {
        int files, equal, rounding, differs, differing, unread;
    } all;
};

static void relation_free(void *data)
{
    struct relation *relation = data;
    g_ptr_array_unref(relation->operands);
    g_free(relation);
}

/* How many relations hold, hold to rounding, differ, in the sentence of that name; of all files with their numbers. */
static void append_counts(GString *out, const struct words *words, const char *sentence, int equal, int rounding,
                          int differing, const int files[3])
{
    char texts[6][16];
    const int values[] = {equal, rounding, differing, files ? files[0] : 0, files ? files[1] : 0, files ? files[2] : 0};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        g_snprintf(texts[i], sizeof texts[i], "%d", values[i]);
    words_append(out, words, REPORT_GROUP, sentence, "equal", texts[0], "rounding", texts[1], "differing", texts[2],
                 "files", texts[3], "wrong", texts[4], "unread", texts[5], NULL);
}

static void tell_document(struct report *report)
{
    const struct words *words = report->words;
    if (report->json || report->failed)
        return;
    g_string_append_printf(report->out, "%.*s: ", VIEW_PRINT(report->file));
    const bool any = report->equal + report->rounding + (int)report->differing->len > 0;
    append_counts(report->out, words, any ? "counts" : "nothing", report->equal, report->rounding,
                  (int)report->differing->len, NULL);
    g_string_append_c(report->out, '\n');
    for (guint i = 0; i < report->differing->len; i++) {
        const struct relation *relation = report->differing->pdata[i];
        report_check(report->out, words, report->ledger, relation->check, relation->operands);
    }
    for (guint i = 0; i < report->unclear->len; i++) {
        const struct record_warning *warning = report->unclear->pdata[i];
        char *text = g_strndup(warning->message.data, warning->message.size);
        g_string_append(report->out, "  ");
        report_page(report->out, words, warning->page);
        words_append(report->out, words, REPORT_GROUP, "look", "message", text, NULL);
        g_string_append_c(report->out, '\n');
        g_free(text);
    }
}

/* The figures of the last relation are all there. */
static void end_relation(struct report *report)
{
    const struct record_check *check = report->last.check;
    if (!check)
        return;
    if (report->json)
        report_check_json(report->out, report->file, report->ledger, check, report->last.operands);
    if (view_equal_text(check->verdict, "equal")) {
        report->equal++;
    } else if (view_equal_text(check->verdict, "rounding")) {
        report->rounding++;
    } else {
        struct relation *relation = g_new(struct relation, 1);
        *relation = (struct relation){check, g_ptr_array_ref(report->last.operands)};
        g_ptr_array_add(report->differing, relation);
        g_ptr_array_unref(report->last.operands);
        report->last.operands = g_ptr_array_new();
    }
    g_ptr_array_set_size(report->last.operands, 0);
    report->last.check = NULL;
}

/* Behind the ledger nothing more is done with a record. */
static bool end_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    (void)sink, (void)arena, (void)record, (void)error;
    return true;
}

static struct sink end = {.take = end_take};

static void document_begin(struct report *report, struct view file)
{
    report->file = file;
    report->ledger = ledger_new(&end);
    g_ptr_array_set_size(report->differing, 0);
    g_ptr_array_set_size(report->unclear, 0);
    report->equal = report->rounding = 0;
    report->failed = false;
}

static bool document_end(struct report *report, struct error *error)
{
    end_relation(report);
    tell_document(report);
    report->all.files++;
    report->all.unread += report->failed;
    report->all.equal += report->equal;
    report->all.rounding += report->rounding;
    report->all.differs += (int)report->differing->len;
    report->all.differing += report->differing->len > 0;
    if (report->years && !report->failed)
        years_add(report->years, report->ledger, report->file);
    ledger_free(report->ledger);
    report->ledger = NULL;
    if (fwrite(report->out->str, 1, report->out->len, stdout) != report->out->len)
        return error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    g_string_truncate(report->out, 0);
    return true;
}

static bool report_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct report *report = (struct report *)sink;
    if (record->kind == RECORD_SOURCE)
        document_begin(report, ((const struct record_source *)record)->file);
    if (report->ledger && !sink_take(ledger_sink(report->ledger), arena, record, error))
        return false;
    switch (record->kind) {
    case RECORD_CHECK:
        end_relation(report);
        report->last.check = (const struct record_check *)record;
        break;
    case RECORD_OPERAND:
        g_ptr_array_add(report->last.operands, (void *)record);
        break;
    case RECORD_WARNING:
        if (view_find(((const struct record_warning *)record)->code, "_unclear") > 0)
            g_ptr_array_add(report->unclear, (void *)record);
        break;
    case RECORD_ERROR:
        report->failed = true;
        break;
    case RECORD_CLOSE:
        return document_end(report, error);
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
    const int files = report->all.files;
    struct error error = {0};
    struct years *years = report->years;
    report->years = NULL; /* what the years say is for the report alone */
    bool told = !years || years_emit(years, &report->sink, &error);
    years_free(years);
    if (told && files > 1 && !report->json) {
        append_counts(report->out, report->words, "all", report->all.equal, report->all.rounding, report->all.differs,
                      (const int[]){files, report->all.differing, report->all.unread});
        g_string_append_c(report->out, '\n');
        fwrite(report->out->str, 1, report->out->len, stdout);
    }
    if (told && (fflush(stdout) != 0 || ferror(stdout)))
        told = error_set(&error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    if (!told) {
        message_error(NULL, &error);
        return message_status(&error);
    }
    return report->all.differs ? STATUS_FAILED : status;
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
    report.differing = g_ptr_array_new_with_free_func(relation_free);
    report.unclear = g_ptr_array_new();
    report.last.operands = g_ptr_array_new();
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
    if (report.ledger)
        ledger_free(report.ledger);
    g_ptr_array_unref(report.differing);
    g_ptr_array_unref(report.unclear);
    g_ptr_array_unref(report.last.operands);
    return status;
}
