/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/rules_tool.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "cli/chain.h"
#include "cli/document.h"
#include "extract/pages.h"
#include "normalize/stage.h"
#include "rules/dictionary.h"
#include "rules/explain.h"
#include "rules/ruleset.h"
#include "rules/stage.h"

/* Prints and frees the text; `status` where that goes well. */
static enum status print(GString *text, enum status status)
{
    struct error error = {0};
    if (fwrite(text->str, 1, text->len, stdout) != text->len || fflush(stdout) != 0) {
        error_set(&error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
        message_error(NULL, &error);
        status = message_status(&error);
    }
    g_string_free(text, TRUE);
    return status;
}

static enum status fail(const struct error *error)
{
    message_error(NULL, error);
    return message_status(error);
}

/* --- check --- */

/* Classes of which the first rule that holds decides; of the others each is asked for by its name. */
static const enum rule_class tried[] = {RULE_TABLE, RULE_COLUMN, RULE_SIDE,   RULE_LEVEL,   RULE_UNIT,
                                        RULE_FORM,  RULE_LABEL,  RULE_SCHEME, RULE_DOCUMENT};

/* Whether `first` is tried in every kind of table in which `rule` is. */
static bool covers_tables(const struct ruleset *ruleset, const struct rule *first, const struct rule *rule)
{
    const GPtrArray *kinds = ruleset_list(ruleset, RULE_TABLE);
    bool covered = true;
    for (guint i = 0; first->tables && covered && i < kinds->len; i++) {
        struct view kind = view_of(((const struct rule *)kinds->pdata[i])->kind);
        covered = pattern_matches(first->tables, kind) || (rule->tables && !pattern_matches(rule->tables, kind));
    }
    return covered;
}

/* Whether `first` stands under every label under which `rule` does: under any, or under the same. */
static bool covers_labels(const struct rule *first, const struct rule *rule)
{
    return !first->under || first->under == rule->under;
}

/* Whether `first`, tried before `rule`, takes the sample from it wherever it stands. */
static bool is_caught(const struct ruleset *ruleset, const struct rule *first, const struct rule *rule,
                      struct view sample)
{
    /* Rules of documents and of labels are tried by subject, the part of the name before the slash. */
    if ((rule->class == RULE_DOCUMENT || rule->class == RULE_LABEL) && strcmp(first->kind, rule->kind) != 0)
        return false;
    if (first->documents && first->documents != rule->documents)
        return false;
    return rule_matches(first, sample) && covers_labels(first, rule) && covers_tables(ruleset, first, rule);
}

/* The rule that catches the first sample, where every sample is caught before the rule at `index` is tried. */
static const struct rule *find_catcher(const struct ruleset *ruleset, const GPtrArray *rules, guint index)
{
    const struct rule *rule = rules->pdata[index], *catcher = NULL;
    char **samples = rule_samples(rule, "sample"), **sample;
    for (sample = samples; *sample; sample++) {
        guint before = 0;
        while (before < index && !is_caught(ruleset, rules->pdata[before], rule, view_of(*sample)))
            before++;
        if (before == index)
            break;
        catcher = catcher ? catcher : rules->pdata[before];
    }
    const bool all = !*sample;
    g_strfreev(samples);
    return all ? catcher : NULL;
}

/* A rule that holds in certain kinds of table only, of which there is none. */
static void check_tables(const struct ruleset *ruleset, GPtrArray *faults)
{
    static const enum rule_class classes[] = {RULE_COLUMN, RULE_CHECK};
    const GPtrArray *kinds = ruleset_list(ruleset, RULE_TABLE);
    for (size_t i = 0; i < G_N_ELEMENTS(classes); i++) {
        const GPtrArray *rules = ruleset_list(ruleset, classes[i]);
        for (guint k = 0; k < rules->len; k++) {
            const struct rule *rule = rules->pdata[k];
            bool any = !rule->tables || pattern_matches(rule->tables, VIEW_LITERAL("unknown"));
            for (guint n = 0; !any && n < kinds->len; n++)
                any = pattern_matches(rule->tables, view_of(((const struct rule *)kinds->pdata[n])->kind));
            if (!any)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: never reached: tables: no kind of table is called so",
                                                        rule->file, rule->line));
        }
    }
}

