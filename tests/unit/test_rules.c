/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule files of this tree, the loader of rule files, and what the stage makes of tables. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "rules/ruleset.h"
#include "rules/stage.h"
#include "tests/unit/test.h"

/* The rules of this tree; the tests run from its root where the environment does not name it. */
static const char *rules_path(void)
{
    const char *path = g_getenv("EXTRACT_RULES");
    return path && *path ? path : "rules";
}

/* --- loading --- */

/* A folder of rule files for one test. */
struct folder {
    char *path;
};

static struct folder folder_new(void)
{
    struct folder folder = {g_dir_make_tmp("rules-XXXXXX", NULL)};
    assert_non_null(folder.path);
    return folder;
}

static void folder_write(const struct folder *folder, const char *name, const char *text)
{
    char *path = g_build_filename(folder->path, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_free(path);
}

static void folder_remove(struct folder *folder)
{
    GDir *dir = g_dir_open(folder->path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        char *path = g_build_filename(folder->path, name, NULL);
        g_remove(path);
        g_free(path);
    }
    g_dir_close(dir);
    g_rmdir(folder->path);
    g_free(folder->path);
}

static void assert_no_faults(const GPtrArray *faults)
{
    for (guint i = 0; i < faults->len; i++)
        print_error("%s\n", (const char *)faults->pdata[i]);
    assert_int_equal(faults->len, 0);
}

static void samples_of_this_tree_hold(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    char **all = ruleset_with_sets(directories);
    struct ruleset *rules = ruleset_load((const char *const *)all, faults, &error);
    g_strfreev(all);
    assert_no_faults(faults);
    assert_non_null(rules);
    assert_int_not_equal(ruleset_list(rules, RULE_SET)->len, 0);
    assert_in_range(ruleset_try_samples(rules, faults), 200, 100000);
    assert_no_faults(faults);
    ruleset_free(rules);
    g_ptr_array_unref(faults);
}

/* Every rule of this tree that has a pattern shows what it is for, and, but for one that holds for any text, what not. */
static void rules_carry_samples(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, NULL, &error);
    assert_non_null(rules);
    for (int class = RULE_TABLE; class < RULE_CLASS_COUNT; class ++)
        for (guint i = 0; i < ruleset_list(rules, (enum rule_class) class)->len; i++) {
            const struct rule *rule = ruleset_list(rules, (enum rule_class) class)->pdata[i];
            char **samples = rule_samples(rule, "sample"), **counter_samples = rule_samples(rule, "sample-not");
            if (rule->pattern && class != RULE_CHECK &&
                (!*samples || (!*counter_samples && !rule_matches(rule, view_of("x")))))
                fail_msg("%s:%d: the rule carries no sample, or no sample-not", rule->file, rule->line);
            g_strfreev(samples);
            g_strfreev(counter_samples);
        }
    ruleset_free(rules);
}

/* The first title to each kind: a sample of one rule must not be taken by a stronger one of another kind. */
static void titles_lead_to_their_own_kind(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, NULL, &error);
    assert_non_null(rules);
    const GPtrArray *tables = ruleset_list(rules, RULE_TABLE);
    for (guint i = 0; i < tables->len; i++) {
        const struct rule *rule = tables->pdata[i];
        char **samples = rule_samples(rule, "sample");
        for (char **sample = samples; *sample; sample++) {
            const struct rule *taken =
                ruleset_title(rules, view_of(*sample), rule->documents ? VIEW_LITERAL("budget government") : VIEW_NONE);
            if (!taken || strcmp(taken->kind, rule->kind) != 0)
                fail_msg("%s:%d: \"%s\" is taken by [table %s]", rule->file, rule->line, *sample,
                         taken ? taken->name : "-");
        }
        g_strfreev(samples);
    }
    ruleset_free(rules);
}

/* What places put in front of a title, and behind it. */
static const char *const variants[] = {
    "%s",
    "2025年%s",
    "云溪县水利局2025年度%s",
    "2025年度云溪县社会保险基金管理中心%s",
    "云溪县政府采购中心(本级)2025年%s",
    "表3-1 %s",
    "附件2:%s",
    "%s(草案)",
    "三、%s",
    "2025年云溪大学%s",
    "云溪县国有资产监督管理委员会%s",
};

