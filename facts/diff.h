/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_DIFF_H
#define FACTS_DIFF_H
#include <glib.h>

#include "facts/fact.h"
#include "facts/lookup.h"

/* What differs between documents of one organization: its budgets through the years, or a budget and the final
 * accounts.  Each document is an edition; the first one that has a table is compared with the last one that has it. */

enum diff_type {
    DIFF_AMOUNT,    /* an amount of a table */
    DIFF_FUND,      /* an amount of a project's form */
    DIFF_GOAL,      /* a text of a form */
    DIFF_INDICATOR, /* a target of a form */
};

enum diff_status {
    DIFF_SAME,
    DIFF_CHANGED,
    DIFF_NEW,     /* not in the first edition */
    DIFF_GONE,    /* not in the last one */
    DIFF_BETWEEN, /* in neither, but in one between them */
};

/* What one edition says on a line. */
struct diff_value {
    bool elsewhere;       /* the edition has no such table, and says nothing of its lines */
    bool present;         /* the row is there, and a column for the measure */
    bool printed;         /* and says something */
    struct amount amount; /* of amounts, in yuan */
    struct view text;     /* of goals and indicators */
    int page;             /* 0 where it is not known */
};

struct diff_line {
    enum diff_type type;
    enum diff_status status;
    struct view side, group;        /* as in struct fact */
    struct view scheme, code, name; /* as the last edition that has the line calls it */
    struct view old_code, old_name; /* as the first one does, where that differs; else none */
    struct view measure;            /* of amounts and funds; for indicators the scope */
    struct diff_value *values;      /* one for each edition */
    size_t first, last;             /* the editions that are compared: the outer ones that have the table */
    bool has_change;                /* of amounts */
    struct amount change;           /* last less first of these; what is not printed counts as 0 */
    bool has_percent;               /* false where there was nothing before */
    int64_t percent;                /* the change, in tenths of a per cent of the first amount */
    struct amount weight;           /* the change without its sign */
};

/* The lines of one table (a kind of table in all editions) or one project. */
struct diff_section {
    struct view kind;  /* of table or form */
    struct view title; /* of the last edition that has it; the project's name for forms */
    bool form;
    int only;                /* of a table that one edition alone has: that edition; else -1 */
    struct diff_line *lines; /* those that differ, the heaviest first; a new or gone project has one line a fund */
    size_t line_count;
    size_t same; /* lines that do not differ */
};

struct diff {
    const struct canonical *const *editions;
    size_t edition_count;
    struct view organization; /* of all editions; where they differ one after the other */
    struct diff_section *sections;
    size_t section_count;
};

/* Compares two or more documents, oldest first; all of the result lives in the arena, and as long as the
 * documents and the lookup. */
const struct diff *diff_documents(struct arena *arena, const struct canonical *const *editions, size_t count,
                                  const struct lookup *lookup);

/* --- private to the files of the comparison --- */

/* Sets status, change and weight of a line by its values; false where it says nothing in any edition. */
bool diff_line_judge(struct diff_line *line, size_t editions);

/* Puts the lines that differ into the section, the heaviest first, and counts the others. */
void diff_section_fill(struct arena *arena, struct diff_section *section, const GArray *lines);

/* Sections of the forms, appended to `sections` (struct diff_section). */
void diff_forms(struct arena *arena, const struct canonical *const *editions, size_t count, const struct lookup *lookup,
                GArray *sections);

/* A name for comparing: folded as the dictionary does, without years. */
struct view diff_fold(struct arena *arena, const struct lookup *lookup, struct view name);

/* An empty line of a type. */
struct diff_line diff_line_new(struct arena *arena, enum diff_type type, size_t editions);

#endif
