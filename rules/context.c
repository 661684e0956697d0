/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands above a grid, or in its top rows, and speaks of the table: title, unit, organization, number. */
#include "rules/model.h"

enum {
    CONTEXT_LINES = 10,    /* printed lines above a grid that may speak of it */
    TITLE_LENGTH_MAX = 80, /* characters */
    BANNER_ROWS = 4,       /* of a grid that holds nothing but a title and the like */
    ROW_CELLS = 3,         /* cells with text of a row that may hold them */
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
    context->continued = is_line(reading, "continued", title);
    context->title = text_close_up(reading->arena, printed_part(printed, plain, title));
    context->rule = ruleset_title(reading->rules, title);
    return true;
}

/* Keeps the nearest text that would be a known title but for its last word. */
static void bare_keep(const struct reading *reading, struct context *context, struct view printed, struct view plain)
{
    const struct rule *bare = ruleset_get(reading->rules, RULE_LINE, "title_bare"), *rule;
    if (context->bare.data || !bare || view_length(plain) > TITLE_LENGTH_MAX || !rule_matches(bare, plain))
        return;
    rule = ruleset_title(reading->rules, view_join(reading->arena, plain, "", view_of(bare->value)));
    if (!rule)
        return;
    context->bare = text_close_up(reading->arena, printed);
    context->bare_rule = rule;
}

static struct view piece_plain(const struct record_line *line)
{
    return line->plain.data ? line->plain : line->text;
}

/* Whether two printed lines can be one title: each in one piece, of one size. */
static bool lines_pair(const struct item *above, const struct item *item)
{
    return above && above->count == 1 && item->count == 1 && above->pieces[0]->size == item->pieces[0]->size;
}

/* A title over the line and the one above it: what is below goes on with it (its brackets), or both together lead to
 * a kind to which the lower alone does not. */
static bool title_join(const struct reading *reading, struct context *context, const struct item *item,
                       const struct item *above)
{
    struct view plain = item->joined;
    if (context->title.data || is_line(reading, "page_number", above->joined))
        return false;
    struct view both = view_join(reading->arena, above->joined, "", plain);
    struct view printed = view_join(reading->arena, above->pieces[0]->text, "", item->pieces[0]->text);
    bool upper = is_line(reading, "title", above->joined), lower = is_line(reading, "title", plain);
    if (upper ? !is_line(reading, "title_tail", plain) || is_line(reading, "unit", plain)
              : is_line(reading, "complete", plain))
        return false;
    const struct rule *joined = ruleset_title(reading->rules, both);
    if (!upper && (!joined || joined == (lower ? ruleset_title(reading->rules, plain) : NULL)))
        return false;
    return title_take(reading, context, printed, both);
}

/* A title in one piece of a line, or over the line and the one above it. */
static bool title_find(const struct reading *reading, struct context *context, const struct item *item,
                       const struct item *above)
{
    if (lines_pair(above, item) && title_join(reading, context, item, above))
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
    if (cells > ROW_CELLS || row_is_data(reading, grid, row) || row_is_labels(reading, grid, row))
        return cells == 1 && title_take(reading, context, text, text);
    bool title = false;
    for (int column = 0; column < grid->columns && !title; column++) {
        const struct record_cell *cell = grid_at(grid, row, column);
        if (cell_begins(cell, row, column) && !view_is_empty(cell->plain))
            title = title_take(reading, context, cell->text, cell->plain);
    }
    bool told = context_take(reading, context, text);
    if (cells == 1 && !title && !told && !context->title.data) {
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

/* A printed line above the grid; false where it ends what is said of the table. */
static bool line_read(const struct reading *reading, const struct item *item, const struct item *above,
                      struct context *context)
{
    bool titled = context->title.data != NULL;
    bool told = context_take(reading, context, item->joined);
    bool title = !titled && title_find(reading, context, item, above);
    if (told || title)
        return true;
    context->text = is_line(reading, "prose", item->joined);
    return !context->text && !titled;
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
        const struct item *above =
            i > 0 && !items[i - 1].grid && items[i - 1].page == item->page ? &items[i - 1] : NULL;
        if (!line_read(reading, item, above, context))
            break;
    }
    if (!context->title.data && context->bare.data) {
        context->title = context->bare;
        context->rule = context->bare_rule;
    } else {
        context->bare = VIEW_NONE;
    }
}
