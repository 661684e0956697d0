/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of a performance form and what stands behind or under them: fields, funds, goals, tasks. */
#include <string.h>

#include "rules/form.h"

enum {
    MATRIX_HEAD_MAX = 3, /* lines of heads over a line of amounts */
    MATRIX_AMOUNTS = 2,  /* amounts that such a line has at least */
    PHASES_LEAST = 2,
    HEADS_LEAST = 2,
};

static bool is_amount(const struct form *form, struct view text)
{
    const struct ruleset *rules = form->reading->rules;
    struct amount value;
    return ruleset_is(rules, RULE_CELL, "nil", text) || amount_parse(text, &value);
}

/* --- fields and goals --- */

static bool field_emit(struct form *form, struct view name, struct view value)
{
    struct record_field *field = record_new(form->reading->arena, RECORD_FIELD);
    field->name = name;
    field->value = value;
    return form_pass(form, field);
}

static void goal_take(struct form *form, bool year, struct view text)
{
    form->goals[year] = view_join(form->reading->arena, form->goals[year], "\n", text);
}

bool goals_emit(struct form *form)
{
    static const char *const scopes[SETS] = {"period", "year"};
    for (int i = 0; i < SETS; i++) {
        if (!form->goals[i].data)
            continue;
        struct record_goal *goal = record_new(form->reading->arena, RECORD_GOAL);
        goal->scope = view_of(scopes[i]);
        goal->text = form->goals[i];
        form->goals[i] = VIEW_NONE;
        if (!form_pass(form, goal))
            return false;
    }
    return true;
}

/* --- funds --- */

static bool fund_emit(struct form *form, const char *scope, struct view name, struct view text)
{
    struct record_fund *fund = record_new(form->reading->arena, RECORD_FUND);
    fund->scope = view_of(scope);
    fund->name = name;
    form->funded = form->funded || (strcmp(scope, "year") == 0 && !view_is_empty(text));
    if (!view_is_empty(text)) {
        bool nil = ruleset_is(form->reading->rules, RULE_CELL, "nil", text);
        if (!nil && !amount_parse(text, &fund->value)) {
            reading_warn(form->reading, g_array_index(form->table->pages, int, 0), "fund_unreadable",
                         "\"%.*s\" stands where the funds \"%.*s\" do and is no amount", VIEW_PRINT(text),
                         VIEW_PRINT(name));
            return true;
        }
        fund->printed = true;
        if (form->power < 0 && !nil) {
            form->unit_missing = true;
            return true;
        }
        if (!amount_shift(&fund->value, MAX(form->power, 0))) {
            reading_warn(form->reading, g_array_index(form->table->pages, int, 0), "amount_too_large",
                         "\"%.*s\" does not fit", VIEW_PRINT(text));
            return true;
        }
    }
    return form_pass(form, fund);
}

static struct view fund_name(const struct rule *rule)
{
    return view_of(rule->value ? rule->value : "other");
}

static bool has_unit(const struct form *form, struct view label)
{
    return ruleset_capture(form->reading->rules, RULE_LINE, "label_unit", label).data != NULL;
}

/* A unit of money in a label: 项目资金(元), 预算金额(万元). */
void unit_take(struct form *form, struct view label)
{
    struct view unit = ruleset_capture(form->reading->rules, RULE_LINE, "label_unit", label);
    const struct rule *rule = unit.data ? ruleset_match(form->reading->rules, RULE_UNIT, unit) : NULL;
    if (rule)
        form->power = rule->power;
}

/* The label of the same funds on the line in front of `column` (`before`) or behind it; none where there is none. */
static struct view fund_twin(const struct form *form, const struct form_line *line, const struct rule *rule, int column,
                             bool before)
{
    for (int other = before ? 0 : column + 1; other < (before ? column : line->part->grid->columns); other++) {
        const struct rule *twin = line_begins(line, other) ? label_rule(form, line_text(line, other)) : NULL;
        if (label_is(twin, "fund") && g_strcmp0(twin->value, rule->value) == 0)
            return line_text(line, other);
    }
    return VIEW_NONE;
}

