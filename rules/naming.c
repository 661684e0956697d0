/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and codes held against the dictionary. */
#include "rules/naming.h"

#include <string.h>

#include "rules/dictionary.h"

enum {
    PIECE_SHARE = 60,     /* per cent of a name that must be left for it to be mended */
    COMMON_SHARE = 50,    /* per cent of the longer of two names, in their order, that variants of one have in common */
    NAMED_SHARE = 60,     /* per cent of a table's known codes that bear their name, where names are those of codes */
    CODED_SHARE = 50,     /* per cent of a table's items that have a name of the dictionary, where it gives codes */
    CODED_LEAST = 2,      /* ... and how many of them at least */
    NAME_LENGTH_MAX = 64, /* characters of a folded name that are compared */
};

/* How a printed name stands to those its code has. */
enum fit {
    FIT_UNKNOWN, /* no such code, or nothing printed */
    FIT_SAME,    /* a name of the code, of whatever year, or another way to print it */
    FIT_PIECE,   /* a piece of the code's one name and nothing else */
    FIT_NONE,    /* they do not belong together */
};

/* One of the two classifications a row may print. */
struct naming {
    struct view code;
    struct view *name;
    enum fit fit;
    const struct dictionary_entry *entry; /* of the code in that year; NULL where it is not known */
};

/* --- names compared --- */

struct letters {
    unsigned at[NAME_LENGTH_MAX];
    size_t count;
};

static struct letters letters_of(struct view text)
{
    struct letters letters = {.count = 0};
    while (text.size && letters.count < NAME_LENGTH_MAX)
        letters.at[letters.count++] = view_next(&text);
    return letters;
}

/* The length of the longest common subsequence. */
static size_t common_count(const struct letters *a, const struct letters *b)
{
    size_t line[NAME_LENGTH_MAX + 1] = {0};
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0, corner = 0; k < b->count; k++) {
            size_t above = line[k + 1];
            line[k + 1] = a->at[i] == b->at[k] ? corner + 1 : MAX(above, line[k]);
            corner = above;
        }
    return line[b->count];
}

/* Whether enough is left of `whole` in `piece`, and only one run of it is lost, or one at each end. */
static bool is_piece(const struct letters *piece, const struct letters *whole)
{
    size_t count = piece->count, lost = whole->count - count, size = count * sizeof *piece->at;
    if (count >= whole->count || 100 * count < PIECE_SHARE * whole->count)
        return false;
    for (size_t start = 0; start <= lost; start++)
        if (memcmp(whole->at + start, piece->at, size) == 0)
            return true;
    size_t head = 0;
    while (head < count && piece->at[head] == whole->at[head])
        head++;
    return memcmp(whole->at + lost + head, piece->at + head, (count - head) * sizeof *piece->at) == 0;
}

static void fit_find(const struct reading *reading, struct naming *naming)
{
    size_t count;
    const struct dictionary_entry *entries = dictionary_names(reading->dictionary, naming->code, &count);
    struct view printed = dictionary_fold(reading->arena, *naming->name);
    naming->fit = FIT_UNKNOWN;
    if (!count || view_is_empty(printed))
        return;
    naming->entry = dictionary_find(reading->dictionary, naming->code, reading->fiscal_year);
    const struct letters own = letters_of(printed);
    bool near = false, piece = false;
    for (size_t i = 0; i < count; i++) {
        struct view name = dictionary_folded(reading->dictionary, &entries[i]);
        const struct letters known = letters_of(name);
        size_t common = common_count(&own, &known);
        if (common == known.count) {
            naming->fit = FIT_SAME; /* the name, or the name with something added to it */
            return;
        }
        near = near || common == own.count || 100 * common >= COMMON_SHARE * MAX(own.count, known.count);
        piece = piece || (&entries[i] == naming->entry && is_piece(&own, &known));
    }
    bool other = dictionary_has_name(reading->dictionary, *naming->name);
    if (piece && !other)
        naming->fit = FIT_PIECE;
    else
        naming->fit = other ? (piece ? FIT_SAME : FIT_NONE) : near ? FIT_SAME : FIT_NONE;
}

/* --- names of printed codes --- */

static struct naming naming_of(struct record_row *row, bool counterpart)
{
    return counterpart ? (struct naming){.code = row->counterpart_code, .name = &row->counterpart_name}
                       : (struct naming){.code = row->code, .name = &row->name};
}

static void name_judge(struct reading *reading, const struct naming_row *row, const struct naming *naming)
{
    if (naming->fit == FIT_PIECE && row->filled) {
        reading_warn(reading, row->page, "name_mended", "\"%.*s\" is printed of %.*s, \"%.*s\"",
                     VIEW_PRINT(*naming->name), VIEW_PRINT(naming->code), VIEW_PRINT(naming->entry->name));
        *naming->name = view_copy(reading->arena, naming->entry->name);
    } else if (naming->fit == FIT_NONE) {
        reading_warn(reading, row->page, "code_name_mismatch", "\"%.*s\" is printed beside %.*s, which is \"%.*s\"",
                     VIEW_PRINT(*naming->name), VIEW_PRINT(naming->code), VIEW_PRINT(naming->entry->name));
    }
}

