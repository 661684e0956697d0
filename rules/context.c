/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above a grid, or in its top rows, and speaks of the table: title, unit, organization, number. */
#include "rules/model.h"

enum {
    CONTEXT_LINES = 10,    /* printed lines above a grid that may speak of it */
    TITLE_LENGTH_MAX = 80, /* characters */
    HEADING_PAGES = 2,     /* on more, a line is the heading of pages */
    TITLE_LINES = 3,       /* printed lines of one title */
    BANNER_ROWS = 4,       /* of a grid that holds nothing but a title and the like */
    ROW_CELLS = 3,         /* cells with text of a row that may hold them */
    ROW_CELLS_UNIT = 6,    /* ... and where it names the unit */
};

static bool is_line(const struct reading *reading, const char *name, struct view text)
{
    return ruleset_is(reading->rules, RULE_LINE, name, text);
}

/* Takes what a text says of its table: unit, organization, number.  True where it says anything. */
static bool context_take(const struct reading *reading, struct context *context, struct view text)
{
    struct view unit = ruleset_capture(reading->rules, RULE_LINE, "unit", text);
    struct view number = ruleset_capture(reading->rules, RULE_LINE, "number", text);
    struct view organization = ruleset_capture(reading->rules, RULE_LINE, "organization", text);
    if (!context->unit.data && unit.data)
        context->unit = unit;
    if (!context->number.data && number.data)
        context->number = number;
    if (!context->organization.data && !view_is_empty(organization))
        context->organization = organization;
    return unit.data || number.data || organization.data;
}

/* The part of the printed text that `part` of its folded form stands for: folding drops spaces, no letters. */
static struct view printed_part(struct view printed, struct view plain, struct view part)
{
    size_t skip = 0, keep = 0;
    for (struct view rest = {plain.data, (size_t)(part.data - plain.data)}; rest.size;)
        skip += !g_unichar_isspace(view_next(&rest));
    for (struct view rest = part; rest.size;)
        keep += !g_unichar_isspace(view_next(&rest));
    const char *start = NULL;
    struct view rest = printed;
    while (keep && rest.size) {
        const char *at = rest.data;
        if (g_unichar_isspace(view_next(&rest)))
            continue;
        if (skip) {
            skip--;
            continue;
        }
        start = start ? start : at;
        keep--;
    }
    return start ? (struct view){start, (size_t)(rest.data - start)} : printed;
}

/* Whether the line stands on so many pages that it is the heading of them all, not of a table: more than the list of
 * contents and the page of a table. */
static bool is_running_heading(const struct reading *reading, struct view plain)
{
    int pages = 0, last = 0;
    for (guint i = 0; i < reading->items->len && pages <= HEADING_PAGES; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (item->grid || item->page == last || !view_equal(item->joined, plain))
            continue;
        last = item->page;
        pages++;
    }
    return pages > HEADING_PAGES;
}

/* Tries a text as the table's title; `printed` is the text as printed, `plain` the folded one. */
static bool title_take(const struct reading *reading, struct context *context, struct view printed, struct view plain)
{
    if (context->title.data || view_length(plain) > TITLE_LENGTH_MAX)
        return false;
    const struct rule *rule = ruleset_get(reading->rules, RULE_LINE, "title");
    struct view title = plain; /* or the part of it that the rule names */
    if (!rule || !rule_matches(rule, plain) ||
        (pattern_has_group(rule->pattern, "value") && !pattern_capture(rule->pattern, plain, "value", &title)) ||
        is_line(reading, "number_alone", title))
        return false;
    const struct rule *kind = ruleset_title(reading->rules, title, reading->scope);
    bool continued = is_line(reading, "continued", title);
    if (!kind && !continued && !ruleset_match(reading->rules, RULE_FORM, title) && is_running_heading(reading, plain))
        return false;
    context->continued = continued;
    context->title = text_close_up(reading->arena, printed_part(printed, plain, title));
    context->rule = kind;
    return true;
}

/* Keeps the nearest text that would be a known title but for its last word. */
static void bare_keep(const struct reading *reading, struct context *context, struct view printed, struct view plain)
{
    const struct rule *bare = ruleset_get(reading->rules, RULE_LINE, "title_bare"), *rule;
    if (context->bare.data || !bare || view_length(plain) > TITLE_LENGTH_MAX || !rule_matches(bare, plain))
        return;
    rule = ruleset_title(reading->rules, view_join(reading->arena, plain, "", view_of(bare->value)), reading->scope);
    if (!rule || is_running_heading(reading, plain))
        return;
    context->bare = text_close_up(reading->arena, printed);
    context->bare_rule = rule;
}

static struct view piece_plain(const struct record_line *line)
{
    return line->plain.data ? line->plain : line->text;
}

