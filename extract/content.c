/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/content.h"

#include <math.h>
#include <string.h>

#include "extract/content_walk.h"

enum {
    CONTENT_STREAMS_MAX = 10000,    /* content streams of one page */
    CONTENT_FAILURES_MAX = 16,      /* of those: such that cannot be decoded */
    CONTENT_ANNOTATIONS_MAX = 5000, /* annotations of one page */
    CONTENT_BYTES_MAX = 64 << 20,   /* decoded content of one page, without forms */
    FLAG_HIDDEN = 1 << 1,           /* annotation flags, ISO 32000-1, 12.5.3 */
    FLAG_NO_VIEW = 1 << 5,
};

struct content {
    struct objects objects;
    size_t pages;
};

void content_page_init(struct content_page *page)
{
    *page = (struct content_page){0};
    page->rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    page->areas = g_array_new(FALSE, FALSE, sizeof(struct content_area));
    page->obliques = g_array_new(FALSE, FALSE, sizeof(struct content_oblique));
    page->runs = g_array_new(FALSE, FALSE, sizeof(struct content_run));
    page->marks = g_array_new(FALSE, FALSE, sizeof(int));
}

void content_page_clear(struct content_page *page)
{
    GArray *arrays[] = {page->rulings, page->areas, page->obliques, page->runs, page->marks};
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++) {
        if (arrays[i])
            g_array_free(arrays[i], TRUE);
    }
    *page = (struct content_page){0};
}

size_t content_count_bytes(const struct content_page *page, enum content_run_kind kind)
{
    size_t count = 0;
    for (int i = 0; i < CONTENT_DIRECTIONS; i++)
        count += page->bytes[kind][i];
    return count;
}

/* Turns qpdf's error into ours. */
static void take_error(const struct content *content, int page, struct error *error)
{
    qpdf_data qpdf = content->objects.qpdf;
    qpdf_error cause = qpdf_has_error(qpdf) ? qpdf_get_error(qpdf) : NULL;
    if (!cause)
        error_set(error, ERROR_DAMAGED, page, "qpdf cannot read the file");
    else if (qpdf_get_error_code(qpdf, cause) == qpdf_e_password)
        error_set(error, ERROR_ENCRYPTED, page, "the file needs a password; give it with the option for it");
    else
        error_set(error, ERROR_DAMAGED, page, "qpdf cannot read the file: %s",
                  qpdf_get_error_message_detail(qpdf, cause));
}

/* Opens the file and reads what concerns it as a whole. */
static bool read_file(struct content *content, const void *data, size_t size, const char *password, struct error *error)
{
    qpdf_data qpdf = content->objects.qpdf;
    qpdf_silence_errors(qpdf);
    qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
    if (qpdf_read_memory(qpdf, "input", data, size, password) & (QPDF_ERRORS)) {
        take_error(content, 0, error);
        return false;
    }
    int pages = qpdf_push_inherited_attributes_to_page(qpdf) & (QPDF_ERRORS) ? -1 : qpdf_get_num_pages(qpdf);
    if (pages < 0) {
        take_error(content, 0, error);
        return false;
    }
    content->pages = (size_t)pages;
    objects_read_layers(&content->objects);
    objects_release(&content->objects);
    return true;
}

struct content *content_open(const void *data, size_t size, const char *password, struct error *error)
{
    if (error_is_set(error))
        return NULL;
    struct content *content = g_new0(struct content, 1);
    content->objects.qpdf = qpdf_init();
    content->objects.size = size;
    content->objects.hidden = g_hash_table_new(g_direct_hash, g_direct_equal);
    if (!read_file(content, data, size, password, error)) {
        content_close(content);
        return NULL;
    }
    return content;
}

void content_close(struct content *content)
{
    if (!content)
        return;
    qpdf_cleanup(&content->objects.qpdf);
    g_hash_table_destroy(content->objects.hidden);
    g_free(content);
}

size_t content_count_pages(const struct content *content)
{
    return content->pages;
}

/* The part of the page that is shown: the CropBox within the MediaBox, as poppler does it. */
static struct shape_box read_page_box(const struct objects *objects, qpdf_oh object)
{
    struct shape_box media = {0, 0, 612, 792}, crop;
    struct shape_box given;
    if (objects_box(objects, object, "/MediaBox", &given) && !shape_box_is_empty(given))
        media = given;
    if (!objects_box(objects, object, "/CropBox", &crop))
        return media;
    crop = shape_box_intersect(crop, media);
    return shape_box_is_empty(crop) ? media : crop;
}

/* Sets the size of the upright page; returns the way from default user space to it. */
static struct matrix read_geometry(const struct objects *objects, qpdf_oh object, struct content_page *page)
{
    struct shape_box box = read_page_box(objects, object);
    double degrees = 0;
    objects_number(objects, objects_get(objects, object, "/Rotate"), &degrees);
    degrees = fmod(degrees, 360);
    int turn = (int)(degrees < 0 ? degrees + 360 : degrees);
    bool sideways = turn == 90 || turn == 270;
    page->width = sideways ? box.y1 - box.y0 : box.x1 - box.x0;
    page->height = sideways ? box.x1 - box.x0 : box.y1 - box.y0;
    switch (turn) {
    case 90:
        return (struct matrix){0, 1, 1, 0, -box.y0, -box.x0};
    case 180:
        return (struct matrix){-1, 0, 0, 1, box.x1, -box.y0};
    case 270:
        return (struct matrix){0, -1, -1, 0, box.y1, box.x1};
    default:
        return (struct matrix){1, 0, 0, -1, -box.x0, box.y1};
    }
}

