/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/pattern_first.h"

#include <glib.h>
#include <string.h>

enum {
    RANGE_MAX = 512, /* characters of a range in a class */
    DEPTH_MAX = 64,  /* groups within each other */
    BEGINS = 1,      /* the mark of the characters with which a match can begin */
};

/* What an item, a sequence of items or a choice of alternatives is like. */
struct kind {
    bool empty;     /* it can take no character */
    bool beginning; /* it holds at the beginning of the text alone */
};

/* A set of characters, by their last ten bits: others may share a bit. */
struct chars {
    uint64_t bits[PATTERN_CHARACTERS / 64];
};

/* What each match holds a character of: the first of these sets. */
struct needs {
    struct chars sets[PATTERN_NEEDS];
    int count;
};

/* The reading of a pattern; what cannot be told makes the set one of any character, and ends it. */
struct parser {
    const char *at;
    struct chars first; /* the characters that a match can begin with */
    bool first_any;     /* any can be */
    struct chars one;   /* what the item at hand may be, where it takes one character */
    bool any;           /* it may be any */
    bool lost;          /* there is something that is not understood */
    int depth;
};

static void chars_join(struct chars *chars, const struct chars *more)
{
    for (size_t i = 0; i < G_N_ELEMENTS(chars->bits); i++)
        chars->bits[i] |= more->bits[i];
}

/* Whether all characters of the first are in the second. */
static bool chars_within(const struct chars *a, const struct chars *b)
{
    uint64_t more = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(a->bits); i++)
        more |= a->bits[i] & ~b->bits[i];
    return !more;
}

static void give_up(struct parser *parser)
{
    parser->lost = true;
    parser->at = ""; /* nothing more to read */
}

static void add(struct parser *parser, gunichar code)
{
    parser->one.bits[code % PATTERN_CHARACTERS / 64] |= UINT64_C(1) << code % 64;
}

static void add_range(struct parser *parser, gunichar from, gunichar to)
{
    parser->any |= to - from > RANGE_MAX;
    for (gunichar code = from; code <= to && !parser->any; code++)
        add(parser, code);
}

static gunichar next(struct parser *parser)
{
    if ((unsigned char)*parser->at < 0x80)
        return (gunichar)*parser->at++;
    gunichar code = g_utf8_get_char(parser->at);
    parser->at = g_utf8_next_char(parser->at);
    return code;
}

/* The letter of an escape that stands for several characters.  False for one of which nothing is known. */
static bool add_kind(struct parser *parser, char letter)
{
    if (letter == 'd')
        add_range(parser, '0', '9');
    if (letter == 's')
        add_range(parser, '\t', '\r'), add(parser, ' ');
    parser->any |= letter == 'S';
    return strchr("dsS", letter);
}

/* Behind the backslash.  Returns whether it takes no character. */
static bool parse_escape(struct parser *parser)
{
    const char letter = *parser->at;
    if (!g_ascii_isalnum(letter) && letter) {
        add(parser, next(parser));
        return false;
    }
    if (!letter || (letter != 'b' && !add_kind(parser, letter)))
        give_up(parser);
    else
        parser->at++;
    return letter == 'b';
}

/* One character of a class, where it stands for itself; 0 where it does not. */
static gunichar parse_member(struct parser *parser)
{
    if (*parser->at != '\\')
        return next(parser);
    parser->at++;
    if (!g_ascii_isalnum(*parser->at) && *parser->at)
        return next(parser);
    if (!*parser->at || !add_kind(parser, *parser->at))
        give_up(parser);
    else
        parser->at++;
    return 0;
}

