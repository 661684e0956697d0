/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target on files: seeds, and what fuzzing has found. */
#include <glib.h>
#include <stdio.h>

#include "tests/fuzz/fuzz.h"

int main(int count, char **arguments)
{
    int failed = 0;
    for (int i = 1; i < count; i++) {
        char *text;
        gsize size;
        if (!g_file_get_contents(arguments[i], &text, &size, NULL)) {
            printf("FAILED to read %s\n", arguments[i]);
            failed++;
            continue;
        }
        fprintf(stderr, "%s\n", arguments[i]); /* the last line names what a crash was on */
        LLVMFuzzerTestOneInput((const uint8_t *)text, size);
        g_free(text);
    }
    printf("%d passed, %d failed\n", count - 1 - failed, failed);
    return failed > 0;
}
