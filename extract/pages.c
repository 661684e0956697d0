/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/pages.h"

#include <math.h>
#include <poppler.h>
#include <string.h>

#include "base/arena.h"
#include "extract/align.h"
#include "extract/areas.h"
#include "extract/cells.h"
#include "extract/content.h"
#include "extract/grid.h"
#include "extract/hidden.h"
#include "extract/leaf.h"
#include "extract/lines.h"
#include "extract/mark.h"
#include "extract/observer.h"
#include "extract/split.h"
#include "extract/text.h"
#include "extract/turn.h"
#include "extract/watermark.h"

enum {
    HEADER_SEARCH = 1024, /* bytes at the beginning within which the PDF header must stand */
    TILES_MIN = 3,        /* so often on one page a pale text is a watermark */
    MARKS_MAX = 32,       /* annotations' marks of a document that are read */
    ODD_LEAST = 50,       /* odd characters of a document ... */
    ODD_SHARE = 100,      /* ... one in so many, that it is told */
};

#define PAGE_SIDE_MAX 200000.0 /* points; boxes are 32-bit tenths */

struct pages {
    PopplerDocument *document;
    struct content *content; /* NULL where qpdf cannot read the file */
    char *content_message;   /* why; NULL where it can */
    int count;
    leaf_look *look; /* NULL: nobody looks */
    void *look_context;
};

/* What pages_read hands down from page to page. */
struct reader {
    struct pages *pages;
    struct arena *arena;
    struct sink *next;
    struct error *error;
    struct align *align;
    GString *watermark;
    GHashTable *pale;    /* texts of pale watermarks that are known, as a set */
    GHashTable *marks;   /* those that have been read */
    GHashTable *before;  /* those of the page before that may be one; NULL at first */
    GPtrArray *warnings; /* records; they follow the pages */
    size_t printed, odd; /* characters on all pages, and those of them that are odd, see text_is_odd */
    bool images, opened; /* on any page; any page could be opened */
};

static bool has_header(const char *data, size_t size)
{
    static const char header[] = "%PDF-";
    const size_t length = sizeof header - 1;
    for (size_t i = 0; i + length <= size && i < HEADER_SEARCH; i++)
        if (!memcmp(data + i, header, length))
            return true;
    return false;
}

