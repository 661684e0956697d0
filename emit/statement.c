/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/statement.h"

/* A number, or null where it is not said or JSON readers would round it. */
static void member_amount(struct json_writer *json, const char *key, bool said, struct amount value)
{
    json_key(json, key);
    if (said && amount_digits(value) <= AMOUNT_JSON_DIGITS)
        json_amount(json, value);
    else
        json_null(json);
}

static void statement_write(struct json_writer *json, const struct record_statement *statement)
{
    json_object_open(json);
    member_amount(json, "amount", true, statement->value);
    member_amount(json, "change", statement->has_change, statement->change);
    member_amount(json, "change_percent", statement->has_percent, statement->percent);
    member_view(json, "code", statement->code);
    member_integer(json, "page", statement->page, 0);
    member_view(json, "quote", statement->quote);
    member_view_if(json, "reason", statement->reason);
    member_view(json, "section", statement->section);
    member_amount(json, "share", statement->has_share, statement->share);
    member_view(json, "subject", statement->subject);
    member_view(json, "text", statement->text);
    member_view(json, "unit", statement->unit);
    json_object_close(json);
}

void statements_write(struct writing *writing)
{
    json_key(&writing->json, "statements");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_STATEMENT)))
            statement_write(&writing->json, (const struct record_statement *)writing->records[i]);
    json_array_close(&writing->json);
}
