/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a table: printed lines become rows with codes, names, amounts and parents. */
#include <limits.h>
#include <string.h>

#include "rules/body.h"
#include "rules/naming.h"

enum {
    CODE_TEXT_MAX = 32,
    NAME_FILL = 80,  /* per cent of a cell's width that a name takes which may have been wrapped or cut */
    CODE_PIECES = 8, /* code columns of one classification */
};

static struct draft *draft_new(struct body *body, struct view side)
{
    struct draft *draft = ARENA_NEW(body->reading->arena, struct draft);
    draft->row = record_new(body->reading->arena, RECORD_ROW);
    draft->row->line = body->line;
    draft->row->side = side;
    draft->row->role = VIEW_LITERAL("item");
    draft->cells = g_ptr_array_new();
    draft->amounts = g_ptr_array_new();
    return draft;
}

static void draft_free(void *data)
{
    struct draft *draft = data;
    g_ptr_array_unref(draft->cells);
    g_ptr_array_unref(draft->amounts);
}

static bool has_role(const struct column *column, const char *role)
{
    return view_equal_text(column->role, role);
}

/* The same cell, placed by line and column of the table. */
static struct record_cell *cell_place(struct arena *arena, const struct record_cell *cell, int line, int column,
                                      int page)
{
    struct record_cell *placed = ARENA_NEW(arena, struct record_cell);
    *placed = *cell;
    placed->hidden = VIEW_NONE; /* no row shows it */
    placed->row = line;
    placed->column = column;
    placed->page = page;
    return placed;
}

/* --- codes --- */

static struct view digits_of(struct arena *arena, struct view text)
{
    char *digits = arena_take(arena, text.size + 1);
    size_t used = 0;
    for (size_t i = 0; i < text.size; i++)
        if (g_ascii_isdigit(text.data[i]))
            digits[used++] = text.data[i];
        else if (!g_ascii_isspace(text.data[i]))
            return VIEW_NONE;
    return used && used <= CODE_TEXT_MAX ? (struct view){digits, used} : VIEW_NONE;
}

static const char *scheme_of(const struct reading *reading, struct view code)
{
    const struct rule *rule = ruleset_match(reading->rules, RULE_SCHEME, code);
    return rule ? rule->kind : NULL;
}

/* One column of a code group: what it prints, and at which level. */
struct code_piece {
    struct view digits;
    int level;
};

/* Puts the pieces of a 类 | 款 | 项 group together; levels above that are not printed on this
 * line are those printed last. */
static struct view code_join(struct body *body, struct view printed[4], const struct code_piece *pieces, int count)
{
    int lowest = 0;
    for (int i = 0; i < count; i++) {
        if (!pieces[i].digits.data)
            continue;
        lowest = pieces[i].level;
        printed[lowest] = pieces[i].digits;
        for (int below = lowest + 1; below < 4; below++)
            printed[below] = VIEW_NONE;
    }
    struct view code = VIEW_NONE;
    for (int level = 1; level <= lowest; level++) {
        /* Some print the whole code so far in each column: 201, 20103, 2010301. */
        if (code.size && printed[level].size > code.size && memcmp(printed[level].data, code.data, code.size) == 0)
            code = printed[level];
        else if (printed[level].data)
            code = view_join(body->reading->arena, code, "", printed[level]);
        else
            return VIEW_NONE; /* a level above was never printed */
    }
    return code;
}

/* --- names --- */

/* The name without the enumerator in front of it; `level` is what the enumerator says, 0 where there is none, and
 * `rank`, where it is asked for, which of two of one level stands under the other. */
static struct view name_strip(const struct reading *reading, struct view label, int *level, int *rank)
{
    struct view name = label;
    *level = 0;
    for (int i = 0; i < 3; i++) {
        const struct rule *rule = ruleset_match(reading->rules, RULE_LEVEL, name);
        struct view rest = VIEW_NONE;
        if (!rule || !pattern_capture(rule->pattern, name, "rest", &rest) || view_is_empty(rest))
            break;
        *level += rule->level;
        if (rank)
            *rank = rule->rank;
        name = rest;
    }
    return name;
}

/* --- a printed line --- */

