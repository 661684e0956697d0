/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/observer.h"

#include <cairo.h>
#include <math.h>

#include "extract/content_shape.h"

enum {
    OBSERVER_SIDE_MAX = 5000, /* points; the surface takes a byte for each square point */
};

struct observer {
    cairo_t *cairo;
    struct content_page *page;
    struct shape_path path;
};

static struct matrix current_matrix(cairo_t *cairo)
{
    cairo_matrix_t matrix;
    cairo_get_matrix(cairo, &matrix);
    return (struct matrix){matrix.xx, matrix.yx, matrix.xy, matrix.yy, matrix.x0, matrix.y0};
}

/* Takes over cairo's current path, into the space of the page. */
static void take_path(struct observer *observer, struct matrix matrix)
{
    static const enum shape_step CURVE[3] = {SHAPE_CONTROL, SHAPE_CONTROL, SHAPE_CURVE};
    cairo_path_t *path = cairo_copy_path(observer->cairo);
    shape_path_clear(&observer->path);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        int count = data->header.type == CAIRO_PATH_CURVE_TO ? 3 : data->header.type == CAIRO_PATH_CLOSE_PATH ? 0 : 1;
        for (int j = 0; j < count; j++) {
            enum shape_step step = count == 3                                ? CURVE[j]
                                   : data->header.type == CAIRO_PATH_MOVE_TO ? SHAPE_MOVE
                                                                             : SHAPE_LINE;
            shape_path_add(&observer->path, step, matrix_apply(matrix, data[j + 1].point.x, data[j + 1].point.y));
        }
        if (count == 0)
            shape_path_close(&observer->path);
    }
    cairo_path_destroy(path);
}

static struct shape_paint current_paint(struct observer *observer)
{
    cairo_t *cairo = observer->cairo;
    struct shape_paint paint = {.colour = {0.5, 0.5, 0.5, 1}, .matrix = current_matrix(cairo)};
    struct shape_box clip;
    cairo_clip_extents(cairo, &clip.x0, &clip.y0, &clip.x1, &clip.y1);
    paint.clip = shape_box_intersect(matrix_apply_box(paint.matrix, clip),
                                     (struct shape_box){0, 0, observer->page->width, observer->page->height});
    paint.line_width = cairo_get_line_width(cairo);
    paint.dashed = cairo_get_dash_count(cairo) > 0;
    cairo_pattern_get_rgba(cairo_get_source(cairo), &paint.colour.red, &paint.colour.green, &paint.colour.blue,
                           &paint.colour.alpha);
    return paint;
}

static void observe_stroke(cairo_surface_t *surface, cairo_surface_t *target, void *data)
{
    struct observer *observer = data;
    struct shape_paint paint = current_paint(observer);
    (void)surface;
    (void)target;
    take_path(observer, paint.matrix);
    shape_stroke(observer->page, &observer->path, &paint);
}

/* Poppler fills paths, and it fills boxes with images. */
static void observe_fill(cairo_surface_t *surface, cairo_surface_t *target, void *data)
{
    struct observer *observer = data;
    struct shape_paint paint = current_paint(observer);
    (void)surface;
    (void)target;
    take_path(observer, paint.matrix);
    if (cairo_pattern_get_type(cairo_get_source(observer->cairo)) == CAIRO_PATTERN_TYPE_SURFACE) {
        struct shape_box box = shape_path_box(&observer->path);
        paint.matrix = (struct matrix){box.x1 - box.x0, 0, 0, box.y1 - box.y0, box.x0, box.y0};
        shape_image(observer->page, &paint);
    } else {
        shape_fill(observer->page, &observer->path, &paint);
    }
}

/* Renders the page to a surface that is thrown away; `observer` has the page.  Returns why there is
 * nothing to render to.  An error in the course of it (poppler passes malformed dashes on to cairo) only
 * ends it: what was seen until then is kept. */
static cairo_status_t render(PopplerPage *source, struct observer *observer)
{
    cairo_surface_t *target = cairo_image_surface_create(CAIRO_FORMAT_A8, (int)ceil(observer->page->width),
                                                         (int)ceil(observer->page->height));
    cairo_surface_t *surface = cairo_surface_create_observer(target, CAIRO_SURFACE_OBSERVER_NORMAL);
    cairo_surface_observer_add_stroke_callback(surface, observe_stroke, observer);
    cairo_surface_observer_add_fill_callback(surface, observe_fill, observer);
    observer->cairo = cairo_create(surface);
    observer->path.points = g_array_new(FALSE, FALSE, sizeof(struct shape_point));
    cairo_status_t status = cairo_status(observer->cairo);
    if (status == CAIRO_STATUS_SUCCESS) {
        poppler_page_render_for_printing(source, observer->cairo);
        observer->page->truncated |= cairo_status(observer->cairo) != CAIRO_STATUS_SUCCESS;
    }
    g_array_free(observer->path.points, TRUE);
    cairo_destroy(observer->cairo);
    cairo_surface_destroy(surface);
    cairo_surface_destroy(target);
    return status;
}

bool observer_read_page(PopplerPage *source, struct content_page *page, struct error *error)
{
    struct observer observer = {.page = page};
    int number = poppler_page_get_index(source) + 1;
    if (error_is_set(error))
        return false;
    content_page_clear(page);
    content_page_init(page);
    poppler_page_get_size(source, &page->width, &page->height);
    if (!(page->width > 0 && page->height > 0))
        return error_set(error, ERROR_DAMAGED, number, "the page has no size");
    if (page->width > OBSERVER_SIDE_MAX || page->height > OBSERVER_SIDE_MAX)
        return error_set(error, ERROR_TOO_LARGE, number, "the page is larger than %d points", OBSERVER_SIDE_MAX);
    cairo_status_t status = render(source, &observer);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(error, ERROR_DAMAGED, number, "the page cannot be drawn: %s", cairo_status_to_string(status));
    return true;
}
