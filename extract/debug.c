/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/debug.h"

#include <poppler.h>

#include "base/arena.h"
#include "extract/grid.h"
#include "extract/hidden.h"
#include "extract/leaf.h"

#define PICTURE_SIDE_MAX 16000.0 /* pixels */

/* Takes the records of one page and, once they are all there, the page they were made of. */
struct debug {
    struct sink sink;
    struct arena *arena;
    struct debug_page *page;
    int number;
    int current;        /* the page whose records come */
    GPtrArray *records; /* of the page: lines, grids, cells */
    bool with_picture, looked;
};

static bool take(struct sink *self, struct arena *arena, const struct record *record, struct error *error)
{
    (void)error;
    struct debug *debug = (struct debug *)self;
    if (record->kind == RECORD_PAGE)
        debug->current = ((const struct record_page *)record)->number;
    if (record->kind == RECORD_WARNING) {
        const struct record_warning *warning = (const struct record_warning *)record;
        const struct view note = view_join(arena, warning->code, ": ", warning->message);
        if (warning->page == 0 || warning->page == debug->number)
            g_array_append_val(debug->page->notes, note);
    } else if (debug->current == debug->number) {
        g_ptr_array_add(debug->records, (gpointer)record);
    }
    return true;
}

static void add(struct debug *debug, enum debug_kind kind, struct cells_rectangle box, struct view title)
{
    const struct debug_mark mark = {.kind = kind, .box = box, .title = title};
    g_array_append_val(debug->page->marks, mark);
}

static struct cells_rectangle rectangle_of(struct box box)
{
    return (struct cells_rectangle){box.x0 / 10.0, box.y0 / 10.0, box.x1 / 10.0, box.y1 / 10.0};
}

static struct cells_rectangle upright(const struct leaf *leaf, struct cells_rectangle rectangle)
{
    return turn_back(leaf->turn, leaf->width, leaf->height, rectangle);
}

static struct view describe_colour(struct arena *arena, const struct content_colour *colour)
{
    return view_format(arena, "#%02x%02x%02x%s", (unsigned)(CLAMP(colour->red, 0, 1) * 255 + 0.5),
                       (unsigned)(CLAMP(colour->green, 0, 1) * 255 + 0.5),
                       (unsigned)(CLAMP(colour->blue, 0, 1) * 255 + 0.5), colour->alpha < 1 ? ", see-through" : "");
}

static void add_rulings(struct debug *debug, const struct leaf *leaf)
{
    for (guint i = 0; i < leaf->content.rulings->len; i++) {
        const struct content_ruling *ruling = &g_array_index(leaf->content.rulings, struct content_ruling, i);
        const struct cells_rectangle line =
            ruling->vertical ? (struct cells_rectangle){ruling->at, ruling->start, ruling->at, ruling->end}
                             : (struct cells_rectangle){ruling->start, ruling->at, ruling->end, ruling->at};
        const struct cells_rectangle box = upright(leaf, line);
        const struct view colour = describe_colour(debug->arena, &ruling->colour);
        add(debug, grid_sees_ruling(ruling) ? DEBUG_RULING : DEBUG_WHITE, box,
            view_format(debug->arena, "%s ruling, %.1f to %.1f at %.1f\n%.2f wide, %.*s%s%s",
                        box.x0 == box.x1 ? "vertical" : "horizontal", box.x0 == box.x1 ? box.y0 : box.x0,
                        box.x0 == box.x1 ? box.y1 : box.x1, box.x0 == box.x1 ? box.x0 : box.y0, ruling->width,
                        VIEW_PRINT(colour), ruling->dashed ? ", dashed" : "", ruling->filled ? ", filled" : ""));
    }
}

static void add_areas(struct debug *debug, const struct leaf *leaf)
{
    for (guint i = 0; i < leaf->content.areas->len; i++) {
        const struct content_area *area = &g_array_index(leaf->content.areas, struct content_area, i);
        const struct cells_rectangle box = {area->x0, area->y0, area->x1, area->y1};
        const struct view colour = describe_colour(debug->arena, &area->colour);
        if (area->image)
            add(debug, DEBUG_IMAGE, box, VIEW_LITERAL("image"));
        else
            add(debug, DEBUG_FILL, box, view_format(debug->arena, "filled area, %.*s", VIEW_PRINT(colour)));
    }
}

