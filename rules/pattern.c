/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/pattern.h"

#include <glib.h>
#include <pcre2.h>

#include "base/arena.h"
#include "rules/pattern_first.h"

struct pattern_set {
    struct arena *arena;
    struct pattern *patterns; /* the last that was made, and so on */
    pcre2_match_context *limits;
    pcre2_match_data *match; /* the last match, of whichever pattern */
    struct pattern *wrong;   /* the first that turned out to be wrong in use, or NULL, and what is wrong */
    char *message;
};

struct pattern {
    struct pattern_set *set;
    struct pattern *next;
    const char *source;
    const struct pattern_first *first; /* NULL until the pattern is first looked for */
    pcre2_code *code;                  /* NULL until it is needed */
    size_t read;                       /* bytes of the texts it was tried on */
    bool translated;                   /* by the JIT */
};

struct pattern_set *pattern_set_new(void)
{
    struct pattern_set *set = g_new0(struct pattern_set, 1);
    set->arena = arena_new();
    set->limits = pcre2_match_context_create(NULL);
    set->match = pcre2_match_data_create(PATTERN_GROUPS + 1, NULL);
    pcre2_set_match_limit(set->limits, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(set->limits, PATTERN_DEPTH_LIMIT);
    pcre2_set_heap_limit(set->limits, PATTERN_HEAP_LIMIT_KIB);
    return set;
}

void pattern_set_free(struct pattern_set *set)
{
    if (!set)
        return;
    for (struct pattern *pattern = set->patterns; pattern; pattern = pattern->next)
        pcre2_code_free(pattern->code);
    pcre2_match_data_free(set->match);
    pcre2_match_context_free(set->limits);
    arena_free(set->arena);
    g_free(set->message);
    g_free(set);
}

struct pattern *pattern_set_wrong(const struct pattern_set *set, const char **message)
{
    *message = set->message;
    return set->wrong;
}

struct pattern *pattern_new(struct pattern_set *set, const char *source)
{
    struct pattern *pattern = ARENA_NEW(set->arena, struct pattern);
    *pattern = (struct pattern){.set = set, .next = set->patterns, .source = source};
    return set->patterns = pattern;
}

bool pattern_compile(struct pattern *pattern, char **message)
{
    int number;
    PCRE2_SIZE offset;
    uint32_t groups = 0;
    if (pattern->code)
        return true;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern->source, PCRE2_ZERO_TERMINATED,
                                     PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &number, &offset, NULL);
    if (!code) {
        PCRE2_UCHAR text[160];
        pcre2_get_error_message(number, text, sizeof text);
        *message = g_strdup_printf("%s at byte %zu of the pattern", (const char *)text, (size_t)offset);
        return false;
    }
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (groups > PATTERN_GROUPS) {
        *message = g_strdup_printf("%u groups; at most %d are allowed", groups, PATTERN_GROUPS);
        pcre2_code_free(code);
        return false;
    }
    pattern->code = code;
    return true;
}

/* Compiles a pattern that is used.  One that is wrong is told to the set. */
static bool is_ready(struct pattern *pattern)
{
    struct pattern_set *set = pattern->set;
    if (!pattern->code && !set->wrong && !pattern_compile(pattern, &set->message))
        set->wrong = pattern;
    return pattern->code;
}

/* Whether a match can begin at or behind `*start`, which moves on to there. */
static bool can_begin(struct pattern *pattern, struct view text, size_t *start)
{
    if (!pattern->first) {
        struct pattern_first *first = ARENA_NEW(pattern->set->arena, struct pattern_first);
        *first = pattern_first_of(pattern->source);
        pattern->first = first;
    }
    return pattern_first_find(pattern->first, text, start);
}

/* How much of a text a match may have to read; one that begins with the text mostly ends there. */
static size_t bytes_read(const struct pattern *pattern, struct view text, size_t start)
{
    return pattern->first->beginning ? MIN(text.size, PATTERN_READ_BEGINNING) : text.size - start;
}

bool pattern_search(struct pattern *pattern, struct view text, size_t start, size_t *from, size_t *to)
{
    if (!pattern || !text.data || start > text.size || !can_begin(pattern, text, &start) || !is_ready(pattern))
        return false;
    if (!pattern->translated && (pattern->read += bytes_read(pattern, text, start)) > PATTERN_READ) {
        /* Where the machine has no JIT the interpreter serves. */
        pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
        pattern->translated = true;
    }
    if (pcre2_match(pattern->code, (PCRE2_SPTR)text.data, text.size, start, PCRE2_NO_UTF_CHECK, pattern->set->match,
                    pattern->set->limits) <= 0)
        return false;
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(pattern->set->match);
    *from = offsets[0];
    *to = MAX(offsets[1], offsets[0]); /* \K in a lookahead can turn them round */
    return true;
}

struct view pattern_group(const struct pattern *pattern, struct view text, const char *group)
{
    int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)group);
    if (number < 0)
        number = 0;
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(pattern->set->match);
    PCRE2_SIZE start = offsets[2 * number], end = offsets[2 * number + 1];
    if ((uint32_t)number >= pcre2_get_ovector_count(pattern->set->match) || start == PCRE2_UNSET || end < start)
        return VIEW_NONE;
    return view_part(text, start, end - start);
}

bool pattern_matches(struct pattern *pattern, struct view text)
{
    size_t from, to;
    return pattern_search(pattern, text, 0, &from, &to);
}

bool pattern_capture(struct pattern *pattern, struct view text, const char *group, struct view *value)
{
    if (!pattern_matches(pattern, text))
        return false;
    *value = pattern_group(pattern, text, group);
    return true;
}

bool pattern_has_group(struct pattern *pattern, const char *group)
{
    return pattern && is_ready(pattern) && pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)group) >= 0;
}
