/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/test.h"

#include "extract/align.h"
#include "extract/split.h"
#include "extract/content.h"
#include "extract/grid.h"

static void add(GArray *rulings, bool vertical, double at, double start, double end)
{
    const struct content_ruling ruling = {
        .vertical = vertical, .at = at, .start = start, .end = end, .width = 0.5, .colour = {0, 0, 0, 1}};
    g_array_append_val(rulings, ruling);
}

/* Lines at all of `y` and `x` over the whole extent; -1 ends a list. */
static GArray *lattice(const double *y, const double *x)
{
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    int rows = 0, columns = 0;
    while (y[rows + 1] >= 0)
        rows++;
    while (x[columns + 1] >= 0)
        columns++;
    for (int i = 0; i <= rows; i++)
        add(rulings, false, y[i], x[0], x[columns]);
    for (int i = 0; i <= columns; i++)
        add(rulings, true, x[i], y[0], y[rows]);
    return rulings;
}

static struct grid_lines lines_of(const GArray *rulings)
{
    bool truncated = false;
    const struct grid_lines lines = grid_lines_collect(rulings, &truncated);
    assert_false(truncated);
    return lines;
}

static GPtrArray *find(GArray *rulings)
{
    bool truncated = false;
    struct grid_lines lines = lines_of(rulings);
    GPtrArray *grids = grid_find(&lines, &truncated);
    assert_false(truncated);
    grid_lines_free(&lines);
    g_array_free(rulings, TRUE);
    return grids;
}

static void assert_cell(const struct grid *grid, int index, int row, int column, int row_span, int column_span)
{
    const struct grid_cell *cell = &grid->cells[index];
    assert_int_equal(cell->row, row);
    assert_int_equal(cell->column, column);
    assert_int_equal(cell->row_span, row_span);
    assert_int_equal(cell->column_span, column_span);
}

static void finds_plain_lattice(void **state)
{
    (void)state;
    GPtrArray *grids = find(lattice((double[]){100, 120, 140, -1}, (double[]){50, 150, 250, 350, -1}));
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rows, 2);
    assert_int_equal(grid->columns, 3);
    assert_int_equal(grid->cell_count, 6);
    assert_int_equal(grid->rulings, GRID_RULED);
    assert_cell(grid, 4, 1, 1, 1, 1);
    assert_int_equal(grid_cell_at(grid, 160, 130), 4);
    assert_int_equal(grid_cell_at(grid, 40, 130), -1);
    assert_int_equal(grid_cell_at(grid, 160, 141), -1);
    g_ptr_array_free(grids, TRUE);
}

/* Frame 50..350 x 100..160; the head spans two columns and two rows:
 *   +-----------+-----+
 *   |           |     |
 *   +-----+-----+     |
 *   |     |     |     |
 *   +-----+-----+-----+
 *   |     |     |     |
 *   +-----+-----+-----+ */
static void merges_spans(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    add(rulings, false, 100, 50, 350);
    add(rulings, false, 120, 50, 250);
    add(rulings, false, 140, 50, 350);
    add(rulings, false, 160, 50, 350);
    add(rulings, true, 50, 100, 160);
    add(rulings, true, 150, 120, 160);
    add(rulings, true, 250, 100, 160);
    add(rulings, true, 350, 100, 160);
    GPtrArray *grids = find(rulings);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->cell_count, 7);
    assert_cell(grid, 0, 0, 0, 1, 2);
    assert_cell(grid, 1, 0, 2, 2, 1);
    assert_cell(grid, 2, 1, 0, 1, 1);
    assert_int_equal(grid_cell_at(grid, 300, 110), grid_cell_at(grid, 300, 130));
    g_ptr_array_free(grids, TRUE);
}

