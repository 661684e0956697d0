/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole document: a PDF, or what is none, through all stages. */
#include "base/arena.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    fuzz_document(arena, data, size);
    arena_free(arena);
    return 0;
}
