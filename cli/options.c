/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <errno.h>
#include <string.h>

#include "cli/rules_directory.h"
#include "extract/pages.h"

#define SIZE_LIMIT ((guint64)1 << 46)    /* bytes */
#define MEMORY_LEAST ((guint64)64 << 20) /* bytes: the program itself needs some */
enum { TIMEOUT_LIMIT = 7 * 24 * 60 * 60 };

enum { ENTRIES = 64 }; /* and the end mark */

struct known_entry {
    unsigned option; /* 0: every command knows it */
    GOptionEntry entry;
};

/* The entries of the known options, NULL-terminated. */
static void choose_entries(GOptionEntry chosen[ENTRIES], const struct known_entry *all, size_t count, unsigned known)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (!all[i].option || (all[i].option & known))
            chosen[used++] = all[i].entry;
    chosen[used] = (GOptionEntry){0};
}

/* GOption wants the value of a short option apart: -j4 becomes -j 4. */
static char **spell_out(char **arguments, unsigned known)
{
    GPtrArray *spelled = g_ptr_array_new();
    bool options = true; /* not behind -- */
    for (char **argument = arguments; *argument; argument++) {
        const char *text = *argument;
        options = options && strcmp(text, "--") != 0;
        const bool joined = options && argument > arguments && text[0] == '-' && text[1] && text[2] &&
                            ((text[1] == 'j' && (known & OPTION_BATCH)) ||
                             (text[1] == 'o' && (known & (OPTION_BATCH | OPTION_DEBUG | OPTION_FACTS | OPTION_DIFF))));
        g_ptr_array_add(spelled, joined ? g_strndup(text, 2) : g_strdup(text));
        if (joined)
            g_ptr_array_add(spelled, g_strdup(text + 2));
    }
    g_ptr_array_add(spelled, NULL);
    return (char **)g_ptr_array_free(spelled, FALSE);
}

static bool parse(struct options *options, char **arguments, const GOptionEntry *entries, unsigned known,
                  const char *summary, const char *details, struct error *error)
{
    GOptionContext *context = g_option_context_new(
        known & (OPTION_FILES | OPTION_WORDS | OPTION_DOCUMENTS | OPTION_STORE | OPTION_EDITIONS) ? NULL : "< RECORDS");
    GError *problem = NULL;
    char **left = spell_out(arguments, known);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_set_summary(context, summary);
    g_option_context_set_description(context, details);
    if (!g_option_context_parse_strv(context, &left, &problem))
        error_set(error, ERROR_USAGE, 0, "%s", problem->message);
    else if (g_strv_length(left) > 1)
        error_set(error, ERROR_USAGE, 0, "takes no operand: %s", left[1]);
    if (options->help)
        options->help_text = g_option_context_get_help(context, TRUE, NULL);
    g_clear_error(&problem);
    g_strfreev(left);
    g_option_context_free(context);
    return !error_is_set(error);
}

static void add_default_directory(struct options *options, char **given)
{
    GPtrArray *directories = g_ptr_array_new();
    g_ptr_array_add(directories, rules_directory());
    for (char **directory = given; directory && *directory; directory++)
        g_ptr_array_add(directories, g_strdup(*directory));
    g_ptr_array_add(directories, NULL);
    options->directories = (char **)g_ptr_array_free(directories, FALSE);
}

/* A number of bytes: 1048576, 1024K, 1M. */
static bool size_read(const char *name, const char *text, guint64 least, guint64 *size, struct error *error)
{
    static const char units[] = "KMGT";
    char *end;
    errno = 0;
    guint64 value = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 0;
    const char *unit = g_ascii_isdigit(*text) && *end ? strchr(units, g_ascii_toupper(*end)) : NULL;
    const unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    const bool whole = g_ascii_isdigit(*text) && (!*end || (unit && !end[1]));
    if (!whole || errno || value > SIZE_LIMIT >> shift || value << shift < least)
        return error_set(error, ERROR_USAGE, 0,
                         "%s: %s is not a size such as 512M, at least %" G_GUINT64_FORMAT " bytes", name, text, least);
    *size = value << shift;
    return true;
}

