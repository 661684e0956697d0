/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/cells.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

/* In ems. */
#define SPACE_GAP 0.3       /* a wider gap between neighbours is a space */
#define RUN_GAP 0.15        /* neighbours of a run stand no further apart */
#define RUN_LAP 0.4         /* ... and overlap by no more */
#define TEXT_LAP 0.1        /* two texts lap over each other by more of a glyph than the glyphs of one */
#define CLEAN_CUT 0.13      /* a ruling this near to the border between glyphs does not cut one */
#define WRAP_SLACK 0.8      /* a wrapped line leaves less than this and its next character free */
#define WRAP_SLACK_WIDE 2.0 /* ... where it is prose, which keeps punctuation and numbers together */

enum { BORDER_SEARCH = 3 }; /* characters from the ruling within which amounts may end */

/* A run of characters that were printed in one go, start ... end. */
struct run {
    size_t start, end;
};

static bool continues(const struct text_char *a, const struct text_char *b)
{
    const double size = MAX(a->size, b->size), gap = b->x0 - a->x1;
    const double overlap = MIN(a->y1, b->y1) - MAX(a->y0, b->y0);
    return b->order == a->order + 1 && gap <= RUN_GAP * size && gap >= -RUN_LAP * size &&
           overlap > 0.5 * MIN(a->y1 - a->y0, b->y1 - b->y0);
}

static bool is_in_cell(const struct grid *grid, int index, double x, double y)
{
    const struct grid_cell *cell = &grid->cells[index];
    return x >= grid->x[cell->column] && x < grid->x[cell->column + cell->column_span] && y >= grid->y[cell->row] &&
           y < grid->y[cell->row + cell->row_span];
}

/* The cell of the smallest grid that a character lies in; mostly, and looked at first where it is quick, that of the one
 * `before` it. */
static struct cells_place place_of(const struct text_char *character, const GPtrArray *grids, struct cells_place before)
{
    const double x = (character->x0 + character->x1) / 2, y = (character->y0 + character->y1) / 2;
    if (grids->len == 1 && before.grid == 0 && is_in_cell(grids->pdata[0], before.cell, x, y))
        return before;
    struct cells_place best = {-1, -1};
    double smallest = HUGE_VAL;
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        const double area = (grid->x[grid->columns] - grid->x[0]) * (grid->y[grid->rows] - grid->y[0]);
        const int cell = area < smallest ? grid_cell_at(grid, x, y) : -1;
        if (cell >= 0) {
            best = (struct cells_place){(int)i, cell};
            smallest = area;
        }
    }
    return best;
}

static bool same_place(struct cells_place a, struct cells_place b)
{
    return a.grid == b.grid && a.cell == b.cell;
}

/* How many printed characters each cell holds, to tell an empty neighbour. */
struct census {
    int **counts; /* by grid and cell */
    guint grids;
};

static struct census census_take(const GPtrArray *grids, const struct cells_place *places, size_t count)
{
    struct census census = {g_new0(int *, grids->len + 1), grids->len};
    for (guint i = 0; i < grids->len; i++)
        census.counts[i] = g_new0(int, ((const struct grid *)grids->pdata[i])->cell_count);
    for (size_t i = 0; i < count; i++)
        if (places[i].grid >= 0)
            census.counts[places[i].grid][places[i].cell]++;
    return census;
}

static void census_free(struct census *census)
{
    for (guint i = 0; i < census->grids; i++)
        g_free(census->counts[i]);
    g_free(census->counts);
}

static void move(struct census *census, struct cells_place *place, struct cells_place to)
{
    if (place->grid >= 0)
        census->counts[place->grid][place->cell]--;
    *place = to;
    if (to.grid >= 0)
        census->counts[to.grid][to.cell]++;
}

static bool is_amount(const struct text_char *chars, size_t count)
{
    gunichar codes[TEXT_AMOUNT_MAX];
    for (size_t i = 0; i < count && i < TEXT_AMOUNT_MAX; i++)
        codes[i] = chars[i].code;
    return count <= TEXT_AMOUNT_MAX && text_is_amount(codes, count);
}

static bool has_mark(const struct text_char *chars, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!text_is_digit(chars[i].code))
            return true;
    return false;
}

/* The cell that holds most of the run's width. */
static struct cells_place majority(const struct text_char *chars, const struct cells_place *places, size_t count)
{
    struct cells_place best = places[0];
    double most = -1;
    for (size_t i = 0; i < count;) {
        size_t j = i;
        double width = 0;
        for (; j < count && same_place(places[j], places[i]); j++)
            width += chars[j].x1 - chars[j].x0;
        if (width > most) {
            most = width;
            best = places[i];
        }
        i = j;
    }
    return best;
}

static void move_all(struct census *census, struct cells_place *places, size_t count, struct cells_place to)
{
    for (size_t i = 0; i < count; i++)
        move(census, &places[i], to);
}

