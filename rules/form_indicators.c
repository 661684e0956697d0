/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block of indicators of a performance form: 一级指标 | 二级指标 | 三级指标 | 指标值 and what stands beside them. */
#include <string.h>

#include "rules/form.h"

static const char *const role_words[ROLES] = {
    [ROLE_LEVEL1] = "level1", [ROLE_LEVEL2] = "level2", [ROLE_LEVEL3] = "level3",     [ROLE_LEVELS] = "levels",
    [ROLE_SIGN] = "sign",     [ROLE_VALUE] = "value",   [ROLE_MEASURE] = "measure",   [ROLE_WEIGHT] = "weight",
    [ROLE_ACTUAL] = "actual", [ROLE_SCORE] = "score",   [ROLE_STANDARD] = "standard", [ROLE_NOTE] = "note",
};

/* --- the head --- */

static enum indicator_role role_named(const char *word, size_t size)
{
    for (int role = ROLE_LEVEL1; role < ROLES; role++)
        if (strlen(role_words[role]) == size && memcmp(role_words[role], word, size) == 0)
            return (enum indicator_role)role;
    return ROLE_NONE;
}

/* Gives the columns from `column` on to the roles of a label: one, or several where a line between two heads is not
 * drawn (一级指标二级指标).  Returns false where the set has the role already. */
static bool roles_place(struct indicator_set *set, const char *roles, int column, int columns)
{
    for (const char *word = roles; *word && column < columns; column++) {
        size_t size = strcspn(word, " ");
        enum indicator_role role = role_named(word, size);
        if (role == ROLE_NONE || set->columns[role] >= 0)
            return false;
        set->columns[role] = column;
        word += size + (word[size] == ' ');
    }
    return true;
}

static int levels_count(const struct indicator_set *set)
{
    int count = 0;
    for (int role = ROLE_LEVEL1; role <= ROLE_LEVEL3; role++)
        count += set->columns[role] >= 0;
    return count;
}

/* Whether a half stands by itself: it has names of two levels, or names and values. */
static bool set_stands(const struct indicator_set *set)
{
    bool second = set->columns[ROLE_LEVEL2] >= 0, third = set->columns[ROLE_LEVEL3] >= 0;
    return (second && third) || ((second || third) && set->columns[ROLE_VALUE] >= 0);
}

/* A second column of values beside the same levels: 实施期指标值 | 年度指标值. */
static bool values_twin(const struct form *form, const struct form_line *line, int first, int second)
{
    const struct ruleset *rules = form->reading->rules;
    return ruleset_is(rules, RULE_CELL, "scope_period", line_text(line, first)) &&
           !ruleset_is(rules, RULE_CELL, "scope_period", line_text(line, second));
}

bool sets_read(struct form *form, const struct form_line *line)
{
    struct indicator_set sets[SETS];
    memset(sets, -1, sizeof sets);
    int set = 0, columns = line->part->grid->columns;
    bool foreign = false;
    for (int column = 0; column < columns; column++) {
        const struct record_cell *cell = line_cell(line, column);
        const struct rule *rule = cell && cell->column == column ? label_rule(form, cell->plain) : NULL;
        if (!rule || !label_is(rule, "indicator") || !rule->value) {
            foreign = foreign || (line_begins(line, column) && sets[0].columns[ROLE_LEVEL3] >= 0);
            continue;
        }
        struct indicator_set before = sets[set];
        if (roles_place(&sets[set], rule->value, column, columns))
            continue;
        sets[set] = before;
        bool level = strncmp(rule->value, "level", 5) == 0;
        bool twin = strcmp(rule->value, "value") == 0 && set == 0 &&
                    values_twin(form, line, sets[0].columns[ROLE_VALUE], column);
        if (set + 1 == SETS || (!level && !twin))
            continue;
        set++;
        if (twin)
            sets[set] = sets[0];
        sets[set].columns[ROLE_LEVEL1] = sets[0].columns[ROLE_LEVEL1];
        sets[set].columns[ROLE_VALUE] = -1;
        roles_place(&sets[set], rule->value, column, columns);
    }
    if (set && !set_stands(&sets[1]))
        set = 0; /* 指标内容 and the like, behind the indicators: no half of its own */
    int levels = levels_count(&sets[0]);
    if (levels)
        sets[0].columns[ROLE_LEVELS] = -1;
    if ((levels < 2 && sets[0].columns[ROLE_LEVELS] < 0) || sets[0].columns[ROLE_VALUE] < 0)
        return false;
    for (int i = 0; i <= set; i++) {
        sets[i].level1 = sets[i].level2 = VIEW_NONE;
        sets[i].grid = line->part->grid;
        form->sets[i] = sets[i];
    }
    form->set_count = set + 1;
    form->foreign = foreign;
    return true;
}

/* --- what an indicator is compared with --- */

/* The sign that a word or sign stands for; none where it stands for none. */
static struct view sign_of(const struct form *form, struct view text)
{
    const struct rule *rule =
        view_is_empty(text) ? NULL : ruleset_match_kind(form->reading->rules, RULE_CELL, "sign", text);
    return rule ? view_of(rule->value) : VIEW_NONE;
}

