/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "facts/diff_report.h"

enum {
    GAP = 2,
    NAME = 1, /* the columns that may be shortened, and to how much at least */
    MEASURE = 2,
    NAME_LEAST = 16,
    MEASURE_LEAST = 8,
};
#define CUT "…"

#define RESET "\033[0m"
#define BOLD "\033[1m"
#define DIM "\033[2m"
static const char *const colours[] = {[DIFF_SAME] = "",
                                      [DIFF_CHANGED] = "",
                                      [DIFF_NEW] = "\033[32m",
                                      [DIFF_GONE] = "\033[31m",
                                      [DIFF_BETWEEN] = "\033[33m"};
static const char *const marks[] = {
    [DIFF_SAME] = " ", [DIFF_CHANGED] = "~", [DIFF_NEW] = "+", [DIFF_GONE] = "-", [DIFF_BETWEEN] = "?"};

/* A table in a terminal: fields line after line, then written with every column as wide as it must be. */
struct sheet {
    GPtrArray *fields;    /* char *, `columns` to a line */
    size_t columns, left; /* columns; those aligned left, at the front */
    GArray *statuses;     /* enum diff_status of each line but the first */
};

/* Columns of a terminal: two for East Asian wide characters, none for marks that combine. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar character = g_utf8_get_char(text);
        width += g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
    }
    return width;
}

/* The text cut to that width, with a mark that it was; freed by the caller. */
static char *shorten(const char *text, size_t width)
{
    const char *end = text;
    for (size_t used = width_of(CUT); *end; end = g_utf8_next_char(end)) {
        gunichar character = g_utf8_get_char(end);
        used += g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
        if (used > width)
            break;
    }
    char *kept = g_strndup(text, (gsize)(end - text)), *cut = g_strconcat(kept, CUT, NULL);
    g_free(kept);
    return cut;
}

static void sheet_add(struct sheet *sheet, GString *field)
{
    for (char *at = field->str; *at; at++)
        if (*at == '\n' || *at == '\t')
            *at = ' ';
    g_ptr_array_add(sheet->fields, g_strdup(field->str));
    g_string_truncate(field, 0);
}

static void append_spaces(GString *out, size_t count)
{
    g_string_append_printf(out, "%*s", (int)count, "");
}

/* How wide each column must be; freed by the caller. */
static size_t *widths_of(const struct sheet *sheet)
{
    size_t *widths = g_new0(size_t, sheet->columns);
    for (size_t i = 0; i < sheet->fields->len; i++)
        widths[i % sheet->columns] = MAX(widths[i % sheet->columns], width_of(sheet->fields->pdata[i]));
    return widths;
}

/* Shortens what is wider than its column. */
static void sheet_shorten(struct sheet *sheet, size_t column, size_t width)
{
    for (size_t i = column; i < sheet->fields->len; i += sheet->columns)
        if (width_of(sheet->fields->pdata[i]) > width) {
            char *text = sheet->fields->pdata[i];
            sheet->fields->pdata[i] = shorten(text, width);
            g_free(text);
        }
}

/* Names give way first, then measures; amounts never do. */
static void sheet_fit(struct sheet *sheet, size_t width)
{
    static const struct {
        size_t column, least;
    } soft[] = {{NAME, NAME_LEAST}, {MEASURE, MEASURE_LEAST}};
    size_t *widths = widths_of(sheet), needed = 0;
    for (size_t i = 0; i < sheet->columns; i++)
        needed += widths[i] + GAP;
    for (size_t i = 0; i < G_N_ELEMENTS(soft) && width && needed > width; i++) {
        const size_t own = widths[soft[i].column], over = needed - width;
        const size_t kept = own > over + soft[i].least ? own - over : MIN(own, soft[i].least);
        sheet_shorten(sheet, soft[i].column, kept);
        needed -= own - kept;
    }
    g_free(widths);
}

static void append_line(GString *out, const struct sheet *sheet, size_t line, const size_t *widths)
{
    size_t owed = 0; /* spaces are written only in front of something */
    for (size_t column = 0; column < sheet->columns; column++) {
        const char *field = sheet->fields->pdata[line * sheet->columns + column];
        size_t width = width_of(field), before = column < sheet->left ? 0 : widths[column] - width;
        if (*field) {
            append_spaces(out, owed + before);
            g_string_append(out, field);
            owed = widths[column] - width - before;
        } else {
            owed += widths[column];
        }
        owed += GAP;
    }
}

static void sheet_write(GString *out, const struct sheet *sheet, bool colour)
{
    size_t *widths = widths_of(sheet), lines = sheet->fields->len / sheet->columns;
    for (size_t line = 0; line < lines; line++) {
        const char *begin = line ? colours[g_array_index(sheet->statuses, enum diff_status, line - 1)] : DIM;
        append_spaces(out, GAP);
        if (colour)
            g_string_append(out, begin);
        append_line(out, sheet, line, widths);
        if (colour && *begin)
            g_string_append(out, RESET);
        g_string_append_c(out, '\n');
    }
    g_free(widths);
}

static void add_head(struct sheet *sheet, const struct diff *diff, const struct words *words, GString *field)
{
    const char *const heads[] = {"", diff_word(words, "line"), diff_word(words, "measure")};
    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
        sheet_add(sheet, g_string_assign(field, heads[i]));
    for (size_t i = 0; i < diff->edition_count; i++) {
        char *name = diff_edition_head(diff, i, words);
        sheet_add(sheet, g_string_assign(field, name));
        g_free(name);
    }
    sheet_add(sheet, g_string_assign(field, diff_word(words, "change")));
    sheet_add(sheet, g_string_assign(field, diff_word(words, "percent")));
}

