/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text input through all stages. */
#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (memmem(data, MIN(size, 1024), "%PDF-", 5))
        return -1; /* another target's */
    struct arena *arena = arena_new();
    fuzz_document(arena, data, size);
    arena_free(arena);
    return 0;
}
