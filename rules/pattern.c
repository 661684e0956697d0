/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/pattern.h"

#include <glib.h>
#include <pcre2.h>

#include "rules/pattern_first.h"

struct pattern_set {
    GHashTable *patterns; /* source text -> struct pattern */
    pcre2_match_context *limits;
    pcre2_match_data *match; /* the last match, of whichever pattern */
};

struct pattern {
    struct pattern_set *set;
    pcre2_code *code;
    struct pattern_first first;
    int uses;        /* matches so far */
    bool translated; /* by the JIT */
};

static void pattern_free(void *data)
{
    struct pattern *pattern = data;
    pcre2_code_free(pattern->code);
    g_free(pattern);
}

struct pattern_set *pattern_set_new(void)
{
    struct pattern_set *set = g_new0(struct pattern_set, 1);
    set->patterns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pattern_free);
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
    pcre2_match_data_free(set->match);
    pcre2_match_context_free(set->limits);
    g_hash_table_destroy(set->patterns);
    g_free(set);
}

struct pattern *pattern_get(struct pattern_set *set, const char *source, char **message)
{
    struct pattern *pattern = g_hash_table_lookup(set->patterns, source);
    if (pattern)
        return pattern;
    int number;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C,
                                     &number, &offset, NULL);
    if (!code) {
        PCRE2_UCHAR text[160];
        pcre2_get_error_message(number, text, sizeof text);
        *message = g_strdup_printf("%s at byte %zu of the pattern", (const char *)text, (size_t)offset);
        return NULL;
    }
    uint32_t groups = 0;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (groups > PATTERN_GROUPS) {
        *message = g_strdup_printf("%u groups; at most %d are allowed", groups, PATTERN_GROUPS);
        pcre2_code_free(code);
        return NULL;
    }
    pattern = g_new0(struct pattern, 1);
    pattern->set = set;
    pattern->code = code;
    uint32_t options = 0;
    pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options);
    pattern->first = pattern_first_of(source, options & PCRE2_ANCHORED);
    g_hash_table_insert(set->patterns, g_strdup(source), pattern);
    return pattern;
}

bool pattern_search(struct pattern *pattern, struct view text, size_t start, size_t *from, size_t *to)
{
    if (!pattern || !text.data || start > text.size || !pattern_first_find(&pattern->first, text, &start))
        return false;
    if (!pattern->translated && ++pattern->uses > PATTERN_USES) {
        /* Translation costs as much as some dozens of matches.  Where the machine has no JIT the interpreter serves. */
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

bool pattern_has_group(const struct pattern *pattern, const char *group)
{
    return pattern && pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)group) >= 0;
}
