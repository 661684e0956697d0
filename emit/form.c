/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/form.h"

#include "base/arena.h"

enum {
    OF_FORM = KIND(RECORD_FIELD) | KIND(RECORD_FUND) | KIND(RECORD_GOAL) | KIND(RECORD_TASK) | KIND(RECORD_INDICATOR) |
              KIND(RECORD_CELL),
};

/* What stands under a name; of two with one name the first is kept, with a warning where the other says
 * something else. */
struct named_text {
    struct view name, text;
};

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return json_compare_keys(((const struct named_text *)a)->name, ((const struct named_text *)b)->name);
}

/* "key": an object of the texts, put in order here. */
static void member_texts(struct writing *writing, const char *key, GArray *texts, const char *doubled, int page)
{
    const struct named_text *before = NULL;
    g_array_sort(texts, compare_names);
    json_key(&writing->json, key);
    json_object_open(&writing->json);
    for (guint i = 0; i < texts->len; i++) {
        const struct named_text *text = &g_array_index(texts, struct named_text, i);
        if (before && view_equal(before->name, text->name)) {
            if (view_equal(before->text, text->text))
                continue;
            writing_warn(writing, page, doubled,
                         view_format(writing->arena, "\"%.*s\" stands more than once in a form; the first is kept",
                                     VIEW_PRINT(text->name)));
            continue;
        }
        member_view(&writing->json, view_copy(writing->arena, text->name).data, text->text);
        before = text;
    }
    json_object_close(&writing->json);
}

static void write_fields(struct writing *writing, struct span span)
{
    GArray *texts = g_array_new(FALSE, FALSE, sizeof(struct named_text));
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_field *field = (const struct record_field *)writing->records[i];
        if (field->record.kind == RECORD_FIELD && field->name.data)
            g_array_append_vals(texts, &(struct named_text){field->name, field->value}, 1);
    }
    member_texts(writing, "fields", texts, "field_doubled", writing_page(writing, span));
    g_array_free(texts, TRUE);
}

static void write_goals(struct writing *writing, struct span span)
{
    GArray *texts = g_array_new(FALSE, FALSE, sizeof(struct named_text));
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_goal *goal = (const struct record_goal *)writing->records[i];
        if (goal->record.kind == RECORD_GOAL && goal->scope.data)
            g_array_append_vals(texts, &(struct named_text){goal->scope, goal->text}, 1);
    }
    member_texts(writing, "goals", texts, "goal_doubled", writing_page(writing, span));
    g_array_free(texts, TRUE);
}

/* Whether the same funds stand there already: a form may print its total over each of two lists. */
static bool fund_stands(const GArray *amounts, const struct record_fund *fund)
{
    for (guint i = 0; i < amounts->len; i++) {
        const struct named_amount *amount = &g_array_index(amounts, struct named_amount, i);
        if (view_equal(amount->name, fund->name) &&
            (!fund->printed || (amount->printed && amount_compare(amount->value, fund->value) == 0)))
            return true;
    }
    return false;
}

/* The funds of one scope. */
static void write_scope(struct writing *writing, const struct record_form *form, struct span span, const char *scope,
                        bool always)
{
    GArray *amounts = g_array_new(FALSE, FALSE, sizeof(struct named_amount));
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_fund *fund = (const struct record_fund *)writing->records[i];
        if (fund->record.kind == RECORD_FUND && view_equal_text(fund->scope, scope) && fund->name.data &&
            !fund_stands(amounts, fund))
            g_array_append_vals(amounts, &(struct named_amount){fund->name, fund->printed, fund->value}, 1);
    }
    if (always || amounts->len)
        member_amounts(writing, scope, amounts, form->title, writing_page(writing, span));
    g_array_free(amounts, TRUE);
}

static void write_funds(struct writing *writing, const struct record_form *form, struct span span)
{
    json_key(&writing->json, "funds");
    json_object_open(&writing->json);
    write_scope(writing, form, span, "adjusted", false);
    write_scope(writing, form, span, "budget", false);
    write_scope(writing, form, span, "final", false);
    write_scope(writing, form, span, "period", true);
    write_scope(writing, form, span, "year", true);
    json_object_close(&writing->json);
}

