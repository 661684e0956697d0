/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/text.h"

#include <math.h>
#include <stdlib.h>

/* In ems. */
#define FLAT_BOX 0.5 /* a lower box is wrong, it sits on the baseline */
#define TALL_BOX 1.5 /* a higher box is wrong, its middle is about right */
#define ASCENT 0.8   /* of a rebuilt box above the middle of a flat one */
#define DESCENT 0.2
#define DUPLICATE_SHIFT 0.2

enum { LOOK_BACK = 16 }; /* characters among which a duplicate is looked for */

/* Poppler wraps right-to-left words in U+202B ... U+202C, which have no boxes. */
static bool is_embedding_mark(gunichar code)
{
    return code >= 0x202A && code <= 0x202E;
}

static bool is_printed(gunichar code)
{
    if (code == 0xAD) /* a soft hyphen that is in the text was drawn */
        return true;
    switch (g_unichar_type(code)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return false;
    default:
        return true;
    }
}

/* Larger than any page: of an area whose corners lie within the text, which may pass the edges of the page, poppler
 * leaves out what comes before the text nearest to the first corner in reading order, or behind that of the other. */
static PopplerRectangle everywhere = {-1e6, -1e6, 1e6, 1e6};

static GArray *collect(PopplerPage *page, const char *string, GArray *chars, bool *complete)
{
    PopplerRectangle *boxes = NULL;
    guint box_count = 0;
    if (!poppler_page_get_text_layout_for_area(page, &everywhere, &boxes, &box_count) || !boxes) {
        g_free(boxes);
        return chars;
    }
    const bool marks = (guint)g_utf8_strlen(string, -1) != box_count;
    GList *attributes = poppler_page_get_text_attributes_for_area(page, &everywhere);
    const GList *item = attributes;
    guint box = 0, count = chars->len;
    g_array_set_size(chars, MIN(count + box_count, TEXT_CHARS_MAX));
    for (const char *at = string; *at && box < box_count; at = g_utf8_next_char(at)) {
        const gunichar code = g_utf8_get_char(at);
        if (marks && is_embedding_mark(code))
            continue;
        const int order = (int)box++;
        if (!is_printed(code))
            continue;
        if (count >= TEXT_CHARS_MAX) {
            *complete = false;
            break;
        }
        while (item && ((const PopplerTextAttributes *)item->data)->end_index < order)
            item = item->next;
        const PopplerTextAttributes *attribute = item ? item->data : NULL;
        const PopplerRectangle *from = &boxes[order];
        struct text_char character = {
            .code = code,
            .order = order,
            .x0 = MIN(from->x1, from->x2),
            .x1 = MAX(from->x1, from->x2),
            .y0 = MIN(from->y1, from->y2),
            .y1 = MAX(from->y1, from->y2),
        };
        character.size = attribute ? attribute->font_size : character.y1 - character.y0;
        if (attribute) {
            character.colour[0] = attribute->color.red;
            character.colour[1] = attribute->color.green;
            character.colour[2] = attribute->color.blue;
        }
        if (!isfinite(character.x0 + character.x1 + character.y0 + character.y1 + character.size))
            continue;
        g_array_index(chars, struct text_char, count++) = character;
    }
    g_array_set_size(chars, count);
    poppler_page_free_text_attributes(attributes);
    g_free(boxes);
    return chars;
}

bool text_read(PopplerPage *page, GArray *chars)
{
    bool complete = true;
    char *string = poppler_page_get_text_for_area(page, &everywhere);
    if (string && *string)
        collect(page, string, chars, &complete);
    g_free(string);
    return complete;
}

/* Whether the character belongs to a word that runs to the right; a lone one counts as such where
 * it is too wide to be a sideways point. */
static bool is_upright(const GArray *chars, guint index)
{
    const struct text_char *character = &g_array_index(chars, struct text_char, index);
    for (int step = -1; step <= 1; step += 2) {
        if ((step < 0 && index == 0) || (step > 0 && index + 1 == chars->len))
            continue;
        const struct text_char *next = &g_array_index(chars, struct text_char, (int)index + step);
        if (next->order == character->order + step)
            return fabs(next->x0 - character->x0) > fabs(next->y0 - character->y0);
    }
    return text_is_wide(character->code);
}

void text_mend_boxes(GArray *chars)
{
    for (guint i = 0; i < chars->len; i++) {
        struct text_char *character = &g_array_index(chars, struct text_char, i);
        const double size = character->size, height = character->y1 - character->y0;
        if (size <= 0 || (height >= FLAT_BOX * size && height <= TALL_BOX * size) || !is_upright(chars, i))
            continue;
        const bool flat = height < FLAT_BOX * size;
        const double middle = (character->y0 + character->y1) / 2;
        character->y0 = middle - (flat ? ASCENT : 0.5) * size;
        character->y1 = middle + (flat ? DESCENT : 0.5) * size;
    }
}

