/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the head of a table makes of its columns: labels, roles, side-by-side blocks, measures. */
#include <stdlib.h>
#include <string.h>

#include "rules/model.h"

enum {
    LABEL_DEPTH_MAX = 8,
    NAMED_YEARS_MAX = 64, /* that the labels of a table name */
    AMOUNT_SHARE = 60,    /* per cent of a column's texts that are amounts, to call it one by its content */
};

/* The texts above a column, the top one first; each merged cell once, running numbers left out. */
static struct view_list label_read(const struct reading *reading, const struct part *part, int column)
{
    const struct grid *grid = part->grid;
    struct view *label = ARENA_ARRAY(reading->arena, struct view, LABEL_DEPTH_MAX);
    size_t count = 0;
    const struct record_cell *last = NULL;
    for (int row = part->head_first; row < part->head_end && count < LABEL_DEPTH_MAX; row++) {
        const struct record_cell *cell = grid_at(grid, row, column);
        if (!cell || cell == last || view_is_empty(cell->plain) ||
            (row_is_running(reading, grid, row) && ruleset_is(reading->rules, RULE_CELL, "running", cell->plain)))
            continue;
        if (last && cell->column_span > last->column_span)
            continue; /* a head grows narrower downwards: 合计 under both 编码 and 名称 is the label of neither */
        last = cell;
        if (!count || !view_equal(label[count - 1], cell->plain))
            label[count++] = cell->plain;
    }
    return (struct view_list){label, count};
}

struct content {
    int texts, amounts, codes;
    int coded_names; /* 2010601-行政运行 */
};

/* What the body of the table holds in each of its columns; the caller frees it. */
static struct content *content_count(const struct reading *reading, const struct table *table)
{
    struct content *contents = g_new0(struct content, table->column_count);
    for (guint i = 0; i < table->parts->len; i++) {
        const struct part *part = &g_array_index(table->parts, struct part, i);
        for (int row = part->head_end; row < part->body_end; row++)
            for (int place = 0; place < part->grid->columns; place++) {
                const struct record_cell *cell = grid_at(part->grid, row, place);
                if (!cell_begins(cell, row, place) || view_is_empty(cell->plain))
                    continue;
                struct content *content = &contents[part->columns[place]];
                struct amount amount;
                content->texts++;
                if (amount_parse(cell->plain, &amount) || ruleset_is(reading->rules, RULE_CELL, "nil", cell->plain))
                    content->amounts++;
                if (ruleset_is(reading->rules, RULE_CELL, "code", cell->plain))
                    content->codes++;
                if (ruleset_is(reading->rules, RULE_ROW, "code_name", cell->plain))
                    content->coded_names++;
            }
    }
    return contents;
}

static struct view path_join(struct arena *arena, struct view_list label, size_t count)
{
    struct view path = VIEW_LITERAL("");
    for (size_t i = 0; i < count; i++)
        path = view_join(arena, path, "/", label.items[i]);
    return path;
}

static bool holds_amounts(const struct content *content)
{
    return 100 * content->amounts >= AMOUNT_SHARE * content->texts;
}

