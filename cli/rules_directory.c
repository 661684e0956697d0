/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/rules_directory.h"

#include <glib.h>

/* The rules beside the build folder that holds the program, or NULL.  They come before the
 * installed ones: a program just built is tried with the rules it was built with. */
static char *beside_build(void)
{
    char *program = g_file_read_link("/proc/self/exe", NULL);
    char *folder = program ? g_path_get_dirname(program) : NULL;
    char *name = folder ? g_path_get_basename(folder) : NULL;
    char *rules = g_strcmp0(name, "build") == 0 ? g_build_filename(folder, "..", "rules", NULL) : NULL;
    if (rules && !g_file_test(rules, G_FILE_TEST_IS_DIR))
        g_clear_pointer(&rules, g_free);
    g_free(name);
    g_free(folder);
    g_free(program);
    return rules;
}

char *rules_directory(void)
{
    const char *chosen = g_getenv("EXTRACT_RULES");
    if (chosen && *chosen)
        return g_strdup(chosen);
    char *beside = beside_build();
    return beside ? beside : g_strdup(RULES_DIRECTORY);
}
