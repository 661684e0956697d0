/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DIFF_TOOL_H
#define CLI_DIFF_TOOL_H
#include "cli/message.h"
#include "cli/options.h"

/* extract diff: what differs between the budgets of an organization; extract-diff(1). */
enum status diff_tool(const struct options *options);

#endif
