/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/lookup.h"

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
