/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/documents.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/chain.h"
#include "cli/document.h"
#include "cli/input.h"
#include "emit/stage.h"
#include "extract/pages.h"
#include "facts/stream.h"
#include "normalize/stage.h"
#include "rules/stage.h"

enum { BUFFER = 64 * 1024 };

struct reading {
    struct documents_task *task;
    const struct options *options;
    struct chain chain; /* opened when the first PDF comes; it writes into `memory` */
    bool chained;
    FILE *memory;
    char *text;
    size_t size;
    bool failed; /* some document could not be read */
};

/* One document of a file: told where it is an error line, else for the task. */
static bool take_document(struct reading *reading, struct arena *arena, const struct canonical *document,
                          const char *name, struct error *error)
{
    if (!document->error_code.data)
        return reading->task->take(reading->task, arena, document, error);
    struct error told = {0};
    error_set(&told, ERROR_UNREADABLE, 0, "%.*s", VIEW_PRINT(document->error_message));
    message_error(document->file.data ? document->file.data : name, &told);
    reading->failed = true;
    return true;
}

static void fail(struct reading *reading, const char *name, int line, const struct error *failure)
{
    struct error placed = {0};
    if (line)
        error_set(&placed, failure->code, 0, "line %d: %s", line, failure->message);
    message_error(name, line ? &placed : failure);
    reading->failed = true;
}

/* Every object of the stream, to the task.  What is wrong ends the file, not the run. */
static bool read_stream(struct reading *reading, FILE *file, const char *name, struct error *error)
{
    struct stream stream;
    struct error failure = {0};
    bool told = false;
    stream_start(&stream, file);
    while (!error_is_set(error) && !error_is_set(&failure) && stream_next(&stream, &failure)) {
        struct arena *arena = arena_new();
        const struct canonical *document = canonical_read(arena, stream.text, &failure);
        if (!document)
            fail(reading, name, stream.first, &failure);
        bool taken = document && take_document(reading, arena, document, name, error);
        if (!taken || document->error_code.data || !reading->task->keeps)
            arena_free(arena);
        told = !document;
    }
    if (error_is_set(&failure) && !told)
        fail(reading, name, 0, &failure);
    stream_clear(&stream);
    return !error_is_set(error);
}

static bool fail_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, 0, "cannot hold a document: %s", g_strerror(errno));
}

/* Opened late: no rules are loaded where only JSON is read. */
static bool open_chain(struct reading *reading, struct error *error)
{
    static const struct stage *const stages[] = {&normalize_stage, &rules_stage, &emit_stage};
    if (reading->chained)
        return true;
    reading->memory = open_memstream(&reading->text, &reading->size);
    const struct stage_options options = {
        .rule_directories = (const char *const *)reading->options->directories, .out = reading->memory, .cells = true};
    reading->chained = true;
    if (!reading->memory)
        return fail_memory(error);
    return pages_check_poppler_data(error) &&
           chain_open(&reading->chain, stages, G_N_ELEMENTS(stages), &options, NULL, error);
}

/* What is left of standard input. */
static void read_rest(struct input *input, FILE *file)
{
    char *buffer = g_malloc(BUFFER);
    GByteArray *all = g_byte_array_new();
    for (size_t size; (size = fread(buffer, 1, BUFFER, file)) > 0;)
        g_byte_array_append(all, (const guint8 *)buffer, (guint)size);
    g_free(buffer);
    *input = (struct input){.path = "-", .size = all->len};
    if (ferror(file))
        error_set(&input->error, ERROR_UNREADABLE, 0, "cannot read it: %s", g_strerror(errno));
    input->data = (char *)g_byte_array_free(all, FALSE);
}

/* A PDF or text: its canonical document, then as any other. */
static bool read_original(struct reading *reading, const char *path, FILE *standard, struct error *error)
{
    struct input input;
    struct error failure = {0};
    if (!open_chain(reading, error))
        return false;
    rewind(reading->memory);
    if (standard)
        read_rest(&input, standard);
    else
        input_read(&input, path);
    document_read(&input, reading->options->password, reading->chain.sinks[0], &failure, error);
    input_clear(&input);
    if (error_is_set(error))
        return false;
    if (fflush(reading->memory) != 0)
        return fail_memory(error);
    if (error_is_set(&failure)) {
        message_error(input_name(path), &failure);
        reading->failed = true;
        return true;
    }
    FILE *text = fmemopen(reading->text, reading->size, "r");
    if (!text)
        return fail_memory(error);
    bool read = read_stream(reading, text, input_name(path), error);
    fclose(text);
    return read;
}

/* Whether a file begins as JSON does; standard input may also hold nothing.  What was read is put back. */
static bool is_json(FILE *file)
{
    int byte;
    while ((byte = getc(file)) != EOF && g_ascii_isspace(byte))
        continue;
    if (byte != EOF)
        ungetc(byte, file);
    return byte == '{' || byte == '[' || (byte == EOF && file == stdin);
}

static bool read_file(struct reading *reading, const char *path, struct error *error)
{
    bool standard = strcmp(path, "-") == 0, read;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (file && is_json(file))
        read = read_stream(reading, file, input_name(path), error);
    else
        read = read_original(reading, path, standard ? file : NULL, error);
    if (file && !standard)
        fclose(file);
    return read;
}

enum status documents_read(struct documents_task *task, const struct options *options, char *const *files)
{
    struct reading reading = {.task = task, .options = options};
    struct error error = {0};
    static char *const standard_input[] = {"-", NULL};
    if (!files || !*files)
        files = standard_input;
    size_t count = g_strv_length((char **)files);
    for (size_t i = 0; i < count && read_file(&reading, files[i], &error); i++)
        if (count > 1)
            message_progress("%zu of %zu documents", i + 1, count);
    message_progress_end();
    chain_close(&reading.chain);
    if (reading.memory)
        fclose(reading.memory);
    free(reading.text);
    if (!error_is_set(&error))
        return reading.failed ? STATUS_FAILED : STATUS_FINE;
    message_error(NULL, &error);
    return message_status(&error);
}
