/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/files.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "cli/options.h"

static int compare_names(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool ends_in(const char *name, const char *const *endings)
{
    const size_t length = strlen(name);
    for (; *endings; endings++)
        if (length > strlen(*endings) && !g_ascii_strcasecmp(name + length - strlen(*endings), *endings))
            return true;
    return false;
}

void files_walk(GPtrArray *files, const char *folder, const char *const *endings)
{
    char *roots[] = {g_strdup(folder), NULL};
    for (size_t length = strlen(roots[0]); length > 1 && roots[0][length - 1] == '/';)
        roots[0][--length] = '\0';
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, compare_names);
    for (FTSENT *entry; tree && (entry = fts_read(tree));) {
        const bool file = entry->fts_info != FTS_D && entry->fts_info != FTS_DP && entry->fts_info != FTS_DC;
        const bool closed = entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR;
        if (closed || (file && ends_in(entry->fts_name, endings)))
            g_ptr_array_add(files, g_strdup(entry->fts_path));
    }
    if (tree)
        fts_close(tree);
    g_free(roots[0]);
}

static void add(GPtrArray *files, const char *path, const struct options *options)
{
    static const char *const endings[] = {".pdf", NULL};
    const guint before = files->len;
    if (!options->recursive || !g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(files, g_strdup(path));
        return;
    }
    files_walk(files, path, endings);
    if (files->len == before && !options->quiet)
        message_note(path, "no PDF is in it, nor below");
}

static bool read_list(GPtrArray *files, const struct options *options, struct error *error)
{
    const char *path = options->files_from;
    FILE *list = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *name = NULL;
    size_t room = 0;
    if (!list)
        return error_set(error, ERROR_USAGE, 0, "--files-from: cannot read %s: %s", path, g_strerror(errno));
    const int end = options->null ? '\0' : '\n';
    for (ssize_t length; (length = getdelim(&name, &room, end, list)) > 0;) {
        if (name[length - 1] == end)
            name[length - 1] = '\0';
        if (*name)
            add(files, name, options);
    }
    if (ferror(list))
        error_set(error, ERROR_USAGE, 0, "--files-from: cannot read %s: %s", path, g_strerror(errno));
    free(name);
    if (list != stdin)
        fclose(list);
    return !error_is_set(error);
}

GPtrArray *files_list(const struct options *options, struct error *error)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    for (char **path = options->files; path && *path; path++)
        add(files, *path, options);
    if (options->files_from)
        read_list(files, options, error);
    return files;
}