/* The role by the deepest label that a rule knows, else by what the column holds. */
static void role_find(const struct reading *reading, struct table *table, struct column *column,
                      const struct content *content)
{
    column->power = -1;
    for (size_t i = column->label.count; i-- > 0 && !column->role.data;) {
        struct view above = path_join(reading->arena, column->label, i);
        const struct rule *rule = column_rule_find(reading, column->label.items[i], above, table->record->kind);
        /* A merged head over names and amounts (支出) says nothing of a column of names. */
        const bool merged = i + 1 < column->label.count && rule, amounts = holds_amounts(content);
        const bool names = merged && g_strcmp0(rule->role, "amount") == 0 && !amounts;
        /* Nor does one of names (地区) say anything of a column of amounts. */
        const bool figures =
            merged && g_strcmp0(rule->role, "name") == 0 && amounts && 2 * content->codes <= content->texts;
        if (rule && rule->role && !names && !figures) {
            column->role = view_of(rule->role);
            column->weight = rule->priority;
            column->code_level = rule->level;
        }
    }
    column->guessed = !column->role.data;
    if (!column->role.data && content->texts) {
        if (content->codes == content->texts)
            column->role = VIEW_LITERAL("code");
        else if (holds_amounts(content))
            column->role = VIEW_LITERAL("amount");
    }
    if (!column->role.data)
        column->role = VIEW_LITERAL("text");
    struct view path = path_join(reading->arena, column->label, column->label.count);
    struct view unit = ruleset_capture(reading->rules, RULE_LINE, "label_unit", path);
    const struct rule *rule = ruleset_match(reading->rules, RULE_UNIT, unit);
    if (rule)
        column->power = rule->power;
}

static bool has_role(const struct column *column, const char *role)
{
    return view_equal_text(column->role, role);
}

static struct view leaf_of(const struct column *column)
{
    return column->label.count ? column->label.items[column->label.count - 1] : VIEW_NONE;
}

/* Whether the next column that a rule knows or that holds anything is one of amounts. */
static bool is_amount_ahead(const struct table *table, int index)
{
    while (++index < table->column_count && table->columns[index].guessed && has_role(&table->columns[index], "text"))
        ;
    return index < table->column_count && has_role(&table->columns[index], "amount");
}

/* A unit's code or name is the row's own where the table has no other; a table without any name column is
 * named by its first column of text; a "name" that holds codes only is a code (项目 merged over both). */
static void roles_settle(struct table *table, const struct content *contents)
{
    bool items = false, names = false;
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        if (has_role(column, "name") && contents[i].texts && contents[i].codes == contents[i].texts)
            column->role = VIEW_LITERAL("code");
        items = items || has_role(column, "code") || has_role(column, "name");
    }
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        bool code = has_role(column, "unit_code"), name = has_role(column, "unit_name");
        column->unit = code || name;
        if (column->unit)
            column->role = items ? VIEW_LITERAL("text") : code ? VIEW_LITERAL("code") : VIEW_LITERAL("name");
        names = names || has_role(column, "name");
    }
    /* Where the columns are the items, one without any figure is one of them too. */
    bool transposed = table->record->transposed && !items;
    for (int i = 0; i < table->column_count && transposed; i++)
        if (has_role(&table->columns[i], "text") && !contents[i].texts && table->columns[i].label.count)
            table->columns[i].role = VIEW_LITERAL("amount");
    /* So is one between two columns of amounts. */
    for (int i = 1; i + 1 < table->column_count; i++)
        if (has_role(&table->columns[i], "text") && table->columns[i].guessed && !contents[i].texts &&
            table->columns[i].label.count && has_role(&table->columns[i - 1], "amount") && is_amount_ahead(table, i))
            table->columns[i].role = VIEW_LITERAL("amount");
    for (int i = 0; i < table->column_count && !names; i++)
        if (has_role(&table->columns[i], "text") && contents[i].texts > contents[i].amounts) {
            table->columns[i].role = VIEW_LITERAL("name");
            names = true;
        }
    /* So is each between two of amounts: it opens another block. */
    for (int i = 1; i + 1 < table->column_count; i++)
        if (has_role(&table->columns[i], "text") && table->columns[i].guessed &&
            contents[i].texts > contents[i].amounts && has_role(&table->columns[i - 1], "amount") &&
            has_role(&table->columns[i + 1], "amount"))
            table->columns[i].role = VIEW_LITERAL("name");
}

static const struct rule *side_of(const struct reading *reading, const struct column *column)
{
    return column->label.count ? ruleset_match(reading->rules, RULE_SIDE, column->label.items[0]) : NULL;
}

