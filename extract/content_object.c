/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/content_resource.h"

enum {
    OBJECT_STREAM_MAX = 64 << 20,    /* decoded bytes of one stream that are kept */
    OBJECT_SWELL_MAX = 256 << 20,    /* decoded bytes of one stream that memory is taken for at any time */
    OBJECT_ARRAY_MAX = 100000,       /* items of an array that are looked at */
    OBJECT_EXPRESSION_DEPTH_MAX = 8, /* /VE arrays within each other */
};

qpdf_oh objects_get(const struct objects *objects, qpdf_oh parent, const char *key)
{
    if (parent == OBJECT_NONE)
        return OBJECT_NONE;
    enum qpdf_object_type_e type = qpdf_oh_get_type_code(objects->qpdf, parent);
    if (type == ot_stream)
        parent = qpdf_oh_get_dict(objects->qpdf, parent);
    else if (type != ot_dictionary)
        return OBJECT_NONE;
    qpdf_oh object = qpdf_oh_get_key(objects->qpdf, parent, key);
    type = qpdf_oh_get_type_code(objects->qpdf, object);
    return type == ot_null || type == ot_uninitialized ? OBJECT_NONE : object;
}

int objects_count(const struct objects *objects, qpdf_oh array)
{
    if (array == OBJECT_NONE || !qpdf_oh_is_array(objects->qpdf, array))
        return 0;
    return MIN(qpdf_oh_get_array_n_items(objects->qpdf, array), OBJECT_ARRAY_MAX);
}

qpdf_oh objects_get_item(const struct objects *objects, qpdf_oh array, int index)
{
    if (index < 0 || index >= objects_count(objects, array))
        return OBJECT_NONE;
    qpdf_oh object = qpdf_oh_get_array_item(objects->qpdf, array, index);
    enum qpdf_object_type_e type = qpdf_oh_get_type_code(objects->qpdf, object);
    return type == ot_null || type == ot_uninitialized ? OBJECT_NONE : object;
}

bool objects_number(const struct objects *objects, qpdf_oh object, double *number)
{
    if (object == OBJECT_NONE || !qpdf_oh_is_number(objects->qpdf, object))
        return false;
    double value = qpdf_oh_get_numeric_value(objects->qpdf, object);
    if (!isfinite(value))
        return false;
    *number = value;
    return true;
}

/* True where the object is an array of at least `count` numbers. */
static bool objects_numbers(const struct objects *objects, qpdf_oh array, double *numbers, int count)
{
    if (objects_count(objects, array) < count)
        return false;
    for (int i = 0; i < count; i++) {
        if (!objects_number(objects, objects_get_item(objects, array, i), &numbers[i]))
            return false;
    }
    return true;
}

bool objects_is_name(const struct objects *objects, qpdf_oh object, const char *name)
{
    return object != OBJECT_NONE && qpdf_oh_is_name(objects->qpdf, object) &&
           strcmp(qpdf_oh_get_name(objects->qpdf, object), name) == 0;
}

