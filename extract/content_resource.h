/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTENT_RESOURCE_H
#define EXTRACT_CONTENT_RESOURCE_H
#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "extract/content_shape.h"

/* The objects of a file as the walk needs them: read through qpdf with every type checked first,
 * and what a resource name stands for, looked up once a page. */

/* A handle for "there is no such object". */
#define OBJECT_NONE ((qpdf_oh)0)

/* An open file: qpdf's handle and the layers that its default configuration hides. */
struct objects {
    qpdf_data qpdf;
    size_t size;        /* of the file, in bytes */
    GHashTable *hidden; /* object numbers of optional content groups */
};

/* The entry of a dictionary, or of a stream's dictionary; OBJECT_NONE where there is none or it is null. */
qpdf_oh objects_get(const struct objects *objects, qpdf_oh parent, const char *key);

/* The item of an array, OBJECT_NONE out of range. */
qpdf_oh objects_get_item(const struct objects *objects, qpdf_oh array, int index);
/* The length of an array, 0 of anything else. */
int objects_count(const struct objects *objects, qpdf_oh array);

/* True where the object is a number, which is then in *number. */
bool objects_number(const struct objects *objects, qpdf_oh object, double *number);
bool objects_is_name(const struct objects *objects, qpdf_oh object, const char *name);
/* The entries /Matrix and /BBox and the like: the fallback where they are missing or malformed. */
struct matrix objects_matrix(const struct objects *objects, qpdf_oh parent, struct matrix fallback);
/* True where the entry is a rectangle, which is then in *box with its corners in order. */
bool objects_box(const struct objects *objects, qpdf_oh parent, const char *key, struct shape_box *box);

/* Appends the decoded data of a stream and a line break.  False where it cannot be decoded, or where
 * it passes the limit: its beginning is then there. */
bool objects_read_stream(const struct objects *objects, qpdf_oh stream, GString *data);

/* Reads /OCProperties: which layers are hidden. */
void objects_read_layers(struct objects *objects);

/* Whether content that belongs to this optional content group or membership dictionary is hidden. */
bool objects_is_hidden(const struct objects *objects, qpdf_oh layer);

/* Drops all handles, errors and warnings; what was read of a page is void from then on. */
void objects_release(const struct objects *objects);

enum colour_space {
    SPACE_GRAY,
    SPACE_RGB,
    SPACE_CMYK,
    SPACE_LAB,
    SPACE_TINT,    /* Separation, DeviceN: 1 is full ink */
    SPACE_PATTERN, /* and all that is not resolved: mid grey */
    SPACE_NOTHING, /* Separation /None: leaves no mark */
};

enum resource_kind {
    RESOURCE_STATE,    /* /ExtGState */
    RESOURCE_SPACE,    /* /ColorSpace */
    RESOURCE_XOBJECT,  /* /XObject */
    RESOURCE_PROPERTY, /* /Properties */
    RESOURCE_FONT,     /* /Font */
    RESOURCE_KINDS,
};

struct resources;

/* A form: its content, where it is placed, and its own resources. */
struct form {
    GString *data;
    struct matrix matrix;
    struct shape_box box;
    bool has_box;
    bool group;     /* a transparency group */
    bool truncated; /* the data are not all there */
    bool running;   /* it is being walked: to enter it again would never end */
    struct resources *resources;
};

/* What a name stands for.  An unknown name is a zeroed one. */
struct resource {
    bool found;
    bool hidden;       /* RESOURCE_XOBJECT, RESOURCE_PROPERTY: of a hidden layer */
    bool image;        /* RESOURCE_XOBJECT */
    bool wide;         /* RESOURCE_FONT: each code is two bytes */
    struct form *form; /* RESOURCE_XOBJECT: NULL where it is none or cannot be read */
    enum colour_space space;
    /* RESOURCE_STATE: below 0 where not set */
    double line_width, stroke_alpha, fill_alpha, font_size;
    int dashed;
};

/* The forms and names of one page. */
struct resource_cache {
    const struct objects *objects;
    GHashTable *forms; /* object number -> struct form */
    GPtrArray *all;    /* every struct resources */
    size_t bytes;      /* decoded so far */
};

void resource_cache_init(struct resource_cache *cache, const struct objects *objects);
void resource_cache_clear(struct resource_cache *cache);

/* The resources of a dictionary; where they lack a name, the parent (may be NULL) is asked. */
struct resources *resource_cache_open(struct resource_cache *cache, qpdf_oh dictionary, struct resources *parent);

/* What the name ("/F1") stands for; lives as long as the cache. */
const struct resource *resource_find(struct resource_cache *cache, struct resources *resources, enum resource_kind kind,
                                     const char *name);

/* The form of a stream object, NULL where it is none or cannot be read. */
struct form *resource_form(struct resource_cache *cache, qpdf_oh stream, struct resources *parent);

/* The colour space that a name of the file format or of the resources stands for. */
enum colour_space resource_space(struct resource_cache *cache, struct resources *resources, const char *name);

#endif