/* For each column the next one of amounts, itself or behind it, or NULL; the caller frees it. */
static const struct column **amounts_ahead(const struct table *table)
{
    const struct column **ahead = g_new0(const struct column *, table->column_count + 1), *next = NULL;
    for (int i = table->column_count; i-- > 0;)
        ahead[i] = next = has_role(&table->columns[i], "amount") ? &table->columns[i] : next;
    return ahead;
}

/* Whether a new block begins at column `index`: it repeats the labels of the block that began at
 * `start`, or stands under another side. */
static bool block_repeats(const struct reading *reading, const struct table *table, const struct column *const *ahead,
                          int start, int index)
{
    const struct column *first = &table->columns[start], *here = &table->columns[index];
    const struct column *amount = ahead[start], *next = ahead[index];
    if (!amount || !next)
        return false;
    if (side_of(reading, first) != side_of(reading, here) && side_of(reading, here))
        return true;
    return (leaf_of(first).data && view_equal(leaf_of(first), leaf_of(here))) ||
           (leaf_of(amount).data && view_equal(leaf_of(amount), leaf_of(next)));
}

/* Whether a code or name column behind a name, with no amount between, opens the block's second classification
 * or goes on with it: a code does, names with codes in them do, and names under another label of the same kind
 * (部门预算支出经济科目名称 | 政府预算支出经济科目名称). */
static bool second_begins(const struct table *table, int index, const struct content *contents)
{
    const struct column *column = &table->columns[index], *before = &table->columns[index - 1];
    if (has_role(column, "code") || before->second)
        return true;
    if (!has_role(before, "name"))
        return false;
    bool coded = contents[index].coded_names && contents[index].coded_names * 2 >= contents[index].texts;
    return coded || (column->weight == before->weight && !view_equal(leaf_of(column), leaf_of(before)));
}

/* Cuts the columns into blocks: each begins with a code or a name and holds amounts. */
static void blocks_find(const struct reading *reading, struct table *table, const struct content *contents)
{
    const struct column **ahead = amounts_ahead(table);
    int block = 0, start = -1;
    bool amounts = false, named = false;
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        bool code = has_role(column, "code"), names = code || has_role(column, "name");
        if (names && start >= 0 && amounts && named && block_repeats(reading, table, ahead, start, i)) {
            block++;
            start = -1;
            amounts = named = false;
        }
        if (names && start < 0)
            start = i;
        if (names && !amounts && named && second_begins(table, i, contents))
            column->second = true;
        named = named || has_role(column, "name");
        amounts = amounts || has_role(column, "amount");
        column->block = block;
    }
    table->block_count = block + 1;
    g_free(ahead);
}

/* Sides by the top labels; the block's number where they tell nothing or all the same. */
static void sides_name(const struct reading *reading, struct table *table)
{
    if (table->block_count < 2)
        return;
    const struct rule **sides = g_new0(const struct rule *, table->block_count);
    bool known = true, differ = false;
    for (int i = 0; i < table->column_count; i++) { /* a running number in front of a block names no side */
        const struct rule **side = &sides[table->columns[i].block];
        *side = *side ? *side : side_of(reading, &table->columns[i]);
    }
    for (int i = 0; i < table->block_count; i++) {
        known = known && sides[i];
        differ = differ || sides[i] != sides[0];
    }
    for (int i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        column->side = known && differ ? view_of(sides[column->block]->name)
                                       : view_format(reading->arena, "%d", column->block + 1);
    }
    g_free(sides);
}

/* The classification that the head of each block names. */
static void schemes_find(const struct reading *reading, struct table *table)
{
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_SCHEME);
    table->block_schemes = ARENA_ARRAY(reading->arena, const char *, (size_t)table->block_count);
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const char **scheme = &table->block_schemes[column->block];
        for (guint k = 0; table->block_count > 1 && has_role(column, "name") && !*scheme && k < rules->len; k++) {
            const struct rule *rule = rules->pdata[k];
            if (rule->head && pattern_matches(rule->head, leaf_of(column)))
                *scheme = rule->kind;
        }
    }
}

