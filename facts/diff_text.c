/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "facts/diff_report.h"

enum { FIELDS = 64, GAP = 2 };

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
    size_t widths[FIELDS] = {0}, lines = sheet->fields->len / sheet->columns;
    for (size_t i = 0; i < sheet->fields->len; i++)
        widths[i % sheet->columns] = MAX(widths[i % sheet->columns], width_of(sheet->fields->pdata[i]));
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
}

static void add_head(struct sheet *sheet, const struct diff *diff, const struct diff_words *words, GString *field)
{
    const char *const heads[] = {"", words->line, words->measure};
    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
        sheet_add(sheet, g_string_assign(field, heads[i]));
    for (size_t i = 0; i < diff->edition_count; i++) {
        char *name = diff_edition_name(diff, i, words);
        sheet_add(sheet, g_string_assign(field, name));
        g_free(name);
    }
    sheet_add(sheet, g_string_assign(field, words->change));
    sheet_add(sheet, g_string_assign(field, words->percent));
}

static void add_line(struct sheet *sheet, const struct diff *diff, const struct diff_section *section, size_t at,
                     const struct diff_words *words, GString *field)
{
    const struct diff_line *line = &section->lines[at];
    sheet_add(sheet, g_string_assign(field, marks[line->status]));
    diff_append_name(field, line, words);
    sheet_add(sheet, field);
    diff_run_length(diff, section, at, field);
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

static void write_texts(GString *out, const struct diff *diff, const struct diff_section *section, bool colour)
{
    for (size_t i = 0; i < section->line_count; i++) {
        const struct diff_line *line = &section->lines[i];
        if (line->type != DIFF_GOAL && line->type != DIFF_INDICATOR)
            continue;
        g_string_append_printf(out, "  %s%s %.*s%s%.*s%s:", colour ? colours[line->status] : "", marks[line->status],
                               VIEW_PRINT(line->name), line->type == DIFF_INDICATOR && line->measure.data ? " | " : "",
                               line->type == DIFF_INDICATOR ? (int)line->measure.size : 0,
                               line->measure.data ? line->measure.data : "",
                               colour && *colours[line->status] ? RESET : "");
        for (size_t e = 0; e < diff->edition_count; e++) {
            g_string_append(out, e ? " → " : " ");
            diff_append_value(out, line, e);
        }
        g_string_append_c(out, '\n');
    }
}

/* The lines of amounts as a table, those of text below it. */
static void write_section(GString *out, const struct diff *diff, const struct diff_section *section,
                          const struct diff_words *words, bool colour)
{
    struct sheet sheet = {g_ptr_array_new_with_free_func(g_free), diff->edition_count + 5, 3,
                          g_array_new(FALSE, FALSE, sizeof(enum diff_status))};
    int counts[G_N_ELEMENTS(marks)] = {0}, nil = 0, shown = 0;
    GString *field = g_string_new(NULL);
    for (size_t i = 0; i < section->line_count; i += diff_run_length(diff, section, i, NULL)) {
        const struct diff_line *line = &section->lines[i];
        if (!diff_line_counts(line, diff->edition_count)) {
            nil++;
            continue;
        }
        counts[line->status]++;
        if (line->type == DIFF_GOAL || line->type == DIFF_INDICATOR)
            continue;
        if (!shown++)
            add_head(&sheet, diff, words, field);
        add_line(&sheet, diff, section, i, words, field);
    }
    if (counts[DIFF_CHANGED] + counts[DIFF_BETWEEN] + counts[DIFF_NEW] + counts[DIFF_GONE]) {
        g_string_append_printf(out, "\n%s%.*s%s%.*s%s (", colour ? BOLD : "", VIEW_PRINT(section->title),
                               section->title.data ? " · " : "", VIEW_PRINT(section->kind), colour ? RESET : "");
        g_string_append_printf(out, words->counts, counts[DIFF_CHANGED] + counts[DIFF_BETWEEN], counts[DIFF_NEW],
                               counts[DIFF_GONE], (int)section->same);
        g_string_append(out, ")\n");
        sheet_write(out, &sheet, colour);
        write_texts(out, diff, section, colour);
        if (nil) {
            g_string_append(out, "  ");
            g_string_append_printf(out, words->nil, nil);
            g_string_append_c(out, '\n');
        }
    }
    g_string_free(field, TRUE);
    g_ptr_array_unref(sheet.fields);
    g_array_unref(sheet.statuses);
}

void diff_write_text(GString *out, const struct diff *diff, const struct diff_words *words, bool colour)
{
    g_string_append_printf(out, "%s%.*s%s", colour ? BOLD : "", VIEW_PRINT(diff->organization), colour ? RESET : "");
    for (size_t i = 0; i < diff->edition_count; i++) {
        char *name = diff_edition_name(diff, i, words);
        g_string_append_printf(out, "%s%s", i ? " → " : diff->organization.data ? ": " : "", name);
        g_free(name);
    }
    g_string_append_c(out, '\n');
    gsize before = out->len;
    for (size_t i = 0; i < diff->section_count; i++)
        write_section(out, diff, &diff->sections[i], words, colour);
    if (out->len == before)
        g_string_append_printf(out, "%s\n", words->nothing);
}
