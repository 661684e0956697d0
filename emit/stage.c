/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/stage.h"

#include <errno.h>
#include <glib.h>

#include "emit/document.h"

struct emit {
    struct sink sink;
    FILE *out;
    bool cells, pretty;
    GPtrArray *records; /* of the document; they live in its arena until `close` */
    GString *text;
};

static bool emit_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct emit *emit = (struct emit *)sink;
    if (record->kind != RECORD_CLOSE) {
        g_ptr_array_add(emit->records, (void *)record);
        return true;
    }
    g_string_truncate(emit->text, 0);
    document_write(emit->text, arena, emit->records, emit->cells, emit->pretty);
    g_ptr_array_set_size(emit->records, 0);
    if (fwrite(emit->text->str, 1, emit->text->len, emit->out) != emit->text->len)
        return error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    return true;
}

static bool emit_finish(struct sink *sink, struct error *error)
{
    FILE *out = ((struct emit *)sink)->out;
    if (fflush(out) != 0 || ferror(out))
        return error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    return true;
}

static void emit_free(struct sink *sink)
{
    struct emit *emit = (struct emit *)sink;
    g_ptr_array_free(emit->records, TRUE);
    g_string_free(emit->text, TRUE);
    g_free(emit);
}

static struct sink *emit_open(const struct stage_options *options, struct sink *next, struct error *error)
{
    (void)error;
    struct emit *emit = g_new0(struct emit, 1);
    emit->sink = (struct sink){.take = emit_take, .finish = emit_finish, .free = emit_free, .next = next};
    emit->out = options->out;
    emit->cells = options->cells;
    emit->pretty = options->pretty;
    emit->records = g_ptr_array_new();
    emit->text = g_string_new(NULL);
    return &emit->sink;
}

const struct stage emit_stage = {
    .name = "emit",
    .summary = "write the canonical documents",
    .open = emit_open,
};
