/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_COLUMN_H
#define FACTS_COLUMN_H
#include <glib.h>

#include "base/json.h"
#include "facts/fact.h"

/* The columns of a fact, one table for all that is written of facts: CSV, JSON Lines, Table Schema, the
 * database and the Fiscal Data Package. */

enum column_type { COLUMN_TEXT, COLUMN_WHOLE, COLUMN_AMOUNT, COLUMN_TENTHS, COLUMN_BOOL };

/* The value of a column for one fact; `type` is the column's. */
struct column_value {
    bool known; /* false: null */
    struct view text;
    struct amount number; /* whole numbers, amounts and tenths */
    bool truth;
};

enum column_set {
    COLUMN_LONG = 1 << 0,    /* extract facts */
    COLUMN_PACKAGE = 1 << 1, /* extract datapackage */
    COLUMN_STORE = 1 << 2,   /* the table facts of the database, beside its keys */
};

struct column {
    const char *name;
    enum column_type type;
    unsigned sets;           /* enum column_set */
    const char *column_type; /* of the Fiscal Data Package; NULL for none */
    const char *description;
    bool required;             /* never null */
    const char *const *values; /* all that may stand there, NULL-terminated; NULL for any */
    void (*get)(const struct fact *fact, struct column_value *value);
};

/* In the order of the long form; a NULL name ends the list. */
extern const struct column columns[];

struct column_value column_get(const struct column *column, const struct fact *fact);

/* The value as text for CSV: true and false, plain decimals, nothing for null. */
void column_append_text(GString *out, const struct column *column, const struct column_value *value);

/* The value as JSON. */
void column_write_json(struct json_writer *json, const struct column *column, const struct column_value *value);

/* A Table Schema (https://specs.frictionlessdata.io/table-schema/) of the columns of a set, with their column
 * types where `fiscal` is set; the value of a key that is open, or a document of its own. */
void column_write_schema(struct json_writer *json, unsigned set, bool fiscal);

#endif
