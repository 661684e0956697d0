/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/debug_draw.h"

#include <math.h>
#include <string.h>

/* In points. */
#define LEGEND_WIDTH 150.0
#define LEGEND_STEP 13.0 /* from one line of the legend or the notes to the next */
#define LEGEND_FONT 8.0
#define LABEL_FONT 4.0  /* of row and column in the corner of a cell */
#define LABEL_ROOM 12.0 /* narrower cells have no label */
#define PAGE_OPACITY 0.5
#define PIXELS_MAX 16000.0 /* of a side of a PNG */

enum { NOTE_LENGTH_MAX = 160 }; /* code points of a note that are shown */

struct style {
    const char *word; /* in the legend, and the id of its group */
    unsigned layer;
    unsigned colour; /* 0xRRGGBB of the stroke and of the fill */
    double fill;     /* opacity; 0: none, and only the stroke has a tooltip */
    double width;    /* of the stroke */
    double dash;     /* length; 0: solid */
    bool line;       /* drawn from corner to corner, not as a rectangle */
};

static const struct style styles[DEBUG_KINDS] = {
    [DEBUG_IMAGE] = {"image", DEBUG_LAYER_IGNORED, 0x8d6e63, 0.10, 1.0, 4, false},
    [DEBUG_FILL] = {"filled area", DEBUG_LAYER_IGNORED, 0x9e9e9e, 0.06, 0.4, 2, false},
    [DEBUG_CELL] = {"cell", DEBUG_LAYER_CELLS, 0x1e88e5, 0.08, 0.6, 0, false},
    [DEBUG_SPAN] = {"cell that spans", DEBUG_LAYER_CELLS, 0x8e24aa, 0.12, 0.6, 0, false},
    [DEBUG_GRID] = {"grid", DEBUG_LAYER_CELLS, 0x0d47a1, 0, 2.0, 0, false},
    [DEBUG_INK] = {"text in a cell", DEBUG_LAYER_TEXT, 0x43a047, 0, 0.5, 0, false},
    [DEBUG_LINE] = {"line outside grids", DEBUG_LAYER_TEXT, 0xfb8c00, 0.12, 0.6, 0, false},
    [DEBUG_RULING] = {"ruling", DEBUG_LAYER_RULINGS, 0xe53935, 0, 1.0, 0, true},
    [DEBUG_WHITE] = {"unseen ruling", DEBUG_LAYER_IGNORED, 0xff4fc3, 0, 1.0, 2, true},
    [DEBUG_CLIPPED] = {"hidden character", DEBUG_LAYER_IGNORED, 0x00838f, 0.25, 0.5, 0, false},
    [DEBUG_DROPPED] = {"character left out", DEBUG_LAYER_IGNORED, 0x6d4c00, 0.25, 0.5, 0, false},
};

/* The whole drawing. */
struct canvas {
    const struct debug_page *page;
    unsigned layers;
    double width, height;
    double notes; /* y of the first note */
    guint counts[DEBUG_KINDS];
};

static void canvas_init(struct canvas *canvas, const struct debug_page *page, unsigned layers)
{
    *canvas = (struct canvas){.page = page, .layers = layers};
    canvas->width = page->width + LEGEND_WIDTH;
    canvas->notes = MAX(page->height, (DEBUG_KINDS + 2) * LEGEND_STEP);
    canvas->height = canvas->notes + (page->notes->len ? (page->notes->len + 1) * LEGEND_STEP : 0);
    for (guint i = 0; i < page->marks->len; i++)
        canvas->counts[g_array_index(page->marks, struct debug_mark, i).kind]++;
}

/* Whether the corner of the cell holds its row and column. */
static bool has_label(const struct debug_mark *mark)
{
    return (mark->kind == DEBUG_CELL || mark->kind == DEBUG_SPAN) && mark->box.x1 - mark->box.x0 >= LABEL_ROOM;
}

static struct view shorten(struct view text)
{
    struct view rest = text;
    for (int i = 0; i < NOTE_LENGTH_MAX && rest.size; i++)
        view_next(&rest);
    return view_part(text, 0, text.size - rest.size);
}