static struct view describe_char(struct arena *arena, const struct text_char *character, const char *why)
{
    char text[7] = "";
    text[g_unichar_to_utf8(character->code, text)] = '\0';
    return view_format(arena, "%s (U+%04X), %.1f pt: %s", text, character->code, character->size, why);
}

/* The characters that are on the page and in none of its records: all that poppler tells, without those
 * that were kept. */
static void add_left_out(struct debug *debug, PopplerPage *source, const struct leaf *leaf)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    GHashTable *kept = g_hash_table_new(NULL, NULL), *clipped = g_hash_table_new(NULL, NULL);
    text_read(source, all);
    if (leaf->turn == TURN_NONE)
        text_mend_boxes(all);
    for (guint i = 0; i < leaf->chars->len; i++)
        g_hash_table_add(kept, GINT_TO_POINTER(g_array_index(leaf->chars, struct text_char, i).order));
    for (guint i = 0; i < leaf->hidden->len; i++)
        g_hash_table_add(clipped, GINT_TO_POINTER(g_array_index(leaf->hidden, struct hidden_char, i).character.order));
    for (guint i = 0; i < all->len; i++) {
        const struct text_char *character = &g_array_index(all, struct text_char, i);
        if (g_hash_table_contains(kept, GINT_TO_POINTER(character->order)))
            continue;
        const bool hides = g_hash_table_contains(clipped, GINT_TO_POINTER(character->order));
        const struct cells_rectangle box = {character->x0, character->y0, character->x1, character->y1};
        add(debug, hides ? DEBUG_CLIPPED : DEBUG_DROPPED, box,
            describe_char(debug->arena, character, hides ? "the page hides it" : "left out, a watermark's"));
    }
    g_hash_table_destroy(kept);
    g_hash_table_destroy(clipped);
    g_array_free(all, TRUE);
}

/* Where the edges of its grid put the cell; where its record has it if that is another grid. */
static struct cells_rectangle cell_box(const struct leaf *leaf, guint index, const struct record_cell *cell)
{
    const struct grid *grid = index < leaf->grids->len ? leaf->grids->pdata[index] : NULL;
    if (!grid || cell->row + cell->row_span > grid->rows || cell->column + cell->column_span > grid->columns)
        return rectangle_of(cell->box);
    return upright(leaf, (struct cells_rectangle){grid->x[cell->column], grid->y[cell->row],
                                                  grid->x[cell->column + cell->column_span],
                                                  grid->y[cell->row + cell->row_span]});
}

static void add_cell(struct debug *debug, const struct leaf *leaf, guint index, const struct record_cell *cell)
{
    const bool spans = cell->row_span > 1 || cell->column_span > 1;
    struct debug_mark mark = {.kind = spans ? DEBUG_SPAN : DEBUG_CELL,
                              .box = cell_box(leaf, index, cell),
                              .row = cell->row,
                              .column = cell->column};
    mark.title = view_format(debug->arena, "row %d, column %d", cell->row, cell->column);
    if (spans)
        mark.title =
            view_format(debug->arena, "%.*s, spans %d x %d", VIEW_PRINT(mark.title), cell->row_span, cell->column_span);
    mark.title = view_join(debug->arena, mark.title, "\n", cell->text);
    g_array_append_val(debug->page->marks, mark);
    if (!box_is_none(cell->ink))
        add(debug, DEBUG_INK, rectangle_of(cell->ink), VIEW_NONE);
}

static void add_records(struct debug *debug, const struct leaf *leaf)
{
    guint grids = 0;
    for (guint i = 0; i < debug->records->len; i++) {
        const struct record *record = debug->records->pdata[i];
        if (record->kind == RECORD_GRID) {
            const struct record_grid *grid = (const struct record_grid *)record;
            add(debug, DEBUG_GRID, rectangle_of(grid->box),
                view_format(debug->arena, "grid %u, %.*s\n%d rows, %d columns", ++grids, VIEW_PRINT(grid->rulings),
                            grid->rows, grid->columns));
        } else if (record->kind == RECORD_CELL) {
            add_cell(debug, leaf, grids - 1, (const struct record_cell *)record);
        } else if (record->kind == RECORD_LINE) {
            const struct record_line *line = (const struct record_line *)record;
            add(debug, DEBUG_LINE, rectangle_of(line->box),
                view_format(debug->arena, "line, %.1f pt\n%.*s", line->size / 10.0, VIEW_PRINT(line->text)));
        }
    }
}

