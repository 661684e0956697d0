/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <qpdf/qpdf-c.h>

#include "extract/content.h"
#include "extract/observer.h"

/* Small PDFs are put together in memory; what content_read_page finds on their first page is written
 * down line by line and compared as text:
 *
 *   H at start end width     a horizontal ruling, V a vertical one; "dash", "fill", and the colour
 *                            where it is not opaque black
 *   A x0 y0 x1 y1            an area, "image"
 *   O x y angle size bytes   oblique text
 *   dir right up left down   where there is text; "invisible n", "clipped n", "mark object", "curves n", "truncated"
 */

enum { OBJECTS_MAX = 8, FIRST_EXTRA = 5 };

struct sample {
    const char *name;
    const char *content;
    const char *page;                 /* entries of the page; NULL: a MediaBox of 200 x 100 */
    const char *catalog;              /* entries of the catalogue */
    const char *objects[OBJECTS_MAX]; /* objects 5, 6 ...; a form is "<</Subtype/Form ...>>|its content" */
    const char *expected;
};

static void add_object(GString *file, GArray *offsets, const char *text, size_t size)
{
    const char *bar = memchr(text, '|', size);
    size_t offset = file->len;
    g_array_append_val(offsets, offset);
    g_string_append_printf(file, "%u 0 obj\n", offsets->len);
    if (bar) {
        size_t length = size - (size_t)(bar + 1 - text);
        g_string_append_len(file, text, bar - text - 2);
        g_string_append_printf(file, "/Length %zu>>\nstream\n", length);
        g_string_append_len(file, bar + 1, (gssize)length);
        g_string_append(file, "\nendstream");
    } else {
        g_string_append_len(file, text, (gssize)size);
    }
    g_string_append(file, "\nendobj\n");
}

/* The file of a sample whose page content is `content`. */
static GString *build(const struct sample *sample, const char *content, size_t size)
{
    GString *file = g_string_new("%PDF-1.7\n");
    GArray *offsets = g_array_new(FALSE, FALSE, sizeof(size_t));
    GString *text = g_string_new(NULL);
    g_string_printf(text, "<</Type/Catalog/Pages 2 0 R %s>>", sample->catalog ? sample->catalog : "");
    add_object(file, offsets, text->str, text->len);
    g_string_assign(text, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>");
    add_object(file, offsets, text->str, text->len);
    g_string_printf(text, "<</Type/Page/Parent 2 0 R/Contents 4 0 R %s>>", sample->page ? sample->page : "");
    add_object(file, offsets, text->str, text->len);
    g_string_assign(text, "<<>>|");
    g_string_append_len(text, content, (gssize)size);
    add_object(file, offsets, text->str, text->len);
    for (int i = 0; i < OBJECTS_MAX && sample->objects[i]; i++)
        add_object(file, offsets, sample->objects[i], strlen(sample->objects[i]));
    size_t table = file->len;
    g_string_append_printf(file, "xref\n0 %u\n0000000000 65535 f \n", offsets->len + 1);
    for (guint i = 0; i < offsets->len; i++)
        g_string_append_printf(file, "%010zu 00000 n \n", g_array_index(offsets, size_t, i));
    g_string_append_printf(file, "trailer<</Root 1 0 R/Size %u>>\nstartxref\n%zu\n%%%%EOF\n", offsets->len + 1, table);
    g_array_free(offsets, TRUE);
    g_string_free(text, TRUE);
    return file;
}

static void write_colour(GString *text, struct content_colour colour)
{
    if (colour.red > 0 || colour.green > 0 || colour.blue > 0 || colour.alpha < 1)
        g_string_append_printf(text, " %.3g,%.3g,%.3g,%.3g", colour.red, colour.green, colour.blue, colour.alpha);
    g_string_append_c(text, '\n');
}

static double tidy(double value)
{
    return fabs(value) < 1e-6 ? 0 : value;
}

static char *write_page(const struct content_page *page)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < page->rulings->len; i++) {
        const struct content_ruling *ruling = &g_array_index(page->rulings, struct content_ruling, i);
        g_string_append_printf(text, "%c %.5g %.5g %.5g %.4g%s%s", ruling->vertical ? 'V' : 'H', tidy(ruling->at),
                               tidy(ruling->start), tidy(ruling->end), tidy(ruling->width),
                               ruling->dashed ? " dash" : "", ruling->filled ? " fill" : "");
        write_colour(text, ruling->colour);
    }
    for (guint i = 0; i < page->areas->len; i++) {
        const struct content_area *area = &g_array_index(page->areas, struct content_area, i);
        g_string_append_printf(text, "A %.5g %.5g %.5g %.5g%s", tidy(area->x0), tidy(area->y0), tidy(area->x1),
                               tidy(area->y1), area->image ? " image" : "");
        write_colour(text, area->colour);
    }
    for (guint i = 0; i < page->obliques->len; i++) {
        const struct content_oblique *oblique = &g_array_index(page->obliques, struct content_oblique, i);
        g_string_append_printf(text, "O %.4g %.4g %.4g %.4g %zu", oblique->x, oblique->y, oblique->angle, oblique->size,
                               oblique->bytes);
        write_colour(text, oblique->colour);
    }
    size_t direction[CONTENT_DIRECTIONS] = {0};
    for (int i = 0; i < CONTENT_RUN_KINDS * CONTENT_DIRECTIONS; i++)
        direction[i % CONTENT_DIRECTIONS] += page->bytes[i / CONTENT_DIRECTIONS][i % CONTENT_DIRECTIONS];
    if (direction[0] + direction[1] + direction[2] + direction[3] > 0)
        g_string_append_printf(text, "dir %zu %zu %zu %zu\n", direction[0], direction[1], direction[2], direction[3]);
    if (content_count_bytes(page, CONTENT_INVISIBLE))
        g_string_append_printf(text, "invisible %zu\n", content_count_bytes(page, CONTENT_INVISIBLE));
    if (content_count_bytes(page, CONTENT_CLIPPED))
        g_string_append_printf(text, "clipped %zu\n", content_count_bytes(page, CONTENT_CLIPPED));
    for (guint i = 0; i < page->marks->len; i++)
        g_string_append_printf(text, "mark %d\n", g_array_index(page->marks, int, i));
    if (page->curves > 0)
        g_string_append_printf(text, "curves %zu\n", page->curves);
    g_string_append(text, page->truncated ? "truncated\n" : "");
    return g_string_free(text, FALSE);
}

