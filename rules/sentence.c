/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/sentence.h"

#include <string.h>

enum {
    SUBJECT_CLAUSES = 4, /* how far back a subject may stand */
    PATH_LEVELS = 3,     /* 类, 款, 项 */
    LOOK_BACK = 256,     /* statements among which another is looked for */
    PARTS_LEAST = 2,     /* parts that a list has */
};

/* A number of the text with its unit. */
struct figure {
    size_t from, to;
    struct amount value; /* yuan, or a quantity of the unit */
    int precision;
    struct view unit, text;
    bool counted;
};

/* The sentence that is read. */
struct sentence {
    struct narration *narration;
    struct view text;
    int page;
    guint first;                   /* the first statement of the sentence */
    bool reasoned;                 /* a reason has begun: the figures to come are aside */
    struct record_statement *said; /* what shares and reasons belong to: the last statement or the one changed last */
};

/* --- rules --- */

static const struct rule *statement_rule(const struct narration *narration, const char *name)
{
    return ruleset_get(narration->reading->rules, RULE_STATEMENT, name);
}

static bool says(const struct narration *narration, const char *name, struct view text)
{
    return ruleset_is(narration->reading->rules, RULE_STATEMENT, name, text);
}

static struct view capture(const struct narration *narration, const char *name, struct view text)
{
    return ruleset_capture(narration->reading->rules, RULE_STATEMENT, name, text);
}

/* Takes what a rule finds off the end (`end`) or the beginning of the text. */
static struct view strip(const struct narration *narration, const char *name, struct view text, bool end)
{
    const struct rule *rule = statement_rule(narration, name);
    size_t from, to;
    if (!rule || !pattern_search(rule->pattern, text, 0, &from, &to))
        return text;
    return view_trim(end ? view_part(text, 0, from) : view_part(text, to, text.size));
}

/* The last clause of a text; `start` is where it begins. */
static struct view clause_last(const struct narration *narration, struct view text, size_t *start, size_t *mark)
{
    const struct rule *clause = statement_rule(narration, "clause");
    size_t at = 0, from, to;
    *start = 0;
    *mark = text.size;
    while (clause && pattern_search(clause->pattern, text, at, &from, &to) && to < text.size) {
        *start = to;
        *mark = from;
        at = MAX(to, at + 1);
    }
    return view_part(text, *start, text.size);
}

/* --- statements so far --- */

/* Whether the figure is of a year before the document's, told to be compared with. */
static bool is_prior(const struct narration *narration, const struct record_statement *statement)
{
    int year = narration->reading->fiscal_year;
    return view_equal_text(statement->phase, "prior_year") || (year && statement->year && statement->year < year);
}

static struct told *told_at(const struct narration *narration, guint index)
{
    return &g_array_index(narration->told, struct told, index);
}

/* The first statement that is looked at from the last one back to `first`. */
static guint look_back(const struct narration *narration, guint first)
{
    guint count = narration->told->len;
    return MAX(first, count > LOOK_BACK ? count - LOOK_BACK : 0);
}

static struct record_statement *statement_at(const struct narration *narration, guint index)
{
    return told_at(narration, index)->statement;
}

static void statement_add(struct sentence *sentence, struct record_statement *statement, const struct figure *figure)
{
    struct told told = {statement, sentence->reasoned || !statement->has_value};
    statement->page = sentence->page;
    statement->section = sentence->narration->section;
    statement->unit = figure->unit;
    statement->text = figure->text;
    statement->quote = sentence->text;
    g_array_append_val(sentence->narration->told, told);
    sentence->said = statement;
}

/* Whether others may refer to it: a figure of this year, and not one that a reason mentions. */
static bool is_main(const struct narration *narration, guint index)
{
    return !told_at(narration, index)->aside && !is_prior(narration, statement_at(narration, index));
}

/* The last statement of the sentence that is no figure of the past; in front of the sentence, the last of the
 * section that is no part.  NULL where there is none. */
static struct record_statement *statement_last(const struct sentence *sentence)
{
    const struct narration *narration = sentence->narration;
    for (guint i = narration->told->len, first = look_back(narration, narration->section_first); i-- > first;) {
        struct record_statement *statement = statement_at(narration, i);
        if (is_main(narration, i) && (i >= sentence->first || statement->part_of < 0))
            return statement;
    }
    return NULL;
}

/* --- what a text is about --- */

