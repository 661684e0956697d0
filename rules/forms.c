/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Performance-target forms (绩效目标表).  Two layouts: a sheet for each project, with labels, their values
 * and a block of indicators under a head of its own (一级指标 | 二级指标 | …); and a list, whose columns are
 * project, funds, goal and indicators.  Which words are which is rule data (classes form and label). */
#include <string.h>

#include "rules/model.h"

enum {
    SETS = 2,        /* halves of an indicator block: 实施期 | 年度 */
    HEAD_SEARCH = 4, /* rows in which a list has its head */
};

/* A printed line of the form. */
struct form_line {
    const struct part *part;
    int row;
};

/* What a column of the indicator block holds. */
enum indicator_role { ROLE_NONE, ROLE_LEVEL1, ROLE_LEVEL2, ROLE_LEVEL3, ROLE_SIGN, ROLE_VALUE, ROLE_MEASURE, ROLES };

static const char *const role_words[ROLES] = {
    [ROLE_LEVEL1] = "level1", [ROLE_LEVEL2] = "level2", [ROLE_LEVEL3] = "level3",
    [ROLE_SIGN] = "sign",     [ROLE_VALUE] = "value",   [ROLE_MEASURE] = "measure",
};

struct indicator_set {
    int columns[ROLES];         /* grid column, or -1 */
    struct view level1, level2; /* last printed */
};

struct form {
    struct reading *reading;
    struct table *table;
    struct sink *next;
    struct error *error;
    GArray *lines; /* struct form_line */
    struct indicator_set sets[SETS];
    int set_count;
    int power; /* of ten, of the funds; -1 unknown */
    bool unit_missing;
    const char *scope;       /* of the last line with funds of one scope; NULL before */
    bool halves;             /* 实施期目标 | 年度目标 stand side by side: a line of goals holds both */
    struct view goals[SETS]; /* of the period, of the year: all texts, a line each */
};

static const struct record_cell *line_cell(const struct form_line *line, int column)
{
    return column >= 0 && column < line->part->grid->columns ? grid_at(line->part->grid, line->row, column) : NULL;
}

static struct view line_text(const struct form_line *line, int column)
{
    const struct record_cell *cell = line_cell(line, column);
    return cell ? cell->plain : VIEW_NONE;
}

static const struct form_line *line_at(const struct form *form, guint index)
{
    return &g_array_index(form->lines, struct form_line, index);
}

/* --- is it one? --- */

const struct rule *form_rule_find(const struct reading *reading, const struct table *table)
{
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_FORM);
    struct view words = VIEW_LITERAL("");
    const struct part *first = &g_array_index(table->parts, struct part, 0);
    for (int row = 0; row < first->grid->rows; row++)
        for (int column = 0; column < first->grid->columns; column++) {
            const struct record_cell *cell = grid_at(first->grid, row, column);
            if (cell_begins(cell, row, column) && !view_is_empty(cell->plain) &&
                ruleset_match(reading->rules, RULE_LABEL, cell->plain))
                words = view_join(reading->arena, words, " ", cell->plain);
        }
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        bool titled = rule->pattern && table->record->title.data && rule_matches(rule, table->record->title);
        if ((titled || !rule->pattern) && (!rule->head || pattern_matches(rule->head, words)))
            return rule;
    }
    return NULL;
}

/* --- the indicator block --- */

static enum indicator_role role_of(const struct form *form, struct view text)
{
    const struct rule *rule = ruleset_match(form->reading->rules, RULE_LABEL, text);
    if (!rule || strcmp(rule->kind, "indicator") != 0 || !rule->value)
        return ROLE_NONE;
    for (int role = ROLE_LEVEL1; role < ROLES; role++)
        if (strcmp(role_words[role], rule->value) == 0)
            return (enum indicator_role)role;
    return ROLE_NONE;
}

