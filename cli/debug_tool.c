/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/debug_tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/debug_draw.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/quiet.h"

static const struct {
    const char *word;
    unsigned layer;
} layers[] = {
#define X(layer, bit, word) {word, layer},
    DEBUG_LAYERS(X)
#undef X
};

/* Reads the words, parted by commas; NULL means all.  0 with the error set where one is unknown. */
static unsigned read_layers(const char *text, struct error *error)
{
    unsigned chosen = 0;
    char **words = g_strsplit(text ? text : "", ",", -1);
    for (char **word = words; *word && !error_is_set(error); word++) {
        size_t i = 0;
        while (i < G_N_ELEMENTS(layers) && strcmp(*word, layers[i].word) != 0)
            i++;
        if (i < G_N_ELEMENTS(layers))
            chosen |= layers[i].layer;
        else
            error_set(error, ERROR_USAGE, 0,
                      "--layer: there is no layer \"%s\"; there are page, rulings, cells, "
                      "text, ignored",
                      *word);
    }
    g_strfreev(words);
    if (error_is_set(error))
        return 0;
    if (!text)
        for (size_t i = 0; i < G_N_ELEMENTS(layers); i++)
            chosen |= layers[i].layer;
    return chosen;
}

static bool ends_with(const char *path, const char *ending)
{
    const size_t size = strlen(path), length = strlen(ending);
    return size >= length && g_ascii_strcasecmp(path + size - length, ending) == 0;
}

/* What the user chose. */
struct drawing {
    const char *output;
    bool standard, png;
    unsigned layers;
};

static bool read_choice(struct drawing *drawing, const struct options *options, struct error *error)
{
    drawing->output = options->output ? options->output : "-";
    drawing->standard = strcmp(drawing->output, "-") == 0;
    drawing->png = ends_with(drawing->output, ".png");
    if (!drawing->standard && !drawing->png && !ends_with(drawing->output, ".svg"))
        return error_set(error, ERROR_USAGE, 0, "--output: %s ends neither in .svg nor in .png", drawing->output);
    if (options->files[1])
        return error_set(error, ERROR_USAGE, 0, "debug takes one file: %s", options->files[1]);
    if (!output_is_apart(drawing->output, options->files, 1, error))
        return false;
    drawing->layers = read_layers(options->layers, error);
    return !error_is_set(error);
}

/* Reads the page of the input and draws it into `out`. */
static bool draw(const struct drawing *drawing, const struct options *options, const struct input *input, GString *out,
                 struct error *error)
{
    const struct pages_options how = {.password = options->password};
    struct arena *arena = arena_new();
    struct debug_page page;
    struct pages *pages = pages_open(input->data, input->size, &how, error);
    if (pages) {
        if (debug_read_page(pages, arena, options->page, drawing->layers & DEBUG_LAYER_PAGE, &page, error)) {
            if (drawing->png)
                debug_draw_png(&page, drawing->layers, out, error);
            else
                debug_draw_svg(&page, drawing->layers, out);
        }
        debug_page_clear(&page);
    }
    pages_close(pages);
    arena_free(arena);
    return !error_is_set(error);
}

static bool write_drawing(const struct drawing *drawing, const GString *out, struct error *error)
{
    FILE *file = drawing->standard ? stdout : fopen(drawing->output, "wbe");
    bool written = file && fwrite(out->str, 1, out->len, file) == out->len && fflush(file) == 0;
    int number = errno;
    if (file && !drawing->standard && fclose(file) != 0 && written) {
        number = errno;
        written = false;
    }
    return written || error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(number));
}

enum status debug_tool(const struct options *options)
{
    struct error error = {0};
    struct drawing drawing = {0};
    struct input input;
    if (!read_choice(&drawing, options, &error) || !pages_check_poppler_data(&error)) {
        message_error(NULL, &error);
        return message_status(&error);
    }
    GString *out = g_string_new(NULL);
    input_read(&input, options->files[0]);
    error = input.error;
    quiet_begin();
    const bool drawn = input.data && draw(&drawing, options, &input, out, &error);
    quiet_end();
    const bool written = drawn && write_drawing(&drawing, out, &error);
    if (!drawn)
        message_error(input_name(input.path), &error);
    else if (!written)
        message_error(drawing.standard ? NULL : drawing.output, &error);
    input_clear(&input);
    g_string_free(out, TRUE);
    return message_status(&error);
}