static char *legend_head(const struct debug_page *page)
{
    return g_strdup_printf("%.1f × %.1f pt", page->width, page->height);
}

/* As SVG. */

/* XML has no place for most control characters, written or escaped. */
static void append_escaped(GString *out, struct view text)
{
    while (text.size) {
        const unsigned code = view_next(&text);
        switch (code) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        default:
            if ((code < 0x20 && code != '\n' && code != '\t') || code == 0xFFFE || code == 0xFFFF)
                g_string_append_unichar(out, 0xFFFD);
            else
                g_string_append_unichar(out, code);
        }
    }
}

static cairo_status_t append_bytes(void *closure, const unsigned char *data, unsigned length)
{
    g_string_append_len(closure, (const char *)data, length);
    return CAIRO_STATUS_SUCCESS;
}

static void svg_picture(GString *out, const struct debug_page *page)
{
    GString *png = g_string_new(NULL);
    if (cairo_surface_write_to_png_stream(page->picture, append_bytes, png) == CAIRO_STATUS_SUCCESS) {
        char *text = g_base64_encode((const guchar *)png->str, png->len);
        g_string_append_printf(out,
                               "<image width=\"%.2f\" height=\"%.2f\" opacity=\"%.1f\" preserveAspectRatio=\"none\" "
                               "xlink:href=\"data:image/png;base64,%s\"/>\n",
                               page->width, page->height, PAGE_OPACITY, text);
        g_free(text);
    }
    g_string_free(png, TRUE);
}

static void svg_style(GString *out, const struct style *style)
{
    g_string_append_printf(out, " stroke=\"#%06x\" stroke-width=\"%.1f\"", style->colour, style->width);
    if (style->dash > 0)
        g_string_append_printf(out, " stroke-dasharray=\"%.1f\"", style->dash);
    if (style->fill > 0)
        g_string_append_printf(out, " fill=\"#%06x\" fill-opacity=\"%.2f\"", style->colour, style->fill);
    else
        g_string_append(out, " fill=\"none\"");
}

static void svg_mark(GString *out, const struct debug_mark *mark)
{
    const struct cells_rectangle *box = &mark->box;
    const bool cell = mark->kind == DEBUG_CELL || mark->kind == DEBUG_SPAN, line = styles[mark->kind].line;
    g_string_append(out, line ? "<path" : "<rect");
    if (cell)
        g_string_append(out, " class=\"cell\"");
    if (line)
        g_string_append_printf(out, " d=\"M%.2f %.2fL%.2f %.2f\"", box->x0, box->y0, box->x1, box->y1);
    else
        g_string_append_printf(out, " x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"", box->x0, box->y0,
                               MAX(box->x1 - box->x0, 0), MAX(box->y1 - box->y0, 0));
    if (mark->title.data) {
        g_string_append(out, "><title>");
        append_escaped(out, mark->title);
        g_string_append_printf(out, "</title></%s>\n", line ? "path" : "rect");
    } else {
        g_string_append(out, "/>\n");
    }
}

/* Text that tells nothing of a tooltip lets the pointer through to what does. */
static void svg_kind(GString *out, const struct canvas *canvas, enum debug_kind kind)
{
    const GArray *marks = canvas->page->marks;
    char *id = g_strdelimit(g_strdup(styles[kind].word), " ", '-');
    g_string_append_printf(out, "<g id=\"%s\"", id);
    svg_style(out, &styles[kind]);
    g_string_append(out, kind == DEBUG_INK ? " pointer-events=\"none\">\n" : ">\n");
    for (guint i = 0; i < marks->len; i++)
        if (g_array_index(marks, struct debug_mark, i).kind == kind)
            svg_mark(out, &g_array_index(marks, struct debug_mark, i));
    g_string_append(out, "</g>\n");
    g_free(id);
}

static void svg_labels(GString *out, const struct canvas *canvas)
{
    const GArray *marks = canvas->page->marks;
    g_string_append_printf(out, "<g id=\"labels\" font-size=\"%.0f\" fill=\"#%06x\" pointer-events=\"none\">\n",
                           LABEL_FONT, styles[DEBUG_GRID].colour);
    for (guint i = 0; i < marks->len; i++) {
        const struct debug_mark *mark = &g_array_index(marks, struct debug_mark, i);
        if (has_label(mark))
            g_string_append_printf(out, "<text x=\"%.2f\" y=\"%.2f\">%d,%d</text>\n", mark->box.x0 + 1,
                                   mark->box.y0 + LABEL_FONT, mark->row, mark->column);
    }
    g_string_append(out, "</g>\n");
}

