/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "normalize/text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/arena.h"

enum {
    GONE = 0x110000, /* what a character becomes that goes; no code point */
    UTF8_SIZE = 4,
};

struct pair {
    unsigned from, to;
};

static const struct pair radicals[] = {
#include "normalize/radicals.inc"
};

/* Characters that print nothing: what stands for them. */
/* clang-format off */
static const struct {
    unsigned first, last, becomes;
} invisible[] = {
    {0x0000, 0x0008, GONE},
    {0x0009, 0x000D, ' '},
    {0x000E, 0x001F, GONE},
    {0x007F, 0x0084, GONE},
    {0x0085, 0x0085, ' '},
    {0x0086, 0x009F, GONE},
    {0x00AD, 0x00AD, GONE}, /* soft hyphen */
    {0x200B, 0x200F, GONE}, /* zero width and direction marks */
    {0x2028, 0x2029, ' '},  /* line and paragraph separator */
    {0x202A, 0x202E, GONE}, /* direction */
    {0x2060, 0x206F, GONE}, /* word joiner, direction, deprecated formats */
    {0xFEFF, 0xFEFF, GONE},
};
/* clang-format on */

static int compare_pairs(const void *a, const void *b)
{
    unsigned left = ((const struct pair *)a)->from, right = ((const struct pair *)b)->from;
    return (left > right) - (left < right);
}

static unsigned mend_radical(unsigned code)
{
    struct pair key = {.from = code};
    const struct pair *found = bsearch(&key, radicals, G_N_ELEMENTS(radicals), sizeof key, compare_pairs);
    return found ? found->to : code;
}

/* The unified ideograph of a compatibility ideograph, by its canonical decomposition.  The twelve
 * unified ideographs that stand in the same block have none and stay. */
static unsigned mend_compatibility(unsigned code)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *composer = unorm2_getNFCInstance(&status);
    UChar units[UTF8_SIZE];
    int32_t size = U_SUCCESS(status) ? unorm2_getDecomposition(composer, (UChar32)code, units, UTF8_SIZE, &status) : -1;
    if (U_FAILURE(status) || size <= 0)
        return code;
    UChar32 unified;
    int32_t at = 0;
    U16_NEXT(units, at, size, unified);
    return at == size ? (unsigned)unified : code;
}

static unsigned mend(unsigned code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(invisible) && code >= invisible[i].first; i++)
        if (code <= invisible[i].last)
            return invisible[i].becomes;
    if (code >= 0x2E80 && code <= 0x2FD5)
        return mend_radical(code);
    if ((code >= 0xF900 && code <= 0xFAFF) || (code >= 0x2F800 && code <= 0x2FA1F))
        return mend_compatibility(code);
    return code;
}

static bool is_space(unsigned code)
{
    return code == ' ' || (code >= 0xA0 && u_charType((UChar32)code) == U_SPACE_SEPARATOR);
}

static unsigned fold(unsigned code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        return code - 0xFF01 + '!';
    return is_space(code) ? ' ' : code;
}

/* Ideographs, kana, CJK punctuation, full-width forms: text that is set without spaces. */
static bool is_wide(unsigned code)
{
    if (code < 0x1100 || (code >= 0x4E00 && code <= 0x9FFF)) /* most of what there is need not be looked up */
        return code >= 0x1100;
    int width = u_getIntPropertyValue((UChar32)code, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

/* Whether the first byte of a character is that of one that is mended and folded to itself: ASCII that is printed, and
 * U+4000 to U+9FFF. */
static bool is_settled(char first)
{
    const unsigned char byte = (unsigned char)first;
    return (byte > ' ' && byte < 0x7F) || (byte >= 0xE4 && byte <= 0xE9);
}

/* Whether some character of the text is not its own `image`. */
static bool changes(struct view text, unsigned (*image)(unsigned))
{
    for (const char *at = text.data, *end = at + text.size; at < end; at = g_utf8_next_char(at)) {
        if (is_settled(*at))
            continue;
        unsigned code = g_utf8_get_char(at);
        if (image(code) != code)
            return true;
    }
    return false;
}

struct view text_mend(struct arena *arena, struct view text)
{
    if (!text.size || !changes(text, mend))
        return text;
    /* A radical of three bytes may stand for an ideograph of four. */
    char *mended = arena_take(arena, text.size / 3 * UTF8_SIZE + UTF8_SIZE);
    size_t size = 0;
    const char *end = text.data + text.size;
    for (const char *at = text.data; at < end; at = g_utf8_next_char(at)) {
        unsigned code = mend(g_utf8_get_char(at));
        if (code != GONE)
            size += (size_t)g_unichar_to_utf8(code, mended + size);
    }
    return (struct view){mended, size};
}

struct view text_fold(struct arena *arena, struct view mended)
{
    if (!mended.size || (!memchr(mended.data, ' ', mended.size) && !changes(mended, fold)))
        return mended;
    char *folded = arena_take(arena, mended.size + 1);
    size_t size = 0;
    bool spaced = false, wide = true; /* the start closes up like a wide character */
    const char *end = mended.data + mended.size;
    for (const char *at = mended.data; at < end; at = g_utf8_next_char(at)) {
        unsigned code = g_utf8_get_char(at);
        if (is_space(code)) {
            spaced = true;
            continue;
        }
        bool wide_before = wide;
        wide = is_wide(code);
        if (spaced && !wide_before && !wide)
            folded[size++] = ' ';
        spaced = false;
        size += (size_t)g_unichar_to_utf8(fold(code), folded + size);
    }
    return (struct view){folded, size};
}