/* The depths, as bits, at which two columns have the same text above them. */
static unsigned depths_shared(const struct column *a, const struct column *b)
{
    unsigned shared = 0;
    for (size_t depth = 0; depth < MIN(a->label.count, b->label.count); depth++)
        shared |= (unsigned)view_equal(a->label.items[depth], b->label.items[depth]) << depth;
    return shared;
}

/* Counts the columns of each block and finds the labels that stand over all of them. */
static void blocks_survey(const struct reading *reading, struct table *table)
{
    table->blocks = ARENA_ARRAY(reading->arena, struct block, (size_t)table->block_count);
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        struct block *block = &table->blocks[column->block];
        if (!block->columns++)
            block->first = column;
        block->over_all = (block->columns == 1 ? ~0U : block->over_all) & depths_shared(column, block->first);
        if (!has_role(column, "amount"))
            continue;
        if (!block->amounts++)
            block->first_amount = column;
        block->over_amounts =
            (block->amounts == 1 ? ~0U : block->over_amounts) & depths_shared(column, block->first_amount);
    }
}

/* Whether the label at that depth stands over all of the block, its names too. */
static bool label_spans_block(const struct table *table, const struct column *column, size_t depth)
{
    const struct block *block = &table->blocks[column->block];
    return block->columns > 1 && block->over_all >> depth & 1;
}

/* Whether all amount columns of the block, of which this is one, have the same text at that depth: then it tells
 * nothing apart. */
static bool label_is_common(const struct table *table, const struct column *column, size_t depth)
{
    const struct block *block = &table->blocks[column->block];
    return block->amounts > 1 && block->over_amounts >> depth & 1;
}

/* The year that a label names, or 0. */
static int year_of(const struct rule *rule, struct view label)
{
    struct view year = VIEW_NONE;
    if (!rule || !pattern_capture(rule->pattern, label, "year", &year) || year.size != 4)
        return 0;
    const char digits[5] = {year.data[0], year.data[1], year.data[2], year.data[3], 0};
    return atoi(digits);
}

/* Notes a year that a label names, and the rule that says so. */
static void year_note(const struct reading *reading, struct table *table, const struct rule *rule, int year)
{
    struct named_year *named = NULL;
    for (int i = 0; i < table->year_count && !named; i++)
        named = table->years[i].year == year ? &table->years[i] : NULL;
    if (named) {
        named->shared = named->shared || named->rule != rule;
        return;
    }
    if (!table->years)
        table->years = ARENA_ARRAY(reading->arena, struct named_year, NAMED_YEARS_MAX);
    if (table->year_count < NAMED_YEARS_MAX)
        table->years[table->year_count++] = (struct named_year){year, rule, false};
}

/* The year whose figures the table gives: the document's, or the latest that its labels name.  A plan goes on from the
 * document's year over two others or more. */
static int table_year(const struct reading *reading, struct table *table, int fiscal_year)
{
    bool own = false, plan = false;
    int latest = fiscal_year;
    for (int i = 0; i < table->column_count; i++)
        for (size_t k = 0; k < table->columns[i].label.count; k++) {
            struct view label = table->columns[i].label.items[k];
            const struct rule *rule = column_rule_find(reading, label, VIEW_LITERAL(""), table->record->kind);
            const int year = rule && pattern_has_group(rule->pattern, "year") ? year_of(rule, label) : 0;
            if (year)
                year_note(reading, table, rule, year);
            own = own || year == fiscal_year;
            plan = plan || (year > fiscal_year && latest > fiscal_year && year != latest);
            latest = MAX(latest, year);
        }
    return fiscal_year && own && plan ? fiscal_year : latest;
}