static void svg_legend(GString *out, const struct canvas *canvas)
{
    const double left = canvas->page->width + LEGEND_STEP;
    char *head = legend_head(canvas->page);
    g_string_append_printf(out, "<g id=\"legend\" font-size=\"%.0f\">\n", LEGEND_FONT);
    g_string_append_printf(out, "<text x=\"%.2f\" y=\"%.2f\">%s</text>\n", left, LEGEND_STEP, head);
    double y = LEGEND_STEP;
    for (int kind = 0; kind < DEBUG_KINDS; kind++) {
        if (!(styles[kind].layer & canvas->layers))
            continue;
        y += LEGEND_STEP;
        if (styles[kind].line)
            g_string_append_printf(out, "<path d=\"M%.2f %.2fh20\"", left, y - 3);
        else
            g_string_append_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"20\" height=\"7\"", left, y - 6.5);
        svg_style(out, &styles[kind]);
        g_string_append_printf(out, "/><text x=\"%.2f\" y=\"%.2f\">%s: %u</text>\n", left + 26, y, styles[kind].word,
                               canvas->counts[kind]);
    }
    y = canvas->notes;
    for (guint i = 0; i < canvas->page->notes->len; i++) {
        y += LEGEND_STEP;
        g_string_append_printf(out, "<text x=\"%.2f\" y=\"%.2f\">", LEGEND_STEP, y);
        append_escaped(out, shorten(g_array_index(canvas->page->notes, struct view, i)));
        g_string_append(out, "</text>\n");
    }
    g_string_append(out, "</g>\n");
    g_free(head);
}

void debug_draw_svg(const struct debug_page *page, unsigned layers, GString *out)
{
    struct canvas canvas;
    canvas_init(&canvas, page, layers);
    g_string_append_printf(out,
                           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                           "width=\"%.2f\" height=\"%.2f\" viewBox=\"0 0 %.2f %.2f\" font-family=\"sans-serif\">\n",
                           canvas.width * DEBUG_PICTURE_SCALE, canvas.height * DEBUG_PICTURE_SCALE, canvas.width,
                           canvas.height);
    g_string_append_printf(out, "<rect width=\"%.2f\" height=\"%.2f\" fill=\"#ffffff\"/>\n", canvas.width,
                           canvas.height);
    if (page->picture && (layers & DEBUG_LAYER_PAGE))
        svg_picture(out, page);
    g_string_append_printf(out,
                           "<rect width=\"%.2f\" height=\"%.2f\" fill=\"none\" stroke=\"#bdbdbd\" "
                           "stroke-width=\"0.5\"/>\n",
                           page->width, page->height);
    for (int kind = 0; kind < DEBUG_KINDS; kind++)
        if (styles[kind].layer & layers)
            svg_kind(out, &canvas, (enum debug_kind)kind);
    if (layers & DEBUG_LAYER_CELLS)
        svg_labels(out, &canvas);
    svg_legend(out, &canvas);
    g_string_append(out, "</svg>\n");
}

/* As PNG. */

static void png_colour(cairo_t *cairo, unsigned colour, double opacity)
{
    cairo_set_source_rgba(cairo, (colour >> 16) / 255.0, (colour >> 8 & 0xFF) / 255.0, (colour & 0xFF) / 255.0,
                          opacity);
}

static void png_shape(cairo_t *cairo, const struct style *style, struct cells_rectangle box)
{
    if (style->line) {
        cairo_move_to(cairo, box.x0, box.y0);
        cairo_line_to(cairo, box.x1, box.y1);
    } else {
        cairo_rectangle(cairo, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0);
    }
    if (style->fill > 0) {
        png_colour(cairo, style->colour, style->fill);
        cairo_fill_preserve(cairo);
    }
    png_colour(cairo, style->colour, 1);
    cairo_set_line_width(cairo, style->width);
    cairo_set_dash(cairo, &style->dash, style->dash > 0, 0);
    cairo_stroke(cairo);
}

