/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "cli/batch.h"
#include "cli/chain.h"
#include "cli/check_tool.h"
#include "cli/datapackage_tool.h"
#include "cli/debug_tool.h"
#include "cli/diff_tool.h"
#include "cli/document.h"
#include "cli/facts_tool.h"
#include "cli/rules_tool.h"
#include "cli/sqlite_tool.h"
#include "emit/stage.h"
#include "extract/pages.h"
#include "normalize/stage.h"
#include "rules/stage.h"

/* Prints the error that ended the run, if one did, and gives the status. */
static enum status end_run(const struct error *error, size_t failed)
{
    if (!error_is_set(error))
        return failed ? STATUS_FAILED : STATUS_FINE;
    message_error(error->code == ERROR_STREAM ? "standard input" : NULL, error);
    return message_status(error);
}

static struct stage_options stage_options_of(const struct options *options)
{
    return (struct stage_options){.rule_directories = (const char *const *)options->directories,
                                  .trace = options->trace ? stderr : NULL,
                                  .out = stdout,
                                  .pretty = options->pretty,
                                  .cells = !options->no_cells};
}

/* From files to documents. */
static enum status run_extract(const struct command *command, const struct options *options)
{
    (void)command;
    return batch_run(options);
}

/* From files to records. */

static bool read_file(const char *path, const char *password, struct sink *writer, size_t *failed, struct error *error)
{
    struct input input;
    struct error failure = {0};
    input_read(&input, path);
    bool read = document_read(&input, password, writer, &failure, error);
    if (read && error_is_set(&failure)) {
        (*failed)++;
        message_error(input_name(path), &failure);
    }
    input_clear(&input);
    return read;
}

static enum status run_pages(const struct command *command, const struct options *options)
{
    struct error error = {0};
    size_t failed = 0, count = g_strv_length(options->files);
    if (!pages_check_poppler_data(&error))
        return end_run(&error, failed);
    struct sink *writer = codec_writer_new(stdout, command->name);
    size_t done = 0;
    while (done < count && read_file(options->files[done], options->password, writer, &failed, &error))
        done++;
    if (done == count)
        sink_finish(writer, &error);
    sink_free(writer);
    return end_run(&error, failed);
}

/* From records to records, or to documents. */
static enum status run_filter(const struct command *command, const struct options *options)
{
    const struct stage_options chosen = stage_options_of(options);
    struct error error = {0};
    struct chain chain;
    int failed = 0;
    struct sink *writer = command->stage == &emit_stage ? NULL : codec_writer_new(stdout, command->name);
    if (chain_open(&chain, &command->stage, 1, &chosen, writer, &error))
        codec_read(stdin, command->input, chain.sinks[0], &failed, &error);
    chain_close(&chain);
    sink_free(writer);
    return end_run(&error, (size_t)failed);
}

static enum status run_rules(const struct command *command, const struct options *options)
{
    guint given = options->files ? g_strv_length(options->files) : 0;
    int tools = !!options->check + !!options->list + !!options->explain;
    struct error error = {0};
    if (tools && options->trace)
        error_set(&error, ERROR_USAGE, 0, "--trace goes with the reading of records");
    else if (tools > 1)
        error_set(&error, ERROR_USAGE, 0, "--check, --list and --explain do not go together");
    else if (given > (tools ? 1U : 0U)) /* the folder behind them is one more of --rules */
        error_set(&error, ERROR_USAGE, 0, "takes no operand: %s", options->files[tools ? 1 : 0]);
    if (error_is_set(&error))
        return end_run(&error, 0);
    GPtrArray *directories = g_ptr_array_new();
    for (char **directory = options->directories; *directory; directory++)
        g_ptr_array_add(directories, *directory);
    for (guint i = 0; i < given; i++)
        g_ptr_array_add(directories, options->files[i]);
    g_ptr_array_add(directories, NULL);
    const char *const *all = (const char *const *)directories->pdata;
    enum status status = options->check     ? rules_tool_check(all)
                         : options->list    ? rules_tool_list(all)
                         : options->explain ? rules_tool_explain(all, options->explain, NULL)
                                            : run_filter(command, options);
    g_ptr_array_unref(directories);
    return status;
}

static enum status run_codes(const struct command *command, const struct options *options)
{
    (void)command;
    return rules_tool_codes((const char *const *)options->directories, options->files);
}

static enum status run_check(const struct command *command, const struct options *options)
{
    (void)command;
    return check_tool(options);
}

static enum status run_debug(const struct command *command, const struct options *options)
{
    (void)command;
    return debug_tool(options);
}

static enum status run_facts(const struct command *command, const struct options *options)
{
    (void)command;
    return facts_tool(options);
}

static enum status run_sqlite(const struct command *command, const struct options *options)
{
    (void)command;
    return sqlite_tool(options);
}

static enum status run_datapackage(const struct command *command, const struct options *options)
{
    (void)command;
    return datapackage_tool(options);
}

static enum status run_diff(const struct command *command, const struct options *options)
{
    (void)command;
    return diff_tool(options);
}