/* What a block of a printed line says before it is a row. */
struct gathered {
    struct code_piece codes[2][CODE_PIECES];
    int code_count[2];
    struct view code_text[2], name[2];
    int weight[2];
    bool unit;     /* the code is a unit's */
    bool coded[2]; /* a code column of its own has spoken */
    const struct record_cell *name_cell;
    bool told;                                /* a cell says more than a running number */
    const struct record_cell *text_cell;      /* the first text in a column that is neither code, name nor amount */
    const struct record_cell *shared, *words; /* a name merged over several lines, and the line's own words behind it */
};

static void code_gather(struct body *body, struct gathered *gathered, const struct column *column, struct view text)
{
    int second = column->second;
    gathered->coded[second] = true;
    gathered->unit = gathered->unit || (!second && column->unit);
    struct view code = VIEW_NONE, name = VIEW_NONE;
    const struct rule *rule = ruleset_get(body->reading->rules, RULE_ROW, "code_name");
    struct view digits = digits_of(body->reading->arena, text);
    if (digits.size == 1 && column->code_level > 1) /* 2 for 02, as a spreadsheet prints a number */
        digits = view_join(body->reading->arena, VIEW_LITERAL("0"), "", digits);
    if (digits.data && gathered->code_count[second] < CODE_PIECES) {
        struct code_piece *piece = &gathered->codes[second][gathered->code_count[second]++];
        *piece = (struct code_piece){digits, column->code_level};
    } else if (rule && gathered->code_count[second] < CODE_PIECES &&
               pattern_capture(rule->pattern, text, "code", &code) &&
               pattern_capture(rule->pattern, text, "name", &name) && code.data) {
        gathered->codes[second][gathered->code_count[second]++] = (struct code_piece){code, 0};
        gathered->name[second] = name;
    } else if (view_is_empty(gathered->code_text[second])) {
        gathered->code_text[second] = text; /* 合计 over the code columns, or a code that is not digits */
    }
}

/* A cell behind a name: where that is merged over several lines, the cell holds words of this one. */
static void words_gather(struct gathered *gathered, const struct record_cell *cell)
{
    const struct record_cell *name = gathered->name_cell;
    if (!name || name->row_span < 2 || cell->row_span >= name->row_span)
        return;
    gathered->shared = name;
    gathered->words = cell;
}

static void name_gather(struct body *body, struct gathered *gathered, const struct column *column,
                        const struct record_cell *cell)
{
    int second = column->second;
    if (gathered->name[second].data && column->weight < gathered->weight[second])
        return;
    if (!second)
        words_gather(gathered, cell);
    struct view code = VIEW_NONE, name = VIEW_NONE;
    const struct rule *rule = ruleset_get(body->reading->rules, RULE_ROW, "code_name");
    gathered->name[second] = cell->plain;
    gathered->weight[second] = column->weight;
    gathered->name_cell = second ? gathered->name_cell : cell;
    if (!gathered->coded[second] && rule && pattern_capture(rule->pattern, cell->plain, "code", &code) && code.data &&
        scheme_of(body->reading, code)) {
        pattern_capture(rule->pattern, cell->plain, "name", &name);
        gathered->codes[second][0] = (struct code_piece){code, 0};
        gathered->code_count[second] = 1;
        gathered->name[second] = name;
    }
}

/* The code of one classification of the line. */
static struct view code_of(struct body *body, int block, int second, const struct gathered *gathered)
{
    int count = gathered->code_count[second];
    const struct code_piece *pieces = gathered->codes[second];
    if (!count)
        return VIEW_NONE;
    for (int i = 0; i < count; i++)
        if (pieces[i].level >= 1 && pieces[i].level <= 3)
            return code_join(body, body->printed[block][second], pieces, count);
    return pieces[count - 1].digits;
}

/* A dash is nought exactly, 0.00 to its last digit.  0 among 12.34 is printed without the digits of its column, but
 * nothing is rounded off it that these would show: its last digit is known when the column is read. */
static void digit_note(struct body *body, int column, struct record_amount *amount)
{
    if (amount->precision == AMOUNT_EXACT)
        return;
    if (amount->value.coefficient)
        body->digits[column] = MIN(body->digits[column], amount->precision);
    struct zero zero = {amount, column};
    if (!amount->value.coefficient)
        g_array_append_val(body->zeros, zero);
}

