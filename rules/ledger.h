/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_LEDGER_H
#define RULES_LEDGER_H
#include <glib.h>

#include "base/record.h"
#include "rules/model.h"

/* What the rules stage has said of a document, kept while it passes, so that its figures can be checked. */

struct ledger_row {
    const struct record_row *record;
    GPtrArray *amounts; /* const struct record_amount * */
    int page;           /* of its first cell; 0 where it has none */
};

struct ledger_table {
    const struct record_table *record;
    GPtrArray *columns; /* const struct record_column * */
    GArray *rows;       /* struct ledger_row */
};

struct ledger;

/* A ledger in front of `next`, which outlives it; freed with ledger_free. */
struct ledger *ledger_new(struct sink *next);
void ledger_free(struct ledger *ledger);

/* The sink that notes what it takes and passes it on; owned by the ledger. */
struct sink *ledger_sink(struct ledger *ledger);

/* Passes on what is not to be noted. */
struct sink *ledger_next(const struct ledger *ledger);

guint ledger_count(const struct ledger *ledger);
const struct ledger_table *ledger_table_at(const struct ledger *ledger, guint index);
const struct ledger_row *ledger_row_at(const struct ledger_table *table, guint index);

/* The amount of a row under a measure; NULL where it has none or nothing is printed there. */
const struct record_amount *ledger_amount(const struct ledger_row *row, struct view measure);

/* checks.c: forms every relation of the check rules among the noted tables and passes the verdicts on. */
bool checks_emit(const struct reading *reading, const struct ledger *ledger, struct error *error);

#endif
