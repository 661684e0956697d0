/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "emit/check.h"

static void member_figure(struct json_writer *json, const char *key, struct amount value)
{
    json_key(json, key);
    if (amount_digits(value) <= AMOUNT_JSON_DIGITS)
        json_amount(json, value);
    else
        json_null(json);
}

static void member_index_if(struct json_writer *json, const char *key, int index)
{
    if (index >= 0)
        member_integer(json, key, index, -1);
}

static void operand_write(struct writing *writing, const struct record_operand *operand)
{
    struct json_writer *json = &writing->json;
    json_object_open(json);
    member_box(json, "bbox", operand->box);
    member_index_if(json, "column", operand->column);
    member_index_if(json, "form", operand->form);
    member_integer(json, "page", writing->paged ? operand->page : 0, 0);
    member_index_if(json, "row", operand->row);
    member_index_if(json, "statement", operand->statement);
    member_index_if(json, "table", operand->table);
    member_view(json, "term", operand->term);
    member_view(json, "text", operand->text);
    json_object_close(json);
}

/* "cells": the printed figures that the relation is about, what is checked first. */
static void member_operands(struct writing *writing, struct span span)
{
    json_key(&writing->json, "cells");
    json_array_open(&writing->json);
    for (size_t i = span.start; i < span.end; i++)
        if (writing_is(writing, i, KIND(RECORD_OPERAND)))
            operand_write(writing, (const struct record_operand *)writing->records[i]);
    json_array_close(&writing->json);
}

static void check_write(struct writing *writing, size_t at)
{
    const struct record_check *check = (const struct record_check *)writing->records[at];
    struct json_writer *json = &writing->json;
    json_object_open(json);
    member_figure(json, "actual", check->actual);
    if (writing->cells)
        member_operands(writing, writing_span(writing, at, KIND(RECORD_OPERAND)));
    member_view_if(json, "condition", check->condition);
    member_figure(json, "difference", check->difference);
    member_figure(json, "expected", check->expected);
    member_view(json, "measure", check->measure);
    member_view(json, "message", check->message);
    member_integer(json, "page", check->page, 0);
    member_view(json, "quantity", check->quantity);
    member_integer(json, "row", check->row, -1);
    member_view(json, "rule", check->rule);
    member_integers(json, "tables", check->tables);
    member_figure(json, "tolerance", check->tolerance);
    member_view(json, "verdict", check->verdict);
    json_object_close(json);
}

static const char *const verdicts[] = {"differs", "equal", "rounding"}; /* keys ascending */

void checks_write(struct writing *writing)
{
    int counts[G_N_ELEMENTS(verdicts)] = {0};
    json_key(&writing->json, "check_summary");
    for (size_t i = 0; i < writing->count; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(verdicts) && writing_is(writing, i, KIND(RECORD_CHECK)); k++)
            counts[k] += view_equal_text(((const struct record_check *)writing->records[i])->verdict, verdicts[k]);
    json_object_open(&writing->json);
    for (size_t k = 0; k < G_N_ELEMENTS(verdicts); k++)
        member_integer(&writing->json, verdicts[k], counts[k], -1);
    json_object_close(&writing->json);
    json_key(&writing->json, "checks");
    json_array_open(&writing->json);
    for (size_t i = 0; i < writing->count; i++)
        if (writing_is(writing, i, KIND(RECORD_CHECK)))
            check_write(writing, i);
    json_array_close(&writing->json);
}