/* Reads a head of indicators from the line (and the lines it spans); false where it is none. */
static bool sets_read(struct form *form, const struct form_line *line)
{
    struct indicator_set sets[SETS];
    memset(sets, -1, sizeof sets);
    int set = 0, levels = 0;
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct record_cell *cell = line_cell(line, column);
        enum indicator_role role = cell && cell->column == column ? role_of(form, cell->plain) : ROLE_NONE;
        if (role == ROLE_NONE)
            continue;
        if (sets[set].columns[role] >= 0) {
            if (set + 1 == SETS)
                break;
            set++;
            sets[set].columns[ROLE_LEVEL1] = sets[0].columns[ROLE_LEVEL1];
        }
        sets[set].columns[role] = column;
        levels += role <= ROLE_LEVEL3;
    }
    if (levels < 2 || sets[0].columns[ROLE_VALUE] < 0)
        return false;
    for (int i = 0; i <= set; i++) {
        sets[i].level1 = sets[i].level2 = VIEW_NONE;
        form->sets[i] = sets[i];
    }
    form->set_count = set + 1;
    return true;
}

static bool emit(struct form *form, const void *record)
{
    return sink_take(form->next, form->reading->arena, record, form->error);
}

/* Sign, value and unit of measure as printed, in one text: ≥ 80 %. */
static struct view value_join(const struct form *form, const struct form_line *line, const struct indicator_set *set)
{
    struct view value = VIEW_NONE;
    for (int role = ROLE_SIGN; role <= ROLE_MEASURE; role++)
        value = view_join(form->reading->arena, value, "", line_text(line, set->columns[role]));
    return value;
}

static bool indicator_emit(struct form *form, const struct form_line *line, int index)
{
    struct indicator_set *set = &form->sets[index];
    const struct record_cell *level3 = line_cell(line, set->columns[ROLE_LEVEL3]);
    const struct record_cell *value = line_cell(line, set->columns[ROLE_VALUE]);
    struct view level1 = line_text(line, set->columns[ROLE_LEVEL1]),
                level2 = line_text(line, set->columns[ROLE_LEVEL2]);
    if (!view_is_empty(level1)) {
        if (!view_equal(level1, set->level1))
            set->level2 = VIEW_NONE;
        set->level1 = level1;
    }
    if (!view_is_empty(level2))
        set->level2 = level2;
    bool begins = (level3 && level3->row == line->row) || (value && value->row == line->row);
    struct view printed = value_join(form, line, set);
    if (!begins || ((!level3 || view_is_empty(level3->plain)) && view_is_empty(printed)))
        return true;
    struct record_indicator *indicator = record_new(form->reading->arena, RECORD_INDICATOR);
    indicator->scope = form->set_count == SETS && index == 0 ? VIEW_LITERAL("period") : VIEW_LITERAL("year");
    indicator->level1 = set->level1;
    indicator->level2 = set->level2;
    indicator->level3 = level3 && !view_is_empty(level3->plain) ? level3->plain : VIEW_NONE;
    indicator->value = printed.size ? printed : VIEW_NONE;
    return emit(form, indicator);
}

/* --- the indicator block of a text --- */

/* In a text without boxes rows have lost and gained cells, so that columns do not hold; what a cell is, its words
 * and its order tell. */
static bool is_text_grid(const struct form_line *line)
{
    return line->part->grid->record->vertical.count == 0;
}

/* An indicator of a row of words: the first pair of name and value is the period's where the block has halves, the
 * second the year's; a lone one goes by whether it stands right of the second half's head. */
static bool words_emit(struct form *form, int place, bool alone, int column, struct view level2, struct view name,
                       struct view value)
{
    struct record_indicator *indicator = record_new(form->reading->arena, RECORD_INDICATOR);
    bool halves = form->set_count == SETS;
    bool late = place > 0 || (alone && column > form->sets[1].columns[ROLE_LEVEL2]);
    indicator->scope = halves && !late ? VIEW_LITERAL("period") : VIEW_LITERAL("year");
    indicator->level1 = form->sets[0].level1;
    indicator->level2 = level2;
    indicator->level3 = name;
    indicator->value = value;
    return emit(form, indicator);
}

