/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_FORM_H
#define RULES_FORM_H
#include "rules/model.h"

/* A performance-target form while it is read, private to these files, each of which uses those in front of it:
 * form_line.c (a line, and what its words are), form_fields.c (labels and values, funds, tasks), form_indicators.c
 * (the block of indicators), form_cells.c (its record and its cells), form_list.c (forms with a row for each indicator),
 * forms.c (which form it is, its pages, its lines from top to bottom). */

enum {
    SETS = 2,          /* halves of an indicator block: 实施期 | 年度 */
    FUND_COLUMNS = 16, /* columns of funds that stand under heads of their own */
};

/* A printed line of the form. */
struct form_line {
    const struct part *part;
    int row;
};

/* What a column of the indicator block holds. */
enum indicator_role {
    ROLE_NONE,
    ROLE_LEVEL1,
    ROLE_LEVEL2,
    ROLE_LEVEL3,
    ROLE_LEVELS, /* the three in one cell */
    ROLE_SIGN,
    ROLE_VALUE,
    ROLE_MEASURE,
    ROLE_WEIGHT,
    ROLE_ACTUAL,
    ROLE_SCORE,
    ROLE_STANDARD,
    ROLE_NOTE,
    ROLES
};

struct indicator_set {
    const struct grid *grid;    /* that the columns are of */
    int columns[ROLES];         /* grid column, or -1 */
    struct view level1, level2; /* last printed */
};

/* A column of amounts under a head: of a phase of the budget, or of a task's funds. */
struct fund_column {
    int column;
    const struct rule *rule;
};

struct fund_head {
    const struct grid *grid; /* that the columns are of; NULL where there is no head */
    struct fund_column columns[FUND_COLUMNS];
    int count;
    int name, content; /* columns of a list of tasks, or -1 */
};

struct form {
    struct reading *reading;
    struct table *table;
    struct sink *next;
    struct error *error;
    GArray *lines; /* struct form_line */
    GArray *edges; /* of the columns of all its pages (int), left to right */
    struct indicator_set sets[SETS];
    int set_count;
    bool foreign; /* columns that no rule knows stand among the indicators' */
    int power;    /* of ten, of the funds; -1 unknown */
    bool unit_missing;
    bool funded;                   /* funds of the year stand in the form */
    bool list;                     /* a row for each indicator, with columns of the project in front of it */
    bool overall;                  /* of a whole department: all its funds are of the year */
    const char *scope;             /* of the last line with funds of one scope; NULL before */
    bool halves;                   /* 实施期目标 | 年度目标 stand side by side: a line of goals holds both */
    const struct form_line *heads; /* the last line, where it holds heads of texts; else NULL */
    struct view goals[SETS];       /* of the period, of the year: all texts, a line each */
    struct fund_head phases;       /* 年初预算数 | 全年预算数 | 全年执行数 */
    struct fund_head tasks;        /* 任务名称 | 主要内容 | 总额 … */
};

/* form_line.c */
/* The cell that covers the column of a line, or NULL. */
const struct record_cell *line_cell(const struct form_line *line, int column);
/* The folded text of that cell, none where there is no cell. */
struct view line_text(const struct form_line *line, int column);
/* The line at an index below the number of lines. */
const struct form_line *line_at(const struct form *form, guint index);

/* The column of a line that stands where `column` of another grid does (pages may have other columns); `column`
 * itself where nothing bounds them. */
int line_column(const struct form_line *line, const struct grid *grid, int column);

/* Whether a cell with text begins in this row of the line, at this column. */
bool line_begins(const struct form_line *line, int column);

/* In a text without boxes rows have lost and gained cells, so that columns do not hold; what a cell is, its words
 * and its order tell. */
bool line_is_text(const struct form_line *line);

/* The `label` rule of a text, NULL where none holds. */
const struct rule *label_rule(const struct form *form, struct view text);
/* Whether the rule, which may be NULL, is of that kind. */
bool label_is(const struct rule *rule, const char *kind);
/* Sends a record of the form on; false with the form's error set when the run is to end. */
bool form_pass(struct form *form, const void *record);

/* form_fields.c */
/* What a label has been waiting for on its line. */
struct pending {
    const struct rule *rule; /* NULL: no label */
    struct view label;
    int values; /* texts taken already */
};
/* Gives the text to the label; `scope` is that of its funds. */
bool value_take(struct form *form, struct pending *pending, const char *scope, struct view text);
/* A line of labels and values. */
bool fields_read(struct form *form, const struct form_line *line);
/* Funds under heads of their own that begin at line `index`; `*end` is the line behind them, `index` where there are none. */
bool matrix_read(struct form *form, guint index, guint *end);
/* Reads a head of tasks, or of the phases of the budget; false where the line is none. */
bool heads_read(struct form *form, guint index);
/* A line of a list of tasks; `*taken` tells whether it is one. */
bool task_read(struct form *form, const struct form_line *line, bool *taken);
/* The goals taken so far, once all of a form are. */
bool goals_emit(struct form *form);
/* Where the label names a unit of money (预算金额(万元)), it is that of the form's funds. */
void unit_take(struct form *form, struct view label);

/* form_indicators.c */
/* Reads a head of indicators from the line (and the lines it spans); false where it is none. */
bool sets_read(struct form *form, const struct form_line *line);
/* Tells the columns from a line of indicators where no head was printed; false where the line is none, or there was. */
bool sets_guess(struct form *form, const struct form_line *line);
/* A line of indicators. */
bool indicators_read(struct form *form, const struct form_line *line);
/* Whether the line holds an indicator of the first set. */
bool indicator_stands(const struct form *form, const struct form_line *line);

/* form_cells.c */
/* Sends the record of the form that the lines [first, end) hold, its pages told. */
bool form_open(struct form *form, const struct rule *rule, guint first, guint end);
/* The edges of the columns of all parts (int, tenths of a point), left to right: pages of one form may have different
 * ones.  The caller's. */
GArray *edges_collect(const struct form *form);
/* Whether the page break cuts the cell that begins on line `index`, empty though the file has a text for it, and the
 * page before or after shows just that text in the other part of it, in the same form: on the lines [first, end). */
bool cell_is_cut(const struct form *form, guint first, guint end, guint index, int column);
/* Sends the cells of the lines [first, end), in the columns of the form's edges. */
bool cells_emit(struct form *form, guint first, guint end);

/* form_list.c */
/* The head of a list: which column names what its rows are about. */
struct form_list {
    int key;    /* column of the project, or of the unit; -1 where the form is no list */
    guint head; /* the line behind the head */
};
/* Looks for the head of a list in the first lines. */
struct form_list list_find(const struct form *form);
/* Reads the lines of a list, a form for each project. */
bool list_read(struct form *form, const struct rule *rule, const struct form_list *list);

#endif
