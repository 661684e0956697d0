/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in memory becomes lines: encoding, kinds of lines, pages, watermarks. */
#include "extract/plain_lines.h"

#include <string.h>

#include "base/arena.h"

enum {
    SIZE_MAX_TEXT = 256 * 1024 * 1024, /* bytes */
    BROKEN_MIN = 8,                    /* characters of more than a byte before a fault: then it is broken UTF-8 */
    RULER_DASHES_MIN = 2,              /* in each field of a ruler; one is a nil amount */
    HEADING_MAX = 6,                   /* # in front of a heading */
    PAGE_NUMBER_MAX = 9999,
    WATERMARK_COUNT_MIN = 5,  /* lines that hold it */
    WATERMARK_NEXT_MIN = 2,   /* of these, behind another such line */
    WATERMARK_LENGTH_MIN = 3, /* characters; also of a part of one */
    WATERMARK_LENGTH_MAX = 20,
    WATERMARKS_MAX = 8,   /* of a document; where there are more, it is lines that repeat */
    SEPARATORS_MAX = 255, /* tabs or pipes of a row; a line with more is text */
};

struct plain {
    char *text; /* UTF-8 */
    size_t size;
    GArray *lines; /* struct plain_line, their texts within `text` */
    int pages;
    char *watermark; /* NULL: none */
};

/* --- encoding --- */

/* Whether it is UTF-8 but for a fault: what is in another encoding does not look like it for long. */
static bool is_broken_utf8(const char *data, const char *fault)
{
    int wide = 0;
    for (const char *at = data; at < fault && wide < BROKEN_MIN; at = g_utf8_next_char(at))
        wide += (unsigned char)*at >= 0x80;
    return wide >= BROKEN_MIN;
}

/* The text as UTF-8, to be freed by the caller; NULL with the error set. */
static char *decode(const char *data, size_t size, size_t *length, struct error *error)
{
    const char *fault = NULL;
    const char *control = memchr(data, 0, size);
    if (control) {
        error_set(error, ERROR_DAMAGED, 0, "no text: a zero byte at %zu", (size_t)(control - data));
        return NULL;
    }
    if (g_utf8_validate(data, (gssize)size, &fault)) {
        *length = size;
        return g_strndup(data, size);
    }
    if (is_broken_utf8(data, fault)) {
        error_set(error, ERROR_DAMAGED, 0, "broken UTF-8 at byte %zu", (size_t)(fault - data));
        return NULL;
    }
    gsize read = 0, written = 0;
    char *text = g_convert(data, (gssize)size, "UTF-8", "GB18030", &read, &written, NULL);
    if (!text)
        error_set(error, ERROR_DAMAGED, 0, "neither UTF-8 nor GB18030 text: see byte %zu", (size_t)read);
    *length = written;
    return text;
}

/* Text has no control characters but white space. */
static bool check_controls(const char *text, size_t size, struct error *error)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 && !strchr("\t\n\v\f\r", text[i]))
            return error_set(error, ERROR_DAMAGED, 0, "no text: a control character (0x%02x)", (unsigned)text[i]);
    return true;
}

/* --- kinds of lines --- */

/* Fields of dashes with pipes or tabs between; colons tell how a pipe table is aligned. */
static bool is_ruler(struct view text)
{
    int dashes = 0;
    text = view_trim(text);
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        if (!strchr("-|:\t ", c))
            return false;
        if (c == '-') {
            dashes++;
        } else if (c == '|' || c == '\t') {
            if (dashes && dashes < RULER_DASHES_MIN)
                return false;
            dashes = 0;
        }
    }
    return (!dashes || dashes >= RULER_DASHES_MIN) && view_find(text, "--") >= 0;
}

static size_t count_of(struct view text, char sought)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == sought;
    return count;
}

static enum plain_kind kind_of(struct view text)
{
    const struct view trimmed = view_trim(text);
    const size_t pipe_count = count_of(trimmed, '|'), tab_count = count_of(text, '\t');
    const bool pipes = view_starts_with(trimmed, "|") && pipe_count > 1 && pipe_count <= SEPARATORS_MAX;
    const bool tabs = tab_count && tab_count <= SEPARATORS_MAX;
    if (pipes || tabs)
        return is_ruler(text) ? PLAIN_RULER : pipes ? PLAIN_PIPES : view_is_empty(trimmed) ? PLAIN_BLANK : PLAIN_TABS;
    return view_is_empty(trimmed) ? PLAIN_BLANK : PLAIN_TEXT;
}

