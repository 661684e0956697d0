/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/lookup.h"

#include <string.h>

#include "rules/dictionary.h"
#include "rules/ruleset.h"

bool lookup_load(struct lookup *lookup, const char *const *directories, struct error *error)
{
    lookup->dictionary = dictionary_load(directories, NULL, error);
    lookup->rules = lookup->dictionary ? ruleset_load(directories, NULL, error) : NULL;
    return lookup->rules != NULL;
}

void lookup_clear(struct lookup *lookup)
{
    dictionary_free(lookup->dictionary);
    if (lookup->rules)
        ruleset_free(lookup->rules);
}

struct view lookup_form_name(const struct lookup *lookup, const struct canonical_form *form)
{
    for (size_t i = 0; i < form->fields.count; i++)
        if (ruleset_is(lookup->rules, RULE_LABEL, "field/project", form->fields.items[i].name))
            return form->fields.items[i].text;
    return VIEW_NONE;
}

struct view lookup_without_years(struct arena *arena, const struct lookup *lookup, struct view name)
{
    const struct rule *rule = ruleset_get(lookup->rules, RULE_CELL, "year");
    GString *text = g_string_new(NULL);
    size_t done = 0, from, to;
    while (rule && pattern_search(rule->pattern, name, done, &from, &to) && to > from) {
        g_string_append_len(text, name.data + done, (gssize)(from - done));
        done = to;
    }
    if (done < name.size)
        g_string_append_len(text, name.data + done, (gssize)(name.size - done));
    struct view rest = done ? view_copy(arena, (struct view){text->str, text->len}) : name;
    g_string_free(text, TRUE);
    return rest;
}

const char *lookup_same_line(const struct lookup *lookup, struct view kind, struct view name)
{
    const GPtrArray *rules = ruleset_list(lookup->rules, RULE_ROW);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (strcmp(rule->kind, "same") == 0 && pattern_matches(rule->tables, kind) && rule_matches(rule, name))
            return rule->name;
    }
    return NULL;
}
