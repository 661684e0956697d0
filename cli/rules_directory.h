/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_RULES_DIRECTORY_H
#define CLI_RULES_DIRECTORY_H

/* The folder of the rules that come with the program, to be freed with g_free: that of the
 * environment variable EXTRACT_RULES; else the source tree's where the program stands in its build
 * folder; else the installed one. */
char *rules_directory(void);

#endif
