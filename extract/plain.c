/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/plain.h"

#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "extract/plain_lines.h"
#include "extract/plain_table.h"

enum {
    CELLS_MAX = 1000000, /* of a grid; a longer table goes on in another */
    COLUMNS_SLACK = 2,   /* columns that a row may have lost or gained */
    CONTENTS_FIELDS = 2, /* of a line of contents: its text and a page */
    PAGE_DIGITS_MAX = 4,
    MARKER_LENGTH_MAX = 6, /* characters of what stands in front of an item of a list: 一、 (1) */
};

/* Rows of one table: the fields of all, and where each row begins among them (rows + 1 places). */
struct rows {
    GArray *fields;  /* struct view */
    GArray *offsets; /* guint */
    int columns;     /* of the longest row */
};

/* What plain_read hands down. */
struct reader {
    const struct plain_line *lines;
    size_t count;
    struct arena *arena;
    struct sink *next;
    struct error *error;
    int page;
    int columns; /* of the grid that came last, with nothing printed since but page numbers; 0 otherwise */
};

/* --- rows --- */

static void rows_init(struct rows *rows)
{
    const guint zero = 0;
    rows->fields = g_array_new(FALSE, FALSE, sizeof(struct view));
    rows->offsets = g_array_new(FALSE, FALSE, sizeof(guint));
    rows->columns = 0;
    g_array_append_val(rows->offsets, zero);
}

static void rows_clear(struct rows *rows)
{
    g_array_free(rows->fields, TRUE);
    g_array_free(rows->offsets, TRUE);
}

static int rows_count(const struct rows *rows)
{
    return (int)rows->offsets->len - 1;
}

static struct view row_field(const struct rows *rows, int row, int column)
{
    const guint at = g_array_index(rows->offsets, guint, row) + (guint)column;
    return at < g_array_index(rows->offsets, guint, row + 1) ? g_array_index(rows->fields, struct view, at)
                                                             : VIEW_LITERAL("");
}

static int row_texts(const struct rows *rows, int row)
{
    int texts = 0;
    for (int column = 0; column < rows->columns; column++)
        texts += !view_is_empty(row_field(rows, row, column));
    return texts;
}

/* A pipe table's cell: without its white space and the backslashes in front of pipes. */
static struct view pipe_field(struct arena *arena, struct view text)
{
    text = view_trim(text);
    if (view_find(text, "\\|") < 0)
        return text;
    char *out = arena_take(arena, text.size + 1);
    size_t used = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\\' || i + 1 == text.size || text.data[i + 1] != '|')
            out[used++] = text.data[i];
    return (struct view){out, used};
}

static void row_add(struct arena *arena, struct rows *rows, const struct plain_line *line)
{
    const bool pipes = line->kind == PLAIN_PIPES;
    struct view text = line->text;
    if (pipes) { /* without the pipes at both ends */
        text = view_trim(text);
        text = view_part(text, 1, text.size - 1);
        const bool closed =
            text.size && text.data[text.size - 1] == '|' && (text.size < 2 || text.data[text.size - 2] != '\\');
        text.size -= closed;
    }
    const guint before = rows->fields->len;
    for (size_t start = 0, at = 0; at <= text.size; at++) {
        const bool cut = at == text.size ||
                         (pipes ? text.data[at] == '|' && (!at || text.data[at - 1] != '\\') : text.data[at] == '\t');
        if (!cut)
            continue;
        const struct view part = view_part(text, start, at - start);
        const struct view field = pipes ? pipe_field(arena, part) : view_trim(part);
        g_array_append_val(rows->fields, field);
        start = at + 1;
    }
    g_array_append_val(rows->offsets, rows->fields->len);
    rows->columns = MAX(rows->columns, (int)(rows->fields->len - before));
}

/* Appends the lines [first, end); rulers made of dashes draw lines and hold nothing.  A pipe table may begin
 * with a row of empty cells where the page had no head. */
static void rows_read(struct reader *reader, struct rows *rows, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (reader->lines[i].kind == PLAIN_RULER)
            continue;
        const int count = rows_count(rows);
        const guint fields = rows->fields->len;
        row_add(reader->arena, rows, &reader->lines[i]);
        const bool headless = i == first && i + 1 < end && reader->lines[i + 1].kind == PLAIN_RULER;
        if (headless && !row_texts(rows, count)) {
            g_array_set_size(rows->fields, fields);
            g_array_set_size(rows->offsets, (guint)count + 1);
        }
    }
}

/* --- what is a table --- */

static bool is_row(const struct plain_line *line)
{
    return line->kind == PLAIN_TABS || line->kind == PLAIN_PIPES || line->kind == PLAIN_RULER;
}

