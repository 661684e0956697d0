/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/document.h"

#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "cli/quiet.h"
#include "extract/pages.h"
#include "extract/plain.h"

enum { HEADER_SEARCH = 1024 }; /* bytes within which the header of a PDF stands */

/* Stands between the page reader and the chain to tell a failure of the chain, which ends the run,
 * from one of the document. */
struct gate {
    struct sink sink;
    struct error *error;
};

static bool gate_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct gate *gate = (struct gate *)sink;
    if (sink_take(sink->next, arena, record, gate->error))
        return true;
    *error = *gate->error;
    return false;
}

/* The last part of the path as UTF-8; none for standard input. */
static struct view base_name(struct arena *arena, const char *path)
{
    if (strcmp(path, "-") == 0)
        return VIEW_NONE;
    char *name = g_path_get_basename(path);
    char *valid = g_utf8_make_valid(name, -1);
    struct view view = view_copy(arena, view_of(valid));
    g_free(valid);
    g_free(name);
    return view;
}

static struct record_source *source_new(struct arena *arena, const struct input *input)
{
    struct record_source *source = record_new(arena, RECORD_SOURCE);
    source->file = base_name(arena, input->path);
    source->type = VIEW_LITERAL("pdf");
    source->bytes = -1;
    source->pages = -1;
    if (input->data) {
        char sha256[DIGEST_TEXT_SIZE];
        digest_sha256(input->data, input->size, sha256);
        source->sha256 = view_copy(arena, view_of(sha256));
        source->bytes = (int64_t)input->size;
    }
    return source;
}

static struct record_error *failure_new(struct arena *arena, const struct error *failure)
{
    struct record_error *record = record_new(arena, RECORD_ERROR);
    record->code = view_of(error_code_word(failure->code));
    record->message = view_copy(arena, view_of(failure->message));
    record->page = failure->page;
    return record;
}

/* Text is what has the name of text, and what comes from standard input and is none the less no PDF. */
static struct plain *open_plain(const struct input *input, struct error *failure)
{
    static const char *const endings[] = {".txt", ".md", ".tsv"};
    bool named = false;
    if (error_is_set(failure) || memmem(input->data, MIN(input->size, HEADER_SEARCH), "%PDF-", 5))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        const size_t length = strlen(input->path), ending = strlen(endings[i]);
        named = named || (length > ending && !g_ascii_strcasecmp(input->path + length - ending, endings[i]));
    }
    struct error unnamed = {0};
    if (!named && strcmp(input->path, "-") != 0)
        return NULL;
    return plain_open(input->data, input->size, named ? failure : &unnamed);
}

static struct pages *open_pages(const struct input *input, const char *password, struct error *failure)
{
    if (error_is_set(failure))
        return NULL;
    const struct pages_options options = {.password = password, .pages_max = input->pages_max};
    return pages_open(input->data, input->size, &options, failure);
}

static bool read_into(struct arena *arena, const struct input *input, const char *password, struct sink *next,
                      struct error *failure, struct error *error)
{
    struct gate gate = {.sink = {.take = gate_take, .next = next}, .error = error};
    struct record_source *source = source_new(arena, input);
    if (!input->data && !error_is_set(failure))
        *failure = input->error;
    struct plain *plain = open_plain(input, failure);
    struct pages *pages = plain ? NULL : open_pages(input, password, failure);
    if (plain)
        source->type = VIEW_LITERAL("text");
    if (plain || pages)
        source->pages = plain ? plain_count(plain) : pages_count(pages);
    if (sink_take(next, arena, source, error) && (plain || pages)) {
        if (plain)
            plain_read(plain, arena, &gate.sink, failure);
        else
            pages_read(pages, arena, &gate.sink, failure);
    }
    plain_close(plain);
    pages_close(pages);
    if (error_is_set(error))
        return false;
    if (error_is_set(failure) && !sink_take(next, arena, failure_new(arena, failure), error))
        return false;
    return sink_take(next, arena, record_new(arena, RECORD_CLOSE), error);
}

bool document_read(const struct input *input, const char *password, struct sink *next, struct error *failure,
                   struct error *error)
{
    struct arena *arena = arena_new();
    quiet_begin();
    bool read = read_into(arena, input, password, next, failure, error);
    quiet_end();
    arena_free(arena);
    return read;
}
