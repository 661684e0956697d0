/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EMIT_WRITING_H
#define EMIT_WRITING_H
#include <glib.h>

#include "base/json.h"
#include "base/record.h"

/* A document while it is written: private to emit/. */
struct writing {
    struct json_writer json;
    struct arena *arena;
    const struct record *const *records;
    size_t count;
    bool cells;
    bool paged;          /* the source has pages: a text has none, and its places are null */
    GPtrArray *warnings; /* const struct record_warning *: those that came, then those of this stage */
};

/* Records follow each other flat; those that belong to one stand behind it up to the next of a
 * kind that is not in `within`.  A warning may stand anywhere. */
struct span {
    size_t start, end;
};

#define KIND(kind) (1u << (kind))

/* Whether the record is one of the kinds. */
bool writing_is(const struct writing *writing, size_t at, unsigned kinds);
/* The records behind `at` that belong to it. */
struct span writing_span(const struct writing *writing, size_t at, unsigned within);

/* Adds a warning of this stage; page 0 is the whole document. */
void writing_warn(struct writing *writing, int page, const char *code, struct view message);

/* The page of the first cell in the span; 0 where there is none. */
int writing_page(const struct writing *writing, struct span span);

/* Members of the object that is open. */
void member_view(struct json_writer *json, const char *key, struct view view);
void member_view_if(struct json_writer *json, const char *key, struct view view); /* only where there is one */
void member_integer(struct json_writer *json, const char *key, int64_t value, int64_t none); /* `none` is null */
/* A number; null where it is not said or JSON readers would round it. */
void member_amount(struct json_writer *json, const char *key, bool said, struct amount value);
void member_views(struct json_writer *json, const char *key, struct view_list list);
void member_integers(struct json_writer *json, const char *key, struct int_list list);

/* [x0, y0, x1, y1] in points; null for none. */
void member_box(struct json_writer *json, const char *key, struct box box);

/* "cells": those of the span, with their row where `rows` is set. */
void member_cells(struct writing *writing, struct span span, bool rows);

/* An amount under its name. */
struct named_amount {
    struct view name;
    bool printed; /* false: null */
    struct amount value;
};

/* "key": an object of the amounts (struct named_amount, put in order here).  What cannot stand in
 * it (a name met again, a number that JSON readers would round) is left out with a warning that
 * names `owner`. */
void member_amounts(struct writing *writing, const char *key, GArray *amounts, struct view owner, int page);

#endif
