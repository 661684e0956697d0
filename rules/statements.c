/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts stated in prose: the lines between the tables are put together to a text, the text is cut into
 * sentences, and every figure of a sentence becomes a statement with its subject, or says more of the one
 * before it. */
#include <string.h>

#include "rules/model.h"

enum {
    SENTENCE_SIZE_MAX = 4096,
    SUBJECT_CLAUSES = 4, /* how far back a subject may stand */
};

struct prose {
    struct reading *reading;
    struct sink *next;
    struct error *error;
    GString *text; /* the paragraph that is open */
    GArray *pages; /* struct page_mark */
    struct view section;
    struct record_statement *last; /* of the sentence, not yet passed on */
};

/* From this byte of the text on it stands on this page. */
struct page_mark {
    size_t start;
    int page;
};

static const struct rule *statement_rule(const struct prose *prose, const char *name)
{
    return ruleset_get(prose->reading->rules, RULE_STATEMENT, name);
}

static bool says(const struct prose *prose, const char *name, struct view text)
{
    return ruleset_is(prose->reading->rules, RULE_STATEMENT, name, text);
}

static int page_at(const struct prose *prose, size_t offset)
{
    int page = 0;
    for (guint i = 0; i < prose->pages->len; i++)
        if (g_array_index(prose->pages, struct page_mark, i).start <= offset)
            page = g_array_index(prose->pages, struct page_mark, i).page;
    return page;
}

static bool statement_flush(struct prose *prose)
{
    struct record_statement *statement = prose->last;
    prose->last = NULL;
    return !statement || sink_take(prose->next, prose->reading->arena, statement, prose->error);
}

/* Takes what a rule finds off the end (`end`) or the beginning of the text. */
static struct view strip(const struct prose *prose, const char *name, struct view text, bool end)
{
    const struct rule *rule = statement_rule(prose, name);
    size_t from, to;
    if (!rule || !pattern_search(rule->pattern, text, 0, &from, &to))
        return text;
    return end ? view_part(text, 0, from) : view_part(text, to, text.size);
}

/* The last clause of the text in front of a figure that still says something without its predicate. */
static struct view subject_find(const struct prose *prose, struct view before)
{
    const struct rule *clause = statement_rule(prose, "clause");
    for (int i = 0; i < SUBJECT_CLAUSES && before.size; i++) {
        size_t start = 0, end = before.size, at = 0, from, to;
        while (clause && pattern_search(clause->pattern, before, at, &from, &to) && to < before.size) {
            start = to;
            end = from;
            at = to;
        }
        struct view subject = view_trim(view_part(before, start, before.size));
        struct view bare = view_trim(strip(prose, "predicate", subject, true));
        bare = view_trim(strip(prose, "lead", bare, false));
        if (view_length(bare) >= 2)
            return bare;
        if (!start)
            break;
        before = view_part(before, 0, end);
    }
    return VIEW_NONE;
}

/* A percentage behind a figure; false where none is said. */
static bool percent_read(const struct prose *prose, const char *name, struct view text, struct amount *percent)
{
    const struct rule *rule = statement_rule(prose, name);
    struct view value = VIEW_NONE, direction;
    if (!rule || !pattern_capture(rule->pattern, text, "value", &value) || !amount_parse(value, percent))
        return false;
    if (!pattern_has_group(rule->pattern, "direction"))
        return true;
    direction = pattern_group(rule->pattern, text, "direction");
    if (says(prose, "falling", direction))
        percent->coefficient = -percent->coefficient;
    return true;
}

/* What stands between a figure and the next says its share, its change in per cent, its reason. */
static void tail_read(struct prose *prose, struct view tail)
{
    struct record_statement *statement = prose->last;
    if (!statement)
        return;
    if (!statement->has_share)
        statement->has_share = percent_read(prose, "share", tail, &statement->share);
    if (!statement->has_percent)
        statement->has_percent = percent_read(prose, "percent", tail, &statement->percent);
    if (!statement->has_change && says(prose, "unchanged", tail)) {
        statement->has_change = true;
        statement->change = (struct amount){0, 0};
    }
    struct view reason = ruleset_capture(prose->reading->rules, RULE_STATEMENT, "reason", tail);
    if (!statement->reason.data && !view_is_empty(reason))
        statement->reason = view_trim(reason);
}

/* A number of the text with its unit. */
struct figure {
    struct amount value; /* yuan */
    int precision;
    struct view unit, text;
};

static bool figure_read(const struct prose *prose, const struct rule *rule, struct view sentence, struct figure *figure)
{
    figure->text = pattern_group(rule->pattern, sentence, "amount");
    figure->unit = pattern_group(rule->pattern, sentence, "unit");
    const struct rule *unit = ruleset_match(prose->reading->rules, RULE_UNIT, figure->unit);
    if (!unit || !amount_parse(figure->text, &figure->value))
        return false;
    figure->precision = unit->power - figure->value.scale;
    return amount_shift(&figure->value, unit->power);
}