/* Behind the opening bracket. */
static void parse_class(struct parser *parser)
{
    const char *const start = parser->at;
    if (*parser->at == '^') {
        parser->any = true;
        parser->at++;
    }
    while (*parser->at && (*parser->at != ']' || parser->at <= start + (*start == '^'))) {
        if (*parser->at == '[' && parser->at[1] && strchr(":.=", parser->at[1])) {
            give_up(parser);
            return;
        }
        gunichar from = parse_member(parser), to = from;
        if (from && *parser->at == '-' && parser->at[1] && parser->at[1] != ']') {
            parser->at++;
            to = parse_member(parser);
        }
        if (to < from)
            give_up(parser);
        else if (from && *start != '^')
            add_range(parser, from, to);
    }
    if (*parser->at)
        parser->at++;
    else
        give_up(parser);
}

static struct kind parse_choice(struct parser *parser, bool counts, struct needs *needs);

/* Behind the opening parenthesis. */
static struct kind parse_group(struct parser *parser, bool counts, struct needs *needs)
{
    static const struct {
        const char *mark;
        bool assertion, ahead; /* of what is found behind it */
    } marks[] = {{"?:", false, true}, {"?>", false, true},  {"?=", true, true},
                 {"?!", true, false}, {"?<=", true, false}, {"?<!", true, false}};
    bool assertion = false, ahead = true;
    const char *start = parser->at;
    for (size_t i = 0; i < G_N_ELEMENTS(marks) && *start == '?' && parser->at == start; i++)
        if (strncmp(start, marks[i].mark, strlen(marks[i].mark)) == 0) {
            assertion = marks[i].assertion;
            ahead = marks[i].ahead;
            parser->at += strlen(marks[i].mark);
        }
    if (parser->at == start && strncmp(start, "?<", 2) == 0)
        parser->at = strchr(start, '>') ? strchr(start, '>') + 1 : start;
    if ((parser->at == start && (*start == '?' || *start == '*')) || ++parser->depth > DEPTH_MAX) {
        give_up(parser);
        return (struct kind){true, false};
    }
    const int before = needs->count;
    struct kind kind = parse_choice(parser, counts && !assertion, needs);
    if (!ahead)
        needs->count = before;
    parser->depth--;
    if (*parser->at == ')')
        parser->at++;
    else
        give_up(parser);
    return assertion ? (struct kind){true, false} : kind;
}

/* A quantifier, where one stands here.  Returns whether it allows of none. */
static bool parse_quantifier(struct parser *parser)
{
    bool none = *parser->at == '*' || *parser->at == '?';
    if (*parser->at == '{') {
        const char *end = strchr(parser->at, '}');
        if (!end || !g_ascii_isdigit(parser->at[1]) || parser->at + 1 + strspn(parser->at + 1, "0123456789,") < end) {
            give_up(parser);
            return true;
        }
        none = g_ascii_strtoull(parser->at + 1, NULL, 10) == 0;
        parser->at = end + 1;
    } else if (none || *parser->at == '+') {
        parser->at++;
    } else {
        return false;
    }
    if (*parser->at == '?' || *parser->at == '+') /* lazy, possessive */
        parser->at++;
    return none;
}

/* An item that takes one character, or is an assertion of one letter. */
static struct kind parse_one(struct parser *parser, gunichar code, bool counts, struct needs *needs)
{
    bool empty = false;
    parser->one = (struct chars){0};
    parser->any = code == '.';
    if (code == '\\')
        empty = parse_escape(parser);
    else if (code == '[')
        parse_class(parser);
    else if (code < 0x80 && strchr("*+?{", (int)code))
        give_up(parser);
    else
        add(parser, code);
    if (counts && !empty) {
        chars_join(&parser->first, &parser->one);
        parser->first_any |= parser->any;
    }
    if (!empty && !parser->any && needs->count < PATTERN_NEEDS)
        needs->sets[needs->count++] = parser->one;
    return (struct kind){.empty = empty};
}

static struct kind parse_item(struct parser *parser, bool counts, struct needs *needs)
{
    gunichar code = next(parser);
    if (code == '^' || code == '$')
        return (struct kind){true, code == '^'};
    return code == '(' ? parse_group(parser, counts, needs) : parse_one(parser, code, counts, needs);
}