static void png_text(cairo_t *cairo, double x, double y, double size, const char *text)
{
    cairo_set_font_size(cairo, size);
    cairo_move_to(cairo, x, y);
    cairo_show_text(cairo, text);
}

static void png_page(cairo_t *cairo, const struct debug_page *page)
{
    cairo_save(cairo);
    cairo_rectangle(cairo, 0, 0, page->width, page->height);
    cairo_clip(cairo);
    cairo_scale(cairo, 1.0 / DEBUG_PICTURE_SCALE, 1.0 / DEBUG_PICTURE_SCALE);
    cairo_set_source_surface(cairo, page->picture, 0, 0);
    cairo_paint_with_alpha(cairo, PAGE_OPACITY);
    cairo_restore(cairo);
}

static void png_marks(cairo_t *cairo, const struct canvas *canvas)
{
    const GArray *marks = canvas->page->marks;
    char label[32];
    for (guint i = 0; i < marks->len; i++) {
        const struct debug_mark *mark = &g_array_index(marks, struct debug_mark, i);
        if (styles[mark->kind].layer & canvas->layers)
            png_shape(cairo, &styles[mark->kind], mark->box);
    }
    png_colour(cairo, styles[DEBUG_GRID].colour, 1);
    for (guint i = 0; i < marks->len && (canvas->layers & DEBUG_LAYER_CELLS); i++) {
        const struct debug_mark *mark = &g_array_index(marks, struct debug_mark, i);
        if (!has_label(mark))
            continue;
        g_snprintf(label, sizeof label, "%d,%d", mark->row, mark->column);
        png_text(cairo, mark->box.x0 + 1, mark->box.y0 + LABEL_FONT, LABEL_FONT, label);
    }
}

static void png_legend(cairo_t *cairo, const struct canvas *canvas)
{
    const double left = canvas->page->width + LEGEND_STEP;
    char *head = legend_head(canvas->page);
    double y = LEGEND_STEP;
    png_colour(cairo, 0, 1);
    png_text(cairo, left, y, LEGEND_FONT, head);
    g_free(head);
    for (int kind = 0; kind < DEBUG_KINDS; kind++) {
        if (!(styles[kind].layer & canvas->layers))
            continue;
        y += LEGEND_STEP;
        const double middle = y - 3, half = styles[kind].line ? 0 : 3.5;
        png_shape(cairo, &styles[kind], (struct cells_rectangle){left, middle - half, left + 20, middle + half});
        char *text = g_strdup_printf("%s: %u", styles[kind].word, canvas->counts[kind]);
        png_colour(cairo, 0, 1);
        png_text(cairo, left + 26, y, LEGEND_FONT, text);
        g_free(text);
    }
    y = canvas->notes;
    for (guint i = 0; i < canvas->page->notes->len; i++) {
        const struct view note = shorten(g_array_index(canvas->page->notes, struct view, i));
        char *text = g_strndup(note.data, note.size);
        y += LEGEND_STEP;
        png_text(cairo, LEGEND_STEP, y, LEGEND_FONT, text);
        g_free(text);
    }
}

bool debug_draw_png(const struct debug_page *page, unsigned layers, GString *out, struct error *error)
{
    struct canvas canvas;
    canvas_init(&canvas, page, layers);
    const double scale = MIN(DEBUG_PICTURE_SCALE, PIXELS_MAX / MAX(canvas.width, canvas.height));
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(canvas.width * scale),
                                                          (int)ceil(canvas.height * scale));
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    if (page->picture && (layers & DEBUG_LAYER_PAGE))
        png_page(cairo, page);
    const struct style border = {.colour = 0xbdbdbd, .width = 0.5};
    png_shape(cairo, &border, (struct cells_rectangle){0, 0, page->width, page->height});
    png_marks(cairo, &canvas);
    png_legend(cairo, &canvas);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, append_bytes, out);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ||
           error_set(error, ERROR_TOO_LARGE, 0, "the page cannot be drawn: %s", cairo_status_to_string(status));
}