/* In a column of noughts alone the digits are those of the table. */
static void digits_settle(struct body *body)
{
    int table = INT_MAX;
    for (int i = 0; i < body->table->column_count; i++)
        table = MIN(table, body->digits[i]);
    for (guint i = 0; i < body->zeros->len; i++) {
        const struct zero *zero = &g_array_index(body->zeros, struct zero, i);
        const int digit = body->digits[zero->column] == INT_MAX ? table : body->digits[zero->column];
        zero->amount->precision = MIN(zero->amount->precision, digit);
    }
}

/* Reads one amount cell into the draft: printed, nil, or nothing printed. */
static void amount_read(struct body *body, struct draft *draft, const struct column *column,
                        const struct record_cell *cell, int page)
{
    struct reading *reading = body->reading;
    int power = column->power >= 0 ? column->power : body->table->power;
    struct record_amount *amount = record_new(reading->arena, RECORD_AMOUNT);
    amount->measure = column->measure;
    struct view text = cell ? cell->plain : VIEW_NONE;
    if (!view_is_empty(text)) {
        if (ruleset_is(reading->rules, RULE_CELL, "nil", text)) {
            struct amount nought;
            amount->printed = true;
            amount->precision = power >= 0 && amount_parse(text, &nought) ? power - nought.scale : AMOUNT_EXACT;
        } else if (amount_parse(text, &amount->value)) {
            amount->printed = true;
            if (power < 0) {
                body->unit_missing = true;
                return;
            }
            amount->precision = power - amount->value.scale;
            if (!amount_shift(&amount->value, power)) {
                reading_warn(reading, page, "amount_too_large", "\"%.*s\" does not fit", VIEW_PRINT(text));
                return;
            }
        } else if (column->guessed || !body->table->rule) {
            return; /* a column of texts and figures, of which nobody said that they are money */
        } else {
            reading_warn(reading, page, "amount_unreadable", "\"%.*s\" stands in the column \"%.*s\" and is no amount",
                         VIEW_PRINT(text), VIEW_PRINT(column->measure));
            return;
        }
        body->amounts_seen = true;
        digit_note(body, (int)(column - body->table->columns), amount);
    }
    if (power >= 0)
        g_ptr_array_add(draft->amounts, amount);
}

/* Where a name merged over several lines has words of each line behind it and the first of them are 小计, that line is
 * the name's own, and the others stand under it by their own words. */
static void draft_share_name(const struct body *body, struct draft *draft, const struct gathered *gathered)
{
    const struct reading *reading = body->reading;
    struct record_row *row = draft->row;
    int level;
    if (!gathered->shared || row->code.data)
        return;
    draft->shared = gathered->shared;
    if (gathered->shared->row == gathered->words->row &&
        ruleset_is(reading->rules, RULE_ROW, "total", gathered->words->plain)) {
        draft->subtotal = true;
        row->role = VIEW_LITERAL("item");
        row->name = name_strip(reading, gathered->shared->plain, &level, NULL);
        row->label = text_close_up(reading->arena, gathered->shared->text);
        return;
    }
    for (guint i = body->drafts->len; i-- > 0;) {
        const struct draft *above = body->drafts->pdata[i];
        if (above->shared != draft->shared)
            return;
        if (!above->subtotal)
            continue;
        row->name = name_strip(reading, gathered->words->plain, &level, NULL);
        row->label = text_close_up(reading->arena, gathered->words->text);
        row->parent = (int)i;
        return;
    }
}