/* The subject without year, organization and what else leads to it. */
static struct view subject_bare(const struct narration *narration, struct view subject)
{
    struct view organization = narration->reading->organization;
    struct view bare = strip(narration, "predicate", view_trim(subject), true), before;
    do {
        before = bare;
        bare = strip(narration, "lead", bare, false);
        if (organization.size && bare.size > organization.size &&
            view_equal(view_part(bare, 0, organization.size), organization))
            bare = view_trim(view_part(bare, organization.size, bare.size));
    } while (bare.size && bare.size != before.size);
    return bare;
}

/* The last clause of the text in front of a figure that still says something without its predicate; `whole` is the
 * clause as printed. */
static struct view subject_find(const struct narration *narration, struct view before, struct view *whole)
{
    for (int i = 0; i < SUBJECT_CLAUSES && before.size; i++) {
        size_t start, mark;
        struct view clause = clause_last(narration, before, &start, &mark);
        struct view bare = subject_bare(narration, clause);
        if (view_length(bare) >= 2) {
            *whole = clause;
            return bare;
        }
        if (!start)
            break;
        before = view_part(before, 0, mark);
    }
    *whole = VIEW_NONE;
    return VIEW_NONE;
}

/* The text without all that a rule finds. */
static struct view without(const struct narration *narration, const char *name, struct view text)
{
    const struct rule *rule = statement_rule(narration, name);
    size_t from, to, at = 0;
    GString *rest = g_string_new(NULL);
    while (rule && pattern_search(rule->pattern, text, at, &from, &to) && to > from) {
        g_string_append_len(rest, text.data + at, (gssize)(from - at));
        at = to;
    }
    g_string_append_len(rest, text.data + at, (gssize)(text.size - at));
    struct view view = view_copy(narration->reading->arena, (struct view){rest->str, rest->len});
    g_string_free(rest, TRUE);
    return view;
}

/* Whether one of two subjects is part of the other. */
static bool is_within(const struct narration *narration, struct view a, struct view b)
{
    struct arena *arena = narration->reading->arena;
    return view_length(a) >= 2 && view_length(b) >= 2 &&
           (view_find(b, view_copy(arena, a).data) >= 0 || view_find(a, view_copy(arena, b).data) >= 0);
}

/* Whether a clause that tells a change or a share speaks of what the statement does: it names nothing of its own, or
 * the same. */
static bool is_about(const struct narration *narration, struct view clause, const struct record_statement *statement)
{
    struct view own = subject_bare(narration, strip(narration, "against", view_trim(clause), false));
    if (view_length(own) < 2 || says(narration, "weak", own) || !statement->subject.data)
        return true;
    return is_within(narration, own, statement->subject) ||
           is_within(narration, without(narration, "filler", own), without(narration, "filler", statement->subject));
}

/* --- code and path --- */

static void path_read(const struct narration *narration, struct view text, struct record_statement *statement)
{
    static const char *const groups[PATH_LEVELS] = {"first", "second", "third"};
    const GPtrArray *rules = ruleset_list(narration->reading->rules, RULE_STATEMENT);
    size_t from, to, count = 0;
    struct view *names = ARENA_ARRAY(narration->reading->arena, struct view, PATH_LEVELS);
    for (guint i = 0; i < rules->len && !count; i++) {
        const struct rule *rule = rules->pdata[i];
        if (strcmp(rule->kind, "path") != 0 || !pattern_search(rule->pattern, text, 0, &from, &to))
            continue;
        for (int level = 0; level < PATH_LEVELS; level++) {
            struct view name = view_trim(pattern_group(rule->pattern, text, groups[level]));
            if (!view_is_empty(name))
                names[count++] = name;
        }
    }
    if (!count)
        return;
    statement->path = (struct view_list){names, count};
    statement->subject = names[count - 1];
}

/* Whether the names of the codes above an entry are those of the path, which may begin below the top. */
static bool path_leads(const struct narration *narration, const struct dictionary_entry *entry, struct view_list path)
{
    const struct dictionary *dictionary = narration->reading->dictionary;
    struct view code = entry->code;
    for (size_t i = path.count; i-- > 0 && code.size; code = dictionary_parent(code)) {
        size_t count;
        const struct dictionary_entry *names = dictionary_names(dictionary, code, &count);
        const struct view folded = dictionary_fold(narration->reading->arena, path.items[i]);
        bool same = false;
        for (size_t k = 0; k < count && !same; k++)
            same = view_equal(dictionary_folded(dictionary, &names[k]), folded);
        if (!same)
            return false;
    }
    return path.count < PATH_LEVELS || code.size == 0;
}