/* The scope of funds: of two of one kind on a line the first is the period's and the second the year's; a lone one's
 * label may name it, or it is a part of the sum above it. */
static const char *fund_scope(const struct form *form, const struct form_line *line, const struct rule *rule,
                              int column)
{
    const struct ruleset *rules = form->reading->rules;
    struct view label = line_text(line, column);
    bool year = ruleset_is(rules, RULE_CELL, "scope_year", label);
    struct view twin = fund_twin(form, line, rule, column, false);
    if (twin.data && !form->overall)
        return year && !view_equal(twin, label) ? "year" : "period";
    if (year)
        return "year";
    if (ruleset_is(rules, RULE_CELL, "scope_period", label))
        return "period";
    if (form->overall || fund_twin(form, line, rule, column, true).data)
        return "year";
    return form->scope ? form->scope : "year";
}

/* --- labels and values --- */

/* A label behind which nothing stands: funds that are not there, unless it is the head of a column (总额(万元)). */
static bool pending_flush(struct form *form, const struct pending *pending, const char *scope)
{
    if (label_is(pending->rule, "fund") && !pending->values && !has_unit(form, pending->label))
        return fund_emit(form, scope, fund_name(pending->rule), VIEW_NONE);
    return true;
}

bool value_take(struct form *form, struct pending *pending, const char *scope, struct view text)
{
    const struct rule *rule = pending->rule;
    pending->values++;
    if (label_is(rule, "fund"))
        return pending->values > 1 || fund_emit(form, scope, fund_name(rule), text);
    if (label_is(rule, "goal")) {
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
        const struct rule *rule = line_begins(line, column) ? label_rule(form, line_text(line, column)) : NULL;
        period = period || (rule && strcmp(rule->name, "goal/period") == 0);
        year = year || (period && rule && strcmp(rule->name, "goal/year") == 0);
    }
    return year;
}

/* The funds of a line under the phases of the budget: each in its column; those of the whole year also as the
 * year's. */
static bool phases_read(struct form *form, const struct form_line *line, const struct rule *rule)
{
    struct view year = VIEW_NONE;
    for (int i = 0; i < form->phases.count; i++) {
        const struct fund_column *phase = &form->phases.columns[i];
        struct view text = line_text(line, line_column(line, form->phases.grid, phase->column));
        if (!is_amount(form, text))
            text = VIEW_NONE;
        if (strcmp(phase->rule->value, "adjusted") == 0 || (!year.data && strcmp(phase->rule->value, "budget") == 0))
            year = text;
        if (!fund_emit(form, phase->rule->value, fund_name(rule), text))
            return false;
    }
    return fund_emit(form, "year", fund_name(rule), year);
}

/* The label of a cell, which is not merged from a line above unless it is of a goal: that waits on each of its
 * lines. */
static bool cell_counts(const struct form_line *line, const struct record_cell *cell, int column,
                        const struct rule *rule)
{
    return cell && cell->column == column && (cell->row == line->row || label_is(rule, "goal"));
}

static bool label_take(struct form *form, const struct form_line *line, int column, struct pending *pending,
                       const char **scope)
{
    struct view text = line_text(line, column);
    const struct rule *rule = label_rule(form, text);
    if (!pending_flush(form, pending, *scope))
        return false;
    unit_take(form, text);
    *pending = (struct pending){NULL, text, 0};
    if (label_is(rule, "fund") && form->phases.grid)
        return phases_read(form, line, rule);
    if (label_is(rule, "fund"))
        *scope = fund_scope(form, line, rule, column);
    if (label_is(rule, "fund") || label_is(rule, "goal") || label_is(rule, "field"))
        pending->rule = rule;
    return true;
}

/* --- texts under heads: 实施期目标 | 年度目标, 预期目标 | 实际完成情况 --- */

/* Whether a line holds heads of texts: labels of goals, of fields or of what was done alone, two of them, one a goal's. */
static bool line_is_heads(const struct form *form, const struct form_line *line)
{
    int count = 0, goals = 0;
    for (int column = 0; column < line->part->grid->columns; column++) {
        if (!line_begins(line, column))
            continue;
        const struct rule *rule = label_rule(form, line_text(line, column));
        if (!label_is(rule, "goal") && !label_is(rule, "field") && !(rule && g_strcmp0(rule->value, "actual") == 0))
            return false;
        count++;
        goals += label_is(rule, "goal");
    }
    return count >= HEADS_LEAST && goals > 0;
}

