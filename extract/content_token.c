/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/content_token.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

enum {
    TOKEN_NESTING_MAX = 64,      /* arrays and dictionaries within each other */
    TOKEN_DIGITS_MAX = 15,       /* digits of a number that count; a double holds no more */
    TOKEN_IMAGE_LOOK_AHEAD = 16, /* bytes behind an EI that must look like content */
    TOKEN_IMAGE_SIDE_MAX = 100000,
    TOKEN_NUMBER_MAX = 1000000000, /* far outside of any page; keeps the arithmetic finite */
};

/* A mantissa from here on has all digits that count: it has passed TOKEN_NUMBER_MAX, or the others are decimals. */
#define TOKEN_MANTISSA_FULL UINT64_C(100000000000000)

/* What a byte can be. */
enum { SPACE = 1, DELIMITER = 2, NUMBER = 4 /* the first of a number */, HEX = 8 };

static const unsigned char CLASSES[256] = {
    [0] = SPACE,          ['\t'] = SPACE,       ['\n'] = SPACE,       ['\f'] = SPACE,       ['\r'] = SPACE,
    [' '] = SPACE,        ['('] = DELIMITER,    [')'] = DELIMITER,    ['<'] = DELIMITER,    ['>'] = DELIMITER,
    ['['] = DELIMITER,    [']'] = DELIMITER,    ['{'] = DELIMITER,    ['}'] = DELIMITER,    ['/'] = DELIMITER,
    ['%'] = DELIMITER,    ['+'] = NUMBER,       ['-'] = NUMBER,       ['.'] = NUMBER,       ['0'] = NUMBER | HEX,
    ['1'] = NUMBER | HEX, ['2'] = NUMBER | HEX, ['3'] = NUMBER | HEX, ['4'] = NUMBER | HEX, ['5'] = NUMBER | HEX,
    ['6'] = NUMBER | HEX, ['7'] = NUMBER | HEX, ['8'] = NUMBER | HEX, ['9'] = NUMBER | HEX, ['A'] = HEX,
    ['B'] = HEX,          ['C'] = HEX,          ['D'] = HEX,          ['E'] = HEX,          ['F'] = HEX,
    ['a'] = HEX,          ['b'] = HEX,          ['c'] = HEX,          ['d'] = HEX,          ['e'] = HEX,
    ['f'] = HEX,
};

static inline bool is(char character, int classes)
{
    return CLASSES[(unsigned char)character] & classes;
}

static inline bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* The readers below take the place of their first byte and the end of the data, and return the place behind what they
 * have read: a place kept in the source would be written back at each byte, as bytes may be anything, the source itself
 * included. */

static inline const char *skip_space(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at == '%')
            while (at + 1 < end && *at != '\n' && *at != '\r')
                at++;
        else if (!is(*at, SPACE))
            break;
    }
    return at;
}

/* As other readers do: signs in front may be doubled, a sign or a second point within ends the
 * value but not the token (`12-34` is 12, `1.2.3` is 1.2). */
