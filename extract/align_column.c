/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a table: where the texts of the body stand, which labels tell of them, and where one ends. */
#include <math.h>
#include <string.h>

#include "extract/align_plan.h"

enum { STRANGE_SHARE = 4 }; /* one line of so many may hold text over the edge of a column */

/* In ems. */
#define DEFAULT_MARGIN 0.25 /* between a text and the edge of its cell */
#define MARGIN_MAX 1.0      /* ... at most, where the edge of the table shows it */
#define SAME_WIDTH 0.1      /* texts that differ by no more do not tell on which side they stand */
#define SAME_PLACE 0.25     /* texts that begin or end no further apart stand below each other */
#define SAME_COLUMN 2.0     /* points: a column on the next page differs by no more */
#define LAP 0.2             /* texts that lap by more stand over each other */
#define LAPPING_COST 0.5    /* of a label over the texts of its column, at most */
#define SKIP_COST 1.5       /* of a label without texts below, or texts without a label */
#define LAP_WEIGHT 2.0      /* of laps with the texts of other columns */

double align_column_left(const struct align_plan *plan, int column)
{
    return column ? align_band_at(plan, column - 1)->edge : plan->left;
}

/* Where texts begin, have their middle and end. */
struct places {
    GArray *at[3]; /* double, for ALIGN_LEFT and the following */
    double narrowest, widest;
};

static void places_add(struct places *places, const struct align_piece *piece)
{
    const double at[] = {piece->x0, (piece->x0 + piece->x1) / 2, piece->x1}, width = piece->x1 - piece->x0;
    for (int i = 0; i < 3; i++) {
        if (!places->at[i])
            places->at[i] = g_array_new(FALSE, FALSE, sizeof(double));
        g_array_append_val(places->at[i], at[i]);
    }
    const bool first = places->at[0]->len == 1;
    places->narrowest = first ? width : MIN(places->narrowest, width);
    places->widest = first ? width : MAX(places->widest, width);
}

static guint places_count(const struct places *places)
{
    return places->at[0] ? places->at[0]->len : 0;
}

static void places_clear(struct places *places)
{
    for (int i = 0; i < 3; i++)
        if (places->at[i])
            g_array_free(places->at[i], TRUE);
}

static int compare_doubles(const void *a, const void *b)
{
    const double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

/* How many of the places are the same. */
static guint count_same(GArray *at, double slack)
{
    guint most = 0;
    g_array_sort(at, compare_doubles);
    for (guint first = 0, end = 0; first < at->len; first++) {
        while (end < at->len && g_array_index(at, double, end) - g_array_index(at, double, first) <= slack)
            end++;
        most = MAX(most, end - first);
    }
    return most;
}

/* On which side texts of different widths stand: there most of them are at the same place.  Where as many are on either
 * side figures stand on the right, names on the left. */
static enum align_side find_side(const struct places *places, double size, bool figures)
{
    if (!places_count(places) || places->widest - places->narrowest <= SAME_WIDTH * size)
        return ALIGN_UNKNOWN;
    const enum align_side sides[] = {figures ? ALIGN_RIGHT : ALIGN_LEFT, figures ? ALIGN_LEFT : ALIGN_RIGHT,
                                     ALIGN_CENTRE};
    enum align_side best = ALIGN_UNKNOWN;
    guint most = 0;
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        const guint count = count_same(places->at[sides[i] - ALIGN_LEFT], SAME_PLACE * size);
        if (count > most) {
            most = count;
            best = sides[i];
        }
    }
    return best;
}

/* Where the texts of the columns stand in them; amounts that are all of one width stand where most others do. */
static void measure_bands(const struct align_plan *plan)
{
    struct places *figures = g_new0(struct places, plan->bands->len), *texts;
    texts = g_new0(struct places, plan->bands->len);
    guint *money = g_new0(guint, plan->bands->len);
    double size = 0;
    for (guint i = plan->body; i < plan->end; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        size = MAX(size, line->size);
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, j);
            guint band = 0;
            if (align_bands_touched(plan->bands, piece, &band) != 1)
                continue;
            places_add(piece->figure ? &figures[band] : &texts[band], piece);
            money[band] += piece->money;
        }
    }
    guint votes[ALIGN_RIGHT + 1] = {0};
    for (guint i = 0; i < plan->bands->len; i++) {
        struct align_band *band = align_band_at(plan, (int)i);
        band->label = -1;
        band->amounts = places_count(&figures[i]) > places_count(&texts[i]);
        band->side = find_side(band->amounts ? &figures[i] : &texts[i], size, band->amounts);
        band->money = band->amounts && 2 * money[i] >= places_count(&figures[i]);
        votes[band->money ? band->side : ALIGN_UNKNOWN]++;
        places_clear(&figures[i]);
        places_clear(&texts[i]);
    }
    enum align_side usual = ALIGN_RIGHT;
    for (enum align_side side = ALIGN_LEFT; side <= ALIGN_RIGHT; side++)
        usual = votes[side] > votes[usual] ? side : usual;
    for (guint i = 0; i < plan->bands->len; i++)
        if (align_band_at(plan, (int)i)->money && align_band_at(plan, (int)i)->side == ALIGN_UNKNOWN)
            align_band_at(plan, (int)i)->side = usual;
    g_free(figures);
    g_free(texts);
    g_free(money);
}