/* What is found on the first page of a file. */
static char *read_file(const GString *file)
{
    struct error error = {0};
    struct content_page page;
    struct content *content = content_open(file->str, file->len, NULL, &error);
    if (!content)
        return g_strdup_printf("error %s\n", error_code_word(error.code));
    content_page_init(&page);
    bool good = content_read_page(content, 1, &page, &error);
    char *text = good ? write_page(&page) : g_strdup_printf("error %s\n", error_code_word(error.code));
    content_page_clear(&page);
    content_close(content);
    return text;
}

static char *observe_file(const GString *file)
{
    struct error error = {0};
    struct content_page page;
    GBytes *bytes = g_bytes_new(file->str, file->len);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
    assert_non_null(document);
    PopplerPage *source = poppler_document_get_page(document, 0);
    content_page_init(&page);
    bool good = observer_read_page(source, &page, &error);
    char *text = good ? write_page(&page) : g_strdup_printf("error %s\n", error.message);
    content_page_clear(&page);
    g_object_unref(source);
    g_object_unref(document);
    g_bytes_unref(bytes);
    return text;
}

static void check_samples(const struct sample *samples, size_t count, char *reader(const GString *))
{
    for (size_t i = 0; i < count; i++) {
        GString *file = build(&samples[i], samples[i].content, strlen(samples[i].content));
        char *found = reader(file);
        if (strcmp(found, samples[i].expected) != 0)
            fail_msg("%s:\nexpected:\n%sfound:\n%s", samples[i].name, samples[i].expected, found);
        g_free(found);
        g_string_free(file, TRUE);
    }
}

#define CHECK(samples) check_samples((samples), G_N_ELEMENTS(samples), read_file)

/* Known to the leak sanitizer only: cairo 1.16 never frees the entries of an observer's callback lists. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:cairo_surface_observer_add_fill_callback\nleak:cairo_surface_observer_add_stroke_callback\n";
}

/* These come out alike from the walk and from the observer. */
static const struct sample DRAWINGS[] = {
    {.name = "stroke", .content = "2 w 10 80 m 60 80 l S", .expected = "H 20 10 60 2\n"},
    {.name = "polyline and closing",
     .content = "10 10 m 50 10 l 50 40 l s",
     .expected = "H 90 10 50 1\nV 50 60 90 1\ncurves 1\n"},
    {.name = "stroked rectangle",
     .content = ".5 w 10 10 50 30 re S",
     .expected = "H 90 10 60 0.5\nV 60 60 90 0.5\nH 60 10 60 0.5\nV 10 60 90 0.5\n"},
    {.name = "thin filled rectangles",
     .content = "10 50 80 .5 re 20 10 .5 40 re f",
     .expected = "H 49.75 10 90 0.5 fill\nV 20.25 50 90 0.5 fill\n"},
    {.name = "dot at a crossing",
     .content = "10 50 .5 .5 re f",
     .expected = "H 49.75 10 10.5 0.5 fill\nV 10.25 49.5 50 0.5 fill\n"},
    {.name = "thin quadrilateral with mitred ends",
     .content = "10 50 m 60 50 l 59 51 l 11 51 l f",
     .expected = "H 49.5 10 60 1 fill\n"},
    {.name = "thick filled rectangle", .content = ".9 g 10 10 50 30 re f", .expected = "A 10 60 60 90 0.9,0.9,0.9,1\n"},
    {.name = "fill and stroke",
     .content = "1 0 0 rg 10 10 50 30 re B",
     .expected = "H 90 10 60 1\nV 60 60 90 1\nH 60 10 60 1\nV 10 60 90 1\nA 10 60 60 90 1,0,0,1\n"},
    {.name = "thick stroke is an area", .content = "20 w 10 50 m 60 50 l S", .expected = "A 10 40 60 60\n"},
    {.name = "matrices within each other",
     .content = "q 2 0 0 2 10 10 cm q 1 0 0 1 5 5 cm 0 0 m 20 0 l S Q 0 0 m 0 10 l S Q 0 0 m 9 0 l S",
     /* the last one lies on the edge of the page: half of it is seen */
     .expected = "H 80 20 60 2\nV 10 70 90 2\nH 99.75 0 9 0.5\n"},
    {.name = "a quarter turn and an uneven scale",
     .content = "0 3 -1 0 100 10 cm 0 0 m 20 0 l S 0 0 m 0 50 l S",
     .expected = "V 100 30 90 1\nH 90 50 100 3\n"},
    {.name = "dashes",
     .content = "[3 2] 0 d 10 50 m 60 50 l S [] 0 d 10 40 m 60 40 l S",
     .expected = "H 50 10 60 1 dash\nH 60 10 60 1\n"},
    {.name = "white", .content = "1 G 10 50 m 60 50 l S", .expected = "H 50 10 60 1 1,1,1,1\n"},
    {.name = "clip",
     .content = "q 20 20 30 30 re W n 0 30 m 200 30 l S 0 90 m 200 90 l S 25 0 9 200 re f Q 0 10 m 9 10 l S",
     .expected = "H 70 20 50 1\nH 90 0 9 1\nA 25 50 34 80\n"},
    {.name = "glyphs that are stroked",
     .content = "10 10 m 60 10 l 60 40 l 50 40 l 50 20 l 10 20 l h S",
     .expected = "curves 6\n"},
    {.name = "glyphs of straight sides beside one with curves",
     .content = "10 10 m 60 10 l 70 10 70 20 60 20 c S 20 30 20 20 re 80 10 m 90 10 95 20 95 30 c S",
     .expected = "curves 7\n"},
    {.name = "out of the page", .content = "-50 50 m 900 50 l S 10 500 m 60 500 l S", .expected = "H 50 0 200 1\n"},
};

