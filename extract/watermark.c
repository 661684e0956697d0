/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/watermark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_SLACK 0.06   /* share of the font size */
#define COLOUR_SLACK 0.12 /* of 1; poppler and the walk of the content may convert differently */
#define ANGLE_SLACK 1.0   /* degrees */
#define ASIDE 1.5         /* ems that a character may stand aside of its run */

enum { RUNS_MAX = 2000 }; /* oblique runs of a page that are looked at */

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

static void append_run(GString *text, GString *run)
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
            append_run(text, run);
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