/* What is known of the table as a whole. */
struct frame {
    double size;
    double left, right; /* between the edges of cells and the texts on that side */
};

static struct frame measure_frame(const struct align_plan *plan)
{
    const double size = align_line_at(plan->lines, plan->body)->size;
    const struct align_band *first = align_band_at(plan, 0), *last = align_band_at(plan, (int)plan->bands->len - 1);
    const double left = first->x0 - plan->x0, right = plan->x1 - last->x1;
    struct frame frame = {size, DEFAULT_MARGIN * size, DEFAULT_MARGIN * size};
    if (last->side == ALIGN_RIGHT && right >= 0 && right <= MARGIN_MAX * size)
        frame.right = right;
    if (first->side == ALIGN_LEFT && left >= 0 && left <= MARGIN_MAX * size)
        frame.left = left;
    return frame;
}

/* The end of a ruling of the head between the texts of two columns: the edge there. */
static bool find_divider(const struct align_plan *plan, const struct align_band *band, const struct align_band *next,
                         double *edge)
{
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        const double ends[] = {line->start, line->end};
        if (line->at < align_rule_at(plan, 0) || line->at > plan->head_bottom)
            continue;
        for (int j = 0; j < 2; j++)
            if (ends[j] > MAX(band->x1, plan->x0 + ALIGN_EXTENT) - 1 &&
                ends[j] < MIN(next->x0, plan->x1 - ALIGN_EXTENT) + 1) {
                *edge = CLAMP(ends[j], band->x1, MAX(band->x1, next->x0));
                return true;
            }
    }
    return false;
}

/* The edges behind columns that a ruling shows, or the side on which the texts beside it stand. */
static void mark_known(const struct align_plan *plan, const struct frame *frame)
{
    for (int i = 0; i < (int)plan->bands->len; i++) {
        struct align_band *band = align_band_at(plan, i), *next = i + 1 < (int)plan->bands->len ? band + 1 : NULL;
        const double half = next ? (band->x1 + next->x0) / 2 : HUGE_VAL;
        band->known = true;
        if (next && find_divider(plan, band, next, &band->edge))
            continue;
        /* Codes may all end at one place without standing on the right. */
        const bool begins = next && next->side == ALIGN_LEFT && !next->empty;
        if (band->side == ALIGN_RIGHT && !band->empty && (band->money || !begins))
            band->edge = MIN(band->x1 + frame->right, half);
        else if (begins)
            band->edge = MAX(next->x0 - frame->left, half);
        else
            band->known = false;
    }
}

/* How far a label is from where it should stand, in ems, were it the one of a cell that ends at the right of the
 * column's texts. */
static double ending_misfit(const struct align_plan *plan, const struct frame *frame, const struct align_label *label,
                            int column)
{
    const struct align_band *band = align_band_at(plan, column);
    const double begin = 2 * align_label_middle(label) - band->x1 - frame->right;
    const double least = !column ? plan->x0 : band[-1].known ? band[-1].edge : band[-1].x1;
    return (MAX(0, least - begin) + MAX(0, begin - MIN(band->x0, label->x0))) / frame->size;
}

/* The same of a cell that begins at the left of the column's texts. */
static double beginning_misfit(const struct align_plan *plan, const struct frame *frame,
                               const struct align_label *label, int column)
{
    const struct align_band *band = align_band_at(plan, column);
    const bool last = column + 1 == (int)plan->bands->len;
    const double end = 2 * align_label_middle(label) - band->x0 + frame->left;
    const double most = last ? plan->x1 : band->known ? band->edge : band[1].x0;
    return (MAX(0, end - most) + MAX(0, MAX(band->x1, label->x1) - end)) / frame->size;
}

static double lap_of(double x0, double x1, double y0, double y1)
{
    return MAX(0, MIN(x1, y1) - MAX(x0, y0));
}

