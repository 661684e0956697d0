/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a table: which lines it is, and what its labels are. */
#include <math.h>

#include "extract/align_plan.h"

/* In ems. */
#define WRAP_PITCH 1.75   /* wrapped lines of a label follow at this distance or nearer */
#define TIGHT_PITCH 1.35  /* ... and nothing else is as near as this */
#define ROW_GAP 1.0       /* lines of different rows are further apart */
#define SAME_PITCH 0.1    /* the third line of a label is as far below the second */
#define SAME_HEIGHT 0.25  /* texts beside each other differ by no more */
#define WORD_GAP 0.8      /* pieces that are no further apart are one text: 2026 年预算 */
#define CAPTION_SLACK 2.0 /* between the ends of a table and what tells of it */
#define CHARACTER 1.1     /* the width of one */
#define SPACED_GAP 6.0    /* between the characters of a word that is set wide */
#define CENTRE_SLACK 0.6  /* between the middles of wrapped lines */
#define MARGIN_SLACK 0.4  /* ... or between their beginnings */

enum {
    LABELS_MAX = 500,   /* of a head: more are none */
    LABELS_MIN = 3,     /* labels beside each other that are a head to what stands below */
    HEAD_RULES_MAX = 5, /* bands between rulings that a head may take */
    HEAD_LINES_MAX = 20 /* printed lines above the figures that may be a head without a ruling below */
};

double align_rule_at(const struct align_plan *plan, guint index)
{
    return g_array_index(plan->rules, struct grid_line, plan->first + index).at;
}

/* Whether an inner ruling of full extent lies there. */
bool align_is_full_rule(const struct align_plan *plan, double at)
{
    for (guint i = 1; i + 1 < plan->count; i++)
        if (fabs(align_rule_at(plan, i) - at) <= ALIGN_MARGIN)
            return true;
    return false;
}

/* How many bands are the head: those before the first figures, or before a text alone below labels beside each other;
 * one where there are no figures, none where the first band holds them, as on a page that goes on with a table. */
guint align_head_count(const struct align_plan *plan)
{
    guint line = 0, labels = 0;
    align_lines_above(plan->lines, &line, align_rule_at(plan, 0));
    for (guint band = 0; band + 1 < plan->count && band <= HEAD_RULES_MAX; band++) {
        const guint first = line;
        guint most = 0;
        align_lines_above(plan->lines, &line, align_rule_at(plan, band + 1));
        for (guint i = first; i < line; i++) {
            if (align_line_at(plan->lines, i)->figures)
                return band;
            most = MAX(most, align_line_at(plan->lines, i)->pieces->len);
        }
        if (labels >= LABELS_MIN && most == 1)
            return band;
        labels = MAX(labels, most);
    }
    return 1;
}

/* Whether a piece of the lines head ... body stands over a band or the gaps beside it. */
static bool is_headed(const struct align_plan *plan, const GArray *bands, guint index, guint body)
{
    const struct align_band *band = &g_array_index(bands, struct align_band, index);
    const double left = index ? band[-1].x1 : -HUGE_VAL, right = index + 1 < bands->len ? band[1].x0 : HUGE_VAL;
    for (guint j = plan->head; j < body; j++) {
        const GArray *pieces = align_line_at(plan->lines, j)->pieces;
        for (guint k = 0; k < pieces->len; k++) {
            const struct align_piece *piece = &g_array_index(pieces, struct align_piece, k);
            if (piece->x0 < right && piece->x1 > left)
                return true;
        }
    }
    return false;
}

/* A head without a ruling below: the lines above the first figures, where they stand over half the columns. */
void align_head_find(struct align_plan *plan)
{
    guint body = plan->head;
    while (body < plan->end && !align_line_at(plan->lines, body)->figures)
        body++;
    /* What is nearer to the first figures than a line is high is the beginning of their row. */
    while (body > plan->head && body < plan->end &&
           align_line_at(plan->lines, body)->middle - align_line_at(plan->lines, body - 1)->middle <
               ROW_GAP * align_line_at(plan->lines, body)->size)
        body--;
    if (body == plan->head || body == plan->end || body - plan->head > HEAD_LINES_MAX)
        return;
    GArray *bands = align_bands_find(plan->lines, body, plan->end, plan->x0, plan->x1);
    guint headed = 0;
    for (guint i = 0; i < bands->len; i++)
        headed += is_headed(plan, bands, i, body);
    if (2 * headed > bands->len) {
        plan->body = body;
        plan->head_bottom =
            (align_line_at(plan->lines, body - 1)->middle + align_line_at(plan->lines, body)->middle) / 2;
    }
    g_array_free(bands, TRUE);
}

