/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prose: the lines between the tables are put together to paragraphs, and these are cut into sentences, whose
 * figures sentence.c reads. */
#include <string.h>

#include "rules/model.h"
#include "rules/sentence.h"

enum { SENTENCE_SIZE_MAX = 4096 };

struct prose {
    struct reading *reading;
    struct narration narration;
    GString *text; /* the paragraph that is open */
    GArray *pages; /* struct page_mark */
    bool goes_on;  /* the text read last ended with a mark that goes on */
};

/* From this byte of the text on it stands on this page. */
struct page_mark {
    size_t start;
    int page;
};

static int page_at(const struct prose *prose, size_t offset)
{
    guint low = 0, high = prose->pages->len; /* the marks before `low` begin at the offset or before it */
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(prose->pages, struct page_mark, middle).start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? g_array_index(prose->pages, struct page_mark, low - 1).page : 0;
}

static void sentence_read(struct prose *prose, struct view sentence, size_t offset)
{
    int page = page_at(prose, offset);
    if (sentence.size > SENTENCE_SIZE_MAX)
        reading_warn(prose->reading, page, "sentence_too_long", "a sentence of %zu bytes is not searched for amounts",
                     sentence.size);
    else
        narration_sentence(&prose->narration, sentence, page, prose->goes_on);
    prose->goes_on = ruleset_is(prose->reading->rules, RULE_STATEMENT, "goes_on", sentence);
}

/* The paragraph is complete: its sentences are read. */
static void paragraph_close(struct prose *prose)
{
    struct view text = view_copy(prose->reading->arena, (struct view){prose->text->str, prose->text->len});
    narration_paragraph(&prose->narration);
    const struct rule *end = ruleset_get(prose->reading->rules, RULE_STATEMENT, "sentence");
    for (size_t start = 0; start < text.size;) {
        size_t from, to = text.size;
        if (!end || !pattern_search(end->pattern, text, start, &from, &to) || to <= start)
            to = text.size;
        sentence_read(prose, view_part(text, start, to - start), start);
        start = to;
    }
    g_string_truncate(prose->text, 0);
    g_array_set_size(prose->pages, 0);
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

enum { RUNNING_PAGES = 3 }; /* on which a line stands first or last to be no part of the text */

/* The lines that stand first on several pages: they run along and are no prose. */
static GHashTable *running_lines(const struct reading *reading)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < reading->items->len; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        bool first = i == 0 || item[-1].page != item->page;
        if (item->grid || !first)
            continue;
        char *line = g_strndup(item->joined.data, item->joined.size);
        int count = GPOINTER_TO_INT(g_hash_table_lookup(counts, line));
        g_hash_table_replace(counts, line, GINT_TO_POINTER(count + 1));
    }
    return counts;
}

static bool is_running(GHashTable *lines, const struct item *item)
{
    char *line = g_strndup(item->joined.data, item->joined.size);
    int count = GPOINTER_TO_INT(g_hash_table_lookup(lines, line));
    g_free(line);
    return count >= RUNNING_PAGES;
}

/* What a heading says on its second line; none where the line is no such. */
static struct view heading_rest(const struct reading *reading, const struct item *item)
{
    bool rest = !item->grid && ruleset_is(reading->rules, RULE_LINE, "heading_rest", item->joined);
    return rest ? item->joined : VIEW_NONE;
}

bool statements_emit(struct reading *reading, struct sink *next, struct error *error)
{
    struct prose prose = {.reading = reading, .text = g_string_new(NULL)};
    prose.pages = g_array_new(FALSE, TRUE, sizeof(struct page_mark));
    narration_open(&prose.narration, reading);
    GHashTable *running = running_lines(reading);
    for (guint i = 0; i < reading->items->len; i++) {
        const struct item *item = &g_array_index(reading->items, struct item, i);
        if (item->grid) {
            paragraph_close(&prose);
        } else if (is_running(running, item) || ruleset_is(reading->rules, RULE_LINE, "page_number", item->joined)) {
            continue;
        } else if (ruleset_is(reading->rules, RULE_LINE, "heading", item->joined)) {
            paragraph_close(&prose);
            struct view rest = i + 1 < reading->items->len ? heading_rest(reading, item + 1) : VIEW_NONE;
            i += rest.data != NULL;
            narration_heading(&prose.narration, view_join(reading->arena, item->joined, "", rest));
        } else if (is_subheading(reading, i)) {
            paragraph_close(&prose);
            narration_title(&prose.narration, item->joined);
        } else {
            line_append(&prose, item);
        }
    }
    paragraph_close(&prose);
    bool fine = true;
    for (guint i = 0; fine && i < prose.narration.told->len; i++)
        fine = sink_take(next, reading->arena, g_array_index(prose.narration.told, struct told, i).statement, error);
    narration_close(&prose.narration);
    g_hash_table_unref(running);
    g_string_free(prose.text, TRUE);
    g_array_unref(prose.pages);
    return fine;
}
