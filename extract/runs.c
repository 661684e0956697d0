/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/runs.h"

#include <math.h>

#include "extract/cells.h"
#include "extract/sorted.h"
#include "extract/text.h"
#include "extract/turn.h"

/* In ems. */
#define ORIGIN_SLACK 0.15 /* between the origin of a run and the left edge of its first character */
#define SIZE_SLACK 0.06
#define DESCENT 0.2 /* from the baseline to the lower edge of a box */
#define LINE_SLACK 0.25
#define WORD_GAP 0.15
#define SPACE_GAP 1.1
#define TOUCH 0.03 /* between the boxes of one word */
#define APART 2.0  /* characters of one run that stand apart in poppler's order count as so far from each other */
#define ALONG_WEIGHT 10.0 /* where a box begins is exact, where it ends below the base line is a guess */
#define SEEN_FIRST 1e-3   /* of two runs at one place */

enum {
    CANDIDATES_MAX = 1000, /* runs that are compared with one character */
    OPEN_RUNS = 16,        /* that lie across each other */
    FONTS_MAX = 64,        /* of a page whose descents are learned */
    SAME_HEIGHT = 10,      /* thousandths of an em */
    HEIGHT_MAX = 100000,   /* likewise */
};

/* A run as it lies where its text reads to the right, with the character that begins it. */
struct origin {
    double x, y;
    int run;         /* index among the page's */
    guint character; /* the nearest one so far ... */
    double distance; /* ... and how far it is; HUGE_VAL where there is none */
};

/* How far the boxes of a font reach below the base line, which poppler does not tell. */
struct descent {
    int height;     /* of its boxes, in thousandths of an em: what tells fonts from each other */
    GArray *depths; /* double, in ems: of characters that begin a run beyond doubt */
    double depth;   /* their median; DESCENT until it is known */
};

/* The runs of one page, by direction, each list sorted by x. */
struct origins {
    const struct content_page *page;
    GArray *lists[CONTENT_DIRECTIONS]; /* struct origin */
    GArray *descents;                  /* struct descent */
};

static int compare_x(const void *a, const void *b)
{
    const struct origin *one = a, *two = b;
    return one->x != two->x ? (one->x > two->x) - (one->x < two->x) : (one->run > two->run) - (one->run < two->run);
}

const struct content_run *runs_at(const struct content_page *page, int index)
{
    return &g_array_index(page->runs, struct content_run, (guint)index);
}

static struct origins origins_collect(const struct content_page *page)
{
    struct origins origins = {.page = page, .descents = g_array_new(FALSE, FALSE, sizeof(struct descent))};
    for (int i = 0; i < CONTENT_DIRECTIONS; i++)
        origins.lists[i] = g_array_new(FALSE, FALSE, sizeof(struct origin));
    for (guint i = 0; i < page->runs->len; i++) {
        const struct content_run *run = runs_at(page, (int)i);
        if (run->gap > 0)
            continue;
        const struct cells_rectangle at = turn_onto((enum turn)run->direction, page->width, page->height,
                                                    (struct cells_rectangle){run->x, run->y, run->x, run->y});
        const struct origin origin = {.x = at.x0, .y = at.y0, .run = (int)i, .distance = HUGE_VAL};
        g_array_append_val(origins.lists[run->direction], origin);
    }
    for (int i = 0; i < CONTENT_DIRECTIONS; i++)
        g_array_sort(origins.lists[i], compare_x);
    return origins;
}

static void origins_free(struct origins *origins)
{
    for (int i = 0; i < CONTENT_DIRECTIONS; i++)
        g_array_free(origins->lists[i], TRUE);
    for (guint i = 0; i < origins->descents->len; i++)
        g_array_free(g_array_index(origins->descents, struct descent, i).depths, TRUE);
    g_array_free(origins->descents, TRUE);
}

