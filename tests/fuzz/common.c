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

static struct sink *open_stages(struct chain *chain, const struct stage *const *stages, size_t count, bool writer)
{
    static const char *directories[] = {"rules", NULL};
    FILE *nowhere = fopen("/dev/null", "w");
    struct error error = {0};
    const char *rules = g_getenv("EXTRACT_RULES");
    if (rules)
        directories[0] = rules;
    const struct stage_options options = {.rule_directories = directories, .out = nowhere, .cells = true};
    struct sink *last = writer ? codec_writer_new(nowhere, stages[count - 1]->name) : NULL;
    if (!nowhere || !chain_open(chain, stages, count, &options, last, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(EXIT_FAILURE);
    }
    return chain->sinks[0];
}

struct sink *fuzz_chain(void)
{
    static const struct stage *const stages[] = {&normalize_stage, &rules_stage, &emit_stage};
    static struct chain chain; /* this one and those below are kept until the process ends */
    return chain.sinks[0] ? chain.sinks[0] : open_stages(&chain, stages, G_N_ELEMENTS(stages), false);
}

struct sink *fuzz_stage(const char *name)
{
    static const struct stage *const stages[] = {&normalize_stage, &rules_stage, &emit_stage};
    static struct chain chains[G_N_ELEMENTS(stages)];
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
        if (strcmp(stages[i]->name, name) != 0)
            continue;
        struct chain *chain = &chains[i];
        return chain->sinks[0] ? chain->sinks[0] : open_stages(chain, stages + i, 1, stages[i] != &emit_stage);
    }
    return NULL;
}

void fuzz_document(struct arena *arena, const void *data, size_t size)
{
    struct error failure = {0}, error = {0};
    struct sink *chain = fuzz_chain();
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