/* The head over the text of a column: by its place, or in a text without boxes by its order (`left` more texts stand
 * right of it). */
static int head_over(const struct form *form, const struct form_line *line, int column, int left)
{
    const struct form_line *heads = form->heads;
    if (!line_is_text(line)) {
        int over = line_column(heads, line->part->grid, column);
        while (over > 0 && !line_begins(heads, over))
            over--;
        return over;
    }
    for (int over = heads->part->grid->columns - 1; over >= 0; over--)
        if (line_begins(heads, over) && left-- == 0)
            return over;
    return -1;
}

/* The texts of a line without a label under a line of heads; `*taken` tells whether it is one. */
static bool texts_read(struct form *form, const struct form_line *line, bool *taken)
{
    int texts = 0;
    *taken = false;
    for (int column = 0; form->heads && column < line->part->grid->columns; column++) {
        if (!line_begins(line, column))
            continue;
        if (label_rule(form, line_text(line, column)))
            return true;
        texts++;
    }
    for (int column = 0; texts && column < line->part->grid->columns; column++) {
        if (!line_begins(line, column))
            continue;
        *taken = true;
        int over = head_over(form, line, column, --texts);
        const struct rule *rule = over < 0 ? NULL : label_rule(form, line_text(form->heads, over));
        struct pending pending = {rule, over < 0 ? VIEW_NONE : line_text(form->heads, over), 0};
        if (rule && label_is(rule, "goal"))
            goal_take(form, g_strcmp0(rule->value, "period") != 0, line_text(line, column));
        else if (rule && !value_take(form, &pending, "year", line_text(line, column)))
            return false;
    }
    return true;
}

/* A label and its value in one cell, with a colon between them: 资金总额:1,560.75.  Fills `pending` with the label and
 * `value`; of fields and goals only where no other label waits for the text. */
static bool pair_split(const struct form *form, struct view text, bool waits, struct pending *pending,
                       struct view *value)
{
    ptrdiff_t colon = view_find(text, ":");
    if (colon <= 0)
        return false;
    *value = view_trim(view_part(text, (size_t)colon + 1, text.size));
    struct view part = ruleset_capture(form->reading->rules, RULE_LINE, "label_of_which", text);
    if (part.data && part.data > text.data + colon) { /* 其中:财政资金:1,560.75 */
        struct view rest = *value;
        ptrdiff_t second = view_find(rest, ":");
        if (second <= 0)
            return false;
        *value = view_trim(view_part(rest, (size_t)second + 1, rest.size));
        colon += 1 + second;
    }
    struct view label = view_part(text, 0, (size_t)colon);
    const struct rule *rule = view_is_empty(*value) ? NULL : label_rule(form, label);
    *pending = (struct pending){rule, label, 0};
    if (label_is(rule, "fund"))
        return is_amount(form, *value);
    return !waits && (label_is(rule, "field") || label_is(rule, "goal"));
}

bool fields_read(struct form *form, const struct form_line *line)
{
    struct pending pending = {0};
    bool taken;
    if (!texts_read(form, line, &taken))
        return false;
    if (taken)
        return true;
    form->halves = form->halves || halves_begin(form, line);
    form->heads = line_is_heads(form, line) ? line : NULL;
    if (form->heads)
        return true;
    const char *scope = "year";
    bool alone = true;
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct record_cell *cell = line_cell(line, column);
        if (!cell || view_is_empty(cell->plain))
            continue;
        const struct rule *rule = label_rule(form, cell->plain);
        if (!cell_counts(line, cell, column, rule))
            continue;
        struct pending pair;
        struct view value;
        if (pair_split(form, cell->plain, pending.rule && !pending.values, &pair, &value)) {
            if (!value_take(form, &pair, scope, value))
                return false;
            continue;
        }
        if (label_is(rule, "phase") || label_is(rule, "task"))
            rule = NULL; /* a head only beside others of its kind: else a word like any (立项依据 | 年初预算) */
        if (rule) {
            bool twin = label_is(rule, "fund") && (fund_twin(form, line, rule, column, false).data ||
                                                   fund_twin(form, line, rule, column, true).data);
            alone = alone && !twin;
            if (!label_take(form, line, column, &pending, &scope))
                return false;
            if (label_is(rule, "fund") && alone)
                form->scope = scope;
        } else if (pending.rule && !value_take(form, &pending, scope, cell->plain)) {
            return false;
        }
    }
    return pending_flush(form, &pending, scope);
}

