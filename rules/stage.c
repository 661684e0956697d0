/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/stage.h"

#include <stdarg.h>

#include "rules/ledger.h"
#include "rules/model.h"

enum { LINE_PIECES = 64 }; /* of one printed line; more begin another */

struct rules_sink {
    struct sink sink;
    struct ruleset *rules;
    struct dictionary *dictionary;
    struct reading reading; /* of the document that is open */
    int page;
    struct grid *grid;      /* the one whose cells are coming */
    struct view watermark;
    bool failed;
};

struct view text_close_up(struct arena *arena, struct view text)
{
    char *out = arena_take(arena, text.size + 1);
    size_t used = 0;
    bool space = false;
    text = view_trim(text);
    while (text.size) {
        const char *at = text.data;
        unsigned code = view_next(&text);
        if (g_unichar_isspace(code)) {
            space = true;
            continue;
        }
        /* A space stays between two ASCII characters only. */
        if (space && used && code < 0x80 && !(out[used - 1] & 0x80))
            out[used++] = ' ';
        space = false;
        while (at < text.data)
            out[used++] = *at++;
    }
    return (struct view){out, used};
}

void reading_warn(struct reading *reading, int page, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    struct record_warning *warning = record_new(reading->arena, RECORD_WARNING);
    warning->page = page;
    warning->code = view_of(code);
    warning->message = view_copy(reading->arena, view_of(text));
    g_ptr_array_add(reading->warnings, warning);
    g_free(text);
}

static void reading_open(struct rules_sink *self, struct arena *arena, const struct record_source *source)
{
    self->reading = (struct reading){
        .arena = arena,
        .rules = self->rules,
        .dictionary = self->dictionary,
        .items = g_array_new(FALSE, TRUE, sizeof(struct item)),
        .warnings = g_ptr_array_new(),
        .pages = source->pages,
    };
    self->page = 0;
    self->grid = NULL;
    self->watermark = VIEW_NONE;
    self->failed = false;
}

static void reading_close(struct rules_sink *self)
{
    if (self->reading.items)
        g_array_unref(self->reading.items);
    if (self->reading.warnings)
        g_ptr_array_unref(self->reading.warnings);
    self->reading = (struct reading){0};
}

/* Pieces of one printed line overlap in height by more than half. */
static bool same_line(const struct record_line *a, const struct record_line *b)
{
    int top = MAX(a->box.y0, b->box.y0), bottom = MIN(a->box.y1, b->box.y1);
    int height = MIN(a->box.y1 - a->box.y0, b->box.y1 - b->box.y0);
    return 2 * (bottom - top) > height;
}

static struct view plain_of(const struct record_line *line)
{
    return line->plain.data ? line->plain : line->text;
}

/* Puts the line among the pieces of the item, from left to right. */
static void piece_add(struct arena *arena, struct item *item, const struct record_line *line)
{
    const struct record_line **pieces = ARENA_ARRAY(arena, const struct record_line *, item->count + 1);
    size_t at = 0;
    while (at < item->count && item->pieces[at]->box.x0 <= line->box.x0)
        at++;
    for (size_t i = 0; i < item->count; i++)
        pieces[i + (i >= at)] = item->pieces[i];
    pieces[at] = line;
    item->pieces = pieces;
    item->count++;
    item->joined = VIEW_NONE;
    for (size_t i = 0; i < item->count; i++)
        item->joined = view_join(arena, item->joined, " ", plain_of(pieces[i]));
}

static void line_add(struct rules_sink *self, const struct record_line *line)
{
    struct reading *reading = &self->reading;
    struct item *last =
        reading->items->len ? &g_array_index(reading->items, struct item, reading->items->len - 1) : NULL;
    self->grid = NULL;
    if (last && !last->grid && last->page == self->page && last->count < LINE_PIECES &&
        same_line(last->pieces[last->count - 1], line)) {
        piece_add(reading->arena, last, line);
        return;
    }
    struct item item = {.page = self->page};
    piece_add(reading->arena, &item, line);
    g_array_append_val(reading->items, item);
}

static void grid_add(struct rules_sink *self, const struct record_grid *record)
{
    struct reading *reading = &self->reading;
    struct grid *grid = ARENA_NEW(reading->arena, struct grid);
    grid->record = record;
    grid->page = self->page;
    grid->rows = record->rows;
    grid->columns = record->columns;
    grid->at = ARENA_ARRAY(reading->arena, const struct record_cell *, (size_t)grid->rows * (size_t)grid->columns);
    struct item item = {.page = self->page, .grid = grid};
    g_array_append_val(reading->items, item);
    self->grid = grid;
}

