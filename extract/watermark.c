/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/watermark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_SLACK 0.06   /* share of the font size */
#define COLOUR_SLACK 0.12 /* of 1; poppler and the walk of the content may convert differently */
#define ANGLE_SLACK 1.0   /* degrees */
#define ASIDE 1.5         /* ems that a character may stand aside of its run */

#define PALE 0.7     /* of 1: text with no darker part of its colour is pale */
#define RUN_STEP 2.0 /* ems from one character of a pale run to the next */
#define RUN_ASIDE 0.3
#define ACROSS 0.35 /* ems from the middle of a character within which it is crossed */

enum {
    RUNS_MAX = 2000,     /* oblique runs of a page that are looked at */
    PALE_RUNS_MAX = 200, /* pale runs of a page for which it is found out what they stand across */
};

/* Oblique runs that go on with each other, as some producers show each character by itself. */
struct chain {
    double x, y, angle; /* of its first run */
    double length;      /* at most, in points */
};

struct hit {
    size_t chain;
    double along; /* distance from the chain's origin */
    guint index;
};

static bool has_colour(const struct text_char *character, const struct content_colour *colour)
{
    const double parts[3] = {colour->red, colour->green, colour->blue};
    for (int i = 0; i < 3; i++)
        if (fabs(character->colour[i] / 65535.0 - parts[i]) > COLOUR_SLACK)
            return false;
    return true;
}

/* Where a point stands to a line from (x, y) at an angle (degrees, counter-clockwise). */
static void measure(double x, double y, double angle, double px, double py, double *along, double *aside)
{
    const double turn = angle * G_PI / 180, right = px - x, up = y - py;
    *along = right * cos(turn) + up * sin(turn);
    *aside = fabs(up * cos(turn) - right * sin(turn));
}

/* Whether the character stands on the run. */
static bool stands_on(const struct text_char *character, const struct content_oblique *run)
{
    if (fabs(character->size - run->size) > SIZE_SLACK * run->size || !has_colour(character, &run->colour))
        return false;
    double along, aside;
    measure(run->x, run->y, run->angle, (character->x0 + character->x1) / 2, (character->y0 + character->y1) / 2,
            &along, &aside);
    return aside <= ASIDE * run->size && along >= -ASIDE * run->size &&
           along <= ((double)run->bytes + ASIDE) * run->size;
}

/* For each run the chain it belongs to, in the order in which they are drawn. */
static GArray *build_chains(const GArray *obliques, guint count, size_t *chain_of)
{
    GArray *chains = g_array_new(FALSE, FALSE, sizeof(struct chain));
    for (guint i = 0; i < count; i++) {
        const struct content_oblique *run = &g_array_index(obliques, struct content_oblique, i);
        const double length = (double)run->bytes * run->size;
        if (chains->len) {
            struct chain *last = &g_array_index(chains, struct chain, chains->len - 1);
            double along, aside;
            measure(last->x, last->y, last->angle, run->x, run->y, &along, &aside);
            if (fabs(run->angle - last->angle) < ANGLE_SLACK && aside < run->size / 2 && along > 0 &&
                along <= last->length + run->size) {
                last->length = MAX(last->length, along + length);
                chain_of[i] = chains->len - 1;
                continue;
            }
        }
        const struct chain chain = {run->x, run->y, run->angle, length};
        g_array_append_val(chains, chain);
        chain_of[i] = chains->len - 1;
    }
    return chains;
}

/* The characters that stand on a run. */
static GArray *find_hits(const GArray *chars, const GArray *obliques)
{
    const guint count = MIN(obliques->len, RUNS_MAX);
    size_t *chain_of = g_new(size_t, count);
    GArray *chains = build_chains(obliques, count, chain_of);
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(struct hit));
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = &g_array_index(chars, struct text_char, i);
        guint run = 0;
        while (run < count && !stands_on(character, &g_array_index(obliques, struct content_oblique, run)))
            run++;
        if (run == count)
            continue;
        const struct chain *chain = &g_array_index(chains, struct chain, chain_of[run]);
        struct hit hit = {.chain = chain_of[run], .index = i};
        double aside;
        measure(chain->x, chain->y, chain->angle, (character->x0 + character->x1) / 2,
                (character->y0 + character->y1) / 2, &hit.along, &aside);
        g_array_append_val(hits, hit);
    }
    g_free(chain_of);
    g_array_free(chains, TRUE);
    return hits;
}

static int compare_hits(const void *a, const void *b)
{
    const struct hit *one = a, *two = b;
    if (one->chain != two->chain)
        return (one->chain > two->chain) - (one->chain < two->chain);
    return (one->along > two->along) - (one->along < two->along);
}

/* The length of what a run of tiles repeats, the last tile perhaps cut: 仅供审核仅供 repeats 仅供审核. */
static gsize period_of(const GString *run)
{
    for (gsize period = 1; 3 * period <= 2 * run->len; period++)
        if (memcmp(run->str, run->str + period, run->len - period) == 0)
            return period;
    return run->len;
}

void watermark_add(GString *text, GString *run)
{
    g_string_truncate(run, period_of(run));
    if (strstr(text->str, run->str))
        return;
    if (text->len)
        g_string_append_c(text, ' ');
    g_string_append(text, run->str);
}

