/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples that rule files give for their own rules, and the titles of sets. */
#include <string.h>

#include "rules/ruleset.h"

static int samples_try(const struct rule *rule, bool wanted, GPtrArray *faults)
{
    int count = 0;
    char **samples = rule_samples(rule, wanted ? "sample" : "sample-not");
    for (char **sample = samples; *sample; sample++, count++)
        if (rule_matches(rule, view_of(*sample)) != wanted)
            g_ptr_array_add(faults, g_strdup_printf("%s:%d: [%s %s]: the sample \"%s\" %s", rule->file, rule->line,
                                                    rule_class_word(rule->class), rule->name, *sample,
                                                    wanted ? "does not match" : "must not match, and does"));
    g_strfreev(samples);
    return count;
}

/* The kind that a title leads to: of a table, or else of a form; NULL where nothing takes it for a title. */
static const char *title_kind(const struct ruleset *set, const char *title, struct view scope)
{
    const struct rule *bare = ruleset_get(set, RULE_LINE, "title_bare");
    bool whole = ruleset_is(set, RULE_LINE, "title", view_of(title));
    if (!whole && !(bare && bare->value && rule_matches(bare, view_of(title))))
        return NULL;
    char *text = g_strconcat(title, whole ? "" : bare->value, NULL);
    const struct rule *rule = ruleset_title(set, view_of(text), scope);
    if (!rule)
        rule = ruleset_match(set, RULE_FORM, view_of(text));
    g_free(text);
    return rule ? rule->kind : "unknown";
}

static int compare_keys(const void *a, const void *b)
{
    const struct rule_key *x = *(const struct rule_key *const *)a, *y = *(const struct rule_key *const *)b;
    return strcmp(x->name, y->name);
}

/* Every title of a set is one, and leads to the kind it stands under, in the documents that the set names. */
static int titles_try(const struct ruleset *set, const struct rule *rule, GPtrArray *faults)
{
    int count = 0;
    const struct rule_key *documents = rule_group_find(rule->group, SET_DOCUMENTS);
    GPtrArray *kinds = g_ptr_array_new(); /* by name */
    for (struct rule_key *key = rule->class == RULE_SET ? rule->group->keys : NULL; key; key = key->next)
        if (strcmp(key->name, SET_DOCUMENTS) != 0)
            g_ptr_array_add(kinds, key);
    g_ptr_array_sort(kinds, compare_keys);
    for (guint i = 0; i < kinds->len; i++) {
        const char *kind = ((const struct rule_key *)kinds->pdata[i])->name;
        char **titles = rule_samples(rule, kind);
        for (char **title = titles; *title; title++, count++) {
            const char *found = title_kind(set, *title, documents ? view_of(documents->value) : VIEW_NONE);
            if (!found)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: [set %s]: no rule takes \"%s\" for a title", rule->file,
                                                        rule->line, rule->name, *title));
            else if (strcmp(found, kind) != 0)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: [set %s]: \"%s\" leads to %s, not %s", rule->file,
                                                        rule->line, rule->name, *title, found, kind));
        }
        g_strfreev(titles);
    }
    g_ptr_array_unref(kinds);
    return count;
}

int ruleset_try_samples(const struct ruleset *set, GPtrArray *faults)
{
    int count = 0;
    for (int class = 0; class < RULE_CLASS_COUNT; class ++) {
        const GPtrArray *rules = ruleset_list(set, (enum rule_class) class);
        for (guint i = 0; i < rules->len; i++) {
            const struct rule *rule = rules->pdata[i];
            count += samples_try(rule, true, faults);
            count += samples_try(rule, false, faults);
            count += titles_try(set, rule, faults);
        }
    }
    return count;
}
