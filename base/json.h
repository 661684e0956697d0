/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_JSON_H
#define BASE_JSON_H
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/record.h"

enum { JSON_DEPTH = 16 }; /* objects and arrays that may be open, and one */

/* Writes JSON as RFC 8785 (JCS) wants it, straight into a GString: no white space, strings with
 * the shortest escapes, numbers in ECMAScript form.  Keys must be given in ascending order
 * (json_compare_keys); the writer asserts it.  With `pretty` the same
 * tokens are indented, for people. */
struct json_writer {
    GString *out; /* not owned */
    bool pretty;
    int depth;
    struct {
        bool filled;
        struct view key; /* the last one, to check the order */
    } levels[JSON_DEPTH];
    bool after_key;
};

/* Begins a text at the end of `out`, which stays the caller's.  What is opened must be closed in turn. */
void json_start(struct json_writer *writer, GString *out, bool pretty);
void json_object_open(struct json_writer *writer);
void json_object_close(struct json_writer *writer);
void json_array_open(struct json_writer *writer);
void json_array_close(struct json_writer *writer);
void json_key(struct json_writer *writer, const char *key); /* must outlive the object */
/* <0, 0, >0 by UTF-16 code units, the order of RFC 8785; for ASCII that of the bytes. */
int json_compare_keys(struct view a, struct view b);
void json_view(struct json_writer *writer, struct view view); /* none is null */
void json_text(struct json_writer *writer, const char *text); /* NULL is null */
void json_integer(struct json_writer *writer, int64_t value);
void json_tenths(struct json_writer *writer, int64_t tenths); /* 721 as 72.1 */
void json_amount(struct json_writer *writer, struct amount amount);
void json_bool(struct json_writer *writer, bool value);
void json_null(struct json_writer *writer);
void json_views(struct json_writer *writer, struct view_list list);
void json_integers(struct json_writer *writer, struct int_list list);

#endif