/* Opens with poppler; sets the error.  Poppler takes the bytes of a password as characters of Latin-1. */
static PopplerDocument *open_document(const void *data, size_t size, const char *password, struct error *error)
{
    GError *reason = NULL;
    GBytes *bytes = g_bytes_new_static(data, size);
    char *characters = password ? g_convert(password, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL) : NULL;
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, characters, &reason);
    g_bytes_unref(bytes);
    g_free(characters);
    if (document) {
        g_clear_error(&reason);
        return document;
    }
    if (g_error_matches(reason, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        error_set(error, ERROR_ENCRYPTED, 0,
                  password ? "the file is encrypted and the given password does not open it"
                           : "the file is encrypted: give its password with --password");
    else
        error_set(error, ERROR_DAMAGED, 0, "the file is damaged and cannot be opened: %s",
                  reason ? reason->message : "poppler gives no reason");
    g_clear_error(&reason);
    return NULL;
}

/* Opens with qpdf, where the file is encrypted with the password as it is given, which is UTF-8 (as of PDF 2.0), or in
 * an encoding that older writers use.  *bytes is the one that opens it, or as given; the caller frees it. */
static struct content *open_content(const void *data, size_t size, const char *password, char **bytes,
                                    struct error *error)
{
    static const char *const encodings[] = {"ISO-8859-1", "GB18030"};
    struct content *content = content_open(data, size, password, error);
    *bytes = g_strdup(password);
    for (size_t i = 0; !content && password && error->code == ERROR_ENCRYPTED && i < G_N_ELEMENTS(encodings); i++) {
        struct error other = {0};
        char *encoded = g_convert(password, -1, encodings[i], "UTF-8", NULL, NULL, NULL);
        content = encoded ? content_open(data, size, encoded, &other) : NULL;
        if (content) {
            g_free(*bytes);
            *bytes = encoded;
        } else {
            g_free(encoded);
        }
    }
    return content;
}

struct pages *pages_open(const void *data, size_t size, const struct pages_options *options, struct error *error)
{
    if (error_is_set(error))
        return NULL;
    if (!size || !has_header(data, size)) {
        error_set(error, ERROR_NOT_PDF, 0,
                  size ? "not a PDF: no %%PDF- within the first %d bytes" : "not a PDF: the file is empty",
                  HEADER_SEARCH);
        return NULL;
    }
    const char *password = options ? options->password : NULL;
    struct error reason = {0};
    char *bytes;
    struct content *content = open_content(data, size, password, &bytes, &reason);
    /* Poppler 22.12 dies of a wrong password: qpdf tries it first. */
    PopplerDocument *document = NULL;
    if (!content && password && reason.code == ERROR_ENCRYPTED)
        error_set(error, ERROR_ENCRYPTED, 0, "the file is encrypted and the given password does not open it");
    else
        document = open_document(data, size, bytes, error);
    g_free(bytes);
    if (!document) {
        if (content)
            content_close(content);
        return NULL;
    }
    const int count = poppler_document_get_n_pages(document);
    const int most = options && options->pages_max ? options->pages_max : PAGES_MAX;
    if (count <= 0 || count > most) {
        if (count <= 0)
            error_set(error, ERROR_NO_PAGES, 0, "the document has no pages");
        else
            error_set(error, ERROR_TOO_LARGE, 0, "%d pages, more than the %d that are read", count, most);
        g_object_unref(document);
        if (content)
            content_close(content);
        return NULL;
    }
    struct pages *pages = g_new0(struct pages, 1);
    pages->document = document;
    pages->count = count;
    pages->content = content;
    if (!content)
        pages->content_message = g_strdup(reason.message);
    return pages;
}

void pages_close(struct pages *pages)
{
    if (!pages)
        return;
    if (pages->content)
        content_close(pages->content);
    g_object_unref(pages->document);
    g_free(pages->content_message);
    g_free(pages);
}

void leaf_set_look(struct pages *pages, leaf_look *look, void *context)
{
    pages->look = look;
    pages->look_context = context;
}

int pages_count(const struct pages *pages)
{
    return pages->count;
}

static void warn_view(struct reader *reader, int page, const char *code, struct view message)
{
    struct record_warning *record = record_new(reader->arena, RECORD_WARNING);
    record->page = page;
    record->code = view_of(code);
    record->message = message;
    g_ptr_array_add(reader->warnings, record);
}

static void warn(struct reader *reader, int page, const char *code, const char *message)
{
    warn_view(reader, page, code, view_copy(reader->arena, view_of(message)));
}

static int32_t tenths(double points)
{
    return (int32_t)lround(CLAMP(points, -PAGE_SIDE_MAX, PAGE_SIDE_MAX) * 10);
}

static struct box box_of(struct cells_rectangle rectangle)
{
    return (struct box){tenths(rectangle.x0), tenths(rectangle.y0), tenths(rectangle.x1), tenths(rectangle.y1)};
}

static struct box leaf_box(const struct leaf *leaf, struct cells_rectangle rectangle)
{
    return box_of(turn_back(leaf->turn, leaf->width, leaf->height, rectangle));
}

/* The characters of each cell, cell by cell. */
struct buckets {
    const struct text_char **chars;
    size_t *starts; /* cells + 1 */
};

static struct buckets bucket_chars(const GArray *chars, const struct cells_place *places, int index, int cells)
{
    struct buckets buckets = {g_new(const struct text_char *, chars->len + 1), g_new0(size_t, cells + 2)};
    for (guint i = 0; i < chars->len; i++)
        if (places[i].grid == index)
            buckets.starts[places[i].cell + 2]++;
    for (int i = 2; i <= cells + 1; i++)
        buckets.starts[i] += buckets.starts[i - 1];
    /* Each start moves to its end while the cell is filled, which is the start of the next. */
    for (guint i = 0; i < chars->len; i++)
        if (places[i].grid == index)
            buckets.chars[buckets.starts[places[i].cell + 1]++] = &g_array_index(chars, struct text_char, i);
    return buckets;
}

static void buckets_free(struct buckets *buckets)
{
    g_free(buckets->chars);
    g_free(buckets->starts);
}

static bool pass_cell(struct reader *reader, const struct leaf *leaf, const struct grid *grid, int index,
                      const struct buckets *shown, const struct buckets *cut, size_t *ends)
{
    const struct grid_cell *cell = &grid->cells[index];
    const struct text_char **chars = shown->chars + shown->starts[index];
    const size_t count = shown->starts[index + 1] - shown->starts[index];
    const size_t cut_count = cut->starts[index + 1] - cut->starts[index];
    struct record_cell *record = record_new(reader->arena, RECORD_CELL);
    const struct cells_rectangle box = {grid->x[cell->column], grid->y[cell->row],
                                        grid->x[cell->column + cell->column_span], grid->y[cell->row + cell->row_span]};
    struct cells_rectangle ink;
    record->page = leaf->number;
    record->row = cell->row;
    record->column = cell->column;
    record->row_span = cell->row_span;
    record->column_span = cell->column_span;
    record->text = cells_join_text(reader->arena, chars, count, ends, box.x0, box.x1, &ink);
    if (count)
        record->ink = leaf_box(leaf, ink);
    else if (cut_count)
        record->hidden =
            cells_join_text(reader->arena, cut->chars + cut->starts[index], cut_count, ends, box.x0, box.x1, &ink);
    record->box = count && grid->rulings != GRID_RULED ? record->ink : leaf_box(leaf, box);
    return sink_take(reader->next, reader->arena, record, reader->error);
}

static struct int_list column_edges(struct arena *arena, const struct grid *grid)
{
    int *edges = ARENA_ARRAY(arena, int, (size_t)grid->columns + 1);
    for (int i = 0; i <= grid->columns; i++)
        edges[i] = tenths(grid->x[i]);
    return (struct int_list){edges, (size_t)grid->columns + 1};
}

static bool pass_grid(struct reader *reader, const struct leaf *leaf, int index)
{
    static const char *const words[] = {
        [GRID_RULED] = "ruled", [GRID_MIXED] = "mixed", [GRID_ALIGNED] = "aligned", [GRID_DOUBTFUL] = "doubtful"};
    const struct grid *grid = leaf->grids->pdata[index];
    struct record_grid *record = record_new(reader->arena, RECORD_GRID);
    record->box =
        leaf_box(leaf, (struct cells_rectangle){grid->x[0], grid->y[0], grid->x[grid->columns], grid->y[grid->rows]});
    record->rows = grid->rows;
    record->columns = grid->columns;
    record->rulings = view_of(words[grid->rulings]);
    record->vertical = column_edges(reader->arena, grid);
    bool good = sink_take(reader->next, reader->arena, record, reader->error);
    struct buckets shown = bucket_chars(leaf->chars, leaf->places, index, grid->cell_count);
    struct buckets cut = bucket_chars(leaf->cut, leaf->cut_places, index, grid->cell_count);
    size_t *ends = g_new(size_t, MAX(leaf->chars->len, leaf->cut->len) + 1);
    for (int i = 0; good && i < grid->cell_count; i++)
        good = pass_cell(reader, leaf, grid, i, &shown, &cut, ends);
    g_free(ends);
    buckets_free(&shown);
    buckets_free(&cut);
    return good;
}

static bool pass_line(struct reader *reader, const struct leaf *leaf, const struct lines_piece *piece)
{
    struct record_line *record = record_new(reader->arena, RECORD_LINE);
    record->text = piece->text;
    record->box = leaf_box(leaf, piece->box);
    record->size = tenths(piece->size);
    return sink_take(reader->next, reader->arena, record, reader->error);
}

/* Lines and grids by their tops. */
static bool pass_leaf(struct reader *reader, struct leaf *leaf)
{
    struct record_page *record = record_new(reader->arena, RECORD_PAGE);
    record->number = leaf->number;
    record->width = tenths(leaf->width);
    record->height = tenths(leaf->height);
    record->turn = 90 * (int)leaf->turn;
    if (!sink_take(reader->next, reader->arena, record, reader->error))
        return false;
    guint grid = 0, piece = 0;
    while (grid < leaf->grids->len || piece < leaf->pieces->len) {
        const struct lines_piece *line =
            piece < leaf->pieces->len ? &g_array_index(leaf->pieces, struct lines_piece, piece) : NULL;
        const struct grid *table = grid < leaf->grids->len ? leaf->grids->pdata[grid] : NULL;
        const bool line_first = line && (!table || (line->box.y0 + line->box.y1) / 2 < table->y[0]);
        if (line_first ? !pass_line(reader, leaf, line) : !pass_grid(reader, leaf, (int)grid))
            return false;
        if (line_first)
            piece++;
        else
            grid++;
    }
    return true;
}

static void collect_lines(struct reader *reader, struct leaf *leaf)
{
    const struct text_char **outside = g_new(const struct text_char *, leaf->chars->len + 1);
    size_t *ends = g_new(size_t, leaf->chars->len + 1), count = 0;
    for (guint i = 0; i < leaf->chars->len; i++)
        if (leaf->places[i].grid < 0)
            outside[count++] = &g_array_index(leaf->chars, struct text_char, i);
    lines_collect(reader->arena, outside, count, ends, leaf->pieces);
    g_free(outside);
    g_free(ends);
}

/* Characters, rulings and all else the page draws. */
static void read_leaf(struct reader *reader, PopplerPage *source, struct leaf *leaf)
{
    poppler_page_get_size(source, &leaf->width, &leaf->height);
    if (!text_read(source, leaf->chars))
        warn(reader, leaf->number, "truncated", "too many characters on the page; some are left out");
    struct error reason = {0};
    const struct pages *pages = reader->pages;
    const bool read = pages->content ? content_read_page(pages->content, leaf->number, &leaf->content, &reason)
                                     : observer_read_page(source, &leaf->content, &reason);
    if (!read)
        warn(reader, leaf->number, "rulings", reason.message);
    if (leaf->content.truncated)
        warn(reader, leaf->number, "truncated", "too much is drawn on the page; some rulings are left out");
    for (guint i = 0; i < leaf->content.areas->len; i++)
        reader->images |= g_array_index(leaf->content.areas, struct content_area, i).image;
    reader->printed += leaf->chars->len;
    for (guint i = 0; i < leaf->chars->len; i++)
        reader->odd += text_is_odd(g_array_index(leaf->chars, struct text_char, i).code);
}

/* Gives hidden characters to the cells they were typed into; the others are left out, with a warning, but that a page
 * break may have cut them off is kept. */
static void place_hidden(struct reader *reader, struct leaf *leaf)
{
    guint left_out = 0;
    leaf->cut_places = g_new(struct cells_place, leaf->hidden->len + 1);
    for (guint i = 0; i < leaf->hidden->len; i++) {
        const struct hidden_char *hidden = &g_array_index(leaf->hidden, struct hidden_char, i);
        const struct cells_place place = hidden_place(hidden, leaf->grids);
        if (place.grid < 0) {
            left_out++;
            leaf->cut_places[leaf->cut->len] = hidden_cut(hidden, leaf->grids);
            g_array_append_val(leaf->cut, hidden->character);
            continue;
        }
        leaf->places[leaf->chars->len] = place;
        g_array_append_val(leaf->chars, hidden->character);
    }
    if (left_out)
        warn_view(reader, leaf->number, "clipped",
                  view_format(reader->arena, "the page hides %u characters, which are left out", left_out));
}

/* The pale texts of the page behind `number`; NULL where there is none. */
static GHashTable *next_pale(const struct reader *reader, int number)
{
    PopplerPage *next =
        number < reader->pages->count ? poppler_document_get_page(reader->pages->document, number) : NULL;
    if (!next)
        return NULL;
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    text_read(next, chars);
    GHashTable *pale = watermark_find_pale(chars, NULL, NULL);
    g_array_free(chars, TRUE);
    g_object_unref(next);
    return pale;
}

/* Takes pale watermarks out: texts across others that stand on a neighbouring page too, or are tiles of this one. */
static void take_pale(struct reader *reader, struct leaf *leaf)
{
    GHashTable *pale = watermark_find_pale(leaf->chars, leaf->content.areas, leaf->content.rulings), *next = NULL;
    GHashTableIter each;
    gpointer text, count;
    g_hash_table_iter_init(&each, pale);
    while (g_hash_table_iter_next(&each, &text, &count)) {
        const guint times = GPOINTER_TO_UINT(count) & ~(guint)WATERMARK_ACROSS;
        if (times == GPOINTER_TO_UINT(count) || g_hash_table_contains(reader->pale, text))
            continue;
        bool again = times >= TILES_MIN || (reader->before && g_hash_table_contains(reader->before, text));
        if (!again && !next)
            next = next_pale(reader, leaf->number);
        if (again || (next && g_hash_table_contains(next, text)))
            g_hash_table_add(reader->pale, g_strdup(text));
    }
    if (g_hash_table_size(reader->pale) && g_hash_table_size(pale))
        watermark_take_pale(leaf->chars, leaf->content.areas, reader->pale, reader->watermark);
    g_clear_pointer(&reader->before, g_hash_table_destroy);
    g_clear_pointer(&next, g_hash_table_destroy);
    reader->before = pale;
}

/* Turns the page so that its text reads to the right, and finds its grids: by rulings, by backgrounds, and where the
 * rulings or backgrounds of rows leave the columns to the text.  Rows without rulings between them are split. */
static void find_grids(struct reader *reader, struct leaf *leaf)
{
    GArray *edges = areas_find_edges(leaf->content.areas, leaf->content.rulings);
    turn_geometry(leaf->turn, leaf->width, leaf->height, leaf->chars, leaf->content.rulings);
    turn_geometry(leaf->turn, leaf->width, leaf->height, NULL, edges);
    hidden_turn(leaf->hidden, leaf->turn, leaf->width, leaf->height);
    text_mend_boxes(leaf->chars);
    bool truncated = false, ignored = false;
    struct grid_lines lines = grid_lines_collect(leaf->content.rulings, &truncated);
    leaf->grids = grid_find(&lines, &truncated);
    if (truncated)
        warn(reader, leaf->number, "truncated", "too many rulings on the page; some are left out");
    if (MAX(leaf->width, leaf->height) > PAGE_SIDE_MAX)
        warn(reader, leaf->number, "truncated",
             "the page is larger than 200,000 points; what lies beyond has no place");
    align_begin_page(reader->align);
    align_find(reader->align, lines.level, leaf->chars, leaf->grids);
    align_find_upright(reader->align, lines.upright, leaf->chars, leaf->grids);
    if (edges->len) {
        struct grid_lines sides = grid_lines_collect(edges, &ignored);
        areas_add_grids(&sides, leaf->chars, leaf->grids);
        align_find(reader->align, sides.level, leaf->chars, leaf->grids);
        grid_lines_free(&sides);
    }
    align_find_bare(reader->align, leaf->chars, leaf->grids);
    bool doubtful = false;
    for (guint i = 0; i < leaf->grids->len; i++)
        doubtful = doubtful || ((const struct grid *)leaf->grids->pdata[i])->rulings == GRID_DOUBTFUL;
    if (doubtful)
        warn(reader, leaf->number, "columns",
             "the text of a table without all of its rulings does not say for certain what its columns are: "
             "its cells are given, its amounts left out");
    split_rows(lines.upright, leaf->chars, leaf->grids);
    grid_lines_free(&lines);
    g_array_free(edges, TRUE);
}

/* Tells what annotations put over the page, each mark once in the document. */
static void read_marks(struct reader *reader, const struct leaf *leaf)
{
    for (guint i = 0; i < leaf->content.marks->len; i++) {
        const int mark = g_array_index(leaf->content.marks, int, i);
        if (g_hash_table_size(reader->marks) < MARKS_MAX && g_hash_table_add(reader->marks, GINT_TO_POINTER(mark)))
            mark_read(reader->pages->content, mark, reader->watermark);
    }
}

static bool process_leaf(struct reader *reader, PopplerPage *source, struct leaf *leaf)
{
    read_leaf(reader, source, leaf);
    size_t direction[CONTENT_DIRECTIONS];
    const bool layer = hidden_take(leaf->chars, &leaf->content, leaf->hidden);
    for (int i = 0; i < CONTENT_DIRECTIONS; i++)
        direction[i] = leaf->content.bytes[CONTENT_SHOWN][i] + (layer ? leaf->content.bytes[CONTENT_INVISIBLE][i] : 0);
    read_marks(reader, leaf);
    watermark_take(leaf->chars, leaf->content.obliques, reader->watermark);
    take_pale(reader, leaf);
    leaf->turn = turn_of_page(direction, leaf->chars);
    find_grids(reader, leaf);
    leaf->places = g_new(struct cells_place, leaf->chars->len + leaf->hidden->len + 1);
    cells_place_text((const struct text_char *)(void *)leaf->chars->data, leaf->chars->len, leaf->grids, leaf->places);
    place_hidden(reader, leaf);
    collect_lines(reader, leaf);
    if (!pass_leaf(reader, leaf))
        return false;
    if (reader->pages->look)
        reader->pages->look(reader->pages->look_context, source, leaf);
    return true;
}

static bool read_page(struct reader *reader, int number)
{
    PopplerPage *source = poppler_document_get_page(reader->pages->document, number - 1);
    if (!source) {
        warn(reader, number, "page", "the page is damaged and was left out");
        return true;
    }
    reader->opened = true;
    struct leaf leaf = {.number = number,
                        .chars = g_array_new(FALSE, FALSE, sizeof(struct text_char)),
                        .hidden = g_array_new(FALSE, FALSE, sizeof(struct hidden_char)),
                        .cut = g_array_new(FALSE, FALSE, sizeof(struct text_char)),
                        .pieces = g_array_new(FALSE, FALSE, sizeof(struct lines_piece))};
    content_page_init(&leaf.content);
    const bool good = process_leaf(reader, source, &leaf);
    content_page_clear(&leaf.content);
    g_array_free(leaf.chars, TRUE);
    g_array_free(leaf.hidden, TRUE);
    g_array_free(leaf.cut, TRUE);
    g_array_free(leaf.pieces, TRUE);
    if (leaf.grids)
        g_ptr_array_free(leaf.grids, TRUE);
    g_free(leaf.places);
    g_free(leaf.cut_places);
    g_object_unref(source);
    return good;
}

static bool fail_without_text(const struct reader *reader)
{
    if (!reader->opened)
        return error_set(reader->error, ERROR_DAMAGED, 0, "none of its pages can be opened: the page tree is damaged");
    return error_set(reader->error, ERROR_NO_TEXT, 0, "%s",
                     reader->images ? "no text, only images: the document is a scan and needs OCR first"
                                    : "there is no text in the document");
}

/* Where fonts do not say which characters they show, what is read is not what a person sees. */
static void warn_of_odd(struct reader *reader)
{
    if (reader->odd >= ODD_LEAST && reader->odd >= reader->printed / ODD_SHARE)
        warn_view(
            reader, 0, "garbled",
            view_format(reader->arena,
                        "%zu of %zu characters are none that a person sees there, and others may be wrong: the fonts "
                        "do not say which characters they show; the document needs OCR",
                        reader->odd, reader->printed));
}

bool pages_read(struct pages *pages, struct arena *arena, struct sink *next, struct error *error)
{
    if (error_is_set(error))
        return false;
    struct reader reader = {.pages = pages,
                            .arena = arena,
                            .next = next,
                            .error = error,
                            .align = align_new(),
                            .watermark = g_string_new(NULL),
                            .pale = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                            .marks = g_hash_table_new(NULL, NULL),
                            .warnings = g_ptr_array_new()};
    bool good = true;
    for (int number = 1; good && number <= pages->count; number++)
        good = read_page(&reader, number);
    if (good && !reader.printed)
        good = fail_without_text(&reader);
    warn_of_odd(&reader);
    if (reader.watermark->len)
        warn(&reader, 0, "watermark", reader.watermark->str);
    if (pages->content_message)
        warn(&reader, 0, "observer", pages->content_message);
    for (guint i = 0; good && i < reader.warnings->len; i++)
        good = sink_take(next, arena, reader.warnings->pdata[i], error);
    align_free(reader.align);
    g_string_free(reader.watermark, TRUE);
    g_hash_table_destroy(reader.pale);
    g_hash_table_destroy(reader.marks);
    g_clear_pointer(&reader.before, g_hash_table_destroy);
    g_ptr_array_free(reader.warnings, TRUE);
    return good;
}

/* A page that shows one Chinese character in a font that is not embedded, by the smallest of the
 * character maps that need the data; the way from there to Unicode is in the file, as the data for
 * that take longer to read than all the rest. */
static const char probe[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 33>>stream\nBT /F 12 Tf 9 9 Td <D6D0> Tj ET  \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/GB-EUC-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>endobj\n"
    "6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/S/CIDSystemInfo"
    "<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/FontDescriptor 7 0 R>>endobj\n"
    "7 0 obj<</Type/FontDescriptor/FontName/S/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
    "/Descent -200/CapHeight 800/StemV 80>>endobj\n"
    "8 0 obj<</Length 86>>stream\n"
    "1 begincodespacerange<A1A1><FEFE>endcodespacerange 1 beginbfchar<D6D0><4E2D>endbfchar \nendstream endobj\n"
    "trailer<</Root 1 0 R/Size 9>>\n%%EOF\n";

#define CJK_MAPS "/usr/share/poppler/cMap/Adobe-GB1"

bool pages_check_poppler_data(struct error *error)
{
    if (error_is_set(error))
        return false;
    /* Where the maps usually are a look is enough; elsewhere only reading a character tells. */
    if (g_file_test(CJK_MAPS, G_FILE_TEST_IS_DIR))
        return true;
    PopplerDocument *document = open_document(probe, sizeof probe - 1, NULL, error);
    if (!document)
        return false;
    PopplerPage *page = poppler_document_get_page(document, 0);
    char *text = page ? poppler_page_get_text(page) : NULL;
    const bool found = text && strstr(text, "中");
    g_free(text);
    g_clear_object(&page);
    g_object_unref(document);
    return found || error_set(error, ERROR_NO_POPPLER_DATA, 0,
                              "poppler's CJK character maps are missing: install the package poppler-data");
}
