/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/diff_report.h"
#include "facts/listing.h"

static const char *const types[] = {
    [DIFF_AMOUNT] = "amount", [DIFF_FUND] = "fund", [DIFF_GOAL] = "goal", [DIFF_INDICATOR] = "indicator"};
static const char *const statuses[] = {[DIFF_SAME] = "same",
                                       [DIFF_CHANGED] = "changed",
                                       [DIFF_NEW] = "new",
                                       [DIFF_GONE] = "gone",
                                       [DIFF_BETWEEN] = "between"};

static bool is_money(const struct diff_line *line)
{
    return line->type == DIFF_AMOUNT || line->type == DIFF_FUND;
}

static void member(struct json_writer *json, const char *key, struct view view)
{
    json_key(json, key);
    json_view(json, view);
}

static void write_value(struct json_writer *json, const struct canonical *document, const struct diff_line *line,
                        const struct diff_value *value)
{
    json_object_open(json);
    member(json, "document", document->sha256);
    member(json, "kind", document->kind);
    json_key(json, "page");
    if (value->page)
        json_integer(json, value->page);
    else
        json_null(json);
    json_key(json, "present");
    json_bool(json, value->present);
    if (!is_money(line))
        member(json, "text", value->printed ? value->text : VIEW_NONE);
    json_key(json, "year");
    if (document->fiscal_year)
        json_integer(json, document->fiscal_year);
    else
        json_null(json);
    if (is_money(line)) {
        json_key(json, "yuan");
        if (value->printed)
            json_amount(json, value->amount);
        else
            json_null(json);
    }
    json_object_close(json);
}

static void write_line(struct json_writer *json, const struct diff *diff, const struct diff_section *section,
                       const struct diff_line *line)
{
    json_object_open(json);
    if (line->has_change) {
        json_key(json, "change");
        json_amount(json, line->change);
        json_key(json, "change_percent");
        if (line->has_percent)
            json_tenths(json, line->percent);
        else
            json_null(json);
    }
    member(json, "code", line->code);
    member(json, "group_name", line->group);
    member(json, "kind", section->kind);
    member(json, "measure", line->measure);
    member(json, "name", line->name);
    member(json, "old_code", line->old_code);
    member(json, "old_name", line->old_name);
    member(json, "organization", diff->organization);
    member(json, "scheme", line->scheme);
    member(json, "side", line->side);
    json_key(json, "status");
    json_text(json, statuses[line->status]);
    member(json, "title", section->title);
    json_key(json, "type");
    json_text(json, types[line->type]);
    json_key(json, "values");
    json_array_open(json);
    for (size_t i = 0; i < diff->edition_count; i++)
        write_value(json, diff->editions[i], line, &line->values[i]);
    json_array_close(json);
    json_object_close(json);
}

void diff_write_jsonl(GString *out, const struct diff *diff)
{
    for (size_t i = 0; i < diff->section_count; i++)
        for (size_t k = 0; k < diff->sections[i].line_count; k++) {
            struct json_writer json;
            json_start(&json, out, false);
            write_line(&json, diff, &diff->sections[i], &diff->sections[i].lines[k]);
            g_string_append_c(out, '\n');
        }
}

static void field(GString *out, struct view view)
{
    listing_append_field(out, view);
    g_string_append_c(out, ',');
}

static void field_amount(GString *out, bool known, struct amount amount)
{
    char text[AMOUNT_TEXT_SIZE];
    if (known)
        amount_format(amount, text);
    field(out, known ? view_of(text) : VIEW_NONE);
}

void diff_csv_head(GString *out, size_t editions)
{
    g_string_append(out,
                    "organization,type,kind,title,status,side,group_name,scheme,code,name,old_code,old_name,measure,");
    for (size_t i = 1; i <= editions; i++)
        g_string_append_printf(out, "edition_%zu,value_%zu,page_%zu,", i, i, i);
    g_string_append(out, "change,change_percent\n");
}

static void append_edition(GString *out, const struct diff *diff, const struct diff_line *line, size_t edition,
                           const struct words *words)
{
    const struct diff_value *value = &line->values[edition];
    char *name = diff_edition_name(diff, edition, words);
    field(out, view_of(name));
    g_free(name);
    if (is_money(line))
        field_amount(out, value->printed, value->amount);
    else
        field(out, value->printed ? value->text : VIEW_NONE);
    field_amount(out, value->page > 0, (struct amount){value->page, 0});
}

static void append_line(GString *out, const struct diff *diff, const struct diff_section *section,
                        const struct diff_line *line, size_t editions, const struct words *words)
{
    const struct view fields[] = {diff->organization,
                                  view_of(types[line->type]),
                                  section->kind,
                                  section->title,
                                  view_of(statuses[line->status]),
                                  line->side,
                                  line->group,
                                  line->scheme,
                                  line->code,
                                  line->name,
                                  line->old_code,
                                  line->old_name,
                                  line->measure};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        field(out, fields[i]);
    for (size_t i = 0; i < editions; i++) {
        if (i < diff->edition_count)
            append_edition(out, diff, line, i, words);
        else
            g_string_append(out, ",,,");
    }
    field_amount(out, line->has_change, line->change);
    field_amount(out, line->has_percent, (struct amount){line->percent, 1});
    out->str[out->len - 1] = '\n'; /* instead of the last comma */
}

void diff_write_csv(GString *out, const struct diff *diff, const struct words *words, size_t editions)
{
    for (size_t i = 0; i < diff->section_count; i++)
        for (size_t k = 0; k < diff->sections[i].line_count; k++)
            append_line(out, diff, &diff->sections[i], &diff->sections[i].lines[k], editions, words);
}