static const struct sample WALKED[] = {
    {.name = "clip leaves a thin piece of a fill",
     .content = "10 50 80 1 re W n 0 0 200 100 re f",
     .expected = "H 49.5 10 90 1 fill\n"},
    {.name = "cmyk", .content = "0 1 0 .5 K 10 50 m 60 50 l S", .expected = "H 50 10 60 1 0.5,0,0.5,1\n"},
    {.name = "dashes of no length", .content = "[0 0] 0 d 10 50 m 60 50 l S", .expected = "H 50 10 60 1\n"},
    {.name = "hairline", .content = "0 w 10 80 m 60 80 l S", .expected = "H 20 10 60 0\n"},
    {.name = "curves",
     .content = "10 10 m 20 20 30 20 40 10 c 50 5 60 10 v S 10 10 m 30 40 50 10 y f 10 10 m 40 50 l S",
     .expected = "curves 4\n"},
    {.name = "rounded rectangle",
     .content = "15 10 m 105 10 l 110 10 110 15 110 15 c 110 90 l S",
     .expected = "H 90 15 105 1\nV 110 10 85 1\ncurves 1\n"},
    {.name = "odd numbers",
     .content = "+10 --80 m 1 0 0 1 0 160 cm 4.5.6 -80-3 m 60.0000000000000000001 -80 l .5 w S",
     .expected = "H 20 4.5 60 0.5\n"},
    {.name = "comments and strings are no operators",
     .content = "% 10 80 m 60 80 l S\n(a (b) \\) 0 5 m 9 5 l S) Tj <31302053> Tj 10 80 m 60 80 l S",
     .expected = "H 20 10 60 1\n"},
    {.name = "missing operands, unknown operators, wrong types",
     .content = "5 m l 3 re /A w (x) w xyzzy 1 2 3 rg4 } ) >> ] 10 80 m 60 80 l S",
     .expected = "H 20 10 60 1\n"},
    {.name = "an array that is never closed",
     .content = "BT 9 0 0 9 0 0 Tm /F 1 Tf [(ab) -20 (c) ET 10 80 m 60 80 l S",
     .expected = "H 20 10 60 1\n"},
    {.name = "Q without q, q without Q", .content = "Q Q q q 10 80 m 60 80 l S", .expected = "H 20 10 60 1\n"},
    {.name = "inline images",
     .content = "q 20 0 0 10 5 5 cm BI /W 4 /H 2 /BPC 8 /CS /G ID \n EI q S\001 EI Q "
                "BI /W 9 /F /Fl ID \200 EI 0 5 9 9 re f \201\n EI 1 0 0 1 0 0 cm Q 10 80 m 60 80 l S",
     .expected = "H 20 10 60 1\nA 5 85 25 95 image\nA 0 99 1 100 image\n"},
    {.name = "inline images that are not set off, ASCII ones, one that never ends",
     .content = "BI /F /AHx ID 00>EI 1 0 0 1 0 0 cm BI ID \200abcEI 0 8 m 9 8 l "
                "BI /F[/A85] ID x!EI 0 5 9 9 re f 0\n~> EI S BI ID 0 1 m 9 1 l S",
     .expected = "H 92 0 9 1\nA 0 99 1 100 image\nA 0 99 1 100 image\nA 0 99 1 100 image\nA 0 99 1 100 image\n"},
    {.name = "text directions",
     .content = "BT /F 10 Tf 10 10 Td (abc) Tj 0 1 -1 0 0 0 Tm <41> Tj -1 0 0 -1 9 9 Tm [(x) -200 (yz)] TJ "
                "0 -1 1 0 9 9 Tm (\\(\\101\\\\) ' ET",
     .expected = "dir 3 1 3 3\nclipped 1\n"},
    {.name = "oblique text",
     .content = "BT 1 0 0 rg /F 20 Tf .7071 .7071 -.7071 .7071 50 20 Tm (secret) Tj ET",
     .expected = "O 50 80 45 20 6 1,0,0,1\n"},
    {.name = "oblique by the matrix around, negative font size",
     .content = "q .866 -.5 .5 .866 0 50 cm BT /F -10 Tf (abc) Tj ET Q",
     .expected = "O 0 50 150 10 3\n"},
    {.name = "lines of text",
     .content = "BT /F 10 Tf .7071 .7071 -.7071 .7071 50 20 Tm 0 -10 TD (a) ' T* [(b)] TJ ET",
     .expected = "O 64.14 94.14 45 10 1\nO 71.21 101.2 45 10 1\n"},
    {.name = "text of a scan that is a little askew",
     .content = "BT /F 10 Tf 1 .01 -.01 1 50 20 Tm (ok) Tj ET",
     .expected = "dir 2 0 0 0\n"},
    {.name = "invisible text",
     .content = "BT /F 10 Tf 3 Tr (abcd) Tj 0 Tr (ef) Tj ET",
     .expected = "dir 6 0 0 0\ninvisible 4\n"},
    {.name = "text that is added to the clip box only, and text without opacity",
     .content = "BT /F 10 Tf 10 10 Td 7 Tr (abcd) Tj 0 Tr /G1 gs (ef) Tj ET",
     .page = "/Resources<</ExtGState<</G1<</ca 0>>>>>>",
     .expected = "dir 6 0 0 0\ninvisible 6\n"},
    {.name = "text above, below and behind its clip box, and within",
     .content = "40 40 60 20 re W n BT /F 10 Tf 50 62 Td (a) Tj 0 -31 Td (bc) Tj 60 19 Td (def) Tj "
                "-60 0 Td (ghij) Tj -20 0 Td (klmno) Tj ET",
     .expected = "dir 15 0 0 0\nclipped 6\n"},
    {.name = "the same sideways",
     .content = "40 20 20 60 re W n BT /F 10 Tf 0 1 -1 0 32 40 Tm (a) Tj 0 1 -1 0 70 40 Tm (bc) Tj "
                "0 1 -1 0 50 90 Tm (def) Tj 0 1 -1 0 50 40 Tm (ghij) Tj ET",
     .expected = "dir 0 10 0 0\nclipped 6\n"},
    {.name = "upside down, down, and in a clip box that is empty",
     .content = "40 20 60 60 re W n BT /F 10 Tf -1 0 0 -1 50 95 Tm (a) Tj -1 0 0 -1 30 50 Tm (bc) Tj "
                "-1 0 0 -1 80 50 Tm (def) Tj 0 -1 1 0 50 10 Tm (ghij) Tj 0 -1 1 0 50 70 Tm (klmno) Tj ET "
                "0 0 9 9 re W n BT 10 10 Td (pqrstu) Tj ET",
     .expected = "dir 6 0 6 9\nclipped 13\n"},
    {.name = "graphics state",
     .content = "/G1 gs 10 80 m 60 80 l S 10 20 30 40 re f /None gs",
     .page = "/Resources<</ExtGState<</G1<</LW 3/CA .5/ca .25/D[[2]0]>>>>>>",
     .expected = "H 20 10 60 3 dash 0,0,0,0.5\nA 10 40 40 80 0,0,0,0.25\n"},
    {.name = "colour spaces",
     .content = "/Icc cs .5 .25 0 sc 0 0 9 9 re f /Spot cs .25 scn 0 0 9 9 re f /Pattern cs /P1 scn 0 0 9 9 re f "
                "/Idx cs 3 sc 0 0 9 9 re f /No cs 1 scn 0 0 9 9 re f /DeviceCMYK cs 0 0 9 9 re f",
     .page = "/Resources<</ColorSpace<</Icc[/ICCBased 5 0 R]/Spot[/Separation/Black/DeviceGray 5 0 R]"
             "/Idx[/Indexed/DeviceRGB 1<000000FFFFFF>]/No[/Separation/None/DeviceGray 5 0 R]>>>>",
     .objects = {"<</N 3>>|"},
     .expected = "A 0 91 9 100 0.5,0.25,0,1\nA 0 91 9 100 0.75,0.75,0.75,1\nA 0 91 9 100 0.5,0.5,0.5,1\n"
                 "A 0 91 9 100 0.5,0.5,0.5,1\nA 0 91 9 100 1,1,1,0\nA 0 91 9 100\n"},
};

