/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_PATTERN_FIRST_H
#define RULES_PATTERN_FIRST_H
#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/* What the source text of a pattern tells of its matches.  PCRE2 looks at the first byte, which Chinese characters
 * share; most texts hold none of the few characters a rule begins with, or none that must follow, and need not be tried
 * at all.  Characters are told apart by their last ten bits. */
enum { PATTERN_NEEDS = 4, PATTERN_CHARACTERS = 1024 };

struct pattern_first {
    bool any;       /* a match can begin with any character, or with none */
    bool beginning; /* a match begins at the beginning of the text */
    uint8_t needs;  /* each match, or what it looks at behind its beginning, holds a character of each of these sets */
    uint8_t
        sets[PATTERN_CHARACTERS]; /* in which the character is: bit 0 those a match can begin with, then those needed */
};

/* Reads the source text of a pattern (valid UTF-8, for PCRE2 without options but UTF).  What is not understood, or no
 * pattern at all, can begin with any character and needs none: so a wrong pattern is compiled where it is first tried. */
struct pattern_first pattern_first_of(const char *source);

/* Moves `*at`, a place in the text, on to the first where a match can begin; false where there is none, or where the
 * text from there on does not hold what each match does. */
bool pattern_first_find(const struct pattern_first *first, struct view text, size_t *at);

#endif
