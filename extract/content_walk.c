/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/content_walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "extract/content_frame.h"

enum {
    WALK_FORMS_MAX = 12,          /* forms within each other */
    WALK_STATES_MAX = 1024,       /* q without Q */
    WALK_OPERATORS_MAX = 3000000, /* of one page, its forms included */
    WALK_BYTES_MAX = 256 << 20,   /* likewise; a form counts each time that it is shown */
    WALK_NAME_MAX = 128,          /* bytes of a resource's name */
};

const struct token *frame_operand(const struct frame *frame, enum token_kind kind)
{
    const struct token *token = frame->count > 0 ? &frame->operands[frame->count - 1] : NULL;
    return token && token->kind == kind ? token : NULL;
}

/* --- Graphics state --- */

static void save_state(struct frame *frame, const double *numbers)
{
    (void)numbers;
    if (frame->walk->states->len < WALK_STATES_MAX) {
        g_array_append_val(frame->walk->states, frame->walk->state);
    } else {
        frame->unsaved++;
        frame->walk->page->truncated = true;
    }
}

static void restore_state(struct frame *frame, const double *numbers)
{
    GArray *states = frame->walk->states;
    (void)numbers;
    if (frame->unsaved > 0) {
        frame->unsaved--;
    } else if (states->len > frame->saved) {
        frame->walk->state = g_array_index(states, struct state, states->len - 1);
        g_array_set_size(states, states->len - 1);
    }
}

