/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H
#include <stdbool.h>

/* Takes from this process, for good, what reading a document does not need: no new privileges, no network, no
 * writing but to descriptors that are open, no other processes.  Files can still be read: fonts and character maps
 * are looked up when a page asks for them.  Where the kernel has no such filter, or the environment says
 * EXTRACT_SANDBOX=off, nothing happens. */
void sandbox_enter(void);

/* What sandbox_enter does here, in a word: "seccomp" or "none". */
const char *sandbox_word(void);

#endif