/* Whether the title, so written, still leads to its kind. */
static void try_variant(const struct ruleset *rules, const char *variant, const char *title, const char *kind,
                        struct view scope)
{
    char **halves = g_strsplit(variant, "%s", 2), *text = g_strconcat(halves[0], title, halves[1], NULL);
    const struct rule *rule = ruleset_title(rules, view_of(text), scope);
    if (!rule)
        rule = ruleset_match(rules, RULE_FORM, view_of(text));
    if (!rule || strcmp(rule->kind, kind) != 0)
        fail_msg("\"%s\" leads to %s, not %s", text, rule ? rule->kind : "nothing", kind);
    g_free(text);
    g_strfreev(halves);
}

static void titles_keep_their_kind_behind_years_and_names(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    char **all = ruleset_with_sets(directories);
    struct error error = {0};
    struct ruleset *rules = ruleset_load((const char *const *)all, NULL, &error);
    g_strfreev(all);
    assert_non_null(rules);
    const GPtrArray *sets = ruleset_list(rules, RULE_SET);
    for (guint i = 0; i < sets->len; i++) {
        const struct rule *set = sets->pdata[i];
        const struct rule_key *documents = rule_group_find(set->group, SET_DOCUMENTS);
        for (const struct rule_key *key = set->group->keys; key; key = key->next) {
            if (strcmp(key->name, SET_DOCUMENTS) == 0)
                continue;
            char **titles = rule_samples(set, key->name);
            for (char **title = titles; *title; title++)
                for (size_t k = 0; k < G_N_ELEMENTS(variants) && ruleset_is(rules, RULE_LINE, "title", view_of(*title));
                     k++)
                    try_variant(rules, variants[k], *title, key->name,
                                documents ? view_of(documents->value) : VIEW_NONE);
            g_strfreev(titles);
        }
    }
    ruleset_free(rules);
}

/* White space and comments, \\r\\n, and a last line without its end. */
static void a_file_may_be_laid_out_freely(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "a.rules",
                 "\n  # [line no]\n\t[line one]  \r\n pattern =  a=b \r\n\r\n#except=a\n[line two]\npattern=c");
    const char *const directories[] = {folder.path, NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, NULL, &error);
    folder_remove(&folder);
    assert_non_null(rules);
    assert_int_equal(ruleset_list(rules, RULE_LINE)->len, 2);
    assert_int_equal(ruleset_get(rules, RULE_LINE, "one")->line, 3);
    assert_true(ruleset_is(rules, RULE_LINE, "one", view_of("a=b ")));
    assert_false(ruleset_is(rules, RULE_LINE, "one", view_of("a=b"))); /* what stands behind is part of it */
    assert_int_equal(ruleset_get(rules, RULE_LINE, "two")->line, 7);
    assert_true(ruleset_is(rules, RULE_LINE, "two", view_of("c")));
    ruleset_free(rules);
}

static const struct fault_case {
    const char *text;
    const char *fault; /* begins so */
} fault_cases[] = {
    {"[line unit]\npattern=(\n", "a.rules:2: pattern: "},
    {"# first\n\n[line unit]\npattern=x\nexcept=)\n", "a.rules:5: except: "},
    {"[line unit]\npattern=\n", "a.rules:2: pattern: an empty pattern"},
    {"[line unit]\npattern={nothing}\n", "a.rules:2: pattern: the piece {nothing} is not defined"},
    {"[piece one]\npattern={two}\n[piece two]\npattern={one}\n[line x]\npattern={one}\n",
     "a.rules:6: pattern: the piece {"},
    {"[line nowhere]\nexcept=x\n", "a.rules:1: the rule has no pattern"},
    {"[piece money]\nexcept=x\n", "a.rules:1: the piece has no pattern"},
    {"[line unit]\npattern=x\nmeasure=total\n", "a.rules:3: a rule of class line has no key \"measure\""},
    {"[column a]\npattern=x\npriority=high\n", "a.rules:3: priority: "},
    {"[table a]\npattern=x\ntransposed=perhaps\n", "a.rules:3: transposed: "},
    {"[lines unit]\npattern=x\n", "a.rules:1: \"[lines unit]\" is not \"[class name]\" with a known class"},
    {"[line]\npattern=x\n", "a.rules:1: \"[line]\" is not \"[class name]\" with a known class"},
    {"[table a]\npattern=x\n[table a]\npriority=1\n", "a.rules:3: \"[table a]\" stands in a.rules already"},
    {"[table a]\npattern=x\n  pattern = y\n", "a.rules:3: pattern stands twice"},
    {"no group\n", "a.rules:1: neither \"[class name]\" nor \"key=value\" nor a comment"},
    {"# why\n\npattern=x\n", "a.rules:3: a key in front of the first \"[class name]\""},
    {"[table a]\npattern=x\n=y\n", "a.rules:3: neither"},
    {"[table a]\npattern=x\n[table b\n", "a.rules:3: not \"[class name]\""},
    {"[table a] x\npattern=x\n", "a.rules:1: not \"[class name]\""},
    {"[]\npattern=x\n", "a.rules:1: not \"[class name]\""},
    {"[table a]\npattern=x\nexcept=\xb5\n", "a.rules:3: not UTF-8 text"},
};