/* What is known of the font whose boxes are as high, for their size, as that one; NULL where nothing is. */
static struct descent *find_descent(const struct origins *origins, double size, struct cells_rectangle box)
{
    const double height = (box.y1 - box.y0) / size * 1000;
    for (guint i = 0; i < origins->descents->len; i++) {
        struct descent *descent = &g_array_index(origins->descents, struct descent, i);
        if (fabs(descent->height - height) <= SAME_HEIGHT)
            return descent;
    }
    return NULL;
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
    const struct content_run *run = runs_at(origins->page, origin->run);
    const struct descent *descent = find_descent(origins, size, box);
    const double baseline = box.y1 - (descent ? descent->depth : DESCENT) * run->size;
    const double across = fabs(origin->y - baseline) / run->size, along = fabs(origin->x - box.x0) / run->size;
    if (fabs(size - run->size) > SIZE_SLACK * run->size || across > LINE_SLACK || along > ORIGIN_SLACK)
        return HUGE_VAL;
    return across + ALONG_WEIGHT * along + (run->kind == CONTENT_SHOWN ? 0 : SEEN_FIRST);
}

/* The nearest run that may begin with the character and has no nearer one (`free`: that has none at all); NULL where
 * there is none. */
static struct origin *find_origin(const struct origins *origins, const struct text_char *character, bool free,
                                  double *nearest)
{
    const double slack = ORIGIN_SLACK * character->size * (1 + SIZE_SLACK);
    struct origin *found = NULL;
    *nearest = HUGE_VAL;
    for (int direction = 0; direction < CONTENT_DIRECTIONS; direction++) {
        const GArray *list = origins->lists[direction];
        if (!list->len)
            continue;
        const struct cells_rectangle box = box_in(origins->page, direction, character);
        const guint first = sorted_first(list, box.x0 - slack);
        for (guint i = first; i < list->len && i - first < CANDIDATES_MAX; i++) {
            struct origin *origin = &g_array_index(list, struct origin, i);
            if (origin->x > box.x0 + slack)
                break;
            const double apart = distance(origins, origin, character->size, box);
            if (apart < *nearest && apart < origin->distance && !(free && origin->distance < HUGE_VAL)) {
                *nearest = apart;
                found = origin;
            }
        }
    }
    return found;
}

static bool near(double a, double b, double size)
{
    return fabs(a - b) < TOUCH * size;
}

/* Whether a character stands right behind the one before it, in any of the four directions: they were drawn in one go. */
static bool is_inside_word(const GArray *chars, guint index)
{
    if (index == 0)
        return false;
    const struct text_char *one = &g_array_index(chars, struct text_char, index - 1), *two = one + 1;
    const double size = one->size;
    if (two->order != one->order + 1 || !near(one->size, two->size, size))
        return false;
    if (near(one->y0, two->y0, size) && near(one->y1, two->y1, size))
        return near(one->x1, two->x0, size) || near(one->x0, two->x1, size);
    return near(one->x0, two->x0, size) && near(one->x1, two->x1, size) &&
           (near(one->y1, two->y0, size) || near(one->y0, two->y1, size));
}

/* The only run that may begin with a character and begins just where its box does; NULL where there are more, or none,
 * or too many to compare. */
static const struct origin *find_only(const struct origins *origins, const struct text_char *character, int *direction)
{
    const struct origin *only = NULL;
    for (int i = 0; i < CONTENT_DIRECTIONS; i++) {
        const GArray *list = origins->lists[i];
        const struct cells_rectangle box = box_in(origins->page, i, character);
        const double slack = ORIGIN_SLACK * character->size;
        const guint first = sorted_first(list, box.x0 - slack);
        for (guint k = first; k < list->len; k++) {
            const struct origin *origin = &g_array_index(list, struct origin, k);
            if (origin->x > box.x0 + slack)
                break;
            if (k - first == CANDIDATES_MAX)
                return NULL;
            if (distance(origins, origin, character->size, box) == HUGE_VAL)
                continue;
            if (only || !near(origin->x, box.x0, character->size))
                return NULL;
            only = origin;
            *direction = i;
        }
    }
    return only;
}

