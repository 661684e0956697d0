/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws pages with cairo and pango into a PDF: `cairo FAMILY OUT.pdf <operations`.
 *
 * One operation a line, fields separated by tabs, points with the origin at the top left:
 *     page  WIDTH HEIGHT
 *     line  X0 Y0 X1 Y1 LINE_WIDTH
 *     rect  X Y WIDTH HEIGHT
 *     text  X BASELINE SIZE ALIGN ANGLE GRAY TEXT      ALIGN is l, c or r; ANGLE in degrees
 */
#include <cairo-pdf.h>
#include <glib.h>
#include <pango/pangocairo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 8, LINE_LENGTH_MAX = 8192 };

static void fail(const char *what)
{
    fprintf(stderr, "cairo: %s\n", what);
    exit(1);
}

static double number(const char *text)
{
    return g_ascii_strtod(text, NULL);
}

static void draw_text(cairo_t *cairo, const char *family, char **fields)
{
    PangoLayout *layout = pango_cairo_create_layout(cairo);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, family);
    pango_font_description_set_absolute_size(font, number(fields[3]) * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, fields[7], -1);
    PangoRectangle extents;
    pango_layout_get_extents(layout, NULL, &extents);
    double width = (double)extents.width / PANGO_SCALE;
    double baseline = (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
    double shift = fields[4][0] == 'c' ? width / 2 : fields[4][0] == 'r' ? width : 0;
    double gray = number(fields[6]);
    cairo_save(cairo);
    cairo_translate(cairo, number(fields[1]), number(fields[2]));
    cairo_rotate(cairo, -number(fields[5]) * G_PI / 180);
    cairo_move_to(cairo, -shift, -baseline);
    cairo_set_source_rgb(cairo, gray, gray, gray);
    pango_cairo_show_layout(cairo, layout);
    cairo_restore(cairo);
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void draw(cairo_surface_t *surface, cairo_t *cairo, const char *family, char **fields, int count, bool *begun)
{
    if (strcmp(fields[0], "page") == 0 && count == 3) {
        if (*begun)
            cairo_show_page(cairo);
        *begun = true;
        cairo_pdf_surface_set_size(surface, number(fields[1]), number(fields[2]));
    } else if (strcmp(fields[0], "line") == 0 && count == 6) {
        cairo_set_source_rgb(cairo, 0, 0, 0);
        cairo_set_line_width(cairo, number(fields[5]));
        cairo_move_to(cairo, number(fields[1]), number(fields[2]));
        cairo_line_to(cairo, number(fields[3]), number(fields[4]));
        cairo_stroke(cairo);
    } else if (strcmp(fields[0], "rect") == 0 && count == 5) {
        cairo_set_source_rgb(cairo, 0, 0, 0);
        cairo_rectangle(cairo, number(fields[1]), number(fields[2]), number(fields[3]), number(fields[4]));
        cairo_fill(cairo);
    } else if (strcmp(fields[0], "text") == 0 && count == 8) {
        draw_text(cairo, family, fields);
    } else {
        fail("an operation that is not known");
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        fail("usage: cairo FAMILY OUT.pdf <operations");
    cairo_surface_t *surface = cairo_pdf_surface_create(argv[2], 595, 842);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2024-01-01T00:00:00Z");
    cairo_t *cairo = cairo_create(surface);
    static char line[LINE_LENGTH_MAX];
    bool begun = false;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        char *fields[FIELDS_MAX];
        int count = 0;
        for (char *rest = line; rest && count < FIELDS_MAX; count++)
            fields[count] = strsep(&rest, "\t");
        draw(surface, cairo, argv[1], fields, count, &begun);
    }
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        fail(cairo_status_to_string(cairo_surface_status(surface)));
    cairo_surface_destroy(surface);
    return 0;
}
