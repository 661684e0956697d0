/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "extract/align_plan.h"
#include "extract/text.h"

/* In ems. */
#define PIECE_GAP 0.8  /* a wider gap divides the text of a line into pieces */
#define LABEL_GAP 0.25 /* ... in a head, where the words are set solid */
#define SOLID_GAP 0.1
#define FIGURE_GAP 0.2 /* ... as does this one between an amount and the words that follow it */

enum {
    ROW_TOLERANCE = 12, /* one row of so many may run over a gap between columns */
    ORDINALS_MIN = 3,   /* figures of a line that numbers columns */
    ORDINAL_DIGITS = 2, /* digits of one */
    AMOUNT_DIGITS = 4,  /* digits of an amount that has no mark */
    BINS_MAX = 4000000, /* points in which gaps are looked for */
    FULLWIDTH_COLON = 0xFF1A
};

static void line_clear(void *line)
{
    g_array_free(((struct align_line *)line)->pieces, TRUE);
    if (((struct align_line *)line)->labels)
        g_array_free(((struct align_line *)line)->labels, TRUE);
}

static double gap_before(const struct text_char *const *chars, size_t index)
{
    return (chars[index]->x0 - chars[index - 1]->x1) / chars[index]->size;
}

/* Appends a piece as labels beside each other: parted where a gap lies between words that are set solid, and between
 * all characters where none of them is. */
static void append_labels(GArray *labels, const struct align_piece *piece, const struct text_char *const *chars,
                          size_t count)
{
    struct align_piece label = *piece;
    size_t solid = 0, wide = 0;
    for (size_t i = 1; i < count; i++) {
        solid += gap_before(chars, i) <= SOLID_GAP;
        wide += gap_before(chars, i) > LABEL_GAP;
    }
    const bool parted = !piece->figure && (wide + 1 == count || (count > 2 && 2 * solid >= count - 1));
    for (size_t i = 1; parted && i < count; i++)
        if (gap_before(chars, i) > LABEL_GAP && text_is_wide(chars[i]->code) && text_is_wide(chars[i - 1]->code)) {
            label.x1 = chars[i - 1]->x1;
            g_array_append_val(labels, label);
            label.x0 = chars[i]->x0;
            label.x1 = piece->x1;
        }
    g_array_append_val(labels, label);
}

/* Whether one of the edges between columns lies between two characters. */
static bool is_cut(const GArray *edges, const struct text_char *before, const struct text_char *behind)
{
    const double left = (before->x0 + before->x1) / 2, right = (behind->x0 + behind->x1) / 2;
    for (guint i = 0; edges && i < edges->len; i++)
        if (g_array_index(edges, double, i) > left && g_array_index(edges, double, i) < right)
            return true;
    return false;
}