/* The one code that a path in words leads to. */
static void path_code(const struct narration *narration, struct record_statement *statement)
{
    if (statement->code.data || !statement->path.count)
        return;
    GPtrArray *found = dictionary_find_name(narration->reading->dictionary, "functional",
                                            statement->path.items[statement->path.count - 1], 0);
    struct view code = VIEW_NONE;
    int count = 0;
    for (guint i = 0; i < found->len; i++)
        if (path_leads(narration, found->pdata[i], statement->path)) {
            code = ((const struct dictionary_entry *)found->pdata[i])->code;
            count++;
        }
    g_ptr_array_unref(found);
    if (count == 1) {
        statement->code = code;
        statement->code_source = VIEW_LITERAL("dictionary");
    }
}

static int year_read(const struct narration *narration, struct view text)
{
    struct view year = capture(narration, "year", text);
    struct amount value;
    return year.data && amount_parse(year, &value) ? (int)value.coefficient : 0;
}

/* The year of a figure: what stands right in front of it tells (比2024年的), or its clause, or one in front of that
 * which says nothing else (2024年，). */
static int year_near(const struct narration *narration, struct view before, struct view clause)
{
    size_t start, mark;
    const struct view last = clause_last(narration, before, &start, &mark);
    int year = year_read(narration, last);
    if (!year && last.data != clause.data)
        year = year_read(narration, clause);
    if (!year && clause.data && clause.data > before.data) {
        before.size = (size_t)(clause.data - before.data);
        const struct view alone = clause_last(narration, before, &start, &mark);
        year = says(narration, "year_alone", alone) ? year_read(narration, alone) : 0;
    }
    return year;
}

static struct view phase_read(const struct narration *narration, struct view text)
{
    const struct rule *rule = ruleset_match_kind(narration->reading->rules, RULE_STATEMENT, "phase", text);
    return rule ? view_of(rule->value) : VIEW_NONE;
}

/* The phase of a figure: what stands right in front of it tells (比上年的), or else its clause. */
static struct view phase_near(const struct narration *narration, struct view before, struct view clause)
{
    size_t start, mark;
    const struct view phase = phase_read(narration, clause_last(narration, before, &start, &mark));
    return phase.data ? phase : phase_read(narration, clause);
}

/* What the statement is about, by its subject and unit. */
static struct view topic_find(const struct narration *narration, struct view subject, struct view unit)
{
    struct view text = view_join(narration->reading->arena, subject, " ", unit);
    const struct rule *rule = ruleset_match(narration->reading->rules, RULE_TOPIC, text);
    return rule ? view_of(rule->kind) : VIEW_NONE;
}

/* --- parts of a whole --- */

/* The last statement of the section in front of `end` that may have parts; `end` where there is none. */
static guint whole_before(const struct narration *narration, guint end)
{
    for (guint i = end, first = look_back(narration, narration->section_first); i-- > first;)
        if (is_main(narration, i) && statement_at(narration, i)->part_of < 0)
            return i;
    return end;
}

static void whole_append(struct narration *narration, guint index)
{
    struct whole whole = {index, statement_at(narration, index)->value, 0};
    if (is_main(narration, index))
        g_array_append_val(narration->wholes, whole);
}

/* The words in front of a figure open a list of parts: of the statement before it. */
static void whole_open(struct sentence *sentence, struct view before)
{
    struct narration *narration = sentence->narration;
    if (!says(narration, "part", before))
        return;
    guint end = narration->told->len;
    if (end > sentence->first) {
        whole_append(narration, end - 1);
        return;
    }
    g_array_set_size(narration->wholes, 0);
    guint index = whole_before(narration, end);
    if (index == end)
        return;
    /* 项目12个，共计3,902.00万元。其中：…项目8个，…金额3,412.60万元 */
    guint other = whole_before(narration, index);
    if (other + 1 == index &&
        view_equal(statement_at(narration, other)->subject, statement_at(narration, index)->subject))
        whole_append(narration, other);
    whole_append(narration, index);
}