/* --- funds under heads --- */

/* Whether the texts that begin on a line are all labels, and funds among them (`heads`), or all amounts. */
static bool line_is_all(const struct form *form, const struct form_line *line, bool heads)
{
    int count = 0, funds = 0;
    for (int column = 0; column < line->part->grid->columns; column++) {
        if (!line_begins(line, column))
            continue;
        struct view text = line_text(line, column);
        const struct rule *rule = label_rule(form, text);
        if (heads ? !rule : rule || !is_amount(form, text))
            return false;
        count++;
        funds += label_is(rule, "fund");
    }
    return heads ? funds > 0 : count >= MATRIX_AMOUNTS;
}

/* The name of the funds in a column of a grid: those of the heads over it, joined; a total under another head is that
 * head's. */
static struct view matrix_name(const struct form *form, guint first, guint end, const struct grid *grid, int column)
{
    struct view name = VIEW_NONE;
    for (guint i = first; i < end; i++) {
        const struct form_line *line = line_at(form, i);
        const struct record_cell *cell = line_cell(line, line_column(line, grid, column));
        const struct rule *rule = cell && cell->row == line->row ? label_rule(form, cell->plain) : NULL;
        if (!label_is(rule, "fund"))
            continue;
        if (!name.data || strcmp(rule->value ? rule->value : "", "total") != 0)
            name = view_join(form->reading->arena, name, ".", fund_name(rule));
    }
    return name;
}

bool matrix_read(struct form *form, guint index, guint *end)
{
    guint amounts = index;
    *end = index;
    while (amounts < form->lines->len && amounts - index < MATRIX_HEAD_MAX &&
           line_is_all(form, line_at(form, amounts), true))
        amounts++;
    if (amounts == index || amounts == form->lines->len || !line_is_all(form, line_at(form, amounts), false))
        return true;
    const struct form_line *line = line_at(form, amounts);
    for (guint i = index; i < amounts; i++)
        for (int column = 0; column < line_at(form, i)->part->grid->columns; column++)
            unit_take(form, line_text(line_at(form, i), column));
    for (int column = 0; column < line->part->grid->columns; column++) {
        struct view name =
            line_begins(line, column) ? matrix_name(form, index, amounts, line->part->grid, column) : VIEW_NONE;
        if (name.data && !fund_emit(form, "year", name, line_text(line, column)))
            return false;
    }
    *end = amounts + 1;
    return true;
}

/* --- heads of columns --- */

static void head_add(struct fund_head *head, int column, const struct rule *rule)
{
    if (head->count < FUND_COLUMNS)
        head->columns[head->count++] = (struct fund_column){column, rule};
}

static bool phases_head(struct form *form, const struct form_line *line)
{
    struct fund_head head = {.grid = line->part->grid, .name = -1, .content = -1};
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct rule *rule = line_begins(line, column) ? label_rule(form, line_text(line, column)) : NULL;
        if (label_is(rule, "phase") && rule->value)
            head_add(&head, column, rule);
        else if (rule)
            unit_take(form, line_text(line, column));
    }
    if (head.count < PHASES_LEAST)
        return false;
    form->phases = head;
    return true;
}

/* Whether the line still belongs to the head of tasks: the head spans it, or it holds heads alone. */
static bool tasks_head_spans(const struct form *form, const struct form_line *line, int name)
{
    return label_is(label_rule(form, line_text(line, name)), "task") || line_is_all(form, line, true);
}

