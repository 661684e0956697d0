/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_RULES_TOOL_H
#define CLI_RULES_TOOL_H
#include "cli/message.h"

/* What a writer of rules asks of them.  All print on standard output and take the rule directories, weakest
 * first, NULL-terminated. */

/* Every fault as "file:line: message": of the files, of samples, and rules that are never reached because
 * rules tried before them catch all their samples; last a line of counts.  STATUS_FAILED where there is one. */
enum status rules_tool_check(const char *const *directories);

/* The kinds of table and the roles and measures of columns with their rules. */
enum status rules_tool_list(const char *const *directories);

/* Which rule decided what in a PDF. */
enum status rules_tool_explain(const char *const *directories, const char *path, const char *password);

/* The entries of the dictionary of codes for each word, a code or a name, with their paths.
 * STATUS_FAILED where one is not known. */
enum status rules_tool_codes(const char *const *directories, char *const *words);

#endif