/* An L-shaped region is split into a full upper and a lower rectangle. */
static void splits_regions_that_are_no_rectangle(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    add(rulings, false, 100, 50, 250);
    add(rulings, false, 120, 150, 250);
    add(rulings, false, 140, 50, 250);
    add(rulings, true, 50, 100, 140);
    add(rulings, true, 150, 120, 140);
    add(rulings, true, 250, 100, 140);
    GPtrArray *grids = find(rulings);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->cell_count, 3);
    assert_cell(grid, 0, 0, 0, 1, 2);
    assert_cell(grid, 1, 1, 0, 1, 1);
    assert_cell(grid, 2, 1, 1, 1, 1);
    g_ptr_array_free(grids, TRUE);
}

/* Producers draw a line cell by cell, a little off, twice, and not quite to the corner. */
static void joins_pieces_and_snaps(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    const double x[] = {50, 150, 250}, y[] = {100, 120, 140};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++) {
            add(rulings, false, y[i] + 0.4 * j, x[j] + 0.7, x[j + 1] - 0.7);
            add(rulings, false, y[i] + 1.2, x[j] + 0.7, x[j + 1] - 0.7);
            add(rulings, true, x[i] - 0.3 * j, y[j] + 0.7, y[j + 1] - 0.7);
        }
    GPtrArray *grids = find(rulings);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rows, 2);
    assert_int_equal(grid->columns, 2);
    assert_int_equal(grid->cell_count, 4);
    g_ptr_array_free(grids, TRUE);
}

static void ignores_frames_and_what_cannot_be_seen(void **state)
{
    (void)state;
    GPtrArray *grids = find(lattice((double[]){100, 500, -1}, (double[]){50, 350, -1}));
    assert_int_equal(grids->len, 0);
    g_ptr_array_free(grids, TRUE);
    for (int white = 0; white < 2; white++) {
        GArray *rulings = lattice((double[]){100, 120, 140, -1}, (double[]){50, 150, 250, -1});
        for (guint i = 0; i < rulings->len; i++)
            g_array_index(rulings, struct content_ruling, i).colour =
                white ? (struct content_colour){1, 1, 1, 1} : (struct content_colour){0, 0, 0, 0};
        grids = find(rulings);
        assert_int_equal(grids->len, 0);
        g_ptr_array_free(grids, TRUE);
    }
}

/* No frame at left and right: the horizontals pass the outermost verticals. */
static void adds_missing_outer_edges(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    for (int i = 0; i < 4; i++)
        add(rulings, false, 100 + 20 * i, 50, 350);
    add(rulings, true, 150, 100, 160);
    add(rulings, true, 250, 100, 160);
    GPtrArray *grids = find(rulings);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->columns, 3);
    assert_int_equal(grid->cell_count, 9);
    assert_float_equal(grid->x[0], 50, 0.01);
    assert_float_equal(grid->x[3], 350, 0.01);
    g_ptr_array_free(grids, TRUE);
}

static void joins_stacked_grids_only(void **state)
{
    (void)state;
    GArray *rulings = lattice((double[]){100, 120, 140, -1}, (double[]){50, 150, 250, -1});
    GArray *below = lattice((double[]){142.8, 160, -1}, (double[]){51.8, 151.8, 251.8, -1});
    GArray *apart = lattice((double[]){200, 220, -1}, (double[]){50, 150, 250, -1});
    g_array_append_vals(rulings, below->data, below->len);
    g_array_append_vals(rulings, apart->data, apart->len);
    g_array_free(below, TRUE);
    g_array_free(apart, TRUE);
    GPtrArray *grids = find(rulings);
    assert_int_equal(grids->len, 2);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rows, 3);
    assert_int_equal(grid->cell_count, 6);
    assert_cell(grid, 5, 2, 1, 1, 1);
    assert_int_equal(grid_cell_at(grid, 200, 155), 5);
    g_ptr_array_free(grids, TRUE);
}

