/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_MODEL_H
#define RULES_MODEL_H
#include <glib.h>

#include "base/arena.h"
#include "base/record.h"
#include "rules/dictionary.h"
#include "rules/ruleset.h"

/* What the rules stage keeps of a document between its first record and `close`. */

/* A grid of a page with its cells in place. */
struct grid {
    const struct record_grid *record;
    int page;
    int rows, columns;
    /* rows * columns pointers, row by row, to the cell that covers the place; NULL where none does */
    const struct record_cell **at;
};

/* What stands on the pages, in reading order: a printed line (its pieces left to right) or a grid. */
struct item {
    int page;
    struct grid *grid;                 /* NULL for a line */
    const struct record_line **pieces; /* NULL for a grid */
    size_t count;
    struct view joined; /* the plain text of the pieces, a space between two */
};

struct reading {
    struct arena *arena;
    const struct ruleset *rules;
    const struct dictionary *dictionary;
    struct view scope;          /* kind and level of the document, a space between, as far as its cover tells them */
    int fiscal_year;            /* 0 where none is printed */
    struct view organization;   /* of the document; none where none is printed */
    GArray *items;              /* struct item */
    GHashTable *label_verdicts; /* a column's label (struct view *) -> what each column rule says of it (head.c) */
    GPtrArray *warnings;        /* const struct record_warning *, passed on behind the tables */
    int page;                   /* the one whose records are coming */
    GArray *pages;              /* const struct record_page *, by number - 1; NULL where one did not come */
    struct grid *grid;          /* the one whose cells are coming, or NULL */
};

/* A column of a table. */
struct column {
    struct view role;
    struct view measure;
    struct view side;
    struct view_list label;
    struct view phase;      /* where its label names a phase: that measure (budget, final, prior_year ...) */
    struct view_list items; /* its label without the phase: what the column is an item of */
    int block;              /* which of the side-by-side blocks it belongs to, from 0 */
    int code_level;         /* in a group of code columns 1, 2, 3; 0 for a code column that stands alone */
    bool unit;              /* names a unit (单位编码, 单位名称), not an item */
    bool second;            /* belongs to the second classification of its block (counterpart) */
    int power;              /* of ten, to yuan, where the label names a unit; -1 otherwise */
    bool guessed;           /* its role was told from what it holds, not by a rule */
    int weight;             /* of the rule that made it a name: the heaviest gives the row its name */
    size_t named_depth;     /* of a label that no rule knows and that is named by its first column, + 1; or 0 */
    int named_first;        /* ... that column */
};

/* One of the blocks of columns that stand side by side. */
struct block {
    const struct column *first, *first_amount; /* of its columns, and of those of amounts; NULL where there is none */
    int columns, amounts;
    unsigned over_all, over_amounts; /* the depths, as bits, at which all of them have the same label */
};

/* A year that labels name, the first rule that says so, and whether another one does. */
struct named_year {
    int year;
    const struct rule *rule;
    bool shared;
};

/* A grid, or what one page holds of a table. */
struct part {
    struct grid *grid;
    int head_first, head_end; /* grid rows of the head, as printed on this page */
    int body_end;             /* the body is [head_end, body_end) */
    int *columns;             /* grid column -> column of the table */
};

struct table {
    struct record_table *record;
    const struct rule *rule; /* of its kind, or NULL */
    GArray *parts;           /* struct part */
    GPtrArray *notes;        /* struct view *, in the arena */
    int power;               /* of ten, from the table's unit to yuan; -1 where it is not known */
    int column_count, block_count;
    const char **block_schemes; /* the classification that a block's head names; NULL where it names none */
    struct column *columns;
    struct block *blocks;
    struct named_year *years;
    int year_count;
    GArray *pages; /* int */
};

/* The cell that covers a place, or NULL; and whether it begins there. */
static inline const struct record_cell *grid_at(const struct grid *grid, int row, int column)
{
    return grid->at[row * grid->columns + column];
}
static inline bool cell_begins(const struct record_cell *cell, int row, int column)
{
    return cell && cell->row == row && cell->column == column;
}

/* reading.c */
/* Opens the reading of a document whose records live in `arena`; released with reading_close. */
void reading_open(struct reading *reading, struct arena *arena, const struct ruleset *rules,
                  const struct dictionary *dictionary);