/* Whether a printed line and the one above it can be one title: each in one piece, of one size, on one page. */
static bool lines_pair(const struct item *item)
{
    const struct item *above = item - 1;
    return !above->grid && above->page == item->page && above->count == 1 && item->count == 1 &&
           above->pieces[0]->size == item->pieces[0]->size;
}

/* Takes a title put together from lines, and what stands behind it: the break may lie in its unit. */
static bool title_of_lines_take(const struct reading *reading, struct context *context, struct view printed,
                                struct view plain)
{
    if (!title_take(reading, context, printed, plain))
        return false;
    context_take(reading, context, plain);
    return true;
}

/* A title over several lines, of which `item` is the lowest and `lines` may be looked at: what is below goes on with it
 * (its brackets), or all together lead to a kind to which the lower ones alone do not. */
static bool title_join(const struct reading *reading, struct context *context, const struct item *item, guint lines)
{
    struct view plain = item->joined, printed = item->pieces[0]->text;
    const struct rule *rule =
        is_line(reading, "title", plain) ? ruleset_title(reading->rules, plain, reading->scope) : NULL;
    bool joined = false;
    for (guint i = 1; i < lines && i < TITLE_LINES && lines_pair(item); i++, item--) {
        struct view above = item[-1].joined;
        bool tail = is_line(reading, "title_tail", plain) && !is_line(reading, "unit", plain);
        bool complete = is_line(reading, "complete", plain) && !is_line(reading, "open", above);
        if (is_line(reading, "page_number", above) || complete || is_line(reading, "title", above) != tail)
            break;
        plain = view_join(reading->arena, above, "", plain);
        printed = view_join(reading->arena, item[-1].pieces[0]->text, "", printed);
        const struct rule *both =
            is_line(reading, "title", plain) ? ruleset_title(reading->rules, plain, reading->scope) : NULL;
        joined = joined || tail || (both && both != rule);
        if (both && (tail || both != rule))
            return title_of_lines_take(reading, context, printed, plain);
    }
    return joined && title_of_lines_take(reading, context, printed, plain);
}

/* The pieces of a line up to the last that ends a title, where together they lead to a kind to which that one alone does
 * not: letters that stand far apart, or words. */
static bool pieces_join(const struct reading *reading, struct context *context, const struct item *item)
{
    struct view plain = VIEW_NONE, printed = VIEW_NONE;
    size_t count = 0;
    for (size_t i = 0; i < item->count; i++) {
        struct view piece = piece_plain(item->pieces[i]);
        if (is_line(reading, "number_alone", piece) || is_line(reading, "unit", piece) ||
            is_line(reading, "organization", piece))
            continue;
        plain = view_join(reading->arena, plain, "", piece);
        printed = view_join(reading->arena, printed, "", item->pieces[i]->text);
        count++;
        if (count < 2 || !is_line(reading, "title", piece) || !is_line(reading, "title", plain))
            continue;
        const struct rule *both = ruleset_title(reading->rules, plain, reading->scope);
        if (both && both != ruleset_title(reading->rules, piece, reading->scope))
            return title_take(reading, context, printed, plain);
    }
    return false;
}

/* A title in one piece of a line, or in several, or over the line and those above it. */
static bool title_find(const struct reading *reading, struct context *context, const struct item *item, guint lines)
{
    if (context->title.data)
        return false;
    if (item->count == 1 ? title_join(reading, context, item, lines) : pieces_join(reading, context, item))
        return true;
    for (size_t i = 0; i < item->count; i++)
        if (title_take(reading, context, item->pieces[i]->text, piece_plain(item->pieces[i])))
            return true;
    if (item->count > 1 && title_take(reading, context, item->joined, item->joined))
        return true;
    for (size_t i = 0; i < item->count; i++)
        bare_keep(reading, context, item->pieces[i]->text, piece_plain(item->pieces[i]));
    return false;
}

/* The text of a row, a space between two cells; `cells` counts the cells with text. */
static struct view row_text(struct arena *arena, const struct grid *grid, int row, int *cells)
{
    struct view joined = VIEW_NONE;
    *cells = 0;
    for (int column = 0; column < grid->columns; column++) {
        const struct record_cell *cell = grid_at(grid, row, column);
        if (!cell_begins(cell, row, column) || view_is_empty(cell->plain))
            continue;
        (*cells)++;
        joined = view_join(arena, joined, " ", cell->plain);
    }
    return joined;
}

struct view grid_row_text(const struct reading *reading, const struct grid *grid, int row, int *cells)
{
    return row_text(reading->arena, grid, row, cells);
}

