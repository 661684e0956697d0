/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/batch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/again.h"
#include "cli/chain.h"
#include "cli/destination.h"
#include "cli/document.h"
#include "cli/files.h"
#include "cli/input.h"
#include "cli/journal.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/workers.h"
#include "emit/stage.h"
#include "extract/pages.h"
#include "normalize/stage.h"
#include "rules/stage.h"

/* Stands in front of the chain and notes what is known of the document. */
struct facts_sink {
    struct sink sink;
    struct document_facts *facts;
};

struct batch {
    struct workers_task task;
    const struct options *options;
    GPtrArray *files; /* char * */
    struct chain chain;
    struct facts_sink first;
    FILE *text; /* what the chain writes to, and where that goes */
    char *document;
    size_t size;
    struct destination *destination;
    struct journal *journal;
    GHashTable *contents; /* with --dedupe: digests (char *) to the path that had it first (not owned) */
    char **same;          /* for each file: the path of the same content; not owned; NULL: none */
};

static bool facts_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct facts_sink *own = (struct facts_sink *)sink;
    if (record->kind == RECORD_SOURCE) {
        const struct record_source *source = (const struct record_source *)record;
        own->facts->pages = MAX(source->pages, 0);
        g_snprintf(own->facts->sha256, sizeof own->facts->sha256, "%.*s", VIEW_PRINT(source->sha256));
    }
    return sink_take(sink->next, arena, record, error);
}

/* Opens the stages, for one document alone or for many; documents go into the text. */
static bool chain_start(struct batch *batch, bool single, struct error *error)
{
    static const struct stage *const stages[] = {&normalize_stage, &rules_stage, &emit_stage};
    const struct options *options = batch->options;
    const struct stage_options chosen = {.rule_directories = (const char *const *)options->directories,
                                         .single = single,
                                         .out = batch->text,
                                         .pretty = options->pretty,
                                         .cells = !options->no_cells};
    return pages_check_poppler_data(error) &&
           chain_open(&batch->chain, stages, G_N_ELEMENTS(stages), &chosen, NULL, error);
}

static void file_read(const struct batch *batch, struct input *input, const char *path)
{
    const struct limits *limits = &batch->options->limits;
    input_read_most(input, path, (size_t)limits->bytes);
    input->pages_max = limits->pages;
}

/* Reads an input; its document, as the chain has written it, is in `document` then, and the text is begun anew. */
static bool document_hold(struct batch *batch, const struct input *input, const char *password, struct sink *first,
                          struct error *failure, struct error *error)
{
    if (!document_read(input, password, first, failure, error))
        return false;
    if (fflush(batch->text) != 0)
        return error_set(error, ERROR_OUTPUT, 0, "cannot hold a document: %s", g_strerror(errno));
    rewind(batch->text);
    return true;
}

/* What cannot be written into memory has no room there. */
static bool is_exhausted(const struct error *error)
{
    return error->code == ERROR_OUTPUT;
}

/* --- one file, in this process --- */

static enum status run_alone(struct batch *batch, const char *path, struct error *error)
{
    struct error failure = {0};
    struct input input;
    if (!chain_start(batch, true, error))
        return STATUS_USAGE;
    file_read(batch, &input, path);
    if (!document_hold(batch, &input, batch->options->password, batch->chain.sinks[0], &failure, error) &&
        is_exhausted(error))
        abort(); /* isolated it is told what it lacked */
    again_disarm();
    if (!error_is_set(error) && (fwrite(batch->document, 1, batch->size, stdout) != batch->size || fflush(stdout) != 0))
        error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    if (error_is_set(&failure) && !batch->options->quiet)
        message_error(input_name(path), &failure);
    input_clear(&input);
    return error_is_set(&failure) ? STATUS_FAILED : STATUS_FINE;
}

/* Standard input cannot be read again, so what comes from there is isolated at once. */
static bool is_alone(const struct batch *batch)
{
    const struct options *options = batch->options;
    return batch->files->len == 1 && strcmp(batch->files->pdata[0], "-") != 0 && !options->output && !options->log &&
           !options->verbose && again_arm(options->arguments, &options->limits);
}

