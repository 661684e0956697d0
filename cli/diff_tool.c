/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/diff_tool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/documents.h"
#include "cli/output.h"
#include "facts/diff_report.h"
#include "facts/listing.h"

/* A document that was read, with the arena it lives in. */
struct edition {
    struct arena *arena;
    const struct canonical *document;
    int operand;
};

struct diff_task {
    struct documents_task task;
    GArray *editions; /* struct edition */
    int operand;
};

enum format { FORMAT_TEXT, FORMAT_HTML, FORMAT_JSONL, FORMAT_CSV, FORMATS };
static const char *const formats[FORMATS] = {"text", "html", "jsonl", "csv"};

static bool take(struct documents_task *task, struct arena *arena, const struct canonical *document,
                 struct error *error)
{
    struct diff_task *own = (struct diff_task *)task;
    struct edition edition = {arena, document, own->operand};
    (void)error;
    g_array_append_val(own->editions, edition);
    return true;
}

/* In the order of the operands; those of one file by year, the budget before the final accounts. */
static int compare_editions(const void *a, const void *b)
{
    const struct edition *x = a, *y = b;
    if (x->operand != y->operand)
        return x->operand - y->operand;
    if (x->document->fiscal_year != y->document->fiscal_year)
        return x->document->fiscal_year - y->document->fiscal_year;
    return view_equal_text(x->document->kind, "final_accounts") - view_equal_text(y->document->kind, "final_accounts");
}

/* Whether every operand is one document: then they are compared whatever they call themselves. */
static bool is_one_each(const GArray *editions, guint operands)
{
    for (guint i = 0; i < editions->len; i++)
        if (g_array_index(editions, struct edition, i).operand != (int)i)
            return false;
    return editions->len == operands;
}

/* What documents of one body have in common; a new string, NULL where it is not told. */
static char *body_key(const struct canonical *document)
{
    if (!document->organization.data)
        return NULL;
    return g_strdup_printf("%d %.*s %.*s", document->level.data != NULL, VIEW_PRINT(document->level),
                           VIEW_PRINT(document->organization));
}

/* The comparisons to make: arrays of documents (GPtrArray *), in the order of their first ones. */
static GPtrArray *group_editions(const GArray *editions, bool together)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < editions->len; i++) {
        const struct canonical *document = g_array_index(editions, struct edition, i).document;
        char *key = together ? g_strdup("") : body_key(document);
        GPtrArray *group = key ? g_hash_table_lookup(known, key) : NULL;
        if (!group) {
            group = g_ptr_array_new();
            g_ptr_array_add(groups, group);
            if (key)
                g_hash_table_insert(known, g_steal_pointer(&key), group);
        }
        g_free(key);
        g_ptr_array_add(group, (void *)document);
    }
    g_hash_table_unref(known);
    return groups;
}

static void tell_alone(const struct canonical *document)
{
    struct error error = {0};
    error_set(&error, ERROR_USAGE, 0, "nothing to compare it with: no other document of \"%.*s\"",
              VIEW_PRINT(document->organization));
    message_error(document->file.data ? document->file.data : "standard input", &error);
}

/* A terminal's own: colours unless they are not wanted, and its width. */
static struct diff_look look_of(const char *output)
{
    const char *terminal = g_getenv("TERM"), *unwanted = g_getenv("NO_COLOR");
    struct winsize size = {0};
    struct diff_look look = {false, 0};
    if ((output && strcmp(output, "-") != 0) || !isatty(STDOUT_FILENO))
        return look;
    look.colour = !(unwanted && *unwanted) && terminal && strcmp(terminal, "dumb") != 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        look.width = size.ws_col;
    return look;
}

/* All comparisons as one text; the number of documents that could not be compared. */
static int write_groups(GString *out, const GPtrArray *groups, enum format format, const struct words *words,
                        const struct lookup *lookup, struct diff_look look)
{
    int alone = 0, written = 0;
    guint most = 2;
    for (guint i = 0; i < groups->len; i++)
        most = MAX(most, ((const GPtrArray *)groups->pdata[i])->len);
    if (format == FORMAT_HTML)
        diff_html_begin(out, words);
    else if (format == FORMAT_CSV)
        diff_csv_head(out, most);
    for (guint i = 0; i < groups->len; i++) {
        const GPtrArray *group = groups->pdata[i];
        if (group->len < 2) {
            tell_alone(group->pdata[0]);
            alone++;
            continue;
        }
        struct arena *arena = arena_new();
        const struct diff *diff =
            diff_documents(arena, (const struct canonical *const *)group->pdata, group->len, lookup);
        if (format == FORMAT_TEXT && written++)
            g_string_append_c(out, '\n');
        if (format == FORMAT_TEXT)
            diff_write_text(out, diff, words, look);
        else if (format == FORMAT_HTML)
            diff_write_html(out, diff, words);
        else if (format == FORMAT_JSONL)
            diff_write_jsonl(out, diff);
        else
            diff_write_csv(out, diff, words, most);
        arena_free(arena);
    }
    if (format == FORMAT_HTML)
        diff_html_end(out);
    return alone;
}

/* The words that programs read are always English. */
static bool choose(const struct options *options, enum format *format, struct words **words, struct error *error)
{
    for (*format = 0; *format < FORMATS; (*format)++)
        if (strcmp(formats[*format], options->format ? options->format : "text") == 0)
            break;
    if (*format == FORMATS)
        return error_set(error, ERROR_USAGE, 0, "--format: \"%s\" is none of text, html, jsonl, csv", options->format);
    const char *language = options->language ? options->language : "en";
    *words = words_load((const char *const *)options->directories, language, error);
    if (*words && *format == FORMAT_CSV) {
        words_free(*words);
        *words = words_load((const char *const *)options->directories, "en", error);
    }
    return *words != NULL;
}

enum status diff_tool(const struct options *options)
{
    struct diff_task own = {.task = {.take = take, .keeps = true}};
    struct lookup lookup = {NULL, NULL};
    struct error error = {0};
    enum status status = STATUS_FINE;
    enum format format;
    struct words *words = NULL;
    guint operands = options->files ? g_strv_length(options->files) : 0;
    own.editions = g_array_new(FALSE, FALSE, sizeof(struct edition));
    if (choose(options, &format, &words, &error) &&
        output_is_apart(options->output, options->files, operands, &error) &&
        lookup_load(&lookup, (const char *const *)options->directories, &error)) {
        for (guint i = 0; i < MAX(operands, 1); i++, own.operand++) {
            char *file[] = {operands ? options->files[i] : NULL, NULL};
            enum status read = documents_read(&own.task, options, file);
            status = MAX(status, read);
        }
        g_array_sort(own.editions, compare_editions);
        GString *out = g_string_new(NULL);
        GPtrArray *groups = group_editions(own.editions, operands > 1 && is_one_each(own.editions, operands));
        if (write_groups(out, groups, format, words, &lookup, look_of(options->output)))
            status = MAX(status, STATUS_FAILED);
        FILE *file = output_open(options->output, &error);
        if (file)
            listing_put(file, out, NULL, &error);
        output_close(file, options->output, &error);
        g_string_free(out, TRUE);
        g_ptr_array_unref(groups);
    }
    for (guint i = 0; i < own.editions->len; i++)
        arena_free(g_array_index(own.editions, struct edition, i).arena);
    g_array_free(own.editions, TRUE);
    words_free(words);
    lookup_clear(&lookup);
    if (!error_is_set(&error))
        return status;
    message_error(NULL, &error);
    return message_status(&error);
}