/* Far too many lines: the answer comes soon, says so, and is within the limits. */
static void keeps_limits(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    for (int i = 0; i < 50000; i++) {
        add(rulings, false, i * 3, 0, 150000 + i);
        add(rulings, true, i * 3, 0, 150000 + i);
    }
    bool truncated = false, many = false;
    struct grid_lines lines = grid_lines_collect(rulings, &truncated);
    assert_true(truncated);
    GPtrArray *grids = grid_find(&lines, &many);
    grid_lines_free(&lines);
    for (guint i = 0; i < grids->len; i++) {
        const struct grid *grid = grids->pdata[i];
        assert_true((gint64)grid->rows * grid->columns <= GRID_BOXES_MAX);
    }
    g_ptr_array_free(grids, TRUE);
    g_array_free(rulings, TRUE);
}

/* Types `text` in 10 pt from (x, y) on; every character is 5 wide. */
static void put(GArray *chars, double x, double y, const char *text)
{
    for (; *text; text++, x += 5) {
        const struct text_char character = {
            .code = (gunichar)*text, .order = (int)chars->len, .x0 = x, .y0 = y, .x1 = x + 5, .y1 = y + 10, .size = 10};
        if (*text != ' ')
            g_array_append_val(chars, character);
    }
}

/* Three rulings, no verticals: columns come from the text, rows from its lines.  The heads of the
 * amounts stand left of them; a ruling under "budget" makes it span two columns. */
static void finds_three_line_tables(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    add(rulings, false, 100, 50, 350);
    add(rulings, false, 115, 200, 350);
    add(rulings, false, 130, 50, 350);
    add(rulings, false, 182, 50, 350);
    put(chars, 60, 110, "code");
    put(chars, 260, 102, "budget");
    put(chars, 205, 118, "sum");
    put(chars, 280, 118, "part");
    put(chars, 55, 133, "201");
    put(chars, 230, 133, "1,234.50");
    put(chars, 310, 133, "1,000.50");
    put(chars, 55, 150, "20101");
    put(chars, 255, 150, "3.5");
    put(chars, 55, 167, "20102");
    put(chars, 330, 167, "7.50");
    put(chars, 50, 60, "a line of prose above");
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    struct align *align = align_new();
    align_begin_page(align);
    struct grid_lines lines = lines_of(rulings);
    align_find(align, lines.level, chars, grids);
    grid_lines_free(&lines);
    align_free(align);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rulings, GRID_MIXED);
    assert_int_equal(grid->rows, 5);
    assert_int_equal(grid->columns, 3);
    assert_cell(grid, 0, 0, 0, 2, 1);
    assert_cell(grid, 1, 0, 1, 1, 2);
    assert_cell(grid, 2, 1, 1, 1, 1);
    assert_int_equal(grid->cell_count, 4 + 9);
    assert_int_equal(grid_cell_at(grid, 207, 120), 2);
    assert_int_equal(grid_cell_at(grid, 290, 175), grid->cell_count - 1);
    g_ptr_array_free(grids, TRUE);
    g_array_free(chars, TRUE);
    g_array_free(rulings, TRUE);
}

/* The columns are drawn, the rows are not: they come from the lines, and a wrapped name is one row. */
static void finds_rows_between_uprights(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    for (int i = 0; i < 4; i++)
        add(rulings, true, 50 + 100 * i, 100, 200);
    put(chars, 90, 105, "name");
    put(chars, 193, 105, "sum");
    put(chars, 290, 105, "part");
    put(chars, 55, 125, "one");
    put(chars, 220, 125, "1.50");
    put(chars, 320, 125, "1.00");
    put(chars, 55, 145, "two lines of a name");
    put(chars, 225, 151, "2.5");
    put(chars, 325, 151, "2.5");
    put(chars, 55, 157, "together");
    put(chars, 55, 178, "three");
    put(chars, 220, 178, "4.00");
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    struct align *align = align_new();
    align_begin_page(align);
    struct grid_lines lines = lines_of(rulings);
    align_find_upright(align, lines.upright, chars, grids);
    grid_lines_free(&lines);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rulings, GRID_MIXED);
    assert_int_equal(grid->rows, 4);
    assert_int_equal(grid->columns, 3);
    assert_int_equal(grid_cell_at(grid, 60, 150), grid_cell_at(grid, 60, 162));
    assert_int_equal(grid_cell_at(grid, 60, 150) + 1, grid_cell_at(grid, 230, 156));
    align_free(align);
    g_ptr_array_free(grids, TRUE);
    g_array_free(chars, TRUE);
    g_array_free(rulings, TRUE);
}

