/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DEBUG_TOOL_H
#define CLI_DEBUG_TOOL_H
#include "cli/message.h"

struct options;

/* Draws page --page of the one file with what the page reader made of it to --output, as its ending
 * tells: .svg or .png; "-" is SVG on standard output. */
enum status debug_tool(const struct options *options);

#endif
