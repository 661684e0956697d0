/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stddef.h>

/* One arena holds everything that is known of one document: records, strings,
 * lists.  Nothing in it is freed by itself; all goes when the arena is cleared
 * or freed.  Objects of foreign libraries never live in an arena. */
struct arena;

/* A new, empty arena; the caller frees it with arena_free. */
struct arena *arena_new(void);

/* Frees the arena and all that was taken from it.  NULL is allowed. */
void arena_free(struct arena *arena);

/* Makes the arena empty again and keeps one chunk of memory for the next document. */
void arena_clear(struct arena *arena);

/* `size` zeroed bytes, aligned for any type; never NULL (GLib aborts when memory is out). */
void *arena_take(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; the product is checked for overflow. */
void *arena_take_array(struct arena *arena, size_t count, size_t size);

/* A copy of `size` bytes with a NUL behind it, which the size does not count. */
char *arena_copy(struct arena *arena, const char *data, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take_array((arena), (count), sizeof(type)))

#endif
