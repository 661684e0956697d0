/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/watermark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_SLACK 0.06    /* share of the font size */
#define COLOUR_SLACK 0.12  /* of 1; poppler and the walk of the content may convert differently */
#define ASIDE 1.5          /* ems that a character may stand aside of its run */

struct hit {
    size_t run;
    double along; /* distance from the run's origin */
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

/* Whether the character stands on the run, and how far along. */
static bool stands_on(const struct text_char *character, const struct content_oblique *run, double *along)
{
    if (fabs(character->size - run->size) > SIZE_SLACK * run->size || !has_colour(character, &run->colour))
        return false;
    const double angle = run->angle * G_PI / 180;
    const double x = (character->x0 + character->x1) / 2 - run->x, y = run->y - (character->y0 + character->y1) / 2;
    *along = x * cos(angle) + y * sin(angle);
    const double aside = fabs(y * cos(angle) - x * sin(angle));
    return aside <= ASIDE * run->size && *along >= -ASIDE * run->size &&
           *along <= ((double)run->bytes + ASIDE) * run->size;
}

static int compare_hits(const void *a, const void *b)
{
    const struct hit *one = a, *two = b;
    if (one->run != two->run)
        return (one->run > two->run) - (one->run < two->run);
    return (one->along > two->along) - (one->along < two->along);
}

static void append_run(GString *text, const char *run)
{
    if (strstr(text->str, run))
        return;
    if (text->len)
        g_string_append_c(text, ' ');
    g_string_append(text, run);
}

void watermark_take(GArray *chars, const GArray *obliques, GString *text)
{
    if (!obliques->len)
        return;
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(struct hit));
    guint kept = 0;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = &g_array_index(chars, struct text_char, i);
        struct hit hit = {.index = i};
        while (hit.run < obliques->len &&
               !stands_on(character, &g_array_index(obliques, struct content_oblique, hit.run), &hit.along))
            hit.run++;
        if (hit.run < obliques->len)
            g_array_append_val(hits, hit);
    }
    g_array_sort(hits, compare_hits);
    GString *run = g_string_new(NULL);
    for (guint i = 0; i < hits->len; i++) {
        const struct hit *hit = &g_array_index(hits, struct hit, i);
        struct text_char *character = &g_array_index(chars, struct text_char, hit->index);
        g_string_append_unichar(run, character->code);
        character->code = 0; /* to be taken out below */
        if (i + 1 == hits->len || g_array_index(hits, struct hit, i + 1).run != hit->run) {
            append_run(text, run->str);
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