/* A figure: the change of the statement before it, or a statement of its own. */
static bool figure_take(struct prose *prose, struct view sentence, struct view before, int page,
                        const struct figure *figure)
{
    struct view direction = ruleset_capture(prose->reading->rules, RULE_STATEMENT, "change", before);
    if (direction.data && prose->last && !prose->last->has_change) {
        prose->last->has_change = true;
        prose->last->change = figure->value;
        if (says(prose, "falling", direction))
            prose->last->change.coefficient = -figure->value.coefficient;
        return true;
    }
    struct view subject = subject_find(prose, before);
    if (!statement_flush(prose))
        return false;
    struct record_statement *statement = record_new(prose->reading->arena, RECORD_STATEMENT);
    statement->page = page;
    statement->section = prose->section;
    statement->subject = subject;
    statement->value = figure->value;
    statement->precision = figure->precision;
    statement->unit = figure->unit;
    statement->text = figure->text;
    statement->quote = sentence;
    statement->code = ruleset_capture(prose->reading->rules, RULE_STATEMENT, "code", before);
    prose->last = statement;
    return true;
}

static bool sentence_read(struct prose *prose, struct view sentence, size_t offset)
{
    const struct rule *rule = statement_rule(prose, "figure");
    size_t at = 0, from, to, behind = 0;
    if (!rule)
        return true;
    if (sentence.size > SENTENCE_SIZE_MAX) {
        reading_warn(prose->reading, page_at(prose, offset), "sentence_too_long",
                     "a sentence of %zu bytes is not searched for amounts", sentence.size);
        return true;
    }
    while (pattern_search(rule->pattern, sentence, at, &from, &to)) {
        struct figure figure;
        bool fine = figure_read(prose, rule, sentence, &figure);
        struct view before = view_part(sentence, behind, from - behind);
        tail_read(prose, before);
        if (fine && !figure_take(prose, sentence, before, page_at(prose, offset + from), &figure))
            return false;
        behind = at = MAX(to, from + 1);
    }
    tail_read(prose, view_part(sentence, behind, sentence.size));
    return statement_flush(prose);
}

/* The paragraph is complete: its sentences are read. */
static bool paragraph_close(struct prose *prose)
{
    struct view text = view_copy(prose->reading->arena, (struct view){prose->text->str, prose->text->len});
    const struct rule *end = statement_rule(prose, "sentence");
    bool fine = true;
    for (size_t start = 0; fine && start < text.size;) {
        size_t from, to = text.size;
        if (!end || !pattern_search(end->pattern, text, start, &from, &to) || to <= start)
            to = text.size;
        fine = sentence_read(prose, view_part(text, start, to - start), start);
        start = to;
    }
    g_string_truncate(prose->text, 0);
    g_array_set_size(prose->pages, 0);
    return fine;
}

/* A line of the text; a space only between two Latin words. */
static void line_append(struct prose *prose, const struct item *item)
{
    struct page_mark mark = {prose->text->len, item->page};
    struct view line = view_trim(item->joined);
    if (prose->text->len && line.size && g_ascii_isalpha(line.data[0]) &&
        g_ascii_isalpha(prose->text->str[prose->text->len - 1]))
        g_string_append_c(prose->text, ' ');
    g_string_append_len(prose->text, line.data, (gssize)line.size);
    g_array_append_val(prose->pages, mark);
}

/* A line of its own over a paragraph.  The first line of a paragraph can look the same; the lines that go on
 * with it begin further left, those of a paragraph under a heading do not. */
static bool is_subheading(const struct reading *reading, guint index)
{
    const struct item *item = &g_array_index(reading->items, struct item, index);
    if (!ruleset_is(reading->rules, RULE_LINE, "subheading", item->joined) || index + 1 == reading->items->len)
        return false;
    const struct item *next = item + 1;
    return next->grid || next->page != item->page ||
           next->pieces[0]->box.x0 >= item->pieces[0]->box.x0 - item->pieces[0]->size / 2;
}

bool statements_emit(struct reading *reading, struct sink *next, struct error *error)
{
    struct prose prose = {.reading = reading, .next = next, .error = error, .text = g_string_new(NULL)};
    prose.pages = g_array_new(FALSE, TRUE, sizeof(struct page_mark));
    bool fine = true;
    for (guint i = 0; fine && i < reading->items->len; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (item->grid) {
            fine = paragraph_close(&prose);
        } else if (ruleset_is(reading->rules, RULE_LINE, "page_number", item->joined)) {
            continue;
        } else if (ruleset_is(reading->rules, RULE_LINE, "heading", item->joined)) {
            fine = paragraph_close(&prose);
            prose.section = item->joined;
        } else if (is_subheading(reading, i)) {
            fine = paragraph_close(&prose);
        } else {
            line_append(&prose, item);
        }
    }
    fine = fine && paragraph_close(&prose);
    g_string_free(prose.text, TRUE);
    g_array_unref(prose.pages);
    return fine;
}