/* Role, code, name and level of a draft from what its block of the line says. */
static void draft_name(struct body *body, struct draft *draft, int block, const struct gathered *gathered)
{
    struct reading *reading = body->reading;
    struct record_row *row = draft->row;
    struct view label = !view_is_empty(gathered->name[0]) ? gathered->name[0] : gathered->code_text[0];
    if (view_is_empty(label) && ruleset_is(reading->rules, RULE_ROW, "total", gathered->name[1]))
        label = gathered->name[1]; /* 合计 printed under the second classification */
    if (view_is_empty(label) && !gathered->code_count[0] && gathered->text_cell)
        label = gathered->text_cell->plain; /* a line that is named in another column than its neighbours */
    int level = 0;
    struct view name = name_strip(reading, label, &level, &draft->rank);
    struct view code = code_of(body, block, 0, gathered);
    const char *scheme = !code.data       ? body->table->block_schemes[block]
                         : gathered->unit ? "unit"
                                          : scheme_of(reading, code);
    row->name = name;
    row->label = gathered->name_cell ? text_close_up(reading->arena, gathered->name_cell->text) : label;
    row->code = code;
    row->scheme = view_of(scheme);
    draft->digits = code;
    row->level = scheme && !gathered->unit && level_of_code(code) ? level_of_code(code) : level;
    if (ruleset_is(reading->rules, RULE_ROW, "total", label) || ruleset_is(reading->rules, RULE_ROW, "total", name)) {
        row->role = VIEW_LITERAL("total");
        row->level = 0;
    }
    if (body->nameless &&
        !body->table->record->transposed) { /* a table of amount columns alone: each line is the sum of all there is */
        const struct view_list *first = &body->table->columns[0].label;
        row->role = VIEW_LITERAL("total");
        row->name = first->count ? first->items[first->count - 1] : VIEW_NONE;
        row->label = VIEW_NONE;
    }
    struct view other = code_of(body, block, 1, gathered);
    if (other.data || (!view_is_empty(gathered->name[1]) && label.data != gathered->name[1].data)) {
        row->counterpart_code = other;
        row->counterpart_scheme = view_of(other.data ? scheme_of(reading, other) : NULL);
        row->counterpart_name = gathered->name[1];
    }
}

/* The block a cell speaks for.  A label merged over the amounts of its block and into the next one names
 * that one's amounts (支出合计 over two blocks); one merged to the end of the line stays where it begins. */
static int block_of_cell(const struct table *table, const struct part *part, const struct record_cell *cell)
{
    int end = cell->column + MAX(cell->column_span, 1);
    int first = table->columns[part->columns[cell->column]].block;
    return end >= part->grid->columns ? first : table->columns[part->columns[end - 1]].block;
}

/* Whether the line tells how many there are of something (公务用车保有量(辆)), though it stands among amounts. */
static bool is_count(const struct body *body, const struct draft *draft)
{
    return body->counts && ruleset_is(body->reading->rules, RULE_ROW, "count", draft->row->name);
}

/* The amounts of a row; a line that counts has none. */
static void amounts_read(struct body *body, struct draft *draft, const struct record_cell **own, int page)
{
    const struct table *table = body->table;
    const bool count = is_count(body, draft);
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->block != draft->block || !has_role(column, "amount"))
            continue;
        if (!count && body->doubled[i])
            reading_warn(body->reading, page, "amount_unreadable",
                         "\"%.*s\" and what stands before it are in the column \"%.*s\", one of them too many",
                         VIEW_PRINT(own[i]->plain), VIEW_PRINT(column->measure));
        else if (!count)
            amount_read(body, draft, column, own[i], page);
        else if (own[i] && !view_is_empty(own[i]->plain))
            body->amounts_seen = true;
    }
}

/* One block of one printed line becomes a row; NULL where the block is empty. */
static struct draft *block_read(struct body *body, const struct part *part, int row, int block)
{
    struct table *table = body->table;
    const struct grid *grid = part->grid;
    struct gathered gathered = {0};
    struct draft *draft = NULL;
    const struct record_cell **own = body->own;
    memset(own, 0, (size_t)table->column_count * sizeof *own);
    memset(body->doubled, 0, (size_t)table->column_count * sizeof *body->doubled);
    for (int place = 0; place < grid->columns; place++) {
        const struct record_cell *cell = grid_at(grid, row, place);
        int index = part->columns[place];
        const struct column *column = &table->columns[index];
        if (!cell || view_is_empty(cell->plain) || block_of_cell(table, part, cell) != block)
            continue;
        bool begins = cell_begins(cell, row, place);
        if (begins) {
            if (!draft)
                draft = draft_new(body, column->side);
            body->doubled[index] = body->doubled[index] || own[index];
            own[index] = cell;
            g_ptr_array_add(draft->cells, cell_place(body->reading->arena, cell, body->line, index, grid->page));
        }
        /* A name merged over several lines names each of them; an amount belongs to the first. */
        bool first_place = cell->column == place || (column->block == block && part->columns[place] > 0 &&
                                                     table->columns[part->columns[place] - 1].block != block);
        if (first_place && has_role(column, "code") && (begins || cell->row < row))
            code_gather(body, &gathered, column, cell->plain);
        else if (first_place && has_role(column, "name"))
            name_gather(body, &gathered, column, cell);
        else if (first_place && !gathered.text_cell && has_role(column, "text") &&
                 !ruleset_is(body->reading->rules, RULE_CELL, "running", cell->plain)) {
            gathered.text_cell = cell;
            if (!column->label.count)
                words_gather(&gathered, cell);
        }
        gathered.told = gathered.told || !has_role(column, "text") || gathered.text_cell;
    }
    if (!draft)
        return NULL;
    draft->block = block;
    draft->bare = !gathered.told;
    draft_name(body, draft, block, &gathered);
    draft_share_name(body, draft, &gathered);
    amounts_read(body, draft, own, grid->page);
    return draft;
}

