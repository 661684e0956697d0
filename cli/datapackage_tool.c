/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/datapackage_tool.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/digest.h"
#include "cli/documents.h"
#include "cli/output.h"
#include "facts/listing.h"
#include "facts/package.h"
#include "rules/dictionary.h"

#define TABLE "facts.csv"
#define DESCRIPTOR "datapackage.json"

struct datapackage_task {
    struct documents_task task;
    struct dictionary *dictionary;
    struct listing_writer *writer;
    const char *table;
    GHashTable *seen; /* SHA-256 of the documents in it: its lines have a key */
    struct package package;
};

static bool take(struct documents_task *task, struct arena *arena, const struct canonical *document,
                 struct error *error)
{
    struct datapackage_task *own = (struct datapackage_task *)task;
    struct canonical named = *document;
    if (!named.sha256.data) /* made by hand: its content stands for the file */
        named.sha256 = named.digest;
    if (!g_hash_table_add(own->seen, g_strndup(named.sha256.data, named.sha256.size))) {
        char *name = g_strndup(named.file.data, named.file.size);
        message_note(name, "is in the package already and left out");
        g_free(name);
        return true;
    }
    if (named.fiscal_year) {
        int first = own->package.first_year ? own->package.first_year : named.fiscal_year;
        own->package.first_year = MIN(first, named.fiscal_year);
        own->package.last_year = MAX(own->package.last_year, named.fiscal_year);
    }
    size_t count;
    const struct fact *facts = fact_derive(arena, &named, own->dictionary, &count);
    return listing_write(own->writer, facts, count, error) || output_name(own->table, error);
}

/* The facts of all documents into the table. */
static enum status write_table(struct datapackage_task *own, const struct options *options, const char *path,
                               struct error *error)
{
    const struct listing_options table = {LISTING_CSV, COLUMN_PACKAGE, false, NULL};
    enum status status = STATUS_FINE;
    FILE *out = output_open(path, error);
    own->table = path;
    if (out && (own->writer = listing_new(out, &table, error))) {
        status = documents_read(&own->task, options, options->files + 1);
        if (status != STATUS_OUTPUT)
            listing_write(own->writer, NULL, 0, error);
    }
    struct error told = {0}; /* while the documents were read */
    output_close(out, path, status == STATUS_OUTPUT ? &told : error);
    listing_free(own->writer);
    return status;
}

/* What stands beside the table says how it is read and what it is. */
static void write_descriptor(struct package *package, const char *table, const char *path, struct error *error)
{
    char sha256[DIGEST_TEXT_SIZE];
    GMappedFile *file = g_mapped_file_new(table, FALSE, NULL);
    if (!file) {
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot be read again", table);
        return;
    }
    digest_sha256(g_mapped_file_get_contents(file), g_mapped_file_get_length(file), sha256);
    package->path = TABLE;
    package->bytes = (int64_t)g_mapped_file_get_length(file);
    package->sha256 = sha256;
    g_mapped_file_unref(file);
    GString *text = g_string_new(NULL);
    package_write(text, package);
    FILE *out = output_open(path, error);
    if (out)
        listing_put(out, text, NULL, error);
    output_close(out, path, error);
    g_string_free(text, TRUE);
}

/* The descriptor is written last: a package that was not finished has none. */
static enum status write_package(struct datapackage_task *own, const struct options *options, struct error *error)
{
    const char *directory = options->files[0];
    char *table = g_build_filename(directory, TABLE, NULL), *descriptor = g_build_filename(directory, DESCRIPTOR, NULL);
    enum status status = STATUS_FINE;
    char *const *files = options->files + 1;
    const size_t count = g_strv_length(options->files) - 1;
    if (!output_is_apart(table, files, count, error) || !output_is_apart(descriptor, files, count, error))
        status = STATUS_USAGE;
    else if (g_mkdir_with_parents(directory, 0777) != 0)
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot make the folder: %s", directory, g_strerror(errno));
    else if (g_remove(descriptor) != 0 && errno != ENOENT)
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot be replaced: %s", descriptor, g_strerror(errno));
    else
        status = write_table(own, options, table, error);
    if (!error_is_set(error) && status != STATUS_OUTPUT)
        write_descriptor(&own->package, table, descriptor, error);
    g_free(table);
    g_free(descriptor);
    return status;
}

enum status datapackage_tool(const struct options *options)
{
    struct datapackage_task own = {.task = {.take = take}};
    struct error error = {0};
    enum status status = STATUS_FINE;
    own.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!options->files || !*options->files)
        error_set(&error, ERROR_USAGE, 0, "no folder is given; extract datapackage --help tells more");
    else if ((own.dictionary = dictionary_load((const char *const *)options->directories, NULL, &error)))
        status = write_package(&own, options, &error);
    dictionary_free(own.dictionary);
    g_hash_table_unref(own.seen);
    if (!error_is_set(&error))
        return status;
    message_error(NULL, &error);
    return message_status(&error);
}