static int compare_depths(const void *a, const void *b)
{
    const double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

/* Notes how deep the box of a character reaches that begins a run at that origin. */
static void note_depth(struct origins *origins, double size, struct cells_rectangle box, const struct origin *origin)
{
    struct descent *descent = find_descent(origins, size, box);
    if (!descent && origins->descents->len < FONTS_MAX) {
        const struct descent first = {(int)CLAMP((box.y1 - box.y0) / size * 1000, 0, HEIGHT_MAX),
                                      g_array_new(FALSE, FALSE, sizeof(double)), DESCENT};
        g_array_append_val(origins->descents, first);
        descent = &g_array_index(origins->descents, struct descent, origins->descents->len - 1);
    }
    const double depth = (box.y1 - origin->y) / size;
    if (descent)
        g_array_append_val(descent->depths, depth);
}

/* Learns the descents of the page's fonts. */
static void learn_descents(struct origins *origins, const GArray *chars)
{
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = &g_array_index(chars, struct text_char, i);
        int direction = 0;
        const struct origin *origin = is_inside_word(chars, i) ? NULL : find_only(origins, character, &direction);
        if (origin)
            note_depth(origins, character->size, box_in(origins->page, direction, character), origin);
    }
    for (guint i = 0; i < origins->descents->len; i++) {
        struct descent *descent = &g_array_index(origins->descents, struct descent, i);
        g_array_sort(descent->depths, compare_depths);
        descent->depth = g_array_index(descent->depths, double, descent->depths->len / 2);
    }
}

/* Lets the nearest run begin with a character; the one that it began with so far looks for another. */
static void claim(struct origins *origins, const GArray *chars, int *runs, guint index, bool free)
{
    for (;;) {
        double apart;
        struct origin *origin = find_origin(origins, &g_array_index(chars, struct text_char, index), free, &apart);
        if (!origin)
            return;
        const struct origin before = *origin;
        origin->character = index;
        origin->distance = apart;
        runs[index] = origin->run;
        if (before.distance == HUGE_VAL)
            return;
        index = before.character;
        runs[index] = -1;
    }
}

/* A run whose characters are being found. */
struct open_run {
    int run;               /* -1: none */
    struct text_char last; /* found so far */
    size_t left;           /* characters that it may go on for */
};

/* How far a character stands from the end of a run, in ems, and further where others stand between them in poppler's
 * order, which keeps words together; HUGE_VAL where it does not go on with it. */
static double gap_behind(const struct content_page *page, const struct open_run *open, const struct text_char *next)
{
    if (open->run < 0 || !open->left)
        return HUGE_VAL;
    const int direction = runs_at(page, open->run)->direction;
    const struct cells_rectangle last = box_in(page, direction, &open->last), box = box_in(page, direction, next);
    const double gap = fabs(box.x0 - last.x1) / open->last.size;
    const int step = next->order - open->last.order; /* 2 where a space stands between them */
    const double most = step == 2 ? SPACE_GAP : WORD_GAP;
    if (step <= 0 || fabs(box.y0 - last.y0) >= WORD_GAP * open->last.size || gap >= most)
        return HUGE_VAL;
    return step == 1 ? gap : gap + APART;
}

/* The open run that goes on with the character; NULL where none does. */
static struct open_run *find_open(const struct content_page *page, struct open_run *open,
                                  const struct text_char *character)
{
    struct open_run *best = NULL;
    double nearest = HUGE_VAL;
    for (int k = 0; k < OPEN_RUNS; k++) {
        const double gap = gap_behind(page, &open[k], character);
        if (gap < nearest) {
            nearest = gap;
            best = &open[k];
        }
    }
    return best;
}

/* Lets each run go on over the characters behind its first: over its word, and over others where they lie across each
 * other or stand apart. */
static void spread(struct origins *origins, const GArray *chars, int *runs)
{
    struct open_run open[OPEN_RUNS], *current = NULL;
    int next = 0;
    for (int k = 0; k < OPEN_RUNS; k++)
        open[k] = (struct open_run){.run = -1};
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = &g_array_index(chars, struct text_char, i);
        const bool inside = is_inside_word(chars, i);
        if (!(inside && current && current->left)) {
            if (inside && runs[i] < 0)
                claim(origins, chars, runs, i, true);
            current = runs[i] < 0 ? find_open(origins->page, open, character) : NULL;
            if (runs[i] >= 0) {
                current = &open[next++ % OPEN_RUNS];
                *current = (struct open_run){.run = runs[i], .left = runs_at(origins->page, runs[i])->codes};
            }
        }
        if (!current)
            continue;
        runs[i] = current->run;
        current->last = *character;
        current->left -= current->left > 0;
    }
}

/* --- runs behind a gap --- */

/* A character as it lies where text of a direction reads to the right. */
struct place {
    double x;
    guint index;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *one = a, *two = b;
    return one->x != two->x ? (one->x > two->x) - (one->x < two->x)
                            : (one->index > two->index) - (one->index < two->index);
}