/* The value as a number with its sign and unit, where it is one. */
static void comparison_read(const struct form *form, struct record_indicator *indicator)
{
    const struct rule *rule = ruleset_get(form->reading->rules, RULE_CELL, "comparison");
    size_t from, to;
    if (!rule || !rule_matches(rule, indicator->value) ||
        !pattern_search(rule->pattern, indicator->value, 0, &from, &to))
        return;
    struct view sign = pattern_group(rule->pattern, indicator->value, "sign");
    struct view unit = pattern_group(rule->pattern, indicator->value, "unit");
    struct view limit = pattern_group(rule->pattern, indicator->value, "limit");
    if (!amount_parse(pattern_group(rule->pattern, indicator->value, "number"), &indicator->number))
        return;
    indicator->compared = true;
    indicator->sign = sign_of(form, view_is_empty(sign) ? limit : sign);
    indicator->unit = view_is_empty(unit) ? VIEW_NONE : view_trim(unit);
}

/* --- a line --- */

static struct view set_text(const struct form_line *line, const struct indicator_set *set, enum indicator_role role)
{
    if (set->columns[role] < 0)
        return VIEW_NONE;
    struct view text = line_text(line, line_column(line, set->grid, set->columns[role]));
    return view_is_empty(text) ? VIEW_NONE : text;
}

/* Whether the text of a role begins on this line. */
static bool set_begins(const struct form_line *line, const struct indicator_set *set, enum indicator_role role)
{
    int column = set->columns[role] < 0 ? -1 : line_column(line, set->grid, set->columns[role]);
    const struct record_cell *cell = line_cell(line, column);
    return cell && cell->row == line->row;
}

/* Sign, value and unit of measure as printed, in one text: ≥ 80 %.  A word in the place of the sign (定性) is none. */
static struct view value_join(const struct form *form, const struct form_line *line, const struct indicator_set *set)
{
    struct arena *arena = form->reading->arena;
    struct view sign = set_text(line, set, ROLE_SIGN), value = set_text(line, set, ROLE_VALUE);
    if (sign.data && sign_of(form, sign).data)
        value = view_join(arena, sign, "", value);
    return view_join(arena, value, "", set_text(line, set, ROLE_MEASURE));
}

/* The three levels of one cell: 产出指标数量指标培训次数. */
static bool levels_split(const struct form *form, struct view text, struct indicator_set *set, struct view *level3)
{
    const struct rule *rule = ruleset_get(form->reading->rules, RULE_CELL, "indicator_levels");
    size_t from, to;
    if (!rule || !pattern_search(rule->pattern, text, 0, &from, &to))
        return false;
    set->level1 = pattern_group(rule->pattern, text, "level1");
    set->level2 = pattern_group(rule->pattern, text, "level2");
    *level3 = view_trim(pattern_group(rule->pattern, text, "level3"));
    return true;
}

static void levels_read(const struct form *form, const struct form_line *line, struct indicator_set *set,
                        struct view *level3)
{
    struct view level1 = set_text(line, set, ROLE_LEVEL1), level2 = set_text(line, set, ROLE_LEVEL2);
    *level3 = set_text(line, set, set->columns[ROLE_LEVELS] >= 0 ? ROLE_LEVELS : ROLE_LEVEL3);
    if (set->columns[ROLE_LEVELS] >= 0 && levels_split(form, *level3, set, level3))
        return;
    if (level1.data) {
        if (!view_equal(level1, set->level1))
            set->level2 = VIEW_NONE;
        set->level1 = level1;
    }
    if (level2.data)
        set->level2 = level2;
}

static bool indicator_emit(struct form *form, const struct form_line *line, int index)
{
    struct indicator_set *set = &form->sets[index];
    struct view level3;
    levels_read(form, line, set, &level3);
    enum indicator_role name = set->columns[ROLE_LEVELS] >= 0 ? ROLE_LEVELS : ROLE_LEVEL3;
    struct view printed = value_join(form, line, set);
    bool begins = set_begins(line, set, name) || set_begins(line, set, ROLE_VALUE);
    if (!begins || (!level3.data && view_is_empty(printed)))
        return true;
    struct record_indicator *indicator = record_new(form->reading->arena, RECORD_INDICATOR);
    indicator->scope = form->set_count == SETS && index == 0 ? VIEW_LITERAL("period") : VIEW_LITERAL("year");
    indicator->level1 = set->level1;
    indicator->level2 = set->level2;
    indicator->level3 = level3;
    indicator->value = printed.size ? printed : VIEW_NONE;
    indicator->weight = set_text(line, set, ROLE_WEIGHT);
    indicator->actual = set_text(line, set, ROLE_ACTUAL);
    indicator->score = set_text(line, set, ROLE_SCORE);
    indicator->standard = set_text(line, set, ROLE_STANDARD);
    indicator->note = set_text(line, set, ROLE_NOTE);
    comparison_read(form, indicator);
    return form_pass(form, indicator);
}