static const struct sample OBJECTS[] = {
    {.name = "form with a matrix and a box",
     .content = "q 1 0 0 1 10 0 cm /Fm1 Do Q 0 10 m 9 10 l S",
     .page = "/Resources<</XObject<</Fm1 5 0 R>>>>",
     .objects = {"<</Subtype/Form/Matrix[2 0 0 2 0 20]/BBox[0 0 30 100]>>|3 w 0 10 m 90 10 l S"},
     .expected = "H 60 10 70 6\nH 90 0 9 1\n"},
    {.name = "a form with nothing in it",
     .content = "/Fm1 Do 0 10 m 9 10 l S",
     .page = "/Resources<</XObject<</Fm1 5 0 R>>>>",
     .objects = {"<</Subtype/Form/BBox[0 0 30 100]>>|"},
     .expected = "H 90 0 9 1\n"},
    {.name = "form without resources uses those of the page; a name written in hex",
     .content = "/F#6d1 Do",
     .page = "/Resources<</XObject<</Fm1 5 0 R/Fm2 6 0 R>>>>",
     .objects = {"<</Subtype/Form/BBox[0 0 99 99]>>|/Fm2 Do", "<</Subtype/Form/BBox[0 0 99 99]>>|10 80 m 60 80 l S"},
     .expected = "H 20 10 60 1\n"},
    {.name = "forms that call each other end",
     .content = "/A Do 10 80 m 60 80 l S",
     .page = "/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>",
     .objects = {"<</Subtype/Form>>|/B Do /A Do", "<</Subtype/Form>>|/A Do 0 5 m 9 5 l S 7 w /B Do"},
     .expected = "H 95 0 9 1\nH 20 10 60 1\n"},
    {.name = "transparency group",
     .content = "/H gs /A Do",
     .page = "/Resources<</ExtGState<</H<</ca .5/CA .5>>>>/XObject<</A 5 0 R>>>>",
     .objects = {"<</Subtype/Form/Group<</S/Transparency>>>>|0 5 m 9 5 l S"},
     .expected = "H 95 0 9 1 0,0,0,0.5\n"},
    {.name = "image",
     .content = "q 50 0 0 20 10 10 cm /Im Do Q",
     .page = "/Resources<</XObject<</Im 5 0 R>>>>",
     .objects = {"<</Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray>>|x"},
     .expected = "A 10 70 60 90 image\n"},
    {.name = "hidden layer",
     .content = "/OC /Off BDC 0 5 m 9 5 l S /X BMC BT /F 9 Tf (a) Tj ET EMC 0 4 m 9 4 l S EMC "
                "/OC /On BDC 0 6 m 9 6 l S EMC /Fm Do",
     .page = "/Resources<</Properties<</Off 5 0 R/On 6 0 R>>/XObject<</Fm 7 0 R>>>>",
     .catalog = "/OCProperties<</OCGs[5 0 R 6 0 R]/D<</OFF[5 0 R]>>>>",
     .objects = {"<</Type/OCG/Name(a)>>", "<</Type/OCG/Name(b)>>", "<</Subtype/Form/OC 5 0 R>>|0 7 m 9 7 l S"},
     .expected = "H 94 0 9 1\n"},
    {.name = "layers off but one, membership",
     .content = "/OC /A BDC 0 1 m 9 1 l S EMC /OC /B BDC 0 2 m 9 2 l S EMC /OC /Any BDC 0 3 m 9 3 l S EMC "
                "/OC /All BDC 0 4 m 9 4 l S EMC /OC /AnyOff BDC 0 5 m 9 5 l S EMC /OC /Not BDC 0 6 m 9 6 l S EMC "
                "/OC /One BDC 0 7 m 9 7 l S EMC /OC /AllOff BDC 0 8 m 9 8 l S EMC",
     .page = "/Resources<</Properties<</A 5 0 R/B 6 0 R/Any 7 0 R/All 8 0 R/AnyOff 9 0 R/Not 10 0 R"
             "/One 11 0 R/AllOff 12 0 R>>>>",
     .catalog = "/OCProperties<</OCGs[5 0 R 6 0 R]/D<</BaseState/OFF/ON[6 0 R]>>>>",
     .objects = {"<</Type/OCG>>", "<</Type/OCG>>", "<</Type/OCMD/OCGs[5 0 R 6 0 R]>>",
                 "<</Type/OCMD/OCGs[5 0 R 6 0 R]/P/AllOn>>", "<</Type/OCMD/OCGs[5 0 R 6 0 R]/P/AnyOff>>",
                 "<</Type/OCMD/VE[/Not[/And 5 0 R 6 0 R]]>>", "<</Type/OCMD/OCGs[5 0 R]>>",
                 "<</Type/OCMD/OCGs 5 0 R/P/AllOff>>"},
     .expected = "H 98 0 9 1\nH 97 0 9 1\nH 95 0 9 1\nH 94 0 9 1\nH 92 0 9 1\n"},
    {.name = "annotations: placed, in a state, hidden, broken",
     .content = "q 9 0 0 9 9 9 cm",
     .page = "/Annots[5 0 R 6 0 R 7 0 R 42 0 R (x) <</Rect[0 0 9 9]/AP<</N 1>>>>]",
     .objects = {"<</Subtype/Square/Rect[110 60 10 40]/AP<</N 8 0 R>>>>",
                 "<</Subtype/Widget/Rect[0 0 50 10]/AS/On/AP<</N<</On 8 0 R/Off 4 0 R>>>>>>",
                 "<</Subtype/Stamp/F 2/Rect[110 60 10 40]/AP<</N 8 0 R>>>>",
                 "<</Subtype/Form/BBox[0 0 10 50]/Matrix[0 1 -1 0 7 7]>>|5 0 m 5 50 l S"},
     .expected = "H 50 10 110 2\nH 95 0 50 1\n"},
    {.name = "marks over the page: nothing of them is the page's; one says nothing, one is hidden",
     .content = "q",
     .page = "/Annots[5 0 R 6 0 R 7 0 R 8 0 R 9 0 R]",
     .objects = {"<</Subtype/Watermark/Rect[10 40 110 60]/AP<</N 10 0 R>>>>",
                 "<</Subtype/FreeText/F 2/Rect[10 40 110 60]/AP<</N 10 0 R>>>>",
                 "<</Subtype/Stamp/Rect[10 40 110 60]/AP<</N 11 0 R>>>>",
                 "<</Subtype/Widget/FT/Sig/Rect[10 40 110 60]/AP<</N 12 0 R>>>>",
                 "<</Subtype/Widget/FT/Tx/Rect[10 40 110 60]/AP<</N 12 0 R>>>>",
                 "<</Subtype/Form/BBox[0 0 100 20]>>|1 1 m 99 1 l S BT /F 10 Tf 5 5 Td (draft) Tj ET",
                 "<</Subtype/Form/BBox[0 0 100 20]>>|1 1 m 99 1 l S",
                 "<</Subtype/Form/BBox[0 0 100 20]>>|BT /F 10 Tf 5 5 Td (name) Tj ET"},
     .expected = "mark 10\nmark 12\n"},
    {.name = "content in several streams, one of them missing",
     .content = "10 80 m",
     .page = "/Contents[4 0 R 99 0 R 5 0 R]",
     .objects = {"<<>>|60 80 l S"},
     .expected = "H 20 10 60 1\ntruncated\n"},
    {.name = "image in a pattern of words",
     .content = "BI /W 30 /H 1 /BPC 8 ID  EI 0 5 m 9 5 l S EI 0 5 m 9 5 l\nEI 0 9 m 9 9 l S",
     .expected = "H 91 0 9 1\nA 0 99 1 100 image\n"},
    {.name = "content that cannot be decoded",
     .content = "0 9 m 9 9 l S",
     .page = "/Contents[5 0 R 4 0 R]",
     .objects = {"<</Filter/NoSuchDecode>>|0 8 m 9 8 l S"},
     .expected = "H 91 0 9 1\ntruncated\n"},
    {.name = "no content that can be decoded",
     .content = "",
     .page = "/Contents 5 0 R",
     .objects = {"<</Filter/FlateDecode>>|x"},
     .expected = "error damaged\n"},
    {.name = "decoded content",
     .content = "",
     .page = "/Contents 5 0 R",
     .objects = {"<</Filter[/ASCIIHexDecode/FlateDecode]>>|7801010d00f2ff302039206d20392039206c2053124802c8>"},
     .expected = "H 91 0 9 1\n"},
    {.name = "content that is deflated twice might swell without bounds",
     .content = "",
     .page = "/Contents 5 0 R",
     .objects = {"<</Filter[/ASCIIHexDecode/FlateDecode/FlateDecode]>>|"
                 "7801011800e7ff7801010d00f2ff302039206d20392039206c2053124802c84fbd0664>"},
     .expected = "error damaged\n"},
    {.name = "no content", .content = "", .page = "/Contents null", .expected = ""},
};