static bool limits_read(struct limits *limits, int timeout, const char *memory, const char *bytes, struct error *error)
{
    if (timeout < 0 || timeout > TIMEOUT_LIMIT)
        return error_set(error, ERROR_USAGE, 0, "--timeout: %d is not a number of seconds from 1 to %d", timeout,
                         TIMEOUT_LIMIT);
    if (limits->pages < 1 || limits->pages > PAGES_MAX)
        return error_set(error, ERROR_USAGE, 0, "--max-pages: %d is not a number from 1 to %d", limits->pages,
                         PAGES_MAX);
    if (timeout)
        limits->seconds = (unsigned)timeout;
    return (!memory || size_read("--max-memory", memory, MEMORY_LEAST, &limits->memory, error)) &&
           (!bytes || size_read("--max-bytes", bytes, 1, &limits->bytes, error));
}

bool options_read(struct options *options, char **arguments, unsigned known, const char *summary, const char *details,
                  struct error *error)
{
    char **directories = NULL;
    int timeout = 0;
    char *memory = NULL, *bytes = NULL;
    *options =
        (struct options){.jobs = (int)MIN(g_get_num_processors(), JOBS_LIMIT), .page = 1, .limits = LIMITS_DEFAULT};
    const struct known_entry all[] = {
        {OPTION_BATCH,
         {"jobs", 'j', 0, G_OPTION_ARG_INT, &options->jobs, "read N documents at a time (default: the processors)",
          "N"}},
        {OPTION_BATCH,
         {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
          "write to FILE, or a file for each document into the folder DIR/", "FILE|DIR/"}},
        {OPTION_BATCH,
         {"resume", 0, 0, G_OPTION_ARG_NONE, &options->resume, "go on where the run that wrote --output stopped",
          NULL}},
        {OPTION_BATCH,
         {"retry-errors", 0, 0, G_OPTION_ARG_NONE, &options->retry_errors,
          "with --resume: read the documents that failed again", NULL}},
        {OPTION_BATCH,
         {"files-from", 0, 0, G_OPTION_ARG_FILENAME, &options->files_from,
          "read the names of the files from FILE, one a line; - is standard input", "FILE"}},
        {OPTION_BATCH,
         {"null", '0', 0, G_OPTION_ARG_NONE, &options->null, "names in --files-from end in NUL (find -print0)", NULL}},
        {OPTION_BATCH, {"recursive", 'r', 0, G_OPTION_ARG_NONE, &options->recursive, "read the PDFs of folders", NULL}},
        {OPTION_BATCH,
         {"dedupe", 0, 0, G_OPTION_ARG_NONE, &options->dedupe, "read files of the same content once", NULL}},
        {OPTION_BATCH,
         {"timeout", 0, 0, G_OPTION_ARG_INT, &timeout, "give a document up after SECONDS (default 300)", "SECONDS"}},
        {OPTION_BATCH,
         {"max-memory", 0, 0, G_OPTION_ARG_STRING, &memory, "or if it takes more memory than SIZE (default 2G)",
          "SIZE"}},
        {OPTION_BATCH,
         {"max-bytes", 0, 0, G_OPTION_ARG_STRING, &bytes, "or if its file is larger than SIZE (default 1G)", "SIZE"}},
        {OPTION_BATCH,
         {"max-pages", 0, 0, G_OPTION_ARG_INT, &options->limits.pages,
          "or if it has more than N pages (default 100000)", "N"}},
        {OPTION_BATCH,
         {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "no progress, and no line for documents that fail",
          NULL}},
        {OPTION_BATCH, {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose, "a line for every document", NULL}},
        {OPTION_BATCH,
         {"log", 0, 0, G_OPTION_ARG_FILENAME, &options->log, "append what happens to FILE, as lines of JSON", "FILE"}},
        {OPTION_PASSWORD,
         {"password", 0, 0, G_OPTION_ARG_FILENAME, &options->password, "open encrypted files with TEXT", "TEXT"}},
        {OPTION_RULES,
         {"rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &directories,
          "add the rules of DIR, stronger than those before (repeatable)", "DIR"}},
        {OPTION_PRETTY, {"pretty", 0, 0, G_OPTION_ARG_NONE, &options->pretty, "indent the JSON for people", NULL}},
        {OPTION_NO_CELLS,
         {"no-cells", 0, 0, G_OPTION_ARG_NONE, &options->no_cells, "leave out the cells and the printed heads", NULL}},
        {OPTION_RULE_TOOLS,
         {"check", 0, 0, G_OPTION_ARG_NONE, &options->check, "try the rules, with those of DIR, and read nothing",
          NULL}},
        {OPTION_RULE_TOOLS,
         {"list", 0, 0, G_OPTION_ARG_NONE, &options->list, "list kinds of table, roles and measures", NULL}},
        {OPTION_RULE_TOOLS,
         {"explain", 0, 0, G_OPTION_ARG_FILENAME, &options->explain, "tell which rule decides what in a PDF", "FILE"}},
        {OPTION_TRACE,
         {"trace", 0, 0, G_OPTION_ARG_NONE, &options->trace, "tell on standard error which rule decides on which text",
          NULL}},
        {OPTION_DEBUG, {"page", 0, 0, G_OPTION_ARG_INT, &options->page, "draw page N (default 1)", "N"}},
        {OPTION_DEBUG,
         {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
          "write to FILE, .svg or .png; - is standard output (the default)", "FILE"}},
        {OPTION_DEBUG,
         {"layer", 0, 0, G_OPTION_ARG_STRING, &options->layers,
          "draw only these, with commas between: page, rulings, cells, text, ignored", "LAYER"}},
        {OPTION_REPORT,
         {"lang", 0, 0, G_OPTION_ARG_STRING, &options->language, "report in LANGUAGE: en (the default) or zh",
          "LANGUAGE"}},
        {OPTION_REPORT,
         {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, "one line of JSON for each relation, for programs", NULL}},
        {OPTION_FACTS,
         {"format", 0, 0, G_OPTION_ARG_STRING, &options->format,
          "write jsonl (the default) or csv; without it the ending of -o decides", "FORMAT"}},
        {OPTION_FACTS,
         {"bom", 0, 0, G_OPTION_ARG_NONE, &options->bom, "begin CSV with the mark that Excel needs", NULL}},
        {OPTION_FACTS,
         {"encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, "write CSV in utf-8 (the default) or gb18030",
          "ENCODING"}},
        {OPTION_DIFF,
         {"format", 0, 0, G_OPTION_ARG_STRING, &options->format, "write text (the default), html, jsonl or csv",
          "FORMAT"}},
        {OPTION_DIFF,
         {"lang", 0, 0, G_OPTION_ARG_STRING, &options->language, "report in LANGUAGE: en (the default) or zh",
          "LANGUAGE"}},
        {OPTION_FACTS | OPTION_DIFF,
         {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
          "write to FILE; - is standard output (the default)", "FILE"}},
        {OPTION_VERSION, {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL}},
        {0, {"help", 'h', 0, G_OPTION_ARG_NONE, &options->help, "print this help", NULL}},
        {OPTION_FILES,
         {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
          known & OPTION_DEBUG ? "FILE" : "FILE..."}},
        {OPTION_DOCUMENTS, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[FILE...]"}},
        {OPTION_STORE, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "OUT [FILE...]"}},
        {OPTION_EDITIONS,
         {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "OLD NEW [NEWER...]"}},
        {OPTION_WORDS, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "CODE|NAME..."}},
        {OPTION_RULE_TOOLS, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[DIR]"}},
    };
    GOptionEntry entries[ENTRIES];
    G_STATIC_ASSERT(G_N_ELEMENTS(all) < ENTRIES);
    choose_entries(entries, all, G_N_ELEMENTS(all), known);
    g_set_prgname(arguments[0]);
    bool parsed = parse(options, arguments, entries, known, summary, details, error);
    add_default_directory(options, directories);
    g_strfreev(directories);
    if (parsed && (options->jobs < 1 || options->jobs > JOBS_LIMIT))
        parsed = error_set(error, ERROR_USAGE, 0, "--jobs: %d is not a number from 1 to %d", options->jobs, JOBS_LIMIT);
    parsed = parsed && limits_read(&options->limits, timeout, memory, bytes, error);
    g_free(memory);
    g_free(bytes);
    return parsed;
}

void options_clear(struct options *options)
{
    g_free(options->password);
    g_free(options->output);
    g_free(options->layers);
    g_free(options->explain);
    g_free(options->language);
    g_free(options->format);
    g_free(options->encoding);
    g_free(options->files_from);
    g_free(options->log);
    g_strfreev(options->directories);
    g_strfreev(options->files);
    g_free(options->help_text);
}
