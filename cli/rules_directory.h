/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_RULES_DIRECTORY_H
#define CLI_RULES_DIRECTORY_H

/* The folder of the rules that come with the program, to be freed with g_free: that of the
 * environment variable EXTRACT_RULES; else the one beside the program, in the source tree or below the
 * prefix it was installed to; else the one named when it was compiled. */
char *rules_directory(void);

#endif
