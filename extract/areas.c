/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/areas.h"

#include "extract/content.h"
#include "extract/grid.h"
#include "extract/text.h"

/* In points. */
#define CELL_WIDTH 8.0  /* a narrower area is no background of a cell */
#define CELL_HEIGHT 6.0 /* ... nor a lower one */
#define AREA_SLACK 1.5  /* a white line on an area may pass its edge by this */

#define WHITE 0.98
#define TRANSPARENT 0.02

enum {
    AREAS_MAX = 5000, /* areas of a page that are looked at */
    FILLED_SHARE = 3  /* one cell of so many holds text, at least */
};

static bool is_coloured(const struct content_area *area)
{
    const struct content_colour *colour = &area->colour;
    return !area->image && colour->alpha > TRANSPARENT &&
           (colour->red <= WHITE || colour->green <= WHITE || colour->blue <= WHITE) &&
           area->x1 - area->x0 >= CELL_WIDTH && area->y1 - area->y0 >= CELL_HEIGHT;
}

static void add_edges(GArray *edges, const struct content_area *area)
{
    const struct content_ruling sides[] = {
        {.at = area->y0, .start = area->x0, .end = area->x1, .colour = area->colour, .filled = true},
        {.at = area->y1, .start = area->x0, .end = area->x1, .colour = area->colour, .filled = true},
        {.vertical = true, .at = area->x0, .start = area->y0, .end = area->y1, .colour = area->colour, .filled = true},
        {.vertical = true, .at = area->x1, .start = area->y0, .end = area->y1, .colour = area->colour, .filled = true}};
    g_array_append_vals(edges, sides, G_N_ELEMENTS(sides));
}

/* Whether the ruling lies on the area. */
static bool lies_on(const struct content_ruling *ruling, const struct content_area *area)
{
    const double low = ruling->vertical ? area->x0 : area->y0, high = ruling->vertical ? area->x1 : area->y1;
    const double first = ruling->vertical ? area->y0 : area->x0, last = ruling->vertical ? area->y1 : area->x1;
    return ruling->at > low - AREA_SLACK && ruling->at < high + AREA_SLACK && ruling->start > first - AREA_SLACK &&
           ruling->end < last + AREA_SLACK;
}

GArray *areas_find_edges(const GArray *areas, const GArray *rulings)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(struct content_ruling)), *white;
    white = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    for (guint i = 0; i < rulings->len; i++)
        if (!grid_sees_ruling(&g_array_index(rulings, struct content_ruling, i)))
            g_array_append_val(white, g_array_index(rulings, struct content_ruling, i));
    for (guint i = 0; i < MIN(areas->len, AREAS_MAX); i++) {
        const struct content_area *area = &g_array_index(areas, struct content_area, i);
        if (!is_coloured(area))
            continue;
        add_edges(edges, area);
        guint kept = 0;
        for (guint j = 0; j < white->len; j++) {
            struct content_ruling ruling = g_array_index(white, struct content_ruling, j);
            if (!lies_on(&ruling, area)) {
                g_array_index(white, struct content_ruling, kept++) = ruling;
                continue;
            }
            ruling.colour = area->colour;
            g_array_append_val(edges, ruling);
        }
        g_array_set_size(white, kept);
    }
    g_array_free(white, TRUE);
    return edges;
}

static bool overlap(const struct grid *a, const struct grid *b)
{
    return a->x[0] < b->x[b->columns] && b->x[0] < a->x[a->columns] && a->y[0] < b->y[b->rows] &&
           b->y[0] < a->y[a->rows];
}

/* Whether enough cells of the grid hold text. */
static bool is_filled(const struct grid *grid, const GArray *chars)
{
    bool *filled = g_new0(bool, grid->cell_count);
    int count = 0;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *c = &g_array_index(chars, struct text_char, i);
        const int cell = grid_cell_at(grid, (c->x0 + c->x1) / 2, (c->y0 + c->y1) / 2);
        if (cell >= 0 && !filled[cell]) {
            filled[cell] = true;
            count++;
        }
    }
    g_free(filled);
    return FILLED_SHARE * count >= grid->cell_count;
}

void areas_add_grids(const struct grid_lines *lines, const GArray *chars, GPtrArray *grids)
{
    bool truncated = false;
    GPtrArray *found = grid_find(lines, &truncated);
    g_ptr_array_set_free_func(found, NULL);
    for (guint i = 0; i < found->len; i++) {
        struct grid *grid = found->pdata[i];
        bool fresh = grid->rows > 1 && grid->columns > 1 && is_filled(grid, chars);
        for (guint j = 0; j < grids->len && fresh; j++)
            fresh = !overlap(grid, grids->pdata[j]);
        if (fresh)
            g_ptr_array_add(grids, grid);
        else
            grid_free(grid);
    }
    g_ptr_array_free(found, TRUE);
}