/* Whether no ruling cuts a glyph where the run goes from one cell to the next: then they may be
 * two texts that happen to touch. */
static bool is_clean_cut(const struct text_char *before, const struct text_char *after, struct cells_place place,
                         struct cells_place next, const GPtrArray *grids)
{
    if (place.grid < 0 || next.grid != place.grid)
        return true;
    const struct grid *grid = grids->pdata[place.grid];
    const struct grid_cell *cell = &grid->cells[place.cell], *other = &grid->cells[next.cell];
    const bool forward = other->column > cell->column;
    const double edge = forward ? grid->x[cell->column + cell->column_span] : grid->x[cell->column];
    const double slack = CLEAN_CUT * MAX(before->size, after->size);
    return forward && before->x1 <= edge + slack && after->x0 >= edge - slack;
}

/* Digits behind the point. */
static size_t decimals(const struct text_char *chars, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (chars[i].code == '.')
            return count - i - 1;
    return 0;
}

/* How well a run reads as two amounts with the border there: 2 where both have as many decimals,
 * 1 where they do not, 0 where they are no amounts. */
static int rate_border(const struct text_char *chars, size_t count, size_t border)
{
    if (border == 0 || border >= count || !is_amount(chars, border) || !is_amount(chars + border, count - border))
        return 0;
    return decimals(chars, border) == decimals(chars + border, count - border) ? 2 : 1;
}

/* The border between two amounts of one run that reads best near to where the ruling cuts it, at `cut`. */
static size_t amounts_border(const struct text_char *chars, size_t count, size_t cut)
{
    size_t best = cut;
    int best_rating = 0;
    for (size_t distance = 0; distance <= BORDER_SEARCH; distance++) {
        const size_t candidates[] = {cut + distance, cut > distance ? cut - distance : 0};
        for (int i = 0; i < 2; i++) {
            const int rating = rate_border(chars, count, candidates[i]);
            if (rating > best_rating) {
                best = candidates[i];
                best_rating = rating;
            }
        }
    }
    return best;
}

/* Settles a run of digits and marks that lies in several cells. */
static void settle_amount(struct census *census, const struct text_char *chars, struct cells_place *places,
                          size_t count, const GPtrArray *grids)
{
    size_t cut = 1;
    while (cut < count && same_place(places[cut], places[0]))
        cut++;
    if (cut == count)
        return;
    if (!is_amount(chars, count)) {
        const size_t border = amounts_border(chars, count, cut);
        const struct cells_place left = places[0], right = places[cut];
        for (size_t i = MIN(border, cut); i < MAX(border, cut); i++)
            move(census, &places[i], border < cut ? right : left);
        settle_amount(census, chars + border, places + border, count - border, grids);
        return;
    }
    const bool clean = is_clean_cut(&chars[cut - 1], &chars[cut], places[0], places[cut], grids);
    if (clean && (!has_mark(chars, count) || (is_amount(chars, cut) && is_amount(chars + cut, count - cut))))
        return;
    move_all(census, places, count, majority(chars, places, count));
}

/* Whether the next text begins on the last glyph of this one: poppler ends its box there, so that it is narrower than
 * the others. */
static bool is_lapped(const struct text_char *chars, size_t count)
{
    if (count < 2 || !text_is_wide(chars[count - 1].code) || !text_is_wide(chars[count - 2].code))
        return false;
    const double width = chars[count - 2].x1 - chars[count - 2].x0;
    return chars[count - 1].x1 - chars[count - 1].x0 < (1 - TEXT_LAP) * width;
}

/* Settles a run of other text: it stays with its beginning where it runs over into cells that
 * hold nothing else. */
static void settle_words(struct census *census, const struct text_char *chars, struct cells_place *places, size_t count,
                         const GPtrArray *grids)
{
    for (size_t start = 0, cut; start < count; start = cut) {
        for (cut = start + 1; cut < count && same_place(places[cut], places[start]); cut++)
            continue;
        if (cut == count || places[start].grid < 0 || places[cut].grid != places[start].grid)
            continue;
        size_t end = cut;
        while (end < count && same_place(places[end], places[cut]))
            end++;
        const int others = census->counts[places[cut].grid][places[cut].cell] - (int)(end - cut);
        if (others == 0 && !is_lapped(chars + start, cut - start) &&
            !is_clean_cut(&chars[cut - 1], &chars[cut], places[start], places[cut], grids)) {
            move_all(census, places + cut, end - cut, places[start]);
            cut = start + 1;
            while (cut < count && same_place(places[cut], places[start]))
                cut++;
        }
    }
}

static bool in_one_place(const struct cells_place *places, struct run run)
{
    for (size_t i = run.start + 1; i < run.end; i++)
        if (!same_place(places[i], places[run.start]))
            return false;
    return true;
}

