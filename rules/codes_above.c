/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/codes_above.h"

enum { CODE_DIGITS_MAX = 64 }; /* of a code whose parts are looked for */

struct key {
    struct view code;
    int block;
};

static guint key_hash(gconstpointer data)
{
    const struct key *key = data;
    return view_hash(&key->code) + (guint)key->block;
}

static gboolean keys_equal(gconstpointer a, gconstpointer b)
{
    const struct key *x = a, *y = b;
    return x->block == y->block && view_equal(x->code, y->code);
}

struct codes_above codes_above_new(void)
{
    return (struct codes_above){g_hash_table_new_full(key_hash, keys_equal, g_free, NULL)};
}

void codes_above_free(struct codes_above *codes)
{
    g_hash_table_destroy(codes->rows);
}

void codes_above_empty(struct codes_above *codes)
{
    g_hash_table_remove_all(codes->rows);
}

void codes_above_add(struct codes_above *codes, int block, struct view code, int index)
{
    struct key *key = g_new(struct key, 1);
    *key = (struct key){code, block};
    g_hash_table_replace(codes->rows, key, GINT_TO_POINTER(index + 1));
}

int codes_above_find(const struct codes_above *codes, int block, struct view code)
{
    int nearest = 0;
    for (size_t length = 1; length < MIN(code.size, CODE_DIGITS_MAX); length++) {
        const struct key key = {view_part(code, 0, length), block};
        nearest = MAX(nearest, GPOINTER_TO_INT(g_hash_table_lookup(codes->rows, &key)));
    }
    return nearest;
}