/* One line of the upright page of 200 x 100, as each way of turning and cutting the page has it. */
static const struct sample TURNED[] = {
    {.name = "upright", .content = "30 80 m 80 80 l S", .expected = "H 20 30 80 1\n"},
    {.name = "CropBox",
     .content = "80 140 m 130 140 l S",
     .page = "/MediaBox[0 0 400 400]/CropBox[250 60 50 160]",
     .expected = "H 20 30 80 1\n"},
    {.name = "CropBox beyond the MediaBox",
     .content = "30 80 m 80 80 l S",
     .page = "/CropBox[-50 -50 900 900]",
     .expected = "H 20 30 80 1\n"},
    {.name = "90",
     .content = "20 30 m 20 80 l S",
     .page = "/Rotate 90/MediaBox[0 0 100 200]",
     .expected = "H 20 30 80 1\n"},
    {.name = "180", .content = "170 20 m 120 20 l S", .page = "/Rotate 180", .expected = "H 20 30 80 1\n"},
    {.name = "270",
     .content = "80 170 m 80 120 l S",
     .page = "/Rotate 270/MediaBox[0 0 100 200]",
     .expected = "H 20 30 80 1\n"},
    {.name = "-90",
     .content = "80 170 m 80 120 l S",
     .page = "/Rotate -90/MediaBox[0 0 100 200]",
     .expected = "H 20 30 80 1\n"},
    {.name = "450",
     .content = "20 30 m 20 80 l S",
     .page = "/Rotate 450/MediaBox[0 0 100 200]",
     .expected = "H 20 30 80 1\n"},
    {.name = "45 is none", .content = "30 80 m 80 80 l S", .page = "/Rotate 45", .expected = "H 20 30 80 1\n"},
    {.name = "90 within a CropBox",
     .content = "70 90 m 70 140 l S",
     .page = "/Rotate 90/MediaBox[0 0 400 400]/CropBox[50 60 150 260]",
     .expected = "H 20 30 80 1\n"},
    {.name = "270 within a CropBox",
     .content = "130 230 m 130 180 l S",
     .page = "/Rotate 270/MediaBox[0 0 400 400]/CropBox[50 60 150 260]",
     .expected = "H 20 30 80 1\n"},
};