/* Whether the table tells of that year by two rules: planned and carried out. */
static bool year_is_shared(const struct table *table, const struct rule *rule, int year)
{
    for (int i = 0; i < table->year_count; i++)
        if (table->years[i].year == year)
            return table->years[i].shared || table->years[i].rule != rule;
    return false;
}

/* A label that names a year stands for this year's or last year's figures, and may say whether they were planned or
 * carried out; one that is a year without naming it (当年), for this year's. */
static struct view measure_of_year(const struct reading *reading, const struct table *table, const struct rule *rule,
                                   struct view label, int fiscal_year, struct view document_kind)
{
    const bool named = pattern_has_group(rule->pattern, "year"); /* else it says 当年 */
    const bool phase = strcmp(rule->measure, "fiscal_year") != 0;
    const int year = named ? year_of(rule, label) : fiscal_year, behind = fiscal_year - year;
    if (named ? !year || !fiscal_year : !document_kind.data)
        return VIEW_NONE;
    if (behind == 1 && phase && year_is_shared(table, rule, year))
        return view_join(reading->arena, VIEW_LITERAL("prior_year"), ".", view_of(rule->measure));
    if (behind == 1)
        return VIEW_LITERAL("prior_year");
    if (behind == 0 && phase)
        return view_of(rule->measure);
    if (behind == 0)
        return view_equal_text(document_kind, "final_accounts") ? VIEW_LITERAL("final") : VIEW_LITERAL("budget");
    return VIEW_NONE;
}

/* Whether "of which" in a column's own label opens a list of summands: a total stands before it, and the list goes
 * on with a column that has no such word (小计 | 其中:基本支出 | 项目支出). Else it tells a part of what stands
 * before it (事业收入 | 其中:教育收费), which is no summand. */
static bool of_which_lists(const struct reading *reading, const struct table *table, const struct column *column,
                           size_t depth)
{
    const struct column *end = table->columns + table->column_count, *next = column + 1;
    if (depth + 1 != column->label.count || column == table->columns || next == end || next->block != column->block ||
        !has_role(next, "amount") || next->label.count != column->label.count ||
        ruleset_capture(reading->rules, RULE_LINE, "label_of_which", leaf_of(next)).data)
        return false;
    for (size_t i = 0; i < depth; i++)
        if (!view_equal(next->label.items[i], column->label.items[i]))
            return false;
    const struct rule *rule = column_rule_find(reading, leaf_of(column - 1), VIEW_NONE, table->record->kind);
    return rule && rule->measure && strcmp(rule->measure, "total") == 0;
}

static struct view measure_of(const struct reading *reading, const struct table *table, const struct column *column,
                              size_t depth, int fiscal_year, struct view document_kind)
{
    struct view above = path_join(reading->arena, column->label, depth), label = column->label.items[depth];
    struct view rest = ruleset_capture(reading->rules, RULE_LINE, "label_of_which", label);
    if (!view_is_empty(rest) && of_which_lists(reading, table, column, depth))
        label = rest;
    else if (rest.data) { /* a part of its neighbour, not a summand beside it */
        const struct rule *rule = column_rule_find(reading, rest, above, table->record->kind);
        return view_join(reading->arena, VIEW_LITERAL("of_which"), ".", view_of(rule ? rule->measure : NULL));
    }
    const struct rule *rule = column_rule_find(reading, label, above, table->record->kind);
    if (!rule || !rule->measure)
        return VIEW_NONE;
    if (pattern_has_group(rule->pattern, "year") || strcmp(rule->measure, "fiscal_year") == 0)
        return measure_of_year(reading, table, rule, label, fiscal_year, document_kind);
    return view_of(rule->measure);
}

/* The measure of a label; of a year that is neither the document's nor the one before, what the column is called by its
 * place. */
