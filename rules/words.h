/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H
#include <glib.h>

#include "base/error.h"
#include "base/view.h"

/* The words of reports in one language: `words/LANGUAGE.words` in the directories of the rules, key files (GLib's
 * syntax) of which a later one adds to those before or overrides them.  What a language is called, the names of kinds
 * and measures, and the sentences stand there, none in C. */
struct words;

/* Loads a language, weakest directory first.  NULL with ERROR_USAGE where no directory has it (the message names those
 * there are), with ERROR_RULES where a file is wrong.  Released with words_free. */
struct words *words_load(const char *const *directories, const char *language, struct error *error);
void words_free(struct words *words);

/* What stands under `key` in `group`; NULL where nothing does.  Lives as long as the words. */
const char *words_find(const struct words *words, const char *group, const char *key);

/* The same for a key of the JSON: itself where the language has no word for it. */
struct view words_name(const struct words *words, const char *group, struct view key);

/* Appends the name of a measure, part by part: "budget.total" -> "预算数·合计"; where the language has no word for a part
 * the measure as it is. */
void words_append_measure(GString *out, const struct words *words, struct view measure);

/* Appends the sentence under `key` in `group` with the values in the place of their names: pairs of a name and a value
 * (char *), ended by NULL.  {name} without a value stays as it is. */
void words_append(GString *out, const struct words *words, const char *group, const char *key,
                  ...) G_GNUC_NULL_TERMINATED;

#endif
