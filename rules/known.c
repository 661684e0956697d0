/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/known.h"

#include "base/arena.h"

enum {
    TEXT_SIZE_MAX = 4096,   /* bytes; a longer one hardly comes again */
    SIZE_MAX_ALL = 2 << 20, /* bytes of all that is known at a time */
    SIZE_BESIDE = 64,       /* bytes that are kept beside a text */
};

struct known {
    GHashTable *rules[RULE_CLASS_COUNT]; /* struct view -> struct rule, or NULL */
    struct arena *arena;                 /* of the texts */
    size_t size;                         /* of all, bytes */
};

struct known *known_new(void)
{
    struct known *known = g_new0(struct known, 1);
    known->arena = arena_new();
    for (int i = 0; i < RULE_CLASS_COUNT; i++)
        known->rules[i] = g_hash_table_new(view_hash, views_equal);
    return known;
}

void known_free(struct known *known)
{
    for (int i = 0; i < RULE_CLASS_COUNT; i++)
        g_hash_table_unref(known->rules[i]);
    arena_free(known->arena);
    g_free(known);
}

bool known_get(const struct known *known, enum rule_class class, struct view text, const struct rule **rule)
{
    void *value = NULL;
    const bool found =
        text.size <= TEXT_SIZE_MAX && g_hash_table_lookup_extended(known->rules[class], &text, NULL, &value);
    *rule = value;
    return found;
}

void known_put(struct known *known, enum rule_class class, struct view text, const struct rule *rule)
{
    if (text.size > TEXT_SIZE_MAX)
        return;
    known->size += text.size + SIZE_BESIDE;
    if (known->size > SIZE_MAX_ALL) {
        for (int i = 0; i < RULE_CLASS_COUNT; i++)
            g_hash_table_remove_all(known->rules[i]);
        arena_clear(known->arena);
        known->size = text.size + SIZE_BESIDE;
    }
    struct view *key = ARENA_NEW(known->arena, struct view);
    *key = view_copy(known->arena, text);
    g_hash_table_insert(known->rules[class], key, (void *)rule);
}