/* The statement is a part of the innermost whole that has as much left; lists that have not are complete. */
static void whole_take(struct narration *narration, struct record_statement *statement)
{
    if (is_prior(narration, statement))
        return;
    for (guint i = narration->wholes->len; i-- > 0;) {
        struct whole *whole = &g_array_index(narration->wholes, struct whole, i);
        const struct record_statement *of = statement_at(narration, whole->index);
        struct amount left;
        if (of->counted != statement->counted || (of->counted && !view_equal(of->unit, statement->unit)))
            continue;
        if (amount_compare(statement->value, whole->left) <= 0 &&
            amount_subtract(whole->left, statement->value, &left)) {
            whole->left = left;
            whole->parts++;
            statement->part_of = (int)whole->index;
            return;
        }
        g_array_remove_index(narration->wholes, i);
    }
}

/* --- changes --- */

/* coefficient * 10^(scale - amount.scale); false on overflow. */
static bool coefficient_at(struct amount amount, int scale, int64_t *coefficient)
{
    *coefficient = amount.coefficient;
    for (int i = amount.scale; i < scale; i++)
        if (__builtin_mul_overflow(*coefficient, 10, coefficient))
            return false;
    return amount.scale <= scale;
}

/* Whether the change makes sense for the statement: it leaves no negative amount for the year before and, where its
 * per cent are told, they are these per cent of it: |100 change - percent before| is within a digit of the per cent
 * and of the amounts. */
static bool change_fits(const struct record_statement *statement, struct amount change, const struct amount *percent)
{
    struct amount before;
    if (!amount_subtract(statement->value, change, &before) || before.coefficient < 0)
        return false;
    if (!percent)
        return true;
    if (!before.coefficient) /* what is new has grown by 100 per cent */
        return amount_compare(*percent, (struct amount){100, 0}) == 0;
    struct amount digit = {100, MAX(-statement->precision, 0)};
    int scale = MAX(MAX(before.scale, change.scale), digit.scale);
    int64_t base, moved, part, tolerance;
    if (!amount_shift(&digit, MAX(statement->precision, 0)) || !coefficient_at(digit, scale, &tolerance) ||
        !coefficient_at(before, scale, &base) || !coefficient_at(change, scale, &moved) ||
        __builtin_mul_overflow(moved, 100, &moved) || __builtin_mul_overflow(base, percent->coefficient, &part))
        return false;
    for (int i = 0; i < percent->scale; i++)
        if (__builtin_mul_overflow(moved, 10, &moved) || __builtin_mul_overflow(tolerance, 10, &tolerance))
            return false;
    if (__builtin_add_overflow(tolerance, base + base / 2, &tolerance))
        return false;
    return moved - part <= tolerance && part - moved <= tolerance;
}

/* A percentage in a text; false where none is said. */
static bool percent_read(const struct narration *narration, const char *name, struct view text, struct amount *percent,
                         struct view *clause)
{
    const struct rule *rule = statement_rule(narration, name);
    size_t from, to, start, mark;
    if (!rule || !pattern_search(rule->pattern, text, 0, &from, &to) ||
        !amount_parse(pattern_group(rule->pattern, text, "value"), percent))
        return false;
    if (pattern_has_group(rule->pattern, "direction") &&
        says(narration, "falling", pattern_group(rule->pattern, text, "direction")))
        percent->coefficient = -percent->coefficient;
    *clause = clause_last(narration, view_part(text, 0, from), &start, &mark);
    if (mark == from && start == 0 && text.data[0] == ',')
        *clause = VIEW_LITERAL("");
    return true;
}

/* The last figure of the section, be it a part; NULL where there is none. */
static struct record_statement *statement_near(const struct narration *narration)
{
    for (guint i = narration->told->len, first = look_back(narration, narration->section_first); i-- > first;)
        if (is_main(narration, i))
            return statement_at(narration, i);
    return NULL;
}

/* The statement that a change of the sentence belongs to: the last one, or the whole that it completes, or the part
 * in the sentence before whose per cent it tells (1.公共安全支出10万元,用于…。比上年增加1万元,增长11.11%).  NULL where
 * none can have changed so. */