static void faults_name_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(fault_cases); i++) {
        const struct fault_case *test = &fault_cases[i];
        struct folder folder = folder_new();
        folder_write(&folder, "a.rules", test->text);
        const char *const directories[] = {rules_path(), folder.path, NULL};
        GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
        struct error error = {0};
        struct ruleset *rules = ruleset_load(directories, faults, &error);
        folder_remove(&folder);
        if (rules || !faults->len || !g_str_has_prefix(faults->pdata[0], test->fault))
            fail_msg("\"%s\" gives \"%s\", not \"%s\"", test->text, faults->len ? (char *)faults->pdata[0] : "no fault",
                     test->fault);
        assert_int_equal(error.code, ERROR_RULES);
        assert_true(g_str_has_prefix(error.message, test->fault));
        g_ptr_array_unref(faults);
    }
}

static void every_fault_is_told(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "b.rules", "[line a]\npattern=(\n[line b]\npattern=[\n[line c]\npattern=fine\n");
    folder_write(&folder, "a.rules", "[line b]\npattern=x\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    assert_null(ruleset_load(directories, faults, &error));
    folder_remove(&folder);
    assert_int_equal(faults->len, 2); /* a wrong pattern, and [line b] stands in a.rules already */
    assert_true(g_str_has_prefix(faults->pdata[0], "b.rules:2: pattern: "));
    assert_string_equal(faults->pdata[1], "b.rules:3: \"[line b]\" stands in a.rules already");
    g_ptr_array_unref(faults);
}

/* What a late set, asked whether one of its rules holds for a text, says behind it: nothing where all is well. */
static const struct late_case {
    const char *text, *asked;
    const char *fault; /* begins so; NULL: none */
} late_cases[] = {
    {"[line unit]\npattern=x\n[line other]\npattern=(\n", "x", NULL}, /* the other is not asked */
    {"[line unit]\npattern=(\n", "x", "a.rules:2: pattern: "},
    {"[line unit]\npattern=a)\n", "x", "a.rules:2: pattern: "}, /* no pattern at all: any text can begin it */
    {"[line unit]\npattern=a|[b\n", "x", "a.rules:2: pattern: "},
    {"[line unit]\npattern=[z-a]\n", "x", "a.rules:2: pattern: "},
    {"[line unit]\npattern=a**\n", "x", "a.rules:2: pattern: "},
    {"[line unit]\npattern=x\n\nexcept=(?<n>x)(?<n>)\n", "x", "a.rules:4: except: "},
    {"[line unit]\npattern=x(?<=x+)\n", "x", "a.rules:2: pattern: "},
    {"[line unit]\npattern=x(?<=x+)\n", "y", NULL}, /* begins nowhere in the text, however it is mended behind */
    {"[piece p]\npattern=x(?<=x+)\n[line unit]\npattern=^{p}\n", "x", "a.rules:4: pattern: "},
};