/* Whether text that a piece of a line begins goes on below. */
static bool goes_on(const struct align_piece *piece, const GArray *lines, guint index)
{
    for (guint i = index + 1; i < lines->len; i++) {
        const struct align_line *line = align_line_at(lines, i);
        if (line->middle - piece->middle > 2 * WRAP_PITCH * line->size)
            break;
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct align_piece *below = &g_array_index(line->pieces, struct align_piece, j);
            const double apart = (below->x0 + below->x1 - piece->x0 - piece->x1) / 2;
            if (fabs(apart) <= CENTRE_SLACK * line->size && below->middle - piece->middle <= WRAP_PITCH * line->size)
                return true;
        }
    }
    return false;
}

bool align_is_caption(const GArray *lines, guint index, double x0, double x1)
{
    const struct align_line *line = align_line_at(lines, index);
    const double slack = CAPTION_SLACK * line->size;
    bool found = false;
    if (line->amounts)
        return false;
    for (guint i = 0; i < line->pieces->len; i++) {
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, i);
        if (!piece->colon)
            continue;
        if (goes_on(piece, lines, index))
            return false;
        found = found || piece->x0 <= x0 + slack || piece->x1 >= x1 - slack;
    }
    return found;
}

bool align_is_parted(const struct align_plan *plan, double x0, double x1, double y)
{
    for (guint i = 0; plan->uprights && i < plan->uprights->len; i++) {
        const struct grid_line *line = &g_array_index(plan->uprights, struct grid_line, i);
        if (line->at > x0 && line->at < x1 && line->start < y && line->end > y)
            return true;
    }
    return false;
}

bool align_is_divided(const struct align_plan *plan, double x, double top, double bottom)
{
    for (guint i = 1; i < plan->head_rules; i++)
        if (align_rule_at(plan, i) > top && align_rule_at(plan, i) < bottom)
            return true;
    for (guint i = 0; i < plan->others->len; i++) {
        const struct grid_line *line = &g_array_index(plan->others, struct grid_line, i);
        if (line->at > top && line->at < bottom && line->start < x && line->end > x)
            return true;
    }
    return false;
}

static bool laps(const struct align_label *label, const struct align_piece *piece)
{
    return label->x0 < piece->x1 && label->x1 > piece->x0;
}

/* The only label above the line that the piece may go on with; NULL where there is none or several. */
static struct align_label *find_above(const struct align_plan *plan, const struct align_line *line,
                                      const struct align_piece *piece)
{
    struct align_label *found = NULL;
    for (guint i = 0; i < plan->labels->len; i++) {
        struct align_label *label = align_label_at(plan, (int)i);
        const double apart = piece->middle - label->y1;
        if (!laps(label, piece) || apart <= 0 || apart > WRAP_PITCH * MAX(line->size, label->size))
            continue;
        if (found)
            return NULL;
        found = label;
    }
    return found;
}

/* Whether the neighbours of the piece on both sides, at its height, have nothing above them: then the text above the
 * piece, in whose middle it stands, spans all three. */
static bool is_spanned(const struct align_plan *plan, const struct align_line *line, guint index)
{
    const struct align_piece *own = &g_array_index(line->pieces, struct align_piece, index);
    if (!index || index + 1 == line->pieces->len)
        return false;
    for (guint i = index - 1; i <= index + 1; i += 2) {
        const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, i);
        if (fabs(piece->middle - own->middle) > SAME_HEIGHT * line->size || find_above(plan, line, piece))
            return false;
    }
    return true;
}

