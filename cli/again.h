/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_AGAIN_H
#define CLI_AGAIN_H
#include <stdbool.h>

/* A process of its own for a single document costs more than a tenth of the work on it.  So a single
 * document is read in this process, and only if it dies of it the program starts again, from the beginning,
 * and isolates it. */

struct limits;

/* The signal for which the program has started again; 0 where it has not. */
int again_cause(void);

/* Makes the program start again, with `arguments` (NULL-terminated; must outlive the process), when a
 * signal of a crash arrives or the limits of time or memory are passed.  False where it has started again already, or
 * where signals are somebody else's (a sanitizer's): then the work must be isolated. */
bool again_arm(char *const *arguments, const struct limits *limits);

/* Takes that back once the work is done: what is written cannot be written again, and takes the time of its reader. */
void again_disarm(void);

#endif