static void a_late_pattern_that_is_wrong_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(late_cases); i++) {
        const struct late_case *test = &late_cases[i];
        struct folder folder = folder_new();
        folder_write(&folder, "a.rules", test->text);
        const char *const directories[] = {folder.path, NULL};
        struct error error = {0};
        struct ruleset *rules = ruleset_load_late(directories, &error);
        folder_remove(&folder);
        assert_non_null(rules);
        assert_true(ruleset_is_fine(rules, &error));
        const bool holds = ruleset_is(rules, RULE_LINE, "unit", view_of(test->asked));
        const bool fine = ruleset_is_fine(rules, &error);
        if (fine != !test->fault || (test->fault && !g_str_has_prefix(error.message, test->fault)))
            fail_msg("\"%s\" gives \"%s\"", test->text, error.message);
        assert_int_equal(error.code, fine ? ERROR_NONE : ERROR_RULES);
        if (fine)
            assert_int_equal(holds, strcmp(test->asked, "x") == 0);
        ruleset_free(rules);
    }
}

/* What can be known without compiling is told at once. */
static void a_late_set_tells_other_faults_at_once(void **state)
{
    (void)state;
    for (size_t i = 3; i < G_N_ELEMENTS(fault_cases); i++) {
        const struct fault_case *test = &fault_cases[i];
        struct folder folder = folder_new();
        folder_write(&folder, "a.rules", test->text);
        const char *const directories[] = {folder.path, NULL};
        struct error error = {0};
        assert_null(ruleset_load_late(directories, &error));
        assert_true(g_str_has_prefix(error.message, test->fault));
        folder_remove(&folder);
    }
}

static void a_folder_without_rules_is_refused(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    const char *const directories[] = {folder.path, NULL};
    struct error error = {0};
    assert_null(ruleset_load(directories, NULL, &error));
    assert_int_equal(error.code, ERROR_RULES);
    folder_remove(&folder);
    const char *const nowhere[] = {"/nonexistent/rules", NULL};
    error = (struct error){0};
    assert_null(ruleset_load(nowhere, NULL, &error));
    assert_int_equal(error.code, ERROR_RULES);
}

