/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/ruleset.h"

#include <string.h>

#include "rules/ruleset_parts.h"

const char *rule_class_word(enum rule_class class)
{
    static const char *const words[] = {
#define X(class, word) [class] = word,
        RULE_CLASSES(X)
#undef X
    };
    return words[class];
}

static void file_free(void *file)
{
    rule_file_free(file);
}

struct ruleset *ruleset_new(void)
{
    struct ruleset *set = g_new0(struct ruleset, 1);
    set->arena = arena_new();
    set->files = g_ptr_array_new_with_free_func(file_free);
    set->patterns = pattern_set_new();
    set->known = known_new();
    for (int i = 0; i < RULE_CLASS_COUNT; i++) {
        set->classes[i] = g_ptr_array_new();
        set->names[i] = g_hash_table_new(g_str_hash, g_str_equal);
    }
    return set;
}

void ruleset_free(struct ruleset *set)
{
    if (!set)
        return;
    for (int i = 0; i < RULE_CLASS_COUNT; i++) {
        g_ptr_array_unref(set->classes[i]);
        g_hash_table_unref(set->names[i]);
    }
    known_free(set->known);
    pattern_set_free(set->patterns);
    g_ptr_array_unref(set->files);
    arena_free(set->arena);
    g_free(set);
}

char **rule_samples(const struct rule *rule, const char *key)
{
    const struct rule_key *found = rule_group_find(rule->group, key);
    return g_strsplit(found ? found->value : "", ";", -1);
}

bool rule_matches(const struct rule *rule, struct view text)
{
    return pattern_matches(rule->pattern, text) && !pattern_matches(rule->except, text);
}

const struct rule *ruleset_match_kind(const struct ruleset *ruleset, enum rule_class class, const char *kind,
                                      struct view text)
{
    const GPtrArray *rules = ruleset_list(ruleset, class);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (strcmp(rule->kind, kind) == 0 && rule_matches(rule, text))
            return rule;
    }
    return NULL;
}

void ruleset_trace(struct ruleset *set, FILE *to)
{
    set->trace = to;
}

void ruleset_tell(const struct ruleset *set, enum rule_class class, const struct rule *rule, struct view text)
{
    if (!set->trace || view_is_empty(text))
        return;
    if (rule)
        fprintf(set->trace, "%s\t%s\t%s:%d\t%.*s\n", rule_class_word(class), rule->name, rule->file, rule->line,
                VIEW_PRINT(text));
    else
        fprintf(set->trace, "%s\t-\t-\t%.*s\n", rule_class_word(class), VIEW_PRINT(text));
}

static const struct rule *rule_find(const struct ruleset *set, enum rule_class class, struct view text)
{
    const GPtrArray *rules = set->classes[class];
    for (guint i = 0; i < rules->len; i++)
        if (rule_matches(rules->pdata[i], text))
            return rules->pdata[i];
    return NULL;
}

const struct rule *ruleset_match(const struct ruleset *set, enum rule_class class, struct view text)
{
    const struct rule *rule = NULL;
    if (!known_get(set->known, class, text, &rule)) {
        rule = rule_find(set, class, text);
        known_put(set->known, class, text, rule);
    }
    ruleset_tell(set, class, rule, text);
    return rule;
}

const GPtrArray *ruleset_list(const struct ruleset *set, enum rule_class class)
{
    return set->classes[class];
}

const struct rule *ruleset_get(const struct ruleset *set, enum rule_class class, const char *name)
{
    return g_hash_table_lookup(set->names[class], name);
}

bool ruleset_is(const struct ruleset *set, enum rule_class class, const char *name, struct view text)
{
    const struct rule *rule = ruleset_get(set, class, name);
    bool holds = rule && rule_matches(rule, text);
    if (holds)
        ruleset_tell(set, class, rule, text);
    return holds;
}

struct view ruleset_capture(const struct ruleset *set, enum rule_class class, const char *name, struct view text)
{
    const struct rule *rule = ruleset_get(set, class, name);
    struct view value = VIEW_NONE;
    if (!rule || pattern_matches(rule->except, text) || !pattern_capture(rule->pattern, text, "value", &value))
        return VIEW_NONE;
    ruleset_tell(set, class, rule, text);
    return value;
}

/* The first table rule for the text, of those that hold in such documents. */
static const struct rule *table_match(const struct ruleset *set, struct view text, struct view scope)
{
    const GPtrArray *rules = set->classes[RULE_TABLE];
    const struct rule *found = NULL;
    for (guint i = 0; i < rules->len && !found && !view_is_empty(text); i++) {
        const struct rule *rule = rules->pdata[i];
        if ((!rule->documents || pattern_matches(rule->documents, scope)) && rule_matches(rule, text))
            found = rule;
    }
    ruleset_tell(set, RULE_TABLE, found, text);
    return found;
}

const struct rule *ruleset_title(const struct ruleset *set, struct view title, struct view scope)
{
    struct view subject = ruleset_capture(set, RULE_LINE, "subject", title);
    const struct rule *rule = table_match(set, subject, scope);
    if (rule || (subject.data && ruleset_match(set, RULE_FORM, subject)))
        return rule;
    return table_match(set, title, scope);
}
