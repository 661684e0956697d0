/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/diff_report.h"

#include <string.h>

static const struct diff_words languages[] = {
    {"en",
     {"same", "changed", "new", "gone", "between"},
     {"budget", "final accounts"},
     "%d %s",
     "line",
     "measure",
     "change",
     "%",
     "was ",
     "%d changed, %d new, %d gone, %d the same",
     "lines of nil amounts, not shown: %d",
     "no line differs",
     "en",
     "Budgets compared"},
    {"zh",
     {"不变", "变动", "新增", "取消", "期间"},
     {"预算", "决算"},
     "%d年%s",
     "项目",
     "口径",
     "增减",
     "增减%",
     "原",
     "变动 %d 行，新增 %d 行，取消 %d 行，不变 %d 行",
     "金额为零、未列出的行：%d",
     "没有差异",
     "zh-CN",
     "预算对比"},
};

const struct diff_words *diff_words_find(const char *language)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (strcmp(languages[i].name, language) == 0)
            return &languages[i];
    return NULL;
}

/* Where two editions are of one year and kind, the file tells them apart. */
char *diff_edition_name(const struct diff *diff, size_t edition, const struct diff_words *words)
{
    const struct canonical *document = diff->editions[edition];
    bool unique = true;
    for (size_t i = 0; i < diff->edition_count; i++)
        unique = unique && (i == edition || diff->editions[i]->fiscal_year != document->fiscal_year ||
                            !view_equal(diff->editions[i]->kind, document->kind));
    GString *name = g_string_new(NULL);
    if (document->fiscal_year && document->kind.data)
        g_string_append_printf(name, words->edition, document->fiscal_year,
                               words->kinds[view_equal_text(document->kind, "final_accounts")]);
    if ((!unique || !name->len) && document->file.data)
        g_string_append_printf(name, "%s%.*s", name->len ? " " : "", VIEW_PRINT(document->file));
    if (!name->len)
        g_string_append_printf(name, "%zu", edition + 1);
    return g_string_free(name, FALSE);
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

size_t diff_run_length(const struct diff *diff, const struct diff_section *section, size_t at, GString *measures)
{
    const struct diff_line *line = &section->lines[at];
    size_t length = 0;
    while (at + length < section->line_count &&
           (!length || says_the_same(line, &section->lines[at + length], diff->edition_count))) {
        struct view measure = section->lines[at + length++].measure;
        if (measures)
            g_string_append_printf(measures, "%s%.*s", length > 1 ? ", " : "", VIEW_PRINT(measure));
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

void diff_append_name(GString *out, const struct diff_line *line, const struct diff_words *words)
{
    if (line->group.data)
        g_string_append_printf(out, "%.*s: ", VIEW_PRINT(line->group));
    if (line->code.data)
        g_string_append_printf(out, "%.*s ", VIEW_PRINT(line->code));
    g_string_append_printf(out, "%.*s", VIEW_PRINT(line->name));
    if (!line->old_code.data && !line->old_name.data)
        return;
    g_string_append_printf(out, " (%s%.*s%s%.*s)", words->was, VIEW_PRINT(line->old_code),
                           line->old_code.data && line->old_name.data ? " " : "", VIEW_PRINT(line->old_name));
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