/* Where most names are not those of the codes beside them they are those of units, projects or purchases. */
static void names_judge(struct reading *reading, const struct naming_row *rows, size_t count, bool counterpart)
{
    struct naming *namings = ARENA_ARRAY(reading->arena, struct naming, count);
    size_t known = 0, fitting = 0;
    for (size_t i = 0; i < count; i++) {
        namings[i] = naming_of(rows[i].row, counterpart);
        if (!view_equal_text(rows[i].row->role, "item"))
            continue;
        fit_find(reading, &namings[i]);
        known += namings[i].fit != FIT_UNKNOWN;
        fitting += namings[i].fit == FIT_SAME || namings[i].fit == FIT_PIECE;
    }
    for (size_t i = 0; i < count && 100 * fitting >= NAMED_SHARE * known; i++)
        name_judge(reading, &rows[i], &namings[i]);
}

/* --- codes of printed names --- */

/* The candidate that stands below `above`, or beside it, or beside one of those above it; NULL where there
 * is none, or more than one at the nearest place. */
static const struct dictionary_entry *candidate_near(const GPtrArray *candidates, struct view above)
{
    for (struct view parent = above;; parent = dictionary_parent(parent)) {
        const struct dictionary_entry *found = NULL;
        int count = 0;
        for (guint i = 0; i < candidates->len; i++) {
            const struct dictionary_entry *entry = candidates->pdata[i];
            if (view_equal(entry->code, above) || !view_equal(dictionary_parent(entry->code), parent))
                continue;
            found = entry;
            count++;
        }
        if (count || view_is_empty(parent))
            return count == 1 ? found : NULL;
    }
}

/* The code of row `index`: that of its name where only one bears it, else the one nearest to the row above. */
static const struct dictionary_entry *entry_find(const struct reading *reading, const struct naming_row *rows,
                                                 const struct dictionary_entry *const *found, size_t index,
                                                 const char *scheme)
{
    const struct record_row *row = rows[index].row;
    GPtrArray *candidates = dictionary_find_name(reading->dictionary, scheme, row->name, reading->fiscal_year);
    if (!candidates->len) { /* a name of another year */
        g_ptr_array_unref(candidates);
        candidates = dictionary_find_name(reading->dictionary, scheme, row->name, 0);
    }
    const struct dictionary_entry *entry = candidates->len == 1 ? candidates->pdata[0] : NULL;
    for (size_t k = index; candidates->len > 1 && k-- > 0;)
        if (found[k] && view_equal(rows[k].row->side, row->side)) {
            entry = candidate_near(candidates, found[k]->code);
            break;
        }
    g_ptr_array_unref(candidates);
    return entry;
}

/* The entries of the rows in a scheme, in `found`; how many there are, and of how many items. */
static size_t entries_find(const struct reading *reading, const struct naming_row *rows, size_t count,
                           const char *scheme, const struct dictionary_entry **found, size_t *items)
{
    size_t known = 0;
    *items = 0;
    for (size_t i = 0; i < count; i++) {
        const struct record_row *row = rows[i].row;
        if (!view_equal_text(row->role, "item") || view_is_empty(row->name))
            continue;
        found[i] = entry_find(reading, rows, found, i, scheme);
        known += found[i] != NULL;
        (*items)++;
    }
    return known;
}

static void codes_give(struct reading *reading, const struct table *table, const struct naming_row *rows, size_t count)
{
    const char *const *schemes = table->rule ? table->rule->classification : NULL;
    const struct dictionary_entry **best = NULL;
    size_t most = 0, items = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].row->code.data || rows[i].row->counterpart_code.data)
            return;
    for (int i = 0; schemes && schemes[i]; i++) {
        const struct dictionary_entry **found = ARENA_ARRAY(reading->arena, const struct dictionary_entry *, count);
        size_t known = entries_find(reading, rows, count, schemes[i], found, &items);
        best = known > most ? found : best;
        most = MAX(most, known);
    }
    if (!best || most < CODED_LEAST || 100 * most < CODED_SHARE * items)
        return;
    for (size_t i = 0; i < count; i++) {
        if (!best[i])
            continue;
        struct record_row *row = rows[i].row;
        row->code = view_copy(reading->arena, best[i]->code);
        row->scheme = view_copy(reading->arena, view_of(best[i]->scheme));
        row->code_source = VIEW_LITERAL("dictionary");
        row->level = ((int)row->code.size - 1) / 2;
    }
    reading_warn(reading, rows[0].page, "codes_from_dictionary",
                 "the table \"%.*s\" prints names alone: %zu of its %zu items have their codes from the dictionary",
                 VIEW_PRINT(table->record->title), most, items);
}

void naming_apply(struct reading *reading, const struct table *table, const struct naming_row *rows, size_t count)
{
    if (!count || !reading->dictionary)
        return;
    names_judge(reading, rows, count, false);
    names_judge(reading, rows, count, true);
    codes_give(reading, table, rows, count);
}
