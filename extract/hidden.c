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
#define ALONG_WEIGHT 10.0 /* where a box begins is exact, where it ends below the base line is a guess */
#define SEEN_FIRST 1e-3   /* of two runs at one place */

#define CELL_SLACK 2.0 /* points that the edges of a cell and of its clip box may be apart */

enum {
    CANDIDATES_MAX = 1000, /* runs that are compared with one character */
    IMAGES_MAX = 100,      /* pictures of a page of which it is found out whether they are scans */
    DIRECTIONS = 4,
    OPEN_RUNS = 4, /* that lie across each other */
};

/* A run as it lies where its text reads to the right, with the character that begins it. */
struct origin {
    double x, y;
    guint run;       /* index among the page's */
    guint character; /* the nearest one so far ... */
    double distance; /* ... and how far it is; HUGE_VAL where there is none */
};

/* The runs of one page, by direction, each list sorted by x. */
struct origins {
    const struct content_page *page;
    GArray *lists[DIRECTIONS]; /* struct origin */
};

static int compare_x(const void *a, const void *b)
{
    const struct origin *one = a, *two = b;
    return one->x != two->x ? (one->x > two->x) - (one->x < two->x) : (one->run > two->run) - (one->run < two->run);
}

static const struct content_run *run_at(const struct content_page *page, guint index)
{
    return &g_array_index(page->runs, struct content_run, index);
}

static struct origins origins_collect(const struct content_page *page)
{
    struct origins origins = {.page = page};
    for (int i = 0; i < DIRECTIONS; i++)
        origins.lists[i] = g_array_new(FALSE, FALSE, sizeof(struct origin));
    for (guint i = 0; i < page->runs->len; i++) {
        const struct content_run *run = run_at(page, i);
        const struct cells_rectangle at = turn_onto((enum turn)run->direction, page->width, page->height,
                                                    (struct cells_rectangle){run->x, run->y, run->x, run->y});
        const struct origin origin = {.x = at.x0, .y = at.y0, .run = i, .distance = HUGE_VAL};
        g_array_append_val(origins.lists[run->direction], origin);
    }
    for (int i = 0; i < DIRECTIONS; i++)
        g_array_sort(origins.lists[i], compare_x);
    return origins;
}

static void origins_free(struct origins *origins)
{
    for (int i = 0; i < DIRECTIONS; i++)
        g_array_free(origins->lists[i], TRUE);
}

/* The box of a character where text of the direction reads to the right. */
static struct cells_rectangle box_in(const struct content_page *page, int direction, const struct text_char *character)
{
    const struct cells_rectangle box = {character->x0, character->y0, character->x1, character->y1};
    return turn_onto((enum turn)direction, page->width, page->height, box);
}

/* How far the character is from being the first one of the run; HUGE_VAL where it cannot be.  Of runs at one place
 * that which is seen is the nearest: poppler gives one character for both. */
static double distance(const struct origins *origins, const struct origin *origin, double size,
                       struct cells_rectangle box)
{
    const struct content_run *run = run_at(origins->page, origin->run);
    const double baseline = box.y1 - DESCENT * run->size;
    const double across = fabs(origin->y - baseline) / run->size, along = fabs(origin->x - box.x0) / run->size;
    if (fabs(size - run->size) > SIZE_SLACK * run->size || across > LINE_SLACK || along > ORIGIN_SLACK)
        return HUGE_VAL;
    return across + ALONG_WEIGHT * along + (run->kind == CONTENT_SHOWN ? 0 : SEEN_FIRST);
}

/* First of the origins, sorted by x, at `x` or behind. */
static guint first_from(const GArray *list, double x)
{
    guint low = 0, high = list->len;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(list, struct origin, middle).x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The nearest run that may begin with the character and has no nearer one; NULL where there is none. */
static struct origin *find_origin(const struct origins *origins, const struct text_char *character, double *nearest)
{
    const double slack = ORIGIN_SLACK * character->size * (1 + SIZE_SLACK);
    struct origin *found = NULL;
    *nearest = HUGE_VAL;
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        const GArray *list = origins->lists[direction];
        if (!list->len)
            continue;
        const struct cells_rectangle box = box_in(origins->page, direction, character);
        const guint first = first_from(list, box.x0 - slack);
        for (guint i = first; i < list->len && i - first < CANDIDATES_MAX; i++) {
            struct origin *origin = &g_array_index(list, struct origin, i);
            if (origin->x > box.x0 + slack)
                break;
            const double apart = distance(origins, origin, character->size, box);
            if (apart < *nearest && apart < origin->distance) {
                *nearest = apart;
                found = origin;
            }
        }
    }
    return found;
}

/* For each character the run that begins with it, or -1.  The caller frees the array. */
static int *match_runs(const GArray *chars, const struct content_page *page)
{
    struct origins origins = origins_collect(page);
    int *runs = g_new(int, chars->len + 1);
    double apart;
    for (guint i = 0; i < chars->len; i++) {
        runs[i] = -1;
        struct origin *origin = find_origin(&origins, &g_array_index(chars, struct text_char, i), &apart);
        if (!origin)
            continue;
        if (origin->distance < HUGE_VAL)
            runs[origin->character] = -1;
        *origin = (struct origin){origin->x, origin->y, origin->run, i, apart};
        runs[i] = (int)origin->run;
    }
    origins_free(&origins);
    return runs;
}

/* A run whose characters are being found. */
struct open_run {
    int run;               /* -1: none */
    struct text_char last; /* found so far */
    size_t left;           /* characters that it may go on for */
};