bool text_is_wide(gunichar code)
{
    return (code >= 0x2E80 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFE30 && code <= 0xFE4F) || (code >= 0xFF00 && code <= 0xFF60) ||
           (code >= 0x20000 && code <= 0x3FFFF) || (code >= 0xE000 && code <= 0xF8FF) ||
           (code >= 0x2010 && code <= 0x2027) || (code >= 0x2460 && code <= 0x27BF);
}

bool text_is_odd(gunichar code)
{
    return (code >= 0xC0 && code < 0x300 && code != 0xD7 && code != 0xF7) || (code >= 0xE000 && code < 0xF000) ||
           (code >= 0xF100 && code < 0xF900) || code == 0xFFFD;
}

bool text_is_digit(gunichar code)
{
    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19);
}

bool text_is_amount_part(gunichar code)
{
    return text_is_digit(code) || code == ',' || code == '.' || code == '-' || code == '+' || code == '%' ||
           code == 0xFF0C || code == 0xFF0E || code == 0x2212 || code == 0xFF0D;
}

bool text_is_amount(const gunichar *codes, size_t count)
{
    size_t i = 0, digits = 0, group = 0, commas = 0, points = 0;
    if (i < count && (codes[i] == '-' || codes[i] == '+' || codes[i] == 0x2212))
        i++;
    for (; i < count; i++) {
        if (text_is_digit(codes[i])) {
            digits++;
            group++;
        } else if (codes[i] == ',' && !points && group > 0 && group <= 3 && (commas == 0 || group == 3)) {
            commas++;
            group = 0;
        } else if (codes[i] == '.' && !points && digits && (!commas || group == 3)) {
            points++;
            group = 0;
        } else if (!(codes[i] == '%' && i + 1 == count)) {
            return false;
        }
    }
    return digits > 0 && group > 0 && (!commas || points || group == 3);
}

static double middle_of(const struct text_char *character)
{
    return (character->y0 + character->y1) / 2;
}

static int compare_middle(const void *a, const void *b)
{
    const struct text_char *one = *(const struct text_char *const *)a;
    const struct text_char *two = *(const struct text_char *const *)b;
    const double left = middle_of(one), right = middle_of(two);
    return left != right ? (left > right) - (left < right) : (one->order > two->order) - (one->order < two->order);
}

static int compare_left(const void *a, const void *b)
{
    const struct text_char *one = *(const struct text_char *const *)a;
    const struct text_char *two = *(const struct text_char *const *)b;
    return one->x0 != two->x0 ? (one->x0 > two->x0) - (one->x0 < two->x0)
                              : (one->order > two->order) - (one->order < two->order);
}

/* Same glyph at nearly the same place as one of the few before it. */
static bool is_duplicate(const struct text_char *const *line, size_t count, const struct text_char *character)
{
    const double shift = DUPLICATE_SHIFT * character->size;
    for (size_t i = count; i > 0 && count - i < LOOK_BACK && character->x0 - line[i - 1]->x0 < shift; i--)
        if (line[i - 1]->code == character->code && fabs(line[i - 1]->y0 - character->y0) < shift &&
            fabs(line[i - 1]->x1 - character->x1) < shift)
            return true;
    return false;
}

/* Sorts what is not in order already, as most of a page is. */
static void sort_chars(const struct text_char **chars, size_t count, int (*compare)(const void *, const void *))
{
    for (size_t i = 1; i < count; i++)
        if (compare(&chars[i - 1], &chars[i]) > 0) {
            qsort(chars, count, sizeof *chars, compare);
            return;
        }
}

size_t text_sort_lines(const struct text_char **chars, size_t count, size_t *ends)
{
    sort_chars(chars, count, compare_middle);
    size_t lines = 0, kept = 0;
    for (size_t start = 0, end; start < count; start = end) {
        double top = chars[start]->y0, bottom = chars[start]->y1;
        for (end = start + 1; end < count; end++) {
            const struct text_char *next = chars[end];
            const double overlap = MIN(bottom, next->y1) - MAX(top, next->y0);
            if (overlap <= 0.5 * MIN(bottom - top, next->y1 - next->y0))
                break;
            /* The band follows the mean of the line, so that one odd glyph does not widen it. */
            const double share = 1.0 / (double)(end - start + 1);
            top += (next->y0 - top) * share;
            bottom += (next->y1 - bottom) * share;
        }
        sort_chars(chars + start, end - start, compare_left);
        const size_t first = kept;
        for (size_t i = start; i < end; i++) {
            const struct text_char *character = chars[i];
            if (!is_duplicate((const struct text_char *const *)chars + first, kept - first, character))
                chars[kept++] = character;
        }
        ends[lines++] = kept;
    }
    return lines;
}
