/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "extract/content_frame.h"

enum {
    WALK_OBLIQUES_MAX = 20000, /* of one page */
    WALK_RUNS_MAX = 200000,    /* of one page */
    WALK_OBLIQUE_DEGREES = 2,  /* text that is so far from a right angle is oblique (a scan's is less) */
};

static const double GLYPH_MIDDLE = 0.35, GLYPH_EDGE = 0.05;
static const double GAP_LEAST = 300;             /* thousandths of an em, as in the arrays of TJ */
static const double DEGREES = 57.29577951308232; /* of a radian */

void text_begin(struct frame *frame, const double *numbers)
{
    (void)numbers;
    frame->text = frame->line = MATRIX_IDENTITY;
}

void text_set_matrix(struct frame *frame, const double *numbers)
{
    frame->text = frame->line = frame_matrix(numbers);
}

void text_move(struct frame *frame, const double *numbers)
{
    struct matrix shift = {1, 0, 0, 1, numbers[0], numbers[1]};
    frame->text = frame->line = matrix_multiply(shift, frame->line);
}

void text_move_leading(struct frame *frame, const double *numbers)
{
    frame->state->text_leading = -numbers[1];
    text_move(frame, numbers);
}

void text_next_line(struct frame *frame, const double *numbers)
{
    (void)numbers;
    text_move(frame, (const double[]){0, -frame->state->text_leading});
}

void text_set_font(struct frame *frame, const double *numbers)
{
    const struct token *name = frame->count >= 2 ? &frame->operands[frame->count - 2] : NULL;
    const struct resource *font = name && name->kind == TOKEN_NAME ? frame_resource(frame, RESOURCE_FONT, name) : NULL;
    frame->state->font_wide = font && font->wide;
    frame->state->font_size = numbers[0];
}

void text_set_mode(struct frame *frame, const double *numbers)
{
    frame->state->text_mode = numbers[0] >= 0 && numbers[0] < 8 ? (int)numbers[0] : 0;
}

void text_set_scale(struct frame *frame, const double *numbers)
{
    frame->state->text_scale = numbers[0] / 100;
}

void text_set_leading(struct frame *frame, const double *numbers)
{
    frame->state->text_leading = numbers[0];
}

void text_set_rise(struct frame *frame, const double *numbers)
{
    frame->state->text_rise = numbers[0];
}

/* Render modes 3 and 7 paint nothing; nor does ink without any opacity. */
static bool is_invisible(const struct state *state)
{
    return state->text_mode == 3 || state->text_mode == 7 ||
           (state->text_mode == 0 && state_colour(state, &state->fill).alpha <= 0);
}

static void add_oblique(struct frame *frame, struct matrix glyphs, double angle, size_t bytes)
{
    struct state *state = frame->state;
    struct content_page *page = frame->walk->page;
    if (page->obliques->len >= WALK_OBLIQUES_MAX) {
        page->truncated = true;
        return;
    }
    struct content_oblique oblique = {
        .x = glyphs.e,
        .y = glyphs.f,
        .angle = angle,
        .size = hypot(glyphs.c, glyphs.d),
        .bytes = bytes,
        .colour = state_colour(state, state->text_mode == 1 ? &state->stroke : &state->fill),
    };
    g_array_append_val(page->obliques, oblique);
}

/* Where a run of text at right angles to the page lies to its clip box.  Hidden are glyphs whose middle, GLYPH_MIDDLE ems
 * above the baseline, lies above or below the box by more than GLYPH_EDGE ems, or that begin behind it. */
static bool is_clipped(const struct shape_box *clip, struct matrix glyphs, int direction)
{
    const double slack = GLYPH_EDGE * hypot(glyphs.c, glyphs.d);
    const double x = glyphs.e + GLYPH_MIDDLE * glyphs.c, y = glyphs.f + GLYPH_MIDDLE * glyphs.d;
    const bool left = x<clip->x0 - slack, right = x> clip->x1 + slack;
    const bool above = y<clip->y0 - slack, below = y> clip->y1 + slack;
    if (shape_box_is_empty(*clip))
        return true;
    switch (direction) {
    case 0:
        return above || below || right;
    case 1:
        return left || right || above;
    case 2:
        return above || below || left;
    default:
        return left || right || below;
    }
}

