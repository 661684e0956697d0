/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/hidden.h"

#include <math.h>

/* In ems. */
#define ORIGIN_SLACK 0.15 /* between the origin of a run and the left edge of its first character */
#define SIZE_SLACK 0.06
#define LINE_SLACK 0.3    /* between the baseline and the box, which may be too flat */
#define WORD_GAP 0.15

static int compare_x(const void *a, const void *b)
{
    const struct content_clipped *one = a, *two = b;
    return (one->x > two->x) - (one->x < two->x);
}

static bool begins(const struct content_clipped *run, const struct text_char *character)
{
    const double size = run->size, slack = LINE_SLACK * size;
    return fabs(character->size - size) <= SIZE_SLACK * size && run->y >= character->y0 - slack &&
           run->y <= character->y1 + slack;
}

/* The run that begins with the character; NULL where there is none. */
static const struct content_clipped *find_run(const GArray *clipped, const struct text_char *character)
{
    const double slack = ORIGIN_SLACK * character->size;
    guint low = 0, high = clipped->len;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(clipped, struct content_clipped, middle).x < character->x0 - slack)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < clipped->len; low++) {
        const struct content_clipped *run = &g_array_index(clipped, struct content_clipped, low);
        if (run->x > character->x0 + slack)
            break;
        if (begins(run, character))
            return run;
    }
    return NULL;
}

static bool follows(const struct text_char *before, const struct text_char *character)
{
    return character->order == before->order + 1 && fabs(character->y0 - before->y0) < WORD_GAP * before->size &&
           fabs(character->x0 - before->x1) < WORD_GAP * before->size;
}

size_t hidden_take(GArray *chars, GArray *clipped)
{
    if (!clipped->len)
        return 0;
    g_array_sort(clipped, compare_x);
    struct text_char before = {.order = -2};
    guint kept = 0;
    size_t left = 0; /* bytes of the run that the character before belongs to */
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char character = g_array_index(chars, struct text_char, i);
        const struct content_clipped *run = find_run(clipped, &character);
        if (run)
            left = run->bytes;
        else if (!left || !follows(&before, &character))
            left = 0;
        before = character;
        if (left)
            left--;
        else
            g_array_index(chars, struct text_char, kept++) = character;
    }
    const size_t taken = chars->len - kept;
    g_array_set_size(chars, kept);
    return taken;
}