static void test_drawings(void **state)
{
    (void)state;
    CHECK(DRAWINGS);
}

static void test_walked(void **state)
{
    (void)state;
    CHECK(WALKED);
}

static void test_objects(void **state)
{
    (void)state;
    CHECK(OBJECTS);
}

static void test_turned(void **state)
{
    (void)state;
    CHECK(TURNED);
}

static void test_observer(void **state)
{
    (void)state;
    check_samples(DRAWINGS, G_N_ELEMENTS(DRAWINGS), observe_file);
    check_samples(TURNED, G_N_ELEMENTS(TURNED), observe_file);
}

/* A drawing that cairo gives up is kept as far as it came. */
static void test_observer_truncated(void **state)
{
    static const struct sample SAMPLES[] = {
        {.name = "a dash that cairo refuses",
         .content = "10 50 m 60 50 l S [0 0] 0 d 10 40 m 60 40 l S",
         .expected = "H 50 10 60 1\ntruncated\n"},
    };
    (void)state;
    check_samples(SAMPLES, G_N_ELEMENTS(SAMPLES), observe_file);
}

/* The text that poppler lays out lies between the rulings that are drawn around it. */
static void test_agrees_with_poppler(void **state)
{
    static const char *const TURNS[] = {"", "/Rotate 90", "/Rotate 180", "/Rotate 270"};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(TURNS); i++) {
        char *entries = g_strdup_printf("%s/MediaBox[0 0 400 300]/CropBox[30 20 330 280]/Resources<</Font<</F<<"
                                        "/Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
                                        TURNS[i]);
        const char *drawing = "98 195 24 14 re S BT /F 12 Tf 100 198 Td (Wo) Tj ET";
        struct sample sample = {.page = entries};
        GString *file = build(&sample, drawing, strlen(drawing));
        GBytes *bytes = g_bytes_new(file->str, file->len);
        PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
        PopplerPage *source = poppler_document_get_page(document, 0);
        PopplerRectangle *boxes = NULL;
        guint count = 0;
        struct error error = {0};
        struct content_page page;
        double width, height, low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
        struct content *content = content_open(file->str, file->len, NULL, &error);
        content_page_init(&page);
        assert_true(content_read_page(content, 1, &page, &error));
        poppler_page_get_size(source, &width, &height);
        assert_true(fabs(width - page.width) < 0.001 && fabs(height - page.height) < 0.001);
        assert_int_equal(page.rulings->len, 4);
        for (guint j = 0; j < 4; j++) {
            const struct content_ruling *ruling = &g_array_index(page.rulings, struct content_ruling, j);
            low[ruling->vertical] = fmin(low[ruling->vertical], ruling->at);
            high[ruling->vertical] = fmax(high[ruling->vertical], ruling->at);
        }
        assert_true(poppler_page_get_text_layout(source, &boxes, &count));
        assert_true(count >= 2);
        for (guint j = 0; j < 2; j++) {
            double x = (boxes[j].x1 + boxes[j].x2) / 2, y = (boxes[j].y1 + boxes[j].y2) / 2;
            assert_true(low[1] < x && x < high[1] && low[0] < y && y < high[0]);
        }
        g_free(boxes);
        content_page_clear(&page);
        content_close(content);
        g_object_unref(source);
        g_object_unref(document);
        g_bytes_unref(bytes);
        g_string_free(file, TRUE);
        g_free(entries);
    }
}

