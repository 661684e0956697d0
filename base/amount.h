/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_AMOUNT_H
#define BASE_AMOUNT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/* An exact decimal: coefficient * 10^-scale.  Money is held in this form from the
 * printed text to the JSON; no binary fraction is ever involved. */
struct amount {
    int64_t coefficient;
    int scale; /* 0 ... AMOUNT_SCALE_MAX digits behind the point */
};

enum {
    AMOUNT_SCALE_MAX = 15,
    AMOUNT_TEXT_SIZE = 40,   /* room for any amount as text, with NUL */
    AMOUNT_JSON_DIGITS = 15, /* significant digits that every JSON reader keeps */
};

/* Reads one amount as printed: optional sign (+, a minus or dash of any shape, or accounting parentheses),
 * optional ¥, digits, thousands separators (, or ，) only where they group by three, one point.  White space is
 * allowed behind a minus, and inside only where the number is letter-spaced (every piece one character).
 * A nil mark is not an amount.  Full-width characters must have been folded before.
 * Returns false, and leaves `amount` alone, when the text is anything else or too long. */
bool amount_parse(struct view text, struct amount *amount);

/* amount * 10^power (power >= 0, e.g. 4 for a table in units of ten thousand). False on overflow. */
bool amount_shift(struct amount *amount, int power);

/* a + b and a - b, exact; false on overflow. */
bool amount_add(struct amount a, struct amount b, struct amount *sum);
bool amount_subtract(struct amount a, struct amount b, struct amount *difference);

/* <0, 0, >0 by value, whatever the scales. */
int amount_compare(struct amount a, struct amount b);

/* The shortest decimal text, as RFC 8785 writes it: no exponent, no trailing zeros, -0 as 0.
 * Returns the length. */
int amount_format(struct amount amount, char text[AMOUNT_TEXT_SIZE]);

/* Significant digits of the shortest form. */
int amount_digits(struct amount amount);

#endif
