/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTENT_SHAPE_H
#define EXTRACT_CONTENT_SHAPE_H
#include <glib.h>
#include <stdbool.h>

#include "extract/content.h"

/* Paths, and what painting them leaves on a page: rulings, areas, curves.  All coordinates are
 * those of struct content_page. */

/* x' = a x + c y + e, y' = b x + d y + f */
struct matrix {
    double a, b, c, d, e, f;
};

struct point {
    double x, y;
};

struct shape_box {
    double x0, y0, x1, y1;
};

#define MATRIX_IDENTITY ((struct matrix){1, 0, 0, 1, 0, 0})

/* First `first`, then `second`. */
static inline struct matrix matrix_multiply(struct matrix first, struct matrix second)
{
    return (struct matrix){
        first.a * second.a + first.b * second.c,
        first.a * second.b + first.b * second.d,
        first.c * second.a + first.d * second.c,
        first.c * second.b + first.d * second.d,
        first.e * second.a + first.f * second.c + second.e,
        first.e * second.b + first.f * second.d + second.f,
    };
}

/* Where the point goes. */
static inline struct point matrix_apply(struct matrix matrix, double x, double y)
{
    return (struct point){matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f};
}

/* The bounding box of a box that is transformed. */
struct shape_box matrix_apply_box(struct matrix matrix, struct shape_box box);

/* What two boxes share; empty where that is nothing. */
struct shape_box shape_box_intersect(struct shape_box a, struct shape_box b);
/* Whether it has no width or no height. */
bool shape_box_is_empty(struct shape_box box);

/* How a point of a path is reached.  A curve is three points: two SHAPE_CONTROL, then SHAPE_CURVE. */
enum shape_step { SHAPE_MOVE, SHAPE_LINE, SHAPE_CONTROL, SHAPE_CURVE, SHAPE_CLOSE };

struct shape_point {
    struct point at;
    enum shape_step step;
};

/* The array holds struct shape_point; the caller creates and frees it. */
struct shape_path {
    GArray *points;
    size_t start;   /* index of the point that begins the current subpath */
    bool truncated; /* the limit of points was passed, the rest is missing */
};

/* Empties the path; its array stays. */
void shape_path_clear(struct shape_path *path);
/* Adds a step, unless the limit of points is passed: then the path is truncated. */
void shape_path_add(struct shape_path *path, enum shape_step step, struct point at);

/* Goes back to the start of the subpath. */
void shape_path_close(struct shape_path *path);

/* Where the next segment begins; the origin of the page in an empty path. */
struct point shape_path_current(const struct shape_path *path);

/* The bounding box of the path, control points included. */
struct shape_box shape_path_box(const struct shape_path *path);

struct shape_paint {
    struct content_colour colour;
    struct shape_box clip;
    struct matrix matrix; /* from the space in which line_width is measured to the page */
    double line_width;
    bool dashed;
};

/* Paint the path on the page: add to its rulings, areas and curves; set truncated at their limits. */
void shape_stroke(struct content_page *page, const struct shape_path *path, const struct shape_paint *paint);
void shape_fill(struct content_page *page, const struct shape_path *path, const struct shape_paint *paint);

/* Adds the bounding box of the unit square under the paint's matrix as an image. */
void shape_image(struct content_page *page, const struct shape_paint *paint);

#endif