static bool words_read(struct form *form, const struct form_line *line)
{
    const struct ruleset *rules = form->reading->rules;
    struct view *carried = &form->sets[0].level2;
    struct {
        int column;
        struct view level2, name, value;
    } pairs[SETS + 1];
    int count = 0;
    struct view name = VIEW_NONE;
    int begin = 0;
    for (int column = 0; column < line->part->grid->columns; column++) {
        struct view text = line_text(line, column);
        if (view_is_empty(text) || line_cell(line, column)->column != column)
            continue;
        if (ruleset_is(rules, RULE_CELL, "indicator_level1", text) && !count && view_is_empty(name)) {
            form->sets[0].level1 = text;
            *carried = VIEW_NONE;
        } else if (ruleset_is(rules, RULE_CELL, "indicator_level2", text)) {
            *carried = text;
            name = VIEW_NONE;
        } else if (view_is_empty(name)) {
            name = text;
            begin = column;
        } else if (count <= SETS) {
            pairs[count].column = begin;
            pairs[count].level2 = *carried;
            pairs[count].name = name;
            pairs[count++].value = text;
            name = VIEW_NONE;
        }
    }
    for (int i = 0; i < count; i++)
        if (!words_emit(form, i, count == 1, pairs[i].column, pairs[i].level2, pairs[i].name, pairs[i].value))
            return false;
    return true;
}

/* --- labels and values --- */

static bool field_emit(struct form *form, struct view name, struct view value)
{
    struct record_field *field = record_new(form->reading->arena, RECORD_FIELD);
    field->name = name;
    field->value = value;
    return emit(form, field);
}

static void goal_take(struct form *form, bool year, struct view text)
{
    form->goals[year] = view_join(form->reading->arena, form->goals[year], "\n", text);
}

/* The goals taken so far, once all of a form are. */
static bool goals_emit(struct form *form)
{
    static const char *const scopes[SETS] = {"period", "year"};
    for (int i = 0; i < SETS; i++) {
        if (!form->goals[i].data)
            continue;
        struct record_goal *goal = record_new(form->reading->arena, RECORD_GOAL);
        goal->scope = view_of(scopes[i]);
        goal->text = form->goals[i];
        form->goals[i] = VIEW_NONE;
        if (!emit(form, goal))
            return false;
    }
    return true;
}

static bool fund_emit(struct form *form, const char *scope, const struct rule *rule, struct view text)
{
    struct record_fund *fund = record_new(form->reading->arena, RECORD_FUND);
    fund->scope = view_of(scope);
    fund->name = view_of(rule->value ? rule->value : "other");
    if (!view_is_empty(text)) {
        bool nil = ruleset_is(form->reading->rules, RULE_CELL, "nil", text);
        if (!nil && !amount_parse(text, &fund->value)) {
            reading_warn(form->reading, g_array_index(form->table->pages, int, 0), "fund_unreadable",
                         "\"%.*s\" stands where the funds \"%s\" do and is no amount", VIEW_PRINT(text),
                         rule->value ? rule->value : "other");
            return true;
        }
        fund->printed = true;
        if (form->power < 0 || !amount_shift(&fund->value, form->power)) {
            form->unit_missing = form->unit_missing || !nil;
            if (!nil)
                return true;
        }
    }
    return emit(form, fund);
}

/* A unit of money in a label: 项目资金(元), 预算金额(万元). */
static void unit_take(struct form *form, struct view label)
{
    struct view unit = ruleset_capture(form->reading->rules, RULE_LINE, "label_unit", label);
    const struct rule *rule = unit.data ? ruleset_match(form->reading->rules, RULE_UNIT, unit) : NULL;
    if (rule)
        form->power = rule->power;
}

/* The scope that a fund's label names; else the first of the line is the period's where there are two. */
static const char *fund_scope(const struct form *form, struct view label, int seen, int funds)
{
    if (ruleset_is(form->reading->rules, RULE_CELL, "scope_year", label))
        return "year";
    if (ruleset_is(form->reading->rules, RULE_CELL, "scope_period", label))
        return "period";
    if (funds == 1) /* the parts of a sum stand under it */
        return form->scope ? form->scope : "year";
    return seen == 0 ? "period" : "year";
}

