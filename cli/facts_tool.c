/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/facts_tool.h"

#include <string.h>

#include "cli/documents.h"
#include "cli/output.h"
#include "facts/listing.h"
#include "rules/dictionary.h"

struct facts_task {
    struct documents_task task;
    struct dictionary *dictionary;
    struct listing_writer *writer;
    const char *output;
};

static bool take(struct documents_task *task, struct arena *arena, const struct canonical *document,
                 struct error *error)
{
    struct facts_task *own = (struct facts_task *)task;
    size_t count;
    const struct fact *facts = fact_derive(arena, document, own->dictionary, &count);
    return listing_write(own->writer, facts, count, error) || output_name(own->output, error);
}

/* By --format, else by the name of the output. */
static bool choose(const struct options *options, struct listing_options *table, struct error *error)
{
    static const char *const encodings[] = {"utf-8", "gb18030"};
    const char *format = options->format;
    if (!format)
        format = options->output && g_str_has_suffix(options->output, ".csv") ? "csv" : "jsonl";
    *table = (struct listing_options){LISTING_JSONL, COLUMN_LONG, options->bom, NULL};
    if (strcmp(format, "csv") == 0)
        table->format = LISTING_CSV;
    else if (strcmp(format, "jsonl") != 0)
        return error_set(error, ERROR_USAGE, 0, "--format: \"%s\" is neither jsonl nor csv", format);
    if (options->encoding) {
        if (g_ascii_strcasecmp(options->encoding, encodings[1]) == 0)
            table->encoding = "GB18030";
        else if (g_ascii_strcasecmp(options->encoding, encodings[0]) != 0)
            return error_set(error, ERROR_USAGE, 0, "--encoding: \"%s\" is neither utf-8 nor gb18030",
                             options->encoding);
    }
    if (table->format != LISTING_CSV && (options->bom || table->encoding))
        return error_set(error, ERROR_USAGE, 0, "--bom and --encoding are for CSV; JSON is always UTF-8");
    if (options->bom && table->encoding)
        return error_set(error, ERROR_USAGE, 0, "--bom marks UTF-8 and does not go with --encoding=gb18030");
    return true;
}

/* facts.csv has its schema in facts.schema.json; what is no file, or will be none, has none.  The caller frees the name. */
static char *name_schema(const char *path)
{
    if (!path || strcmp(path, "-") == 0 ||
        (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)))
        return NULL;
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    int stem = dot && dot > (slash ? slash : path) ? (int)(dot - path) : (int)strlen(path);
    return g_strdup_printf("%.*s.schema.json", stem, path);
}

static void write_schema(const char *name, struct error *error)
{
    GString *text = g_string_new(NULL);
    struct json_writer json;
    json_start(&json, text, true);
    column_write_schema(&json, COLUMN_LONG, false);
    g_string_append_c(text, '\n');
    FILE *file = output_open(name, error);
    if (file) {
        listing_put(file, text, NULL, error);
        output_close(file, name, error);
    }
    g_string_free(text, TRUE);
}

/* Nothing that is read is written over. */
static bool is_apart(const struct options *options, const char *schema, struct error *error)
{
    const size_t count = options->files ? g_strv_length(options->files) : 0;
    return output_is_apart(options->output, options->files, count, error) &&
           (!schema || output_is_apart(schema, options->files, count, error));
}

enum status facts_tool(const struct options *options)
{
    struct facts_task own = {.task = {.take = take}, .output = options->output};
    struct error error = {0};
    struct listing_options table;
    enum status status = STATUS_FINE;
    FILE *out = NULL;
    char *schema = name_schema(options->output);
    if (choose(options, &table, &error) && is_apart(options, schema, &error) &&
        (own.dictionary = dictionary_load((const char *const *)options->directories, NULL, &error)) &&
        (out = output_open(options->output, &error)) && (own.writer = listing_new(out, &table, &error))) {
        status = documents_read(&own.task, options, options->files);
        if (status != STATUS_OUTPUT)
            listing_write(own.writer, NULL, 0, &error);
    }
    struct error told = {0}; /* while the documents were read */
    output_close(out, options->output, status == STATUS_OUTPUT ? &told : &error);
    if (!error_is_set(&error) && status != STATUS_OUTPUT && schema)
        write_schema(schema, &error);
    g_free(schema);
    listing_free(own.writer);
    dictionary_free(own.dictionary);
    if (!error_is_set(&error))
        return status;
    message_error(NULL, &error);
    return message_status(&error);
}
