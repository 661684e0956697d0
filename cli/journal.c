/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/journal.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/input.h"
#include "cli/message.h"
#include "cli/options.h"

enum { SHOW_MICROSECONDS = 200000 }; /* between two states of the progress */

struct journal {
    bool quiet, verbose;
    FILE *log;        /* NULL: none */
    const char *path; /* of the log */
    size_t count, done, skipped, failed;
    size_t pages;
    gint64 start, shown; /* monotonic, microseconds */
};

/* --- the log --- */

static const char *now_text(char text[32])
{
    GDateTime *now = g_date_time_new_now_utc();
    char *iso = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_strlcpy(text, iso, 32);
    g_free(iso);
    g_date_time_unref(now);
    return text;
}

static void member_text(struct json_writer *json, const char *key, const char *text)
{
    char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
    json_key(json, key);
    json_text(json, valid);
    g_free(valid);
}

static void member_number(struct json_writer *json, const char *key, gint64 number)
{
    json_key(json, key);
    json_integer(json, number);
}

/* Closes the event and writes it as one line; the sum of failures is told at the end. */
static void event_close(struct journal *journal, struct json_writer *json)
{
    json_object_close(json);
    g_string_append_c(json->out, '\n');
    fwrite(json->out->str, 1, json->out->len, journal->log);
    fflush(journal->log);
    g_string_free(json->out, TRUE);
}

static void log_document(struct journal *journal, const char *path, const struct workers_result *result)
{
    struct json_writer json;
    char time[32];
    json_start(&json, g_string_new(NULL), false);
    json_object_open(&json);
    member_text(&json, "error", error_is_set(&result->failure) ? error_code_word(result->failure.code) : NULL);
    member_text(&json, "event", "document");
    member_text(&json, "file", path);
    member_text(&json, "message", error_is_set(&result->failure) ? result->failure.message : NULL);
    member_number(&json, "milliseconds", result->milliseconds);
    member_number(&json, "pages", result->facts.pages);
    member_text(&json, "sha256", *result->facts.sha256 ? result->facts.sha256 : NULL);
    member_text(&json, "time", now_text(time));
    event_close(journal, &json);
}

static void log_skip(struct journal *journal, const char *path, const char *same)
{
    struct json_writer json;
    char time[32];
    json_start(&json, g_string_new(NULL), false);
    json_object_open(&json);
    member_text(&json, "event", same ? "duplicate" : "finished");
    member_text(&json, "file", path);
    if (same)
        member_text(&json, "same", same);
    member_text(&json, "time", now_text(time));
    event_close(journal, &json);
}

static void log_run(struct journal *journal, const char *event)
{
    struct json_writer json;
    char time[32];
    json_start(&json, g_string_new(NULL), false);
    json_object_open(&json);
    member_number(&json, "documents", (gint64)journal->done);
    member_text(&json, "event", event);
    member_number(&json, "failed", (gint64)journal->failed);
    member_number(&json, "files", (gint64)journal->count);
    member_number(&json, "pages", (gint64)journal->pages);
    member_text(&json, "program", "extract " VERSION);
    member_number(&json, "skipped", (gint64)journal->skipped);
    member_text(&json, "time", now_text(time));
    event_close(journal, &json);
}

/* --- progress --- */

static void show(struct journal *journal)
{
    const gint64 now = g_get_monotonic_time(), spent = MAX(now - journal->start, 1);
    const size_t read = journal->done + journal->skipped;
    if (journal->quiet || journal->count < 2 || now - journal->shown < SHOW_MICROSECONDS)
        return;
    journal->shown = now;
    const gint64 left =
        journal->done ? spent / (gint64)journal->done * (gint64)(journal->count - read) / G_USEC_PER_SEC : 0;
    message_progress("%zu of %zu documents, %zu pages, %.0f pages/s, %d:%02d:%02d left, %zu failed", read,
                     journal->count, journal->pages, (double)journal->pages * G_USEC_PER_SEC / (double)spent,
                     (int)(left / 3600), (int)(left / 60 % 60), (int)(left % 60), journal->failed);
}

/* --- both --- */

struct journal *journal_open(const struct options *options, size_t count, struct error *error)
{
    struct journal *journal = g_new0(struct journal, 1);
    journal->quiet = options->quiet;
    journal->verbose = options->verbose && !options->quiet;
    journal->count = count;
    journal->path = options->log;
    journal->start = g_get_monotonic_time();
    if (options->log && !(journal->log = fopen(options->log, "ae"))) {
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot write: %s", options->log, g_strerror(errno));
        g_free(journal);
        return NULL;
    }
    if (journal->log)
        log_run(journal, "start");
    return journal;
}

void journal_document(struct journal *journal, const char *path, const struct workers_result *result)
{
    const bool failed = error_is_set(&result->failure);
    journal->done++;
    journal->failed += failed;
    journal->pages += (size_t)MAX(result->facts.pages, 0);
    if (failed && !journal->quiet)
        message_error(input_name(path), &result->failure);
    else if (journal->verbose)
        message_note(input_name(path), "%d pages, %d ms", result->facts.pages, result->milliseconds);
    if (journal->log)
        log_document(journal, path, result);
    show(journal);
}

void journal_skip(struct journal *journal, const char *path, const char *same)
{
    journal->skipped++;
    if (journal->verbose)
        message_note(input_name(path), same ? "the same content as %s" : "finished by an earlier run", same);
    if (journal->log)
        log_skip(journal, path, same);
    show(journal);
}

size_t journal_failed(const struct journal *journal)
{
    return journal->failed;
}

void journal_close(struct journal *journal, const char *how, struct error *error)
{
    if (!journal)
        return;
    message_progress_end();
    if (journal->verbose)
        message_note(NULL, "%zu documents, %zu failed, %zu passed over, %zu pages, %.1f s", journal->done,
                     journal->failed, journal->skipped, journal->pages,
                     (double)(g_get_monotonic_time() - journal->start) / G_USEC_PER_SEC);
    if (journal->log) {
        log_run(journal, how);
        const bool bad = ferror(journal->log);
        if (fclose(journal->log) != 0 || bad)
            error_set(error, ERROR_OUTPUT, 0, "%s: the log cannot be written", journal->path);
    }
    g_free(journal);
}
