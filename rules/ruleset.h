/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_RULESET_H
#define RULES_RULESET_H
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/view.h"
#include "rules/pattern.h"
#include "rules/rule_file.h"

/* What the rule files say.  A group of a rule file is a rule, `[class name]`; see extract-rules(5).  C knows the
 * classes and nothing of what they match: no province, no title and no column label stands in the code. */
#define RULE_CLASSES(X) \
    X(RULE_PIECE, "piece")         /* a part of patterns, used as {name} */ \
    X(RULE_TABLE, "table")         /* a title to a kind of table; the name is kind or kind/variant */ \
    X(RULE_COLUMN, "column")       /* a column's label to role and measure */ \
    X(RULE_SIDE, "side")           /* a column's top label to a side */ \
    X(RULE_LINE, "line")           /* a line beside a table: what it tells */ \
    X(RULE_ROW, "row")             /* the name cell of a row: what kind of row it is */ \
    X(RULE_CELL, "cell")           /* the text of a cell: what it holds */ \
    X(RULE_LEVEL, "level")         /* the enumerator in front of a name to its level */ \
    X(RULE_UNIT, "unit")           /* a unit of money to its power of ten */ \
    X(RULE_SCHEME, "scheme")       /* a code to its classification */ \
    X(RULE_FORM, "form")           /* a title, or the labels in it, to a kind of form */ \
    X(RULE_LABEL, "label")         /* a label in a form: indicator, fund, goal, field, group */ \
    X(RULE_STATEMENT, "statement") /* what a sentence says of an amount */ \
    X(RULE_TOPIC, "topic")         /* the subject and unit of a statement to what it is about */ \
    X(RULE_FIGURE, "figure")       /* one printed amount, for the relations of checks */ \
    X(RULE_CHECK, "check")         /* a relation that the figures of a document must obey */ \
    X(RULE_SET, "set")             /* the tables that a place or an organization publishes, for rules --check */ \
    X(RULE_DOCUMENT, "document")   /* a title line to kind, level, year, organization */

enum rule_class {
#define X(class, word) class,
    RULE_CLASSES(X)
#undef X
        RULE_CLASS_COUNT
};

/* The key of a set that names no kind: the kind and level of the documents it is of, as the key of table rules. */
#define SET_DOCUMENTS "documents"

struct rule {
    enum rule_class class;
    const char *name; /* as in the group's head, without the class */
    const char *kind; /* the name up to a slash */
    const char *file; /* base name */
    int line;
    int order;                 /* of loading */
    int priority;              /* the larger is tried first; 50 unless said */
    struct pattern *pattern;   /* what must be found; never NULL in a loaded set, but for rules with head alone */
    struct pattern *except;    /* what must not be found, or NULL */
    struct pattern *head;      /* table, form: found in the labels */
    struct pattern *under;     /* column: found in a label above; row: in the name of the row above */
    struct pattern *tables;    /* column, row, figure, check: found in the kind of the table */
    struct pattern *others;    /* check: found in the kind of the table compared with */
    struct pattern *title;     /* figure: found in the title of the table */
    struct pattern *untitled;  /* figure: not found in it */
    struct pattern *beside;    /* check: measures that may stand under another head than the sum */
    struct pattern *above;     /* figure: found in a row below it on its side, if in any */
    struct pattern *having;    /* figure, check: found in a measure of the table */
    struct pattern *documents; /* check: found in the kind of the document; table: in its kind and level */
    struct pattern *phase;     /* check: found in the phase of the statement ("" where it tells none) */
    const char *role;          /* column; figure: of the row */
    const char *measure;       /* column; figure; check: of the sum */
    const char *other_measure; /* check: in the table compared with */
    const char *side;          /* figure, check: of the row */
    const char *whole, *parts; /* check: figures, "a + b?"; what is printed, and what it must be */
    const char *none, *absent; /* check: figures that must be nil, or not there */
    const char *by;            /* check: what rows are compared by, "code" or "name" */
    const char *condition;     /* check: under which the relation holds, in words */
    const char *value;         /* document, row, level ...: what the class says it means */
    int power;                 /* unit */
    int rank;                  /* level: under those of a lower rank, at the same level */
    int level;                 /* level; column: the place of a code column in 类, 款, 项 */
    bool transposed;           /* table */
    bool alone;                /* column: as a head over several it only tells them apart */
    const char *const *classification; /* table: the classifications whose names its rows may bear, or NULL */
    struct rule_group *group;          /* as it is written, with what it inherits */
};