bool indicator_stands(const struct form *form, const struct form_line *line)
{
    const struct indicator_set *set = &form->sets[0];
    return set_text(line, set, ROLE_LEVEL3).data || set_text(line, set, ROLE_VALUE).data;
}

/* --- a line of a text --- */

/* An indicator of a row of words: the first pair of name and value is the period's where the block has halves, the
 * second the year's; a lone one goes by whether it stands right of the second half's head. */
struct word_pair {
    int column;
    struct view level2, name, value;
};

static bool words_emit(struct form *form, const struct word_pair *pair, int place, bool alone)
{
    struct record_indicator *indicator = record_new(form->reading->arena, RECORD_INDICATOR);
    bool halves = form->set_count == SETS;
    bool late = place > 0 || (alone && pair->column > form->sets[1].columns[ROLE_LEVEL2]);
    indicator->scope = halves && !late ? VIEW_LITERAL("period") : VIEW_LITERAL("year");
    indicator->level1 = form->sets[0].level1;
    indicator->level2 = pair->level2;
    indicator->level3 = pair->name;
    indicator->value = pair->value;
    comparison_read(form, indicator);
    return form_pass(form, indicator);
}

/* Whether the text names a first level: by its word, or since a second level of its kind stands right behind it
 * (成本指标 | 经济成本指标). */
static bool is_level1(const struct form *form, const struct form_line *line, int column)
{
    const struct ruleset *rules = form->reading->rules;
    struct view text = line_text(line, column), next = line_text(line, column + 1);
    return ruleset_is(rules, RULE_CELL, "indicator_level1", text) ||
           (ruleset_is(rules, RULE_CELL, "indicator_level2", text) && next.size > text.size &&
            ruleset_is(rules, RULE_CELL, "indicator_level2", next) &&
            view_find(next, view_copy(form->reading->arena, text).data) >= 0);
}

static bool words_read(struct form *form, const struct form_line *line)
{
    const struct ruleset *rules = form->reading->rules;
    struct view *carried = &form->sets[0].level2;
    struct word_pair pairs[SETS + 1];
    int count = 0, begin = 0;
    struct view name = VIEW_NONE;
    for (int column = 0; column < line->part->grid->columns; column++) {
        struct view text = line_text(line, column);
        if (view_is_empty(text) || line_cell(line, column)->column != column)
            continue;
        if (!count && view_is_empty(name) && is_level1(form, line, column)) {
            form->sets[0].level1 = text;
            *carried = VIEW_NONE;
        } else if (ruleset_is(rules, RULE_CELL, "indicator_level2", text)) {
            *carried = text;
            name = VIEW_NONE;
        } else if (view_is_empty(name)) {
            name = text;
            begin = column;
        } else if (count <= SETS) {
            pairs[count++] = (struct word_pair){begin, *carried, name, text};
            name = VIEW_NONE;
        }
    }
    if (!count && !view_is_empty(name)) /* a name without a value */
        pairs[count++] = (struct word_pair){begin, *carried, name, VIEW_NONE};
    for (int i = 0; i < count; i++)
        if (!words_emit(form, &pairs[i], i, count == 1))
            return false;
    return true;
}

/* Whether the block has names and values alone, so that words and their order tell what is what. */
static bool block_is_words(const struct form *form)
{
    for (int role = ROLE_NONE; role < ROLES; role++)
        if (form->sets[0].columns[role] >= 0 && role > ROLE_LEVEL3 && role != ROLE_VALUE && role != ROLE_NOTE)
            return false;
    return !form->foreign;
}

bool sets_guess(struct form *form, const struct form_line *line)
{
    static const enum indicator_role order[] = {ROLE_LEVEL1, ROLE_LEVEL2, ROLE_LEVEL3, ROLE_VALUE};
    const struct ruleset *rules = form->reading->rules;
    struct indicator_set set;
    memset(&set, -1, sizeof set);
    guint found = 0;
    for (int column = 0; column < line->part->grid->columns && found < G_N_ELEMENTS(order); column++) {
        if (!line_begins(line, column))
            continue;
        struct view text = line_text(line, column);
        bool fits = found == 0   ? ruleset_is(rules, RULE_CELL, "indicator_level1", text)
                    : found == 1 ? ruleset_is(rules, RULE_CELL, "indicator_level2", text)
                                 : true;
        if (!fits && found)
            return false;
        if (fits)
            set.columns[order[found++]] = column;
    }
    if (form->set_count || found < G_N_ELEMENTS(order))
        return false;
    set.grid = line->part->grid;
    set.level1 = set.level2 = VIEW_NONE;
    form->sets[0] = set;
    form->set_count = 1;
    return true;
}

bool indicators_read(struct form *form, const struct form_line *line)
{
    if (line_is_text(line) && !form->list && block_is_words(form))
        return words_read(form, line);
    for (int set = 0; set < form->set_count; set++)
        if (!indicator_emit(form, line, set))
            return false;
    return true;
}