/* Items up to the end of an alternative; what each match of them holds is put behind the needs there are. */
static struct kind parse_sequence(struct parser *parser, bool counts, struct needs *needs)
{
    struct kind sequence = {true, false}; /* so far */
    while (*parser->at && *parser->at != ')' && *parser->at != '|') {
        const int before = needs->count;
        struct kind item = parse_item(parser, counts && sequence.empty, needs);
        const bool none = parse_quantifier(parser);
        if (none)
            needs->count = before;
        sequence.empty = sequence.empty && (item.empty || none);
        sequence.beginning = sequence.beginning || (item.beginning && !none);
    }
    return sequence;
}

/* Alternatives up to the end or a closing parenthesis; `counts`: a match can begin with them.  Each match holds a
 * character of the first set of one of them, of the second of one of them, as long as all have some. */
static struct kind parse_choice(struct parser *parser, bool counts, struct needs *needs)
{
    const int before = needs->count;
    struct kind choice = parse_sequence(parser, counts, needs);
    while (*parser->at == '|') {
        struct needs own;
        own.count = 0;
        parser->at++;
        struct kind alternative = parse_sequence(parser, counts, &own);
        choice.empty |= alternative.empty;
        choice.beginning &= alternative.beginning;
        needs->count = MIN(needs->count, before + own.count);
        for (int i = before; i < needs->count; i++)
            chars_join(&needs->sets[i], &own.sets[i - before]);
    }
    return choice;
}

/* Puts a set into the map of all. */
static void set_put(struct pattern_first *first, const struct chars *chars, uint8_t mark)
{
    for (size_t i = 0; i < G_N_ELEMENTS(chars->bits); i++)
        for (uint64_t bits = chars->bits[i]; bits; bits &= bits - 1)
            first->sets[64 * i + (size_t)__builtin_ctzll(bits)] |= mark;
}

struct pattern_first pattern_first_of(const char *source)
{
    struct pattern_first first = {.any = false};
    struct parser parser = {.at = source};
    struct needs needs = {.count = 0};
    const struct kind kind = parse_choice(&parser, true, &needs);
    if (*parser.at) /* a parenthesis too many */
        give_up(&parser);
    first.any = kind.empty || parser.first_any || parser.lost;
    first.beginning = kind.beginning;
    set_put(&first, &parser.first, BEGINS);
    for (int i = 0; i < needs.count && !parser.lost; i++) {
        const uint8_t mark = (uint8_t)(BEGINS << (i + 1));
        if (!first.any && chars_within(&parser.first, &needs.sets[i]))
            continue; /* the character it begins with is one */
        set_put(&first, &needs.sets[i], mark);
        first.needs |= mark;
    }
    return first;
}

/* The sets in which the character at `at` is, which is `size` bytes long. */
static inline uint8_t sets_of(const struct pattern_first *first, const unsigned char *at, size_t size)
{
    return first->sets[size == 1 ? *at : (at[size - 2] & 0x0fU) << 6 | (at[size - 1] & 0x3fU)];
}

/* Moves `*at` on to the first character with which a match can begin. */
static bool begin_find(const struct pattern_first *first, struct view text, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    if (first->any)
        return true;
    if (first->beginning)
        return *at == 0 && text.size && sets_of(first, bytes, (size_t)g_utf8_skip[*bytes]) & BEGINS;
    for (size_t size; *at < text.size; *at += size) {
        size = (size_t)g_utf8_skip[bytes[*at]];
        if (sets_of(first, bytes + *at, size) & BEGINS)
            return true;
    }
    return false;
}

bool pattern_first_find(const struct pattern_first *first, struct view text, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    if (!begin_find(first, text, at))
        return false;
    uint8_t missing = first->needs;
    for (size_t place = *at, size; missing && place < text.size; place += size) {
        size = (size_t)g_utf8_skip[bytes[place]];
        missing &= (uint8_t)~sets_of(first, bytes + place, size);
    }
    return !missing;
}
