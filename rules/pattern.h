/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_PATTERN_H
#define RULES_PATTERN_H
#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

/* Patterns (PCRE2, UTF-8).  A match begins where a character stands with which it can, and holds others
 * (pattern_first.h); many patterns of a rule set find none of these in a document: so a pattern is compiled at once
 * where it is to be tried for faults (pattern_compile), and else when it is first needed.  One that then turns out to be
 * wrong matches nothing, and the set tells it (pattern_set_wrong): what was decided meanwhile must not be used.  The
 * machine code of PCRE2's JIT is made once a pattern has read so much text that the code will soon have paid.  Every
 * match runs under the limits below, so that no rule and no document can make one take for ever; a match that passes
 * them is no match. */
enum {
    PATTERN_MATCH_LIMIT = 200000,
    PATTERN_DEPTH_LIMIT = 2000,
    PATTERN_HEAP_LIMIT_KIB = 8192,
    PATTERN_READ = 600,         /* bytes it has read when the JIT translates a pattern */
    PATTERN_READ_BEGINNING = 6, /* bytes of each text counted for one that matches at its beginning alone */
    PATTERN_GROUPS = 16,        /* named groups and parentheses a rule may use */
};

/* Patterns and what they share: the limits, and the room in which a match is made. */
struct pattern_set;
struct pattern;

struct pattern_set *pattern_set_new(void);
void pattern_set_free(struct pattern_set *set);

/* The first pattern that was found wrong when it was needed, with what is wrong (the set's); NULL: none. */
struct pattern *pattern_set_wrong(const struct pattern_set *set, const char **message);

/* The pattern of a source text, valid UTF-8 that must live as long as the set, which owns the pattern. */
struct pattern *pattern_new(struct pattern_set *set, const char *source);

/* Compiles the pattern, unless it is.  False with a message (to be freed with g_free) where it is wrong. */
bool pattern_compile(struct pattern *pattern, char **message);

/* Whether the pattern is found anywhere in `text`.  NULL matches nothing. */
bool pattern_matches(struct pattern *pattern, struct view text);

/* The same; `value` receives what the named group `group` caught (none where it took no part).
 * A pattern without that group gives the whole match. */
bool pattern_capture(struct pattern *pattern, struct view text, const char *group, struct view *value);

/* Finds the pattern at or behind byte `start`: the bytes it takes are [*from, *to).  What its groups caught is
 * then told by pattern_group, until a pattern of the set is matched again. */
bool pattern_search(struct pattern *pattern, struct view text, size_t start, size_t *from, size_t *to);
struct view pattern_group(const struct pattern *pattern, struct view text, const char *group);

/* Whether the pattern has a group of that name. */
bool pattern_has_group(struct pattern *pattern, const char *group);

#endif