/* --- transposed tables --- */

/* The path of the item a column stands for, its length in `depth`: a sum (小计) stands for what it is the sum of. */
static struct view item_path(const struct reading *reading, const struct column *column, size_t depth)
{
    struct view path = VIEW_NONE;
    for (size_t i = 0; i < depth; i++)
        path = view_join(reading->arena, path, "/", column->items.items[i]);
    return path;
}

static struct draft *item_find(const struct body *body, struct view path)
{
    for (guint i = body->drafts->len; i-- > 0 && path.data;) {
        struct draft *draft = body->drafts->pdata[i];
        if (draft->row->line != body->line)
            break;
        if (view_equal(draft->item, path))
            return draft;
    }
    return NULL;
}

/* The row of a column without a label: an item that has no name. */
static struct draft *item_unnamed(struct body *body, int group)
{
    struct draft *draft = draft_new(body, VIEW_NONE);
    draft->row->parent = group;
    draft->row->level = group < 0 ? 1 : ((struct draft *)body->drafts->pdata[group])->row->level + 1;
    g_ptr_array_add(body->drafts, draft);
    return draft;
}

/* The row of the item that a column stands for, on this printed line; made where it is not there yet.
 * `group` is the index of the line's own row, or -1. */
static struct draft *item_take(struct body *body, const struct column *column, int group)
{
    size_t depth = column->items.count;
    if (!depth)
        return item_unnamed(body, group);
    if (depth > 1 && ruleset_is(body->reading->rules, RULE_ROW, "total", column->items.items[depth - 1]))
        depth--;
    struct view path = item_path(body->reading, column, depth);
    struct draft *draft = item_find(body, path);
    if (draft)
        return draft;
    draft = draft_new(body, VIEW_NONE);
    draft->item = path;
    int level;
    draft->row->label = column->items.items[depth - 1];
    draft->row->name = name_strip(body->reading, draft->row->label, &level, NULL);
    if (ruleset_is(body->reading->rules, RULE_ROW, "total", draft->row->name))
        draft->row->role = VIEW_LITERAL("total");
    const struct draft *above = depth > 1 ? item_find(body, item_path(body->reading, column, depth - 1)) : NULL;
    draft->row->parent = group;
    for (guint i = body->drafts->len; above && i-- > 0 && draft->row->parent == group;)
        if (body->drafts->pdata[i] == above)
            draft->row->parent = (int)i;
    int parent = draft->row->parent;
    draft->row->level = parent < 0 ? 1 : ((struct draft *)body->drafts->pdata[parent])->row->level + 1;
    g_ptr_array_add(body->drafts, draft);
    return draft;
}

/* The line's own row of a transposed table: its name and the cells that are no amounts; its index, or -1
 * where the line has no name. */
static int group_take(struct body *body, const struct draft *line)
{
    if (view_is_empty(line->row->name))
        return -1;
    struct draft *group = draft_new(body, VIEW_NONE);
    *group->row = *line->row;
    if (!view_equal_text(line->row->role, "total"))
        group->row->role = VIEW_LITERAL("group");
    for (guint i = 0; i < line->cells->len; i++)
        if (!has_role(&body->table->columns[((struct record_cell *)line->cells->pdata[i])->column], "amount"))
            g_ptr_array_add(group->cells, line->cells->pdata[i]);
    g_ptr_array_add(body->drafts, group);
    return (int)body->drafts->len - 1;
}

/* One printed line of a transposed table becomes a row for each item of its head; where the line
 * has a name of its own (a unit), that one is a group row above them. */