struct matrix frame_matrix(const double *numbers)
{
    return (struct matrix){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
}

static void change_matrix(struct frame *frame, const double *numbers)
{
    frame->state->matrix = matrix_multiply(frame_matrix(numbers), frame->state->matrix);
}

static void set_line_width(struct frame *frame, const double *numbers)
{
    frame->state->line_width = fabs(numbers[0]);
}

static void set_dash(struct frame *frame, const double *numbers)
{
    (void)numbers;
    if (frame->count >= 2 && frame->operands[frame->count - 2].kind == TOKEN_ARRAY)
        frame->state->dashed = frame->operands[frame->count - 2].nonzero;
}

const struct resource *frame_resource(struct frame *frame, enum resource_kind kind, const struct token *token)
{
    char name[WALK_NAME_MAX];
    if (!token || !token_name_copy(token, name, sizeof name))
        return NULL;
    const struct resource *resource = resource_find(frame->walk->cache, frame->resources, kind, name);
    return resource->found ? resource : NULL;
}

static void set_state(struct frame *frame, const double *numbers)
{
    struct state *state = frame->state;
    const struct resource *resource = frame_resource(frame, RESOURCE_STATE, frame_operand(frame, TOKEN_NAME));
    (void)numbers;
    if (!resource)
        return;
    if (resource->line_width >= 0)
        state->line_width = resource->line_width;
    if (resource->stroke_alpha >= 0)
        state->stroke.alpha = fmin(1, resource->stroke_alpha);
    if (resource->fill_alpha >= 0)
        state->fill.alpha = fmin(1, resource->fill_alpha);
    if (resource->font_size >= 0)
        state->font_size = resource->font_size;
    if (resource->dashed >= 0)
        state->dashed = resource->dashed > 0;
}

/* --- Colours --- */

static double unit(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

static struct content_colour grey(double value)
{
    return (struct content_colour){unit(value), unit(value), unit(value), 1};
}

static struct content_colour colour_of(enum colour_space space, const double *numbers, int count)
{
    double ink = 0;
    if (space == SPACE_GRAY && count >= 1)
        return grey(numbers[0]);
    if (space == SPACE_LAB && count >= 1)
        return grey(numbers[0] / 100);
    if (space == SPACE_RGB && count >= 3)
        return (struct content_colour){unit(numbers[0]), unit(numbers[1]), unit(numbers[2]), 1};
    if (space == SPACE_CMYK && count >= 4) {
        double light = 1 - unit(numbers[3]);
        return (struct content_colour){(1 - unit(numbers[0])) * light, (1 - unit(numbers[1])) * light,
                                       (1 - unit(numbers[2])) * light, 1};
    }
    if (space == SPACE_NOTHING)
        return (struct content_colour){1, 1, 1, 0};
    for (int i = 0; i < count && space == SPACE_TINT; i++)
        ink = fmax(ink, unit(numbers[i]));
    return grey(space == SPACE_TINT ? 1 - ink : 0.5);
}

static void set_ink(struct ink *ink, enum colour_space space, const double *numbers, int count)
{
    ink->space = space;
    ink->colour = colour_of(space, numbers, count);
}

/* The initial colour of a space: black, but for what is not resolved. */
static void set_space(struct frame *frame, struct ink *ink)
{
    static const double BLACK[4] = {0, 0, 0, 1}, FULL[1] = {1};
    char name[WALK_NAME_MAX];
    const struct token *token = frame_operand(frame, TOKEN_NAME);
    if (!token || !token_name_copy(token, name, sizeof name))
        return;
    enum colour_space space = resource_space(frame->walk->cache, frame->resources, name);
    if (space == SPACE_TINT)
        set_ink(ink, space, FULL, 1);
    else
        set_ink(ink, space, BLACK, 4);
}

static void set_components(struct frame *frame, struct ink *ink)
{
    double numbers[WALK_OPERANDS_MAX];
    int count = 0;
    for (int i = 0; i < frame->count; i++) {
        if (frame->operands[i].kind == TOKEN_NUMBER)
            numbers[count++] = frame->operands[i].number;
    }
    ink->colour = frame_operand(frame, TOKEN_NAME) ? grey(0.5) : colour_of(ink->space, numbers, count);
}

static void fill_gray(struct frame *frame, const double *numbers)
{
    set_ink(&frame->state->fill, SPACE_GRAY, numbers, 1);
}

static void fill_rgb(struct frame *frame, const double *numbers)
{
    set_ink(&frame->state->fill, SPACE_RGB, numbers, 3);
}

static void fill_cmyk(struct frame *frame, const double *numbers)
{
    set_ink(&frame->state->fill, SPACE_CMYK, numbers, 4);
}

static void fill_space(struct frame *frame, const double *numbers)
{
    (void)numbers;
    set_space(frame, &frame->state->fill);
}

static void fill_components(struct frame *frame, const double *numbers)
{
    (void)numbers;
    set_components(frame, &frame->state->fill);
}

static void stroke_gray(struct frame *frame, const double *numbers)
{
    set_ink(&frame->state->stroke, SPACE_GRAY, numbers, 1);
}

static void stroke_rgb(struct frame *frame, const double *numbers)
{
    set_ink(&frame->state->stroke, SPACE_RGB, numbers, 3);
}

static void stroke_cmyk(struct frame *frame, const double *numbers)
{
    set_ink(&frame->state->stroke, SPACE_CMYK, numbers, 4);
}

static void stroke_space(struct frame *frame, const double *numbers)
{
    (void)numbers;
    set_space(frame, &frame->state->stroke);
}

static void stroke_components(struct frame *frame, const double *numbers)
{
    (void)numbers;
    set_components(frame, &frame->state->stroke);
}

/* --- Paths --- */

static void add_point(struct frame *frame, enum shape_step step, const double *numbers)
{
    shape_path_add(&frame->walk->path, step, matrix_apply(frame->state->matrix, numbers[0], numbers[1]));
}

static void move_to(struct frame *frame, const double *numbers)
{
    add_point(frame, SHAPE_MOVE, numbers);
}

static void line_to(struct frame *frame, const double *numbers)
{
    add_point(frame, frame->walk->path.points->len > 0 ? SHAPE_LINE : SHAPE_MOVE, numbers);
}

static void curve_to(struct frame *frame, const double *numbers)
{
    add_point(frame, SHAPE_CONTROL, numbers);
    add_point(frame, SHAPE_CONTROL, numbers + 2);
    add_point(frame, SHAPE_CURVE, numbers + 4);
}

static void curve_from_current(struct frame *frame, const double *numbers)
{
    shape_path_add(&frame->walk->path, SHAPE_CONTROL, shape_path_current(&frame->walk->path));
    add_point(frame, SHAPE_CONTROL, numbers);
    add_point(frame, SHAPE_CURVE, numbers + 2);
}

static void curve_to_final(struct frame *frame, const double *numbers)
{
    add_point(frame, SHAPE_CONTROL, numbers);
    add_point(frame, SHAPE_CONTROL, numbers + 2);
    add_point(frame, SHAPE_CURVE, numbers + 2);
}

static void close_path(struct frame *frame, const double *numbers)
{
    (void)numbers;
    shape_path_close(&frame->walk->path);
}

static void add_rectangle(struct frame *frame, const double *numbers)
{
    double x = numbers[0], y = numbers[1], width = numbers[2], height = numbers[3];
    move_to(frame, (const double[]){x, y});
    line_to(frame, (const double[]){x + width, y});
    line_to(frame, (const double[]){x + width, y + height});
    line_to(frame, (const double[]){x, y + height});
    shape_path_close(&frame->walk->path);
}

static void clip_path(struct frame *frame, const double *numbers)
{
    (void)numbers;
    frame->walk->clips = true;
}

struct content_colour state_colour(const struct state *state, const struct ink *ink)
{
    struct content_colour colour = ink->colour;
    colour.alpha *= ink->alpha * state->group_alpha;
    return colour;
}

/* Paints the path, lets it clip where W was given, and begins a new one. */
static void paint_path(struct frame *frame, bool fill, bool stroke)
{
    struct walk *walk = frame->walk;
    struct state *state = frame->state;
    const bool shown = frame->hidden == 0 && walk->within != WALK_MARK;
    struct shape_paint paint = {
        .clip = state->clip,
        .matrix = state->matrix,
        .line_width = state->line_width,
        .dashed = state->dashed,
    };
    if (fill && shown) {
        paint.colour = state_colour(state, &state->fill);
        shape_fill(walk->page, &walk->path, &paint);
    }
    if (stroke && shown) {
        paint.colour = state_colour(state, &state->stroke);
        shape_stroke(walk->page, &walk->path, &paint);
    }
    if (walk->clips && walk->path.points->len > 0)
        state->clip = shape_box_intersect(state->clip, shape_path_box(&walk->path));
    walk->clips = false;
    shape_path_clear(&walk->path);
}

static void end_path(struct frame *frame, const double *numbers)
{
    (void)numbers;
    paint_path(frame, false, false);
}

static void stroke_path(struct frame *frame, const double *numbers)
{
    (void)numbers;
    paint_path(frame, false, true);
}

static void close_stroke_path(struct frame *frame, const double *numbers)
{
    close_path(frame, numbers);
    paint_path(frame, false, true);
}

static void fill_path(struct frame *frame, const double *numbers)
{
    (void)numbers;
    paint_path(frame, true, false);
}

static void fill_stroke_path(struct frame *frame, const double *numbers)
{
    (void)numbers;
    paint_path(frame, true, true);
}

static void close_fill_stroke_path(struct frame *frame, const double *numbers)
{
    close_path(frame, numbers);
    paint_path(frame, true, true);
}

/* --- Layers, images, forms --- */

static void begin_mark(struct frame *frame, const double *numbers)
{
    (void)numbers;
    frame->marks++;
    if (frame->hidden > 0 || frame->count < 2 || frame->operands[frame->count - 2].kind != TOKEN_NAME ||
        !view_equal_text(frame->operands[frame->count - 2].text, "OC"))
        return;
    const struct resource *layer = frame_resource(frame, RESOURCE_PROPERTY, frame_operand(frame, TOKEN_NAME));
    if (layer && layer->hidden)
        frame->hidden = frame->marks;
}

static void end_mark(struct frame *frame, const double *numbers)
{
    (void)numbers;
    if (frame->hidden == frame->marks)
        frame->hidden = 0;
    if (frame->marks > 0)
        frame->marks--;
}

static void paint_image(struct frame *frame)
{
    struct state *state = frame->state;
    struct shape_paint paint = {
        .colour = state_colour(state, &state->fill),
        .clip = state->clip,
        .matrix = state->matrix,
    };
    if (frame->hidden == 0 && frame->walk->within != WALK_MARK)
        shape_image(frame->walk->page, &paint);
}

static void skip_inline_image(struct frame *frame, const double *numbers)
{
    (void)numbers;
    token_skip_image(&frame->source);
    paint_image(frame);
}

static void run_stream(struct walk *walk, struct resources *resources, struct view content);

/* The state that a form's content starts with; the caller restores the one before. */
static void enter_form(struct state *state, const struct form *form)
{
    state->matrix = matrix_multiply(form->matrix, state->matrix);
    if (form->has_box)
        state->clip = shape_box_intersect(state->clip, matrix_apply_box(state->matrix, form->box));
    if (form->group) {
        state->group_alpha *= state->fill.alpha;
        state->fill.alpha = state->stroke.alpha = 1;
    }
}

static void run_form(struct walk *walk, struct form *form)
{
    if (form->running)
        return;
    if (walk->forms >= WALK_FORMS_MAX) {
        walk->page->truncated = true;
        return;
    }
    struct state before = walk->state;
    form->running = true;
    walk->forms++;
    walk->page->truncated |= form->truncated;
    enter_form(&walk->state, form);
    run_stream(walk, form->resources, (struct view){form->data->str, form->data->len});
    walk->forms--;
    form->running = false;
    walk->state = before;
}

static void paint_object(struct frame *frame, const double *numbers)
{
    const struct resource *object = frame_resource(frame, RESOURCE_XOBJECT, frame_operand(frame, TOKEN_NAME));
    (void)numbers;
    if (!object || object->hidden || frame->hidden > 0)
        return;
    if (object->image)
        paint_image(frame);
    else if (object->form)
        run_form(frame->walk, object->form);
}

/* --- The interpreter --- */

/* A name of up to three letters has a slot of its own: the compiler tells where two meet. */
#define SLOT(first, second, third) (((first) + (second)*14 + (third)*2) % 256)
#define OPERATOR(first, second, third, numbers, handler) \
    [SLOT(first, second, third)] = {{first, second, third}, numbers, handler}

static const struct operation {
    char name[4];
    int numbers; /* operands that must be numbers */
    handler *handler;
} OPERATORS[256] = {
    OPERATOR('"', 0, 0, 0, text_show_next_line),
    OPERATOR('\'', 0, 0, 0, text_show_next_line),
    OPERATOR('B', 0, 0, 0, fill_stroke_path),
    OPERATOR('B', '*', 0, 0, fill_stroke_path),
    OPERATOR('B', 'D', 'C', 0, begin_mark),
    OPERATOR('B', 'I', 0, 0, skip_inline_image),
    OPERATOR('B', 'M', 'C', 0, begin_mark),
    OPERATOR('B', 'T', 0, 0, text_begin),
    OPERATOR('C', 'S', 0, 0, stroke_space),
    OPERATOR('D', 'o', 0, 0, paint_object),
    OPERATOR('E', 'M', 'C', 0, end_mark),
    OPERATOR('F', 0, 0, 0, fill_path),
    OPERATOR('G', 0, 0, 1, stroke_gray),
    OPERATOR('K', 0, 0, 4, stroke_cmyk),
    OPERATOR('Q', 0, 0, 0, restore_state),
    OPERATOR('R', 'G', 0, 3, stroke_rgb),
    OPERATOR('S', 0, 0, 0, stroke_path),
    OPERATOR('S', 'C', 0, 0, stroke_components),
    OPERATOR('S', 'C', 'N', 0, stroke_components),
    OPERATOR('T', '*', 0, 0, text_next_line),
    OPERATOR('T', 'D', 0, 2, text_move_leading),
    OPERATOR('T', 'J', 0, 0, text_show_array),
    OPERATOR('T', 'L', 0, 1, text_set_leading),
    OPERATOR('T', 'd', 0, 2, text_move),
    OPERATOR('T', 'f', 0, 1, text_set_font),
    OPERATOR('T', 'j', 0, 0, text_show),
    OPERATOR('T', 'm', 0, 6, text_set_matrix),
    OPERATOR('T', 'r', 0, 1, text_set_mode),
    OPERATOR('T', 's', 0, 1, text_set_rise),
    OPERATOR('T', 'z', 0, 1, text_set_scale),
    OPERATOR('W', 0, 0, 0, clip_path),
    OPERATOR('W', '*', 0, 0, clip_path),
    OPERATOR('b', 0, 0, 0, close_fill_stroke_path),
    OPERATOR('b', '*', 0, 0, close_fill_stroke_path),
    OPERATOR('c', 0, 0, 6, curve_to),
    OPERATOR('c', 'm', 0, 6, change_matrix),
    OPERATOR('c', 's', 0, 0, fill_space),
    OPERATOR('d', 0, 0, 0, set_dash),
    OPERATOR('f', 0, 0, 0, fill_path),
    OPERATOR('f', '*', 0, 0, fill_path),
    OPERATOR('g', 0, 0, 1, fill_gray),
    OPERATOR('g', 's', 0, 0, set_state),
    OPERATOR('h', 0, 0, 0, close_path),
    OPERATOR('k', 0, 0, 4, fill_cmyk),
    OPERATOR('l', 0, 0, 2, line_to),
    OPERATOR('m', 0, 0, 2, move_to),
    OPERATOR('n', 0, 0, 0, end_path),
    OPERATOR('q', 0, 0, 0, save_state),
    OPERATOR('r', 'e', 0, 4, add_rectangle),
    OPERATOR('r', 'g', 0, 3, fill_rgb),
    OPERATOR('s', 0, 0, 0, close_stroke_path),
    OPERATOR('s', 'c', 0, 0, fill_components),
    OPERATOR('s', 'c', 'n', 0, fill_components),
    OPERATOR('v', 0, 0, 4, curve_from_current),
    OPERATOR('w', 0, 0, 1, set_line_width),
    OPERATOR('y', 0, 0, 4, curve_to_final),
};

static void run_operator(struct frame *frame, struct view name)
{
    unsigned char text[sizeof OPERATORS[0].name] = {0};
    double numbers[6] = {0};
    if (name.size >= sizeof text)
        return;
    for (size_t i = 0; i < name.size; i++)
        text[i] = (unsigned char)name.data[i];
    const struct operation *operation = &OPERATORS[SLOT(text[0], text[1], text[2])];
    if (!operation->handler || memcmp(operation->name, text, sizeof text) != 0 || frame->count < operation->numbers)
        return;
    const struct token *operands = frame->operands + frame->count - operation->numbers;
    for (int i = 0; i < operation->numbers; i++) {
        if (operands[i].kind != TOKEN_NUMBER)
            return;
        numbers[i] = operands[i].number;
    }
    operation->handler(frame, numbers);
}

static void push_operand(struct frame *frame)
{
    if (frame->count < WALK_OPERANDS_MAX - 1)
        frame->count++;
    else
        frame->walk->page->truncated = true;
}

static void run_tokens(struct frame *frame)
{
    struct walk *walk = frame->walk;
    for (;;) {
        struct token *token = &frame->operands[frame->count];
        token_read(&frame->source, token);
        if (token->kind == TOKEN_END)
            return;
        if (token->kind != TOKEN_OPERATOR) {
            push_operand(frame);
            continue;
        }
        if (++walk->operators > WALK_OPERATORS_MAX) {
            walk->page->truncated = true;
            return;
        }
        run_operator(frame, token->text);
        frame->count = 0;
    }
}

static void run_stream(struct walk *walk, struct resources *resources, struct view content)
{
    struct frame frame = {
        .walk = walk,
        .state = &walk->state,
        .resources = resources,
        .source = {.data = content.data, .size = content.size},
        .saved = walk->states->len,
        .text = MATRIX_IDENTITY,
        .line = MATRIX_IDENTITY,
    };
    walk->bytes += content.size;
    if (walk->bytes > WALK_BYTES_MAX) {
        walk->page->truncated = true;
        return;
    }
    shape_path_clear(&walk->path);
    walk->clips = false;
    run_tokens(&frame);
    walk->page->truncated |= frame.source.truncated;
    g_array_set_size(walk->states, (guint)frame.saved);
    shape_path_clear(&walk->path);
    walk->clips = false;
}

struct walk *walk_new(struct content_page *page, struct resource_cache *cache, struct matrix base)
{
    struct walk *walk = g_new0(struct walk, 1);
    walk->page = page;
    walk->cache = cache;
    walk->base = base;
    walk->states = g_array_new(FALSE, FALSE, sizeof(struct state));
    walk->path.points = g_array_new(FALSE, FALSE, sizeof(struct shape_point));
    return walk;
}

void walk_free(struct walk *walk)
{
    g_array_free(walk->states, TRUE);
    g_array_free(walk->path.points, TRUE);
    g_free(walk);
}

static void reset_state(struct walk *walk, struct matrix matrix)
{
    struct ink black = {SPACE_GRAY, {0, 0, 0, 1}, 1};
    walk->state = (struct state){
        .matrix = matrix,
        .clip = {0, 0, walk->page->width, walk->page->height},
        .fill = black,
        .stroke = black,
        .group_alpha = 1,
        .line_width = 1,
        .text_scale = 1,
    };
}

void walk_run(struct walk *walk, struct resources *resources, struct view content)
{
    reset_state(walk, walk->base);
    run_stream(walk, resources, content);
}

bool walk_run_annotation(struct walk *walk, struct form *form, struct matrix placement, bool mark)
{
    reset_state(walk, matrix_multiply(placement, walk->base));
    walk->within = mark ? WALK_MARK : WALK_ANNOTATION;
    walk->written = 0;
    run_form(walk, form);
    walk->within = WALK_PAGE;
    return walk->written > 0;
}