/* A printed line of `count` characters, left to right. */
static struct align_line collect_pieces(const struct text_char *const *chars, size_t count, const GArray *edges)
{
    struct align_line line = {.middle = (chars[0]->y0 + chars[0]->y1) / 2,
                              .size = chars[0]->size,
                              .pieces = g_array_new(FALSE, FALSE, sizeof(struct align_piece)),
                              .labels = g_array_new(FALSE, FALSE, sizeof(struct align_piece))};
    guint ordinals = 0, words = 0;
    for (size_t i = 0; i < count;) {
        struct align_piece piece = {
            .x0 = chars[i]->x0, .x1 = chars[i]->x1, .middle = (chars[i]->y0 + chars[i]->y1) / 2, .figure = true};
        bool digit = false, mark = false, word = false, decimals = false;
        double widest = 0; /* gap within it */
        const size_t first = i;
        for (; i < count; i++) {
            const double gap = i > first ? chars[i]->x0 - piece.x1 : 0, size = MAX(chars[i]->size, chars[first]->size);
            /* Words end it, and so does anything where it has its decimals and is not spread itself: 90.00 1.人员经费. */
            const bool whole = decimals && widest <= FIGURE_GAP * size && chars[i]->code != '%';
            const bool behind_figure = piece.figure && digit && (whole || text_is_wide(chars[i]->code));
            if (gap > (behind_figure ? FIGURE_GAP : PIECE_GAP) * size) {
                piece.bound = gap <= PIECE_GAP * size;
                break;
            }
            if (i > first && is_cut(edges, chars[i - 1], chars[i]))
                break;
            piece.x1 = MAX(piece.x1, chars[i]->x1);
            piece.figure = piece.figure && text_is_amount_part(chars[i]->code);
            word = word || text_is_wide(chars[i]->code) || g_unichar_isalpha(chars[i]->code);
            digit = digit || text_is_digit(chars[i]->code);
            decimals = text_is_digit(chars[i]->code) && (decimals || (i > first && chars[i - 1]->code == '.'));
            widest = MAX(widest, gap);
            piece.colon = piece.colon || chars[i]->code == ':' || chars[i]->code == FULLWIDTH_COLON;
            /* A mark with digits behind it: 1. is an ordinal. */
            mark = mark || (i > first && text_is_digit(chars[i]->code) &&
                            (chars[i - 1]->code == '.' || chars[i - 1]->code == ','));
        }
        piece.figure = piece.figure && digit;
        piece.money = piece.figure && mark;
        piece.amount = piece.figure && (mark || (!piece.bound && i - first >= AMOUNT_DIGITS));
        line.amounts += piece.amount;
        line.figures = line.figures || (piece.figure && (mark || !piece.bound));
        ordinals += piece.figure && !mark && i - first <= ORDINAL_DIGITS;
        words += word;
        g_array_append_val(line.pieces, piece);
        append_labels(line.labels, &piece, chars + first, i - first);
    }
    line.ordinal = ordinals >= ORDINALS_MIN && !line.amounts && words < ordinals;
    if (line.labels->len == line.pieces->len)
        g_clear_pointer(&line.labels, g_array_unref);
    return line;
}

GArray *align_text_collect(const GPtrArray *chars, double x0, double x1, const GArray *edges)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct align_line));
    g_array_set_clear_func(lines, line_clear);
    const struct text_char **some = g_new(const struct text_char *, chars->len + 1);
    size_t *ends = g_new(size_t, chars->len + 1), count = 0;
    for (guint i = 0; i < chars->len; i++) {
        const struct text_char *character = chars->pdata[i];
        const double x = (character->x0 + character->x1) / 2;
        if (x > x0 && x < x1)
            some[count++] = character;
    }
    const size_t line_count = text_sort_lines(some, count, ends);
    for (size_t i = 0, start = 0; i < line_count; start = ends[i++]) {
        const struct align_line line =
            collect_pieces((const struct text_char *const *)some + start, ends[i] - start, edges);
        g_array_append_val(lines, line);
    }
    g_free(some);
    g_free(ends);
    return lines;
}

const struct align_line *align_line_at(const GArray *lines, guint index)
{
    return &g_array_index(lines, struct align_line, index);
}

/* The lines from *start on whose middle lies above `bottom`; moves *start behind them. */
guint align_lines_above(const GArray *lines, guint *start, double bottom)
{
    const guint first = *start;
    while (*start < lines->len && align_line_at(lines, *start)->middle < bottom)
        (*start)++;
    return *start - first;
}

/* The bands that a piece touches: from *first, this many. */
guint align_bands_touched(const GArray *bands, const struct align_piece *piece, guint *first)
{
    guint count = 0;
    for (guint i = 0; i < bands->len; i++) {
        const struct align_band *band = &g_array_index(bands, struct align_band, i);
        if (band->x1 <= piece->x0 || band->x0 >= piece->x1)
            continue;
        if (!count++)
            *first = i;
    }
    return count;
}

/* Joins neighbouring bands of words that a text reaches over, and that no line has texts of their own in: they are
 * indented, or wrapped. */