static int funds_count(const struct form *form, const struct form_line *line)
{
    int count = 0;
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct record_cell *cell = line_cell(line, column);
        if (!cell_begins(cell, line->row, column) || view_is_empty(cell->plain))
            continue;
        const struct rule *rule = ruleset_match(form->reading->rules, RULE_LABEL, cell->plain);
        count += rule && strcmp(rule->kind, "fund") == 0;
    }
    return count;
}

/* What a label has been waiting for on this line. */
struct pending {
    const struct rule *rule; /* NULL: no label */
    struct view label;
    int values; /* texts taken already */
};

static bool pending_flush(struct form *form, const struct pending *pending, const char *scope)
{
    if (pending->rule && !pending->values && strcmp(pending->rule->kind, "fund") == 0)
        return fund_emit(form, scope, pending->rule, VIEW_NONE);
    return true;
}

static bool value_take(struct form *form, struct pending *pending, const char *scope, struct view text)
{
    const struct rule *rule = pending->rule;
    pending->values++;
    if (strcmp(rule->kind, "fund") == 0)
        return pending->values > 1 || fund_emit(form, scope, rule, text);
    if (strcmp(rule->kind, "goal") == 0) {
        bool period = form->halves ? pending->values == 1 : rule->value && strcmp(rule->value, "period") == 0;
        goal_take(form, !period, text);
        return true;
    }
    return pending->values > 1 || field_emit(form, pending->label, text);
}

/* Whether the labels of the period's and of the year's goals stand side by side on the line. */
static bool halves_begin(const struct form *form, const struct form_line *line)
{
    bool period = false, year = false;
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct record_cell *cell = line_cell(line, column);
        if (!cell_begins(cell, line->row, column) || view_is_empty(cell->plain))
            continue;
        const struct rule *rule = ruleset_match(form->reading->rules, RULE_LABEL, cell->plain);
        period = period || (rule && strcmp(rule->name, "goal/period") == 0);
        year = year || (period && rule && strcmp(rule->name, "goal/year") == 0);
    }
    return year;
}

/* A line of labels and values. */
static bool fields_read(struct form *form, const struct form_line *line)
{
    const struct grid *grid = line->part->grid;
    struct pending pending = {0};
    int funds = funds_count(form, line), seen = 0;
    form->halves = form->halves || halves_begin(form, line);
    const char *scope = "year";
    for (int column = 0; column < grid->columns; column++) {
        const struct record_cell *cell = line_cell(line, column);
        if (!cell || cell->column != column || view_is_empty(cell->plain))
            continue;
        const struct rule *rule = ruleset_match(form->reading->rules, RULE_LABEL, cell->plain);
        bool begins = cell->row == line->row;
        /* A goal's label merged over several lines waits on each of them. */
        if (!begins && !(rule && strcmp(rule->kind, "goal") == 0))
            continue;
        if (!rule) {
            if (pending.rule && !value_take(form, &pending, scope, cell->plain))
                return false;
            continue;
        }
        if (!pending_flush(form, &pending, scope))
            return false;
        unit_take(form, cell->plain);
        bool waits = strcmp(rule->kind, "group") != 0 && strcmp(rule->kind, "indicator") != 0;
        pending = (struct pending){waits ? rule : NULL, cell->plain, 0};
        if (strcmp(rule->kind, "fund") == 0)
            scope = fund_scope(form, cell->plain, seen++, funds);
    }
    if (funds == 1)
        form->scope = scope;
    return pending_flush(form, &pending, scope);
}

/* --- output --- */

static bool form_open(struct form *form, const struct rule *rule, guint first, guint end)
{
    struct record_form *record = record_new(form->reading->arena, RECORD_FORM);
    int *pages = ARENA_ARRAY(form->reading->arena, int, end - first);
    size_t count = 0;
    for (guint i = first; i < end; i++) {
        int page = line_at(form, i)->part->grid->page;
        if (!count || pages[count - 1] != page)
            pages[count++] = page;
    }
    record->kind = view_of(rule->kind);
    record->title = form->table->record->title;
    record->organization = form->table->record->organization;
    record->unit = form->table->record->unit;
    record->pages = (struct int_list){pages, count};
    return emit(form, record);
}

