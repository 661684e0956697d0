/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/hidden.h"

#include <math.h>

#include "extract/runs.h"

#define CELL_SLACK 2.0 /* points that the edges of a cell and of its clip box may be apart */
#define GLYPH_SIDE 1.2 /* ems: the longest side of a clip box that is one glyph's own */

enum { IMAGES_MAX = 100 }; /* pictures of a page of which it is found out whether they are scans */

static bool is_of(const struct content_page *page, int run, enum content_run_kind kind)
{
    return run >= 0 && runs_at(page, run)->kind == kind;
}

/* Where invisible text is the text of the page: in one of these boxes. */
struct layer {
    struct cells_rectangle boxes[IMAGES_MAX];
    size_t count;
};

static bool is_within(const struct text_char *c, const struct cells_rectangle *box)
{
    const double x = (c->x0 + c->x1) / 2, y = (c->y0 + c->y1) / 2;
    return x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1;
}

static bool is_in_layer(const struct text_char *c, const struct layer *layer)
{
    for (size_t i = 0; i < layer->count; i++)
        if (is_within(c, &layer->boxes[i]))
            return true;
    return false;
}

/* The pictures whose text is the invisible text over them: more of it than of text that is seen.  What lies between two
 * of them is over none. */
static void find_scans(const GArray *chars, const struct content_page *page, const int *runs, struct layer *layer)
{
    for (guint i = 0, images = 0; i < page->areas->len && images < IMAGES_MAX; i++) {
        const struct content_area *area = &g_array_index(page->areas, struct content_area, i);
        const struct cells_rectangle box = {area->x0, area->y0, area->x1, area->y1};
        size_t invisible = 0, seen = 0;
        if (!area->image)
            continue;
        images++;
        for (guint k = 0; k < chars->len; k++) {
            if (!is_within(&g_array_index(chars, struct text_char, k), &box))
                continue;
            if (is_of(page, runs[k], CONTENT_INVISIBLE))
                invisible++;
            else
                seen++;
        }
        if (invisible > seen)
            layer->boxes[layer->count++] = box;
    }
}

/* Over pictures; everywhere, where nothing else can be read or the letters are drawn as outlines. */
static void find_layer(const GArray *chars, const struct content_page *page, const int *runs, struct layer *layer)
{
    const size_t invisible = content_count_bytes(page, CONTENT_INVISIBLE);
    const size_t seen = content_count_bytes(page, CONTENT_SHOWN);
    if (!seen || (invisible > seen && page->curves > invisible))
        layer->boxes[layer->count++] = (struct cells_rectangle){-HUGE_VAL, -HUGE_VAL, HUGE_VAL, HUGE_VAL};
    else
        find_scans(chars, page, runs, layer);
}

/* Whether the character is a point, a comma or the like that is clipped to its own ink, as cairo does with each glyph of a
 * line that an edge cuts: such ink fills a small part of its box, and that its middle is outside says nothing. */
static bool is_small_mark(const struct text_char *c, const struct content_run *run)
{
    const double side = GLYPH_SIDE * run->size;
    return run->kind == CONTENT_CLIPPED && run->codes == 1 && g_unichar_ispunct(c->code) &&
           run->clip_x1 - run->clip_x0 < side && run->clip_y1 - run->clip_y0 < side && run->clip_x0 < c->x1 &&
           run->clip_x1 > c->x0 && run->clip_y0 < c->y1 && run->clip_y1 > c->y0;
}

bool hidden_take(GArray *chars, const struct content_page *page, GArray *hidden)
{
    const bool invisible = content_count_bytes(page, CONTENT_INVISIBLE) > 0;
    if (!invisible && !content_count_bytes(page, CONTENT_CLIPPED))
        return false;
    int *runs = runs_match(chars, page);
    struct layer layer = {.count = 0};
    if (invisible)
        find_layer(chars, page, runs, &layer);
    guint kept = 0;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char character = g_array_index(chars, struct text_char, i);
        const struct content_run *run = runs[i] >= 0 ? runs_at(page, runs[i]) : NULL;
        if (!run || run->kind == CONTENT_SHOWN || is_small_mark(&character, run) ||
            (run->kind == CONTENT_INVISIBLE && is_in_layer(&character, &layer))) {
            g_array_index(chars, struct text_char, kept++) = character;
            continue;
        }
        const struct hidden_char taken = {
            .character = character,
            .invisible = run->kind == CONTENT_INVISIBLE,
            .clip = {run->clip_x0, run->clip_y0, run->clip_x1, run->clip_y1},
        };
        g_array_append_val(hidden, taken);
    }
    g_array_set_size(chars, kept);
    g_free(runs);
    return layer.count > 0;
}

void hidden_turn(GArray *hidden, enum turn turn, double width, double height)
{
    for (guint i = 0; i < hidden->len; i++) {
        struct hidden_char *each = &g_array_index(hidden, struct hidden_char, i);
        turn_character(turn, width, height, &each->character);
        each->clip = turn_onto(turn, width, height, each->clip);
    }
}

struct cells_place hidden_place(const struct hidden_char *hidden, const GPtrArray *grids)
{
    const struct cells_rectangle *clip = &hidden->clip;
    const double y = (hidden->character.y0 + hidden->character.y1) / 2;
    const bool below = y > clip->y1;
    if (hidden->invisible || (!below && y > clip->y0))
        return (struct cells_place){-1, -1};
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        const int index = grid_cell_at(grid, (clip->x0 + clip->x1) / 2, (clip->y0 + clip->y1) / 2);
        if (index < 0)
            continue;
        const struct grid_cell *cell = &grid->cells[index];
        const int bottom = cell->row + cell->row_span, right = cell->column + cell->column_span;
        const bool outermost = below ? bottom == grid->rows : cell->row == 0;
        if (!outermost && fabs(clip->x0 - grid->x[cell->column]) < CELL_SLACK &&
            fabs(clip->x1 - grid->x[right]) < CELL_SLACK && fabs(clip->y0 - grid->y[cell->row]) < CELL_SLACK &&
            fabs(clip->y1 - grid->y[bottom]) < CELL_SLACK)
            return (struct cells_place){(int)i, index};
    }
    return (struct cells_place){-1, -1};
}

struct cells_place hidden_cut(const struct hidden_char *hidden, const GPtrArray *grids)
{
    const struct text_char *character = &hidden->character;
    const double x = (character->x0 + character->x1) / 2, y = (character->y0 + character->y1) / 2;
    const bool below = y > hidden->clip.y1, above = y < hidden->clip.y0;
    const double edge = below ? hidden->clip.y1 : hidden->clip.y0;
    for (guint i = 0; !hidden->invisible && (below || above) && i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        const int index = grid_cell_at(grid, x, below ? edge - CELL_SLACK : edge + CELL_SLACK);
        if (index < 0)
            continue;
        const struct grid_cell *cell = &grid->cells[index];
        if (fabs(grid->y[below ? cell->row + cell->row_span : cell->row] - edge) < CELL_SLACK)
            return (struct cells_place){(int)i, index};
    }
    return (struct cells_place){-1, -1};
}