static void transposed_read(struct body *body, const struct part *part, int row)
{
    struct table *table = body->table;
    struct draft *line = block_read(body, part, row, 0);
    if (!line)
        return;
    int group = group_take(body, line);
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!has_role(column, "amount") || (!column->items.count && !body->own[i]))
            continue;
        struct draft *item = item_take(body, column, group);
        for (guint k = 0; k < line->cells->len; k++)
            if (((struct record_cell *)line->cells->pdata[k])->column == i)
                g_ptr_array_add(item->cells, line->cells->pdata[k]);
        for (guint k = 0; k < line->amounts->len; k++) {
            struct record_amount *amount = line->amounts->pdata[k];
            if (!view_equal(amount->measure, column->measure))
                continue;
            amount->measure = column->phase.data ? column->phase : VIEW_LITERAL("amount");
            g_ptr_array_add(item->amounts, amount);
            g_ptr_array_remove_index(line->amounts, k);
            break;
        }
    }
    draft_free(line);
}

/* --- names and codes --- */

/* Whether the row's name reaches from one edge of its cell to the other: it was wrapped there, or cut. */
static bool name_fills(const struct reading *reading, const struct table *table, const struct draft *draft)
{
    for (guint i = 0; i < draft->cells->len; i++) {
        const struct record_cell *cell = draft->cells->pdata[i];
        const struct column *column = &table->columns[cell->column];
        if (has_role(column, "name") && !column->second && !box_is_none(cell->ink) && !box_is_none(cell->box)) {
            struct box box = reading_box(reading, cell->page, cell->box);
            struct box ink = reading_box(reading, cell->page, cell->ink);
            return 100 * (ink.x1 - ink.x0) >= NAME_FILL * (box.x1 - box.x0);
        }
    }
    return false;
}

/* Holds the names against the dictionary; codes it gives take part in finding parents. */
static void names_check(struct body *body)
{
    GPtrArray *drafts = body->drafts;
    struct naming_row *rows = ARENA_ARRAY(body->reading->arena, struct naming_row, drafts->len);
    for (guint i = 0; i < drafts->len; i++) {
        const struct draft *draft = drafts->pdata[i];
        const struct record_cell *first = draft->cells->len ? draft->cells->pdata[0] : NULL;
        rows[i] =
            (struct naming_row){draft->row, first ? first->page : 0, name_fills(body->reading, body->table, draft)};
    }
    naming_apply(body->reading, body->table, rows, drafts->len);
    for (guint i = 0; i < drafts->len; i++)
        if (rows[i].row->code_source.data)
            ((struct draft *)drafts->pdata[i])->digits = rows[i].row->code;
}

/* --- output --- */

static bool columns_emit(const struct table *table, struct arena *arena, struct sink *next, struct error *error)
{
    for (int i = 0; i < table->column_count; i++) {
        struct record_column *column = record_new(arena, RECORD_COLUMN);
        column->role = table->columns[i].role;
        column->measure = table->columns[i].measure;
        if (table->record->transposed && has_role(&table->columns[i], "amount"))
            column->measure = table->columns[i].phase.data ? table->columns[i].phase : VIEW_LITERAL("amount");
        column->side = table->columns[i].side;
        column->label = table->columns[i].label;
        if (!sink_take(next, arena, column, error))
            return false;
    }
    return true;
}

/* The printed head lines of the first page, and of any other page whose head is not dropped there: each
 * page's own, so that no printed figure in a head is lost. */
static bool header_emit(struct arena *arena, const struct part *part, int first, int end, struct sink *next,
                        struct error *error)
{
    const struct grid *grid = part->grid;
    for (int row = first; row < end; row++) {
        struct record_header *header = record_new(arena, RECORD_HEADER);
        header->line = row;
        if (!sink_take(next, arena, header, error))
            return false;
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            if (cell_begins(cell, row, column) && !view_is_empty(cell->text) &&
                !sink_take(next, arena, cell_place(arena, cell, row, part->columns[column], grid->page), error))
                return false;
        }
    }
    return true;
}

static bool draft_emit(struct arena *arena, const struct draft *draft, struct sink *next, struct error *error)
{
    bool fine = sink_take(next, arena, draft->row, error);
    for (guint i = 0; fine && i < draft->amounts->len; i++)
        fine = sink_take(next, arena, draft->amounts->pdata[i], error);
    for (guint i = 0; fine && i < draft->cells->len; i++)
        fine = sink_take(next, arena, draft->cells->pdata[i], error);
    return fine;
}