static void check_limit(const char *unit, int times, const char *end, size_t rulings)
{
    GString *text = g_string_new(NULL);
    struct error error = {0};
    struct content_page page;
    struct sample sample = {0};
    for (int i = 0; i < times; i++)
        g_string_append(text, unit);
    g_string_append(text, end);
    GString *file = build(&sample, text->str, text->len);
    struct content *content = content_open(file->str, file->len, NULL, &error);
    content_page_init(&page);
    assert_true(content_read_page(content, 1, &page, &error));
    assert_true(page.truncated);
    assert_int_equal(page.rulings->len, rulings);
    content_page_clear(&page);
    content_close(content);
    g_string_free(file, TRUE);
    g_string_free(text, TRUE);
}

static void test_limits(void **state)
{
    (void)state;
    check_limit("q ", 5000, "Q 0 9 m 9 9 l S", 1);
    check_limit("1 ", 500, "w 0 9 m 9 9 l S", 1);
    check_limit("[ ", 500, "n 0 9 m 9 9 l S", 1);
    check_limit("0 9 m 9 9 l S ", 200010, "", 200000);
    check_limit("0 9 m 9 9 l ", 250010, "S", 200000);
    check_limit("n ", 3000010, "0 9 m 9 9 l S", 0);
}

/* A chain of forms ends at the limit, and a form that doubles itself many times at that of operators. */
static void test_form_limits(void **state)
{
    GString *text = g_string_new(NULL);
    struct sample sample = {.page = "/Resources<</XObject<</A 5 0 R/B 6 0 R/C 7 0 R/D 8 0 R/E 9 0 R>>>>"};
    static const char *const NEXT[] = {"/B Do ", "/C Do ", "/D Do ", "/E Do "};
    char *objects[5];
    (void)state;
    for (int i = 0; i < 5; i++) {
        g_string_assign(text, "<</Subtype/Form>>|");
        for (int j = 0; j < 100; j++)
            g_string_append(text, i < 4 ? NEXT[i] : "n ");
        objects[i] = g_strdup(text->str);
        sample.objects[i] = objects[i];
    }
    GString *file = build(&sample, "/A Do", 5);
    char *found = read_file(file);
    assert_string_equal(found, "truncated\n");
    g_free(found);
    g_string_free(file, TRUE);
    g_string_free(text, TRUE);
    for (int i = 0; i < 5; i++)
        g_free(objects[i]);
}

static void test_errors(void **state)
{
    struct error error = {0};
    struct content_page page;
    (void)state;
    assert_null(content_open("nothing", 7, NULL, &error));
    assert_int_equal(error.code, ERROR_DAMAGED);
    assert_null(content_open(NULL, 0, NULL, &error));
    GString *file = build(&WALKED[0], "0 9 m 9 9 l S", 13);
    error = (struct error){0};
    struct content *content = content_open(file->str, file->len, NULL, &error);
    assert_int_equal(content_count_pages(content), 1);
    content_page_init(&page);
    assert_false(content_read_page(content, 2, &page, &error));
    assert_int_equal(error.page, 2);
    assert_false(content_read_page(content, 1, &page, &error));
    error = (struct error){0};
    for (int i = 0; i < 2; i++) {
        assert_true(content_read_page(content, 1, &page, &error));
        assert_int_equal(page.rulings->len, 1);
    }
    content_page_clear(&page);
    content_close(content);
    content_close(NULL);
    g_string_free(file, TRUE);
}

