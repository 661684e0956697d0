/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_LEDGER_H
#define RULES_LEDGER_H
#include <glib.h>

#include "base/record.h"
#include "rules/model.h"

/* What the rules stage has said of a document, kept while it passes, so that its figures can be checked. */

struct ledger_row {
    const struct record_row *record;
    GPtrArray *amounts;          /* const struct record_amount * */
    GPtrArray *cells;            /* const struct record_cell * */
    int page;                    /* of its first cell; 0 where it has none */
    int block;                   /* side by side: the column its first cell stands in; else 0 */
    int group;                   /* the nearest row above it in the hierarchy that is a group, or -1 */
    int first_child, last_child; /* rows that name this one as their parent, or -1 */
    int next_sibling;            /* the next row of the same parent, or -1 */
    bool whole;                  /* it stands for all of its table (totals.h) */
};

struct ledger_table {
    const struct record_table *record;
    GPtrArray *columns; /* const struct record_column * */
    GArray *rows;       /* struct ledger_row */
};

/* The tables of a kind: how many, and the first and the last of them by their index. */
struct ledger_kind {
    struct view kind;
    guint count, first, last;
};

struct ledger_form {
    const struct record_form *record;
    GPtrArray *fields; /* const struct record_field * */
    GPtrArray *funds;  /* const struct record_fund * */
};

struct ledger;

/* A ledger in front of `next`, which outlives it; freed with ledger_free. */
struct ledger *ledger_new(struct sink *next);
void ledger_free(struct ledger *ledger);

/* The sink that notes what it takes and passes it on; owned by the ledger. */
struct sink *ledger_sink(struct ledger *ledger);

/* Passes on what is not to be noted. */
struct sink *ledger_next(const struct ledger *ledger);

/* What the document is; NULL before it was told. */
const struct record_document *ledger_document(const struct ledger *ledger);

/* The statements (const struct record_statement *) and forms (const struct ledger_form *), in order; the ledger's. */
const GPtrArray *ledger_statements(const struct ledger *ledger);
const GPtrArray *ledger_forms(const struct ledger *ledger);

/* The tables, counted from 0, and the rows of one; the ledger's. */
guint ledger_count(const struct ledger *ledger);
const struct ledger_table *ledger_table_at(const struct ledger *ledger, guint index);
const struct ledger_row *ledger_row_at(const struct ledger_table *table, guint index);

/* The kinds of the tables (struct ledger_kind), in the order of their first ones; the ledger's. */
const GArray *ledger_kinds(const struct ledger *ledger);

/* The amount of a row under a measure; NULL where it has none or nothing is printed there. */
const struct record_amount *ledger_amount(const struct ledger_row *row, struct view measure);

/* The printed cell of a row that holds a measure, or NULL. */
const struct record_cell *ledger_cell(const struct ledger_table *table, const struct ledger_row *row,
                                      struct view measure);

/* The measures of the amount columns on a side, each once, at most `limit`. */
size_t ledger_measures(const struct ledger_table *table, struct view side, struct view *measures, size_t limit);

#endif
