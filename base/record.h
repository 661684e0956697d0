/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/amount.h"
#include "base/error.h"
#include "base/view.h"

struct arena;

/* The records that flow from stage to stage.  One document is a `source` record, what the
 * stages say of it, and a `close` record.  Behind the page reader (stages `pages` and
 * `normalize`) a document is
 *
 *     source { page { line | grid { cell } } } warning* error? close
 *
 * and behind the rules
 *
 *     source document { table column* { header cell* } { row amount* cell* } }
 *         form { field | fund | goal | task | indicator | cell } statement* { check operand* } warning* error? close
 *
 * Records and all they point to live in the arena of the document: a stage may keep them
 * until it has seen `close`, and never frees one.
 */

/* A rectangle on the upright page (as /Rotate shows it) within its CropBox: tenths of a point,
 * origin top left, y grows downwards.  box_is_none() where a record has no place. */
struct box {
    int32_t x0, y0, x1, y1;
};
#define BOX_NONE ((struct box){0, 0, -1, -1})
bool box_is_none(struct box box);

/* Lists in the arena. */
struct int_list {
    const int *items;
    size_t count;
};
struct view_list {
    const struct view *items;
    size_t count;
};

enum record_kind {
    RECORD_SOURCE,
    RECORD_PAGE,
    RECORD_LINE,
    RECORD_GRID,
    RECORD_CELL,
    RECORD_DOCUMENT,
    RECORD_TABLE,
    RECORD_COLUMN,
    RECORD_HEADER,
    RECORD_ROW,
    RECORD_AMOUNT,
    RECORD_FORM,
    RECORD_FIELD,
    RECORD_FUND,
    RECORD_GOAL,
    RECORD_TASK,
    RECORD_INDICATOR,
    RECORD_STATEMENT,
    RECORD_CHECK,
    RECORD_OPERAND,
    RECORD_WARNING,
    RECORD_ERROR,
    RECORD_CLOSE,
    RECORD_KINDS
};

/* Every record begins with its kind; record_cast by hand: (const struct record_page *)record. */
struct record {
    enum record_kind kind;
};

/* The file a document was read from; opens the document. */
struct record_source {
    struct record record;
    struct view file;   /* base name as given; none for standard input */
    struct view sha256; /* 64 lower-case hexadecimal digits; none where the file could not be read */
    int64_t bytes;      /* -1 where the file could not be read */
    int pages;          /* -1 where they could not be counted */
    struct view type;   /* "pdf" or "text" */
};

struct record_page {
    struct record record;
    int number;        /* from 1 */
    int width, height; /* tenths of a point, upright */
    int turn;          /* degrees clockwise after which the text of the page reads to the right: 0, 90, 180, 270 */
};

/* A run of text outside grids on one baseline.  Pieces of one printed line that stand far
 * apart are records of their own, left to right. */
struct record_line {
    struct record record;
    struct view text;  /* as printed, broken glyphs mended by `normalize` */
    struct view plain; /* folded to half width, closed up; none before `normalize` */
    struct box box;
    int size; /* font size, tenths of a point */
};

/* A grid of cells; its cells follow it. */
struct record_grid {
    struct record record;
    struct box box;
    int rows, columns;
    /* "ruled": by rulings alone; "mixed"; "aligned": by text alone; "doubtful": by text that does not say for certain
     * what its columns are. */
    struct view rulings;
    struct int_list vertical; /* x of the columns' edges, columns + 1 of them, tenths of a point */
};

/* A cell of a grid (stages 1 and 2: row and column count grid lines), of a printed head line or
 * of a row (stage 3: row counts the printed lines of the table, column its columns). */
struct record_cell {
    struct record record;
    int page;
    int row, column;
    int row_span, column_span;
    struct view text;  /* as printed, wrapped lines joined; empty where nothing is printed */
    struct view plain; /* as in record_line */
    /* Of an empty cell at the edge of its page: the text that the file has there and the page does not show, as the page
     * before or after it does; none elsewhere.  Behind the rules only where that page is known to show it. */
    struct view hidden;
    struct box box; /* the cell; the text's box where no ruling bounds it */
    struct box ink; /* the box of its text alone; none where it is empty */
};

/* What the whole document is. */
struct record_document {
    struct record record;
    struct view kind;  /* "budget", "final_accounts" or none */
    struct view level; /* "department", "unit", "government" or none */
    struct view organization;
    int fiscal_year; /* 0 where none is printed */
    struct view watermark;
    struct view title;
};

struct record_table {
    struct record record;
    struct view kind; /* "unknown" where no rule knows it */
    struct view title, number, organization, unit;
    struct int_list pages;
    struct view rulings; /* as in record_grid; the weakest of its parts */
    bool empty;
    bool transposed;
    struct view_list notes;
    struct view rule; /* file and name of the rule that decided the kind; none where none did */
};

/* The columns of the last table, in order. */
struct record_column {
    struct record record;
    struct view role;    /* code name amount percent count date text */
    struct view measure; /* for amounts; none otherwise */
    struct view side;    /* none in tables that are not side by side */
    struct view_list label;
};

/* A printed head line of the last table; its cells follow. */
struct record_header {
    struct record record;
    int line;
};

/* A row of the last table; its amounts and cells follow. */
struct record_row {
    struct record record;
    int line;         /* index of the printed line */
    struct view role; /* item, total or group */
    struct view side;
    struct view code, scheme;
    struct view code_source; /* "dictionary" where the code is not printed; none otherwise */
    struct view name, label;
    int level;  /* 0 where it is not known */
    int parent; /* index of the parent row in the table, or -1 */
    struct view counterpart_scheme, counterpart_code, counterpart_name;
};