static struct record_statement *changed_find(const struct sentence *sentence, struct amount change,
                                             const struct amount *percent)
{
    const struct narration *narration = sentence->narration;
    struct record_statement *last = statement_last(sentence);
    if (!last)
        return NULL;
    struct record_statement *whole = last->part_of >= 0 ? statement_at(narration, (guint)last->part_of) : NULL;
    const struct whole *open =
        narration->wholes->len ? &g_array_index(narration->wholes, struct whole, narration->wholes->len - 1) : NULL;
    bool complete = whole && open && open->left.coefficient == 0 && open->parts >= PARTS_LEAST;
    struct record_statement *order[2] = {complete && !percent ? whole : last, complete && !percent ? last : whole};
    for (int i = 0; i < 2; i++)
        if (order[i] && !order[i]->has_change && change_fits(order[i], change, percent))
            return order[i];
    struct record_statement *near = statement_near(narration);
    if (percent && near && !near->has_change && change_fits(near, change, percent))
        return near;
    /* The per cent are of neither (they may be wrong): the last one's, unless it ends the list of a whole. */
    return !complete && !last->has_change && change_fits(last, change, NULL) ? last : NULL;
}

/* A figure that tells by how much something has changed. */
static bool change_take(struct sentence *sentence, const struct figure *figure, struct view before, struct view tail)
{
    struct narration *narration = sentence->narration;
    struct view direction = capture(narration, "change", before);
    if (!direction.data || figure->counted)
        return false;
    struct amount change = figure->value, percent;
    struct view clause;
    if (says(narration, "falling", direction))
        change.coefficient = -change.coefficient;
    bool told = percent_read(narration, "percent", tail, &percent, &clause);
    size_t start, mark;
    struct view own = strip(narration, "change", clause_last(narration, before, &start, &mark), true);
    struct record_statement *changed = changed_find(sentence, change, told ? &percent : NULL);
    if (changed && is_about(narration, own, changed)) {
        changed->has_change = true;
        changed->change = change;
        sentence->said = changed;
        return true;
    }
    struct record_statement *statement = record_new(narration->reading->arena, RECORD_STATEMENT);
    own = strip(narration, "compared", strip(narration, "against", view_trim(own), false), true);
    statement->subject = subject_bare(narration, own);
    if (view_length(statement->subject) < 2)
        statement->subject = VIEW_NONE;
    statement->has_change = true;
    statement->change = change;
    statement_add(sentence, statement, figure);
    return true;
}

/* --- a figure --- */

/* The name in front of a code in a clause further back: 3.高等教育(2050205),2023年度决算数为… */
static bool subject_coded(const struct narration *narration, struct view before, struct record_statement *statement)
{
    const struct rule *rule = statement_rule(narration, "code");
    size_t from, to, start, mark;
    if (!rule || !rule_matches(rule, before) || !pattern_search(rule->pattern, before, 0, &from, &to))
        return false;
    statement->code = pattern_group(rule->pattern, before, "value");
    statement->subject = subject_bare(narration, clause_last(narration, view_part(before, 0, from), &start, &mark));
    return true;
}

/* The subject of the clause in front of the last one in the text: …单位3个，编报了绩效目标，涉及资金… */
static struct view subject_above(const struct narration *narration, struct view before)
{
    size_t start, mark;
    clause_last(narration, before, &start, &mark);
    if (!start)
        return VIEW_NONE;
    struct view above = subject_bare(narration, clause_last(narration, view_part(before, 0, mark), &start, &mark));
    return view_length(above) > 2 && !says(narration, "weak", above) ? above : VIEW_NONE;
}

/* The last statement of the paragraph, behind what gave the context, that has a code or a path; NULL where there is
 * none. */
static const struct record_statement *statement_coded(const struct narration *narration)
{
    for (guint i = narration->told->len, first = look_back(narration, narration->context_at); i-- > first;) {
        const struct record_statement *statement = statement_at(narration, i);
        if ((statement->path.count || statement->code.data) && !told_at(narration, i)->aside)
            return statement;
    }
    return NULL;
}

/* A subject that says nothing alone (年初预算, 涉及金额) is of what was named before it: the name of a code in the
 * sentence, what was counted, the last code of the paragraph, or the title above. */
static void subject_complete(const struct sentence *sentence, struct view before, struct record_statement *statement)
{
    const struct narration *narration = sentence->narration;
    if ((!view_is_empty(statement->subject) && !says(narration, "weak", statement->subject)) ||
        subject_coded(narration, before, statement))
        return;
    guint count = narration->told->len;
    const struct record_statement *last = count > sentence->first ? statement_at(narration, count - 1) : NULL;
    const struct record_statement *coded = statement_coded(narration);
    bool same = last && !last->counted && !says(narration, "part", before); /* not 其中:本年预算 */
    struct view subject =
        same ? subject_bare(narration, strip(narration, "phase_end", last->subject, true)) : VIEW_NONE;
    if (last && last->counted) {
        struct view above = subject_above(narration, before);
        statement->subject = above.data ? above : last->subject;
    } else if (view_length(subject) > 2 && !says(narration, "weak", subject)) {
        /* “三公”经费支出预算20万元，支出决算15万元 */
        statement->subject = subject;
        statement->path = last->path;
        statement->code = last->code;
        statement->code_source = last->code_source;
    } else if (coded) {
        statement->subject = coded->subject;
        statement->path = coded->path;
        statement->code = coded->code;
        statement->code_source = coded->code_source;
    } else if (narration->context.data) {
        statement->subject = narration->context;
        statement->code = capture(narration, "code", narration->context);
        path_read(narration, narration->context, statement);
    }
}

