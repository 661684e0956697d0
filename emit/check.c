/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/check.h"

static void member_yuan(struct json_writer *json, const char *key, struct amount value)
{
    json_key(json, key);
    if (amount_digits(value) <= AMOUNT_JSON_DIGITS)
        json_amount(json, value);
    else
        json_null(json);
}

static void check_write(struct json_writer *json, const struct record_check *check)
{
    json_object_open(json);
    member_yuan(json, "actual", check->actual);
    member_yuan(json, "difference", check->difference);
    member_yuan(json, "expected", check->expected);
    member_view(json, "measure", check->measure);
    member_view(json, "message", check->message);
    member_integer(json, "page", check->page, 0);
    member_integer(json, "row", check->row, -1);
    member_view(json, "rule", check->rule);
    member_integers(json, "tables", check->tables);
    member_yuan(json, "tolerance", check->tolerance);
    member_view(json, "verdict", check->verdict);
    json_object_close(json);
}

void checks_write(struct writing *writing)
{
    json_key(&writing->json, "checks");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_CHECK)))
            check_write(&writing->json, (const struct record_check *)writing->records[i]);
    json_array_close(&writing->json);
}
