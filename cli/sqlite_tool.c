/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sqlite_tool.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/documents.h"
#include "facts/database.h"

struct sqlite_task {
    struct documents_task task;
    struct lookup lookup;
    struct database *database;
};

static bool take(struct documents_task *task, struct arena *arena, const struct canonical *document,
                 struct error *error)
{
    struct sqlite_task *own = (struct sqlite_task *)task;
    return database_put(own->database, arena, document, &own->lookup, error);
}

enum status sqlite_tool(const struct options *options)
{
    struct sqlite_task own = {.task = {.take = take}};
    struct error error = {0};
    enum status status = STATUS_FINE;
    char **files = options->files;
    if (!files || !*files || !**files) /* SQLite keeps a database without a name nowhere */
        error_set(&error, ERROR_USAGE, 0, "no database is given; extract sqlite --help tells more");
    else if (lookup_load(&own.lookup, (const char *const *)options->directories, &error) &&
             (own.database = database_open(files[0], &error))) {
        status = documents_read(&own.task, options, files + 1);
        struct database_counts counts = database_counts(own.database);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "%d documents added, %d replaced, %d unchanged\n", counts.added, counts.replaced,
                    counts.unchanged);
    }
    database_close(own.database, &error);
    lookup_clear(&own.lookup);
    if (!error_is_set(&error))
        return status;
    message_error(NULL, &error);
    return message_status(&error);
}