/* Whether the row says something of the table and nothing else. */
static bool row_take(const struct reading *reading, const struct grid *grid, int row, struct context *context)
{
    int cells;
    struct view text = row_text(reading->arena, grid, row, &cells);
    if (!cells)
        return true;
    if (cells > ROW_CELLS_UNIT || (cells > ROW_CELLS && !is_line(reading, "unit", text)) ||
        row_is_data(reading, grid, row) || row_is_labels(reading, grid, row))
        return cells == 1 && title_take(reading, context, text, text);
    bool title = false;
    for (int column = 0; column < grid->columns && !title; column++) {
        const struct record_cell *cell = grid_at(grid, row, column);
        if (cell_begins(cell, row, column) && !view_is_empty(cell->plain))
            title = title_take(reading, context, cell->text, cell->plain);
    }
    bool told = context_take(reading, context, text);
    /* Above a head it may be a title; above data it is the line of a section. */
    if (cells == 1 && !title && !told && !context->title.data && row + 1 < grid->rows &&
        row_is_labels(reading, grid, row + 1)) {
        bare_keep(reading, context, text, text);
        return context->bare.data != NULL;
    }
    return title || told;
}

static bool context_says(const struct context *context)
{
    return context->title.data || context->unit.data || context->organization.data || context->number.data;
}

int context_read_rows(const struct reading *reading, const struct grid *grid, struct context *context)
{
    int row = 0;
    while (row < grid->rows - 1 && row_take(reading, grid, row, context))
        row++;
    /* Empty rows alone say nothing. */
    return context_says(context) || context->bare.data ? row : 0;
}

struct view context_head_unit(const struct reading *reading, const struct grid *grid, int first, int end)
{
    for (int row = first; row < end; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            struct view unit = cell_begins(cell, row, column)
                                   ? ruleset_capture(reading->rules, RULE_LINE, "unit", cell->plain)
                                   : VIEW_NONE;
            if (unit.data)
                return unit;
        }
    return VIEW_NONE;
}

bool context_is_banner(const struct reading *reading, const struct grid *grid)
{
    struct context context = {0};
    if (grid->rows > BANNER_ROWS)
        return false;
    for (int row = 0; row < grid->rows; row++)
        if (!row_take(reading, grid, row, &context))
            return false;
    return context_says(&context);
}

/* A printed line above the grid, the last of `lines` of the document; false where it ends what is said of the table. */
static bool line_read(const struct reading *reading, const struct item *item, guint lines, struct context *context)
{
    bool titled = context->title.data != NULL;
    bool told = context_take(reading, context, item->joined);
    bool title = !titled && title_find(reading, context, item, lines);
    if (told || title)
        return true;
    context->text = is_line(reading, "prose", item->joined);
    return !context->text && !titled;
}

/* The page before, where no line of this page speaks of the table: its last lines, where they are one title and what
 * belongs to it, and no list of titles. */
static void page_before_read(const struct reading *reading, guint first, struct context *context)
{
    const struct item *items = (const struct item *)(void *)reading->items->data;
    struct context before = {0};
    guint i = first;
    while (i-- > 0 && items[i].page == items[first].page - 1 && !items[i].grid) {
        bool titled = before.title.data != NULL;
        if (is_line(reading, "page_number", items[i].joined))
            continue;
        if (titled && is_line(reading, "title", items[i].joined))
            return;
        if (titled || !line_read(reading, &items[i], 1, &before))
            break;
    }
    if (!before.title.data || !before.rule)
        return;
    context->title = before.title;
    context->rule = before.rule;
    context->number = context->number.data ? context->number : before.number;
    context->unit = context->unit.data ? context->unit : before.unit;
    context->organization = context->organization.data ? context->organization : before.organization;
}

void context_read_lines(const struct reading *reading, guint index, struct context *context)
{
    const struct item *items = (const struct item *)(void *)reading->items->data;
    int seen = 0;
    for (guint i = index; i-- > 0 && seen < CONTEXT_LINES;) {
        const struct item *item = &items[i];
        if (item->page != items[index].page || (item->grid && !context_is_banner(reading, item->grid)))
            break;
        if (item->grid) {
            for (int row = item->grid->rows; row-- > 0;)
                row_take(reading, item->grid, row, context);
            continue;
        }
        if (is_line(reading, "page_number", item->joined))
            continue;
        if (is_line(reading, "note", item->joined))
            break;
        seen++;
        if (!line_read(reading, item, i + 1, context))
            break;
    }
    guint first = index;
    struct context beside = {0};
    while (first > 0 && items[first - 1].page == items[index].page && !items[first - 1].grid &&
           (is_line(reading, "page_number", items[first - 1].joined) ||
            context_take(reading, &beside, items[first - 1].joined)))
        first--;
    if (!context->title.data && !context->bare.data && (!first || items[first - 1].page != items[index].page))
        page_before_read(reading, first, context);
    if (!context->title.data && context->bare.data) {
        context->title = context->bare;
        context->rule = context->bare_rule;
    } else {
        context->bare = VIEW_NONE;
    }
}
