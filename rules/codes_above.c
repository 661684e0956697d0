/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/codes_above.h"

enum { CODE_DIGITS_MAX = 64 }; /* of a code whose parts are looked for */

static char *code_key(int block, struct view code, size_t length)
{
    return g_strdup_printf("%d %.*s", block, (int)length, code.data);
}

struct codes_above codes_above_new(void)
{
    return (struct codes_above){g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
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
    g_hash_table_replace(codes->rows, code_key(block, code, code.size), GINT_TO_POINTER(index + 1));
}

int codes_above_find(const struct codes_above *codes, int block, struct view code)
{
    int nearest = 0;
    for (size_t length = 1; length < MIN(code.size, CODE_DIGITS_MAX); length++) {
        char *key = code_key(block, code, length);
        nearest = MAX(nearest, GPOINTER_TO_INT(g_hash_table_lookup(codes->rows, key)));
        g_free(key);
    }
    return nearest;
}