/* Classifications that no file of codes holds. */
static void check_classifications(const struct ruleset *ruleset, const struct dictionary *dictionary, GPtrArray *faults)
{
    const GPtrArray *rules = ruleset_list(ruleset, RULE_TABLE);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        for (const char *const *scheme = rule->classification; scheme && *scheme; scheme++)
            if (!dictionary_has_scheme(dictionary, *scheme))
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: classification: there is no codes/%s.tsv", rule->file,
                                                        rule->line, *scheme));
    }
}

static void check_reach(const struct ruleset *ruleset, GPtrArray *faults)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tried); i++) {
        const GPtrArray *rules = ruleset_list(ruleset, tried[i]);
        for (guint k = 0; k < rules->len; k++) {
            const struct rule *rule = rules->pdata[k], *catcher = find_catcher(ruleset, rules, k);
            if (!catcher)
                continue;
            GString *text = g_string_new(NULL);
            g_string_printf(text, "%s:%d: never reached: its samples are caught before it by ", rule->file, rule->line);
            explain_rule(text, catcher);
            g_ptr_array_add(faults, g_string_free(text, FALSE));
        }
    }
}

enum status rules_tool_check(const char *const *directories)
{
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    char **all = ruleset_with_sets(directories);
    struct ruleset *ruleset = ruleset_load((const char *const *)all, faults, &error);
    struct dictionary *dictionary = dictionary_load(directories, faults, &error);
    g_strfreev(all);
    if (!faults->len && error_is_set(&error)) /* no rules there at all */
        g_ptr_array_add(faults, g_strdup(error.message));
    guint rules = 0;
    int samples = 0;
    for (int class = 0; ruleset && class < RULE_CLASS_COUNT; class ++)
        rules += ruleset_list(ruleset, (enum rule_class) class)->len;
    if (ruleset) {
        samples = ruleset_try_samples(ruleset, faults);
        check_reach(ruleset, faults);
        check_tables(ruleset, faults);
        if (dictionary)
            check_classifications(ruleset, dictionary, faults);
    }
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < faults->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)faults->pdata[i]);
    g_string_append_printf(text, "%u rules, %d samples, %u faults\n", rules, samples, faults->len);
    enum status status = faults->len ? STATUS_FAILED : STATUS_FINE;
    g_ptr_array_unref(faults);
    ruleset_free(ruleset);
    dictionary_free(dictionary);
    return print(text, status);
}

/* --- list --- */

static const char *kind_of(const struct rule *rule)
{
    return rule->kind;
}

static const char *role_of(const struct rule *rule)
{
    return rule->role;
}

static const char *measure_of(const struct rule *rule)
{
    return rule->measure;
}

/* The rules of a class under what they say, in the order in which each is first said. */
static void list_rules(GString *text, const struct ruleset *ruleset, enum rule_class class, const char *title,
                       const char *(*said)(const struct rule *))
{
    const GPtrArray *rules = ruleset_list(ruleset, class);
    GHashTable *done = g_hash_table_new(g_str_hash, g_str_equal);
    g_string_append_printf(text, "%s\n", title);
    for (guint i = 0; i < rules->len; i++) {
        const char *word = said(rules->pdata[i]);
        if (!word || !g_hash_table_add(done, (void *)word))
            continue;
        g_string_append_printf(text, "    %s\n", word);
        for (guint k = i; k < rules->len; k++) {
            const struct rule *rule = rules->pdata[k];
            if (g_strcmp0(said(rule), word) != 0)
                continue;
            g_string_append(text, "        ");
            explain_rule(text, rule);
            g_string_append_printf(text, ", priority %d", rule->priority);
            char **samples = rule_samples(rule, "sample");
            for (char **sample = samples; *sample; sample++)
                g_string_append_printf(text, "%s%s", sample == samples ? ": " : "; ", *sample);
            g_strfreev(samples);
            g_string_append_c(text, '\n');
        }
    }
    g_hash_table_unref(done);
}