static cairo_surface_t *render(PopplerPage *source, double width, double height)
{
    const double across = width * DEBUG_PICTURE_SCALE, down = height * DEBUG_PICTURE_SCALE;
    if (!(across >= 1 && down >= 1 && across <= PICTURE_SIDE_MAX && down <= PICTURE_SIDE_MAX))
        return NULL;
    cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)across, (int)down);
    cairo_t *cairo = cairo_create(picture);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, DEBUG_PICTURE_SCALE, DEBUG_PICTURE_SCALE);
    poppler_page_render_for_printing(source, cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(picture);
    if (cairo_surface_status(picture) != CAIRO_STATUS_SUCCESS)
        g_clear_pointer(&picture, cairo_surface_destroy);
    return picture;
}

static void note_text(struct debug *debug, const struct leaf *leaf)
{
    static const char *const turns[] = {
        [TURN_UP] = "text runs up", [TURN_LEFT] = "text runs to the left", [TURN_DOWN] = "text runs down"};
    const struct content_page *content = &leaf->content;
    GArray *notes = debug->page->notes;
    struct view note;
    if (leaf->turn != TURN_NONE) {
        note = view_format(debug->arena, "%s", turns[leaf->turn]);
        g_array_append_val(notes, note);
    }
    if (content_count_bytes(content, CONTENT_INVISIBLE)) {
        note =
            view_format(debug->arena, "%zu bytes of invisible text", content_count_bytes(content, CONTENT_INVISIBLE));
        g_array_append_val(notes, note);
    }
    if (content->curves) {
        note = view_format(debug->arena, "%zu curves and oblique lines", content->curves);
        g_array_append_val(notes, note);
    }
}

static void look(void *context, PopplerPage *source, const struct leaf *leaf)
{
    struct debug *debug = context;
    if (leaf->number != debug->number)
        return;
    debug->looked = true;
    debug->page->width = leaf->width;
    debug->page->height = leaf->height;
    add_areas(debug, leaf);
    add_records(debug, leaf);
    add_rulings(debug, leaf);
    add_left_out(debug, source, leaf);
    note_text(debug, leaf);
    if (debug->with_picture)
        debug->page->picture = render(source, leaf->width, leaf->height);
}

/* Kind by kind, each in the order in which they came. */
static void sort_marks(struct debug_page *page)
{
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(struct debug_mark), page->marks->len);
    for (int kind = 0; kind < DEBUG_KINDS; kind++)
        for (guint i = 0; i < page->marks->len; i++) {
            const struct debug_mark *mark = &g_array_index(page->marks, struct debug_mark, i);
            if (mark->kind == (enum debug_kind)kind)
                g_array_append_vals(sorted, mark, 1);
        }
    g_array_free(page->marks, TRUE);
    page->marks = sorted;
}

bool debug_read_page(struct pages *pages, struct arena *arena, int number, bool with_picture, struct debug_page *page,
                     struct error *error)
{
    *page = (struct debug_page){.marks = g_array_new(FALSE, FALSE, sizeof(struct debug_mark)),
                                .notes = g_array_new(FALSE, FALSE, sizeof(struct view))};
    if (error_is_set(error))
        return false;
    if (number < 1 || number > pages_count(pages))
        return error_set(error, ERROR_NO_PAGES, 0, "there is no page %d; the last one is %d", number,
                         pages_count(pages));
    struct debug debug = {.sink = {.take = take},
                          .arena = arena,
                          .page = page,
                          .number = number,
                          .records = g_ptr_array_new(),
                          .with_picture = with_picture};
    struct error reason = {0};
    leaf_set_look(pages, look, &debug);
    const bool read = pages_read(pages, arena, &debug.sink, &reason);
    leaf_set_look(pages, NULL, NULL);
    g_ptr_array_free(debug.records, TRUE);
    sort_marks(page);
    if (!read && !(debug.looked && reason.code == ERROR_NO_TEXT))
        return error_set(error, reason.code, reason.page, "%s", reason.message);
    return debug.looked || error_set(error, ERROR_DAMAGED, number, "the page is damaged and cannot be read");
}

void debug_page_clear(struct debug_page *page)
{
    g_array_free(page->marks, TRUE);
    g_array_free(page->notes, TRUE);
    if (page->picture)
        cairo_surface_destroy(page->picture);
}
