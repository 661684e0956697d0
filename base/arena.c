/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <glib.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

enum { CHUNK_SIZE = 256 * 1024 };

struct chunk {
    struct chunk *next;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct chunk *chunks; /* the one in use first */
};

struct arena *arena_new(void)
{
    return g_new0(struct arena, 1);
}

void arena_clear(struct arena *arena)
{
    struct chunk *keep = NULL;
    for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        if (!keep && chunk->size == CHUNK_SIZE)
            keep = chunk;
        else
            g_free(chunk);
    }
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
    arena->chunks = keep;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_clear(arena);
    g_free(arena->chunks);
    g_free(arena);
}

static struct chunk *chunk_add(struct arena *arena, size_t size)
{
    if (size < CHUNK_SIZE)
        size = CHUNK_SIZE;
    if (size > SIZE_MAX - sizeof(struct chunk))
        g_error("arena: %zu bytes asked for", size);
    struct chunk *chunk = g_malloc(sizeof *chunk + size);
    chunk->size = size;
    chunk->used = 0;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

void *arena_take(struct arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);
    if (size > SIZE_MAX - step)
        g_error("arena: %zu bytes asked for", size);
    size = (size + step - 1) / step * step;
    struct chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < size)
        chunk = chunk_add(arena, size);
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memset(memory, 0, size);
}

void *arena_take_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        g_error("arena: %zu elements of %zu bytes asked for", count, size);
    return arena_take(arena, count * size);
}

char *arena_copy(struct arena *arena, const char *data, size_t size)
{
    if (size == SIZE_MAX)
        g_error("arena: %zu bytes asked for", size);
    char *copy = arena_take(arena, size + 1);
    if (size)
        memcpy(copy, data, size);
    return copy;
}