static bool cells_emit(struct form *form, guint first, guint end, int row)
{
    for (guint i = first; i < end; i++, row++) {
        const struct form_line *line = line_at(form, i);
        for (int column = 0; column < line->part->grid->columns; column++) {
            const struct record_cell *cell = line_cell(line, column);
            if (!cell_begins(cell, line->row, column) || view_is_empty(cell->text))
                continue;
            struct record_cell *placed = ARENA_NEW(form->reading->arena, struct record_cell);
            *placed = *cell;
            placed->row = row;
            placed->page = line->part->grid->page;
            if (!emit(form, placed))
                return false;
        }
    }
    return true;
}

/* --- a sheet --- */

static bool sheet_read(struct form *form, const struct rule *rule)
{
    if (!form_open(form, rule, 0, form->lines->len))
        return false;
    bool indicators = false;
    for (guint i = 0; i < form->lines->len; i++) {
        const struct form_line *line = line_at(form, i);
        if (sets_read(form, line)) {
            indicators = true;
            continue;
        }
        struct view first = VIEW_NONE;
        for (int column = 0; column < line->part->grid->columns && view_is_empty(first); column++)
            first = line_text(line, column);
        if (indicators && ruleset_is(form->reading->rules, RULE_CELL, "form_foot", first))
            indicators = false;
        bool fine = true;
        if (indicators && is_text_grid(line))
            fine = words_read(form, line);
        for (int set = 0; indicators && !is_text_grid(line) && fine && set < form->set_count; set++)
            fine = indicator_emit(form, line, set);
        if (!fine || (!indicators && !fields_read(form, line)))
            return false;
    }
    return goals_emit(form) && cells_emit(form, 0, form->lines->len, 0);
}

/* --- a list --- */

/* The column of a list that names the project, -1 where the form is no list; `head` is the line behind the head. */
static int list_column(const struct form *form, guint *head)
{
    for (guint i = 0; i < form->lines->len && i < HEAD_SEARCH; i++) {
        const struct form_line *line = line_at(form, i);
        struct form probe = *form;
        if (!sets_read(&probe, line) || probe.sets[0].columns[ROLE_LEVEL1] <= 0)
            continue;
        for (int column = 0; column < probe.sets[0].columns[ROLE_LEVEL1]; column++) {
            const struct rule *rule = ruleset_match(form->reading->rules, RULE_LABEL, line_text(line, column));
            if (!rule || strcmp(rule->name, "field/project") != 0)
                continue;
            *head = i + 1;
            while (*head < form->lines->len && line_cell(line_at(form, *head), column) == line_cell(line, column))
                ++*head;
            return column;
        }
    }
    return -1;
}

/* What the columns left of the indicators say of the project, by the labels of their head. */
static bool list_fields_read(struct form *form, guint head, const struct form_line *line)
{
    for (int column = 0; column < form->sets[0].columns[ROLE_LEVEL1]; column++) {
        const struct record_cell *cell = line_cell(line, column);
        struct view label = line_text(line_at(form, head - 1), column);
        const struct rule *rule = ruleset_match(form->reading->rules, RULE_LABEL, label);
        if (!cell || cell->column != column || cell->row != line->row || !rule)
            continue;
        struct pending pending = {rule, label, 0};
        unit_take(form, label);
        bool fund = strcmp(rule->kind, "fund") == 0;
        if ((fund || !view_is_empty(cell->plain)) && !value_take(form, &pending, "year", cell->plain))
            return false;
    }
    return true;
}

/* Whether the line holds an indicator. */
static bool list_told(const struct form *form, guint index)
{
    const struct form_line *line = line_at(form, index);
    return !view_is_empty(line_text(line, form->sets[0].columns[ROLE_LEVEL3])) ||
           !view_is_empty(line_text(line, form->sets[0].columns[ROLE_VALUE]));
}

