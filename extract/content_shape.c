/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/content_shape.h"

#include <math.h>

enum {
    RECTANGLE_SIDES = 4,
    SHAPE_POINTS_MAX = 500000,  /* of one path */
    SHAPE_RULINGS_MAX = 200000, /* of one page */
    SHAPE_AREAS_MAX = 100000,
};

/* Lengths in points. */
static const double THIN_FILL = 3.0;   /* a filled shape up to this thickness is a ruling */
static const double THIN_STROKE = 6.0; /* the widest table border that word processors offer */
static const double LONGER = 2.0;      /* a ruling is so many times as long as thick; else it is a dot */
static const double HAIRLINE = 0.25;   /* what is thinner still marks a pixel: it may lie on the clip's edge */
static const double SAME = 0.02;       /* what differs by less is one place */
static const double SLANT = 0.01;      /* a line rising less than this share of its length ... */
static const double SLANT_MAX = 0.5;   /* ... and less than this is axis-parallel */
static const double GLYPH_SIDE = 72.0; /* straight sides of a stroked outline of letters are shorter */
static const double SOLID = 0.8;       /* a thin shape covers this share of its bounding box (mitred ends) */

static struct shape_box box_around(struct shape_box box, struct point at)
{
    return (struct shape_box){MIN(box.x0, at.x), MIN(box.y0, at.y), MAX(box.x1, at.x), MAX(box.y1, at.y)};
}

struct shape_box matrix_apply_box(struct matrix matrix, struct shape_box box)
{
    struct point first = matrix_apply(matrix, box.x0, box.y0);
    struct shape_box result = {first.x, first.y, first.x, first.y};
    result = box_around(result, matrix_apply(matrix, box.x1, box.y0));
    result = box_around(result, matrix_apply(matrix, box.x1, box.y1));
    return box_around(result, matrix_apply(matrix, box.x0, box.y1));
}

struct shape_box shape_box_intersect(struct shape_box a, struct shape_box b)
{
    return (struct shape_box){MAX(a.x0, b.x0), MAX(a.y0, b.y0), MIN(a.x1, b.x1), MIN(a.y1, b.y1)};
}

bool shape_box_is_empty(struct shape_box box)
{
    return !(box.x0 < box.x1 && box.y0 < box.y1);
}

void shape_path_clear(struct shape_path *path)
{
    g_array_set_size(path->points, 0);
    path->start = 0;
    path->truncated = false;
}

void shape_path_add(struct shape_path *path, enum shape_step step, struct point at)
{
    struct shape_point point = {at, step};
    if (path->points->len >= SHAPE_POINTS_MAX) {
        path->truncated = true;
        return;
    }
    if (step == SHAPE_MOVE)
        path->start = path->points->len;
    g_array_append_val(path->points, point);
}

void shape_path_close(struct shape_path *path)
{
    if (path->points->len > path->start)
        shape_path_add(path, SHAPE_CLOSE, g_array_index(path->points, struct shape_point, path->start).at);
}

struct point shape_path_current(const struct shape_path *path)
{
    if (path->points->len == 0)
        return (struct point){0, 0};
    return g_array_index(path->points, struct shape_point, path->points->len - 1).at;
}

static struct shape_box box_of_points(const struct shape_point *points, size_t count)
{
    struct shape_box box = {points[0].at.x, points[0].at.y, points[0].at.x, points[0].at.y};
    for (size_t i = 1; i < count; i++)
        box = box_around(box, points[i].at);
    return box;
}

struct shape_box shape_path_box(const struct shape_path *path)
{
    if (path->points->len == 0)
        return (struct shape_box){0, 0, 0, 0};
    return box_of_points((const struct shape_point *)(void *)path->points->data, path->points->len);
}

/* What is to be added as a ruling, before clipping. */
struct bar {
    double at, start, end, width;
    bool vertical, filled;
};

static void add_ruling(struct content_page *page, struct bar bar, const struct shape_paint *paint)
{
    struct shape_box clip = paint->clip;
    double slack = bar.width < HAIRLINE ? HAIRLINE : 0;
    double low = MAX(bar.at - bar.width / 2, bar.vertical ? clip.x0 : clip.y0);
    double high = MIN(bar.at + bar.width / 2, bar.vertical ? clip.x1 : clip.y1);
    double start = MAX(bar.start, bar.vertical ? clip.y0 : clip.x0);
    double end = MIN(bar.end, bar.vertical ? clip.y1 : clip.x1);
    if (shape_box_is_empty(clip) || !(low <= high + slack) || !(start < end) || !isfinite(bar.at))
        return;
    if (page->rulings->len >= SHAPE_RULINGS_MAX) {
        page->truncated = true;
        return;
    }
    struct content_ruling ruling = {
        .vertical = bar.vertical,
        .at = (low + high) / 2,
        .start = start,
        .end = end,
        .width = MAX(0, high - low),
        .colour = paint->colour,
        .dashed = paint->dashed && !bar.filled,
        .filled = bar.filled,
    };
    g_array_append_val(page->rulings, ruling);
}

