/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/statement.h"

static void statement_write(struct writing *writing, const struct record_statement *statement)
{
    struct json_writer *json = &writing->json;
    json_object_open(json);
    member_amount(json, "amount", statement->has_value && !statement->counted, statement->value);
    member_amount(json, "change", statement->has_change, statement->change);
    member_amount(json, "change_percent", statement->has_percent, statement->percent);
    member_view(json, "code", statement->code);
    member_view_if(json, "code_source", statement->code_source);
    if (statement->has_completion)
        member_amount(json, "completion", true, statement->completion);
    member_integer(json, "page", writing->paged ? statement->page : 0, 0);
    if (statement->part_of >= 0)
        member_integer(json, "part_of", statement->part_of, -1);
    if (statement->path.count)
        member_views(json, "path", statement->path);
    member_view_if(json, "phase", statement->phase);
    if (statement->counted)
        member_amount(json, "quantity", true, statement->value);
    member_view(json, "quote", statement->quote);
    member_view_if(json, "reason", statement->reason);
    member_view(json, "section", statement->section);
    member_amount(json, "share", statement->has_share, statement->share);
    if (statement->share_of >= 0)
        member_integer(json, "share_of", statement->share_of, -1);
    member_view(json, "subject", statement->subject);
    member_view(json, "text", statement->text);
    member_view_if(json, "topic", statement->topic);
    member_view(json, "unit", statement->unit);
    if (statement->year)
        member_integer(json, "year", statement->year, 0);
    json_object_close(json);
}

void statements_write(struct writing *writing)
{
    json_key(&writing->json, "statements");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_STATEMENT)))
            statement_write(writing, (const struct record_statement *)writing->records[i]);
    json_array_close(&writing->json);
}
