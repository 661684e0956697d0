/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/diff_report.h"

#include <string.h>

#define GROUP "diff" /* of the words */

const char *diff_word(const struct words *words, const char *key)
{
    const char *word = words_find(words, GROUP, key);
    return word ? word : key;
}

void diff_append_counts(GString *out, const struct diff *diff, const struct diff_section *section,
                        const struct words *words, const int counts[DIFF_BETWEEN + 1])
{
    const int numbers[] = {counts[DIFF_CHANGED] + counts[DIFF_BETWEEN], counts[DIFF_NEW], counts[DIFF_GONE],
                           (int)section->same};
    char texts[G_N_ELEMENTS(numbers)][16];
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_snprintf(texts[i], sizeof texts[i], "%d", numbers[i]);
    if (section->only < 0) {
        words_append(out, words, GROUP, "counts", "changed", texts[0], "new", texts[1], "gone", texts[2], "same",
                     texts[3], NULL);
        return;
    }
    char *name = diff_edition_head(diff, (size_t)section->only, words);
    g_snprintf(texts[0], sizeof texts[0], "%d", numbers[0] + numbers[1] + numbers[2]);
    words_append(out, words, GROUP, "only", "edition", name, "lines", texts[0], NULL);
    g_free(name);
}

/* Whether no other edition is of its year and kind. */
static bool is_unique(const struct diff *diff, size_t edition)
{
    const struct canonical *document = diff->editions[edition];
    for (size_t i = 0; i < diff->edition_count; i++)
        if (i != edition && diff->editions[i]->fiscal_year == document->fiscal_year &&
            view_equal(diff->editions[i]->kind, document->kind))
            return false;
    return true;
}

static void append_year(GString *name, const struct canonical *document, const struct words *words)
{
    if (!document->fiscal_year || !document->kind.data)
        return;
    char year[16];
    g_snprintf(year, sizeof year, "%d", document->fiscal_year);
    words_append(name, words, GROUP, view_equal_text(document->kind, "final_accounts") ? "final_accounts" : "budget",
                 "year", year, NULL);
}

/* The parts of a name, a space between: year and kind, a number and the file where these are not unique. */
static char *name_edition(const struct diff *diff, size_t edition, const struct words *words, bool number, bool file)
{
    const struct canonical *document = diff->editions[edition];
    GString *name = g_string_new(NULL);
    append_year(name, document, words);
    const bool more = !name->len || !is_unique(diff, edition);
    if (more && (number || !document->file.data))
        g_string_append_printf(name, "%s(%zu)", name->len ? " " : "", edition + 1);
    if (more && file && document->file.data)
        g_string_append_printf(name, "%s%.*s", name->len ? " " : "", VIEW_PRINT(document->file));
    return g_string_free(name, FALSE);
}

char *diff_edition_name(const struct diff *diff, size_t edition, const struct words *words)
{
    return name_edition(diff, edition, words, false, true);
}

char *diff_edition_head(const struct diff *diff, size_t edition, const struct words *words)
{
    return name_edition(diff, edition, words, true, false);
}

char *diff_edition_legend(const struct diff *diff, size_t edition, const struct words *words)
{
    return name_edition(diff, edition, words, true, true);
}

static bool is_text(const struct diff_line *line)
{
    return line->type == DIFF_GOAL || line->type == DIFF_INDICATOR;
}

bool diff_line_counts(const struct diff_line *line, size_t editions)
{
    if (is_text(line) || line->weight.coefficient)
        return true;
    for (size_t i = 0; i < editions; i++) /* a series may come back to where it began */
        if (line->values[i].printed && line->values[i].amount.coefficient)
            return line->status == DIFF_CHANGED || line->status == DIFF_BETWEEN;
    return false;
}

static bool says_the_same(const struct diff_line *a, const struct diff_line *b, size_t editions)
{
    if (is_text(a) || a->type != b->type || a->status != b->status || !view_equal(a->name, b->name) ||
        !view_equal(a->code, b->code) || !view_equal(a->group, b->group) || !view_equal(a->side, b->side))
        return false;
    for (size_t i = 0; i < editions; i++)
        if (a->values[i].present != b->values[i].present || a->values[i].printed != b->values[i].printed ||
            amount_compare(a->values[i].amount, b->values[i].amount) != 0)
            return false;
    return true;
}

size_t diff_run_length(const struct diff *diff, const struct diff_section *section, size_t at,
                       const struct words *words, GString *measures)
{
    const struct diff_line *line = &section->lines[at];
    size_t length = 0;
    while (at + length < section->line_count &&
           (!length || says_the_same(line, &section->lines[at + length], diff->edition_count))) {
        struct view measure = section->lines[at + length++].measure;
        if (measures) {
            g_string_append(measures, length > 1 ? ", " : "");
            words_append_measure(measures, words, measure);
        }
    }
    return length;
}

void diff_append_amount(GString *out, struct amount amount, bool sign)
{
    char text[AMOUNT_TEXT_SIZE];
    amount_format(amount, text);
    const char *digits = text + (*text == '-');
    int whole = (int)strcspn(digits, ".");
    if (*text == '-')
        g_string_append_c(out, '-');
    else if (sign && amount.coefficient)
        g_string_append_c(out, '+');
    for (int i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
    if (digits[whole])
        g_string_append_printf(out, "%s%s", digits + whole, digits[whole + 2] ? "" : "0");
}

void diff_append_percent(GString *out, const struct diff_line *line)
{
    if (line->has_percent)
        g_string_append_printf(out, "%s%" G_GINT64_FORMAT ".%d%%",
                               line->percent < 0 ? "-"
                               : line->percent   ? "+"
                                                 : "",
                               ABS(line->percent) / 10, (int)(ABS(line->percent) % 10));
    else if (line->has_change)
        g_string_append(out, "–");
}

void diff_append_name(GString *out, const struct diff_line *line, const struct words *words)
{
    if (line->group.data)
        g_string_append_printf(out, "%.*s: ", VIEW_PRINT(line->group));
    if (line->code.data)
        g_string_append_printf(out, "%.*s ", VIEW_PRINT(line->code));
    g_string_append_printf(out, "%.*s", VIEW_PRINT(line->name));
    if (!line->old_code.data && !line->old_name.data)
        return;
    char *names = g_strdup_printf("%.*s%s%.*s", VIEW_PRINT(line->old_code),
                                  line->old_code.data && line->old_name.data ? " " : "", VIEW_PRINT(line->old_name));
    g_string_append(out, " (");
    words_append(out, words, GROUP, "was", "names", names, NULL);
    g_string_append_c(out, ')');
    g_free(names);
}

void diff_append_value(GString *out, const struct diff_line *line, size_t edition)
{
    const struct diff_value *value = &line->values[edition];
    if (!value->printed)
        g_string_append(out, value->present && !is_text(line) ? "" : "–");
    else if (is_text(line))
        g_string_append_len(out, value->text.data, (gssize)value->text.size);
    else
        diff_append_amount(out, value->amount, false);
}