const struct command commands[] = {
    {.name = "extract",
     .summary = "Turn budget disclosure PDFs into canonical JSON, one document a line.",
     .details = "Commands (extract COMMAND --help tells more of each):\n"
                "  pages        read PDFs, write their records\n"
                "  normalize    mend the text of records\n"
                "  rules        find tables, columns and rows in records\n"
                "  emit         write the documents of records\n"
                "  debug        draw a page with what is found on it\n"
                "  check        report whether the figures add up\n"
                "  diff         tell what differs between years, or budget and final accounts\n"
                "  facts        write the amounts, one a line\n"
                "  sqlite       put documents into a database\n"
                "  datapackage  write a Fiscal Data Package\n"
                "  codes        look codes and names up\n"
                "FILE may be - for standard input, and ./pages for a file of that name.\n\n"
                "Examples:\n"
                "  extract budget.pdf\n"
                "  extract folder/*.pdf > documents.jsonl\n"
                "  extract --recursive province -o all.jsonl   (killed? again with --resume)\n"
                "  extract pages budget.pdf | extract normalize | extract rules | extract emit\n\n"
                "Exit status: 0 fine, 1 some documents failed or the run was interrupted,\n"
                "2 wrong usage or cannot start, 3 the output could not be written.\n",
     .options = OPTION_BATCH | OPTION_PASSWORD | OPTION_RULES | OPTION_PRETTY | OPTION_NO_CELLS | OPTION_FILES |
                OPTION_VERSION,
     .run = run_extract},
    {.name = "pages",
     .summary = "Read PDFs and write their records: pages, lines, grids, cells.",
     .details = "Example:\n  extract pages budget.pdf > budget.records\n",
     .options = OPTION_PASSWORD | OPTION_FILES,
     .run = run_pages},
    {.name = "normalize",
     .summary = "Mend the text of the records that `extract pages` writes.",
     .details = "Example:\n  extract pages budget.pdf | extract normalize\n",
     .stage = &normalize_stage,
     .input = "pages",
     .run = run_filter},
    {.name = "rules",
     .summary = "Find tables, columns and rows in the records that `extract normalize` writes.",
     .details = "Example:\n  extract pages budget.pdf | extract normalize | extract rules --rules=my-rules\n"
                "  extract rules --check my-rules\n"
                "  extract rules --explain budget.pdf\n",
     .options = OPTION_RULES | OPTION_RULE_TOOLS | OPTION_TRACE,
     .stage = &rules_stage,
     .input = "normalize",
     .run = run_rules},
    {.name = "emit",
     .summary = "Write the canonical documents of the records that `extract rules` writes.",
     .details = "Example:\n  extract emit --pretty < budget.records\n",
     .options = OPTION_PRETTY | OPTION_NO_CELLS,
     .stage = &emit_stage,
     .input = "rules",
     .run = run_filter},
    {.name = "check",
     .summary = "Report whether the figures of a disclosure add up.",
     .details = "The relations that do not hold come with page, table, figure and difference.\n\n"
                "Examples:\n"
                "  extract check budget.pdf\n"
                "  extract check --lang=zh folder/*.pdf\n"
                "  extract check --json budget.pdf | jq 'select(.verdict==\"differs\")'\n\n"
                "Exit status: 0 all hold, 1 a relation differs or a file cannot be read,\n"
                "2 wrong usage, 3 the output could not be written.\n",
     .options = OPTION_REPORT | OPTION_PASSWORD | OPTION_RULES | OPTION_FILES,
     .run = run_check},
    {.name = "diff",
     .summary = "Tell what differs between the years of an organization, or budget and accounts.",
     .details = "OLD and NEW are what extract prints, or PDFs. A file with many documents is\n"
                "taken apart by organization and year; one such file alone compares the years\n"
                "in it.\n\n"
                "Examples:\n"
                "  extract diff 2024.pdf 2025.pdf\n"
                "  extract diff --lang=zh 2023.json 2024.json 2025.json | less -S\n"
                "  extract diff --format=html 2024.pdf 2025.pdf -o changes.html\n",
     .options = OPTION_DIFF | OPTION_PASSWORD | OPTION_RULES | OPTION_EDITIONS,
     .run = run_diff},
    {.name = "facts",
     .summary = "Write the amounts of documents, one a line, for R, pandas and spreadsheets.",
     .details = "FILE is what extract prints, or a PDF; none is standard input.\n\n"
                "Examples:\n"
                "  extract facts budget.pdf -o budget.csv\n"
                "  extract --jobs=4 folder/*.pdf | extract facts --format=csv --bom > facts.csv\n",
     .options = OPTION_FACTS | OPTION_PASSWORD | OPTION_RULES | OPTION_DOCUMENTS,
     .run = run_facts},
    {.name = "sqlite",
     .summary = "Put documents, their tables, facts, forms and checks into an SQLite database.",
     .details = "OUT is the database, made where it is not there. FILE is what extract prints,\n"
                "or a PDF; none is standard input. A document that is in the database already\n"
                "is replaced.\n\n"
                "Examples:\n"
                "  extract --jobs=4 folder/*.pdf | extract sqlite budgets.db\n"
                "  sqlite3 -box budgets.db 'select * from three_public'\n",
     .options = OPTION_STORE | OPTION_PASSWORD | OPTION_RULES,
     .run = run_sqlite},
    {.name = "datapackage",
     .summary = "Write the amounts of documents as a Fiscal Data Package.",
     .details = "OUT is the folder, made where it is not there. FILE is what extract prints,\n"
                "or a PDF; none is standard input.\n\n"
                "Example:\n"
                "  extract --jobs=4 folder/*.pdf | extract datapackage package\n",
     .options = OPTION_STORE | OPTION_PASSWORD | OPTION_RULES,
     .run = run_datapackage},
    {.name = "codes",
     .summary = "Look codes and names up in the dictionary of classifications.",
     .details = "Example:\n  extract codes 2101501 基本工资\n",
     .options = OPTION_RULES | OPTION_WORDS,
     .run = run_codes},
    {.name = "debug",
     .summary = "Draw a page of a PDF with its rulings, cells, lines and what is left out.",
     .details = "Examples:\n  extract debug --page=3 budget.pdf -o page.svg\n"
                "  extract debug --page=3 --layer=page,rulings budget.pdf -o page.png\n",
     .options = OPTION_DEBUG | OPTION_PASSWORD | OPTION_FILE,
     .run = run_debug},
    {.name = NULL},
};