/* What it costs to take a label for the one of a column. */
static double label_cost(const struct align_plan *plan, const struct frame *frame, const struct align_label *label,
                         int column)
{
    const struct align_band *band = align_band_at(plan, column);
    const double before = column ? band[-1].x1 : -HUGE_VAL;
    const double behind = column + 1 < (int)plan->bands->len ? band[1].x0 : HUGE_VAL;
    const double lap = (MAX(0, before - label->x0) + MAX(0, label->x1 - behind)) / frame->size;
    double misfit = fabs(align_label_middle(label) - (band->x0 + band->x1) / 2);
    misfit = MIN(misfit, fabs(label->x0 - band->x0));
    misfit = MIN(misfit, fabs(label->x1 - band->x1)) / frame->size;
    if (band->side == ALIGN_RIGHT || band->side == ALIGN_UNKNOWN)
        misfit = MIN(misfit, ending_misfit(plan, frame, label, column));
    if (band->side == ALIGN_LEFT || band->side == ALIGN_UNKNOWN)
        misfit = MIN(misfit, beginning_misfit(plan, frame, label, column));
    if (lap_of(label->x0, label->x1, band->x0, band->x1) > LAP * frame->size)
        misfit = MIN(misfit, LAPPING_COST);
    return misfit + LAP_WEIGHT * lap;
}

/* What it costs to take a label for that of a column without texts. */
static double empty_cost(const struct align_plan *plan, const struct frame *frame, const struct align_label *label)
{
    double lap = 0;
    for (int i = 0; i < (int)plan->bands->len; i++)
        lap += lap_of(label->x0, label->x1, align_band_at(plan, i)->x0, align_band_at(plan, i)->x1);
    return SKIP_COST + LAP_WEIGHT * lap / frame->size;
}

/* Whether a label has others below it, which it laps over. */
static bool stands_over(const struct align_plan *plan, const struct align_label *label)
{
    for (int i = 0; i < (int)plan->labels->len; i++) {
        const struct align_label *other = align_label_at(plan, i);
        if (other->y0 > label->y1 && lap_of(label->x0, label->x1, other->x0, other->x1) > LAP * label->size)
            return true;
    }
    return false;
}

/* Whether the nearest lowest labels on both sides of a label stand below it: it may span them from between. */
static bool floats(const struct align_plan *plan, const struct align_label *label)
{
    const struct align_label *left = NULL, *right = NULL;
    for (int i = 0; i < (int)plan->labels->len; i++) {
        const struct align_label *other = align_label_at(plan, i);
        if (other == label || other->spans)
            continue;
        if (other->x1 <= label->x0 && (!left || other->x1 > left->x1))
            left = other;
        if (other->x0 >= label->x1 && (!right || other->x0 < right->x0))
            right = other;
    }
    return left && right && left->y0 > label->y1 && right->y0 > label->y1;
}

static int compare_middles(gconstpointer a, gconstpointer b, gpointer labels)
{
    const struct align_label *one = &g_array_index((GArray *)labels, struct align_label, *(const int *)a);
    const struct align_label *two = &g_array_index((GArray *)labels, struct align_label, *(const int *)b);
    return (align_label_middle(one) > align_label_middle(two)) - (align_label_middle(one) < align_label_middle(two));
}

/* The labels of single columns (indices), left to right; those that may span columns from between go to `floating`. */
static GArray *collect_leaves(const struct align_plan *plan, GArray *floating)
{
    GArray *leaves = g_array_new(FALSE, FALSE, sizeof(int));
    for (int i = 0; i < (int)plan->labels->len; i++)
        align_label_at(plan, i)->spans = stands_over(plan, align_label_at(plan, i));
    for (int i = 0; i < (int)plan->labels->len; i++) {
        if (align_label_at(plan, i)->spans)
            continue;
        if (floats(plan, align_label_at(plan, i)))
            g_array_append_val(floating, i);
        else
            g_array_append_val(leaves, i);
    }
    g_array_sort_with_data(leaves, compare_middles, plan->labels);
    return leaves;
}

static struct align_band empty_band(const struct align_plan *plan, int index)
{
    const struct align_label *label = align_label_at(plan, index);
    return (struct align_band){.x0 = label->x0, .x1 = label->x1, .empty = true, .label = index};
}

/* Brings labels and columns together in their order so that the least is left over or out of place, by dynamic
 * programming: cost[i][j] is that of the first i labels and j columns. */