static void join_bands(GArray *bands, const GArray *lines, guint first, guint end)
{
    bool *words = g_new0(bool, bands->len + 1);
    bool *beside = g_new0(bool, bands->len + 1), *over = g_new0(bool, bands->len + 1); /* the next band */
    for (guint i = first; i < end; i++) {
        const GArray *pieces = align_line_at(lines, i)->pieces;
        guint before = bands->len;
        for (guint j = 0; j < pieces->len; j++) {
            const struct align_piece *piece = &g_array_index(pieces, struct align_piece, j);
            guint band = 0;
            const guint touched = align_bands_touched(bands, piece, &band);
            if (!touched)
                continue;
            if (before + 1 == band)
                beside[before] = true;
            for (guint k = band; k + 1 < band + touched; k++)
                over[k] = true;
            words[band] = words[band] || (touched == 1 && !piece->figure);
            before = band + touched - 1;
        }
    }
    guint kept = 0;
    for (guint i = 0; i < bands->len; i++) {
        struct align_band *last = kept ? &g_array_index(bands, struct align_band, kept - 1) : NULL;
        if (last && over[i - 1] && !beside[i - 1] && words[i - 1] && words[i])
            last->x1 = g_array_index(bands, struct align_band, i).x1;
        else
            g_array_index(bands, struct align_band, kept++) = g_array_index(bands, struct align_band, i);
    }
    g_array_set_size(bands, kept);
    g_free(words);
    g_free(beside);
    g_free(over);
}

/* The whole points, counted from x0, from *first on that the texts of the lines within x0 ... x1 may cover; 0 where there
 * are none, or more than any page has. */
static int count_bins(const GArray *lines, guint first_line, guint end, double x0, double x1, double *first)
{
    double left = x1, right = x0;
    for (guint i = first_line; i < end; i++) {
        const GArray *pieces = align_line_at(lines, i)->pieces;
        for (guint j = 0; j < pieces->len; j++) {
            left = MIN(left, g_array_index(pieces, struct align_piece, j).x0);
            right = MAX(right, g_array_index(pieces, struct align_piece, j).x1);
        }
    }
    *first = floor(MAX(left - x0, 0));
    const double count = ceil(MIN(right, x1) - x0) + 1 - *first;
    return count > 0 && count <= BINS_MAX ? (int)count : 0;
}

/* The bands that the body's text keeps to: where no more than a few rows have ink lies a gap. */
GArray *align_bands_find(const GArray *lines, guint first, guint end, double x0, double x1)
{
    double origin;
    const int width = count_bins(lines, first, end, x0, x1, &origin);
    const guint tolerance = (end - first) / ROW_TOLERANCE;
    guint *cover = g_new0(guint, width);
    for (guint i = first; i < end; i++) {
        const GArray *pieces = align_line_at(lines, i)->pieces;
        int covered = -1; /* the last bin that counts this line */
        if (align_line_at(lines, i)->ordinal)
            continue; /* numbers stand in the middle of columns, amounts do not */
        for (guint j = 0; j < pieces->len && width; j++) {
            const struct align_piece *piece = &g_array_index(pieces, struct align_piece, j);
            const int to = (int)CLAMP(piece->x1 - x0 - origin, 0, width - 1);
            /* Words may run over a gap, figures stand in a column, be it the only one there. */
            const guint weight = piece->amount || (piece->figure && !piece->bound) ? tolerance + 1 : 1;
            for (int bin = MAX((int)CLAMP(piece->x0 - x0 - origin, 0, width), covered + 1); bin <= to; bin++)
                cover[bin] += weight;
            covered = MAX(covered, to);
        }
    }
    GArray *bands = g_array_new(FALSE, FALSE, sizeof(struct align_band));
    for (int bin = 0; bin < width; bin++) {
        if (cover[bin] <= tolerance)
            continue;
        struct align_band band = {.x0 = x0 + (origin + bin)};
        while (bin < width && cover[bin] > tolerance)
            bin++;
        band.x1 = x0 + (origin + bin);
        g_array_append_val(bands, band);
    }
    g_free(cover);
    join_bands(bands, lines, first, end);
    return bands;
}
