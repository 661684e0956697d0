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

enum character_class { CLASS_REGULAR, CLASS_SPACE, CLASS_DELIMITER };

static const unsigned char CLASSES[256] = {
    [0] = CLASS_SPACE,       ['\t'] = CLASS_SPACE,    ['\n'] = CLASS_SPACE,    ['\f'] = CLASS_SPACE,
    ['\r'] = CLASS_SPACE,    [' '] = CLASS_SPACE,     ['('] = CLASS_DELIMITER, [')'] = CLASS_DELIMITER,
    ['<'] = CLASS_DELIMITER, ['>'] = CLASS_DELIMITER, ['['] = CLASS_DELIMITER, [']'] = CLASS_DELIMITER,
    ['{'] = CLASS_DELIMITER, ['}'] = CLASS_DELIMITER, ['/'] = CLASS_DELIMITER, ['%'] = CLASS_DELIMITER,
};

static enum character_class class_of(char character)
{
    return CLASSES[(unsigned char)character];
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* The readers below keep their place in a local variable: kept in the source it would be written back at each
 * byte, as bytes may be anything, the source itself included. */

static void skip_space(struct token_source *source)
{
    const char *const data = source->data;
    const size_t size = source->size;
    size_t at = source->at;
    for (; at < size; at++) {
        if (data[at] == '%')
            while (at + 1 < size && data[at] != '\n' && data[at] != '\r')
                at++;
        else if (class_of(data[at]) != CLASS_SPACE)
            break;
    }
    source->at = at;
}

static bool starts_number(char character)
{
    return is_digit(character) || character == '+' || character == '-' || character == '.';
}

/* As other readers do: signs in front may be doubled, a sign or a second point within ends the
 * value but not the token (`12-34` is 12, `1.2.3` is 1.2). */
static void read_number(struct token_source *source, struct token *token)
{
    static const double POWERS[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *const data = source->data;
    const size_t size = source->size;
    size_t at = source->at;
    uint64_t mantissa = 0;
    bool negative = false, point = false;
    int decimals = 0;
    for (; at < size && (data[at] == '-' || data[at] == '+'); at++)
        negative |= data[at] == '-';
    for (; at < size; at++) {
        if (is_digit(data[at])) {
            if (mantissa >= TOKEN_MANTISSA_FULL || decimals >= TOKEN_DIGITS_MAX)
                continue;
            mantissa = mantissa * 10 + (uint64_t)(data[at] - '0');
            decimals += point;
        } else if (data[at] == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    while (at < size && starts_number(data[at]))
        at++;
    const double number = MIN((double)mantissa / POWERS[decimals], TOKEN_NUMBER_MAX);
    token->kind = TOKEN_NUMBER;
    token->number = negative ? -number : number;
    source->at = at;
}

static void read_literal_string(struct token_source *source, struct token *token)
{
    const char *const data = source->data;
    const size_t size = source->size;
    size_t at = source->at + 1, nesting = 1, bytes = 0;
    while (at < size) {
        char character = data[at++];
        if (character == '\\' && at < size) {
            char escaped = data[at++];
            if (escaped >= '0' && escaped <= '7') {
                for (int i = 0; i < 2 && at < size && data[at] >= '0' && data[at] <= '7'; i++)
                    at++;
            }
            if (escaped == '\r' && at < size && data[at] == '\n')
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
    source->at = at;
}

static void read_hex_string(struct token_source *source, struct token *token)
{
    const char *const data = source->data;
    const size_t size = source->size;
    size_t at = source->at + 1, digits = 0;
    while (at < size) {
        char character = data[at++];
        if (character == '>')
            break;
        digits += g_ascii_isxdigit(character) != 0;
    }
    token->kind = TOKEN_STRING;
    token->bytes = digits / 2 + digits % 2;
    source->at = at;
}

static void read_word(struct token_source *source, struct token *token)
{
    const char *const data = source->data;
    const size_t start = source->at, size = source->size;
    size_t at = start;
    while (at < size && class_of(data[at]) == CLASS_REGULAR)
        at++;
    token->text = (struct view){data + start, at - start};
    source->at = at;
}

static bool at_pair(const struct token_source *source, char character)
{
    return source->at + 1 < source->size && source->data[source->at] == character &&
           source->data[source->at + 1] == character;
}

/* Most words are operators of one or two letters. */
static bool is_constant(struct view word)
{
    return word.size >= 4 &&
           (view_equal_text(word, "true") || view_equal_text(word, "false") || view_equal_text(word, "null"));
}

/* Any token but an array or dictionary: those yield their brackets as operators "[", "]", "<<", ">>". */
static void read_simple(struct token_source *source, struct token *token)
{
    memset(token, 0, sizeof *token);
    skip_space(source);
    if (source->at >= source->size)
        return;
    char character = source->data[source->at];
    if (starts_number(character)) {
        read_number(source, token);
    } else if (character == '/') {
        source->at++;
        read_word(source, token);
        token->kind = TOKEN_NAME;
    } else if (character == '(') {
        read_literal_string(source, token);
    } else if (character == '<' && !at_pair(source, '<')) {
        read_hex_string(source, token);
    } else if (class_of(character) == CLASS_DELIMITER) {
        size_t length = at_pair(source, '<') || at_pair(source, '>') ? 2 : 1;
        token->kind = TOKEN_OPERATOR;
        token->text = (struct view){source->data + source->at, length};
        source->at += length;
    } else {
        read_word(source, token);
        token->kind = is_constant(token->text) ? TOKEN_CONSTANT : TOKEN_OPERATOR;
    }
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
static void read_compound(struct token_source *source, struct token *token)
{
    struct token part;
    int nesting = 1;
    token->kind = is_bracket(token, '[') ? TOKEN_ARRAY : TOKEN_DICTIONARY;
    while (nesting > 0) {
        size_t before = source->at;
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
        } else if (part.kind == TOKEN_OPERATOR && class_of(part.text.data[0]) == CLASS_REGULAR) {
            source->at = before;
            return;
        }
        token->bytes += part.kind == TOKEN_STRING ? part.bytes : 0;
        token->nonzero |= part.kind == TOKEN_NUMBER && part.number > 0;
    }
}

void token_read(struct token_source *source, struct token *token)
{
    do
        read_simple(source, token);
    while (token->kind == TOKEN_OPERATOR && class_of(token->text.data[0]) == CLASS_DELIMITER && !opens(token));
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
        bool before = !ascii || last == '>' || class_of(last) == CLASS_SPACE;
        bool after = at + 2 >= source->size || class_of(source->data[at + 2]) == CLASS_SPACE;
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
