/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/finished.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/files.h"
#include "cli/options.h"

#define STATE_GROUP "extract"

struct finished {
    GHashTable *documents; /* name and digest (char *) to how many of them are left */
    GHashTable *contents;  /* digests (char *) */
    size_t failures;
};

struct finished *finished_new(void)
{
    struct finished *finished = g_new0(struct finished, 1);
    finished->documents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    finished->contents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return finished;
}

void finished_free(struct finished *finished)
{
    if (!finished)
        return;
    g_hash_table_destroy(finished->documents);
    g_hash_table_destroy(finished->contents);
    g_free(finished);
}

/* --- the documents --- */

/* What stands in a text between two others, NULL where one is missing; the caller frees it.  Keys are found as bytes:
 * within a string of JSON their quotation marks would have backslashes. */
static char *between(const char *text, size_t size, const char *before, const char *behind)
{
    const char *start = memmem(text, size, before, strlen(before));
    if (!start)
        return NULL;
    start += strlen(before);
    const char *end = memmem(start, size - (size_t)(start - text), behind, strlen(behind));
    return end ? g_strndup(start, (gsize)(end - start)) : NULL;
}

static char *key_new(const char *name, const char *digest)
{
    return g_strconcat(digest, " ", name, NULL);
}

static bool is_failure(const char *document, size_t size)
{
    static const char start[] = "{\"error\":";
    return size >= strlen(start) && memcmp(document, start, strlen(start)) == 0;
}

/* Notes a document; false where it is none.  Name and digest are kept as JSON has them. */
static bool note(struct finished *finished, const char *document, size_t size, bool retry)
{
    static const char source[] = "\"source\":{\"bytes\":";
    const char *start = size && *document == '{' ? memmem(document, size, source, strlen(source)) : NULL;
    size_t left = start ? size - (size_t)(start - document) : 0;
    char *name = start ? between(start, left, "\"file\":", ",\"pages\":") : NULL;
    char *digest = start ? between(start, left, "\"sha256\":", ",\"type\":") : NULL;
    if (name && digest && retry && is_failure(document, size)) {
        finished->failures++;
    } else if (name && digest) {
        char *key = key_new(name, digest);
        gpointer count = g_hash_table_lookup(finished->documents, key);
        g_hash_table_replace(finished->documents, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
        g_hash_table_add(finished->contents, g_strdup(digest));
    }
    const bool noted = name && digest;
    g_free(name);
    g_free(digest);
    return noted;
}

off_t finished_read_lines(struct finished *finished, int descriptor, const char *path, bool retry, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || status.st_size == 0)
        return 0;
    const size_t size = (size_t)status.st_size;
    const char *text = mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);
    size_t at = 0, line = 1;
    if (text == MAP_FAILED) {
        error_set(error, ERROR_USAGE, 0, "--resume: cannot read %s: %s", path, g_strerror(errno));
        return -1;
    }
    for (const char *end; at < size && (end = memchr(text + at, '\n', size - at)); line++) {
        const size_t length = (size_t)(end - text) - at;
        if (!note(finished, text + at, length, retry)) {
            error_set(error, ERROR_USAGE, 0, "--resume: line %zu of %s is no document", line, path);
            break;
        }
        at += length + 1;
    }
    munmap((void *)text, size);
    return error_is_set(error) ? -1 : (off_t)at;
}

bool finished_read_document(struct finished *finished, const char *path, bool retry)
{
    const size_t before = finished->failures;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct error none = {0};
    const off_t whole = descriptor < 0 ? -1 : finished_read_lines(finished, descriptor, path, retry, &none);
    if (descriptor >= 0)
        close(descriptor);
    return whole > 0 && finished->failures == before;
}

size_t finished_failures(const struct finished *finished)
{
    return finished->failures;
}

static bool write_kept(int descriptor, const char *text, size_t size, off_t *written)
{
    *written = 0;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        const size_t length = end ? (size_t)(end - text) - at + 1 : size - at;
        for (size_t done = 0; !is_failure(text + at, length) && done < length;) {
            const ssize_t part = write(descriptor, text + at + done, length - done);
            if (part < 0 && errno != EINTR)
                return false;
            done += (size_t)MAX(part, 0);
            *written += MAX(part, 0);
        }
        at += length;
    }
    return fdatasync(descriptor) == 0;
}