/* All content streams of the page in one piece.  What cannot be decoded is left out and makes the page
 * truncated.  False where there are streams and none can be decoded. */
static bool read_streams(const struct objects *objects, qpdf_oh object, GString *data, bool *truncated)
{
    qpdf_oh contents = objects_get(objects, object, "/Contents");
    int count = objects_count(objects, contents), failures = 0;
    if (contents == OBJECT_NONE || (count == 0 && qpdf_oh_is_array(objects->qpdf, contents)))
        return true;
    for (int i = 0; i < MAX(count, 1); i++) {
        qpdf_oh stream = count > 0 ? objects_get_item(objects, contents, i) : contents;
        if (i >= CONTENT_STREAMS_MAX || failures >= CONTENT_FAILURES_MAX || data->len > CONTENT_BYTES_MAX) {
            *truncated = true;
            break;
        }
        failures += !objects_read_stream(objects, stream, data);
    }
    *truncated |= failures > 0;
    return data->len > 0;
}

/* The stream of an annotation's normal appearance, in the state that it is in. */
static qpdf_oh find_appearance(const struct objects *objects, qpdf_oh annotation)
{
    qpdf_oh normal = objects_get(objects, objects_get(objects, annotation, "/AP"), "/N");
    qpdf_oh state = objects_get(objects, annotation, "/AS");
    if (normal == OBJECT_NONE || qpdf_oh_is_stream(objects->qpdf, normal))
        return normal;
    if (state == OBJECT_NONE || !qpdf_oh_is_name(objects->qpdf, state))
        return OBJECT_NONE;
    char *name = g_strdup(qpdf_oh_get_name(objects->qpdf, state));
    qpdf_oh appearance = objects_get(objects, normal, name);
    g_free(name);
    return appearance;
}

static bool is_annotation_visible(const struct objects *objects, qpdf_oh annotation)
{
    double flags = 0;
    objects_number(objects, objects_get(objects, annotation, "/F"), &flags);
    if (flags > 0 && flags < G_MAXINT && ((int)flags & (FLAG_HIDDEN | FLAG_NO_VIEW)))
        return false;
    return !objects_is_name(objects, objects_get(objects, annotation, "/Subtype"), "/Popup") &&
           !objects_is_hidden(objects, objects_get(objects, annotation, "/OC"));
}

/* Whether the annotation marks the page and is none of its content: what somebody has put over it. */
static bool is_mark(const struct objects *objects, qpdf_oh annotation)
{
    static const char *const MARKS[] = {"/Watermark", "/Stamp", "/FreeText"};
    const qpdf_oh subtype = objects_get(objects, annotation, "/Subtype");
    for (size_t i = 0; i < G_N_ELEMENTS(MARKS); i++)
        if (objects_is_name(objects, subtype, MARKS[i]))
            return true;
    qpdf_oh field = objects_get(objects, annotation, "/FT");
    if (field == OBJECT_NONE)
        field = objects_get(objects, objects_get(objects, annotation, "/Parent"), "/FT");
    return objects_is_name(objects, field, "/Sig");
}

/* Places the appearance: its box, transformed by its matrix, comes to lie on the annotation's
 * rectangle (ISO 32000-1, 12.5.5). */
static void walk_annotation(struct walk *walk, struct resource_cache *cache, qpdf_oh annotation,
                            struct content_page *page)
{
    struct shape_box rectangle;
    if (!is_annotation_visible(cache->objects, annotation) ||
        !objects_box(cache->objects, annotation, "/Rect", &rectangle))
        return;
    const qpdf_oh appearance = find_appearance(cache->objects, annotation);
    struct form *form = resource_form(cache, appearance, NULL);
    if (!form || !form->has_box)
        return;
    struct shape_box box = matrix_apply_box(form->matrix, form->box);
    if (shape_box_is_empty(box))
        return;
    double across = (rectangle.x1 - rectangle.x0) / (box.x1 - box.x0);
    double upright = (rectangle.y1 - rectangle.y0) / (box.y1 - box.y0);
    struct matrix placement = {
        across, 0, 0, upright, rectangle.x0 - box.x0 * across, rectangle.y0 - box.y0 * upright,
    };
    const bool mark = is_mark(cache->objects, annotation);
    if (walk_run_annotation(walk, form, placement, mark) && mark && page->marks->len < CONTENT_ANNOTATIONS_MAX) {
        const int object = qpdf_oh_get_object_id(cache->objects->qpdf, appearance);
        g_array_append_val(page->marks, object);
    }
}