void watermark_take(GArray *chars, const GArray *obliques, GString *text)
{
    if (!obliques->len)
        return;
    GArray *hits = find_hits(chars, obliques);
    guint kept = 0;
    g_array_sort(hits, compare_hits);
    GString *run = g_string_new(NULL);
    for (guint i = 0; i < hits->len; i++) {
        const struct hit *hit = &g_array_index(hits, struct hit, i);
        struct text_char *character = &g_array_index(chars, struct text_char, hit->index);
        g_string_append_unichar(run, character->code);
        character->code = 0; /* to be taken out below */
        if (i + 1 == hits->len || g_array_index(hits, struct hit, i + 1).chain != hit->chain) {
            watermark_add(text, run);
            g_string_truncate(run, 0);
        }
    }
    for (guint i = 0; i < chars->len; i++)
        if (g_array_index(chars, struct text_char, i).code)
            g_array_index(chars, struct text_char, kept++) = g_array_index(chars, struct text_char, i);
    g_array_set_size(chars, kept);
    g_string_free(run, TRUE);
    g_array_free(hits, TRUE);
}

/* --- pale upright text that is repeated --- */

static double lightness(const struct text_char *character)
{
    return MIN(character->colour[0], MIN(character->colour[1], character->colour[2])) / 65535.0;
}

/* Whether a character is pale for want of ink, and not because it stands on something dark. */
static bool is_pale(const struct text_char *character, const GArray *areas)
{
    if (lightness(character) < PALE)
        return false;
    const double x = (character->x0 + character->x1) / 2, y = (character->y0 + character->y1) / 2;
    for (guint i = 0; areas && i < areas->len; i++) {
        const struct content_area *area = &g_array_index(areas, struct content_area, i);
        const bool dark = area->image || MIN(area->colour.red, MIN(area->colour.green, area->colour.blue)) < PALE;
        if (dark && x > area->x0 && x < area->x1 && y > area->y0 && y < area->y1)
            return false;
    }
    return true;
}

/* Whether `next` goes on with the run that `last` ends: in any of the four directions. */
static bool goes_on(const struct text_char *last, const struct text_char *next)
{
    const double x = fabs(next->x0 + next->x1 - last->x0 - last->x1) / 2;
    const double y = fabs(next->y0 + next->y1 - last->y0 - last->y1) / 2;
    return fabs(next->size - last->size) <= SIZE_SLACK * last->size && MIN(x, y) <= RUN_ASIDE * last->size &&
           MAX(x, y) <= RUN_STEP * last->size;
}

/* A run of pale characters, first ... end, and its text; false where none begins at `first`. */
static bool read_run(const GArray *chars, const GArray *areas, guint first, guint *end, GString *text)
{
    bool words = false;
    guint i = first;
    for (; i < chars->len; i++) {
        const struct text_char *character = &g_array_index(chars, struct text_char, i);
        if (!is_pale(character, areas) || (i > first && !goes_on(character - 1, character)))
            break;
        if (i == first)
            g_string_truncate(text, 0);
        words = words || !text_is_amount_part(character->code);
        g_string_append_unichar(text, character->code);
    }
    *end = MAX(i, first + 1);
    return words;
}

/* Whether the run stands across what the page shows: another character or a ruling. */
static bool is_across(const GArray *chars, const GArray *rulings, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const struct text_char *c = &g_array_index(chars, struct text_char, i);
        const double x = (c->x0 + c->x1) / 2, y = (c->y0 + c->y1) / 2, reach = ACROSS * c->size;
        for (guint j = 0; j < rulings->len; j++) {
            const struct content_ruling *r = &g_array_index(rulings, struct content_ruling, j);
            const double across = r->vertical ? x : y, along = r->vertical ? y : x;
            if (fabs(r->at - across) < reach && along > r->start && along < r->end)
                return true;
        }
        for (guint j = 0; j < chars->len; j++) {
            const struct text_char *other = &g_array_index(chars, struct text_char, j);
            if ((j < first || j >= end) && lightness(other) < PALE && fabs((other->x0 + other->x1) / 2 - x) < reach &&
                fabs((other->y0 + other->y1) / 2 - y) < reach)
                return true;
        }
    }
    return false;
}

GHashTable *watermark_find_pale(const GArray *chars, const GArray *areas, const GArray *rulings)
{
    GHashTable *runs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *text = g_string_new(NULL);
    guint looked = 0;
    for (guint first = 0, end; first < chars->len; first = end) {
        if (!read_run(chars, areas, first, &end, text))
            continue;
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(runs, text->str));
        if (!(count & WATERMARK_ACROSS) && rulings && looked < PALE_RUNS_MAX) {
            looked++;
            count |= is_across(chars, rulings, first, end) ? WATERMARK_ACROSS : 0;
        }
        g_hash_table_replace(runs, g_strdup(text->str), GUINT_TO_POINTER(count + 1));
    }
    g_string_free(text, TRUE);
    return runs;
}

void watermark_take_pale(GArray *chars, const GArray *areas, GHashTable *known, GString *text)
{
    GString *run = g_string_new(NULL);
    guint kept = 0;
    for (guint first = 0, end; first < chars->len; first = end) {
        const bool found = read_run(chars, areas, first, &end, run) && g_hash_table_contains(known, run->str);
        if (found)
            watermark_add(text, run);
        for (guint i = first; i < end && !found; i++)
            g_array_index(chars, struct text_char, kept++) = g_array_index(chars, struct text_char, i);
    }
    g_array_set_size(chars, kept);
    g_string_free(run, TRUE);
}
