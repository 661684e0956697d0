/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
#include <glib.h>

#include "base/error.h"
#include "cli/limits.h"

/* Which options a command knows, as bits. */
enum option {
    OPTION_PASSWORD = 1 << 0,
    OPTION_RULES = 1 << 1,
    OPTION_PRETTY = 1 << 2,
    OPTION_NO_CELLS = 1 << 3,
    OPTION_BATCH = 1 << 4, /* many documents: which, how, with what limits, where to */
    OPTION_FILES = 1 << 5, /* the operands */
    OPTION_VERSION = 1 << 6,
    OPTION_RULE_TOOLS = 1 << 7, /* --check, --list, --explain, and a folder as the operand of the first */
    OPTION_WORDS = 1 << 8,      /* the operands: codes and names */
    OPTION_DEBUG = 1 << 9,      /* what is drawn, and where to */
    OPTION_REPORT = 1 << 10,    /* the language or form of a report */
    OPTION_FACTS = 1 << 11,     /* the form of facts */
    OPTION_DIFF = 1 << 12,      /* the form of a comparison */
    OPTION_DOCUMENTS = 1 << 13, /* the operands: documents, PDFs or JSON; none is standard input */
    OPTION_STORE = 1 << 14,     /* the operands: what is made, then documents */
    OPTION_TRACE = 1 << 15,     /* what the rules decide */
    OPTION_EDITIONS = 1 << 16,  /* the operands: documents, oldest first */
    OPTION_FILE = 1 << 17,      /* the operand */
};

/* The command line of one command, read. */
struct options {
    char **arguments;   /* of the process; not owned */
    char *password;     /* NULL: none given */
    char **directories; /* of rules, weakest first, the default one at the front; NULL-terminated */
    gboolean trace, pretty, no_cells, check, list, help, version, json, bom;
    char *format, *encoding; /* NULL: none given */
    char *language;          /* of a report; NULL: none given */
    char *explain;           /* the file to explain, or NULL */
    int jobs;                /* 1 ... JOBS_LIMIT */
    struct limits limits;
    gboolean null, recursive, dedupe, resume, retry_errors, quiet, verbose;
    char *files_from; /* a list of files; NULL: none given */
    char *log;        /* NULL: none given */
    int page;         /* as given; 1 by default */
    char *output;     /* NULL: none given */
    char *layers;     /* words with commas between; NULL: none given */
    char **files;     /* the operands; NULL-terminated or NULL, may be empty */
    char *help_text;  /* only where help was asked for */
};

enum { JOBS_LIMIT = 256 };

/* Reads the arguments (a NULL-terminated copy of argv, the first the command's name) as a command
 * that knows the options of `known`.  `summary` and `details` frame the option list of --help.
 * The caller releases the result with options_clear, also on failure (ERROR_USAGE). */
bool options_read(struct options *options, char **arguments, unsigned known, const char *summary, const char *details,
                  struct error *error);
void options_clear(struct options *options);

#endif
