/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_CANONICAL_H
#define FACTS_CANONICAL_H
#include <glib.h>

#include "base/arena.h"
#include "base/record.h"

/* The canonical document (docs/output-format.md) in memory.  Names are those of the JSON; what is null or
 * left out there is none, 0 or false here, -1 for an index.  All of it lives in the arena it was read into. */

struct canonical_column {
    struct view role, measure, side;
    struct view_list label;
};

struct canonical_amount {
    struct view measure;
    bool printed;        /* false: null */
    struct amount value; /* yuan */
};

struct canonical_cell {
    int column, columns; /* the first one, and how many it spans */
    struct view text;
    int page;       /* 0 where there is none */
    struct box box; /* tenths of a point */
};

struct canonical_row {
    int line;
    struct view role, side, code, scheme, code_source, name, label;
    struct view counterpart_scheme, counterpart_code, counterpart_name;
    int level, parent; /* parent < the row's own index; -1 for none */
    const struct canonical_amount *amounts;
    size_t amount_count;
    const struct canonical_cell *cells;
    size_t cell_count;
};

struct canonical_table {
    struct view kind, title, number, organization, unit, grid;
    bool transposed, empty;
    struct int_list pages;
    struct view_list notes;
    const struct canonical_column *columns;
    size_t column_count;
    const struct canonical_row *rows;
    size_t row_count;
};

struct canonical_text {
    struct view name, text;
};

struct canonical_texts {
    const struct canonical_text *items;
    size_t count;
};

/* Funds of a form: canonical_amount with "period.total" and the like as the measure. */
struct canonical_indicator {
    struct view scope, level1, level2, level3, value;
};

struct canonical_form {
    struct view kind, title, organization, unit;
    struct int_list pages;
    struct canonical_texts fields, goals;
    const struct canonical_amount *funds;
    size_t fund_count;
    const struct canonical_indicator *indicators;
    size_t indicator_count;
};

struct canonical_statement {
    int page;
    struct view section, subject, unit, text, code, quote;
    struct canonical_amount amount, share, change, change_percent; /* the measure means nothing */
};

struct canonical_check {
    struct view rule, measure, verdict, message;
    int table, row, page; /* the first table; -1, -1, 0 where there is none */
    struct amount expected, actual, difference, tolerance;
};

struct canonical {
    struct view file, sha256, type;
    int64_t bytes; /* -1 where it is not known */
    int pages;
    struct view error_code, error_message; /* of a document that could not be read: nothing else is known */
    struct view kind, level, organization, title, watermark;
    int fiscal_year;    /* 0 where none is known */
    struct view digest; /* SHA-256 of the JSON text it was read from */
    const struct canonical_table *tables;
    size_t table_count;
    const struct canonical_form *forms;
    size_t form_count;
    const struct canonical_statement *statements;
    size_t statement_count;
    const struct canonical_check *checks;
    size_t check_count;
};

/* The document of one JSON object, its numbers as stream_next gives them, in the arena.  NULL with the error
 * set (ERROR_STREAM) where it is none; the message names the member. */
const struct canonical *canonical_read(struct arena *arena, const GString *text, struct error *error);

#endif
