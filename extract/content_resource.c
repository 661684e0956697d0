/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/content_resource.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    RESOURCE_SPACE_DEPTH_MAX = 4,  /* colour spaces within colour spaces */
    RESOURCE_BYTES_MAX = 64 << 20, /* decoded content of one page */
    RESOURCE_NAMES_MAX = 20000,    /* names cached for one dictionary */
};

struct resources {
    qpdf_oh dictionaries[RESOURCE_KINDS];
    struct resources *parent;
    GHashTable *names[RESOURCE_KINDS]; /* name -> struct resource */
};

static bool read_number(const struct resource_cache *cache, qpdf_oh parent, const char *key, double *number)
{
    return objects_number(cache->objects, objects_get(cache->objects, parent, key), number);
}

static void free_form(gpointer form)
{
    g_string_free(((struct form *)form)->data, TRUE);
    g_free(form);
}

static void free_resources(gpointer data)
{
    struct resources *resources = data;
    for (int kind = 0; kind < RESOURCE_KINDS; kind++)
        g_hash_table_destroy(resources->names[kind]);
    g_free(resources);
}

void resource_cache_init(struct resource_cache *cache, const struct objects *objects)
{
    *cache = (struct resource_cache){.objects = objects};
    cache->forms = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_form);
    cache->all = g_ptr_array_new_with_free_func(free_resources);
}

void resource_cache_clear(struct resource_cache *cache)
{
    g_hash_table_destroy(cache->forms);
    g_ptr_array_free(cache->all, TRUE);
}