static void figure_take(struct sentence *sentence, const struct figure *figure, struct view before)
{
    struct narration *narration = sentence->narration;
    struct record_statement *statement = record_new(narration->reading->arena, RECORD_STATEMENT);
    struct view clause;
    statement->subject = subject_find(narration, before, &clause);
    statement->code = capture(narration, "code", clause);
    path_read(narration, clause, statement);
    statement->subject = strip(narration, "code", statement->subject, true);
    statement->year = year_near(narration, before, clause);
    statement->phase = phase_near(narration, before, clause);
    subject_complete(sentence, before, statement);
    path_code(narration, statement);
    statement->topic = topic_find(narration, statement->subject, figure->unit);
    if (figure->counted && !statement->topic.data)
        return;
    statement->counted = figure->counted;
    statement->unit = figure->unit;
    statement->has_value = true;
    statement->value = figure->value;
    statement->precision = figure->precision;
    if (!sentence->reasoned) {
        whole_open(sentence, before);
        whole_take(narration, statement);
    }
    statement_add(sentence, statement, figure);
}

/* The last statement told before `end` that has the whole which a share names as its subject; -1 where none has. */
static int whole_named(const struct narration *narration, struct view tail, guint end)
{
    const struct rule *rule = statement_rule(narration, "share");
    struct view of = VIEW_NONE;
    if (!rule || !pattern_capture(rule->pattern, tail, "of", &of) || view_is_empty(of))
        return -1;
    of = without(narration, "filler", subject_bare(narration, of));
    for (guint i = end; view_length(of) >= 2 && i-- > look_back(narration, 0);) {
        const struct record_statement *statement = statement_at(narration, i);
        if (is_main(narration, i) && statement->has_value && !statement->counted &&
            view_equal(without(narration, "filler", statement->subject), of))
            return (int)i;
    }
    return -1;
}

/* What stands between a figure and the next says its share, its change in per cent, its reason. */
static void tail_read(struct sentence *sentence, struct view tail)
{
    struct narration *narration = sentence->narration;
    struct record_statement *said = sentence->said;
    struct amount percent;
    struct view clause;
    if (!said)
        return;
    if (!said->has_share && percent_read(narration, "share", tail, &percent, &clause) &&
        is_about(narration, clause, said)) {
        said->has_share = true;
        said->share = percent;
        if (said->part_of < 0)
            said->share_of = whole_named(narration, tail, narration->told->len - 1);
    }
    if (!said->has_completion && percent_read(narration, "completion", tail, &percent, &clause)) {
        said->has_completion = true;
        said->completion = percent;
    }
    struct record_statement *moved = said->has_change || !is_prior(narration, said) ? said : statement_last(sentence);
    if (moved && !moved->has_percent && percent_read(narration, "percent", tail, &percent, &clause) &&
        is_about(narration, clause, moved)) {
        moved->has_percent = true;
        moved->percent = percent;
        sentence->said = moved;
    }
    if (moved && !moved->has_change && says(narration, "unchanged", tail)) {
        moved->has_change = true;
        moved->change = (struct amount){0, 0};
    }
}

/* The reason goes on to the end of the sentence, whatever figures it holds. */
static void reason_read(struct sentence *sentence, size_t from, size_t to)
{
    struct narration *narration = sentence->narration;
    struct record_statement *said = sentence->said;
    const struct rule *rule = statement_rule(narration, "reason");
    size_t begin, end;
    if (!said || said->reason.data || !rule || !pattern_search(rule->pattern, sentence->text, from, &begin, &end) ||
        begin >= to)
        return;
    struct view reason = pattern_group(rule->pattern, sentence->text, "value");
    sentence->reasoned = true;
    said->reason = view_trim(strip(narration, "mark", reason, true));
}

