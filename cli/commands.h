/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H
#include "cli/message.h"
#include "cli/options.h"

struct stage;

/* A command of the program. */
struct command {
    const char *name;          /* "extract" for the program itself */
    const char *summary;       /* one line for --help */
    const char *details;       /* stands behind the options in --help: examples */
    unsigned options;          /* enum option */
    const struct stage *stage; /* a filter: the stage it runs, */
    const char *input;         /* and the stage whose records it reads */
    enum status (*run)(const struct command *command, const struct options *options);
};

/* The first one is the program itself; a NULL name ends the list. */
extern const struct command commands[];

#endif