struct resources *resource_cache_open(struct resource_cache *cache, qpdf_oh dictionary, struct resources *parent)
{
    static const char *const KEYS[RESOURCE_KINDS] = {
        [RESOURCE_STATE] = "/ExtGState",     [RESOURCE_SPACE] = "/ColorSpace", [RESOURCE_XOBJECT] = "/XObject",
        [RESOURCE_PROPERTY] = "/Properties", [RESOURCE_FONT] = "/Font",
    };
    struct resources *resources = g_new0(struct resources, 1);
    resources->parent = parent;
    for (int kind = 0; kind < RESOURCE_KINDS; kind++) {
        resources->dictionaries[kind] = objects_get(cache->objects, dictionary, KEYS[kind]);
        resources->names[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    }
    g_ptr_array_add(cache->all, resources);
    return resources;
}

struct form *resource_form(struct resource_cache *cache, qpdf_oh stream, struct resources *parent)
{
    const struct objects *objects = cache->objects;
    if (stream == OBJECT_NONE || !qpdf_oh_is_stream(objects->qpdf, stream))
        return NULL;
    gpointer key = GINT_TO_POINTER(qpdf_oh_get_object_id(objects->qpdf, stream));
    struct form *form = g_hash_table_lookup(cache->forms, key);
    if (form)
        return form;
    form = g_new0(struct form, 1);
    form->data = g_string_new(NULL);
    g_hash_table_insert(cache->forms, key, form);
    form->truncated = cache->bytes >= RESOURCE_BYTES_MAX || !objects_read_stream(objects, stream, form->data);
    cache->bytes += form->data->len;
    form->matrix = objects_matrix(objects, stream, MATRIX_IDENTITY);
    form->has_box = objects_box(objects, stream, "/BBox", &form->box);
    form->group =
        objects_is_name(objects, objects_get(objects, objects_get(objects, stream, "/Group"), "/S"), "/Transparency");
    form->resources = resource_cache_open(cache, objects_get(objects, stream, "/Resources"), parent);
    return form;
}

static enum colour_space space_of_name(const char *name)
{
    static const struct {
        const char *name;
        enum colour_space space;
    } NAMES[] = {
        {"/DeviceGray", SPACE_GRAY}, {"/G", SPACE_GRAY},       {"/CalGray", SPACE_GRAY},
        {"/DeviceRGB", SPACE_RGB},   {"/RGB", SPACE_RGB},      {"/CalRGB", SPACE_RGB},
        {"/DeviceCMYK", SPACE_CMYK}, {"/CMYK", SPACE_CMYK},    {"/Lab", SPACE_LAB},
        {"/Separation", SPACE_TINT}, {"/DeviceN", SPACE_TINT}, {"/CalCMYK", SPACE_CMYK},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (strcmp(NAMES[i].name, name) == 0)
            return NAMES[i].space;
    }
    return SPACE_PATTERN;
}

static enum colour_space space_of_components(const struct resource_cache *cache, qpdf_oh profile)
{
    double components = 0;
    read_number(cache, profile, "/N", &components);
    return components == 1 ? SPACE_GRAY : components == 3 ? SPACE_RGB : components == 4 ? SPACE_CMYK : SPACE_PATTERN;
}

static enum colour_space read_space(const struct resource_cache *cache, qpdf_oh object)
{
    const struct objects *objects = cache->objects;
    qpdf_oh first = objects_count(objects, object) > 0 ? objects_get_item(objects, object, 0) : object;
    if (first == OBJECT_NONE || !qpdf_oh_is_name(objects->qpdf, first))
        return SPACE_PATTERN;
    if (objects_is_name(objects, first, "/ICCBased"))
        return space_of_components(cache, objects_get_item(objects, object, 1));
    if (objects_is_name(objects, first, "/Separation") &&
        objects_is_name(objects, objects_get_item(objects, object, 1), "/None"))
        return SPACE_NOTHING;
    return space_of_name(qpdf_oh_get_name(objects->qpdf, first));
}

static void read_state(const struct resource_cache *cache, qpdf_oh object, struct resource *resource)
{
    const struct objects *objects = cache->objects;
    resource->line_width = resource->stroke_alpha = resource->fill_alpha = resource->font_size = -1;
    resource->dashed = -1;
    read_number(cache, object, "/LW", &resource->line_width);
    read_number(cache, object, "/CA", &resource->stroke_alpha);
    read_number(cache, object, "/ca", &resource->fill_alpha);
    qpdf_oh font = objects_get(objects, object, "/Font"), dash = objects_get(objects, object, "/D");
    objects_number(objects, objects_get_item(objects, font, 1), &resource->font_size);
    qpdf_oh pattern = objects_get_item(objects, dash, 0);
    if (dash == OBJECT_NONE)
        return;
    resource->dashed = 0;
    for (int i = 0; i < MIN(objects_count(objects, pattern), RESOURCE_SPACE_DEPTH_MAX); i++) {
        double length = 0;
        objects_number(objects, objects_get_item(objects, pattern, i), &length);
        resource->dashed |= length > 0;
    }
}

static void read_xobject(struct resource_cache *cache, struct resources *resources, qpdf_oh object,
                         struct resource *resource)
{
    const struct objects *objects = cache->objects;
    qpdf_oh subtype = objects_get(objects, object, "/Subtype");
    resource->hidden = objects_is_hidden(objects, objects_get(objects, object, "/OC"));
    resource->image = objects_is_name(objects, subtype, "/Image");
    if (!resource->hidden && objects_is_name(objects, subtype, "/Form"))
        resource->form = resource_form(cache, object, resources);
}

/* Whether the codes of a font are two bytes each: composite fonts with one of the encodings that say so. */
static bool read_wide(const struct objects *objects, qpdf_oh font)
{
    const qpdf_oh encoding = objects_get(objects, font, "/Encoding");
    if (!objects_is_name(objects, objects_get(objects, font, "/Subtype"), "/Type0") || encoding == OBJECT_NONE ||
        !qpdf_oh_is_name(objects->qpdf, encoding))
        return false;
    const char *name = qpdf_oh_get_name(objects->qpdf, encoding);
    return g_str_has_prefix(name, "/Identity-") || strstr(name, "UCS2") || strstr(name, "UTF16");
}

static void read_resource(struct resource_cache *cache, struct resources *resources, enum resource_kind kind,
                          qpdf_oh object, struct resource *resource)
{
    resource->found = true;
    switch (kind) {
    case RESOURCE_STATE:
        read_state(cache, object, resource);
        break;
    case RESOURCE_SPACE:
        resource->space = read_space(cache, object);
        break;
    case RESOURCE_XOBJECT:
        read_xobject(cache, resources, object, resource);
        break;
    case RESOURCE_PROPERTY:
        resource->hidden = objects_is_hidden(cache->objects, object);
        break;
    case RESOURCE_FONT:
        resource->wide = read_wide(cache->objects, object);
        break;
    case RESOURCE_KINDS:
        break;
    }
}

const struct resource *resource_find(struct resource_cache *cache, struct resources *resources, enum resource_kind kind,
                                     const char *name)
{
    static const struct resource NOTHING;
    struct resource *resource = g_hash_table_lookup(resources->names[kind], name);
    if (resource)
        return resource;
    if (g_hash_table_size(resources->names[kind]) >= RESOURCE_NAMES_MAX)
        return &NOTHING;
    resource = g_new0(struct resource, 1);
    g_hash_table_insert(resources->names[kind], g_strdup(name), resource);
    for (struct resources *place = resources; place && !resource->found; place = place->parent) {
        qpdf_oh object = objects_get(cache->objects, place->dictionaries[kind], name);
        if (object != OBJECT_NONE)
            read_resource(cache, place, kind, object, resource);
    }
    return resource;
}

enum colour_space resource_space(struct resource_cache *cache, struct resources *resources, const char *name)
{
    const struct resource *resource = resource_find(cache, resources, RESOURCE_SPACE, name);
    return resource->found ? resource->space : space_of_name(name);
}
