/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_TEXT_H
#define EXTRACT_TEXT_H
#include <glib.h>
#include <poppler.h>
#include <stdbool.h>
#include <stdint.h>

/* One printed character.  Points, origin top left of the upright page, y grows downwards. */
struct text_char {
    gunichar code;
    int order; /* place in poppler's string: the characters of one word follow each other */
    double x0, y0, x1, y1;
    double size;        /* font size in points */
    uint16_t colour[3]; /* red, green, blue */
};

enum { TEXT_CHARS_MAX = 200000 }; /* characters read from one page */

/* Appends the printed characters of `page` to `chars` (of struct text_char), in poppler's order,
 * without white space and control characters.  False where TEXT_CHARS_MAX was reached; what was
 * read so far is there. */
bool text_read(PopplerPage *page, GArray *chars);

/* Rebuilds the boxes of characters that run to the right from the font size where they are too
 * flat or too tall: some producers' fonts state a wrong ascent and descent. */
void text_mend_boxes(GArray *chars);

/* What two neighbours look like to a reader: ideographs, kana and full-width punctuation are set
 * without spaces. */
bool text_is_wide(gunichar code);

/* Characters that no text of China's scripts and languages is made of, in any number: letters of Latin alphabets with
 * marks, the private use area (but for its part of symbol fonts), the replacement character.  A font without a map to
 * Unicode gives such. */
bool text_is_odd(gunichar code);

/* Digits and the marks an amount is made of: , . - + % and their full-width forms. */
bool text_is_amount_part(gunichar code);
bool text_is_digit(gunichar code);

/* Whether the code points read as one amount: digits, grouped by commas or not, at most one point, maybe a
 * sign in front and a percent sign behind. */
bool text_is_amount(const gunichar *codes, size_t count);

enum { TEXT_AMOUNT_MAX = 40 }; /* characters of an amount */

/* Sorts `chars` into printed lines, top to bottom, each left to right, and drops overlaid
 * duplicates (a glyph drawn twice for a bold look).  The end of each line goes to `ends`
 * (as index behind its last character), which has room for `count`.  Returns the number of lines. */
size_t text_sort_lines(const struct text_char **chars, size_t count, size_t *ends);

#endif
