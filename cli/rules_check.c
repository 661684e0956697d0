/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/rules_check.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>

#include "rules/ruleset.h"

static const char *const words[] = {
#define X(class, word) [class] = word,
    RULE_CLASSES(X)
#undef X
};

static void list_rules(const struct ruleset *ruleset)
{
    for (int class = 0; class < RULE_CLASS_COUNT; class ++) {
        const GPtrArray *rules = ruleset_list(ruleset, (enum rule_class) class);
        for (guint i = 0; i < rules->len; i++) {
            const struct rule *rule = rules->pdata[i];
            printf("%s\t%s\t%d\t%s:%d\t%s\n", words[class], rule->name, rule->priority, rule->file, rule->line,
                   rule->pattern_text ? rule->pattern_text : "");
        }
    }
}

static void tell_faults(const GPtrArray *faults)
{
    for (guint i = 0; i < faults->len; i++) {
        struct error error = {0};
        error_set(&error, ERROR_RULES, 0, "%s", (const char *)faults->pdata[i]);
        message_error(NULL, &error);
    }
}

enum status rules_check(const char *const *directories)
{
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    struct ruleset *ruleset = ruleset_load(directories, faults, &error);
    if (ruleset) {
        list_rules(ruleset);
        ruleset_try_samples(ruleset, faults);
        ruleset_free(ruleset);
    }
    enum status status = faults->len ? STATUS_USAGE : STATUS_FINE;
    tell_faults(faults);
    g_ptr_array_unref(faults);
    error = (struct error){0};
    if (fflush(stdout) != 0 || ferror(stdout)) {
        error_set(&error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
        message_error(NULL, &error);
        status = STATUS_OUTPUT;
    }
    return status;
}