static void add_run(struct frame *frame, struct matrix glyphs, int direction, size_t bytes, double gap)
{
    const struct state *state = frame->state;
    const struct shape_box *clip = &state->clip;
    struct content_page *page = frame->walk->page;
    if (page->runs->len >= WALK_RUNS_MAX) {
        page->truncated = true;
        return;
    }
    struct content_run run = {.x = glyphs.e,
                              .y = glyphs.f,
                              .size = hypot(glyphs.c, glyphs.d),
                              .codes = state->font_wide ? (bytes + 1) / 2 : bytes,
                              .direction = direction,
                              .clip_x0 = clip->x0,
                              .clip_y0 = clip->y0,
                              .clip_x1 = clip->x1,
                              .clip_y1 = clip->y1,
                              .gap = gap};
    if (is_clipped(clip, glyphs, direction))
        run.kind = CONTENT_CLIPPED;
    else if (is_invisible(state))
        run.kind = CONTENT_INVISIBLE;
    page->bytes[run.kind][direction] += bytes;
    g_array_append_val(page->runs, run);
}

/* A run for each part of an array of strings that stands behind a gap. */
static void add_parts(struct frame *frame, struct matrix glyphs, int direction, struct view array)
{
    const double size = hypot(glyphs.a, glyphs.b);
    struct token_source source = {.data = array.data, .size = array.size};
    struct token token;
    double gap = 0;
    size_t bytes = 0;
    for (token_read(&source, &token); token.kind != TOKEN_END; token_read(&source, &token)) {
        if (token.kind == TOKEN_STRING) {
            bytes += token.bytes;
        } else if (token.kind == TOKEN_NUMBER && token.number < -GAP_LEAST) {
            if (bytes)
                add_run(frame, glyphs, direction, bytes, gap);
            gap = (bytes ? 0 : gap) - token.number / 1000 * size;
            bytes = 0;
        }
    }
    if (bytes)
        add_run(frame, glyphs, direction, bytes, gap);
}

/* Shows so many bytes of strings; `array` holds them where there are gaps between them, else it is none. */
static void show_bytes(struct frame *frame, size_t bytes, struct view array)
{
    struct state *state = frame->state;
    struct matrix font = {state->font_size * state->text_scale, 0, 0, state->font_size, 0, state->text_rise};
    struct matrix glyphs = matrix_multiply(matrix_multiply(font, frame->text), state->matrix);
    double length = hypot(glyphs.a, glyphs.b);
    if (frame->hidden > 0 || bytes == 0 || !(length > 0) || !isfinite(length))
        return;
    if (frame->walk->within != WALK_PAGE) {
        frame->walk->written += bytes;
        return;
    }
    double angle = atan2(-glyphs.b, glyphs.a) * DEGREES;
    double turns = floor(angle / 90 + 0.5); /* -2 ... 2 */
    if (fabs(angle - turns * 90) > WALK_OBLIQUE_DEGREES) {
        add_oblique(frame, glyphs, angle < 0 ? angle + 360 : angle, bytes);
        return;
    }
    const int direction = ((int)turns + CONTENT_DIRECTIONS) % CONTENT_DIRECTIONS;
    if (array.size)
        add_parts(frame, glyphs, direction, array);
    else
        add_run(frame, glyphs, direction, bytes, 0);
}

void text_show(struct frame *frame, const double *numbers)
{
    const struct token *string = frame_operand(frame, TOKEN_STRING);
    (void)numbers;
    if (string)
        show_bytes(frame, string->bytes, VIEW_NONE);
}

void text_show_array(struct frame *frame, const double *numbers)
{
    const struct token *strings = frame_operand(frame, TOKEN_ARRAY);
    (void)numbers;
    if (strings)
        show_bytes(frame, strings->bytes, strings->lowest < -GAP_LEAST ? strings->text : VIEW_NONE);
}

void text_show_next_line(struct frame *frame, const double *numbers)
{
    text_next_line(frame, numbers);
    text_show(frame, numbers);
}
