/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_DIFF_REPORT_H
#define FACTS_DIFF_REPORT_H
#include "facts/diff.h"
#include "rules/words.h"

/* A comparison in words and numbers, appended to a text. */

/* How a report looks on a terminal. */
struct diff_look {
    bool colour;
    size_t width; /* columns that names are shortened for; 0: as wide as it must be */
};

/* For people. */
void diff_write_text(GString *out, const struct diff *diff, const struct words *words, struct diff_look look);

/* A page that stands alone: diff_html_begin, any number of comparisons, diff_html_end. */
void diff_html_begin(GString *out, const struct words *words);
void diff_write_html(GString *out, const struct diff *diff, const struct words *words);
void diff_html_end(GString *out);

/* For programs: a line for each line that differs.  JSON Lines, or CSV with room for `editions` in the head. */
void diff_write_jsonl(GString *out, const struct diff *diff);
void diff_csv_head(GString *out, size_t editions);
void diff_write_csv(GString *out, const struct diff *diff, const struct words *words, size_t editions);

/* --- private to the files of the report --- */

/* A word of the report. */
const char *diff_word(const struct words *words, const char *key);

/* Title and kind of a section, and how many of its lines changed, are new or gone; or that one edition alone has it. */
void diff_append_counts(GString *out, const struct diff *diff, const struct diff_section *section,
                        const struct words *words, const int counts[DIFF_BETWEEN + 1]);

/* "2024 budget", with the file where others are of that year and kind; in the head of a column, with a number there
 * instead; in the title, with both.  A new string, freed by the caller. */
char *diff_edition_name(const struct diff *diff, size_t edition, const struct words *words);
char *diff_edition_head(const struct diff *diff, size_t edition, const struct words *words);
char *diff_edition_legend(const struct diff *diff, size_t edition, const struct words *words);

/* Whether people should see the line: it moves money, or is text. */
bool diff_line_counts(const struct diff_line *line, size_t editions);

/* The lines that people are shown as one: from `at` on, as many as say the same of one row by another measure.
 * Where `measures` is not NULL it receives the measures. */
size_t diff_run_length(const struct diff *diff, const struct diff_section *section, size_t at,
                       const struct words *words, GString *measures);

/* "1,234.50": grouped by three, a fraction only where there is one; `sign` puts a plus in front of what is above 0. */
void diff_append_amount(GString *out, struct amount amount, bool sign);

/* "+21.5%", a dash where it is not known. */
void diff_append_percent(GString *out, const struct diff_line *line);

/* Code, name, old code and old name, for people. */
void diff_append_name(GString *out, const struct diff_line *line, const struct words *words);

/* The value of an edition, for people: amount or text, a dash where the line is not there. */
void diff_append_value(GString *out, const struct diff_line *line, size_t edition);

#endif