static void cell_add(struct rules_sink *self, const struct record_cell *cell)
{
    struct grid *grid = self->grid;
    if (!grid || cell->row < 0 || cell->column < 0)
        return;
    int last_row = MIN(cell->row + MAX(cell->row_span, 1), grid->rows);
    int last_column = MIN(cell->column + MAX(cell->column_span, 1), grid->columns);
    for (int row = cell->row; row < last_row; row++)
        for (int column = cell->column; column < last_column; column++)
            grid->at[row * grid->columns + column] = cell;
}

static bool table_emit(struct rules_sink *self, struct arena *arena, struct table *table, struct sink *next,
                       struct error *error)
{
    struct record_table *record = table->record;
    record->pages.items = (const int *)(const void *)arena_copy(arena, table->pages->data, table->pages->len * sizeof(int));
    record->pages.count = table->pages->len;
    struct view *notes = ARENA_ARRAY(arena, struct view, table->notes->len);
    for (guint i = 0; i < table->notes->len; i++)
        notes[i] = *(struct view *)table->notes->pdata[i];
    record->notes = (struct view_list){notes, table->notes->len};
    return rows_emit(&self->reading, table, next, error);
}

static bool document_emit(struct rules_sink *self, struct arena *arena, struct error *error)
{
    struct reading *reading = &self->reading;
    struct ledger *ledger = ledger_new(self->sink.next);
    struct sink *next = ledger_sink(ledger);
    GPtrArray *tables = tables_assemble(reading);
    struct record_document *document = facts_find(reading, tables);
    document->watermark = self->watermark;
    reading->fiscal_year = document->fiscal_year;
    bool fine = sink_take(next, arena, document, error);
    for (guint i = 0; fine && i < tables->len; i++) {
        struct table *table = tables->pdata[i];
        const struct rule *form = table->rule ? NULL : form_rule_find(reading, table);
        if (form) {
            fine = form_emit(reading, table, form, next, error);
            continue;
        }
        columns_read(reading, table, document->fiscal_year, document->kind);
        fine = table_emit(self, arena, table, next, error);
    }
    fine = fine && statements_emit(reading, next, error) && checks_emit(reading, ledger, error);
    for (guint i = 0; fine && i < reading->warnings->len; i++)
        fine = sink_take(next, arena, reading->warnings->pdata[i], error);
    g_ptr_array_unref(tables);
    ledger_free(ledger);
    return fine;
}

static bool rules_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct rules_sink *self = (struct rules_sink *)sink;
    switch (record->kind) {
    case RECORD_SOURCE:
        reading_open(self, arena, (const struct record_source *)record);
        return sink_take(sink->next, arena, record, error);
    case RECORD_PAGE:
        self->page = ((const struct record_page *)record)->number;
        self->reading.page_width = ((const struct record_page *)record)->width;
        self->grid = NULL;
        return true;
    case RECORD_LINE:
        line_add(self, (const struct record_line *)record);
        return true;
    case RECORD_GRID:
        grid_add(self, (const struct record_grid *)record);
        return true;
    case RECORD_CELL:
        cell_add(self, (const struct record_cell *)record);
        return true;
    case RECORD_WARNING:
        if (view_equal_text(((const struct record_warning *)record)->code, "watermark"))
            self->watermark = ((const struct record_warning *)record)->message;
        else
            g_ptr_array_add(self->reading.warnings, (void *)record);
        return true;
    case RECORD_ERROR:
        self->failed = true;
        return sink_take(sink->next, arena, record, error);
    case RECORD_CLOSE: {
        bool fine = self->failed || document_emit(self, arena, error);
        reading_close(self);
        return fine && sink_take(sink->next, arena, record, error);
    }
    default:
        return error_set(error, ERROR_STREAM, 0, "a %s record does not belong in front of the rules",
                         record_kind_word(record->kind));
    }
}

static void rules_free(struct sink *sink)
{
    struct rules_sink *self = (struct rules_sink *)sink;
    reading_close(self);
    ruleset_free(self->rules);
    dictionary_free(self->dictionary);
    g_free(self);
}

static struct sink *rules_open(const struct stage_options *options, struct sink *next, struct error *error)
{
    struct ruleset *rules = ruleset_load(options->rule_directories, NULL, error);
    struct dictionary *dictionary = rules ? dictionary_load(options->rule_directories, NULL, error) : NULL;
    if (!dictionary) {
        ruleset_free(rules);
        return NULL;
    }
    struct rules_sink *self = g_new0(struct rules_sink, 1);
    self->sink = (struct sink){.take = rules_take, .free = rules_free, .next = next};
    self->rules = rules;
    self->dictionary = dictionary;
    return &self->sink;
}

const struct stage rules_stage = {
    .name = "rules",
    .summary = "decide which table, which column, which row (reads records of normalize)",
    .open = rules_open,
};
