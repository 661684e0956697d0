/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec.h"
#include "cli/chain.h"
#include "emit/stage.h"
#include "extract/pages.h"
#include "extract/plain.h"
#include "normalize/stage.h"
#include "rules/stage.h"
#include "tests/fuzz/fuzz.h"

static const struct stage *const stages[] = {&normalize_stage, &rules_stage, &emit_stage};

static void open_stages(struct fuzz_stages *own, size_t first, size_t count)
{
    static FILE *nowhere;
    static const char *directories[] = {"rules", NULL};
    struct error error = {0};
    if (g_getenv("EXTRACT_RULES"))
        directories[0] = g_getenv("EXTRACT_RULES");
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    const struct stage *last = stages[first + count - 1];
    const struct stage_options options = {.rule_directories = directories, .out = nowhere, .cells = true};
    own->writer = nowhere && last != &emit_stage ? codec_writer_new(nowhere, last->name) : NULL;
    if (!nowhere || !chain_open(&own->chain, stages + first, count, &options, own->writer, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(EXIT_FAILURE);
    }
}

void fuzz_stage_open(struct fuzz_stages *own, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
        if (strcmp(stages[i]->name, name) == 0)
            open_stages(own, i, 1);
}

void fuzz_stage_close(struct fuzz_stages *own)
{
    chain_close(&own->chain);
    sink_free(own->writer);
}

void fuzz_document(struct arena *arena, const void *data, size_t size)
{
    struct error failure = {0}, error = {0};
    static struct fuzz_stages all; /* kept until the process ends */
    if (!all.chain.sinks[0])
        open_stages(&all, 0, G_N_ELEMENTS(stages));
    struct sink *chain = all.chain.sinks[0];
    struct record_source *source = record_new(arena, RECORD_SOURCE);
    struct pages *pages = NULL;
    struct plain *plain = NULL;
    if (memmem(data, MIN(size, 1024), "%PDF-", 5))
        pages = pages_open(data, size, NULL, &failure);
    else
        plain = plain_open(data, size, &failure);
    source->type = VIEW_LITERAL("pdf");
    source->pages = pages ? pages_count(pages) : plain ? plain_count(plain) : -1;
    sink_take(chain, arena, source, &error);
    if (pages)
        pages_read(pages, arena, chain, &failure);
    if (plain)
        plain_read(plain, arena, chain, &failure);
    if (error_is_set(&failure)) {
        struct record_error *record = record_new(arena, RECORD_ERROR);
        record->code = view_of(error_code_word(failure.code));
        record->message = view_of(failure.message);
        sink_take(chain, arena, record, &error);
    }
    sink_take(chain, arena, record_new(arena, RECORD_CLOSE), &error);
    if (error_is_set(&error))
        abort(); /* no document may end the run */
    pages_close(pages);
    plain_close(plain);
}