/* The label that the piece is a further line of; NULL where it begins one. */
static struct align_label *find_begun(const struct align_plan *plan, const struct align_line *line, guint index)
{
    const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, index);
    struct align_label *label = find_above(plan, line, piece);
    if (!label)
        return NULL;
    const double apart = piece->middle - label->y1, middle = (piece->x0 + piece->x1) / 2;
    if (fabs(middle - (label->x0 + label->x1) / 2) > CENTRE_SLACK * line->size &&
        fabs(piece->x0 - label->x0) > MARGIN_SLACK * line->size)
        return NULL;
    for (guint i = 0; i < line->pieces->len; i++)
        if (i != index && laps(label, &g_array_index(line->pieces, struct align_piece, i)))
            return NULL;
    if (align_is_divided(plan, middle, label->y1, piece->middle) ||
        (apart > TIGHT_PITCH * line->size && fabs(apart - label->pitch) > SAME_PITCH * line->size &&
         is_spanned(plan, line, index)))
        return NULL;
    return label;
}

/* Whether two characters of a line are a word that is set wide: 项　目.  Each alone stands over no column of its own. */
static bool is_spaced(const struct align_plan *plan, const struct align_line *line, const struct align_piece *left,
                      const struct align_piece *right)
{
    guint first = 0, second = 0;
    if (left->x1 - left->x0 > CHARACTER * line->size || right->x1 - right->x0 > CHARACTER * line->size ||
        right->x0 - left->x1 > SPACED_GAP * line->size)
        return false;
    const guint touched = align_bands_touched(plan->bands, left, &first);
    return !touched || !align_bands_touched(plan->bands, right, &second) || first == second;
}

/* Joins the pieces of a line that only the end of a figure parts. */
static struct align_line join_pieces(const struct align_plan *plan, const struct align_line *line)
{
    struct align_line joined = *line;
    joined.pieces = g_array_new(FALSE, FALSE, sizeof(struct align_piece));
    const GArray *pieces = line->labels ? line->labels : line->pieces;
    for (guint i = 0; i < pieces->len; i++) {
        const struct align_piece *piece = &g_array_index(pieces, struct align_piece, i);
        const struct align_piece *before = i ? piece - 1 : NULL;
        const double gap = before ? piece->x0 - before->x1 : 0;
        const bool one = before && ((gap <= WORD_GAP * line->size && (before->figure || piece->figure)) ||
                                    is_spaced(plan, line, before, piece));
        if (one && !align_is_parted(plan, (before->x0 + before->x1) / 2, (piece->x0 + piece->x1) / 2, piece->middle))
            g_array_index(joined.pieces, struct align_piece, joined.pieces->len - 1).x1 = piece->x1;
        else
            g_array_append_val(joined.pieces, *piece);
    }
    return joined;
}

void align_labels_collect(struct align_plan *plan)
{
    for (guint i = plan->head; i < plan->body && !plan->doubtful; i++) {
        const struct align_line joined = join_pieces(plan, align_line_at(plan->lines, i)), *line = &joined;
        int *begun = g_new(int, line->pieces->len); /* all are found before any label grows */
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct align_label *label = find_begun(plan, line, j);
            begun[j] = label ? (int)(label - align_label_at(plan, 0)) : -1;
        }
        for (guint j = 0; j < line->pieces->len; j++) {
            const struct align_piece *piece = &g_array_index(line->pieces, struct align_piece, j);
            if (begun[j] < 0) {
                const struct align_label label = {.x0 = piece->x0,
                                                  .x1 = piece->x1,
                                                  .y0 = piece->middle,
                                                  .y1 = piece->middle,
                                                  .size = line->size,
                                                  .first = -1};
                g_array_append_val(plan->labels, label);
                continue;
            }
            struct align_label *label = align_label_at(plan, begun[j]);
            label->x0 = MIN(label->x0, piece->x0);
            label->x1 = MAX(label->x1, piece->x1);
            label->pitch = piece->middle - label->y1;
            label->y1 = piece->middle;
        }
        g_free(begun);
        g_array_free(joined.pieces, TRUE);
        plan->doubtful = plan->labels->len > LABELS_MAX;
    }
}