static inline const char *read_number(const char *at, const char *end, struct token *token)
{
    static const double POWERS[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    uint64_t mantissa = 0;
    bool negative = false;
    int decimals = 0;
    for (; at < end && (*at == '-' || *at == '+'); at++)
        negative |= *at == '-';
    for (; at < end && is_digit(*at); at++)
        if (mantissa < TOKEN_MANTISSA_FULL)
            mantissa = mantissa * 10 + (uint64_t)(*at - '0');
    if (at < end && *at == '.')
        for (at++; at < end && is_digit(*at); at++)
            if (mantissa < TOKEN_MANTISSA_FULL && decimals < TOKEN_DIGITS_MAX) {
                mantissa = mantissa * 10 + (uint64_t)(*at - '0');
                decimals++;
            }
    while (at < end && is(*at, NUMBER))
        at++;
    const double number = MIN((double)mantissa / POWERS[decimals], TOKEN_NUMBER_MAX);
    token->kind = TOKEN_NUMBER;
    token->number = negative ? -number : number;
    return at;
}

static G_NO_INLINE const char *read_literal_string(const char *at, const char *end, struct token *token)
{
    size_t nesting = 1, bytes = 0;
    at++;
    while (at < end) {
        char character = *at++;
        if (character == '\\' && at < end) {
            char escaped = *at++;
            if (escaped >= '0' && escaped <= '7') {
                for (int i = 0; i < 2 && at < end && *at >= '0' && *at <= '7'; i++)
                    at++;
            }
            if (escaped == '\r' && at < end && *at == '\n')
                at++;
            bytes += escaped != '\r' && escaped != '\n';
            continue;
        }
        nesting += character == '(';
        nesting -= character == ')';
        if (nesting == 0)
            break;
        bytes++;
    }
    token->kind = TOKEN_STRING;
    token->bytes = bytes;
    return at;
}

static G_NO_INLINE const char *read_hex_string(const char *at, const char *end, struct token *token)
{
    size_t digits = 0;
    at++;
    while (at < end) {
        char character = *at++;
        if (character == '>')
            break;
        digits += is(character, HEX);
    }
    token->kind = TOKEN_STRING;
    token->bytes = digits / 2 + digits % 2;
    return at;
}

static inline const char *read_word(const char *at, const char *end, struct token *token)
{
    const char *start = at;
    while (at < end && !is(*at, SPACE | DELIMITER))
        at++;
    token->text = (struct view){start, (size_t)(at - start)};
    return at;
}

static inline bool at_pair(const char *at, const char *end, char character)
{
    return at + 1 < end && at[0] == character && at[1] == character;
}

/* Most words are operators of one or two letters. */
static bool is_constant(struct view word)
{
    return word.size >= 4 &&
           (view_equal_text(word, "true") || view_equal_text(word, "false") || view_equal_text(word, "null"));
}

/* Any token but an array or dictionary: those yield their brackets as operators "[", "]", "<<", ">>". */
static G_ALWAYS_INLINE inline void read_simple(struct token_source *source, struct token *token)
{
    const char *const end = source->data + source->size;
    const char *at = skip_space(source->data + source->at, end);
    if (at >= end) {
        token->kind = TOKEN_END;
    } else if (is(*at, NUMBER)) {
        at = read_number(at, end, token);
    } else if (!is(*at, DELIMITER)) {
        at = read_word(at, end, token);
        token->kind = is_constant(token->text) ? TOKEN_CONSTANT : TOKEN_OPERATOR;
    } else if (*at == '/') {
        at = read_word(at + 1, end, token);
        token->kind = TOKEN_NAME;
    } else if (*at == '(') {
        at = read_literal_string(at, end, token);
    } else if (*at == '<' && !at_pair(at, end, '<')) {
        at = read_hex_string(at, end, token);
    } else {
        token->kind = TOKEN_OPERATOR;
        token->text = (struct view){at, at_pair(at, end, '<') || at_pair(at, end, '>') ? 2 : 1};
        at += token->text.size;
    }
    source->at = (size_t)(at - source->data);
}

static bool is_bracket(const struct token *token, char character)
{
    return token->kind == TOKEN_OPERATOR && token->text.data[0] == character &&
           (token->text.size == 2 || character == '[' || character == ']');
}

static bool opens(const struct token *token)
{
    return is_bracket(token, '[') || is_bracket(token, '<');
}

static bool closes(const struct token *token)
{
    return is_bracket(token, ']') || is_bracket(token, '>');
}

/* The rest of an array or dictionary whose opening bracket was read.  An operator within ends it:
 * a bracket that is never closed must not swallow the page. */
static G_NO_INLINE void read_compound(struct token_source *source, struct token *token)
{
    struct token part;
    int nesting = 1;
    token->kind = is_bracket(token, '[') ? TOKEN_ARRAY : TOKEN_DICTIONARY;
    token->text = (struct view){source->data + source->at, 0};
    token->bytes = 0;
    token->nonzero = false;
    token->lowest = 0;
    while (nesting > 0) {
        size_t before = source->at;
        token->text.size = (size_t)(source->data + before - token->text.data);
        read_simple(source, &part);
        if (part.kind == TOKEN_END)
            return;
        if (opens(&part)) {
            if (++nesting > TOKEN_NESTING_MAX) {
                source->truncated = true;
                return;
            }
        } else if (closes(&part)) {
            nesting--;
        } else if (part.kind == TOKEN_OPERATOR && !is(part.text.data[0], DELIMITER)) {
            source->at = before;
            return;
        }
        token->bytes += part.kind == TOKEN_STRING ? part.bytes : 0;
        token->nonzero |= part.kind == TOKEN_NUMBER && part.number > 0;
        token->lowest = part.kind == TOKEN_NUMBER ? MIN(token->lowest, part.number) : token->lowest;
    }
}

void token_read(struct token_source *source, struct token *token)
{
    do
        read_simple(source, token);
    while (token->kind == TOKEN_OPERATOR && is(token->text.data[0], DELIMITER) && !opens(token));
    if (token->kind == TOKEN_OPERATOR && opens(token))
        read_compound(source, token);
}

/* What the dictionary of an inline image says about the length of its data. */
struct image {
    double width, height, bits, components, length;
    bool filtered, mask, ascii;
};

static void read_image_entry(struct image *image, struct view key, const struct token *value)
{
    static const struct {
        const char *name, *abbreviation;
        size_t offset;
    } NUMBERS[] = {
        {"Width", "W", offsetof(struct image, width)},
        {"Height", "H", offsetof(struct image, height)},
        {"BitsPerComponent", "BPC", offsetof(struct image, bits)},
        {"Length", "L", offsetof(struct image, length)},
    };
    static const struct {
        const char *name, *abbreviation;
        int components;
    } SPACES[] = {{"DeviceGray", "G", 1}, {"DeviceRGB", "RGB", 3}, {"DeviceCMYK", "CMYK", 4}};
    for (size_t i = 0; i < G_N_ELEMENTS(NUMBERS) && value->kind == TOKEN_NUMBER; i++) {
        if (view_equal_text(key, NUMBERS[i].name) || view_equal_text(key, NUMBERS[i].abbreviation))
            memcpy((char *)image + NUMBERS[i].offset, &value->number, sizeof value->number);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(SPACES) && value->kind == TOKEN_NAME; i++) {
        bool space = view_equal_text(key, "ColorSpace") || view_equal_text(key, "CS");
        if (space &&
            (view_equal_text(value->text, SPACES[i].name) || view_equal_text(value->text, SPACES[i].abbreviation)))
            image->components = SPACES[i].components;
    }
    if (view_equal_text(key, "Filter") || view_equal_text(key, "F")) {
        image->filtered = true;
        /* ASCIIHexDecode, A85 ...; of a list of filters the first is mostly one of these */
        image->ascii = value->kind != TOKEN_NAME || view_starts_with(value->text, "A");
    }
    image->mask |= view_equal_text(key, "ImageMask") || view_equal_text(key, "IM");
}

/* The number of bytes that the image has at least; 0 where that is not known. */
static size_t image_length(const struct image *image)
{
    double bits = image->mask ? 1 : image->bits * image->components;
    if (image->length > 0 && image->length < TOKEN_IMAGE_SIDE_MAX)
        return (size_t)image->length;
    if (image->filtered || !(bits >= 1 && bits <= 64) || !(image->width >= 1 && image->width <= TOKEN_IMAGE_SIDE_MAX) ||
        !(image->height >= 1 && image->height <= TOKEN_IMAGE_SIDE_MAX))
        return 0;
    return ((size_t)(image->width * bits) + 7) / 8 * (size_t)image->height;
}

static bool looks_like_content(const struct token_source *source, size_t at)
{
    size_t end = MIN(source->size, at + TOKEN_IMAGE_LOOK_AHEAD);
    for (; at < end; at++) {
        unsigned char character = (unsigned char)source->data[at];
        if (character >= 0x7f || (character < ' ' && !strchr("\t\n\f\r", character)) || character == 0)
            return false;
    }
    return true;
}

/* Goes on behind the next "EI" that content follows.  Data of ASCII letters may well hold one, so there
 * white space or the end mark of the data must be before it. */
static bool skip_to_image_end(struct token_source *source, size_t from, bool ascii)
{
    size_t end = source->size - source->imageless[ascii];
    for (size_t at = from; at < end; at++) {
        const char *found = memchr(source->data + at, 'E', end - at);
        if (!found)
            break;
        at = (size_t)(found - source->data);
        char last = at > 0 ? source->data[at - 1] : ' ';
        bool before = !ascii || last == '>' || is(last, SPACE);
        bool after = at + 2 >= source->size || is(source->data[at + 2], SPACE);
        if (at + 1 < source->size && source->data[at + 1] == 'I' && before && after &&
            looks_like_content(source, at + 2)) {
            source->at = at + 2;
            return true;
        }
    }
    source->imageless[ascii] = MAX(source->imageless[ascii], source->size - from);
    return false;
}

void token_skip_image(struct token_source *source)
{
    struct image image = {.components = 1};
    struct token key, value;
    for (token_read(source, &key); key.kind == TOKEN_NAME; token_read(source, &key)) {
        token_read(source, &value);
        if (value.kind == TOKEN_OPERATOR || value.kind == TOKEN_END) {
            key = value;
            break;
        }
        read_image_entry(&image, key.text, &value);
    }
    if (key.kind == TOKEN_OPERATOR && view_equal_text(key.text, "EI"))
        return;
    size_t start = MIN(source->size, source->at + 1);
    size_t length = image_length(&image);
    size_t from = length <= source->size - start ? start + length : start;
    if (!skip_to_image_end(source, from, image.ascii) && !skip_to_image_end(source, start, image.ascii))
        source->at = source->size;
}

bool token_name_copy(const struct token *token, char *buffer, size_t size)
{
    size_t length = 0;
    if (token->kind != TOKEN_NAME || size < 2)
        return false;
    buffer[length++] = '/';
    for (size_t i = 0; i < token->text.size; i++) {
        int character = (unsigned char)token->text.data[i];
        if (character == '#' && i + 2 < token->text.size && g_ascii_isxdigit(token->text.data[i + 1]) &&
            g_ascii_isxdigit(token->text.data[i + 2])) {
            character =
                g_ascii_xdigit_value(token->text.data[i + 1]) * 16 + g_ascii_xdigit_value(token->text.data[i + 2]);
            i += 2;
        }
        if (length + 1 >= size || character == 0)
            return false;
        buffer[length++] = (char)character;
    }
    buffer[length] = '\0';
    return true;
}
