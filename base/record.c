/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/record.h"

#include <glib.h>

#include "base/arena.h"

bool box_is_none(struct box box)
{
    return box.x1 < box.x0 || box.y1 < box.y0;
}

static const struct {
    const char *word;
    size_t size;
} kinds[RECORD_KINDS] = {
    [RECORD_SOURCE] = {"source", sizeof(struct record_source)},
    [RECORD_PAGE] = {"page", sizeof(struct record_page)},
    [RECORD_LINE] = {"line", sizeof(struct record_line)},
    [RECORD_GRID] = {"grid", sizeof(struct record_grid)},
    [RECORD_CELL] = {"cell", sizeof(struct record_cell)},
    [RECORD_DOCUMENT] = {"document", sizeof(struct record_document)},
    [RECORD_TABLE] = {"table", sizeof(struct record_table)},
    [RECORD_COLUMN] = {"column", sizeof(struct record_column)},
    [RECORD_HEADER] = {"header", sizeof(struct record_header)},
    [RECORD_ROW] = {"row", sizeof(struct record_row)},
    [RECORD_AMOUNT] = {"amount", sizeof(struct record_amount)},
    [RECORD_FORM] = {"form", sizeof(struct record_form)},
    [RECORD_FIELD] = {"field", sizeof(struct record_field)},
    [RECORD_FUND] = {"fund", sizeof(struct record_fund)},
    [RECORD_GOAL] = {"goal", sizeof(struct record_goal)},
    [RECORD_TASK] = {"task", sizeof(struct record_task)},
    [RECORD_INDICATOR] = {"indicator", sizeof(struct record_indicator)},
    [RECORD_STATEMENT] = {"statement", sizeof(struct record_statement)},
    [RECORD_CHECK] = {"check", sizeof(struct record_check)},
    [RECORD_OPERAND] = {"operand", sizeof(struct record_operand)},
    [RECORD_WARNING] = {"warning", sizeof(struct record_warning)},
    [RECORD_ERROR] = {"error", sizeof(struct record_error)},
    [RECORD_CLOSE] = {"close", sizeof(struct record_close)},
};

void *record_new(struct arena *arena, enum record_kind kind)
{
    struct record *record = arena_take(arena, kinds[kind].size);
    record->kind = kind;
    if (kind == RECORD_LINE)
        ((struct record_line *)record)->box = BOX_NONE;
    else if (kind == RECORD_GRID)
        ((struct record_grid *)record)->box = BOX_NONE;
    else if (kind == RECORD_CELL)
        ((struct record_cell *)record)->box = ((struct record_cell *)record)->ink = BOX_NONE;
    else if (kind == RECORD_ROW)
        ((struct record_row *)record)->parent = -1;
    else if (kind == RECORD_STATEMENT)
        ((struct record_statement *)record)->part_of = ((struct record_statement *)record)->share_of = -1;
    else if (kind == RECORD_CHECK)
        ((struct record_check *)record)->row = -1;
    else if (kind == RECORD_OPERAND)
        *(struct record_operand *)record = (struct record_operand){
            .record = {kind}, .table = -1, .row = -1, .column = -1, .form = -1, .statement = -1, .box = BOX_NONE};
    return record;
}

const char *record_kind_word(enum record_kind kind)
{
    return kinds[kind].word;
}

bool sink_take(struct sink *sink, struct arena *arena, const void *record, struct error *error)
{
    return sink->take(sink, arena, record, error);
}

bool sink_finish(struct sink *sink, struct error *error)
{
    if (sink->finish && !sink->finish(sink, error))
        return false;
    return !sink->next || sink_finish(sink->next, error);
}

void sink_free(struct sink *sink)
{
    if (sink)
        sink->free(sink);
}

bool sink_warn(struct sink *sink, struct arena *arena, int page, const char *code, struct view message,
               struct error *error)
{
    struct record_warning *warning = record_new(arena, RECORD_WARNING);
    warning->page = page;
    warning->code = view_of(code);
    warning->message = message;
    return sink_take(sink, arena, warning, error);
}
