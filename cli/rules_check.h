/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_RULES_CHECK_H
#define CLI_RULES_CHECK_H
#include "cli/message.h"

/* Loads the rules of the directories, tries their samples and lists them on standard output in the
 * order in which they are tried, one line each: class, name, priority, file:line, pattern, with tabs
 * between.  Every fault is a line on standard error; then the status is that of wrong usage. */
enum status rules_check(const char *const *directories);

#endif