/* The blocks of a printed line; one that holds its line number alone is no row, and gives its cell to a neighbour. */
static void line_read(struct body *body, const struct part *part, int row)
{
    struct draft *last = NULL, *bare = NULL;
    for (int block = 0; block < body->table->block_count; block++) {
        struct draft *draft = block_read(body, part, row, block);
        if (draft && draft->bare && body->table->block_count > 1) {
            if (bare)
                draft_free(bare);
            bare = draft;
            continue;
        }
        if (draft)
            g_ptr_array_add(body->drafts, last = draft);
    }
    for (guint i = 0; bare && last && i < bare->cells->len; i++)
        g_ptr_array_add(last->cells, bare->cells->pdata[i]);
    if (bare)
        draft_free(bare);
}

static void body_read(struct body *body)
{
    struct table *table = body->table;
    for (guint i = 0; i < table->parts->len; i++) {
        const struct part *part = &g_array_index(table->parts, struct part, i);
        for (int row = part->head_end; row < part->body_end; row++, body->line++) {
            if (table->record->transposed) {
                transposed_read(body, part, row);
                continue;
            }
            line_read(body, part, row);
        }
    }
}

/* A table whose kind may be transposed is so only where its columns, not its lines, are the items: it
 * has no names but those of units. */
static bool is_transposed(const struct table *table)
{
    int amounts = 0;
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if ((has_role(column, "name") || has_role(column, "code")) && !column->unit)
            return false;
        amounts += has_role(column, "amount");
    }
    return table->record->transposed && amounts >= 3 && table->block_count == 1;
}

bool rows_emit(struct reading *reading, struct table *table, struct sink *next, struct error *error)
{
    struct body body = {.reading = reading, .table = table, .drafts = g_ptr_array_new_with_free_func(draft_free)};
    body.printed = g_malloc0((gsize)table->block_count * sizeof *body.printed);
    body.own = g_new0(const struct record_cell *, table->column_count);
    body.doubled = g_new0(bool, table->column_count);
    table->record->transposed = is_transposed(table);
    body.numbered = table->block_count > 1 && g_ascii_isdigit(table->columns[0].side.data[0]);
    body.nameless = true;
    const struct rule *count = ruleset_get(reading->rules, RULE_ROW, "count");
    body.counts = count && pattern_matches(count->tables, table->record->kind);
    body.digits = g_new(int, table->column_count);
    body.zeros = g_array_new(FALSE, FALSE, sizeof(struct zero));
    for (int i = 0; i < table->column_count; i++)
        body.digits[i] = INT_MAX;
    for (int i = 0; i < table->column_count; i++) {
        body.nameless = body.nameless && has_role(&table->columns[i], "amount");
        body.counts = body.counts && !has_role(&table->columns[i], "count");
        body.of_units = body.of_units || (table->columns[i].unit && has_role(&table->columns[i], "name"));
    }
    body_read(&body);
    digits_settle(&body);
    names_check(&body);
    parents_find(&body);
    bool money = false;
    for (int i = 0; i < table->column_count; i++)
        money = money || has_role(&table->columns[i], "amount");
    table->record->empty = money ? !body.amounts_seen && !body.unit_missing : !body.drafts->len;
    if (body.unit_missing)
        reading_warn(reading, g_array_index(table->pages, int, 0), "unit_missing",
                     "the table \"%.*s\" names no unit of money: its amounts are left out",
                     VIEW_PRINT(table->record->title));
    bool fine =
        sink_take(next, reading->arena, table->record, error) && columns_emit(table, reading->arena, next, error);
    for (guint i = 0; fine && i < table->parts->len; i++) {
        const struct part *part = &g_array_index(table->parts, struct part, i);
        /* Repeated heads are dropped; what stands in a page's grid above its head is not. */
        fine = header_emit(reading->arena, part, 0, i ? part->head_first : part->head_end, next, error);
    }
    for (guint i = 0; fine && i < body.drafts->len; i++)
        fine = draft_emit(reading->arena, body.drafts->pdata[i], next, error);
    g_ptr_array_unref(body.drafts);
    g_free(body.printed);
    g_free(body.own);
    g_free(body.doubled);
    g_free(body.digits);
    g_array_unref(body.zeros);
    return fine;
}
