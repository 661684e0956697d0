/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/rules_directory.h"

#include <glib.h>

/* Where the rules stand seen from the folder that holds the program: the tree it was built in, and
 * where `make install` puts both, whatever the prefix.  The first that is there is taken: a program
 * just built is tried with the rules it was built with, though others may be installed. */
static const struct {
    const char *folder; /* its name; NULL: any */
    const char *rules;
} places[] = {{"build", "../rules"}, {NULL, "../share/extract/rules"}};

static char *beside_program(const char *program)
{
    char *folder = g_path_get_dirname(program), *name = g_path_get_basename(folder), *rules = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(places) && !rules; i++) {
        if (places[i].folder && g_strcmp0(name, places[i].folder) != 0)
            continue;
        rules = g_canonicalize_filename(places[i].rules, folder);
        if (!g_file_test(rules, G_FILE_TEST_IS_DIR))
            g_clear_pointer(&rules, g_free);
    }
    g_free(name);
    g_free(folder);
    return rules;
}

char *rules_directory(void)
{
    const char *chosen = g_getenv("EXTRACT_RULES");
    if (chosen && *chosen)
        return g_strdup(chosen);
    char *program = g_file_read_link("/proc/self/exe", NULL);
    char *beside = program ? beside_program(program) : NULL;
    g_free(program);
    return beside ? beside : g_strdup(RULES_DIRECTORY);
}