/* --- figures of a sentence --- */

static bool figure_next(const struct narration *narration, struct view text, size_t at, const char *name,
                        struct figure *figure)
{
    const struct rule *rule = statement_rule(narration, name);
    while (rule && pattern_search(rule->pattern, text, at, &figure->from, &figure->to)) {
        figure->text = pattern_group(rule->pattern, text, "amount");
        figure->unit = pattern_group(rule->pattern, text, "unit");
        const struct rule *unit = ruleset_match(narration->reading->rules, RULE_UNIT, figure->unit);
        int power = unit ? unit->power : 0;
        figure->counted = strcmp(name, "quantity") == 0;
        if ((unit || figure->counted) && amount_parse(figure->text, &figure->value)) {
            figure->precision = power - figure->value.scale;
            if (amount_shift(&figure->value, power))
                return true;
        }
        at = MAX(figure->to, figure->from + 1);
    }
    return false;
}

/* The figures of a text in their order (struct figure). */
static GArray *figures_find(const struct narration *narration, struct view text)
{
    GArray *figures = g_array_new(FALSE, FALSE, sizeof(struct figure));
    struct figure money, quantity;
    bool more = figure_next(narration, text, 0, "figure", &money);
    bool counts = figure_next(narration, text, 0, "quantity", &quantity);
    while (more || counts) {
        bool first = more && (!counts || money.from <= quantity.from);
        g_array_append_val(figures, *(first ? &money : &quantity));
        if (first)
            more = figure_next(narration, text, money.to, "figure", &money);
        else
            counts = figure_next(narration, text, quantity.to, "quantity", &quantity);
    }
    return figures;
}

static void figures_read(struct sentence *sentence, const GArray *figures)
{
    size_t behind = 0;
    for (guint i = 0; i < figures->len; i++) {
        const struct figure *figure = &g_array_index(figures, struct figure, i);
        size_t next = i + 1 < figures->len ? g_array_index(figures, struct figure, i + 1).from : sentence->text.size;
        struct view before = view_part(sentence->text, behind, figure->from - behind);
        struct view tail = view_part(sentence->text, figure->to, next - figure->to);
        guint count = sentence->narration->told->len;
        if (!change_take(sentence, figure, before, tail))
            figure_take(sentence, figure, before);
        if (figure->counted && count == sentence->narration->told->len)
            continue; /* a number of something else: a word of the text */
        tail_read(sentence, tail);
        reason_read(sentence, figure->to, next);
        behind = figure->to;
    }
}

static struct view title_bare(const struct narration *narration, struct view title)
{
    return strip(narration, "lead", view_trim(title), false);
}

void narration_sentence(struct narration *narration, struct view text, int page, bool goes_on)
{
    GArray *figures = figures_find(narration, text);
    struct sentence sentence = {narration, text, page, narration->told->len, false, NULL};
    if (!goes_on && !says(narration, "enumerated", text))
        g_array_set_size(narration->wholes, 0);
    if (!figures->len && says(narration, "context", text)) {
        narration->context = title_bare(narration, strip(narration, "mark", text, true));
        narration->context_at = narration->told->len;
    }
    if (!figures->len && narration->told->len > narration->section_first) {
        /* 与上年相比增长5%。主要原因是… */
        sentence.first = narration->told->len - 1;
        sentence.said = statement_at(narration, sentence.first);
        reason_read(&sentence, 0, text.size);
    }
    figures_read(&sentence, figures);
    g_array_free(figures, TRUE);
}

void narration_title(struct narration *narration, struct view title)
{
    narration->context = narration->title = title_bare(narration, title);
}

void narration_paragraph(struct narration *narration)
{
    narration->context = narration->title;
    narration->context_at = narration->told->len;
}

void narration_heading(struct narration *narration, struct view heading)
{
    narration->section = heading;
    narration->context = narration->title = VIEW_NONE;
    narration->context_at = narration->told->len;
    narration->section_first = narration->told->len;
    g_array_set_size(narration->wholes, 0);
}

void narration_open(struct narration *narration, struct reading *reading)
{
    *narration = (struct narration){.reading = reading};
    narration->told = g_array_new(FALSE, FALSE, sizeof(struct told));
    narration->wholes = g_array_new(FALSE, FALSE, sizeof(struct whole));
}

void narration_close(struct narration *narration)
{
    g_array_unref(narration->told);
    g_array_unref(narration->wholes);
}