static void add_area(struct content_page *page, struct shape_box box, const struct shape_paint *paint, bool image)
{
    box = shape_box_intersect(box, paint->clip);
    if (shape_box_is_empty(box))
        return;
    if (page->areas->len >= SHAPE_AREAS_MAX) {
        page->truncated = true;
        return;
    }
    struct content_area area = {box.x0, box.y0, box.x1, box.y1, paint->colour, image};
    g_array_append_val(page->areas, area);
}

/* A filled box: along its longer side a ruling when it is thin, in both directions when it is a dot,
 * for a dot at a crossing belongs to both lines; else an area. */
static void add_box(struct content_page *page, struct shape_box box, const struct shape_paint *paint)
{
    double width = box.x1 - box.x0, height = box.y1 - box.y0;
    struct bar across = {(box.y0 + box.y1) / 2, box.x0, box.x1, height, false, true};
    struct bar upright = {(box.x0 + box.x1) / 2, box.y0, box.y1, width, true, true};
    if (!(width >= 0 && height >= 0))
        return;
    if (MIN(width, height) > THIN_FILL) {
        add_area(page, box, paint, false);
        return;
    }
    if (width >= height * LONGER || height < width * LONGER)
        add_ruling(page, across, paint);
    if (height >= width * LONGER || width < height * LONGER)
        add_ruling(page, upright, paint);
}

enum direction { DIRECTION_NONE, DIRECTION_ACROSS, DIRECTION_UPRIGHT, DIRECTION_OBLIQUE };

static enum direction direction_of(struct point from, struct point to)
{
    double width = fabs(to.x - from.x), height = fabs(to.y - from.y);
    double longer = MAX(width, height), shorter = MIN(width, height);
    if (longer < SAME)
        return DIRECTION_NONE;
    bool straight = shorter < SAME ? shorter * 4 <= longer : shorter <= longer * SLANT && shorter <= SLANT_MAX;
    if (!straight)
        return DIRECTION_OBLIQUE;
    return width > height ? DIRECTION_ACROSS : DIRECTION_UPRIGHT;
}

/* The width on the page of a stroke that runs `across` (or upright): the pen is a circle that the
 * matrix makes an ellipse, and this is its extent at right angles to the line. */
static double stroke_width(const struct shape_paint *paint, bool across)
{
    const struct matrix *matrix = &paint->matrix;
    return paint->line_width * (across ? hypot(matrix->b, matrix->d) : hypot(matrix->a, matrix->c));
}

static void stroke_line(struct content_page *page, struct point from, struct point to, bool across,
                        const struct shape_paint *paint)
{
    struct bar bar = {.width = stroke_width(paint, across), .vertical = !across};
    bar.at = across ? (from.y + to.y) / 2 : (from.x + to.x) / 2;
    bar.start = across ? MIN(from.x, to.x) : MIN(from.y, to.y);
    bar.end = across ? MAX(from.x, to.x) : MAX(from.y, to.y);
    double low = bar.at - bar.width / 2, high = bar.at + bar.width / 2;
    if (bar.width <= THIN_STROKE)
        add_ruling(page, bar, paint);
    else if (across)
        add_area(page, (struct shape_box){bar.start, low, bar.end, high}, paint, false);
    else
        add_area(page, (struct shape_box){low, bar.start, high, bar.end}, paint, false);
}

static bool has_curves(const struct shape_point *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (points[i].step == SHAPE_CURVE)
            return true;
    }
    return false;
}

/* Whether it can leave a mark within the clip: half the width of a thick line may reach into it. */
static bool is_visible(const struct shape_point *points, size_t count, const struct shape_paint *paint)
{
    struct shape_box box = shape_box_intersect(box_of_points(points, count), paint->clip);
    return !shape_box_is_empty(paint->clip) && box.x0 <= box.x1 + THIN_STROKE && box.y0 <= box.y1 + THIN_STROKE;
}

/* Whether the path draws letters by their outlines (bold text, to some): it has curves, or a closed subpath of more
 * sides than a rectangle. */