struct matrix objects_matrix(const struct objects *objects, qpdf_oh parent, struct matrix fallback)
{
    double numbers[6];
    if (!objects_numbers(objects, objects_get(objects, parent, "/Matrix"), numbers, 6))
        return fallback;
    return (struct matrix){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
}

bool objects_box(const struct objects *objects, qpdf_oh parent, const char *key, struct shape_box *box)
{
    double numbers[4];
    if (!objects_numbers(objects, objects_get(objects, parent, key), numbers, 4))
        return false;
    *box = (struct shape_box){fmin(numbers[0], numbers[2]), fmin(numbers[1], numbers[3]), fmax(numbers[0], numbers[2]),
                              fmax(numbers[1], numbers[3])};
    return true;
}

/* How many bytes a byte of the stream can become at most; 0 where its filters make that boundless. */
static size_t find_expansion(const struct objects *objects, qpdf_oh stream)
{
    static const struct {
        const char *filter;
        size_t times;
    } FILTERS[] = {
        {"/FlateDecode", 1032}, {"/LZWDecode", 2800}, {"/RunLengthDecode", 64},
        {"/Fl", 1032},          {"/LZW", 2800},       {"/RL", 64},
    };
    qpdf_oh filter = objects_get(objects, stream, "/Filter");
    int count = objects_count(objects, filter);
    size_t expansion = 1;
    for (int i = 0; i < MAX(count, 1); i++) {
        qpdf_oh name = count > 0 ? objects_get_item(objects, filter, i) : filter;
        for (size_t j = 0; j < G_N_ELEMENTS(FILTERS); j++) {
            if (!objects_is_name(objects, name, FILTERS[j].filter))
                continue;
            if (expansion > 1)
                return 0;
            expansion = FILTERS[j].times;
        }
    }
    return expansion;
}

/* The data of a stream, decoded or as it is; NULL where that fails. The caller frees it with free(). */
static unsigned char *take_data(const struct objects *objects, qpdf_oh stream, bool decoded, size_t *size)
{
    unsigned char *bytes = NULL;
    QPDF_BOOL filtered = QPDF_FALSE;
    QPDF_ERROR_CODE code = qpdf_oh_get_stream_data(objects->qpdf, stream, decoded ? qpdf_dl_generalized : qpdf_dl_none,
                                                   &filtered, &bytes, size);
    if (!(code & (QPDF_ERRORS)) && (filtered || !decoded) && (bytes || code == QPDF_SUCCESS))
        return bytes ? bytes : calloc(1, 1); /* an empty one, of which there is nothing to complain */
    free(bytes);
    *size = 0;
    return NULL;
}

/* Decodes a stream that might swell beyond measure: by longer and longer beginnings, each of which can
 * not pass OBJECT_SWELL_MAX, until one passes OBJECT_STREAM_MAX or all is decoded. */
static unsigned char *take_swelling(const struct objects *objects, qpdf_oh stream, size_t expansion, size_t *size)
{
    size_t raw_size = 0, part = 0;
    unsigned char *raw = take_data(objects, stream, false, &raw_size), *bytes = NULL;
    if (!raw)
        return NULL;
    if (raw_size <= OBJECT_STREAM_MAX / expansion) {
        free(raw);
        return take_data(objects, stream, true, size);
    }
    qpdf_oh copy = qpdf_oh_new_stream(objects->qpdf);
    qpdf_oh filter = qpdf_oh_get_key(objects->qpdf, qpdf_oh_get_dict(objects->qpdf, stream), "/Filter");
    qpdf_oh parameters = qpdf_oh_get_key(objects->qpdf, qpdf_oh_get_dict(objects->qpdf, stream), "/DecodeParms");
    for (*size = 0; part < raw_size && *size <= OBJECT_STREAM_MAX;) {
        part = MIN(raw_size, part + (OBJECT_SWELL_MAX - *size) / expansion);
        free(bytes);
        qpdf_oh_replace_stream_data(objects->qpdf, copy, raw, part, filter, parameters);
        bytes = take_data(objects, copy, true, size);
        if (!bytes)
            break;
    }
    qpdf_oh_replace_stream_data(objects->qpdf, copy, raw, 0, filter, parameters);
    free(raw);
    return bytes;
}

bool objects_read_stream(const struct objects *objects, qpdf_oh stream, GString *data)
{
    size_t size = 0;
    if (stream == OBJECT_NONE || !qpdf_oh_is_stream(objects->qpdf, stream))
        return false;
    size_t expansion = find_expansion(objects, stream);
    if (expansion == 0)
        return false;
    unsigned char *bytes = objects->size <= OBJECT_STREAM_MAX / expansion
                               ? take_data(objects, stream, true, &size)
                               : take_swelling(objects, stream, expansion, &size);
    bool whole = bytes && size <= OBJECT_STREAM_MAX;
    if (bytes) {
        g_string_append_len(data, (const char *)bytes, (gssize)MIN(size, OBJECT_STREAM_MAX));
        g_string_append_c(data, '\n');
    }
    free(bytes);
    return whole;
}

static void set_hidden(struct objects *objects, qpdf_oh groups, bool hidden)
{
    int count = objects_count(objects, groups);
    for (int i = 0; i < count; i++) {
        qpdf_oh group = objects_get_item(objects, groups, i);
        if (group == OBJECT_NONE || !qpdf_oh_is_indirect(objects->qpdf, group))
            continue;
        gpointer key = GINT_TO_POINTER(qpdf_oh_get_object_id(objects->qpdf, group));
        if (hidden)
            g_hash_table_add(objects->hidden, key);
        else
            g_hash_table_remove(objects->hidden, key);
    }
}

void objects_read_layers(struct objects *objects)
{
    qpdf_oh properties = objects_get(objects, qpdf_get_root(objects->qpdf), "/OCProperties");
    qpdf_oh configuration = objects_get(objects, properties, "/D");
    if (objects_is_name(objects, objects_get(objects, configuration, "/BaseState"), "/OFF"))
        set_hidden(objects, objects_get(objects, properties, "/OCGs"), true);
    set_hidden(objects, objects_get(objects, configuration, "/ON"), false);
    set_hidden(objects, objects_get(objects, configuration, "/OFF"), true);
}

static bool is_group_hidden(const struct objects *objects, qpdf_oh group)
{
    return group != OBJECT_NONE &&
           g_hash_table_contains(objects->hidden, GINT_TO_POINTER(qpdf_oh_get_object_id(objects->qpdf, group)));
}

/* A visibility expression: a group, or [/And ...], [/Or ...], [/Not one]. */
static bool is_expression_hidden(const struct objects *objects, qpdf_oh expression, int depth)
{
    int count = objects_count(objects, expression);
    qpdf_oh word = objects_get_item(objects, expression, 0);
    if (count < 2 || depth > OBJECT_EXPRESSION_DEPTH_MAX)
        return count == 0 && is_group_hidden(objects, expression);
    if (objects_is_name(objects, word, "/Not"))
        return !is_expression_hidden(objects, objects_get_item(objects, expression, 1), depth + 1);
    bool all = objects_is_name(objects, word, "/And");
    for (int i = 1; i < count; i++) {
        bool hidden = is_expression_hidden(objects, objects_get_item(objects, expression, i), depth + 1);
        if (hidden == all)
            return all;
    }
    return !all;
}

/* A membership dictionary: visible where its policy holds for its groups. */
static bool is_membership_hidden(const struct objects *objects, qpdf_oh membership)
{
    static const struct {
        const char *policy;
        bool any, on; /* visible where any (or else every) group is on (or else off) */
    } POLICIES[] = {{"/AllOn", false, true}, {"/AnyOff", true, false}, {"/AllOff", false, false}};
    qpdf_oh groups = objects_get(objects, membership, "/OCGs"), policy = objects_get(objects, membership, "/P");
    qpdf_oh expression = objects_get(objects, membership, "/VE");
    int count = objects_count(objects, groups);
    bool any = true, on = true;
    if (objects_count(objects, expression) > 0)
        return is_expression_hidden(objects, expression, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(POLICIES); i++) {
        if (objects_is_name(objects, policy, POLICIES[i].policy)) {
            any = POLICIES[i].any;
            on = POLICIES[i].on;
        }
    }
    if (count == 0)
        return groups != OBJECT_NONE && is_group_hidden(objects, groups) == on;
    for (int i = 0; i < count; i++) {
        bool holds = is_group_hidden(objects, objects_get_item(objects, groups, i)) != on;
        if (holds == any)
            return !any;
    }
    return any;
}

bool objects_is_hidden(const struct objects *objects, qpdf_oh layer)
{
    if (layer == OBJECT_NONE || g_hash_table_size(objects->hidden) == 0)
        return false;
    if (objects_is_name(objects, objects_get(objects, layer, "/Type"), "/OCMD"))
        return is_membership_hidden(objects, layer);
    return is_group_hidden(objects, layer);
}

void objects_release(const struct objects *objects)
{
    qpdf_oh_release_all(objects->qpdf);
    while (qpdf_more_warnings(objects->qpdf))
        qpdf_next_warning(objects->qpdf);
    if (qpdf_has_error(objects->qpdf))
        qpdf_get_error(objects->qpdf);
}
