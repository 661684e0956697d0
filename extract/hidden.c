/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/hidden.h"

#include <math.h>

/* In ems. */
#define ORIGIN_SLACK 0.15 /* between the origin of a run and the left edge of its first character */
#define SIZE_SLACK 0.06
#define DESCENT 0.2 /* from the baseline to the lower edge of a box */
#define LINE_SLACK 0.25
#define WORD_GAP 0.15
#define SPACE_GAP 1.1

#define CELL_SLACK 2.0 /* points that a cell's clip box may pass the cell */

enum { CANDIDATES_MAX = 1000 }; /* runs that are compared with one character */

static int compare_x(const void *a, const void *b)
{
    const struct content_clipped *one = a, *two = b;
    return (one->x > two->x) - (one->x < two->x);
}

/* How far the character is from being the first one of the run, in ems; more than 1 where it cannot be. */
static double distance(const struct content_clipped *run, const struct text_char *character)
{
    const double size = run->size, baseline = character->y1 - DESCENT * size;
    const double across = fabs(run->y - baseline) / size, along = fabs(run->x - character->x0) / size;
    if (fabs(character->size - size) > SIZE_SLACK * size || across > LINE_SLACK || along > ORIGIN_SLACK)
        return HUGE_VAL;
    return across + along;
}

/* First of the runs, sorted by x, that begins at `x` or behind. */
static guint first_behind(const GArray *clipped, double x)
{
    guint low = 0, high = clipped->len;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(clipped, struct content_clipped, middle).x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The nearest run that may begin with the character; -1 where there is none. */
static int find_run(const GArray *clipped, const struct text_char *character, double *nearest)
{
    const double slack = ORIGIN_SLACK * character->size;
    int found = -1;
    *nearest = HUGE_VAL;
    const guint first = first_behind(clipped, character->x0 - slack);
    for (guint i = first; i < clipped->len && i - first < CANDIDATES_MAX; i++) {
        const struct content_clipped *run = &g_array_index(clipped, struct content_clipped, i);
        if (run->x > character->x0 + slack)
            break;
        const double apart = distance(run, character);
        if (apart < *nearest) {
            *nearest = apart;
            found = (int)i;
        }
    }
    return found;
}

/* For each character the run that begins with it, or -1: each run begins with the one that is
 * nearest.  The caller frees the array. */
static int *match_runs(const GArray *chars, const GArray *clipped)
{
    int *runs = g_new(int, chars->len);
    guint *firsts = g_new(guint, clipped->len);
    double *distances = g_new(double, clipped->len), apart;
    for (guint i = 0; i < clipped->len; i++)
        distances[i] = HUGE_VAL;
    for (guint i = 0; i < chars->len; i++) {
        runs[i] = -1;
        const int run = find_run(clipped, &g_array_index(chars, struct text_char, i), &apart);
        if (run < 0 || apart >= distances[run])
            continue;
        if (distances[run] < HUGE_VAL)
            runs[firsts[run]] = -1;
        runs[i] = run;
        firsts[run] = i;
        distances[run] = apart;
    }
    g_free(firsts);
    g_free(distances);
    return runs;
}

static bool follows(const struct text_char *before, const struct text_char *character)
{
    const double gap = fabs(character->x0 - before->x1) / before->size;
    const int step = character->order - before->order; /* 2 where a space stands between them */
    return (step == 1 || step == 2) && fabs(character->y0 - before->y0) < WORD_GAP * before->size &&
           gap < (step == 1 ? WORD_GAP : SPACE_GAP);
}

/* Drops the invisible runs: they are the text of the page. */
static void keep_visible(GArray *clipped)
{
    guint kept = 0;
    for (guint i = 0; i < clipped->len; i++)
        if (!g_array_index(clipped, struct content_clipped, i).invisible)
            g_array_index(clipped, struct content_clipped, kept++) = g_array_index(clipped, struct content_clipped, i);
    g_array_set_size(clipped, kept);
}

void hidden_take(GArray *chars, GArray *clipped, size_t invisible, size_t shown, GArray *hidden)
{
    if (invisible > shown / 2)
        keep_visible(clipped);
    if (!clipped->len)
        return;
    g_array_sort(clipped, compare_x);
    int *runs = match_runs(chars, clipped);
    struct hidden_char last = {.character.order = -2};
    guint kept = 0;
    size_t left = 0; /* characters that the run may go on for */
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char character = g_array_index(chars, struct text_char, i);
        if (runs[i] >= 0) {
            const struct content_clipped *run = &g_array_index(clipped, struct content_clipped, runs[i]);
            left = text_is_wide(character.code) ? (run->bytes + 1) / 2 : run->bytes; /* two bytes at least */
            last.invisible = run->invisible;
            last.clip = (struct cells_rectangle){run->clip_x0, run->clip_y0, run->clip_x1, run->clip_y1};
        } else if (!left || !follows(&last.character, &character)) {
            left = 0;
        }
        last.character = character;
        if (left) {
            left--;
            g_array_append_val(hidden, last);
        } else {
            g_array_index(chars, struct text_char, kept++) = character;
        }
    }
    g_array_set_size(chars, kept);
    g_free(runs);
}

struct cells_place hidden_place(const struct hidden_char *hidden, const GPtrArray *grids)
{
    if (hidden->invisible)
        return (struct cells_place){-1, -1};
    const struct cells_rectangle *clip = &hidden->clip;
    const bool below = (hidden->character.y0 + hidden->character.y1) / 2 > clip->y1;
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        const int index = grid_cell_at(grid, (clip->x0 + clip->x1) / 2, (clip->y0 + clip->y1) / 2);
        if (index < 0)
            continue;
        const struct grid_cell *cell = &grid->cells[index];
        const int bottom = cell->row + cell->row_span, right = cell->column + cell->column_span;
        const bool outermost = below ? bottom == grid->rows : cell->row == 0;
        if (!outermost && clip->x0 > grid->x[cell->column] - CELL_SLACK && clip->x1 < grid->x[right] + CELL_SLACK &&
            clip->y0 > grid->y[cell->row] - CELL_SLACK && clip->y1 < grid->y[bottom] + CELL_SLACK)
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