/* --- many files --- */

static bool batch_start(struct workers_task *task, size_t item)
{
    struct batch *batch = (struct batch *)task;
    const char *path = batch->files->pdata[item];
    const bool resume = batch->options->resume;
    char *digest = resume || batch->contents ? input_digest(path) : NULL;
    bool wanted = !resume || !destination_take_finished(batch->destination, path, digest);
    if (digest && batch->contents) {
        batch->same[item] = g_hash_table_lookup(batch->contents, digest);
        if (!batch->same[item])
            g_hash_table_insert(batch->contents, g_strdup(digest), (gpointer)path);
        if (!batch->same[item] && wanted && destination_has_content(batch->destination, digest))
            batch->same[item] = batch->options->output;
        wanted = wanted && !batch->same[item];
    }
    g_free(digest);
    return wanted;
}

static void batch_item(struct workers_task *task, size_t item, struct workers_result *result)
{
    struct batch *batch = (struct batch *)task;
    const char *path = batch->files->pdata[item];
    struct input input = {.path = path};
    const bool late = again_cause() == SIGALRM || again_cause() == SIGXCPU; /* it has had its time in another process */
    if (late)
        limits_tell_time(&batch->options->limits, &result->failure);
    if (!late || g_file_test(path, G_FILE_TEST_IS_REGULAR))
        file_read(batch, &input, path);
    sandbox_enter();
    batch->first.facts = &result->facts;
    if (!document_hold(batch, &input, batch->options->password, &batch->first.sink, &result->failure, &result->error) &&
        is_exhausted(&result->error)) {
        result->exhausted = true;
        abort();
    }
    for (size_t at = 0; at < batch->size && !error_is_set(&result->error);) {
        const ssize_t written = write(STDOUT_FILENO, batch->document + at, batch->size - at);
        if (written < 0)
            error_set(&result->error, ERROR_OUTPUT, 0, "cannot hold a document: %s", g_strerror(errno));
        at += (size_t)MAX(written, 0);
    }
    input_clear(&input);
}

/* What a worker has written, as it stands. */
static bool put_output(struct batch *batch, const char *path, int output, struct error *error)
{
    struct stat status;
    const size_t size = fstat(output, &status) == 0 ? (size_t)status.st_size : 0;
    char *text = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, output, 0) : MAP_FAILED;
    if (text == MAP_FAILED)
        return error_set(error, ERROR_OUTPUT, 0, "cannot take the output of a worker: %s", g_strerror(errno));
    const bool put = destination_put(batch->destination, path, text, size, error);
    munmap(text, size);
    return put;
}

/* The document of a file whose worker died: what is known of the source, and the failure. */
static bool put_failure(struct batch *batch, const char *path, struct workers_result *result, struct error *error)
{
    struct input input = {.path = path};
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) /* anything else could keep this process waiting too */
        file_read(batch, &input, path);
    batch->first.facts = &result->facts;
    const bool put = document_hold(batch, &input, NULL, &batch->first.sink, &result->failure, error) &&
                     destination_put(batch->destination, path, batch->document, batch->size, error);
    input_clear(&input);
    return put;
}

static bool batch_done(struct workers_task *task, size_t item, int output, const struct workers_result *result,
                       struct error *error)
{
    struct batch *batch = (struct batch *)task;
    const char *path = batch->files->pdata[item];
    struct workers_result told = *result;
    if (output < 0 && result->finished) {
        journal_skip(batch->journal, path, batch->same[item]);
        return true;
    }
    if (output < 0 ? !put_failure(batch, path, &told, error) : !put_output(batch, path, output, error))
        return false;
    journal_document(batch->journal, path, &told);
    return true;
}

static void tell_interruption(const struct batch *batch)
{
    message_note(NULL,
                 destination_is_kept(batch->destination)
                     ? "interrupted; what is finished stands in %s; the same command with --resume goes on"
                     : "interrupted; with --output a run can be gone on with (--resume)",
                 batch->options->output);
}