static struct view phase_of(const struct reading *reading, const struct table *table, const struct column *column,
                            size_t depth, int fiscal_year, struct view document_kind)
{
    struct view measure = measure_of(reading, table, column, depth, fiscal_year, document_kind);
    struct view above = path_join(reading->arena, column->label, depth), label = column->label.items[depth];
    const struct rule *rule = column_rule_find(reading, label, above, table->record->kind);
    return measure.data || !fiscal_year || !year_of(rule, label)
               ? measure
               : view_format(reading->arena, "column_%d", (int)(column - table->columns) + 1);
}

/* Parts the label into the phase, or the fund under an item, that it names and the items it stands under. */
static void items_find(const struct reading *reading, const struct table *table, struct column *column, int fiscal_year,
                       struct view document_kind)
{
    struct view *items = ARENA_ARRAY(reading->arena, struct view, column->label.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < column->label.count; i++) {
        struct view measure = phase_of(reading, table, column, i, fiscal_year, document_kind);
        bool year = view_starts_with(measure, "column_");
        bool fund = i + 1 == column->label.count && count && ruleset_is(reading->rules, RULE_CELL, "fund", measure);
        if (fund || year || (measure.data && ruleset_is(reading->rules, RULE_CELL, "phase", measure)))
            column->phase = view_join(reading->arena, column->phase, ".", measure);
        else if (!measure.data || !label_is_common(table, column, i)) /* 当年财政拨款安排 over all of them is no item */
            items[count++] = column->label.items[i];
    }
    if (!count && column->label.count)
        items[count++] = leaf_of(column);
    column->items = (struct view_list){items, count};
}

/* The head over the column and others that names a column of its own by its rule (本年支出 over 合计 and 基本支出);
 * none where there is none. */
static struct view head_alone(const struct reading *reading, const struct table *table, const struct column *column)
{
    for (size_t i = 0; i + 1 < column->label.count; i++) {
        struct view above = path_join(reading->arena, column->label, i);
        const struct rule *rule = column_rule_find(reading, column->label.items[i], above, table->record->kind);
        if (rule && rule->alone)
            return column->label.items[i];
    }
    return VIEW_NONE;
}

/* The measures of the column's labels, a dot between two, but for the head `without`. */
static struct view measures_join(const struct reading *reading, const struct table *table, const struct column *column,
                                 struct view without, int fiscal_year, struct view document_kind)
{
    struct view chain = VIEW_NONE, last = VIEW_NONE;
    bool leaf_known = true;
    for (size_t i = 0; i < column->label.count; i++) {
        bool leaf = i + 1 == column->label.count;
        if (!leaf && (label_is_common(table, column, i) || label_spans_block(table, column, i)))
            continue;
        if (!leaf && without.data && view_equal(without, column->label.items[i]))
            continue;
        struct view measure = measure_of(reading, table, column, i, fiscal_year, document_kind);
        if (column->named_depth == i + 1)
            measure = view_format(reading->arena, "column_%d", column->named_first + 1);
        if (measure.data && !view_equal(measure, last))
            chain = view_join(reading->arena, chain, ".", measure);
        last = measure.data ? measure : last;
        leaf_known = measure.data || !leaf;
    }
    if (!chain.data && table->blocks[column->block].amounts == 1)
        return VIEW_LITERAL("amount");
    if (chain.data && leaf_known)
        return chain;
    /* What tells the column from its neighbours is not known. */
    return view_join(reading->arena, chain, ".",
                     view_format(reading->arena, "column_%d", (int)(column - table->columns) + 1));
}

/* A measure in its block, as a key; a new string. */
static char *measure_key(const struct column *column, struct view measure)
{
    return g_strdup_printf("%d %.*s", column->block, VIEW_PRINT(measure));
}

static bool labels_equal(const struct column *a, const struct column *b, size_t count)
{
    if (a->block != b->block || a->label.count < count || b->label.count < count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!view_equal(a->label.items[i], b->label.items[i]))
            return false;
    return true;
}

