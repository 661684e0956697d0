/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTENT_H
#define EXTRACT_CONTENT_H
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What a page draws beside its text, read from its content streams.  All coordinates are in
 * points on the upright page (as /Rotate shows it) within its CropBox: origin top left, y grows
 * downwards, the same space as poppler's text boxes. */

struct content_colour {
    double red, green, blue, alpha; /* 0 ... 1; patterns come as mid grey */
};

/* A straight axis-parallel line: a stroke, the edge of a stroked rectangle, or a thin filled
 * rectangle; clipped to the clip box and the page.  A filled dot, as long as thick (at the crossings
 * of some producers' tables, or one of many that make a dotted line), comes as two short rulings, one
 * in each direction. */
struct content_ruling {
    bool vertical;
    double at;         /* y of a horizontal, x of a vertical one: its middle */
    double start, end; /* along the other axis; start <= end */
    double width;      /* 0 for a hairline */
    struct content_colour colour;
    bool dashed;
    bool filled; /* drawn as a filled shape */
};

/* A filled rectangle too thick to be a ruling (a cell's background), or an image's box. */
struct content_area {
    double x0, y0, x1, y1;
    struct content_colour colour;
    bool image;
};

/* A run of text that is shown neither upright nor at right angles (a watermark, usually). */
struct content_oblique {
    double x, y;  /* its origin */
    double angle; /* degrees, counter-clockwise on the upright page, 0 ... 360 */
    double size;  /* font size in points on the page */
    size_t bytes; /* length of the shown string */
    struct content_colour colour;
};

enum { CONTENT_DIRECTIONS = 4 };

enum content_run_kind {
    CONTENT_SHOWN,
    CONTENT_CLIPPED,   /* outside its clip box: the part of a cell's text that belongs to another page, usually */
    CONTENT_INVISIBLE, /* nothing is painted (render modes 3 and 7), or without any opacity */
    CONTENT_RUN_KINDS
};

/* A run of text at right angles to the page. */
struct content_run {
    double x, y;   /* its origin; of one behind a gap that of the first run in front of it that has one */
    double size;   /* font size in points on the page */
    size_t codes;  /* characters at most */
    int direction; /* 0 to the right, 1 up, 2 to the left, 3 down */
    enum content_run_kind kind;
    double clip_x0, clip_y0, clip_x1, clip_y1; /* the clip box */
    double gap; /* above 0: it is shown in one go with the run in front of it, so many points behind its end */
};

struct content_page {
    double width, height;
    GArray *rulings;  /* struct content_ruling */
    GArray *areas;    /* struct content_area */
    GArray *obliques; /* struct content_oblique */
    GArray *runs;     /* struct content_run, in the order in which they are shown */
    GArray *marks;    /* int: what annotations put over the page with text in it, to be had with content_copy_mark */
    /* bytes of the runs, by kind, reading to the right, up, to the left and down on the upright page */
    size_t bytes[CONTENT_RUN_KINDS][CONTENT_DIRECTIONS];
    size_t curves;  /* painted path segments that are no axis-parallel line: charts, seals, glyph outlines */
    bool truncated; /* a named limit was reached, what was read so far is there */
};

/* An open file. */
struct content;

/* Opens a PDF in memory; `data` must outlive it.  `password` may be NULL (the empty user password
 * is tried).  NULL with the error set where qpdf cannot read the file: the caller then falls back
 * on observer_read_page. */
struct content *content_open(const void *data, size_t size, const char *password, struct error *error);
void content_close(struct content *content);

/* Pages in the page tree. */
size_t content_count_pages(const struct content *content);

/* Reads page `number` (from 1) into `page`, which content_page_init has been called on; what it held
 * before is dropped, so one may serve for all pages.  False with the error set where the page cannot
 * be walked at all. */
bool content_read_page(struct content *content, int number, struct content_page *page, struct error *error);

/* A PDF of one page that shows nothing but a mark; GLib owns it.  NULL where that fails. */
GBytes *content_copy_mark(struct content *content, int mark);

/* Bytes of the runs of a kind. */
size_t content_count_bytes(const struct content_page *page, enum content_run_kind kind);

/* An empty page, and the end of one: frees its arrays. */
void content_page_init(struct content_page *page);
void content_page_clear(struct content_page *page);

#endif