static void add_line(struct sheet *sheet, const struct diff *diff, const struct diff_section *section, size_t at,
                     const struct words *words, GString *field)
{
    const struct diff_line *line = &section->lines[at];
    sheet_add(sheet, g_string_assign(field, marks[line->status]));
    diff_append_name(field, line, words);
    sheet_add(sheet, field);
    diff_run_length(diff, section, at, words, field);
    sheet_add(sheet, field);
    for (size_t i = 0; i < diff->edition_count; i++) {
        diff_append_value(field, line, i);
        sheet_add(sheet, field);
    }
    if (line->has_change)
        diff_append_amount(field, line->change, true);
    sheet_add(sheet, field);
    diff_append_percent(field, line);
    sheet_add(sheet, field);
    g_array_append_val(sheet->statuses, line->status);
}

/* "+ level 1 / level 2 / level 3 | scope: old → new" */
static void write_texts(GString *out, const struct diff *diff, const struct diff_section *section,
                        const struct words *words, bool colour)
{
    for (size_t i = 0; i < section->line_count; i++) {
        const struct diff_line *line = &section->lines[i];
        if (line->type != DIFF_GOAL && line->type != DIFF_INDICATOR)
            continue;
        g_string_append_printf(out, "  %s%s ", colour ? colours[line->status] : "", marks[line->status]);
        if (line->type == DIFF_INDICATOR)
            g_string_append_printf(out, "%.*s%s", VIEW_PRINT(line->name), line->measure.data ? " | " : "");
        words_append_measure(out, words, line->measure);
        g_string_append(out, colour && *colours[line->status] ? RESET ":" : ":");
        for (size_t e = 0; e < diff->edition_count; e++) {
            g_string_append(out, e ? " → " : " ");
            diff_append_value(out, line, e);
        }
        g_string_append_c(out, '\n');
    }
}

static void write_title(GString *out, const struct diff *diff, const struct diff_section *section,
                        const struct words *words, const int counts[DIFF_BETWEEN + 1], bool colour)
{
    const struct view kind = words_name(words, "kinds", section->kind);
    g_string_append_printf(out, "\n%s%.*s%s%.*s%s (", colour ? BOLD : "", VIEW_PRINT(section->title),
                           section->title.data ? " · " : "", VIEW_PRINT(kind), colour ? RESET : "");
    diff_append_counts(out, diff, section, words, counts);
    g_string_append(out, ")\n");
}

/* The lines of amounts as a table, those of text below it; of a table that one edition alone has only that. */
static void write_section(GString *out, const struct diff *diff, const struct diff_section *section,
                          const struct words *words, struct diff_look look)
{
    struct sheet sheet = {g_ptr_array_new_with_free_func(g_free), diff->edition_count + 5, 3,
                          g_array_new(FALSE, FALSE, sizeof(enum diff_status))};
    int counts[G_N_ELEMENTS(marks)] = {0}, nil = 0, shown = 0;
    GString *field = g_string_new(NULL);
    for (size_t i = 0; i < section->line_count; i += diff_run_length(diff, section, i, words, NULL)) {
        const struct diff_line *line = &section->lines[i];
        if (!diff_line_counts(line, diff->edition_count)) {
            nil++;
            continue;
        }
        counts[line->status]++;
        if (line->type == DIFF_GOAL || line->type == DIFF_INDICATOR || section->only >= 0)
            continue;
        if (!shown++)
            add_head(&sheet, diff, words, field);
        add_line(&sheet, diff, section, i, words, field);
    }
    if (counts[DIFF_CHANGED] + counts[DIFF_BETWEEN] + counts[DIFF_NEW] + counts[DIFF_GONE])
        write_title(out, diff, section, words, counts, look.colour);
    if (shown) {
        sheet_fit(&sheet, look.width);
        sheet_write(out, &sheet, look.colour);
    }
    write_texts(out, diff, section, words, look.colour);
    if (nil && shown) {
        char number[16];
        g_snprintf(number, sizeof number, "%d", nil);
        g_string_append(out, "  ");
        words_append(out, words, "diff", "nil", "lines", number, NULL);
        g_string_append_c(out, '\n');
    }
    g_string_free(field, TRUE);
    g_ptr_array_unref(sheet.fields);
    g_array_unref(sheet.statuses);
}

void diff_write_text(GString *out, const struct diff *diff, const struct words *words, struct diff_look look)
{
    g_string_append_printf(out, "%s%.*s%s", look.colour ? BOLD : "", VIEW_PRINT(diff->organization),
                           look.colour ? RESET : "");
    for (size_t i = 0; i < diff->edition_count; i++) {
        char *name = diff_edition_legend(diff, i, words);
        g_string_append_printf(out, "%s%s", i ? " → " : diff->organization.data ? ": " : "", name);
        g_free(name);
    }
    g_string_append_printf(out, " (%s)\n", diff_word(words, "yuan"));
    gsize before = out->len;
    for (size_t i = 0; i < diff->section_count; i++)
        write_section(out, diff, &diff->sections[i], words, look);
    if (out->len == before)
        g_string_append_printf(out, "%s\n", diff_word(words, "nothing"));
}