/* Whether the line begins another project: a page may print the name of the last one again. */
static bool list_begins(const struct form *form, guint index, int name, struct view current)
{
    const struct form_line *line = line_at(form, index);
    const struct record_cell *cell = line_cell(line, name);
    bool page = line->part != line_at(form, index - 1)->part;
    return cell && cell->row == line->row && !view_is_empty(cell->plain) && !(page && view_equal(cell->plain, current));
}

static bool list_read(struct form *form, const struct rule *rule, int name, guint head)
{
    for (guint i = 0; i < head; i++)
        sets_read(form, line_at(form, i));
    guint from = 0; /* lines without indicators (the head, 合计, a unit's own line) go with the project below them */
    for (guint first = head, end; first < form->lines->len; first = end) {
        bool told = list_told(form, first);
        for (end = first + 1; end < form->lines->len; end++) {
            if (list_begins(form, end, name, line_text(line_at(form, first), name)))
                break;
            told = told || list_told(form, end);
        }
        if (!told && end < form->lines->len)
            continue;
        for (int set = 0; set < form->set_count; set++)
            form->sets[set].level1 = form->sets[set].level2 = VIEW_NONE;
        if (!form_open(form, rule, from, end) || !list_fields_read(form, head, line_at(form, first)))
            return false;
        for (guint i = first; i < end; i++)
            for (int set = 0; set < form->set_count; set++)
                if (!indicator_emit(form, line_at(form, i), set))
                    return false;
        if (!goals_emit(form) || !cells_emit(form, from, end, 0))
            return false;
        from = end;
    }
    return true;
}

/* The part with its cells in the columns of the table: a page may show the right-hand ones only. */
static const struct part *part_in_table(struct arena *arena, const struct part *part, int columns)
{
    const struct grid *grid = part->grid;
    bool same = grid->columns == columns;
    for (int i = 0; i < grid->columns && same; i++)
        same = part->columns[i] == i;
    if (same)
        return part;
    struct part *placed = ARENA_NEW(arena, struct part);
    *placed = *part;
    placed->grid = ARENA_NEW(arena, struct grid);
    *placed->grid = *grid;
    placed->grid->columns = columns;
    placed->grid->at = ARENA_ARRAY(arena, const struct record_cell *, (size_t)grid->rows *(size_t)columns);
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct record_cell *cell = grid_at(grid, row, column);
            if (!cell_begins(cell, row, column))
                continue;
            int last = MIN(column + MAX(cell->column_span, 1), grid->columns) - 1;
            struct record_cell *moved = ARENA_NEW(arena, struct record_cell);
            *moved = *cell;
            moved->column = part->columns[column];
            moved->column_span = part->columns[last] - moved->column + 1;
            for (int r = row; r < MIN(row + MAX(cell->row_span, 1), grid->rows); r++)
                for (int c = moved->column; c < moved->column + moved->column_span; c++)
                    placed->grid->at[r * columns + c] = moved;
        }
    return placed;
}

bool form_emit(struct reading *reading, struct table *table, const struct rule *rule, struct sink *next,
               struct error *error)
{
    struct form form = {.reading = reading, .table = table, .next = next, .error = error, .power = table->power};
    form.lines = g_array_new(FALSE, TRUE, sizeof(struct form_line));
    for (guint i = 0; i < table->parts->len; i++) {
        const struct part *first = &g_array_index(table->parts, struct part, 0);
        const struct part *part =
            part_in_table(reading->arena, &g_array_index(table->parts, struct part, i), first->grid->columns);
        for (int row = i ? part->head_end : 0; row < part->grid->rows; row++) {
            struct form_line line = {part, row};
            g_array_append_val(form.lines, line);
        }
    }
    guint head = 0;
    int name = list_column(&form, &head);
    bool fine = name >= 0 ? list_read(&form, rule, name, head) : sheet_read(&form, rule);
    if (form.unit_missing)
        reading_warn(reading, g_array_index(table->pages, int, 0), "unit_missing",
                     "the form \"%.*s\" names no unit of money: its funds are left out",
                     VIEW_PRINT(table->record->title));
    g_array_unref(form.lines);
    return fine;
}