/* A heading without its marks, "## 标题" and "**标题**"; other text as it is. */
static struct view unmark(struct view text)
{
    size_t marks = 0;
    text = view_trim(text);
    while (marks < text.size && text.data[marks] == '#')
        marks++;
    if (marks && marks <= HEADING_MAX && marks < text.size && text.data[marks] == ' ')
        text = view_trim(view_part(text, marks, text.size - marks));
    if (text.size > 4 && view_starts_with(text, "**") && !memcmp(text.data + text.size - 2, "**", 2)) {
        const struct view inner = view_part(text, 2, text.size - 4);
        text = view_find(inner, "**") < 0 ? inner : text;
    }
    return text;
}

static void line_add(struct plain *plain, const char *start, const char *end)
{
    struct plain_line line = {.text = {start, (size_t)(end - start)}, .page = plain->pages};
    line.kind = kind_of(line.text);
    if (line.kind == PLAIN_TEXT)
        line.text = unmark(line.text);
    g_array_append_val(plain->lines, line);
}

/* Lines end with LF, CR LF or CR; a form feed ends a page. */
static void lines_cut(struct plain *plain)
{
    const char *start = plain->text, *end = plain->text + plain->size;
    bool begun = false; /* the page holds something; a form feed in front of all opens no second page */
    for (const char *at = start; at <= end; at++) {
        if (at < end && *at != '\n' && *at != '\r' && *at != '\f')
            continue;
        line_add(plain, start, at);
        begun = begun || g_array_index(plain->lines, struct plain_line, plain->lines->len - 1).kind != PLAIN_BLANK;
        if (at < end && *at == '\f' && begun) {
            plain->pages++;
            begun = false;
        }
        if (at + 1 < end && at[0] == '\r' && at[1] == '\n')
            at++;
        start = at + 1;
    }
    if (!begun && plain->pages > 1)
        plain->pages--;
}

/* --- pages --- */

/* The number of a line like "- 3 -" or "第 3 页"; 0 where it is none. */
static int page_mark(struct view text)
{
    bool dashed = false, named = false;
    int number = 0, digits = 0;
    while (text.size) {
        const unsigned code = view_next(&text);
        if (code < 0x80 && g_ascii_isdigit((char)code)) {
            number = 10 * number + (int)(code - '0');
            if (++digits > 4)
                return 0;
        } else if (code == '-' || code == 0x2014 || code == 0x2013 || code == 0x2500) {
            dashed = true;
        } else if (code == 0x7B2C || code == 0x9875) { /* 第, 页 */
            named = named || code == 0x9875;
        } else if (!g_unichar_isspace(code)) {
            return 0;
        }
    }
    return digits && dashed != named && number <= PAGE_NUMBER_MAX ? number : 0;
}

/* Printed page numbers end their pages where they count from 1 through the whole text. */
static void pages_find(struct plain *plain)
{
    int marks = 0;
    for (guint i = 0; i < plain->lines->len; i++) {
        struct plain_line *line = &g_array_index(plain->lines, struct plain_line, i);
        const int number = line->kind == PLAIN_TEXT ? page_mark(line->text) : 0;
        if (!number)
            continue;
        line->page_mark = true;
        marks = number == marks + 1 ? number : -1;
        if (marks < 0)
            return;
    }
    if (plain->pages > 1 || marks < 2)
        return;
    int page = 1;
    for (guint i = 0; i < plain->lines->len; i++) {
        struct plain_line *line = &g_array_index(plain->lines, struct plain_line, i);
        line->page = page;
        if (line->kind != PLAIN_BLANK)
            plain->pages = page;
        page += line->page_mark;
    }
}

/* --- watermarks --- */

struct repetition {
    struct view text;
    int count, next; /* lines that hold it, and those of them behind another line with it or a part of it */
};

static bool contains(struct view whole, struct view part)
{
    for (size_t i = 0; i + part.size <= whole.size; i++)
        if (!memcmp(whole.data + i, part.data, part.size))
            return true;
    return false;
}

/* Letters alone, as many as a watermark has: no label, no sentence, no number. */
static bool may_be_watermark(struct view text)
{
    const size_t length = view_length(text);
    if (length < WATERMARK_LENGTH_MIN || length > WATERMARK_LENGTH_MAX)
        return false;
    while (text.size) {
        const unsigned code = view_next(&text);
        if (!g_unichar_isalpha(code) && !g_unichar_isspace(code))
            return false;
    }
    return true;
}

/* The texts (struct repetition) that stand alone on lines; the caller frees it. */
static GArray *repetitions_count(const struct plain *plain)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct repetition));
    GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct view before = VIEW_NONE;
    for (guint i = 0; i < plain->lines->len; i++) {
        const struct plain_line *line = &g_array_index(plain->lines, struct plain_line, i);
        if (line->kind == PLAIN_BLANK)
            continue;
        const bool candidate = line->kind == PLAIN_TEXT && may_be_watermark(line->text);
        if (candidate) {
            char *key = g_strndup(line->text.data, line->text.size);
            guint place = GPOINTER_TO_UINT(g_hash_table_lookup(places, key));
            if (!place) {
                const struct repetition repetition = {.text = line->text};
                g_array_append_val(found, repetition);
                place = found->len;
            }
            g_hash_table_replace(places, key, GUINT_TO_POINTER(place));
            struct repetition *repetition = &g_array_index(found, struct repetition, place - 1);
            repetition->count++;
            repetition->next += before.data && (contains(before, line->text) || contains(line->text, before));
        }
        before = candidate ? line->text : VIEW_NONE;
    }
    g_hash_table_unref(places);
    return found;
}