/* How far a character stands from the end of a run, in ems; HUGE_VAL where it does not go on with it. */
static double gap_behind(const struct content_page *page, const struct open_run *open, const struct text_char *next)
{
    if (open->run < 0 || !open->left)
        return HUGE_VAL;
    const int direction = run_at(page, (guint)open->run)->direction;
    const struct cells_rectangle last = box_in(page, direction, &open->last), box = box_in(page, direction, next);
    const double gap = fabs(box.x0 - last.x1) / open->last.size;
    const int step = next->order - open->last.order; /* 2 where a space stands between them */
    const double most = step == 2 ? SPACE_GAP : WORD_GAP;
    return step > 0 && fabs(box.y0 - last.y0) < WORD_GAP * open->last.size && gap < most ? gap : HUGE_VAL;
}

/* Lets each run go on over the characters behind its first.  Where two lie across each other poppler mixes their
 * characters, so that some runs are kept open. */
static void spread_runs(const GArray *chars, const struct content_page *page, int *runs)
{
    struct open_run open[OPEN_RUNS];
    int next = 0;
    for (int k = 0; k < OPEN_RUNS; k++)
        open[k] = (struct open_run){.run = -1};
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = &g_array_index(chars, struct text_char, i);
        struct open_run *best = NULL;
        double nearest = HUGE_VAL;
        if (runs[i] >= 0) {
            const size_t bytes = run_at(page, (guint)runs[i])->bytes;
            best = &open[next++ % OPEN_RUNS];
            best->run = runs[i];
            best->left = text_is_wide(character->code) ? (bytes + 1) / 2 : bytes; /* two bytes at least */
        }
        for (int k = 0; k < OPEN_RUNS && runs[i] < 0; k++) {
            const double gap = gap_behind(page, &open[k], character);
            if (gap < nearest) {
                nearest = gap;
                best = &open[k];
            }
        }
        if (!best)
            continue;
        runs[i] = best->run;
        best->last = *character;
        best->left--;
    }
}

static bool is_of(const struct content_page *page, int run, enum content_run_kind kind)
{
    return run >= 0 && run_at(page, (guint)run)->kind == kind;
}

/* The extent of the pictures whose text is the invisible text over them: more of it than of text that is seen.  Turned
 * inside out where there is none. */
static struct cells_rectangle find_scan(const GArray *chars, const struct content_page *page, const int *runs)
{
    struct cells_rectangle scan = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (guint i = 0, images = 0; i < page->areas->len && images < IMAGES_MAX; i++) {
        const struct content_area *area = &g_array_index(page->areas, struct content_area, i);
        size_t invisible = 0, seen = 0;
        if (!area->image)
            continue;
        images++;
        for (guint k = 0; k < chars->len; k++) {
            const struct text_char *c = &g_array_index(chars, struct text_char, k);
            const double x = (c->x0 + c->x1) / 2, y = (c->y0 + c->y1) / 2;
            if (x < area->x0 || x > area->x1 || y < area->y0 || y > area->y1)
                continue;
            if (is_of(page, runs[k], CONTENT_INVISIBLE))
                invisible++;
            else
                seen++;
        }
        if (invisible <= seen)
            continue;
        scan.x0 = MIN(scan.x0, area->x0);
        scan.y0 = MIN(scan.y0, area->y0);
        scan.x1 = MAX(scan.x1, area->x1);
        scan.y1 = MAX(scan.y1, area->y1);
    }
    return scan;
}

/* Where invisible text is the text of the page: over pictures; everywhere, where nothing else can be read or the
 * letters are drawn as outlines. */
static struct cells_rectangle find_layer(const GArray *chars, const struct content_page *page, const int *runs)
{
    const size_t invisible = page->bytes[CONTENT_INVISIBLE], seen = page->bytes[CONTENT_SHOWN];
    if (!seen || (invisible > seen && page->curves > invisible))
        return (struct cells_rectangle){-HUGE_VAL, -HUGE_VAL, HUGE_VAL, HUGE_VAL};
    return find_scan(chars, page, runs);
}

static bool is_within(const struct text_char *c, const struct cells_rectangle *box)
{
    const double x = (c->x0 + c->x1) / 2, y = (c->y0 + c->y1) / 2;
    return x >= box->x0 && x <= box->x1 && y >= box->y0 && y <= box->y1;
}

void hidden_take(GArray *chars, const struct content_page *page, GArray *hidden)
{
    if (!page->bytes[CONTENT_CLIPPED] && !page->bytes[CONTENT_INVISIBLE])
        return;
    int *runs = match_runs(chars, page);
    spread_runs(chars, page, runs);
    struct cells_rectangle layer = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    if (page->bytes[CONTENT_INVISIBLE])
        layer = find_layer(chars, page, runs);
    guint kept = 0;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char character = g_array_index(chars, struct text_char, i);
        const struct content_run *run = runs[i] >= 0 ? run_at(page, (guint)runs[i]) : NULL;
        if (!run || run->kind == CONTENT_SHOWN || (run->kind == CONTENT_INVISIBLE && is_within(&character, &layer))) {
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
}

void hidden_turn(GArray *hidden, enum turn turn, double width, double height)
{
    for (guint i = 0; i < hidden->len; i++) {
        struct hidden_char *each = &g_array_index(hidden, struct hidden_char, i);
        struct text_char *c = &each->character;
        const struct cells_rectangle box =
            turn_onto(turn, width, height, (struct cells_rectangle){c->x0, c->y0, c->x1, c->y1});
        c->x0 = box.x0;
        c->y0 = box.y0;
        c->x1 = box.x1;
        c->y1 = box.y1;
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