static void a_later_folder_replaces_rules(void **state)
{
    (void)state;
    struct folder weak = folder_new(), strong = folder_new();
    folder_write(
        &weak, "a.rules",
        "[piece word]\npattern=first\n[line one]\npattern=^{word}$\n[line two]\npattern=both\n"
        "[column low]\npattern=a\npriority=10\n[column high]\npattern=a\npriority=20\n[column same]\npattern=a\npriority=20\n");
    folder_write(&strong, "z.rules", "[piece word]\npattern=second\n[line two]\npattern=^theirs$\nexcept=never\n");
    const char *const alone[] = {weak.path, NULL}, *const both[] = {weak.path, strong.path, NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(alone, NULL, &error);
    assert_non_null(rules);
    assert_true(ruleset_is(rules, RULE_LINE, "one", view_of("first")));
    assert_true(ruleset_is(rules, RULE_LINE, "two", view_of("it is both")));
    assert_string_equal(ruleset_match(rules, RULE_COLUMN, view_of("a"))->name, "high"); /* priority, then order */
    assert_null(ruleset_match(rules, RULE_COLUMN, view_of("b")));
    ruleset_free(rules);
    rules = ruleset_load(both, NULL, &error);
    assert_non_null(rules);
    assert_true(ruleset_is(rules, RULE_LINE, "one", view_of("second"))); /* the piece was replaced */
    assert_false(ruleset_is(rules, RULE_LINE, "two", view_of("it is both")));
    assert_true(ruleset_is(rules, RULE_LINE, "two", view_of("theirs")));
    assert_int_equal(ruleset_list(rules, RULE_LINE)->len, 2);
    assert_string_equal(ruleset_get(rules, RULE_LINE, "two")->file, "z.rules");
    assert_int_equal(ruleset_get(rules, RULE_LINE, "two")->line, 3);
    ruleset_free(rules);
    folder_remove(&weak);
    folder_remove(&strong);
}

static void a_rule_inherits_what_it_does_not_change(void **state)
{
    (void)state;
    struct folder weak = folder_new(), strong = folder_new();
    folder_write(&weak, "a.rules",
                 "[table budget_summary]\npattern=old\nexcept=not this\npriority=70\ntransposed=true\nsample=old\n"
                 "[column total]\npattern=sum\nrole=amount\nmeasure=total\nsample=sum\n");
    folder_write(&strong, "b.rules", "[table budget_summary]\npattern=new\n[column total]\npriority=90\n");
    const char *const both[] = {weak.path, strong.path, NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(both, NULL, &error);
    assert_non_null(rules);
    const struct rule *table = ruleset_get(rules, RULE_TABLE, "budget_summary");
    assert_true(rule_matches(table, view_of("new")));
    assert_false(rule_matches(table, view_of("old")));
    assert_false(rule_matches(table, view_of("new, not this")));
    assert_int_equal(table->priority, 70);
    assert_true(table->transposed);
    char **samples = rule_samples(table, "sample");
    assert_null(*samples); /* those of the old pattern */
    g_strfreev(samples);
    const struct rule *column = ruleset_get(rules, RULE_COLUMN, "total");
    assert_int_equal(column->priority, 90);
    assert_string_equal(column->measure, "total");
    samples = rule_samples(column, "sample");
    assert_string_equal(samples[0], "sum");
    g_strfreev(samples);
    ruleset_free(rules);
    folder_remove(&weak);
    folder_remove(&strong);
}

static void titles_of_a_set_are_tried(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "a.rules",
                 "[line title]\npattern=people\n[table staff]\npattern=people\n[table units]\npattern=^units$\n"
                 "[form goals]\npattern=aims\n"
                 "[set there]\nstaff=people;none\nunits=people;units\ngoals=people and aims\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, faults, &error);
    folder_remove(&folder);
    assert_non_null(rules);
    assert_int_equal(ruleset_try_samples(rules, faults), 5);
    assert_int_equal(faults->len, 4);
    assert_string_equal(faults->pdata[0], "a.rules:9: [set there]: \"people and aims\" leads to staff, not goals");
    assert_string_equal(faults->pdata[1], "a.rules:9: [set there]: no rule takes \"none\" for a title");
    assert_string_equal(faults->pdata[2], "a.rules:9: [set there]: \"people\" leads to staff, not units");
    assert_string_equal(faults->pdata[3], "a.rules:9: [set there]: no rule takes \"units\" for a title");
    ruleset_free(rules);
    g_ptr_array_unref(faults);
}

static void wrong_samples_are_told(void **state)
{
    (void)state;
    struct folder folder = folder_new();
    folder_write(&folder, "a.rules", "[line unit]\npattern=x\nexcept=y\nsample=x;xy;z\nsample-not=y;x\n");
    const char *const directories[] = {folder.path, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, faults, &error);
    folder_remove(&folder);
    assert_non_null(rules);
    assert_int_equal(ruleset_try_samples(rules, faults), 5);
    assert_int_equal(faults->len, 3);
    assert_string_equal(faults->pdata[0], "a.rules:1: [line unit]: the sample \"xy\" does not match");
    assert_string_equal(faults->pdata[1], "a.rules:1: [line unit]: the sample \"z\" does not match");
    assert_string_equal(faults->pdata[2], "a.rules:1: [line unit]: the sample \"x\" must not match, and does");
    ruleset_free(rules);
    g_ptr_array_unref(faults);
}

/* --- the stage --- */

static void a_record_of_a_later_stage_is_refused(void **state)
{
    (void)state;
    const char *const directories[] = {rules_path(), NULL};
    const struct stage_options options = {.rule_directories = directories};
    struct error error = {0};
    struct arena *arena = arena_new();
    struct sink *stage = rules_stage.open(&options, NULL, &error);
    assert_non_null(stage);
    assert_false(sink_take(stage, arena, record_new(arena, RECORD_ROW), &error));
    assert_int_equal(error.code, ERROR_STREAM);
    sink_free(stage);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_of_this_tree_hold),
        cmocka_unit_test(rules_carry_samples),
        cmocka_unit_test(titles_lead_to_their_own_kind),
        cmocka_unit_test(titles_keep_their_kind_behind_years_and_names),
        cmocka_unit_test(faults_name_their_line),
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(a_file_may_be_laid_out_freely),
        cmocka_unit_test(a_late_pattern_that_is_wrong_is_told),
        cmocka_unit_test(a_late_set_tells_other_faults_at_once),
        cmocka_unit_test(a_folder_without_rules_is_refused),
        cmocka_unit_test(a_later_folder_replaces_rules),
        cmocka_unit_test(a_rule_inherits_what_it_does_not_change),
        cmocka_unit_test(titles_of_a_set_are_tried),
        cmocka_unit_test(wrong_samples_are_told),
        cmocka_unit_test(a_record_of_a_later_stage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
