/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The normalizer: what it gives is valid and stays as it is. */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "normalize/text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *valid = g_utf8_make_valid((const char *)data, (gssize)size); /* as the page reader does */
    struct arena *arena = arena_new();
    const struct view mended = text_mend(arena, (struct view){valid, strlen(valid)});
    const struct view folded = text_fold(arena, mended);
    if (!g_utf8_validate_len(mended.data, mended.size, NULL) || !g_utf8_validate_len(folded.data, folded.size, NULL) ||
        !view_equal(text_mend(arena, mended), mended) || !view_equal(text_fold(arena, folded), folded))
        abort();
    arena_free(arena);
    g_free(valid);
    return 0;
}
