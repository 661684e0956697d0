/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_PATTERN_FIRST_H
#define RULES_PATTERN_FIRST_H
#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/* The characters with which a match of a pattern can begin.  PCRE2 looks at the first byte, which Chinese characters
 * share; most texts hold none of the few characters a rule begins with, and need not be tried at all. */
struct pattern_first {
    bool any;          /* nothing is known: with any, or with none */
    bool beginning;    /* a match begins at the beginning of the text */
    uint64_t bits[16]; /* by the last ten bits of a character: others may share its bit */
};

/* Reads the source text of a pattern (valid UTF-8, for PCRE2 without options but UTF).  What is not understood, or no
 * pattern at all, may be any character: so a wrong pattern is compiled where it is first tried. */
struct pattern_first pattern_first_of(const char *source);

/* Moves `*at`, a place in the text, on to the first where a match can begin; false where there is none. */
bool pattern_first_find(const struct pattern_first *first, struct view text, size_t *at);

#endif