static bool is_watermark(const struct repetition *repetition)
{
    return repetition->count >= WATERMARK_COUNT_MIN && repetition->next >= WATERMARK_NEXT_MIN;
}

/* Takes the lines out that hold the watermark or at least half of it. */
static void watermark_take(struct plain *plain, struct view watermark)
{
    guint kept = 0;
    for (guint i = 0; i < plain->lines->len; i++) {
        const struct plain_line line = g_array_index(plain->lines, struct plain_line, i);
        if (line.kind != PLAIN_TEXT || !may_be_watermark(line.text) || !contains(watermark, line.text) ||
            2 * view_length(line.text) < view_length(watermark))
            g_array_index(plain->lines, struct plain_line, kept++) = line;
    }
    g_array_set_size(plain->lines, kept);
}

/* Whether it is a part of one of the others. */
static bool is_part(const struct repetition *const *others, size_t count, const struct repetition *repetition)
{
    for (size_t i = 0; i < count; i++)
        if (others[i] != repetition && contains(others[i]->text, repetition->text))
            return true;
    return false;
}

/* A watermark comes as lines of its own, several behind each other on a page, whole or cut off. */
static void watermarks_find(struct plain *plain)
{
    GArray *found = repetitions_count(plain);
    const struct repetition *watermarks[WATERMARKS_MAX];
    size_t count = 0, all = 0;
    for (guint i = 0; i < found->len; i++) {
        const struct repetition *repetition = &g_array_index(found, struct repetition, i);
        all += is_watermark(repetition);
        if (is_watermark(repetition) && count < WATERMARKS_MAX)
            watermarks[count++] = repetition;
    }
    GString *text = g_string_new(NULL);
    for (size_t i = 0; all == count && i < count; i++) {
        if (is_part(watermarks, count, watermarks[i]))
            continue;
        if (text->len)
            g_string_append_c(text, ' ');
        g_string_append_len(text, watermarks[i]->text.data, (gssize)watermarks[i]->text.size);
        watermark_take(plain, watermarks[i]->text);
    }
    g_array_free(found, TRUE);
    plain->watermark = g_string_free(text, !text->len);
}

/* --- the text as a whole --- */

struct plain *plain_open(const void *data, size_t size, struct error *error)
{
    if (error_is_set(error))
        return NULL;
    if (size > SIZE_MAX_TEXT) {
        error_set(error, ERROR_TOO_LARGE, 0, "text of more than %d bytes", SIZE_MAX_TEXT);
        return NULL;
    }
    size_t length = 0;
    char *text = size ? decode(data, size, &length, error) : g_strdup("");
    if (!text)
        return NULL;
    if (!check_controls(text, length, error)) {
        g_free(text);
        return NULL;
    }
    static const char mark[] = "\xEF\xBB\xBF";
    if (length >= 3 && !memcmp(text, mark, 3)) {
        memmove(text, text + 3, length - 3);
        length -= 3;
    }
    struct plain *plain = g_new0(struct plain, 1);
    plain->text = text;
    plain->size = length;
    plain->pages = 1;
    plain->lines = g_array_new(FALSE, FALSE, sizeof(struct plain_line));
    if (view_is_empty(view_trim((struct view){text, length}))) {
        error_set(error, ERROR_NO_TEXT, 0, "there is no text in the document");
        plain_close(plain);
        return NULL;
    }
    lines_cut(plain);
    watermarks_find(plain);
    pages_find(plain);
    return plain;
}

void plain_close(struct plain *plain)
{
    if (!plain)
        return;
    g_array_free(plain->lines, TRUE);
    g_free(plain->watermark);
    g_free(plain->text);
    g_free(plain);
}

int plain_count(const struct plain *plain)
{
    return plain->pages;
}

GArray *plain_lines_copy(const struct plain *plain, struct arena *arena, struct view *watermark)
{
    const char *text = arena_copy(arena, plain->text, plain->size);
    GArray *lines = g_array_sized_new(FALSE, FALSE, sizeof(struct plain_line), plain->lines->len);
    g_array_append_vals(lines, plain->lines->data, plain->lines->len);
    for (guint i = 0; i < lines->len; i++) {
        struct plain_line *line = &g_array_index(lines, struct plain_line, i);
        line->text.data = text + (line->text.data - plain->text);
    }
    *watermark = view_copy(arena, view_of(plain->watermark));
    return lines;
}
