/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/explain.h"

#include <string.h>

#include "rules/model.h"

enum { ROLES = 3 };

static const char *const row_roles[ROLES] = {"item", "total", "group"};

struct explain {
    struct sink sink;
    const struct ruleset *rules;
    GString *out;
    struct view kind; /* of the table that is open */
    bool table;       /* one is open */
    int columns, rows[ROLES], from_dictionary;
    GString *row_reasons; /* why its rows have their roles */
    GHashTable *reasons;  /* those told */
};

void explain_rule(GString *out, const struct rule *rule)
{
    g_string_append_printf(out, "[%s %s] %s:%d", rule_class_word(rule->class), rule->name, rule->file, rule->line);
}

/* The title as the rules saw it: folded to half width. */
static struct view title_fold(struct arena *arena, struct view title)
{
    char *folded = title.data ? g_utf8_normalize(title.data, (gssize)title.size, G_NORMALIZE_ALL_COMPOSE) : NULL;
    struct view view = view_copy(arena, view_of(folded));
    g_free(folded);
    return view;
}

/* Which other rules hold for the title, or would but for their exception. */
static void tell_close(struct explain *self, enum rule_class class, struct view title, struct view decided)
{
    const GPtrArray *rules = ruleset_list(self->rules, class);
    for (guint i = 0; i < rules->len && title.data; i++) {
        const struct rule *rule = rules->pdata[i];
        char *name = g_strdup_printf("%s:%s", rule->file, rule->name);
        bool same = view_equal_text(decided, name);
        g_free(name);
        if (same || !rule->pattern || !pattern_matches(rule->pattern, title))
            continue;
        g_string_append(self->out, "    close: ");
        explain_rule(self->out, rule);
        g_string_append_printf(self->out, ", priority %d%s\n", rule->priority,
                               pattern_matches(rule->except, title) ? ", but for its exception" : "");
    }
}

static void tell_decided(struct explain *self, enum rule_class class, struct view decided)
{
    const GPtrArray *rules = ruleset_list(self->rules, class);
    for (guint i = 0; i < rules->len && decided.data; i++) {
        const struct rule *rule = rules->pdata[i];
        char *name = g_strdup_printf("%s:%s", rule->file, rule->name);
        bool same = view_equal_text(decided, name);
        g_free(name);
        if (!same)
            continue;
        g_string_append(self->out, "    by ");
        explain_rule(self->out, rule);
        g_string_append_printf(self->out, ", priority %d%s\n", rule->priority, rule->pattern ? "" : ", by the head");
        return;
    }
    g_string_append(self->out, "    no rule knows it\n");
}

static void tell_pages(GString *out, struct int_list pages)
{
    for (size_t i = 0; i < pages.count; i++)
        g_string_append_printf(out, "%s%d", i ? "," : pages.count > 1 ? "pages " : "page ", pages.items[i]);
}

static void tell_place(struct explain *self, struct int_list pages, const char *what, struct view title,
                       struct view kind)
{
    g_string_append_c(self->out, '\n');
    tell_pages(self->out, pages);
    g_string_append_printf(self->out, ": %s \"%.*s\": %.*s\n", what, VIEW_PRINT(title), VIEW_PRINT(kind));
}

static void take_table(struct explain *self, struct arena *arena, const struct record_table *table)
{
    tell_place(self, table->pages, "table", table->title, table->kind);
    tell_decided(self, RULE_TABLE, table->rule);
    tell_close(self, RULE_TABLE, title_fold(arena, table->title), table->rule);
    self->table = true;
    self->kind = table->kind;
    self->columns = self->from_dictionary = 0;
    memset(self->rows, 0, sizeof self->rows);
}

static void tell_view(GString *out, const char *word, struct view view)
{
    if (view.data)
        g_string_append_printf(out, " %s%.*s", word, VIEW_PRINT(view));
}

/* The next rule that holds for the label and says something else than `decided` does. */
static void tell_close_column(struct explain *self, const struct rule *decided, struct view label, struct view above)
{
    const GPtrArray *rules = ruleset_list(self->rules, RULE_COLUMN);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (rule == decided ||
            (g_strcmp0(rule->role, decided->role) == 0 && g_strcmp0(rule->measure, decided->measure) == 0) ||
            (rule->under && !pattern_matches(rule->under, above)) ||
            (rule->tables && !pattern_matches(rule->tables, self->kind)) || !rule_matches(rule, label))
            continue;
        g_string_append(self->out, "            close: ");
        explain_rule(self->out, rule);
        tell_view(self->out, "role ", view_of(rule->role));
        tell_view(self->out, "measure ", view_of(rule->measure));
        g_string_append_printf(self->out, ", priority %d\n", rule->priority);
        return;
    }
}

/* Each label of a column with the rule that knows it, from the deepest, which gives the role, upwards. */
static void take_column(struct explain *self, struct arena *arena, const struct record_column *column)
{
    const struct reading reading = {.arena = arena, .rules = self->rules};
    g_string_append_printf(self->out, "    column %d \"", self->columns++);
    for (size_t i = 0; i < column->label.count; i++)
        g_string_append_printf(self->out, "%s%.*s", i ? " / " : "", VIEW_PRINT(column->label.items[i]));
    g_string_append_printf(self->out, "\": %.*s", VIEW_PRINT(column->role));
    tell_view(self->out, "", column->measure);
    tell_view(self->out, "side ", column->side);
    g_string_append_c(self->out, '\n');
    bool any = false;
    for (size_t i = column->label.count; i-- > 0;) {
        struct view above = VIEW_LITERAL("");
        for (size_t k = 0; k < i; k++)
            above = view_join(arena, above, "/", column->label.items[k]);
        const struct rule *rule = column_rule_find(&reading, column->label.items[i], above, self->kind);
        if (!rule)
            continue;
        any = true;
        g_string_append_printf(self->out, "        \"%.*s\" ", VIEW_PRINT(column->label.items[i]));
        explain_rule(self->out, rule);
        tell_view(self->out, "role ", view_of(rule->role));
        tell_view(self->out, "measure ", view_of(rule->measure));
        g_string_append_c(self->out, '\n');
        tell_close_column(self, rule, column->label.items[i], above);
    }
    if (!any)
        g_string_append(self->out, "        no rule knows a label of it: by what it holds\n");
}