struct ruleset;

/* The directories, each followed by its folder `sets` where it has one: what is tried, not what is read.  The caller
 * releases the list with g_strfreev. */
char **ruleset_with_sets(const char *const *directories);

/* Loads `*.rules` of each directory, by name, weakest directory first; a rule in a later
 * directory replaces the one of the same class and name and inherits the keys that it does not name (samples only
 * where it leaves the patterns alone).  Every fault is added to `faults`
 * as "file:line: message" (char *, freed with the array); one fault refuses the set: NULL with
 * ERROR_RULES.  `faults` may be NULL. */
struct ruleset *ruleset_load(const char *const *directories, GPtrArray *faults, struct error *error);

/* The same for the reading of one document, which needs but half of the patterns: each is compiled when it is first
 * needed, and none that no text of the document can begin.  Behind the document ruleset_is_fine is asked; the faults
 * other than those of patterns are told here. */
struct ruleset *ruleset_load_late(const char *const *directories, struct error *error);

/* False with ERROR_RULES where a pattern turned out wrong when it was needed: nothing that was decided stands. */
bool ruleset_is_fine(const struct ruleset *ruleset, struct error *error);

void ruleset_free(struct ruleset *ruleset);

/* The first rule of the class, by priority, whose pattern is found in `text` and whose exception is not; or NULL. */
const struct rule *ruleset_match(const struct ruleset *ruleset, enum rule_class class, struct view text);

/* The table rule that a title leads to in a document of that kind and level ("budget government"; none: not known), or
 * NULL: by the part of it that speaks of the table (the line rule `subject`), which the name of an organization does
 * not, else by all of it where that part names no form. */
const struct rule *ruleset_title(const struct ruleset *ruleset, struct view title, struct view scope);

/* The same among the rules of one kind: those named `kind` or `kind/…`. */
const struct rule *ruleset_match_kind(const struct ruleset *ruleset, enum rule_class class, const char *kind,
                                      struct view text);

/* The rules of a class in the order in which they are tried (const struct rule *). */
const GPtrArray *ruleset_list(const struct ruleset *ruleset, enum rule_class class);

/* The rule of that class and name, or NULL. */
const struct rule *ruleset_get(const struct ruleset *ruleset, enum rule_class class, const char *name);

/* Whether the rule of that class and name is there and holds for the text. */
bool ruleset_is(const struct ruleset *ruleset, enum rule_class class, const char *name, struct view text);

/* What the group `value` of that rule catches in the text (the whole match where it has no such group);
 * none where the rule does not hold. */
struct view ruleset_capture(const struct ruleset *ruleset, enum rule_class class, const char *name, struct view text);

/* From now on tells each decision in a line of `to`: class, rule, file and line, and the text, with tabs between; `-`
 * where no rule of the class holds.  Not owned; NULL ends it. */
void ruleset_trace(struct ruleset *ruleset, FILE *to);

/* Tells what was decided by other means than the functions here: the rule for a text, or NULL. */
void ruleset_tell(const struct ruleset *ruleset, enum rule_class class, const struct rule *rule, struct view text);

/* What stands in front of the name in the head of a rule of the class. */
const char *rule_class_word(enum rule_class class);

/* Whether one rule holds for a text: its pattern found, its exception not. */
bool rule_matches(const struct rule *rule, struct view text);

/* What a rule's key `sample` or `sample-not`, or the key of a set, lists; nothing where it has no such key.  The caller
 * releases the list with g_strfreev. */
char **rule_samples(const struct rule *rule, const char *key);

/* Tries every sample of every rule: one that must match and does not, or the other way
 * round, is added to `faults`.  Returns the number of samples tried. */
int ruleset_try_samples(const struct ruleset *ruleset, GPtrArray *faults);

#endif