void cells_place_text(const struct text_char *chars, size_t count, const GPtrArray *grids, struct cells_place *places)
{
    for (size_t i = 0; i < count; i++)
        places[i] = place_of(&chars[i], grids, i > 0 ? places[i - 1] : (struct cells_place){-1, -1});
    if (!grids->len)
        return;
    struct census census = census_take(grids, places, count);
    for (struct run run = {0, 0}; run.start < count; run.start = run.end) {
        const bool amount = text_is_amount_part(chars[run.start].code);
        for (run.end = run.start + 1; run.end < count && continues(&chars[run.end - 1], &chars[run.end]) &&
                                      text_is_amount_part(chars[run.end].code) == amount;
             run.end++)
            continue;
        if (in_one_place(places, run))
            continue;
        (amount ? settle_amount : settle_words)(&census, chars + run.start, places + run.start, run.end - run.start,
                                                grids);
    }
    census_free(&census);
}

void cells_append_line(GString *text, const struct text_char *const *chars, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && chars[i]->x0 - chars[i - 1]->x1 > SPACE_GAP * MAX(chars[i]->size, chars[i - 1]->size))
            g_string_append_c(text, ' ');
        g_string_append_unichar(text, chars[i]->code);
    }
}

static bool is_bracket(gunichar code)
{
    return code < 0x80 && strchr("()[]{}<>:;,", (int)code) != NULL;
}

static bool has_wide(const struct text_char *const *line, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_is_wide(line[i]->code))
            return true;
    return false;
}

/* Whether two lines that hold nothing but digits and marks read as one amount. */
static bool is_wrapped_amount(const struct text_char *const *upper, size_t upper_count,
                              const struct text_char *const *lower, size_t lower_count)
{
    gunichar codes[TEXT_AMOUNT_MAX];
    if (upper_count + lower_count > TEXT_AMOUNT_MAX)
        return false;
    for (size_t i = 0; i < upper_count; i++)
        codes[i] = upper[i]->code;
    for (size_t i = 0; i < lower_count; i++)
        codes[upper_count + i] = lower[i]->code;
    return text_is_amount(codes, upper_count + lower_count);
}

bool cells_line_is_full(const struct text_char *const *line, size_t count, const struct text_char *next, double width)
{
    const double used = line[count - 1]->x1 - line[0]->x0;
    const double slack = has_wide(line, count) ? WRAP_SLACK_WIDE : WRAP_SLACK;
    return used + (next->x1 - next->x0) + slack * next->size > width;
}

/* Whether a wrapped line and the next one are joined without a space. */
static bool joins_closely(const struct text_char *const *upper, size_t upper_count,
                          const struct text_char *const *lower, size_t lower_count, double width)
{
    const gunichar last = upper[upper_count - 1]->code, first = lower[0]->code;
    if (text_is_wide(last) || text_is_wide(first) || is_bracket(first) || last == '(' || last == '[')
        return true;
    if (!text_is_amount_part(last) || !text_is_amount_part(first))
        return false;
    /* 174,900 over .64: one of the lines is no amount by itself, both together are. */
    if ((first == '.' || first == ',' || last == '.' || last == ',') &&
        is_wrapped_amount(upper, upper_count, lower, lower_count))
        return true;
    if (!cells_line_is_full(upper, upper_count, lower[0], width))
        return false;
    return has_wide(upper, upper_count) || has_wide(lower, lower_count) ||
           is_wrapped_amount(upper, upper_count, lower, lower_count);
}

struct view cells_join_text(struct arena *arena, const struct text_char **chars, size_t count, size_t *ends, double x0,
                            double x1, struct cells_rectangle *ink)
{
    if (!count)
        return VIEW_LITERAL("");
    GString *text = g_string_sized_new(count * 3 + 1);
    const size_t lines = text_sort_lines(chars, count, ends);
    const struct text_char *const *all = (const struct text_char *const *)chars;
    *ink = (struct cells_rectangle){HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (size_t line = 0, start = 0, before = 0; line < lines; before = start, start = ends[line++]) {
        if (line > 0 && !joins_closely(all + before, start - before, all + start, ends[line] - start, x1 - x0))
            g_string_append_c(text, ' ');
        cells_append_line(text, all + start, ends[line] - start);
    }
    for (size_t i = 0; i < ends[lines - 1]; i++) {
        ink->x0 = MIN(ink->x0, all[i]->x0);
        ink->y0 = MIN(ink->y0, all[i]->y0);
        ink->x1 = MAX(ink->x1, all[i]->x1);
        ink->y1 = MAX(ink->y1, all[i]->y1);
    }
    const struct view view = {arena_copy(arena, text->str, text->len), text->len};
    g_string_free(text, TRUE);
    return view;
}
