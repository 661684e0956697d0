/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CHECK_TOOL_H
#define CLI_CHECK_TOOL_H
#include "cli/message.h"
#include "cli/options.h"

/* `extract check`: reads each file and reports the relations that its figures must obey: how many hold, and
 * those that do not with page, table, printed figures and difference.  STATUS_FAILED where a relation
 * differs or a file cannot be read. */
enum status check_tool(const struct options *options);

#endif