/* Names the head over the column at that depth, for all columns below it, by the first of them. */
static void head_name(struct table *table, const struct column *column, size_t depth)
{
    int first = (int)(column - table->columns), end = first + 1;
    while (first > 0 && labels_equal(&table->columns[first - 1], column, depth + 1))
        first--;
    while (end < table->column_count && labels_equal(&table->columns[end], column, depth + 1))
        end++;
    for (int i = first; i < end; i++) {
        table->columns[i].named_depth = depth + 1;
        table->columns[i].named_first = first;
    }
}

/* Names the heads over a column that tell it from others by words that no rule knows, where its measure is `shared`,
 * or by a year that is neither the document's nor the one before. */
static void heads_of_column_name(const struct reading *reading, struct table *table, const struct column *column,
                                 bool shared, int fiscal_year, struct view document_kind)
{
    for (size_t depth = 0; depth + 1 < column->label.count && !column->named_depth; depth++) {
        struct view above = path_join(reading->arena, column->label, depth), label = column->label.items[depth];
        const struct rule *rule = column_rule_find(reading, label, above, table->record->kind);
        bool other_year = fiscal_year && year_of(rule, label) &&
                          !measure_of(reading, table, column, depth, fiscal_year, document_kind).data;
        if ((other_year || (shared && !rule)) && !label_is_common(table, column, depth) &&
            !label_spans_block(table, column, depth))
            head_name(table, column, depth);
    }
}

/* Where two columns would share a measure, the heads over them that no rule knows tell them apart: then none of the
 * columns below such a head is what its own label says alone. */
static void heads_name(const struct reading *reading, struct table *table, int fiscal_year, struct view document_kind)
{
    GHashTable *firsts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (!column->measure.data)
            continue;
        heads_of_column_name(reading, table, column, false, fiscal_year, document_kind);
        char *key = measure_key(column, column->measure);
        const struct column *first = g_hash_table_lookup(firsts, key);
        if (!first) {
            g_hash_table_insert(firsts, key, (void *)column);
            continue;
        }
        g_free(key);
        heads_of_column_name(reading, table, first, true, fiscal_year, document_kind);
        heads_of_column_name(reading, table, column, true, fiscal_year, document_kind);
    }
    g_hash_table_unref(firsts);
}

/* The heads (char *, as a set) that tell columns apart: two of a block would have the same measure without them.  The
 * caller unrefs it. */
static GHashTable *heads_needed(const struct table *table, const struct view *heads)
{
    GHashTable *needed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < table->column_count; i++) {
            const struct column *column = &table->columns[i];
            char *key = column->measure.data ? measure_key(column, column->measure) : NULL;
            const int count = key ? GPOINTER_TO_INT(g_hash_table_lookup(counts, key)) : 0;
            if (pass && heads[i].data && count > 1)
                g_hash_table_add(needed, g_strndup(heads[i].data, heads[i].size));
            if (key && !pass)
                g_hash_table_replace(counts, key, GINT_TO_POINTER(count + 1));
            else
                g_free(key);
        }
    g_hash_table_unref(counts);
    return needed;
}

static bool head_is_needed(GHashTable *needed, struct view head)
{
    char *key = head.data ? g_strndup(head.data, head.size) : NULL;
    const bool is_needed = key && g_hash_table_contains(needed, key);
    g_free(key);
    return is_needed;
}

/* A number behind a measure that a column of the block before has; `taken` has the numbers that were given, by key. */
static struct view measure_number(const struct reading *reading, GHashTable *taken, const struct column *column)
{
    struct view measure = column->measure;
    char *key = measure_key(column, measure), *chain = key;
    int number = GPOINTER_TO_INT(g_hash_table_lookup(taken, chain));
    while (g_hash_table_contains(taken, key)) {
        measure = view_format(reading->arena, "%.*s_%d", VIEW_PRINT(column->measure), ++number);
        g_hash_table_insert(taken, g_strdup(chain), GINT_TO_POINTER(number));
        if (key != chain)
            g_free(key);
        key = measure_key(column, measure);
    }
    if (key != chain)
        g_free(chain);
    g_hash_table_insert(taken, key, GINT_TO_POINTER(1));
    return measure;
}

