/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/diff_report.h"

static const char *const style[] = {
#include "facts/diff.css.inc"
};

static const char *const classes[] = {[DIFF_SAME] = "same",
                                      [DIFF_CHANGED] = "changed",
                                      [DIFF_NEW] = "new",
                                      [DIFF_GONE] = "gone",
                                      [DIFF_BETWEEN] = "between"};

static void append_escaped(GString *out, struct view view)
{
    char *escaped = g_markup_escape_text(view.data ? view.data : "", (gssize)view.size);
    g_string_append(out, escaped);
    g_free(escaped);
}

static void append_string(GString *out, const GString *text)
{
    append_escaped(out, (struct view){text->str, text->len});
}

void diff_html_begin(GString *out, const struct words *words)
{
    g_string_append_printf(out,
                           "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>\n",
                           diff_word(words, "language"), diff_word(words, "title"));
    for (size_t i = 0; i < G_N_ELEMENTS(style); i++)
        g_string_append(out, style[i]);
    g_string_append(out, "</style>\n</head>\n<body>\n");
}

void diff_html_end(GString *out)
{
    g_string_append(out, "</body>\n</html>\n");
}

static void append_name(GString *out, const struct diff_line *line, const struct words *words)
{
    if (line->group.data) {
        append_escaped(out, line->group);
        g_string_append(out, ": ");
    }
    if (line->code.data) {
        g_string_append(out, "<span class=\"code\">");
        append_escaped(out, line->code);
        g_string_append(out, "</span> ");
    }
    append_escaped(out, line->name);
    if (!line->old_code.data && !line->old_name.data)
        return;
    GString *names = g_string_new(NULL);
    append_escaped(names, line->old_code);
    if (line->old_code.data && line->old_name.data)
        g_string_append_c(names, ' ');
    append_escaped(names, line->old_name);
    g_string_append(out, " <span class=\"was\">(");
    words_append(out, words, "diff", "was", "names", names->str, NULL);
    g_string_append(out, ")</span>");
    g_string_free(names, TRUE);
}

static void write_line(GString *out, const struct diff *diff, const struct diff_section *section, size_t at,
                       const struct words *words)
{
    const struct diff_line *line = &section->lines[at];
    GString *text = g_string_new(NULL);
    const char *number = line->type == DIFF_AMOUNT || line->type == DIFF_FUND ? " class=\"n\"" : "";
    g_string_append_printf(out, "<tr class=\"%s\"><td>%s</td><td>", classes[line->status],
                           diff_word(words, classes[line->status]));
    if (line->type != DIFF_GOAL)
        append_name(out, line, words);
    g_string_append(out, "</td><td>");
    diff_run_length(diff, section, at, words, text);
    append_string(out, text);
    g_string_append(out, "</td>");
    for (size_t i = 0; i < diff->edition_count; i++) {
        g_string_append_printf(out, "<td%s>", number);
        diff_append_value(g_string_assign(text, ""), line, i);
        append_string(out, text);
        g_string_append(out, "</td>");
    }
    const char *direction = line->change.coefficient < 0 ? " down" : line->change.coefficient ? " up" : "";
    g_string_append_printf(out, "<td class=\"n%s\">", direction);
    g_string_assign(text, "");
    if (line->has_change)
        diff_append_amount(text, line->change, true);
    append_string(out, text);
    g_string_append_printf(out, "</td><td class=\"n%s\">", direction);
    diff_append_percent(g_string_assign(text, ""), line);
    append_string(out, text);
    g_string_append(out, "</td></tr>\n");
    g_string_free(text, TRUE);
}

static void write_head(GString *out, const struct diff *diff, const struct words *words)
{
    g_string_append_printf(out, "<table>\n<thead><tr><th></th><th>%s</th><th>%s</th>", diff_word(words, "line"),
                           diff_word(words, "measure"));
    for (size_t i = 0; i < diff->edition_count; i++) {
        char *name = diff_edition_head(diff, i, words);
        g_string_append(out, "<th class=\"n\">");
        append_escaped(out, view_of(name));
        g_string_append(out, "</th>");
        g_free(name);
    }
    g_string_append_printf(out, "<th class=\"n\">%s</th><th class=\"n\">%s</th></tr></thead>\n<tbody>\n",
                           diff_word(words, "change"), diff_word(words, "percent"));
}

static void write_section(GString *out, const struct diff *diff, const struct diff_section *section,
                          const struct words *words)
{
    int counts[G_N_ELEMENTS(classes)] = {0}, shown = 0;
    for (size_t i = 0; i < section->line_count; i += diff_run_length(diff, section, i, words, NULL))
        if (diff_line_counts(&section->lines[i], diff->edition_count)) {
            counts[section->lines[i].status]++;
            shown++;
        }
    if (!shown)
        return;
    g_string_append(out, "<section>\n<h2>");
    append_escaped(out, section->title);
    g_string_append(out, "</h2>\n<p class=\"counts\">");
    append_escaped(out, words_name(words, "kinds", section->kind));
    g_string_append(out, ": ");
    diff_append_counts(out, diff, section, words, counts);
    g_string_append(out, "</p>\n");
    if (section->only < 0) {
        write_head(out, diff, words);
        for (size_t i = 0; i < section->line_count; i += diff_run_length(diff, section, i, words, NULL))
            if (diff_line_counts(&section->lines[i], diff->edition_count))
                write_line(out, diff, section, i, words);
        g_string_append(out, "</tbody>\n</table>\n");
    }
    g_string_append(out, "</section>\n");
}

void diff_write_html(GString *out, const struct diff *diff, const struct words *words)
{
    g_string_append(out, "<h1>");
    append_escaped(out, diff->organization);
    for (size_t i = 0; i < diff->edition_count; i++) {
        char *name = diff_edition_legend(diff, i, words);
        g_string_append(out, i ? " → " : ": ");
        append_escaped(out, view_of(name));
        g_free(name);
    }
    g_string_append_printf(out, "</h1>\n<p class=\"counts\">%s</p>\n", diff_word(words, "yuan"));
    gsize before = out->len;
    for (size_t i = 0; i < diff->section_count; i++)
        write_section(out, diff, &diff->sections[i], words);
    if (out->len == before)
        g_string_append_printf(out, "<p>%s</p>\n", diff_word(words, "nothing"));
}
