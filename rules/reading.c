/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the stage keeps of a document: its printed lines and grids in reading order. */
#include <stdarg.h>

#include "rules/model.h"

enum {
    LINE_PIECES = 64,   /* of one printed line; more begin another */
    PAGES_KEPT = 100000 /* whose size and turn are known */
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

void reading_open(struct reading *reading, struct arena *arena, const struct ruleset *rules,
                  const struct dictionary *dictionary)
{
    *reading = (struct reading){
        .arena = arena,
        .rules = rules,
        .dictionary = dictionary,
        .items = g_array_new(FALSE, TRUE, sizeof(struct item)),
        .pages = g_array_new(FALSE, TRUE, sizeof(const struct record_page *)),
        .label_verdicts = g_hash_table_new(view_hash, views_equal),
        .warnings = g_ptr_array_new(),
    };
}

void reading_close(struct reading *reading)
{
    if (reading->items)
        g_array_unref(reading->items);
    if (reading->pages)
        g_array_unref(reading->pages);
    if (reading->label_verdicts)
        g_hash_table_unref(reading->label_verdicts);
    if (reading->warnings)
        g_ptr_array_unref(reading->warnings);
    *reading = (struct reading){0};
}

/* Keeps the page, among PAGES_KEPT at most: a stream from elsewhere may number them as it likes. */
static void page_add(struct reading *reading, const struct record_page *page)
{
    reading->page = page->number;
    reading->grid = NULL;
    if (page->number < 1 || page->number > PAGES_KEPT)
        return;
    if ((guint)page->number > reading->pages->len)
        g_array_set_size(reading->pages, (guint)page->number);
    g_array_index(reading->pages, const struct record_page *, page->number - 1) = page;
}

struct box reading_box(const struct reading *reading, int number, struct box box)
{
    const bool known = number >= 1 && (guint)number <= reading->pages->len;
    const struct record_page *page =
        known ? g_array_index(reading->pages, const struct record_page *, number - 1) : NULL;
    if (!page || box_is_none(box))
        return box;
    switch (page->turn) {
    case 90:
        return (struct box){page->height - box.y1, box.x0, page->height - box.y0, box.x1};
    case 180:
        return (struct box){page->width - box.x1, page->height - box.y1, page->width - box.x0, page->height - box.y0};
    case 270:
        return (struct box){box.y0, page->width - box.x1, box.y1, page->width - box.x0};
    default:
        return box;
    }
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

static void line_add(struct reading *reading, const struct record_line *record)
{
    struct record_line *line = ARENA_NEW(reading->arena, struct record_line);
    *line = *record;
    line->box = reading_box(reading, reading->page, record->box);
    struct item *last =
        reading->items->len ? &g_array_index(reading->items, struct item, reading->items->len - 1) : NULL;
    reading->grid = NULL;
    if (last && !last->grid && last->page == reading->page && last->count < LINE_PIECES &&
        same_line(last->pieces[last->count - 1], line)) {
        piece_add(reading->arena, last, line);
        return;
    }
    struct item item = {.page = reading->page};
    piece_add(reading->arena, &item, line);
    g_array_append_val(reading->items, item);
}

static void grid_add(struct reading *reading, const struct record_grid *record)
{
    struct grid *grid = ARENA_NEW(reading->arena, struct grid);
    grid->record = record;
    grid->page = reading->page;
    grid->rows = record->rows;
    grid->columns = record->columns;
    grid->at = ARENA_ARRAY(reading->arena, const struct record_cell *, (size_t)grid->rows *(size_t)grid->columns);
    struct item item = {.page = reading->page, .grid = grid};
    g_array_append_val(reading->items, item);
    reading->grid = grid;
}

static void cell_add(struct reading *reading, const struct record_cell *cell)
{
    struct grid *grid = reading->grid;
    if (!grid || cell->row < 0 || cell->column < 0)
        return;
    int last_row = MIN(cell->row + MAX(cell->row_span, 1), grid->rows);
    int last_column = MIN(cell->column + MAX(cell->column_span, 1), grid->columns);
    for (int row = cell->row; row < last_row; row++)
        for (int column = cell->column; column < last_column; column++)
            grid->at[row * grid->columns + column] = cell;
}

bool reading_take(struct reading *reading, const struct record *record)
{
    switch (record->kind) {
    case RECORD_PAGE:
        page_add(reading, (const struct record_page *)record);
        return true;
    case RECORD_LINE:
        line_add(reading, (const struct record_line *)record);
        return true;
    case RECORD_GRID:
        grid_add(reading, (const struct record_grid *)record);
        return true;
    case RECORD_CELL:
        cell_add(reading, (const struct record_cell *)record);
        return true;
    default:
        return false;
    }
}
