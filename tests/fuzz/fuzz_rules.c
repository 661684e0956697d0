/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule file. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#include "rules/ruleset.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    char *folder = g_dir_make_tmp("rules-XXXXXX", NULL);
    char *path = g_build_filename(folder, "x.rules", NULL);
    if (!g_file_set_contents(path, (const char *)data, (gssize)size, NULL))
        abort();
    const char *directories[] = {folder, NULL};
    GPtrArray *faults = g_ptr_array_new_with_free_func(g_free);
    struct ruleset *ruleset = ruleset_load(directories, faults, &error);
    if (ruleset)
        ruleset_try_samples(ruleset, faults);
    /* What is fine is so where patterns are compiled when they are needed, too. */
    struct ruleset *late = ruleset_load_late(directories, &error);
    if (late)
        ruleset_try_samples(late, faults);
    if (ruleset && !(late && ruleset_is_fine(late, &error)))
        abort();
    ruleset_free(late);
    ruleset_free(ruleset);
    g_ptr_array_unref(faults);
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return 0;
}
