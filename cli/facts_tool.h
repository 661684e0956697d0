/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_FACTS_TOOL_H
#define CLI_FACTS_TOOL_H
#include "cli/message.h"
#include "cli/options.h"

/* extract facts: the amounts of documents, one a line, as JSON Lines or CSV; extract-facts(1). */
enum status facts_tool(const struct options *options);

#endif
