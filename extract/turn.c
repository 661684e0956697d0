/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/turn.h"

#include "extract/content.h"

/* Steps from one character of a word to the next, by direction. */
static void count_steps(const GArray *chars, size_t steps[4])
{
    for (guint i = 1; i < chars->len; i++) {
        const struct text_char *from = &g_array_index(chars, struct text_char, i - 1);
        const struct text_char *to = &g_array_index(chars, struct text_char, i);
        const double x = to->x0 - from->x0, y = to->y0 - from->y0;
        if (to->order != from->order + 1)
            continue;
        if (x * x > y * y)
            steps[x > 0 ? TURN_NONE : TURN_LEFT]++;
        else
            steps[y < 0 ? TURN_UP : TURN_DOWN]++;
    }
}

enum turn turn_of_page(const size_t direction[4], const GArray *chars)
{
    size_t steps[4] = {0};
    if (direction[TURN_NONE] + direction[TURN_UP] + direction[TURN_LEFT] + direction[TURN_DOWN] == 0)
        count_steps(chars, steps);
    enum turn turn = TURN_NONE;
    for (int i = TURN_UP; i <= TURN_DOWN; i++)
        if (direction[i] + steps[i] > direction[turn] + steps[turn])
            turn = (enum turn)i;
    return turn;
}

static struct cells_rectangle ordered(double xa, double ya, double xb, double yb)
{
    return (struct cells_rectangle){MIN(xa, xb), MIN(ya, yb), MAX(xa, xb), MAX(ya, yb)};
}

struct cells_rectangle turn_onto(enum turn turn, double width, double height, struct cells_rectangle r)
{
    switch (turn) {
    case TURN_UP:
        return ordered(height - r.y0, r.x0, height - r.y1, r.x1);
    case TURN_LEFT:
        return ordered(width - r.x0, height - r.y0, width - r.x1, height - r.y1);
    case TURN_DOWN:
        return ordered(r.y0, width - r.x0, r.y1, width - r.x1);
    default:
        return r;
    }
}

struct cells_rectangle turn_back(enum turn turn, double width, double height, struct cells_rectangle rectangle)
{
    /* Turning on by the rest of the full circle; the page's sides have changed places meanwhile. */
    switch (turn) {
    case TURN_UP:
        return turn_onto(TURN_DOWN, height, width, rectangle);
    case TURN_DOWN:
        return turn_onto(TURN_UP, height, width, rectangle);
    default:
        return turn_onto(turn, width, height, rectangle);
    }
}

void turn_character(enum turn turn, double width, double height, struct text_char *character)
{
    const struct cells_rectangle from = {character->x0, character->y0, character->x1, character->y1};
    const struct cells_rectangle to = turn_onto(turn, width, height, from);
    character->x0 = to.x0;
    character->y0 = to.y0;
    character->x1 = to.x1;
    character->y1 = to.y1;
}

void turn_geometry(enum turn turn, double width, double height, GArray *chars, GArray *rulings)
{
    if (turn == TURN_NONE)
        return;
    for (guint i = 0; chars && i < chars->len; i++)
        turn_character(turn, width, height, &g_array_index(chars, struct text_char, i));
    for (guint i = 0; i < rulings->len; i++) {
        struct content_ruling *r = &g_array_index(rulings, struct content_ruling, i);
        const struct cells_rectangle from = r->vertical ? (struct cells_rectangle){r->at, r->start, r->at, r->end}
                                                        : (struct cells_rectangle){r->start, r->at, r->end, r->at};
        const struct cells_rectangle to = turn_onto(turn, width, height, from);
        if (turn != TURN_LEFT)
            r->vertical = !r->vertical;
        r->at = r->vertical ? to.x0 : to.y0;
        r->start = r->vertical ? to.y0 : to.x0;
        r->end = r->vertical ? to.y1 : to.x1;
    }
}
