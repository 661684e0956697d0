/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_DATABASE_H
#define FACTS_DATABASE_H
#include "facts/fact.h"
#include "facts/lookup.h"

/* Documents in an SQLite database; schema.sql has its tables, indexes and views. */
struct database;

struct database_counts {
    int added, replaced, unchanged;
};

/* Opens or makes the database of a path.  NULL with the error set: ERROR_USAGE where the file is something else
 * or of another version or SQLite is missing, ERROR_OUTPUT.  The caller closes it with database_close. */
struct database *database_open(const char *path, struct error *error);

/* Puts a document with all of its facts in, in one transaction; it replaces the one of the same file (by
 * SHA-256), and leaves the database alone where that holds the same content already.  False with ERROR_OUTPUT;
 * the document is then not in it. */
bool database_put(struct database *database, struct arena *arena, const struct canonical *document,
                  const struct lookup *lookup, struct error *error);

struct database_counts database_counts(const struct database *database);

/* NULL is allowed. */
void database_close(struct database *database, struct error *error);

#endif