/* Lays out a table of three rulings: names and two columns of amounts, and the head `upper` over `lower` at x. */
static GPtrArray *find_under(const char *upper, double x)
{
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    for (int i = 0; i < 3; i++)
        add(rulings, false, (double[]){100, 150, 220}[i], 50, 350);
    put(chars, x, 104, upper);
    put(chars, 90, 120, "name");
    put(chars, 194, 134, "sum");
    put(chars, 292, 134, "part");
    for (int i = 0; i < 4; i++) {
        put(chars, 55, 153 + 16 * i, "some name");
        put(chars, 225, 153 + 16 * i, "1.50");
        put(chars, 325, 153 + 16 * i, "1.00");
    }
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    struct align *align = align_new();
    align_begin_page(align);
    struct grid_lines lines = lines_of(rulings);
    align_find(align, lines.level, chars, grids);
    grid_lines_free(&lines);
    align_free(align);
    g_array_free(chars, TRUE);
    g_array_free(rulings, TRUE);
    return grids;
}

/* A label in the middle of two columns spans them; of one that stands in the middle of nothing no one knows, and then
 * the head is one cell. */
static void doubts_what_is_not_certain(void **state)
{
    (void)state;
    GPtrArray *grids = find_under("both of them together", 196);
    assert_int_equal(grids->len, 1);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rulings, GRID_MIXED);
    assert_int_equal(grid->columns, 3);
    assert_cell(grid, 1, 0, 1, 1, 2);
    g_ptr_array_free(grids, TRUE);
    grids = find_under("both of them together", 160);
    assert_int_equal(grids->len, 1);
    grid = grids->pdata[0];
    assert_int_equal(grid->rulings, GRID_DOUBTFUL);
    assert_int_equal(grid->columns, 3);
    assert_int_equal(grid->rows, 5);
    assert_cell(grid, 0, 0, 0, 1, 3);
    assert_cell(grid, 3, 1, 2, 1, 1);
    g_ptr_array_free(grids, TRUE);
}

/* A list with its numbers, as of contents, holds no amounts. */
static void numbered_lines_are_no_table(void **state)
{
    (void)state;
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    for (int i = 0; i < 6; i++) {
        put(chars, 60, 100 + 18 * i, "1.");
        put(chars, 90, 100 + 18 * i, "what stands there");
        put(chars, 300, 100 + 18 * i, "12");
    }
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    struct align *align = align_new();
    align_begin_page(align);
    align_find_bare(align, chars, grids);
    assert_int_equal(grids->len, 0);
    align_free(align);
    g_ptr_array_free(grids, TRUE);
    g_array_free(chars, TRUE);
}

static void ruled_prose_is_no_table(void **state)
{
    (void)state;
    GArray *rulings = g_array_new(FALSE, FALSE, sizeof(struct content_ruling));
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    for (int i = 0; i < 4; i++) {
        add(rulings, false, 100 + 30 * i, 50, 350);
        put(chars, 55, 102 + 30 * i, "a line of prose goes on and on");
        put(chars, 55, 115 + 30 * i, "and wraps here");
    }
    GPtrArray *grids = g_ptr_array_new_with_free_func((GDestroyNotify)grid_free);
    struct align *align = align_new();
    align_begin_page(align);
    struct grid_lines lines = lines_of(rulings);
    align_find(align, lines.level, chars, grids);
    grid_lines_free(&lines);
    align_free(align);
    assert_int_equal(grids->len, 0);
    g_ptr_array_free(grids, TRUE);
    g_array_free(chars, TRUE);
    g_array_free(rulings, TRUE);
}