static bool is_outline(const struct shape_path *path)
{
    size_t sides = 0;
    for (guint i = 0; i < path->points->len; i++) {
        enum shape_step step = g_array_index(path->points, struct shape_point, i).step;
        sides = step == SHAPE_MOVE ? 0 : sides + 1;
        if (step == SHAPE_CURVE || (step == SHAPE_CLOSE && sides > RECTANGLE_SIDES + 1))
            return true;
    }
    return false;
}

/* Strokes the subpath's straight sides of at least that length. */
static void stroke_sides(struct content_page *page, const struct shape_point *points, size_t count, double shortest,
                         const struct shape_paint *paint)
{
    if (!is_visible(points, count, paint))
        return;
    for (size_t i = 1; i < count; i++) {
        struct point from = points[i - 1].at, to = points[i].at;
        if (points[i].step == SHAPE_CONTROL)
            continue;
        enum direction direction = points[i].step == SHAPE_CURVE ? DIRECTION_OBLIQUE : direction_of(from, to);
        if (direction == DIRECTION_NONE)
            continue;
        if (direction != DIRECTION_OBLIQUE && hypot(to.x - from.x, to.y - from.y) >= shortest)
            stroke_line(page, from, to, direction == DIRECTION_ACROSS, paint);
        else
            page->curves++;
    }
}

static void stroke_subpath(struct content_page *page, const struct shape_point *points, size_t count,
                           const struct shape_paint *paint)
{
    stroke_sides(page, points, count, 0, paint);
}

static void stroke_outline(struct content_page *page, const struct shape_point *points, size_t count,
                           const struct shape_paint *paint)
{
    stroke_sides(page, points, count, GLYPH_SIDE, paint);
}

/* Twice the area of the polygon through all points. */
static double double_area(const struct shape_point *points, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        struct point from = points[i].at, to = points[(i + 1) % count].at;
        sum +=
            (from.x - points[0].at.x) * (to.y - points[0].at.y) - (to.x - points[0].at.x) * (from.y - points[0].at.y);
    }
    return fabs(sum);
}

/* The segments that are no axis-parallel lines, the closing one included. */
static size_t count_curves(const struct shape_point *points, size_t count)
{
    size_t curves = 0;
    for (size_t i = 0; i < count; i++) {
        const struct shape_point *next = &points[(i + 1) % count];
        if (next->step == SHAPE_CURVE)
            curves++;
        else if (next->step != SHAPE_CONTROL)
            curves += direction_of(points[i].at, next->at) == DIRECTION_OBLIQUE;
    }
    return curves;
}

static void fill_subpath(struct content_page *page, const struct shape_point *points, size_t count,
                         const struct shape_paint *paint)
{
    if (count < 2 || !is_visible(points, count, paint))
        return;
    struct shape_box box = box_of_points(points, count);
    double width = box.x1 - box.x0, height = box.y1 - box.y0;
    double shorter = MIN(width, height), longer = MAX(width, height);
    double share = shorter < SAME ? 1 : double_area(points, count) / 2 / (width * height);
    bool thin = shorter <= THIN_FILL && longer >= shorter * LONGER && share >= SOLID;
    size_t curves = count_curves(points, count);
    if (longer < SAME)
        return;
    if (thin && !has_curves(points, count))
        add_box(page, box, paint);
    else if (curves == 0 && share >= 1 - SLANT * 2)
        add_box(page, shape_box_intersect(box, paint->clip), paint);
    else
        page->curves += curves;
}

typedef void subpath_painter(struct content_page *page, const struct shape_point *points, size_t count,
                             const struct shape_paint *paint);

static void paint_subpaths(struct content_page *page, const struct shape_path *path, const struct shape_paint *paint,
                           subpath_painter *painter)
{
    const struct shape_point *points = (const struct shape_point *)(void *)path->points->data;
    size_t count = path->points->len;
    page->truncated |= path->truncated;
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && points[end].step != SHAPE_MOVE;)
            end++;
        painter(page, points + start, end - start, paint);
    }
}

void shape_stroke(struct content_page *page, const struct shape_path *path, const struct shape_paint *paint)
{
    paint_subpaths(page, path, paint, is_outline(path) ? stroke_outline : stroke_subpath);
}

void shape_fill(struct content_page *page, const struct shape_path *path, const struct shape_paint *paint)
{
    paint_subpaths(page, path, paint, fill_subpath);
}

void shape_image(struct content_page *page, const struct shape_paint *paint)
{
    add_area(page, matrix_apply_box(paint->matrix, (struct shape_box){0, 0, 1, 1}), paint, true);
}