static void match_labels(struct align_plan *plan, const struct frame *frame, const GArray *leaves)
{
    enum { PAIR, LABEL, BAND };
    const int labels = (int)leaves->len, bands = (int)plan->bands->len, width = bands + 1;
    double *cost = g_new(double, (gsize)(labels + 1) * (gsize)width);
    char *from = g_new(char, (gsize)(labels + 1) * (gsize)width);
    for (int i = 0; i <= labels; i++)
        for (int j = 0; j <= bands; j++) {
            const int at = i * width + j;
            const struct align_label *label = i ? align_label_at(plan, g_array_index(leaves, int, i - 1)) : NULL;
            const double way[] = {[PAIR] =
                                      i && j ? cost[at - width - 1] + label_cost(plan, frame, label, j - 1) : HUGE_VAL,
                                  [LABEL] = i ? cost[at - width] + empty_cost(plan, frame, label) : HUGE_VAL,
                                  [BAND] = j ? cost[at - 1] + SKIP_COST : HUGE_VAL};
            from[at] = way[PAIR] <= MIN(way[LABEL], way[BAND]) ? PAIR : way[LABEL] < way[BAND] ? LABEL : BAND;
            cost[at] = i || j ? way[(int)from[at]] : 0;
        }
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(struct align_band));
    for (int i = labels, j = bands; i || j;) {
        const int step = from[i * width + j];
        struct align_band band =
            step == LABEL ? empty_band(plan, g_array_index(leaves, int, i - 1)) : *align_band_at(plan, j - 1);
        if (step == PAIR)
            band.label = g_array_index(leaves, int, i - 1);
        g_array_prepend_val(columns, band);
        i -= step != BAND;
        j -= step != LABEL;
    }
    g_array_free(plan->bands, TRUE);
    plan->bands = columns;
    g_free(cost);
    g_free(from);
}

/* Brings a label that stands above its neighbours on both sides to the columns: it tells of one without a label, or of
 * an empty one where there is room for it, or spans those below. */
static void place_floating(struct align_plan *plan, const struct frame *frame, int index)
{
    struct align_label *label = align_label_at(plan, index);
    const double middle = align_label_middle(label);
    int right = 0;
    while (right < (int)plan->bands->len &&
           (align_band_at(plan, right)->label < 0 ||
            align_label_middle(align_label_at(plan, align_band_at(plan, right)->label)) < middle))
        right++;
    int left = right - 1;
    while (left >= 0 && align_band_at(plan, left)->label < 0)
        left--;
    if (left < 0 || right == (int)plan->bands->len) {
        plan->doubtful = true;
        return;
    }
    int best = -1;
    double least = SKIP_COST;
    for (int i = left + 1; i < right; i++)
        if (label_cost(plan, frame, label, i) < least) {
            best = i;
            least = label_cost(plan, frame, label, i);
        }
    const struct align_band *before = align_band_at(plan, left), *behind = align_band_at(plan, right);
    const struct align_label *after = align_label_at(plan, behind->label);
    const bool known = before->known && before->side == ALIGN_RIGHT && behind->side == ALIGN_RIGHT && !behind->empty;
    double end = MIN(behind->x0, after->x0);
    if (known)
        end = MIN(end, 2 * align_label_middle(after) - behind->x1 - frame->right);
    if (best >= 0) {
        align_band_at(plan, best)->label = index;
    } else if (known && left + 1 == right && label->x0 >= before->edge - LAP * label->size &&
               label->x1 <= end + LAP * label->size) {
        const struct align_band band = empty_band(plan, index);
        g_array_insert_val(plan->bands, right, band);
        mark_known(plan, frame);
    } else {
        label->spans = true;
    }
}

/* An edge as the labels tell it, from the nearest one that is known. */
struct guess {
    double at;
    int steps; /* labels in between */
};

static struct guess mirror(const struct align_plan *plan, struct guess from, int label)
{
    if (label < 0 || !isfinite(from.at))
        return (struct guess){NAN, 0};
    return (struct guess){2 * align_label_middle(align_label_at(plan, label)) - from.at, from.steps + 1};
}