/* Why a row has its role, each reason once: the rule of its words or of its code, or its sums. */
static void take_row(struct explain *self, struct arena *arena, const struct record_row *row)
{
    for (int i = 0; i < ROLES; i++)
        self->rows[i] += view_equal_text(row->role, row_roles[i]);
    self->from_dictionary += row->code_source.data != NULL;
    const struct rule *total = ruleset_get(self->rules, RULE_ROW, "total"), *rule = NULL;
    if (view_equal_text(row->role, "total"))
        rule = total && (rule_matches(total, row->name) || rule_matches(total, row->label)) ? total : NULL;
    else if (row->code.data)
        rule = ruleset_get(self->rules, RULE_SCHEME, view_copy(arena, row->scheme).data);
    else if (!view_equal_text(row->role, "group"))
        return;
    bool words = rule == total;
    GString *reason = g_string_new(NULL);
    g_string_append_printf(reason, "        %.*s \"%.*s\" ", VIEW_PRINT(row->role),
                           VIEW_PRINT(words || !row->code.data ? row->name : row->code));
    guint head = (guint)reason->len;
    if (rule)
        explain_rule(reason, rule);
    else
        g_string_append(reason,
                        view_equal_text(row->role, "group") ? "by the sum of the rows below it" : "by its columns");
    char *key = g_strdup_printf("%.*s %s", VIEW_PRINT(row->role), words ? reason->str : reason->str + head);
    if (g_hash_table_add(self->reasons, key))
        g_string_append_printf(self->row_reasons, "%s\n", reason->str);
    g_string_free(reason, TRUE);
}

static void table_end(struct explain *self)
{
    if (!self->table)
        return;
    g_string_append(self->out, "    rows:");
    for (int i = 0; i < ROLES; i++)
        g_string_append_printf(self->out, "%s %d %s", i ? "," : "", self->rows[i], row_roles[i]);
    if (self->from_dictionary)
        g_string_append_printf(self->out, "; %d codes from the dictionary", self->from_dictionary);
    g_string_append_printf(self->out, "\n%s", self->row_reasons->str);
    g_string_truncate(self->row_reasons, 0);
    g_hash_table_remove_all(self->reasons);
    self->table = false;
}

static void take_form(struct explain *self, struct arena *arena, const struct record_form *form)
{
    struct view title = title_fold(arena, form->title);
    const struct rule *rule = ruleset_match(self->rules, RULE_FORM, title);
    tell_place(self, form->pages, "form", form->title, form->kind);
    if (rule) {
        g_string_append(self->out, "    by ");
        explain_rule(self->out, rule);
        g_string_append_c(self->out, '\n');
    } else {
        g_string_append(self->out, "    by its labels\n");
    }
}

static void take_document(struct explain *self, const struct record_document *document)
{
    g_string_append_printf(self->out, "document \"%.*s\": kind %.*s, level %.*s, year %d, organization %.*s\n",
                           VIEW_PRINT(document->title), VIEW_PRINT(document->kind), VIEW_PRINT(document->level),
                           document->fiscal_year, VIEW_PRINT(document->organization));
}

static void take_warning(struct explain *self, const struct record_warning *warning)
{
    table_end(self);
    g_string_append_printf(self->out, "\nwarning, page %d: %.*s: %.*s", warning->page, VIEW_PRINT(warning->code),
                           VIEW_PRINT(warning->message));
}

static bool explain_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct explain *self = (struct explain *)sink;
    (void)error;
    switch (record->kind) {
    case RECORD_DOCUMENT:
        take_document(self, (const struct record_document *)record);
        break;
    case RECORD_TABLE:
        table_end(self);
        take_table(self, arena, (const struct record_table *)record);
        break;
    case RECORD_COLUMN:
        take_column(self, arena, (const struct record_column *)record);
        break;
    case RECORD_ROW:
        take_row(self, arena, (const struct record_row *)record);
        break;
    case RECORD_FORM:
        table_end(self);
        take_form(self, arena, (const struct record_form *)record);
        break;
    case RECORD_WARNING:
        take_warning(self, (const struct record_warning *)record);
        break;
    case RECORD_CLOSE:
        table_end(self);
        if (self->out->len && self->out->str[self->out->len - 1] != '\n')
            g_string_append_c(self->out, '\n');
        break;
    default:
        break;
    }
    return true;
}

static void explain_free(struct sink *sink)
{
    struct explain *self = (struct explain *)sink;
    g_string_free(self->row_reasons, TRUE);
    g_hash_table_unref(self->reasons);
    g_free(self);
}

struct sink *explain_new(const struct ruleset *rules, GString *out)
{
    struct explain *self = g_new0(struct explain, 1);
    self->sink = (struct sink){.take = explain_take, .free = explain_free};
    self->rules = rules;
    self->out = out;
    self->row_reasons = g_string_new(NULL);
    self->reasons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return &self->sink;
}
