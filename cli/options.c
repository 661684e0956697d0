/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "cli/rules_directory.h"
#include "extract/pages.h"

#define SIZE_LIMIT ((guint64)1 << 46)    /* bytes */
#define MEMORY_LEAST ((guint64)64 << 20) /* bytes: the program itself needs some */
enum { TIMEOUT_LIMIT = 7 * 24 * 60 * 60 };

/* What the options are read into: the options, and what some of them are made from. */
struct reading {
    struct options options;
    char **directories;   /* as given */
    char *memory, *bytes; /* sizes as given */
    int timeout;          /* 0: none given */
};
#define PLACE(member) offsetof(struct reading, member)

/* All options and operands; `known` are the bits of the commands that know one, 0 stands for all. */
static const struct known_entry {
    const char *name;
    char letter;
    unsigned known;
    GOptionArg type;
    size_t place;
    const char *description, *operand;
} known_entries[] = {
    {"jobs", 'j', OPTION_BATCH, G_OPTION_ARG_INT, PLACE(options.jobs),
     "read N documents at a time (default: processors)", "N"},
    {"output", 'o', OPTION_BATCH, G_OPTION_ARG_FILENAME, PLACE(options.output),
     "write to FILE, or a file a document into DIR/", "FILE|DIR/"},
    {"resume", 0, OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.resume),
     "go on where the run that wrote --output stopped", NULL},
    {"retry-errors", 0, OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.retry_errors),
     "with --resume: read the documents that failed again", NULL},
    {"files-from", 0, OPTION_BATCH, G_OPTION_ARG_FILENAME, PLACE(options.files_from),
     "read names of files from FILE, - for standard input", "FILE"},
    {"null", '0', OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.null),
     "names in --files-from end in NUL (find -print0)", NULL},
    {"recursive", 'r', OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.recursive), "read the PDFs of folders", NULL},
    {"dedupe", 0, OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.dedupe), "read files of the same content once", NULL},
    {"timeout", 0, OPTION_BATCH, G_OPTION_ARG_INT, PLACE(timeout), "give a document up after SECONDS (default 300)",
     "SECONDS"},
    {"max-memory", 0, OPTION_BATCH, G_OPTION_ARG_STRING, PLACE(memory),
     "or if it takes more memory than SIZE (default 2G)", "SIZE"},
    {"max-bytes", 0, OPTION_BATCH, G_OPTION_ARG_STRING, PLACE(bytes), "or if its file is larger than SIZE (default 1G)",
     "SIZE"},
    {"max-pages", 0, OPTION_BATCH, G_OPTION_ARG_INT, PLACE(options.limits.pages),
     "or if it has more than N pages (default 100000)", "N"},
    {"quiet", 'q', OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.quiet),
     "no progress, and no line for documents that fail", NULL},
    {"verbose", 'v', OPTION_BATCH, G_OPTION_ARG_NONE, PLACE(options.verbose), "a line for every document", NULL},
    {"log", 0, OPTION_BATCH, G_OPTION_ARG_FILENAME, PLACE(options.log), "append what happens to FILE, as lines of JSON",
     "FILE"},
    {"password", 0, OPTION_PASSWORD, G_OPTION_ARG_FILENAME, PLACE(options.password), "open encrypted files with TEXT",
     "TEXT"},
    {"rules", 0, OPTION_RULES, G_OPTION_ARG_FILENAME_ARRAY, PLACE(directories),
     "add DIR's rules; the last ones win (repeatable)", "DIR"},
    {"pretty", 0, OPTION_PRETTY, G_OPTION_ARG_NONE, PLACE(options.pretty), "indent the JSON for people", NULL},
    {"no-cells", 0, OPTION_NO_CELLS, G_OPTION_ARG_NONE, PLACE(options.no_cells),
     "leave out the cells and the printed heads", NULL},
    {"check", 0, OPTION_RULE_TOOLS, G_OPTION_ARG_NONE, PLACE(options.check),
     "try the rules, with those of DIR, and read nothing", NULL},
    {"list", 0, OPTION_RULE_TOOLS, G_OPTION_ARG_NONE, PLACE(options.list), "list kinds of table, roles and measures",
     NULL},
    {"explain", 0, OPTION_RULE_TOOLS, G_OPTION_ARG_FILENAME, PLACE(options.explain),
     "tell which rule decides what in a PDF", "FILE"},
    {"trace", 0, OPTION_TRACE, G_OPTION_ARG_NONE, PLACE(options.trace),
     "tell on standard error which rule decides on which text", NULL},
    {"page", 0, OPTION_DEBUG, G_OPTION_ARG_INT, PLACE(options.page), "draw page N (default 1)", "N"},
    {"output", 'o', OPTION_DEBUG, G_OPTION_ARG_FILENAME, PLACE(options.output),
     "write to FILE, .svg or .png (default: -)", "FILE"},
    {"layer", 0, OPTION_DEBUG, G_OPTION_ARG_STRING, PLACE(options.layers),
     "draw only these: page,rulings,cells,text,ignored", "LAYER"},
    {"lang", 0, OPTION_REPORT, G_OPTION_ARG_STRING, PLACE(options.language),
     "report in LANGUAGE: en (the default) or zh", "LANGUAGE"},
    {"json", 0, OPTION_REPORT, G_OPTION_ARG_NONE, PLACE(options.json),
     "one line of JSON for each relation, for programs", NULL},
    {"format", 0, OPTION_FACTS, G_OPTION_ARG_STRING, PLACE(options.format),
     "write jsonl or csv (default: as -o ends, or jsonl)", "FORMAT"},
    {"bom", 0, OPTION_FACTS, G_OPTION_ARG_NONE, PLACE(options.bom), "begin CSV with the mark that Excel needs", NULL},
    {"encoding", 0, OPTION_FACTS, G_OPTION_ARG_STRING, PLACE(options.encoding),
     "write CSV in utf-8 (the default) or gb18030", "ENCODING"},
    {"format", 0, OPTION_DIFF, G_OPTION_ARG_STRING, PLACE(options.format),
     "write text (the default), html, jsonl or csv", "FORMAT"},
    {"lang", 0, OPTION_DIFF, G_OPTION_ARG_STRING, PLACE(options.language), "report in LANGUAGE: en (the default) or zh",
     "LANGUAGE"},
    {"output", 'o', OPTION_FACTS | OPTION_DIFF, G_OPTION_ARG_FILENAME, PLACE(options.output),
     "write to FILE; - is standard output (the default)", "FILE"},
    {"version", 0, OPTION_VERSION, G_OPTION_ARG_NONE, PLACE(options.version), "print the version", NULL},
    {"help", 'h', 0, G_OPTION_ARG_NONE, PLACE(options.help), "print this help", NULL},
    {G_OPTION_REMAINING, 0, OPTION_FILE, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL, "FILE"},
    {G_OPTION_REMAINING, 0, OPTION_FILES, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL, "FILE..."},
    {G_OPTION_REMAINING, 0, OPTION_DOCUMENTS, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL, "[FILE...]"},
    {G_OPTION_REMAINING, 0, OPTION_STORE, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL, "OUT [FILE...]"},
    {G_OPTION_REMAINING, 0, OPTION_EDITIONS, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL,
     "OLD NEW [NEWER...]"},
    {G_OPTION_REMAINING, 0, OPTION_WORDS, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL, "CODE|NAME..."},
    {G_OPTION_REMAINING, 0, OPTION_RULE_TOOLS, G_OPTION_ARG_FILENAME_ARRAY, PLACE(options.files), NULL, "[DIR]"},
};

