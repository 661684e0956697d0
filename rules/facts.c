/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the document is: its title, kind, level, organization and fiscal year, from its cover and from
 * the titles of its tables; never from the name of the file. */
#include <string.h>

#include "rules/model.h"

enum {
    COVER_PAGES = 3,
    COVER_LINES = 60,
    TITLE_LINES = 6,
    TITLE_SHARE = 75, /* per cent of the largest size on the cover: still the title */
};

/* A document rule of one subject ("kind", "level", "year", "organization"): rules are named subject/variant. */
static const struct rule *document_rule(const struct reading *reading, const char *subject, struct view text)
{
    const GPtrArray *rules = ruleset_list(reading->rules, RULE_DOCUMENT);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (strcmp(rule->kind, subject) == 0 && rule_matches(rule, text)) {
            ruleset_tell(reading->rules, RULE_DOCUMENT, rule, text);
            return rule;
        }
    }
    return NULL;
}

static struct view document_value(const struct reading *reading, const char *subject, struct view text)
{
    const struct rule *rule = document_rule(reading, subject, text);
    struct view value = VIEW_NONE;
    if (rule && rule->value)
        return view_of(rule->value);
    if (rule)
        pattern_capture(rule->pattern, text, "value", &value);
    return value;
}

/* 2025, or 二〇二五; 0 where it is neither. */
static int year_read(struct view text)
{
    static const unsigned digits[10] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    int year = 0;
    for (unsigned code; (code = view_next(&text));) {
        int digit = -1;
        if (code >= '0' && code <= '9')
            digit = (int)(code - '0');
        if (code == 0x25CB || code == 0x96F6 || code == 'O' || code == 'o')
            digit = 0;
        for (int i = 0; i < 10; i++)
            if (code == digits[i])
                digit = i;
        if (digit < 0 || year > 999)
            return 0;
        year = year * 10 + digit;
    }
    return year >= 1990 && year <= 2100 ? year : 0;
}

/* Counts votes for texts; the most frequent wins, the first among equals. */
struct poll {
    GHashTable *votes;
    struct view best;
    int most;
};

static void poll_vote(struct poll *poll, struct view text)
{
    if (view_is_empty(text))
        return;
    char *key = g_strndup(text.data, text.size);
    int count = GPOINTER_TO_INT(g_hash_table_lookup(poll->votes, key)) + 1;
    g_hash_table_replace(poll->votes, key, GINT_TO_POINTER(count));
    if (count > poll->most) {
        poll->most = count;
        poll->best = text;
    }
}

static struct poll poll_new(void)
{
    return (struct poll){g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), VIEW_NONE, 0};
}

/* The lines of the cover in the largest type, in one piece. */
static struct view title_read(struct reading *reading, guint cover_end)
{
    int largest = 0, page = 0;
    for (guint i = 0; i < cover_end; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (item->grid || (page && item->page != page) ||
            ruleset_is(reading->rules, RULE_LINE, "page_number", item->joined))
            continue;
        page = item->page;
        largest = MAX(largest, item->pieces[0]->size);
    }
    /* A document that opens with a table has no cover, and no title of its own. */
    bool boxes = cover_end && !box_is_none(g_array_index(reading->items, struct item, 0).pieces[0]->box);
    if (boxes && cover_end < reading->items->len &&
        g_array_index(reading->items, struct item, cover_end).page <= MAX(page, 1))
        return VIEW_NONE;
    struct view title = VIEW_NONE;
    int lines = 0;
    for (guint i = 0; i < cover_end && lines < TITLE_LINES; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (item->grid || item->page != page || item->pieces[0]->size * 100 < largest * TITLE_SHARE ||
            ruleset_is(reading->rules, RULE_LINE, "page_number", item->joined))
            continue;
        if (ruleset_is(reading->rules, RULE_LINE, "prose", item->joined) ||
            ruleset_is(reading->rules, RULE_LINE, "contents", item->joined) ||
            ruleset_is(reading->rules, RULE_LINE, "heading", item->joined) ||
            ruleset_is(reading->rules, RULE_LINE, "organization", item->joined))
            break;
        title = view_join(reading->arena, title, "", text_close_up(reading->arena, item->joined));
        lines++;
    }
    return title;
}