/* The columns of funds under the head of tasks. */
static void tasks_funds(struct form *form, guint index, struct fund_head *head)
{
    bool over = false;
    for (guint i = index; i < form->lines->len; i++) {
        const struct form_line *line = line_at(form, i);
        if (i > index && !tasks_head_spans(form, line, line_column(line, head->grid, head->name)))
            break;
        for (int column = 0; column < line->part->grid->columns; column++) {
            struct view text = line_begins(line, column) ? line_text(line, column) : VIEW_NONE;
            const struct rule *rule = label_rule(form, text);
            if (rule)
                unit_take(form, text);
            if (!label_is(rule, "fund"))
                continue;
            if (i > index && over) /* 预算金额(万元) over 总额, 财政拨款 … is no column of its own */
                head->count = 0;
            over = i == index && has_unit(form, text);
            head_add(head, column, rule);
        }
    }
}

static bool tasks_head(struct form *form, guint index)
{
    const struct form_line *line = line_at(form, index);
    struct fund_head head = {.grid = line->part->grid, .name = -1, .content = -1};
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct rule *rule = line_begins(line, column) ? label_rule(form, line_text(line, column)) : NULL;
        if (!label_is(rule, "task"))
            continue;
        if (g_strcmp0(rule->value, "name") == 0)
            head.name = column;
        else if (head.name >= 0)
            head.content = column;
    }
    if (head.name < 0 || head.content < 0)
        return false;
    tasks_funds(form, index, &head);
    form->tasks = head;
    return true;
}

bool heads_read(struct form *form, guint index)
{
    return phases_head(form, line_at(form, index)) || tasks_head(form, index);
}

/* --- tasks --- */

/* The first texts of a line. */
static void line_texts(const struct form_line *line, struct view *texts, int max)
{
    int count = 0;
    for (int column = 0; column < line->part->grid->columns && count < max; column++)
        if (line_begins(line, column))
            texts[count++] = line_text(line, column);
}

/* Whether a label begins on the line that is none of funds. */
static bool line_has_label(const struct form *form, const struct form_line *line)
{
    for (int column = 0; column < line->part->grid->columns; column++) {
        const struct rule *rule = line_begins(line, column) ? label_rule(form, line_text(line, column)) : NULL;
        if (rule && !label_is(rule, "fund"))
            return true;
    }
    return false;
}

/* Whether the line's first text is a total: 金额合计. */
static bool line_is_total(const struct form *form, const struct form_line *line)
{
    int column = 0;
    while (column < line->part->grid->columns && !line_begins(line, column))
        column++;
    const struct rule *rule = label_rule(form, line_text(line, column));
    return label_is(rule, "fund") && g_strcmp0(rule->value, "total") == 0;
}

static bool task_funds(struct form *form, const struct form_line *line, const char *scope)
{
    for (int i = 0; i < form->tasks.count; i++) {
        const struct fund_column *fund = &form->tasks.columns[i];
        struct view text = line_text(line, line_column(line, form->tasks.grid, fund->column));
        if (!fund_emit(form, scope, fund_name(fund->rule), text))
            return false;
    }
    return true;
}

bool task_read(struct form *form, const struct form_line *line, bool *taken)
{
    struct fund_head *tasks = &form->tasks;
    struct view texts[2] = {VIEW_NONE, VIEW_NONE};
    if (line_has_label(form, line))
        tasks->grid = NULL;
    *taken = tasks->grid != NULL;
    if (!*taken)
        return true;
    int name = line_column(line, tasks->grid, tasks->name), content = line_column(line, tasks->grid, tasks->content);
    if (tasks_head_spans(form, line, name))
        return true;
    if (line_is_total(form, line)) /* 金额合计: of the year, unless the form gives its funds elsewhere */
        return form->funded || task_funds(form, line, "year");
    if (line_is_text(line)) {
        line_texts(line, texts, 2);
    } else {
        texts[0] = line_begins(line, name) ? line_text(line, name) : VIEW_NONE;
        texts[1] = line_text(line, content);
    }
    if (view_is_empty(texts[0]))
        return true;
    struct record_task *task = record_new(form->reading->arena, RECORD_TASK);
    task->name = texts[0];
    task->content = view_is_empty(texts[1]) ? VIEW_NONE : texts[1];
    return form_pass(form, task) && task_funds(form, line, "task");
}
