/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/sandbox.h"

enum { HEAP_KEEP = 32 << 20, HEAP_STEP = 1 << 20, HEAP_LARGE = 16 << 20, PAGE_LARGE = 2 << 20 };

/* What is freed on one page of a document is taken again on the next: no memory goes back to the system
 * meanwhile.  The beginning of the heap comes in large pages where the system has them on request (Linux:
 * transparent huge pages), which saves most page faults; what lies before the first of them is left alone. */
static void heap_prepare(void)
{
    mallopt(M_MMAP_THRESHOLD, HEAP_KEEP);
    mallopt(M_TRIM_THRESHOLD, HEAP_KEEP);
    mallopt(M_TOP_PAD, HEAP_STEP);
    static void *volatile left_alone; /* volatile: else the compiler leaves it out */
    char *block = malloc(HEAP_LARGE);
    if (!block)
        return;
    const size_t before = -(uintptr_t)block % PAGE_LARGE;
    madvise(block + before, HEAP_LARGE - before, MADV_HUGEPAGE);
    free(block);
    left_alone = malloc(before);
    (void)left_alone;
}

/* A standard stream that is closed would be taken by the first file that is opened.  What is asked of its stand-in
 * fails, but for messages. */
static void streams_hold(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
        if (fcntl(i, F_GETFD) < 0 && open("/dev/null", modes[i]) < 0)
            return;
}

/* The command that the first argument names, else the program itself. */
static const struct command *find_command(const char *word)
{
    const struct command *command = commands + 1;
    while (word && command->name && strcmp(command->name, word) != 0)
        command++;
    return word && command->name ? command : commands;
}

static enum status print(const char *text)
{
    struct error error = {0};
    if (fputs(text, stdout) == EOF || fflush(stdout) != 0) {
        error_set(&error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
        message_error(NULL, &error);
    }
    return message_status(&error);
}

static enum status print_version(void)
{
    char *text = g_strdup_printf("extract " VERSION "\nsandbox of workers: %s\n", sandbox_word());
    const enum status status = print(text);
    g_free(text);
    return status;
}

static enum status run(const struct command *command, const struct options *options)
{
    struct error error = {0};
    if (options->help)
        return print(options->help_text);
    if (options->version)
        return print_version();
    if ((command->options & (OPTION_FILES | OPTION_FILE | OPTION_WORDS)) && (!options->files || !options->files[0]) &&
        !options->files_from) {
        error_set(&error, ERROR_USAGE, 0, "no %s is given; extract --help tells more",
                  command->options & (OPTION_FILES | OPTION_FILE) ? "file" : "code or name");
        message_error(NULL, &error);
        return message_status(&error);
    }
    return command->run(command, options);
}

int main(int count, char **arguments)
{
    struct options options;
    struct error error = {0};
    const struct command *command = find_command(count > 1 ? arguments[1] : NULL);
    enum status status;
    streams_hold();
    heap_prepare();
    /* A reader that has enough ends the program quietly, even where the parent ignores the signal. */
    signal(SIGPIPE, SIG_DFL);
    char **own = g_strdupv(command == commands ? arguments : arguments + 1);
    if (count > 0) {
        g_free(own[0]);
        own[0] = command == commands ? g_strdup("extract") : g_strconcat("extract ", command->name, NULL);
    }
    if (options_read(&options, own, command->options, command->summary, command->details, &error)) {
        options.arguments = arguments;
        status = run(command, &options);
    } else {
        message_error(NULL, &error);
        status = message_status(&error);
    }
    options_clear(&options);
    g_strfreev(own);
    return status;
}