/* The value of a subject: from the title, else the cover's lines, else what most table titles say. */
static struct view subject_find(const struct reading *reading, const char *subject, struct view title, guint cover_end,
                                const GPtrArray *tables)
{
    struct view value = document_value(reading, subject, title);
    if (value.data)
        return value;
    for (guint i = 0; i < cover_end && !value.data; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (!item->grid)
            value = document_value(reading, subject, item->joined);
    }
    if (value.data)
        return value;
    struct poll poll = poll_new();
    for (guint i = 0; i < tables->len; i++)
        poll_vote(&poll, document_value(reading, subject, ((struct table *)tables->pdata[i])->record->title));
    g_hash_table_unref(poll.votes);
    return poll.best;
}

/* What the labels of a table's head tell of the document, by the strongest rule of the subject "head". */
static struct view head_value(const struct reading *reading, const struct table *table)
{
    const struct part *part = &g_array_index(table->parts, struct part, 0);
    const struct rule *best = NULL;
    for (int row = part->head_first; row < part->head_end; row++)
        for (int column = 0; column < part->grid->columns; column++) {
            const struct record_cell *cell = grid_at(part->grid, row, column);
            const struct rule *rule =
                cell_begins(cell, row, column) ? document_rule(reading, "head", cell->plain) : NULL;
            if (rule && (!best || rule->priority > best->priority))
                best = rule;
        }
    return view_of(best ? best->value : NULL);
}

/* Budget or final accounts by the heads of most tables, where neither the cover nor a title says it. */
static struct view kind_by_heads(const struct reading *reading, const GPtrArray *tables)
{
    struct poll poll = poll_new();
    for (guint i = 0; i < tables->len; i++)
        poll_vote(&poll, head_value(reading, tables->pdata[i]));
    g_hash_table_unref(poll.votes);
    return poll.best;
}

/* The year most tables carry in their title; the cover's where they carry none. */
static int year_find(const struct reading *reading, struct view title, guint cover_end, const GPtrArray *tables)
{
    int year = year_read(document_value(reading, "year", title));
    if (year)
        return year;
    struct poll poll = poll_new();
    for (guint i = 0; i < tables->len; i++)
        poll_vote(&poll, document_value(reading, "year", ((struct table *)tables->pdata[i])->record->title));
    g_hash_table_unref(poll.votes);
    year = year_read(poll.best);
    for (guint i = 0; i < cover_end && !year; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (!item->grid)
            year = year_read(document_value(reading, "year", item->joined));
    }
    return year;
}

static struct view organization_find(const struct reading *reading, struct view title, guint cover_end,
                                     const GPtrArray *tables)
{
    struct poll poll = poll_new();
    for (guint i = 0; i < tables->len; i++)
        poll_vote(&poll, ((struct table *)tables->pdata[i])->record->organization);
    g_hash_table_unref(poll.votes);
    if (poll.best.data)
        return poll.best;
    struct view value = document_value(reading, "organization", title);
    for (guint i = 0; i < cover_end && !value.data; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (!item->grid)
            value = document_value(reading, "organization", item->joined);
    }
    return value;
}

struct record_document *facts_find(struct reading *reading, const GPtrArray *tables)
{
    guint cover_end = 0;
    while (cover_end < reading->items->len && cover_end < COVER_LINES) {
        const struct item *item = &g_array_index(reading->items, struct item, cover_end);
        if (item->grid || item->page > COVER_PAGES)
            break;
        cover_end++;
    }
    struct record_document *document = record_new(reading->arena, RECORD_DOCUMENT);
    document->title = title_read(reading, cover_end);
    document->kind = subject_find(reading, "kind", document->title, cover_end, tables);
    if (!document->kind.data)
        document->kind = kind_by_heads(reading, tables);
    document->level = subject_find(reading, "level", document->title, cover_end, tables);
    document->organization = organization_find(reading, document->title, cover_end, tables);
    document->fiscal_year = year_find(reading, document->title, cover_end, tables);
    return document;
}