/* The entries that a command knows, NULL-terminated, with their places in `reading`. */
static void choose_entries(GOptionEntry chosen[G_N_ELEMENTS(known_entries) + 1], struct reading *reading,
                           unsigned known)
{
    size_t used = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(known_entries); i++) {
        const struct known_entry *entry = &known_entries[i];
        if (!entry->known || (entry->known & known))
            chosen[used++] =
                (GOptionEntry){entry->name,        entry->letter, 0, entry->type, (char *)reading + entry->place,
                               entry->description, entry->operand};
    }
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
        known & (OPTION_FILES | OPTION_FILE | OPTION_WORDS | OPTION_DOCUMENTS | OPTION_STORE | OPTION_EDITIONS)
            ? NULL
            : "< RECORDS");
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
    GOptionEntry entries[G_N_ELEMENTS(known_entries) + 1];
    struct reading reading = {
        .options = {.jobs = (int)MIN(g_get_num_processors(), JOBS_LIMIT), .page = 1, .limits = LIMITS_DEFAULT}};
    choose_entries(entries, &reading, known);
    g_set_prgname(arguments[0]);
    bool parsed = parse(&reading.options, arguments, entries, known, summary, details, error);
    *options = reading.options;
    add_default_directory(options, reading.directories);
    if (parsed && (options->jobs < 1 || options->jobs > JOBS_LIMIT))
        parsed = error_set(error, ERROR_USAGE, 0, "--jobs: %d is not a number from 1 to %d", options->jobs, JOBS_LIMIT);
    parsed = parsed && limits_read(&options->limits, reading.timeout, reading.memory, reading.bytes, error);
    g_strfreev(reading.directories);
    g_free(reading.memory);
    g_free(reading.bytes);
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
