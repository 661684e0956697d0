/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_SQLITE_TOOL_H
#define CLI_SQLITE_TOOL_H
#include "cli/message.h"
#include "cli/options.h"

/* extract sqlite: documents into a database; extract-sqlite(1). */
enum status sqlite_tool(const struct options *options);

#endif
