/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/listing.h"

#include <errno.h>
#include <string.h>

enum { FLUSH = 64 * 1024, COLUMNS = 64 };

struct listing_writer {
    FILE *out;
    struct listing_options options;
    const struct column *columns[COLUMNS]; /* in the order they are written */
    size_t count;
    GString *text, *field;
};

bool listing_put(FILE *out, const GString *text, const char *encoding, struct error *error)
{
    if (error_is_set(error))
        return false;
    gsize size = text->len;
    GError *problem = NULL;
    char *converted =
        encoding ? g_convert(text->str, (gssize)text->len, encoding, "UTF-8", NULL, &size, &problem) : NULL;
    if (problem) {
        error_set(error, ERROR_OUTPUT, 0, "cannot write in %s: %s", encoding, problem->message);
        g_clear_error(&problem);
        return false;
    }
    if (fwrite(converted ? converted : text->str, 1, size, out) != size)
        error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    g_free(converted);
    return !error_is_set(error);
}

void listing_append_field(GString *out, struct view field)
{
    bool quoted = false;
    for (size_t i = 0; i < field.size && !quoted; i++)
        quoted = strchr(",\"\r\n", field.data[i]) != NULL;
    if (!quoted) {
        g_string_append_len(out, field.data ? field.data : "", (gssize)field.size);
        return;
    }
    g_string_append_c(out, '"');
    for (size_t i = 0; i < field.size; i++) {
        if (field.data[i] == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, field.data[i]);
    }
    g_string_append_c(out, '"');
}

static int compare_columns(const void *a, const void *b)
{
    const struct column *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void write_head(struct listing_writer *writer)
{
    if (writer->options.byte_order_mark)
        g_string_append(writer->text, "\xEF\xBB\xBF");
    for (size_t i = 0; i < writer->count; i++)
        g_string_append_printf(writer->text, "%s%s", i ? "," : "", writer->columns[i]->name);
    g_string_append_c(writer->text, '\n');
}

struct listing_writer *listing_new(FILE *out, const struct listing_options *options, struct error *error)
{
    GIConv converter = options->encoding ? g_iconv_open(options->encoding, "UTF-8") : NULL;
    if (options->encoding && (gintptr)converter == -1) {
        error_set(error, ERROR_USAGE, 0, "the encoding %s is not known to this system", options->encoding);
        return NULL;
    }
    if (converter)
        g_iconv_close(converter);
    struct listing_writer *writer = g_new0(struct listing_writer, 1);
    writer->out = out;
    writer->options = *options;
    writer->text = g_string_new(NULL);
    writer->field = g_string_new(NULL);
    for (const struct column *column = columns; column->name; column++)
        if (column->sets & options->set) {
            g_assert(writer->count < COLUMNS);
            writer->columns[writer->count++] = column;
        }
    if (options->format == LISTING_CSV)
        write_head(writer);
    else /* the keys of JSON ascend */
        qsort(writer->columns, writer->count, sizeof *writer->columns, compare_columns);
    return writer;
}

static void write_csv(struct listing_writer *writer, const struct fact *fact)
{
    for (size_t i = 0; i < writer->count; i++) {
        struct column_value value = column_get(writer->columns[i], fact);
        g_string_assign(writer->field, "");
        column_append_text(writer->field, writer->columns[i], &value);
        if (i)
            g_string_append_c(writer->text, ',');
        listing_append_field(writer->text, (struct view){writer->field->str, writer->field->len});
    }
    g_string_append_c(writer->text, '\n');
}

static void write_json(struct listing_writer *writer, const struct fact *fact)
{
    struct json_writer json;
    json_start(&json, writer->text, false);
    json_object_open(&json);
    for (size_t i = 0; i < writer->count; i++) {
        struct column_value value = column_get(writer->columns[i], fact);
        json_key(&json, writer->columns[i]->name);
        column_write_json(&json, writer->columns[i], &value);
    }
    json_object_close(&json);
    g_string_append_c(writer->text, '\n');
}

static bool flush(struct listing_writer *writer, struct error *error)
{
    bool written = listing_put(writer->out, writer->text, writer->options.encoding, error);
    g_string_truncate(writer->text, 0);
    return written;
}

bool listing_write(struct listing_writer *writer, const struct fact *facts, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (writer->options.format == LISTING_CSV)
            write_csv(writer, &facts[i]);
        else
            write_json(writer, &facts[i]);
        if (writer->text->len > FLUSH && !flush(writer, error))
            return false;
    }
    return flush(writer, error);
}

void listing_free(struct listing_writer *writer)
{
    if (!writer)
        return;
    g_string_free(writer->text, TRUE);
    g_string_free(writer->field, TRUE);
    g_free(writer);
}