static void walk_page(const struct objects *objects, qpdf_oh object, struct content_page *page, const GString *data)
{
    struct resource_cache cache;
    struct matrix base = read_geometry(objects, object, page);
    resource_cache_init(&cache, objects);
    struct walk *walk = walk_new(page, &cache, base);
    struct resources *resources = resource_cache_open(&cache, objects_get(objects, object, "/Resources"), NULL);
    walk_run(walk, resources, (struct view){data->str, data->len});
    qpdf_oh annotations = objects_get(objects, object, "/Annots");
    int count = objects_count(objects, annotations);
    for (int i = 0; i < count; i++) {
        if (i >= CONTENT_ANNOTATIONS_MAX) {
            page->truncated = true;
            break;
        }
        walk_annotation(walk, &cache, objects_get_item(objects, annotations, i), page);
    }
    walk_free(walk);
    resource_cache_clear(&cache);
}

/* Empties the page for another one and keeps its memory. */
static void reset_page(struct content_page *page)
{
    struct content_page empty = {
        .rulings = page->rulings,
        .areas = page->areas,
        .obliques = page->obliques,
        .runs = page->runs,
        .marks = page->marks,
    };
    g_array_set_size(empty.rulings, 0);
    g_array_set_size(empty.areas, 0);
    g_array_set_size(empty.obliques, 0);
    g_array_set_size(empty.runs, 0);
    g_array_set_size(empty.marks, 0);
    *page = empty;
}

bool content_read_page(struct content *content, int number, struct content_page *page, struct error *error)
{
    const struct objects *objects = &content->objects;
    bool good = false;
    if (error_is_set(error))
        return false;
    reset_page(page);
    if (number < 1 || (size_t)number > content->pages)
        return error_set(error, ERROR_DAMAGED, number, "the file has no such page");
    qpdf_oh object = qpdf_get_page_n(objects->qpdf, (size_t)number - 1);
    if (qpdf_oh_is_dictionary(objects->qpdf, object)) {
        GString *data = g_string_new(NULL);
        good = read_streams(objects, object, data, &page->truncated);
        if (good)
            walk_page(objects, object, page, data);
        g_string_free(data, TRUE);
    }
    if (!good)
        take_error(content, number, error);
    objects_release(objects);
    return good;
}

/* Makes the page of a new file show the form, which belongs to another one. */
static bool add_mark_page(const struct objects *copy, const struct objects *from, qpdf_oh form)
{
    static const char content[] = "/Mark Do";
    struct shape_box box;
    if (!objects_box(from, form, "/BBox", &box))
        return false;
    box = matrix_apply_box(objects_matrix(from, form, MATRIX_IDENTITY), box);
    char media[4][G_ASCII_DTOSTR_BUF_SIZE];
    const double sides[4] = {box.x0, box.y0, box.x1, box.y1};
    for (int i = 0; i < 4; i++)
        g_ascii_formatd(media[i], sizeof media[i], "%.3f", sides[i]);
    char *words = g_strdup_printf("<< /Type /Page /MediaBox [%s %s %s %s] /Resources << /XObject << >> >> >>", media[0],
                                  media[1], media[2], media[3]);
    qpdf_oh page = qpdf_oh_parse(copy->qpdf, words), stream = qpdf_oh_new_stream(copy->qpdf);
    g_free(words);
    qpdf_oh_replace_stream_data(copy->qpdf, stream, (const unsigned char *)content, sizeof content - 1,
                                qpdf_oh_new_null(copy->qpdf), qpdf_oh_new_null(copy->qpdf));
    qpdf_oh_replace_key(copy->qpdf, page, "/Contents", stream);
    qpdf_oh_replace_key(copy->qpdf, objects_get(copy, objects_get(copy, page, "/Resources"), "/XObject"), "/Mark",
                        qpdf_oh_copy_foreign_object(copy->qpdf, from->qpdf, form));
    return !(qpdf_add_page(copy->qpdf, copy->qpdf, qpdf_make_indirect_object(copy->qpdf, page), QPDF_TRUE) &
             (QPDF_ERRORS));
}

GBytes *content_copy_mark(struct content *content, int mark)
{
    const struct objects *objects = &content->objects;
    const struct objects copy = {.qpdf = qpdf_init()};
    GBytes *bytes = NULL;
    qpdf_silence_errors(copy.qpdf);
    qpdf_set_suppress_warnings(copy.qpdf, QPDF_TRUE);
    qpdf_oh form = qpdf_get_object_by_id(objects->qpdf, mark, 0);
    if (qpdf_oh_is_stream(objects->qpdf, form) && !(qpdf_empty_pdf(copy.qpdf) & (QPDF_ERRORS)) &&
        add_mark_page(&copy, objects, form) && !(qpdf_init_write_memory(copy.qpdf) & (QPDF_ERRORS)) &&
        !(qpdf_write(copy.qpdf) & (QPDF_ERRORS)))
        bytes = g_bytes_new(qpdf_get_buffer(copy.qpdf), qpdf_get_buffer_length(copy.qpdf));
    qpdf_cleanup((qpdf_data *)&copy.qpdf);
    objects_release(objects);
    return bytes;
}