int finished_rewrite(int descriptor, const char *path, off_t *whole, struct error *error)
{
    char *real = realpath(path, NULL); /* not a link to it */
    char *other = g_strconcat(real ? real : path, ".retry", NULL);
    const size_t size = (size_t)*whole;
    const char *text = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0) : "";
    int made = text == MAP_FAILED ? -1 : open(other, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    const bool kept = made >= 0 && flock(made, LOCK_EX | LOCK_NB) == 0 && write_kept(made, text, size, whole) &&
                      rename(other, real ? real : path) == 0;
    if (!kept) {
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot write: %s", other, g_strerror(errno));
        if (made >= 0) {
            close(made);
            unlink(other);
        }
        made = -1;
    }
    if (size && text != MAP_FAILED)
        munmap((void *)text, size);
    g_free(other);
    free(real);
    return made;
}

/* The name of a file as its document has it. */
static char *name_in_json(const char *path)
{
    GString *out = g_string_new(NULL);
    char *name = g_path_get_basename(path), *valid = g_utf8_make_valid(name, -1);
    struct json_writer json;
    json_start(&json, out, false);
    json_text(&json, strcmp(path, "-") == 0 ? NULL : valid);
    g_free(valid);
    g_free(name);
    return g_string_free(out, FALSE);
}

bool finished_take(struct finished *finished, const char *path, const char *digest)
{
    char *name = name_in_json(path), *quoted = digest ? g_strdup_printf("\"%s\"", digest) : g_strdup("null");
    char *key = key_new(name, quoted);
    const guint left = GPOINTER_TO_UINT(g_hash_table_lookup(finished->documents, key));
    if (left)
        g_hash_table_replace(finished->documents, g_strdup(key), GUINT_TO_POINTER(left - 1));
    g_free(key);
    g_free(quoted);
    g_free(name);
    return left > 0;
}

bool finished_has_content(const struct finished *finished, const char *digest)
{
    char *quoted = g_strdup_printf("\"%s\"", digest);
    const bool has = g_hash_table_contains(finished->contents, quoted);
    g_free(quoted);
    return has;
}

/* --- what made them --- */

/* The rules as one digest: every file of every folder, in their order. */
static char *rules_digest(const struct options *options)
{
    static const char *const endings[] = {".rules", ".tsv", NULL};
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (char **folder = options->directories; *folder; folder++) {
        GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
        files_walk(files, *folder, endings);
        for (guint i = 0; i < files->len; i++) {
            char *text = NULL;
            gsize size = 0;
            const char *name = (const char *)files->pdata[i] + strlen(*folder);
            g_checksum_update(checksum, (const guchar *)name, (gssize)strlen(name) + 1);
            if (g_file_get_contents(files->pdata[i], &text, &size, NULL))
                g_checksum_update(checksum, (const guchar *)text, (gssize)size);
            g_free(text);
        }
        g_ptr_array_unref(files);
    }
    char *digest = g_strdup(g_checksum_get_string(checksum));
    g_checksum_free(checksum);
    return digest;
}

static GKeyFile *state_new(const struct options *options)
{
    GKeyFile *state = g_key_file_new();
    char *rules = rules_digest(options);
    g_key_file_set_string(state, STATE_GROUP, "version", VERSION);
    g_key_file_set_string(state, STATE_GROUP, "rules", rules);
    g_key_file_set_boolean(state, STATE_GROUP, "cells", !options->no_cells);
    g_free(rules);
    return state;
}

bool finished_state_write(const char *path, const struct options *options, struct error *error)
{
    GError *problem = NULL;
    GKeyFile *state = state_new(options);
    if (!g_key_file_save_to_file(state, path, &problem))
        error_set(error, ERROR_OUTPUT, 0, "%s: cannot write: %s", path, problem->message);
    g_clear_error(&problem);
    g_key_file_free(state);
    return !error_is_set(error);
}

bool finished_state_check(const char *path, const char *output, const struct options *options, struct error *error)
{
    static const struct {
        const char *key, *words;
    } entries[] = {
        {"version", "another version of extract"}, {"rules", "other rules"}, {"cells", "another --no-cells"}};
    GKeyFile *mine = state_new(options), *theirs = g_key_file_new();
    if (!g_key_file_load_from_file(theirs, path, G_KEY_FILE_NONE, NULL))
        error_set(error, ERROR_USAGE, 0, "--resume: %s is missing, which says what made %s; begin anew", path, output);
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
        char *here = g_key_file_get_string(mine, STATE_GROUP, entries[i].key, NULL);
        char *there = g_key_file_get_string(theirs, STATE_GROUP, entries[i].key, NULL);
        if (g_strcmp0(here, there) != 0)
            error_set(error, ERROR_USAGE, 0, "--resume: %s was made with %s; remove it to begin anew", output,
                      entries[i].words);
        g_free(here);
        g_free(there);
    }
    g_key_file_free(mine);
    g_key_file_free(theirs);
    return !error_is_set(error);
}