/* Rulers go with both kinds of rows. */
static bool same_family(const struct plain_line *a, const struct plain_line *b)
{
    return is_row(a) && is_row(b) && (a->kind == b->kind || a->kind == PLAIN_RULER || b->kind == PLAIN_RULER);
}

/* The line behind the rows that follow each other from `first` on, on one page. */
static size_t block_end(const struct reader *reader, size_t first)
{
    size_t end = first + 1;
    while (end < reader->count && reader->lines[end].page == reader->lines[first].page &&
           same_family(&reader->lines[end - 1], &reader->lines[end]))
        end++;
    return end;
}

/* A number of at most four digits; -1 for anything else. */
static int page_of(struct view text)
{
    int number = 0;
    if (view_is_empty(text) || text.size > PAGE_DIGITS_MAX)
        return -1;
    for (size_t i = 0; i < text.size; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return -1;
        number = 10 * number + (text.data[i] - '0');
    }
    return number;
}

/* Lines of a table of contents: each a text and a page, the pages never going back. */
static bool rows_are_contents(const struct rows *rows)
{
    int last = 0;
    for (int row = 0; row < rows_count(rows); row++) {
        struct view first = VIEW_NONE, end = VIEW_NONE;
        for (int column = 0; column < rows->columns; column++) {
            const struct view field = row_field(rows, row, column);
            if (view_is_empty(field))
                continue;
            first = first.data ? first : field;
            end = field;
        }
        if (row_texts(rows, row) != CONTENTS_FIELDS || page_of(first) >= 0 || page_of(end) < last)
            return false;
        last = page_of(end);
    }
    return true;
}

/* Items of a list, each with its marker in front of a tab, and paragraphs set in by tabs. */
static bool rows_are_list(const struct rows *rows)
{
    static const char *const closers[] = {"、", ".", "．", ")", "）", "•", "●", "-"};
    for (int row = 0; row < rows_count(rows); row++) {
        const struct view marker = row_field(rows, row, 0);
        bool closed = view_is_empty(marker);
        for (size_t i = 0; i < G_N_ELEMENTS(closers) && view_length(marker) <= MARKER_LENGTH_MAX; i++) {
            const struct view closer = view_of(closers[i]);
            closed = closed || (marker.size >= closer.size &&
                                view_equal(view_part(marker, marker.size - closer.size, closer.size), closer));
        }
        if (!closed || rows->columns > 2 || row_texts(rows, row) > (view_is_empty(marker) ? 1 : 2))
            return false;
    }
    return true;
}

/* Whether rows that go on from no other table are one. */
static bool rows_are_table(const struct reader *reader, const struct rows *rows)
{
    int rich = 0;
    for (int row = 0; row < rows_count(rows); row++)
        rich += row_texts(rows, row) > 1;
    if (!rich)
        return false;
    if (reader->columns && rows->columns <= reader->columns) /* the page before ended in a table */
        return true;
    return rows_count(rows) > 1 && !rows_are_contents(rows) && !rows_are_list(rows);
}

/* Whether the rows of a block behind blank lines go on with those read so far: no more columns, no head. */
static bool block_goes_on(struct reader *reader, const struct rows *rows, size_t first, size_t end)
{
    if (first + 1 < end && reader->lines[first].kind == PLAIN_PIPES && reader->lines[first + 1].kind == PLAIN_RULER)
        return false;
    struct rows more;
    rows_init(&more);
    rows_read(reader, &more, first, end);
    bool same = rows_count(rows) && rows_count(&more);
    for (int column = 0; same && column < MAX(rows->columns, more.columns); column++)
        same = view_equal(row_field(rows, 0, column), row_field(&more, 0, column));
    const bool fits = more.columns <= rows->columns + COLUMNS_SLACK;
    rows_clear(&more);
    return fits && !same;
}

/* Reads the table that begins at line `first` into `rows`, blocks behind blank lines that go on with it
 * included; returns the line behind it. */
static size_t table_read(struct reader *reader, struct rows *rows, size_t first)
{
    size_t end = block_end(reader, first);
    rows_read(reader, rows, first, end);
    if (!rows_are_table(reader, rows))
        return end;
    for (;;) {
        size_t next = end;
        while (next < reader->count && reader->lines[next].kind == PLAIN_BLANK &&
               reader->lines[next].page == reader->lines[first].page)
            next++;
        if (next == reader->count || reader->lines[next].page != reader->lines[first].page ||
            !same_family(&reader->lines[first], &reader->lines[next]))
            return end;
        const size_t next_end = block_end(reader, next);
        if (!block_goes_on(reader, rows, next, next_end))
            return end;
        rows_read(reader, rows, next, next_end);
        end = next_end;
    }
}

/* --- records --- */

