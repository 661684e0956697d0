/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include "cli/rules_directory.h"

enum { ENTRIES = 40 }; /* and the end mark */

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

static bool parse(struct options *options, char **arguments, const GOptionEntry *entries, unsigned known,
                  const char *summary, const char *details, struct error *error)
{
    GOptionContext *context = g_option_context_new(
        known & (OPTION_FILES | OPTION_WORDS | OPTION_DOCUMENTS | OPTION_STORE) ? NULL : "< RECORDS");
    GError *problem = NULL;
    char **left = g_strdupv(arguments);
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

bool options_read(struct options *options, char **arguments, unsigned known, const char *summary, const char *details,
                  struct error *error)
{
    char **directories = NULL;
    *options = (struct options){.jobs = 1, .page = 1};
    const struct known_entry all[] = {
        {OPTION_JOBS,
         {"jobs", 'j', 0, G_OPTION_ARG_INT, &options->jobs, "read N documents at a time (default 1)", "N"}},
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
        {OPTION_FILES, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "FILE..."}},
        {OPTION_DOCUMENTS, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "[FILE...]"}},
        {OPTION_STORE, {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "OUT [FILE...]"}},
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
    g_strfreev(options->directories);
    g_strfreev(options->files);
    g_free(options->help_text);
}
