/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DATAPACKAGE_TOOL_H
#define CLI_DATAPACKAGE_TOOL_H
#include "cli/message.h"
#include "cli/options.h"

/* extract datapackage: the facts of documents as a Fiscal Data Package; extract-datapackage(1). */
enum status datapackage_tool(const struct options *options);

#endif