/* Finds the edges that are not known: each label stands in the middle of its column. */
static void find_edges(struct align_plan *plan)
{
    const int count = (int)plan->bands->len;
    struct guess *forward = g_new(struct guess, count), *backward = g_new(struct guess, count);
    for (int i = 0; i < count; i++) {
        const struct align_band *band = align_band_at(plan, i);
        forward[i] = band->known ? (struct guess){band->edge, 0}
                                 : mirror(plan, i ? forward[i - 1] : (struct guess){plan->x0, 0}, band->label);
    }
    backward[count - 1] = (struct guess){plan->x1, 0};
    for (int i = count - 2; i >= 0; i--)
        backward[i] = align_band_at(plan, i)->known ? (struct guess){align_band_at(plan, i)->edge, 0}
                                                    : mirror(plan, backward[i + 1], align_band_at(plan, i + 1)->label);
    for (int i = 0; i + 1 < count; i++) {
        struct align_band *band = align_band_at(plan, i), *next = band + 1;
        const double low = band->label >= 0 ? MAX(band->x1, align_label_at(plan, band->label)->x1) : band->x1;
        const double high = next->label >= 0 ? MIN(next->x0, align_label_at(plan, next->label)->x0) : next->x0;
        const bool ahead = isfinite(forward[i].at), behind = isfinite(backward[i].at);
        double at = (low + high) / 2;
        if (ahead && (!behind || forward[i].steps < backward[i].steps))
            at = forward[i].at;
        else if (behind && (!ahead || backward[i].steps < forward[i].steps))
            at = backward[i].at;
        else if (ahead)
            at = (forward[i].at + backward[i].at) / 2;
        if (low <= high)
            at = CLAMP(at, low, high);
        band->edge = band->x1 <= next->x0 ? CLAMP(at, band->x1, next->x0) : (band->x1 + next->x0) / 2;
    }
    align_band_at(plan, count - 1)->edge = MAX(plan->x1, align_band_at(plan, count - 1)->x1);
    for (int i = 0; i < count; i++)
        plan->doubtful = plan->doubtful || align_band_at(plan, i)->edge <= align_column_left(plan, i);
    g_free(forward);
    g_free(backward);
}

/* The column that a place lies in; -1 where there is none. */
static int column_at(const struct align *align, double x)
{
    if (x < align->left)
        return -1;
    for (guint i = 0; i < align->columns->len; i++)
        if (x < g_array_index(align->columns, struct align_band, i).edge)
            return (int)i;
    return -1;
}

/* Whether a text of the body stands as those of the table on the page before: amounts must end where they did there. */
static bool stands_as_before(const struct align *align, const struct align_piece *piece, bool *used)
{
    const int column = column_at(align, (piece->x0 + piece->x1) / 2);
    if (column < 0)
        return false;
    const struct align_band *band = &g_array_index(align->columns, struct align_band, column);
    const double left = column ? band[-1].edge : align->left;
    used[column] = used[column] || piece->money;
    if (piece->money && band->money && band->side == ALIGN_RIGHT)
        return piece->x0 > left - SAME_COLUMN && fabs(piece->x1 - band->x1) <= SAME_COLUMN;
    return piece->x0 > left - SAME_COLUMN && piece->x1 < band->edge + SAME_COLUMN;
}

bool align_columns_go_on(const struct align_plan *plan)
{
    const struct align *align = plan->align;
    if (align->table_page + 1 != align->page)
        return false;
    bool *used = g_new0(bool, align->columns->len);
    guint lines = 0, strange = 0;
    bool fits = true;
    for (guint i = plan->body; i < plan->end && fits; i++) {
        const struct align_line *line = align_line_at(plan->lines, i);
        bool good = true;
        for (guint j = 0; j < line->pieces->len && fits; j++) {
            const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, j);
            const bool same = stands_as_before(align, piece, used);
            fits = same || !piece->amount;
            good = good && same;
        }
        lines++;
        strange += !good;
    }
    guint money = 0;
    for (guint i = 0; i < align->columns->len; i++)
        money += used[i];
    g_free(used);
    return fits && money && STRANGE_SHARE * strange <= lines;
}

bool align_columns_recall(struct align_plan *plan)
{
    const struct align *align = plan->align;
    if (!align_columns_go_on(plan))
        return false;
    g_array_free(plan->bands, TRUE);
    plan->bands = g_array_copy(align->columns);
    for (guint i = 0; i < plan->bands->len; i++)
        align_band_at(plan, (int)i)->label = -1;
    plan->left = align->left;
    return true;
}

void align_columns_find(struct align_plan *plan)
{
    measure_bands(plan);
    const struct frame frame = measure_frame(plan);
    GArray *floating = g_array_new(FALSE, FALSE, sizeof(int)), *leaves = collect_leaves(plan, floating);
    mark_known(plan, &frame);
    match_labels(plan, &frame, leaves);
    mark_known(plan, &frame);
    for (guint i = 0; i < floating->len; i++)
        place_floating(plan, &frame, g_array_index(floating, int, i));
    find_edges(plan);
    for (int i = 0; i < (int)plan->bands->len; i++) {
        const int label = align_band_at(plan, i)->label;
        if (label >= 0) {
            align_label_at(plan, label)->first = i;
            align_label_at(plan, label)->count = 1;
        }
    }
    g_array_free(leaves, TRUE);
    g_array_free(floating, TRUE);
}