/* Gives the amount columns their measures, which are keys. Heads that name a column of their own are left out,
 * unless columns under two of them would share a measure (本年收入 and 本年支出, each over 合计); so are those that no
 * rule knows; what is still shared gets a number. */
static void measures_find(const struct reading *reading, struct table *table, int fiscal_year,
                          struct view document_kind)
{
    struct column *end = table->columns + table->column_count;
    struct view *heads = g_new0(struct view, table->column_count);
    for (struct column *column = table->columns; column < end; column++)
        if (has_role(column, "amount")) {
            struct view head = heads[column - table->columns] = head_alone(reading, table, column);
            column->measure = measures_join(reading, table, column, head, fiscal_year, document_kind);
        }
    GHashTable *needed = heads_needed(table, heads);
    GHashTable *taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    heads_name(reading, table, fiscal_year, document_kind);
    for (struct column *column = table->columns; column < end; column++) {
        struct view head = heads[column - table->columns];
        bool apart = head_is_needed(needed, head);
        if (apart || (column->named_depth && has_role(column, "amount")))
            column->measure =
                measures_join(reading, table, column, apart ? VIEW_NONE : head, fiscal_year, document_kind);
        if (column->measure.data)
            column->measure = measure_number(reading, taken, column);
    }
    g_hash_table_unref(taken);
    g_hash_table_unref(needed);
    g_free(heads);
}

/* Code columns side by side under one label are 类, 款, 项 by their order. */
static void code_levels_number(struct table *table)
{
    for (int i = 0; i < table->column_count; i++) {
        int end = i;
        while (end < table->column_count && has_role(&table->columns[end], "code") &&
               table->columns[end].block == table->columns[i].block &&
               table->columns[end].second == table->columns[i].second)
            end++;
        for (int k = i; end - i > 1 && k < end; k++)
            if (!table->columns[k].code_level && view_equal(leaf_of(&table->columns[k]), leaf_of(&table->columns[i])))
                table->columns[k].code_level = k - i + 1;
        if (end > i)
            i = end - 1;
    }
}

/* What the amounts of a doubtful grid stand for is not certain: they stay the texts of their cells. */
static void amounts_leave(struct table *table)
{
    for (int i = 0; i < table->column_count; i++)
        if (has_role(&table->columns[i], "amount"))
            table->columns[i].role = VIEW_LITERAL("text");
}

void columns_read(struct reading *reading, struct table *table, int fiscal_year, struct view document_kind)
{
    const struct part *first = &g_array_index(table->parts, struct part, 0);
    table->column_count = first->grid->columns;
    table->columns = ARENA_ARRAY(reading->arena, struct column, (size_t)table->column_count);
    const bool doubtful = view_equal_text(table->record->rulings, "doubtful");
    struct content *contents = content_count(reading, table);
    for (int i = 0; i < table->column_count; i++) {
        if (!doubtful) /* the head of a doubtful grid tells nothing of one column */
            table->columns[i].label = label_read(reading, first, i);
        role_find(reading, table, &table->columns[i], &contents[i]);
    }
    roles_settle(table, contents);
    blocks_find(reading, table, contents);
    g_free(contents);
    if (doubtful)
        amounts_leave(table);
    blocks_survey(reading, table);
    sides_name(reading, table);
    schemes_find(reading, table);
    code_levels_number(table);
    fiscal_year = table_year(reading, table, fiscal_year);
    measures_find(reading, table, fiscal_year, document_kind);
    for (int i = 0; i < table->column_count; i++)
        if (has_role(&table->columns[i], "amount"))
            items_find(reading, table, &table->columns[i], fiscal_year, document_kind);
}