void reading_close(struct reading *reading);
/* Takes a page, line, grid or cell record; false where it is none of them. */
bool reading_take(struct reading *reading, const struct record *record);
/* The box on the page as it is read: turned so that the text runs to the right.  None stays none. */
struct box reading_box(const struct reading *reading, int page, struct box box);
/* Adds a warning; page 0 stands for the whole document. */
void reading_warn(struct reading *reading, int page, const char *code, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* The text of a printed title or name with the spaces inside Chinese closed up. */
struct view text_close_up(struct arena *arena, struct view text);

/* context.c */
/* What the lines above a grid, or the rows in its top, say. */
struct context {
    struct view title, number, organization, unit;
    const struct rule *rule; /* of the kind that the title leads to, or NULL */
    bool continued;          /* 续表 */
    bool text;               /* prose stands between the grid and what was before it */
    struct view bare; /* a text that would be a title but for its last word, where it serves as one, and its rule */
    const struct rule *bare_rule;
};
/* Takes what the rows in the top of the grid say; returns how many rows speak of the table and are not part of it. */
int context_read_rows(const struct reading *reading, const struct grid *grid, struct context *context);
/* Takes what the lines above the grid that is item `index` say, the nearest first. */
void context_read_lines(const struct reading *reading, guint index, struct context *context);
/* The unit that a cell of the head in rows [first, end) names, or none. */
struct view context_head_unit(const struct reading *reading, const struct grid *grid, int first, int end);
/* Whether the grid holds nothing but a title, a unit and the like: a frame around what stands above a table. */
bool context_is_banner(const struct reading *reading, const struct grid *grid);
/* The folded text of a grid's row, a space between two cells; `cells` counts those with text. */
struct view grid_row_text(const struct reading *reading, const struct grid *grid, int row, int *cells);

/* stacked.c: cuts the grids that hold several tables below each other. */
void stacked_split(struct reading *reading);

/* assemble.c: finds the tables of the reading (struct table *, in the arena but for their arrays,
 * which go with the list).  The caller unrefs it. */
GPtrArray *tables_assemble(struct reading *reading);

/* head.c */
/* How many rows from `first` on are head rows of a grid: 0 where it begins with data. `forced`: the
 * grid begins a table, so its first row is a head unless it holds data. */
int head_count(const struct reading *reading, const struct grid *grid, int first, bool forced);
/* Whether the row holds data (an amount, a code, an enumerated item, a total). */
bool row_is_data(const struct reading *reading, const struct grid *grid, int row);
/* Whether it is a row of running numbers under a head (1 2 3 …, 栏次 1 2, ** ** 1 2, 1=2+3). */
bool row_is_running(const struct reading *reading, const struct grid *grid, int row);
/* Whether it is a row of labels: at least two cells, half of them known as a column's label. */
bool row_is_labels(const struct reading *reading, const struct grid *grid, int row);
/* The rule of a column's label under the labels `above` it, in a table of that kind; or NULL. */
const struct rule *column_rule_find(const struct reading *reading, struct view label, struct view above,
                                    struct view kind);

/* columns.c */
/* Gives the table its columns: labels, roles, measures, sides. */
void columns_read(struct reading *reading, struct table *table, int fiscal_year, struct view document_kind);

/* rows.c: passes the table's header and row records on. */
bool rows_emit(struct reading *reading, struct table *table, struct sink *next, struct error *error);

/* forms.c */
/* The form rule that holds for the table, by its title or the labels in its first part; NULL: it is no form. */
const struct rule *form_rule_find(const struct reading *reading, const struct table *table);
/* Whether `next` goes on with the form on the page behind it: it has no title and holds a form's words.  Its parts are
 * then the form's. */
bool form_continues(const struct reading *reading, struct table *form, const struct table *next);
/* Passes the table on as one or, where it lists projects, several forms. */
bool form_emit(struct reading *reading, struct table *table, const struct rule *rule, struct sink *next,
               struct error *error);

/* statements.c: passes on the amounts that the prose states. */
bool statements_emit(struct reading *reading, struct sink *next, struct error *error);

/* facts.c: what the document is, from its cover, its titles and the lines beside its tables. */
struct record_document *facts_find(struct reading *reading, const GPtrArray *tables);

#endif