static GArray *places_collect(const GArray *chars, const struct content_page *page, int direction)
{
    GArray *places = g_array_sized_new(FALSE, FALSE, sizeof(struct place), chars->len);
    for (guint i = 0; i < chars->len; i++) {
        const struct place place = {box_in(page, direction, &g_array_index(chars, struct text_char, i)).x0, i};
        g_array_append_val(places, place);
    }
    g_array_sort(places, compare_places);
    return places;
}

/* Whether the run may have the character: no other has it, or one that is not seen, which this one is. */
static bool may_take(const struct content_page *page, const int *runs, guint index, int run)
{
    return runs[index] < 0 ||
           (runs_at(page, run)->kind == CONTENT_SHOWN && runs_at(page, runs[index])->kind != CONTENT_SHOWN &&
            runs_at(page, runs[index])->gap > 0);
}

/* The character that the run begins with, a gap behind the last one of the run in front of it; -1 where there is none.
 * A space at either end of the gap, which poppler does not give, makes it longer. */
static int find_behind(const GArray *chars, const struct content_page *page, const int *runs, const GArray *places,
                       int run, const struct text_char *last)
{
    const int direction = runs_at(page, run)->direction;
    const struct cells_rectangle end = box_in(page, direction, last);
    const double at = end.x1 + runs_at(page, run)->gap, size = last->size;
    const guint first = sorted_first(places, at - ORIGIN_SLACK * size);
    double nearest = HUGE_VAL;
    int found = -1;
    for (guint i = first; i < places->len && i - first < CANDIDATES_MAX; i++) {
        const struct place *place = &g_array_index(places, struct place, i);
        const struct text_char *character = &g_array_index(chars, struct text_char, place->index);
        if (place->x > at + SPACE_GAP * size)
            break;
        if (fabs(box_in(page, direction, character).y0 - end.y0) < WORD_GAP * size &&
            fabs(character->size - size) <= SIZE_SLACK * size && may_take(page, runs, place->index, run) &&
            fabs(place->x - at) < nearest) {
            nearest = fabs(place->x - at);
            found = (int)place->index;
        }
    }
    return found;
}

/* Finds the characters of the runs that have no origin of their own, one after the other. */
static void follow(const GArray *chars, const struct content_page *page, int *runs)
{
    GArray *places[CONTENT_DIRECTIONS] = {NULL};
    int *last = g_new(int, page->runs->len + 1); /* character of each run */
    for (guint i = 0; i < page->runs->len; i++)
        last[i] = -1;
    for (guint i = 0; i < chars->len; i++)
        if (runs[i] >= 0)
            last[runs[i]] = (int)i;
    for (int run = 1; run < (int)page->runs->len; run++) {
        const int direction = runs_at(page, run)->direction;
        if (!(runs_at(page, run)->gap > 0) || last[run - 1] < 0)
            continue;
        if (!places[direction])
            places[direction] = places_collect(chars, page, direction);
        const struct text_char *before = &g_array_index(chars, struct text_char, last[run - 1]);
        int index = find_behind(chars, page, runs, places[direction], run, before);
        struct open_run open = {.run = run, .left = runs_at(page, run)->codes};
        for (; index >= 0 && index < (int)chars->len && may_take(page, runs, (guint)index, run); index++) {
            const struct text_char *character = &g_array_index(chars, struct text_char, index);
            if (last[run] >= 0 && gap_behind(page, &open, character) == HUGE_VAL)
                break;
            runs[index] = run;
            last[run] = index;
            open.last = *character;
            open.left -= open.left > 0;
        }
    }
    for (int i = 0; i < CONTENT_DIRECTIONS; i++)
        if (places[i])
            g_array_unref(places[i]);
    g_free(last);
}

int *runs_match(const GArray *chars, const struct content_page *page)
{
    struct origins origins = origins_collect(page);
    int *runs = g_new(int, chars->len + 1);
    for (guint i = 0; i < chars->len; i++)
        runs[i] = -1;
    learn_descents(&origins, chars);
    for (guint i = 0; i < chars->len; i++)
        if (!is_inside_word(chars, i))
            claim(&origins, chars, runs, i, false);
    spread(&origins, chars, runs);
    follow(chars, page, runs);
    origins_free(&origins);
    return runs;
}