/* An amount of the last row, in yuan. */
struct record_amount {
    struct record record;
    struct view measure;
    bool printed;  /* false: the cell is empty, and value means nothing (JSON null) */
    int precision; /* the last printed digit counts 10^precision yuan; AMOUNT_EXACT for a nil mark */
    struct amount value;
};
enum { AMOUNT_EXACT = -64 };

/* A performance-target form (绩效目标表); what it says follows it. */
struct record_form {
    struct record record;
    struct view kind; /* project_performance or overall_performance */
    struct view title, organization, unit;
    struct int_list pages;
};

/* A label of the last form and what stands behind it. */
struct record_field {
    struct record record;
    struct view name, value;
};

/* Funds of the last form, in yuan. */
struct record_fund {
    struct record record;
    struct view scope; /* "period" or "year"; of the year's "budget", "adjusted" or "final" where told apart */
    struct view name;  /* total, central, provincial, local, self, other ... */
    bool printed;      /* false: the cell is empty */
    struct amount value;
};

struct record_goal {
    struct record record;
    struct view scope, text;
};

/* A task of the year in a form of a whole department (年度主要任务); funds of scope "task" behind it are its own. */
struct record_task {
    struct record record;
    struct view name, content;
};

struct record_indicator {
    struct record record;
    struct view scope;
    struct view level1, level2, level3, value;         /* as printed; none where nothing is */
    bool compared;                                     /* the value is a number, with a sign of comparison or without */
    struct view sign;                                  /* ≥ ≤ > < = ≠; none where none is printed */
    struct amount number;                              /* the number compared with */
    struct view unit;                                  /* behind the number: 次, %; none where none is */
    struct view weight, actual, score, standard, note; /* of an evaluation, as printed; none where nothing is */
};

/* An amount or a quantity stated in prose, with what the sentence says of it. */
struct record_statement {
    struct record record;
    int page;
    struct view section; /* the heading it stands under */
    struct view topic;   /* what it is about, a word of the rules (three_public, staff ...); none where no rule says */
    struct view subject;
    int part_of;    /* index of the statement of the whole that this is a part of (其中), or -1 */
    int share_of;   /* index of the statement of another whole that its share names (占本年支出合计), or -1 */
    int year;       /* that the subject names; 0 where it names none */
    bool has_value; /* false: only by how much it changed is told */
    bool counted;   /* the value is a quantity of `unit` (辆, 人, 平方米), not money */
    struct amount value;    /* yuan, or the quantity */
    int precision;          /* the last printed digit counts 10^precision yuan (or units) */
    struct view unit, text; /* as printed */
    struct view phase;      /* the measure that it is: budget, final, adjusted; none where no word says */
    bool has_share, has_completion, has_change, has_percent;
    struct amount share;      /* per cent of the whole */
    struct amount completion; /* per cent of the budget */
    struct amount change;     /* yuan, against the year before */
    struct amount percent;    /* the change in per cent */
    struct view code;
    struct view code_source; /* "dictionary" where the code is not printed; none otherwise */
    struct view_list path;   /* 类, 款, 项 in words, where they are */
    struct view reason;      /* 主要原因是 … */
    struct view quote;       /* the sentence */
};

/* The verdict on a relation that the document's figures must obey; its operands follow it. */
struct record_check {
    struct record record;
    struct view rule;       /* the name of the check rule */
    struct int_list tables; /* indexes among the tables of the document */
    int row;                /* index of the row in the first of them, or -1 */
    int page;
    struct view measure;
    struct view quantity;                                  /* what the figures count: yuan, percent or number */
    struct view verdict;                                   /* equal, rounding or differs */
    struct amount expected, actual, difference, tolerance; /* difference = actual - expected */
    struct view message;                                   /* the relation in words: 20805 = 2080501 + … */
    struct view condition; /* under which the rule says that both sides mean the same; none where it always holds */
};

/* A printed figure of the last check: where it stands and what it is worth. */
struct record_operand {
    struct record record;
    struct view term;       /* "whole" (what is printed) or "part" (what it must be) */
    int table, row, column; /* indexes in the document, its table and there; -1 where it stands in none */
    int form, statement;    /* indexes in the document; -1 where it stands in none */
    int page;
    struct box box;   /* of its cell */
    struct view text; /* as printed */
    struct amount value;
    int precision; /* as in record_amount */
};

struct record_warning {
    struct record record;
    int page; /* 0: the whole document */
    struct view code, message;
};

/* The document failed; what was said of it before this record is to be dropped. */
struct record_error {
    struct record record;
    struct view code, message;
    int page;
};

/* Closes the document. */
struct record_close {
    struct record record;
};

/* A new zeroed record of a kind in the arena (boxes are none, indexes of others -1). */
void *record_new(struct arena *arena, enum record_kind kind);

/* The word of a kind in the record stream, e.g. "grid". */
const char *record_kind_word(enum record_kind kind);

/* Where records go: the next stage, a writer, or a test.  `take` is called for each record with
 * the arena of its document; `finish` once, behind the last document (it may be NULL).  Both
 * return false with the error set when the whole run must end, not for a bad document. */
struct sink {
    bool (*take)(struct sink *self, struct arena *arena, const struct record *record, struct error *error);
    bool (*finish)(struct sink *self, struct error *error);
    void (*free)(struct sink *self);
    struct sink *next; /* NULL for the last; not owned */
};

bool sink_take(struct sink *sink, struct arena *arena, const void *record, struct error *error);
bool sink_finish(struct sink *sink, struct error *error);
void sink_free(struct sink *sink);

/* Passes a warning on; page 0 stands for the whole document. */
bool sink_warn(struct sink *sink, struct arena *arena, int page, const char *code, struct view message,
               struct error *error);

#endif
