/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_CHECKS_H
#define RULES_CHECKS_H
#include "rules/ledger.h"

/* The document's own arithmetic (勾稽关系).  A check rule says which relation holds where; what cannot be formed from
 * what is printed is not listed, and nothing is ever repaired.  The tolerance of a relation is half a unit of the
 * last printed digit, summed over its operands, exact. */

struct checker {
    struct reading *reading;
    const struct ledger *ledger;
    const struct rule *rule;
    guint table;          /* index of the table the relation starts from */
    GHashTable *findings; /* figures.c: what was found of the figures of the document */
    GString *message;     /* verdict.c: of the relation at hand */
    struct error *error;
};

enum { CHECK_MEASURES = 64 }; /* measures of a table */

/* checks.c: forms every relation of the check rules in the noted document and passes the verdicts on. */
bool checks_emit(struct reading *reading, const struct ledger *ledger, struct error *error);

/* An operand, what messages call it, and the one that was added next; in the document's arena. */
struct sum_part {
    struct record_operand *operand;
    struct view words;
    struct sum_part *next;
};

/* verdict.c: one side of a relation while it is formed; {0} where nothing is summed up yet. */
struct sum {
    struct amount value, tolerance;
    struct sum_part *first, *last;
    guint count;          /* of the parts */
    struct view words;    /* what the message says of it; none: those of its parts */
    const char *quantity; /* what its value counts: percent or number; NULL: yuan */
    bool overflow;
};

/* Half a unit of the last printed digit, which counts 10^precision. */
struct amount half_digit(int precision);

/* Adds an operand under the words it is named by, which live as long as the document; NULL counts nothing. */
void sum_add(const struct checker *checker, struct sum *sum, struct record_operand *operand, struct view words);
/* The same without its value, which the caller has worked into that of the sum. */
void sum_note(const struct checker *checker, struct sum *sum, struct record_operand *operand, struct view words);

/* The amount of a row under a measure as an operand with its place; NULL where nothing is printed. */
struct record_operand *operand_of_row(const struct checker *checker, guint table, guint row, struct view measure);

/* What a row is called in messages: its code, or its name. */
struct view row_words(const struct ledger_row *row);

/* Passes the verdict on: `whole` is what is printed, `parts` what it must be.  Where one of them has no operand there is
 * no relation, and nothing is passed on. */
bool verdict_emit(const struct checker *checker, struct view measure, const struct sum *whole, const struct sum *parts);

/* Whether a measure of the table is found by the pattern; NULL finds any. */
bool table_has(const struct ledger_table *table, struct pattern *having);

/* measures.c: relations between the amounts of a row. */
bool parts_check(const struct checker *checker);
bool balance_check(const struct checker *checker);

/* figures.c: relations between rows and tables that figure rules name.  All *_check form those of the checker's rule,
 * of its table where the rule speaks of one; false with its error set when the run is to end. */
bool rows_check(const struct checker *checker);
bool closing_check(const struct checker *checker);
bool equation_check(const struct checker *checker);
/* The one amount that a figure rule finds in the document, as an operand; NULL where there is none, or more. */
struct record_operand *operand_of_figure(const struct checker *checker, const char *name, struct view *measure,
                                         struct view *words);
/* How many printed amounts of the document a figure rule finds; `first` is the first of them, NULL where there is none. */
guint figure_count(const struct checker *checker, const char *name, struct record_operand **first);

/* items.c: relations item by item between tables. */
bool same_check(const struct checker *checker);
bool stack_check(const struct checker *checker);

/* claims.c: relations of the figures that the prose states, with each other and with tables and forms. */
bool share_check(const struct checker *checker);
bool change_check(const struct checker *checker);
bool stated_check(const struct checker *checker);
bool coded_check(const struct checker *checker);
bool counted_check(const struct checker *checker);
bool funds_check(const struct checker *checker);

#endif
