/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/amount.h"

#include <glib.h>
#include <string.h>

static bool is_minus(unsigned code)
{
    return code == '-' || (code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0xFE63 || code == 0xFF0D;
}

/* The text without its spaces and the sign of the currency: spaces are allowed only where each piece between them is
 * one character (letter-spaced digits), or behind the sign, or where there is no space inside at all. */
static bool closed_up(struct view text, char digits[64], size_t *size)
{
    size_t pieces = 0, longest = 0, run = 0, used = 0;
    bool yuan = false;
    text = view_trim(text);
    for (unsigned code; (code = view_next(&text));) {
        if (g_unichar_isspace(code)) {
            run = 0;
            continue;
        }
        const bool begins = !used || (used == 1 && digits[0] == '-');
        if ((code == 0xA5 || code == 0xFFE5) && begins && !yuan) {
            yuan = true;
            continue;
        }
        if (code == 0xFF0C)
            code = ',';
        else if (is_minus(code))
            code = '-';
        else if (code > 0x7E)
            return false;
        if (used == 63)
            return false;
        digits[used++] = (char)code;
        if (code == '-' && used == 1)
            continue; /* the sign may stand apart */
        pieces += run == 0;
        run++;
        longest = MAX(longest, run);
    }
    digits[used] = '\0';
    *size = used;
    return used && pieces && (pieces == 1 || longest == 1);
}

bool amount_parse(struct view text, struct amount *amount)
{
    char digits[64];
    size_t size;
    if (!closed_up(text, digits, &size))
        return false;
    const char *at = digits, *end = digits + size;
    bool negative = false;
    if (*at == '(' && end[-1] == ')') {
        negative = true;
        at++;
        end--;
    }
    if (at < end && (*at == '-' || *at == '+')) {
        if (negative)
            return false;
        negative = *at == '-';
        at++;
    }
    int64_t coefficient = 0;
    int scale = 0, before = 0, group = 0;
    bool grouped = false, point = false;
    for (; at < end; at++) {
        if (g_ascii_isdigit(*at)) {
            if (coefficient > (INT64_MAX - 9) / 10 || (point && scale == AMOUNT_SCALE_MAX))
                return false;
            coefficient = coefficient * 10 + (*at - '0');
            group++;
            if (point)
                scale++;
            else
                before++;
        } else if (*at == ',' && !point) {
            if (grouped ? group != 3 : group < 1 || group > 3)
                return false;
            grouped = true;
            group = 0;
        } else if (*at == '.' && !point) {
            if (grouped && group != 3)
                return false;
            point = true;
        } else {
            return false;
        }
    }
    if ((!before && !scale) || (point && !scale) || (grouped && !point && group != 3))
        return false;
    *amount = (struct amount){negative ? -coefficient : coefficient, scale};
    return true;
}

static bool shift_up(int64_t *value, int power)
{
    for (; power > 0; power--)
        if (__builtin_mul_overflow(*value, (int64_t)10, value))
            return false;
    return true;
}

static struct amount shortest(struct amount amount)
{
    while (amount.scale > 0 && amount.coefficient % 10 == 0) {
        amount.coefficient /= 10;
        amount.scale--;
    }
    return amount;
}

bool amount_shift(struct amount *amount, int power)
{
    struct amount result = shortest(*amount);
    int down = MIN(power, result.scale);
    result.scale -= down;
    if (!shift_up(&result.coefficient, power - down))
        return false;
    *amount = result;
    return true;
}

/* Brings both to the larger scale. */
static bool align(struct amount *a, struct amount *b)
{
    *a = shortest(*a);
    *b = shortest(*b);
    struct amount *coarse = a->scale < b->scale ? a : b;
    int scale = MAX(a->scale, b->scale);
    if (!shift_up(&coarse->coefficient, scale - coarse->scale))
        return false;
    coarse->scale = scale;
    return true;
}

bool amount_add(struct amount a, struct amount b, struct amount *sum)
{
    int64_t value;
    if (!align(&a, &b) || __builtin_add_overflow(a.coefficient, b.coefficient, &value))
        return false;
    *sum = shortest((struct amount){value, a.scale});
    return true;
}

bool amount_subtract(struct amount a, struct amount b, struct amount *difference)
{
    int64_t value;
    if (!align(&a, &b) || __builtin_sub_overflow(a.coefficient, b.coefficient, &value))
        return false;
    *difference = shortest((struct amount){value, a.scale});
    return true;
}

int amount_compare(struct amount a, struct amount b)
{
    bool negative = a.coefficient < 0;
    if (negative != (b.coefficient < 0))
        return negative ? -1 : 1;
    if (align(&a, &b))
        return (a.coefficient > b.coefficient) - (a.coefficient < b.coefficient);
    /* One did not fit when brought to the other's scale: it is the larger in size. */
    bool a_larger = a.scale < b.scale;
    return negative == a_larger ? -1 : 1;
}

int amount_format(struct amount amount, char text[AMOUNT_TEXT_SIZE])
{
    char digits[AMOUNT_TEXT_SIZE], *const end = digits + sizeof digits, *at = end;
    amount = shortest(amount);
    const bool negative = amount.coefficient < 0;
    uint64_t left = negative ? -(uint64_t)amount.coefficient : (uint64_t)amount.coefficient;
    for (int place = amount.scale; left || place >= 0; left /= 10, place--) {
        *--at = (char)('0' + left % 10);
        if (place == 1)
            *--at = '.';
    }
    if (negative)
        *--at = '-';
    const int size = (int)(end - at);
    memcpy(text, at, (size_t)size);
    text[size] = '\0';
    return size;
}

int amount_digits(struct amount amount)
{
    amount = shortest(amount);
    int count = 1;
    for (int64_t value = amount.coefficient / 10; value; value /= 10)
        count++;
    return count;
}