/* The second row holds two printed lines, with amounts in two cells; the third one amounts that were wrapped. */
static void splits_rows_without_rulings(void **state)
{
    (void)state;
    GArray *rulings = lattice((double[]){100, 120, 150, 180, -1}, (double[]){50, 150, 250, 290, -1});
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    put(chars, 55, 105, "name");
    put(chars, 155, 122, "1.50");
    put(chars, 255, 122, "1.5");
    put(chars, 155, 138, "2.50");
    put(chars, 255, 138, "2.5");
    put(chars, 155, 152, "1234567890123456789");
    put(chars, 252, 152, "1234567");
    put(chars, 155, 166, "12");
    put(chars, 252, 166, "89");
    bool truncated = false;
    struct grid_lines lines = lines_of(rulings);
    GPtrArray *grids = grid_find(&lines, &truncated);
    split_rows(lines.upright, chars, grids);
    grid_lines_free(&lines);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->rulings, GRID_MIXED);
    assert_int_equal(grid->rows, 4);
    assert_int_equal(grid->cell_count, 12);
    assert_float_equal(grid->y[2], 135, 0.01);
    g_ptr_array_free(grids, TRUE);
    g_array_free(rulings, TRUE);
    g_array_free(chars, TRUE);
}

/* A frame and upright lines, one of which begins below the head that spans its two columns and touches nothing: the
 * lines of text are the rows, but for one that is nearer to the line above than rows are. */
static void splits_bodies_without_level_rulings(void **state)
{
    (void)state;
    GArray *rulings = lattice((double[]){100, 220, -1}, (double[]){50, 150, 350, -1});
    add(rulings, true, 250, 122, 210);
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(struct text_char));
    put(chars, 235, 105, "heads");
    for (int row = 0; row < 4; row++) {
        put(chars, 55, 125 + 24 * row, "name");
        put(chars, 155, 125 + 24 * row, "1.50");
        put(chars, 255, 125 + 24 * row, "2.50");
    }
    put(chars, 55, 136, "wrapped");
    bool truncated = false;
    struct grid_lines lines = lines_of(rulings);
    GPtrArray *grids = grid_find(&lines, &truncated);
    assert_int_equal(grids->len, 1);
    split_rows(lines.upright, chars, grids);
    grid_lines_free(&lines);
    const struct grid *grid = grids->pdata[0];
    assert_int_equal(grid->columns, 3);
    assert_int_equal(grid->rows, 5);
    assert_int_equal(grid->cell_count, 14);
    assert_int_equal(grid->cells[1].column_span, 2);
    assert_int_equal(grid_cell_at(grid, 60, 130), grid_cell_at(grid, 60, 141));
    g_ptr_array_free(grids, TRUE);
    g_array_free(rulings, TRUE);
    g_array_free(chars, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_plain_lattice),
        cmocka_unit_test(merges_spans),
        cmocka_unit_test(splits_regions_that_are_no_rectangle),
        cmocka_unit_test(joins_pieces_and_snaps),
        cmocka_unit_test(ignores_frames_and_what_cannot_be_seen),
        cmocka_unit_test(adds_missing_outer_edges),
        cmocka_unit_test(joins_stacked_grids_only),
        cmocka_unit_test(keeps_limits),
        cmocka_unit_test(finds_three_line_tables),
        cmocka_unit_test(finds_rows_between_uprights),
        cmocka_unit_test(doubts_what_is_not_certain),
        cmocka_unit_test(numbered_lines_are_no_table),
        cmocka_unit_test(ruled_prose_is_no_table),
        cmocka_unit_test(splits_rows_without_rulings),
        cmocka_unit_test(splits_bodies_without_level_rulings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
