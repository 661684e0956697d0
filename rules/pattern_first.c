/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/pattern_first.h"

#include <glib.h>
#include <string.h>

enum {
    RANGE_MAX = 512, /* characters of a range in a class */
    DEPTH_MAX = 64,  /* groups within each other */
};

/* What an item, or a choice of alternatives, is like. */
struct kind {
    bool empty;     /* it can take no character */
    bool beginning; /* it holds at the beginning of the text alone */
};

/* The reading of a pattern; what cannot be told makes the set one of any character, and ends it. */
struct parser {
    const char *at;
    struct pattern_first *first;
    int depth;
};

static void give_up(struct parser *parser)
{
    parser->first->any = true;
    parser->at = ""; /* nothing more to read */
}

static void add(struct pattern_first *first, gunichar code)
{
    first->bits[code % 1024 / 64] |= UINT64_C(1) << code % 64;
}

static void add_range(struct parser *parser, gunichar from, gunichar to)
{
    if (to < from || to - from > RANGE_MAX)
        give_up(parser);
    else
        for (gunichar code = from; code <= to; code++)
            add(parser->first, code);
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
static bool add_kind(struct parser *parser, char letter, bool counts)
{
    if (letter == 'd' && counts)
        add_range(parser, '0', '9');
    if (letter == 's' && counts)
        add_range(parser, '\t', '\r'), add(parser->first, ' ');
    parser->first->any |= counts && letter == 'S';
    return strchr("dsS", letter);
}

/* Behind the backslash. */
static struct kind parse_escape(struct parser *parser, bool counts)
{
    const char letter = *parser->at;
    if (!g_ascii_isalnum(letter) && letter) {
        gunichar code = next(parser);
        if (counts)
            add(parser->first, code);
        return (struct kind){false, false};
    }
    if (!letter || (letter != 'b' && !add_kind(parser, letter, counts)))
        give_up(parser);
    else
        parser->at++;
    return (struct kind){.empty = letter == 'b'};
}

/* One character of a class, where it stands for itself; 0 where it does not. */
static gunichar parse_member(struct parser *parser, bool counts)
{
    if (*parser->at != '\\')
        return next(parser);
    parser->at++;
    if (!g_ascii_isalnum(*parser->at) && *parser->at)
        return next(parser);
    if (!*parser->at || !add_kind(parser, *parser->at, counts))
        give_up(parser);
    else
        parser->at++;
    return 0;
}

/* Behind the opening bracket. */
static void parse_class(struct parser *parser, bool counts)
{
    const char *const start = parser->at;
    if (*parser->at == '^') {
        parser->first->any |= counts;
        counts = false;
        parser->at++;
    }
    while (*parser->at && (*parser->at != ']' || parser->at <= start + (*start == '^'))) {
        if (*parser->at == '[' && parser->at[1] && strchr(":.=", parser->at[1])) {
            give_up(parser);
            return;
        }
        gunichar from = parse_member(parser, counts), to = from;
        if (from && *parser->at == '-' && parser->at[1] && parser->at[1] != ']') {
            parser->at++;
            to = parse_member(parser, counts);
        }
        if (to < from)
            give_up(parser);
        else if (from && counts)
            add_range(parser, from, to);
    }
    if (*parser->at)
        parser->at++;
    else
        give_up(parser);
}

static struct kind parse_choice(struct parser *parser, bool counts);

/* Behind the opening parenthesis. */
static struct kind parse_group(struct parser *parser, bool counts)
{
    static const struct {
        const char *mark;
        bool assertion;
    } marks[] = {{"?:", false}, {"?>", false}, {"?=", true}, {"?!", true}, {"?<=", true}, {"?<!", true}};
    bool assertion = false;
    const char *start = parser->at;
    for (size_t i = 0; i < G_N_ELEMENTS(marks) && *start == '?' && parser->at == start; i++)
        if (strncmp(start, marks[i].mark, strlen(marks[i].mark)) == 0) {
            assertion = marks[i].assertion;
            parser->at += strlen(marks[i].mark);
        }
    if (parser->at == start && strncmp(start, "?<", 2) == 0)
        parser->at = strchr(start, '>') ? strchr(start, '>') + 1 : start;
    if ((parser->at == start && (*start == '?' || *start == '*')) || ++parser->depth > DEPTH_MAX) {
        give_up(parser);
        return (struct kind){true, false};
    }
    struct kind kind = parse_choice(parser, counts && !assertion);
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

static struct kind parse_item(struct parser *parser, bool counts)
{
    gunichar code = next(parser);
    switch (code) {
    case '^':
        return (struct kind){true, true};
    case '$':
        return (struct kind){true, false};
    case '.':
        parser->first->any |= counts;
        return (struct kind){false, false};
    case '\\':
        return parse_escape(parser, counts);
    case '[':
        parse_class(parser, counts);
        return (struct kind){false, false};
    case '(':
        return parse_group(parser, counts);
    default:
        if (code < 0x80 && strchr("*+?{", (int)code))
            give_up(parser);
        else if (counts)
            add(parser->first, code);
        return (struct kind){false, false};
    }
}

/* Alternatives up to the end or a closing parenthesis; `counts`: a match can begin with them. */
static struct kind parse_choice(struct parser *parser, bool counts)
{
    struct kind choice = {false, true}, alternative = {true, false}; /* so far */
    while (*parser->at && *parser->at != ')') {
        if (*parser->at == '|') {
            choice.empty |= alternative.empty;
            choice.beginning &= alternative.beginning;
            alternative = (struct kind){true, false};
            parser->at++;
            continue;
        }
        struct kind item = parse_item(parser, counts && alternative.empty);
        const bool none = parse_quantifier(parser);
        alternative.empty = alternative.empty && (item.empty || none);
        alternative.beginning = alternative.beginning || (item.beginning && !none);
    }
    return (struct kind){choice.empty || alternative.empty, choice.beginning && alternative.beginning};
}

struct pattern_first pattern_first_of(const char *source)
{
    struct pattern_first first = {.any = false};
    struct parser parser = {source, &first, 0};
    const struct kind kind = parse_choice(&parser, true);
    if (*parser.at) /* a parenthesis too many */
        give_up(&parser);
    first.any |= kind.empty;
    first.beginning = kind.beginning;
    return first;
}

/* Whether the set may hold the character at `at`, which is `size` bytes long. */
static inline bool holds(const struct pattern_first *first, const unsigned char *at, size_t size)
{
    const unsigned code = size == 1 ? *at : (at[size - 2] & 0x0fU) << 6 | (at[size - 1] & 0x3fU);
    return first->bits[code / 64] >> code % 64 & 1;
}

bool pattern_first_find(const struct pattern_first *first, struct view text, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    if (first->any)
        return true;
    if (first->beginning)
        return *at == 0 && text.size && holds(first, bytes, (size_t)g_utf8_skip[*bytes]);
    for (size_t size; *at < text.size; *at += size) {
        size = (size_t)g_utf8_skip[bytes[*at]];
        if (holds(first, bytes + *at, size))
            return true;
    }
    return false;
}