/* What the value is compared with, where it is a number that JSON can hold. */
static void write_comparison(struct json_writer *json, const struct record_indicator *indicator)
{
    if (!indicator->compared || amount_digits(indicator->number) > AMOUNT_JSON_DIGITS)
        return;
    json_key(json, "comparison");
    json_object_open(json);
    member_amount(json, "number", true, indicator->number);
    member_view(json, "operator", indicator->sign);
    member_view(json, "unit", indicator->unit);
    json_object_close(json);
}

static void write_indicator(struct json_writer *json, const struct record_indicator *indicator)
{
    json_object_open(json);
    member_view_if(json, "actual", indicator->actual);
    write_comparison(json, indicator);
    member_view(json, "level1", indicator->level1);
    member_view(json, "level2", indicator->level2);
    member_view(json, "level3", indicator->level3);
    member_view_if(json, "note", indicator->note);
    member_view(json, "scope", indicator->scope);
    member_view_if(json, "score", indicator->score);
    member_view_if(json, "standard", indicator->standard);
    member_view(json, "value", indicator->value);
    member_view_if(json, "weight", indicator->weight);
    json_object_close(json);
}

static void write_indicators(struct writing *writing, struct span span)
{
    struct json_writer *json = &writing->json;
    json_key(json, "indicators");
    json_array_open(json);
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_indicator *indicator = (const struct record_indicator *)writing->records[i];
        if (indicator->record.kind != RECORD_INDICATOR)
            continue;
        write_indicator(json, indicator);
    }
    json_array_close(json);
}

/* The funds that stand behind a task, up to what is no fund of a task. */
static void write_task_funds(struct writing *writing, const struct record_form *form, struct span span, size_t task)
{
    GArray *amounts = g_array_new(FALSE, FALSE, sizeof(struct named_amount));
    for (size_t i = task + 1; i < span.end; i++) {
        const struct record_fund *fund = (const struct record_fund *)writing->records[i];
        if (fund->record.kind != RECORD_FUND || !view_equal_text(fund->scope, "task") || !fund->name.data)
            break;
        g_array_append_vals(amounts, &(struct named_amount){fund->name, fund->printed, fund->value}, 1);
    }
    member_amounts(writing, "amounts", amounts, form->title, writing_page(writing, span));
    g_array_free(amounts, TRUE);
}

/* "tasks", where the form has any. */
static void write_tasks(struct writing *writing, const struct record_form *form, struct span span)
{
    struct json_writer *json = &writing->json;
    bool any = false;
    for (size_t i = span.start; i < span.end; i++) {
        const struct record_task *task = (const struct record_task *)writing->records[i];
        if (task->record.kind != RECORD_TASK)
            continue;
        if (!any) {
            json_key(json, "tasks");
            json_array_open(json);
        }
        any = true;
        json_object_open(json);
        write_task_funds(writing, form, span, i);
        member_view(json, "content", task->content);
        member_view(json, "name", task->name);
        json_object_close(json);
    }
    if (any)
        json_array_close(json);
}

static void write_form(struct writing *writing, size_t at)
{
    const struct record_form *form = (const struct record_form *)writing->records[at];
    struct json_writer *json = &writing->json;
    struct span span = writing_span(writing, at, OF_FORM);
    json_object_open(json);
    if (writing->cells)
        member_cells(writing, span, true);
    write_fields(writing, span);
    write_funds(writing, form, span);
    write_goals(writing, span);
    write_indicators(writing, span);
    member_view(json, "kind", form->kind);
    member_view(json, "organization", form->organization);
    member_integers(json, "pages", form->pages);
    write_tasks(writing, form, span);
    member_view(json, "title", form->title);
    member_view(json, "unit", form->unit);
    json_object_close(json);
}

void member_forms(struct writing *writing)
{
    json_key(&writing->json, "forms");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_FORM)))
            write_form(writing, i);
    json_array_close(&writing->json);
}
