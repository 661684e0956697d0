/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalize/stage.h"

#include <glib.h>

#include "base/arena.h"
#include "normalize/text.h"

static struct record_line *mend_line(struct arena *arena, const struct record_line *line)
{
    struct record_line *mended = record_new(arena, RECORD_LINE);
    *mended = *line;
    mended->text = text_mend(arena, line->text);
    mended->plain = text_fold(arena, mended->text);
    return mended;
}

static struct record_cell *mend_cell(struct arena *arena, const struct record_cell *cell)
{
    struct record_cell *mended = record_new(arena, RECORD_CELL);
    *mended = *cell;
    mended->text = text_mend(arena, cell->text);
    mended->hidden = cell->hidden.data ? text_mend(arena, cell->hidden) : VIEW_NONE;
    mended->plain = text_fold(arena, mended->text);
    return mended;
}

static bool normalize_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    const void *passed = record;
    if (record->kind == RECORD_LINE)
        passed = mend_line(arena, (const struct record_line *)record);
    else if (record->kind == RECORD_CELL)
        passed = mend_cell(arena, (const struct record_cell *)record);
    return sink_take(sink->next, arena, passed, error);
}

static void normalize_free(struct sink *sink)
{
    g_free(sink);
}

static struct sink *normalize_open(const struct stage_options *options, struct sink *next, struct error *error)
{
    (void)options;
    (void)error;
    struct sink *sink = g_new0(struct sink, 1);
    *sink = (struct sink){.take = normalize_take, .free = normalize_free, .next = next};
    return sink;
}

const struct stage normalize_stage = {
    .name = "normalize",
    .summary = "mend the text of lines and cells and fold it for the rules",
    .open = normalize_open,
};