static void test_password(void **state)
{
    struct error error = {0};
    struct content_page page;
    (void)state;
    GString *file = build(&WALKED[0], "0 9 m 9 9 l S", 13);
    qpdf_data qpdf = qpdf_init();
    assert_int_equal(qpdf_read_memory(qpdf, "input", file->str, file->len, NULL), 0);
    assert_int_equal(qpdf_init_write_memory(qpdf), 0);
    qpdf_set_r6_encryption_parameters2(qpdf, "user", "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
    assert_int_equal(qpdf_write(qpdf), 0);
    const void *locked = qpdf_get_buffer(qpdf);
    size_t size = qpdf_get_buffer_length(qpdf);
    assert_null(content_open(locked, size, NULL, &error));
    assert_int_equal(error.code, ERROR_ENCRYPTED);
    error = (struct error){0};
    struct content *content = content_open(locked, size, "user", &error);
    assert_non_null(content);
    content_page_init(&page);
    assert_true(content_read_page(content, 1, &page, &error));
    assert_int_equal(page.rulings->len, 1);
    content_page_clear(&page);
    content_close(content);
    qpdf_cleanup(&qpdf);
    g_string_free(file, TRUE);
}

/* A fixed row of numbers, the same on every machine. */
static unsigned next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33);
}

/* What is found on a page whose content is deflated. */
static char *read_deflated(const char *content, size_t size)
{
    struct sample sample = {0};
    GString *file = build(&sample, content, size);
    qpdf_data qpdf = qpdf_init();
    assert_int_equal(qpdf_read_memory(qpdf, "input", file->str, file->len, NULL), 0);
    assert_int_equal(qpdf_init_write_memory(qpdf), 0);
    assert_int_equal(qpdf_write(qpdf), 0);
    GString small = {.str = (char *)(uintptr_t)qpdf_get_buffer(qpdf), .len = qpdf_get_buffer_length(qpdf)};
    assert_true(small.len < size / 2);
    char *found = read_file(&small);
    qpdf_cleanup(&qpdf);
    g_string_free(file, TRUE);
    return found;
}

/* Content that a small file swells to is read as far as the limit goes. */
static void test_swelling(void **state)
{
    enum { SPACES = 160 << 20 };
    char *content = g_malloc(SPACES);
    (void)state;
    memset(content, ' ', SPACES);
    memcpy(content, "0 9 m 9 9 l S", 13);
    memcpy(content + SPACES - 13, "0 8 m 9 8 l S", 13);
    char *found = read_deflated(content, SPACES);
    assert_string_equal(found, "H 91 0 9 1\ntruncated\n");
    g_free(found);
    g_free(content);
}

/* Content that is long but honest is read to its end, though it is decoded in several steps. */
static void test_long_content(void **state)
{
    GString *content = g_string_new("0 9 m 9 9 l S\n");
    uint64_t seed = 1;
    (void)state;
    while (content->len < 2 << 20)
        g_string_append_printf(content, "%u.%u w\n", next_random(&seed) % 100, next_random(&seed));
    g_string_append(content, "1 w 0 8 m 9 8 l S");
    char *found = read_deflated(content->str, content->len);
    assert_string_equal(found, "H 91 0 9 1\nH 92 0 9 1\n");
    g_free(found);
    g_string_free(content, TRUE);
}

static void check_within_page(const struct content_page *page)
{
    for (guint i = 0; i < page->rulings->len; i++) {
        const struct content_ruling *ruling = &g_array_index(page->rulings, struct content_ruling, i);
        double along = ruling->vertical ? page->height : page->width;
        double across = ruling->vertical ? page->width : page->height;
        assert_true(ruling->start >= 0 && ruling->start < ruling->end && ruling->end <= along);
        assert_true(ruling->at >= -0.25 && ruling->at <= across + 0.25 && ruling->width >= 0);
    }
    for (guint i = 0; i < page->areas->len; i++) {
        const struct content_area *area = &g_array_index(page->areas, struct content_area, i);
        assert_true(area->x0 >= 0 && area->x0 < area->x1 && area->x1 <= page->width);
        assert_true(area->y0 >= 0 && area->y0 < area->y1 && area->y1 <= page->height);
    }
}

static void read_damaged(const GString *file)
{
    struct error error = {0};
    struct content_page page;
    struct content *content = content_open(file->str, file->len, NULL, &error);
    assert_true((content == NULL) == error_is_set(&error));
    content_page_init(&page);
    if (content && content_count_pages(content) > 0 && content_read_page(content, 1, &page, &error))
        check_within_page(&page);
    content_page_clear(&page);
    content_close(content);
}

/* Damaged content and damaged files are read without harm, and what is found lies on the page. */
static void test_damage(void **state)
{
    static const char PIECES[] = "0123456789.-+/()<>[]%{}\\ \n\377\0qQcmreBIDEWSfFbn*'\"TjJdgsokKlhvyw";
    uint64_t seed = 20260101;
    (void)state;
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(OBJECTS); i++) {
            GString *content = g_string_new(WALKED[(unsigned)round % G_N_ELEMENTS(WALKED)].content);
            g_string_append(content, OBJECTS[i].content);
            for (int j = 0; j < round % 8 && content->len > 0; j++)
                content->str[next_random(&seed) % content->len] = PIECES[next_random(&seed) % (sizeof PIECES - 1)];
            GString *file = build(&OBJECTS[i], content->str, content->len);
            read_damaged(file);
            for (int j = 0; j < 4; j++)
                file->str[next_random(&seed) % file->len] = PIECES[next_random(&seed) % (sizeof PIECES - 1)];
            read_damaged(file);
            g_string_truncate(file, next_random(&seed) % file->len);
            read_damaged(file);
            g_string_free(file, TRUE);
            g_string_free(content, TRUE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawings),
        cmocka_unit_test(test_walked),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_observer),
        cmocka_unit_test(test_observer_truncated),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_form_limits),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_password),
        cmocka_unit_test(test_agrees_with_poppler),
        cmocka_unit_test(test_swelling),
        cmocka_unit_test(test_long_content),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