enum status rules_tool_list(const char *const *directories)
{
    struct error error = {0};
    struct ruleset *ruleset = ruleset_load(directories, NULL, &error);
    if (!ruleset)
        return fail(&error);
    GString *text = g_string_new(NULL);
    list_rules(text, ruleset, RULE_TABLE, "kinds of table", kind_of);
    list_rules(text, ruleset, RULE_FORM, "kinds of form", kind_of);
    list_rules(text, ruleset, RULE_COLUMN, "roles of columns", role_of);
    list_rules(text, ruleset, RULE_COLUMN, "measures", measure_of);
    ruleset_free(ruleset);
    return print(text, STATUS_FINE);
}

/* --- explain --- */

static enum status explain_file(const char *path, const char *password, struct sink *first)
{
    struct error error = {0}, failure = {0};
    struct input input;
    input_read(&input, path);
    bool read = document_read(&input, password, first, &failure, &error);
    input_clear(&input);
    if (!read)
        return fail(&error);
    if (error_is_set(&failure)) {
        message_error(input_name(path), &failure);
        return STATUS_FAILED;
    }
    return STATUS_FINE;
}

enum status rules_tool_explain(const char *const *directories, const char *path, const char *password)
{
    static const struct stage *const stages[] = {&normalize_stage, &rules_stage};
    const struct stage_options options = {.rule_directories = directories};
    struct error error = {0};
    struct chain chain = {{NULL}};
    GString *text = g_string_new(NULL);
    struct ruleset *ruleset = pages_check_poppler_data(&error) ? ruleset_load(directories, NULL, &error) : NULL;
    struct sink *last = ruleset ? explain_new(ruleset, text) : NULL;
    enum status status = STATUS_USAGE;
    if (last && chain_open(&chain, stages, G_N_ELEMENTS(stages), &options, last, &error))
        status = explain_file(path, password, chain.sinks[0]);
    else
        status = fail(&error);
    chain_close(&chain);
    sink_free(last);
    ruleset_free(ruleset);
    return print(text, status);
}

/* --- codes --- */

static void tell_years(GString *text, const struct dictionary_entry *entry)
{
    if (entry->first && entry->last)
        g_string_append_printf(text, " (%d to %d)", entry->first, entry->last);
    else if (entry->first)
        g_string_append_printf(text, " (since %d)", entry->first);
    else if (entry->last)
        g_string_append_printf(text, " (until %d)", entry->last);
}

/* 类 > 款 > 项, each with all its names. */
static void tell_path(GString *text, const struct dictionary *dictionary, struct view code)
{
    struct view parent = dictionary_parent(code);
    size_t count;
    const struct dictionary_entry *entries = dictionary_names(dictionary, code, &count);
    if (parent.size) {
        tell_path(text, dictionary, parent);
        g_string_append(text, " > ");
    }
    g_string_append_printf(text, "%.*s", VIEW_PRINT(code));
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(text, "%s%.*s", i ? " | " : " ", VIEW_PRINT(entries[i].name));
        tell_years(text, &entries[i]);
    }
}

static bool tell_word(GString *text, const struct dictionary *dictionary, const char *word)
{
    size_t count;
    const struct dictionary_entry *entry = dictionary_names(dictionary, view_of(word), &count);
    GPtrArray *found = entry ? g_ptr_array_new() : dictionary_find_name(dictionary, NULL, view_of(word), 0);
    if (entry)
        g_ptr_array_add(found, (void *)entry);
    for (guint i = 0; i < found->len; i++) {
        entry = found->pdata[i];
        g_string_append_printf(text, "%.*s\t%s\t", VIEW_PRINT(entry->code), entry->scheme);
        tell_path(text, dictionary, entry->code);
        g_string_append_c(text, '\n');
    }
    bool known = found->len > 0;
    g_ptr_array_unref(found);
    return known;
}

enum status rules_tool_codes(const char *const *directories, char *const *words)
{
    struct error error = {0};
    struct dictionary *dictionary = dictionary_load(directories, NULL, &error);
    enum status status = STATUS_FINE;
    if (!dictionary)
        return fail(&error);
    GString *text = g_string_new(NULL);
    for (char *const *word = words; *word; word++) {
        if (tell_word(text, dictionary, *word))
            continue;
        struct error unknown = {0};
        char *valid = g_utf8_make_valid(*word, -1);
        error_set(&unknown, ERROR_MISSING, 0, "no such code or name in the dictionary");
        message_error(valid, &unknown);
        g_free(valid);
        status = STATUS_FAILED;
    }
    dictionary_free(dictionary);
    return print(text, status);
}
