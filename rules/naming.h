/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_NAMING_H
#define RULES_NAMING_H
#include "rules/model.h"

/* A row of a table as the dictionary of codes sees it. */
struct naming_row {
    struct record_row *row;
    int page;    /* of its first cell */
    bool filled; /* its name reaches the edge of its cell: it was wrapped there, or cut */
};

/* Holds the rows of one table, in order, against the dictionary:
 *  - a name that is a piece of the only one its code has, and fills its cell, is mended (name_mended);
 *  - a code and a name that do not belong together are told (code_name_mismatch), in a table whose names
 *    are those of its codes;
 *  - rows of a table by function or by economy that prints no codes get those that their names and their
 *    place leave no doubt of, with code_source "dictionary" (codes_from_dictionary).
 * Each is a warning of the reading.  No other field is changed. */
void naming_apply(struct reading *reading, const struct table *table, const struct naming_row *rows, size_t count);

#endif
