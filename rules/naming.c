/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and codes held against the dictionary. */
#include "rules/naming.h"

#include <string.h>

#include "rules/dictionary.h"

enum {
    PIECE_SHARE = 60,   /* per cent of a name that must be left for it to be mended */
    COMMON_SHARE = 50,  /* per cent of the longer of two names, in their order, that variants of one have in common */
    NAMED_SHARE = 60,   /* per cent of a table's known codes that bear their name, where names are those of codes */
    CODED_SHARE = 50,   /* per cent of a table's items that have a name of the dictionary, where it gives codes */
    CODED_LEAST = 2,    /* ... and how many of them at least */
    NAME_LENGTH_MAX = 64, /* characters of a folded name that are compared */
};

/* Which kinds of table list the names of which classifications; the first that knows most names is it. */
static const struct {
    const char *kind; /* or how it ends */
    const char *schemes[2];
} classified[] = {
    {"_by_function", {"functional", NULL}},
    {"_by_economy", {"economy_department", "economy_government"}},
    {"basic_expenditure", {"economy_department", "economy_government"}},
    {"fiscal_appropriation_basic", {"economy_department", "economy_government"}},
    {"expenditure_summary", {"functional", NULL}},
    {"government_fund_expenditure", {"functional", NULL}},
    {"state_capital_expenditure", {"functional", NULL}},
};

/* One of the two classifications a row may print. */
struct naming {
    struct view code, name;
};

static struct naming naming_of(const struct record_row *row, bool counterpart)
{
    return counterpart ? (struct naming){row->counterpart_code, row->counterpart_name}
                       : (struct naming){row->code, row->name};
}

/* --- names compared --- */

static size_t characters_of(struct view text, unsigned characters[NAME_LENGTH_MAX])
{
    size_t count = 0;
    while (text.size && count < NAME_LENGTH_MAX)
        characters[count++] = view_next(&text);
    return count;
}

/* The length of the longest common subsequence. */
static size_t common_length(struct view a, struct view b)
{
    unsigned left[NAME_LENGTH_MAX], right[NAME_LENGTH_MAX];
    size_t line[NAME_LENGTH_MAX + 1] = {0};
    size_t rows = characters_of(a, left), columns = characters_of(b, right);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0, corner = 0; k < columns; k++) {
            size_t above = line[k + 1];
            line[k + 1] = left[i] == right[k] ? corner + 1 : MAX(above, line[k]);
            corner = above;
        }
    return line[columns];
}

/* Whether `piece` is what is left of `whole` when a run of it is lost: at an end, at both, or inside. */
static bool is_piece(struct view piece, struct view whole)
{
    if (piece.size >= whole.size || 100 * view_length(piece) < PIECE_SHARE * view_length(whole))
        return false;
    if (g_strstr_len(whole.data, (gssize)whole.size, view_copy_text(piece)))
        return true;
    size_t head = 0;
    while (head < piece.size && piece.data[head] == whole.data[head])
        head++;
    size_t tail = piece.size - head;
    return memcmp(whole.data + whole.size - tail, piece.data + head, tail) == 0;
}
