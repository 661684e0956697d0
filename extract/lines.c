/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/lines.h"

#include "base/arena.h"

#define CUT_GAP 2.0 /* ems; a wider gap starts a new piece */

/* The font size of most characters (Boyer-Moore vote: exact where one size has the majority). */
static double common_size(const struct text_char *const *chars, size_t count)
{
    double size = 0;
    size_t votes = 0;
    for (size_t i = 0; i < count; i++) {
        if (!votes)
            size = chars[i]->size;
        if (chars[i]->size == size)
            votes++;
        else
            votes--;
    }
    return size;
}

static void append_piece(struct arena *arena, const struct text_char *const *chars, size_t count, GArray *pieces)
{
    struct lines_piece piece = {.size = common_size(chars, count),
                                .box = {chars[0]->x0, chars[0]->y0, chars[0]->x1, chars[0]->y1}};
    for (size_t i = 1; i < count; i++) {
        piece.box.y0 = MIN(piece.box.y0, chars[i]->y0);
        piece.box.x1 = MAX(piece.box.x1, chars[i]->x1);
        piece.box.y1 = MAX(piece.box.y1, chars[i]->y1);
    }
    GString *text = g_string_sized_new(count * 3 + 1);
    cells_append_line(text, chars, count);
    piece.text = (struct view){arena_copy(arena, text->str, text->len), text->len};
    g_string_free(text, TRUE);
    g_array_append_val(pieces, piece);
}

void lines_collect(struct arena *arena, const struct text_char **chars, size_t count, size_t *ends, GArray *pieces)
{
    const size_t lines = text_sort_lines(chars, count, ends);
    const struct text_char *const *all = (const struct text_char *const *)chars;
    for (size_t line = 0, start = 0; line < lines; start = ends[line++])
        for (size_t from = start, to; from < ends[line]; from = to) {
            double right = all[from]->x1;
            for (to = from + 1; to < ends[line]; to++) {
                if (all[to]->x0 - right > CUT_GAP * MAX(all[to]->size, all[to - 1]->size))
                    break;
                right = MAX(right, all[to]->x1);
            }
            append_piece(arena, all + from, to - from, pieces);
        }
}
