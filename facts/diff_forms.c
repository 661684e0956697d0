/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "facts/diff.h"

/* A form (of one project, or of the whole) in each edition that has it. */
struct form_set {
    struct view key;
    const struct canonical_form **forms; /* NULL where an edition has none */
};

struct forms {
    struct arena *arena;
    const struct canonical *const *editions;
    size_t count;
    const struct lookup *lookup;
};

/* The line of a key, made where it is not there. */
static struct diff_line *line_of(const struct forms *forms, GArray *lines, GHashTable *by_key, enum diff_type type,
                                 struct view key)
{
    gpointer at;
    if (!g_hash_table_lookup_extended(by_key, key.data, NULL, &at)) {
        struct diff_line line = diff_line_new(forms->arena, type, forms->count);
        at = GUINT_TO_POINTER(lines->len);
        g_array_append_val(lines, line);
        g_hash_table_insert(by_key, (void *)key.data, at);
    }
    return &g_array_index(lines, struct diff_line, GPOINTER_TO_UINT(at));
}

static int page_of(const struct canonical_form *form)
{
    return form->pages.count ? form->pages.items[0] : 0;
}

static void add_funds(const struct forms *forms, const struct canonical_form *form, size_t edition, GArray *lines,
                      GHashTable *by_key)
{
    for (size_t i = 0; i < form->fund_count; i++) {
        struct view key = view_format(forms->arena, "fund %.*s", VIEW_PRINT(form->funds[i].measure));
        struct diff_line *line = line_of(forms, lines, by_key, DIFF_FUND, key);
        line->measure = form->funds[i].measure;
        line->values[edition] = (struct diff_value){
            .present = true, .printed = form->funds[i].printed, .amount = form->funds[i].value, .page = page_of(form)};
    }
}

static void add_texts(const struct forms *forms, const struct canonical_form *form, size_t edition, GArray *lines,
                      GHashTable *by_key)
{
    for (size_t i = 0; i < form->goals.count; i++) {
        const struct canonical_text *goal = &form->goals.items[i];
        struct view key = view_format(forms->arena, "goal %.*s", VIEW_PRINT(goal->name));
        struct diff_line *line = line_of(forms, lines, by_key, DIFF_GOAL, key);
        line->name = line->measure = goal->name;
        line->values[edition] =
            (struct diff_value){.present = true, .printed = goal->text.data, .text = goal->text, .page = page_of(form)};
    }
}

static void add_indicators(const struct forms *forms, const struct canonical_form *form, size_t edition, GArray *lines,
                           GHashTable *by_key)
{
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < form->indicator_count; i++) {
        const struct canonical_indicator *indicator = &form->indicators[i];
        struct view path = indicator->level1;
        path = view_join(forms->arena, path.data ? path : VIEW_LITERAL(""), " / ", indicator->level2);
        path = view_join(forms->arena, path, " / ", indicator->level3);
        struct view fold = diff_fold(forms->arena, forms->lookup, path);
        struct view key =
            view_format(forms->arena, "indicator %.*s %.*s", VIEW_PRINT(indicator->scope), VIEW_PRINT(fold));
        int times = GPOINTER_TO_INT(g_hash_table_lookup(seen, key.data)) + 1;
        g_hash_table_insert(seen, (void *)key.data, GINT_TO_POINTER(times));
        if (times > 1)
            key = view_format(forms->arena, "%.*s #%d", VIEW_PRINT(key), times);
        struct diff_line *line = line_of(forms, lines, by_key, DIFF_INDICATOR, key);
        line->name = path;
        line->measure = indicator->scope;
        line->values[edition] = (struct diff_value){
            .present = true, .printed = indicator->value.data, .text = indicator->value, .page = page_of(form)};
    }
    g_hash_table_unref(seen);
}

/* Of a project that is new or gone only the funds are told, not each of its texts. */
static bool is_complete(const struct forms *forms, const struct form_set *set)
{
    return set->forms[0] && set->forms[forms->count - 1];
}

static void compare_forms(const struct forms *forms, const struct form_set *set, GArray *sections)
{
    struct diff_section section = {.form = true, .only = -1};
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct diff_line));
    GArray *told = g_array_new(FALSE, FALSE, sizeof(struct diff_line));
    GHashTable *by_key = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < forms->count; i++) {
        const struct canonical_form *form = set->forms[i];
        if (!form)
            continue;
        struct view name = lookup_form_name(forms->lookup, form);
        section.kind = form->kind;
        section.title = name.data ? name : form->title;
        add_funds(forms, form, i, lines, by_key);
        if (!is_complete(forms, set))
            continue;
        add_texts(forms, form, i, lines, by_key);
        add_indicators(forms, form, i, lines, by_key);
    }
    for (guint i = 0; i < lines->len; i++) {
        struct diff_line *line = &g_array_index(lines, struct diff_line, i);
        if (line->type == DIFF_FUND && section.title.data)
            line->name = section.title;
        if (diff_line_judge(line, forms->count))
            g_array_append_vals(told, line, 1);
    }
    diff_section_fill(forms->arena, &section, told);
    g_array_append_val(sections, section);
    g_hash_table_unref(by_key);
    g_array_free(lines, TRUE);
    g_array_free(told, TRUE);
}

static struct view form_key(const struct forms *forms, const struct canonical_form *form)
{
    struct view name = lookup_form_name(forms->lookup, form);
    struct view fold = name.data ? diff_fold(forms->arena, forms->lookup, name) : VIEW_LITERAL("");
    return view_format(forms->arena, "%.*s %.*s", VIEW_PRINT(form->kind), VIEW_PRINT(fold));
}

void diff_forms(struct arena *arena, const struct canonical *const *editions, size_t count, const struct lookup *lookup,
                GArray *sections)
{
    const struct forms forms = {arena, editions, count, lookup};
    GPtrArray *sets = g_ptr_array_new();
    for (size_t e = count; e-- > 0;)
        for (size_t i = 0; i < editions[e]->form_count; i++) {
            struct view key = form_key(&forms, &editions[e]->forms[i]);
            struct form_set *set = NULL;
            for (guint s = 0; s < sets->len && !set; s++) {
                struct form_set *other = sets->pdata[s];
                set = view_equal(other->key, key) && !other->forms[e] ? other : NULL;
            }
            if (!set) {
                set = ARENA_NEW(arena, struct form_set);
                set->key = key;
                set->forms = ARENA_ARRAY(arena, const struct canonical_form *, count);
                g_ptr_array_add(sets, set);
            }
            set->forms[e] = &editions[e]->forms[i];
        }
    for (guint i = 0; i < sets->len; i++)
        compare_forms(&forms, sets->pdata[i], sections);
    g_ptr_array_unref(sets);
}
