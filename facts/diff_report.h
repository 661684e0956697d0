/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_DIFF_REPORT_H
#define FACTS_DIFF_REPORT_H
#include "facts/diff.h"

/* A comparison in words and numbers, appended to a text. */

/* The words of a language. */
struct diff_words;

/* "en" or "zh"; NULL for another. */
const struct diff_words *diff_words_find(const char *language);

/* For people, as wide as it must be; with colours where asked. */
void diff_write_text(GString *out, const struct diff *diff, const struct diff_words *words, bool colour);

/* A page that stands alone: diff_html_begin, any number of comparisons, diff_html_end. */
void diff_html_begin(GString *out, const struct diff_words *words);
void diff_write_html(GString *out, const struct diff *diff, const struct diff_words *words);
void diff_html_end(GString *out);

/* For programs: a line for each line that differs.  JSON Lines, or CSV with room for `editions` in the head. */
void diff_write_jsonl(GString *out, const struct diff *diff);
void diff_csv_head(GString *out, size_t editions);
void diff_write_csv(GString *out, const struct diff *diff, size_t editions);

/* --- private to the files of the report --- */

struct diff_words {
    const char *name;
    const char *statuses[5];    /* by enum diff_status */
    const char *kinds[2];       /* budget, final_accounts */
    const char *edition;        /* year, kind */
    const char *line, *measure; /* heads of columns */
    const char *change, *percent;
    const char *was;     /* in front of an old name or code */
    const char *counts;  /* changed, new, gone, the same */
    const char *nil;     /* lines of nil amounts */
    const char *nothing; /* no difference at all */
    const char *html_language, *title;
};

/* "2024 budget"; in the arena-less form of a new string, freed by the caller. */
char *diff_edition_name(const struct diff *diff, size_t edition, const struct diff_words *words);

/* Whether people should see the line: it moves money, or is text. */
bool diff_line_counts(const struct diff_line *line, size_t editions);

/* The lines that people are shown as one: from `at` on, as many as say the same of one row by another measure.
 * Where `measures` is not NULL it receives the measures. */
size_t diff_run_length(const struct diff *diff, const struct diff_section *section, size_t at, GString *measures);

/* "1,234.50": grouped by three, a fraction only where there is one; `sign` puts a plus in front of what is above 0. */
void diff_append_amount(GString *out, struct amount amount, bool sign);

/* "+21.5%", a dash where it is not known. */
void diff_append_percent(GString *out, const struct diff_line *line);

/* Code, name, old code and old name, for people. */
void diff_append_name(GString *out, const struct diff_line *line, const struct diff_words *words);

/* The value of an edition, for people: amount or text, a dash where the line is not there. */
void diff_append_value(GString *out, const struct diff_line *line, size_t edition);

#endif