static enum status run_many(struct batch *batch, struct error *error)
{
    static const char *const words[] = {
        [WORKERS_DONE] = "end", [WORKERS_INTERRUPTED] = "interrupted", [WORKERS_FAILED] = "stopped"};
    const size_t count = batch->files->len;
    enum workers_end end = WORKERS_FAILED;
    batch->same = g_new0(char *, count + 1);
    if (batch->options->dedupe)
        batch->contents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (chain_start(batch, false, error)) {
        batch->first = (struct facts_sink){.sink = {.take = facts_take, .next = batch->chain.sinks[0]}};
        if ((batch->destination = destination_open(batch->options, error)) &&
            (batch->journal = journal_open(batch->options, count, error)))
            end = workers_run(&batch->task, count, (size_t)batch->options->jobs, error);
    }
    const bool failed = batch->journal && journal_failed(batch->journal) > 0;
    journal_close(batch->journal, words[end], error);
    if (end == WORKERS_INTERRUPTED)
        tell_interruption(batch);
    destination_close(batch->destination, error);
    g_free(batch->same);
    g_clear_pointer(&batch->contents, g_hash_table_destroy);
    return end == WORKERS_INTERRUPTED || failed ? STATUS_FAILED : STATUS_FINE;
}

static bool options_fit(const struct options *options, struct error *error)
{
    const bool kept = options->output && strcmp(options->output, "-") != 0;
    if (options->resume && !kept)
        error_set(error, ERROR_USAGE, 0, "--resume goes on with a run that wrote to --output");
    if (options->resume && options->pretty)
        error_set(error, ERROR_USAGE, 0, "--resume does not go with --pretty");
    if (options->retry_errors && !options->resume)
        error_set(error, ERROR_USAGE, 0, "--retry-errors goes with --resume");
    if (options->null && !options->files_from)
        error_set(error, ERROR_USAGE, 0, "--null goes with --files-from");
    if (options->quiet && options->verbose)
        error_set(error, ERROR_USAGE, 0, "--quiet and --verbose do not go together");
    if (g_strcmp0(options->files_from, "-") == 0 && options->files &&
        g_strv_contains((const char *const *)options->files, "-"))
        error_set(error, ERROR_USAGE, 0, "standard input cannot be both a file and the list of --files-from");
    return !error_is_set(error);
}

/* Nothing that is read is written over, and what is written is no two things. */
static bool outputs_fit(const struct options *options, const GPtrArray *files, struct error *error)
{
    char *const *paths = (char *const *)files->pdata;
    if (!files->len)
        return true;
    if (options->log && output_is_same(options->output, options->log))
        return error_set(error, ERROR_USAGE, 0, "%s: is the log as well; write to another file", options->log);
    return output_is_apart(options->output, paths, files->len, error) &&
           (!options->log || output_is_apart(options->log, paths, files->len, error));
}

#ifndef LEAVE_AT_ONCE
#define LEAVE_AT_ONCE true /* but where leaks are looked for */
#endif

static void free_batch(struct batch *batch)
{
    chain_close(&batch->chain);
    fclose(batch->text);
    free(batch->document);
    if (batch->files)
        g_ptr_array_unref(batch->files);
}

enum status batch_run(const struct options *options)
{
    struct error error = {0};
    struct batch batch = {.task = {batch_start, batch_item, batch_done, &options->limits}, .options = options};
    enum status status = STATUS_FINE;
    batch.text = open_memstream(&batch.document, &batch.size);
    if (options_fit(options, &error) && (batch.files = files_list(options, &error)) && !error_is_set(&error) &&
        outputs_fit(options, batch.files, &error))
        status = is_alone(&batch) ? run_alone(&batch, batch.files->pdata[0], &error) : run_many(&batch, &error);
    if (error_is_set(&error)) {
        message_error(error.code == ERROR_STREAM ? "standard input" : NULL, &error);
        status = message_status(&error);
    }
    if (LEAVE_AT_ONCE) {
        /* The system takes back at once what would be given back piece by piece; all is said and written. */
        fflush(NULL);
        _exit((int)status);
    }
    free_batch(&batch);
    return status;
}