static bool pass(struct reader *reader, const void *record)
{
    return sink_take(reader->next, reader->arena, record, reader->error);
}

static bool pass_line(struct reader *reader, struct view text)
{
    struct record_line *line = record_new(reader->arena, RECORD_LINE);
    line->text = text;
    return view_is_empty(text) || pass(reader, line);
}

/* Rows that are no table: a line each, their fields joined by spaces. */
static bool pass_lines(struct reader *reader, const struct rows *rows)
{
    for (int row = 0; row < rows_count(rows); row++) {
        struct view text = VIEW_LITERAL("");
        for (int column = 0; column < rows->columns; column++)
            text = view_join(reader->arena, text, " ", row_field(rows, row, column));
        if (!pass_line(reader, text))
            return false;
    }
    return true;
}

static bool pass_cells(struct reader *reader, const struct plain_table *table)
{
    struct record_grid *grid = record_new(reader->arena, RECORD_GRID);
    grid->rows = table->rows;
    grid->columns = table->columns;
    grid->rulings = VIEW_LITERAL("aligned");
    if (!pass(reader, grid))
        return false;
    for (int i = 0; i < table->rows * table->columns; i++) {
        const struct plain_cell *place = &table->cells[i];
        if (place->covered)
            continue;
        struct record_cell *cell = record_new(reader->arena, RECORD_CELL);
        cell->page = reader->page;
        cell->row = i / table->columns;
        cell->column = i % table->columns;
        cell->row_span = place->row_span;
        cell->column_span = place->column_span;
        cell->text = place->text;
        if (!pass(reader, cell))
            return false;
    }
    return true;
}

/* Rows [first, first + count) as a grid of `columns`. */
static bool pass_grid(struct reader *reader, const struct rows *rows, int first, int count, int columns)
{
    struct plain_table table = {.rows = count, .columns = columns};
    table.cells = g_new0(struct plain_cell, (gsize)count * (gsize)columns);
    for (int i = 0; i < count * columns; i++)
        table.cells[i] = (struct plain_cell){row_field(rows, first + i / columns, i % columns), 1, 1, false};
    if (!first)
        plain_table_merge_head(&table);
    const bool good = pass_cells(reader, &table);
    g_free(table.cells);
    return good;
}

/* A table as one grid; short rows are filled up, to the columns of the table in front of it where they are
 * nearly as many: it goes on with that one. */
static bool pass_table(struct reader *reader, const struct rows *rows)
{
    int columns = rows->columns;
    if (columns < reader->columns && columns + COLUMNS_SLACK >= reader->columns)
        columns = reader->columns;
    reader->columns = columns;
    const int step = MAX(CELLS_MAX / columns, 1);
    for (int first = 0; first < rows_count(rows); first += step)
        if (!pass_grid(reader, rows, first, MIN(step, rows_count(rows) - first), columns))
            return false;
    return true;
}

static bool pass_page(struct reader *reader, int number)
{
    while (reader->page < number) {
        struct record_page *page = record_new(reader->arena, RECORD_PAGE);
        page->number = ++reader->page;
        if (!pass(reader, page))
            return false;
    }
    return true;
}

/* Passes on what begins at line `*at` and moves it behind. */
static bool pass_next(struct reader *reader, size_t *at)
{
    const struct plain_line *line = &reader->lines[*at];
    if (!is_row(line)) {
        ++*at;
        if (line->kind == PLAIN_BLANK)
            return true;
        if (!line->page_mark)
            reader->columns = 0;
        return pass_page(reader, line->page) && pass_line(reader, line->text);
    }
    struct rows rows;
    rows_init(&rows);
    *at = table_read(reader, &rows, *at);
    const bool table = rows_are_table(reader, &rows);
    if (!table)
        reader->columns = 0;
    const bool good = pass_page(reader, line->page) && (table ? pass_table(reader, &rows) : pass_lines(reader, &rows));
    rows_clear(&rows);
    return good;
}

bool plain_read(const struct plain *plain, struct arena *arena, struct sink *next, struct error *error)
{
    if (error_is_set(error))
        return false;
    struct reader reader = {.arena = arena, .next = next, .error = error};
    struct view watermark = VIEW_NONE;
    GArray *lines = plain_lines_copy(plain, arena, &watermark);
    reader.lines = (const struct plain_line *)(const void *)lines->data;
    reader.count = lines->len;
    bool good = true;
    for (size_t at = 0; good && at < reader.count;)
        good = pass_next(&reader, &at);
    good = good && pass_page(&reader, plain_count(plain));
    if (good && watermark.data)
        good = sink_warn(next, arena, 0, "watermark", watermark, error);
    g_array_free(lines, TRUE);
    return good;
}
