/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/words.h"

#include <stdarg.h>
#include <string.h>

#define FOLDER "words"
#define SUFFIX ".words"
#define PART_SEPARATOR "·"

struct words {
    GHashTable *values; /* "group" TAB "key" -> text */
};

static char *key_of(const char *group, const char *key)
{
    return g_strconcat(group, "\t", key, NULL);
}

static void take_file(struct words *words, GKeyFile *file)
{
    char **groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group; group++) {
        char **keys = g_key_file_get_keys(file, *group, NULL, NULL);
        for (char **key = keys; key && *key; key++)
            g_hash_table_replace(words->values, key_of(*group, *key), g_key_file_get_string(file, *group, *key, NULL));
        g_strfreev(keys);
    }
    g_strfreev(groups);
}

/* Adds the file of one directory; false where there is none. */
static bool load_file(struct words *words, const char *directory, const char *language, struct error *error)
{
    char *name = g_strconcat(language, SUFFIX, NULL), *path = g_build_filename(directory, FOLDER, name, NULL);
    GKeyFile *file = g_key_file_new();
    GError *wrong = NULL;
    const bool loaded = g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &wrong);
    if (loaded)
        take_file(words, file);
    else if (!g_error_matches(wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        error_set(error, ERROR_RULES, 0, "%s: %s", path, wrong->message);
    g_clear_error(&wrong);
    g_key_file_free(file);
    g_free(path);
    g_free(name);
    return loaded;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The languages of all directories, ", " between. */
static char *languages_told(const char *const *directories)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *const *directory = directories; *directory; directory++) {
        char *path = g_build_filename(*directory, FOLDER, NULL);
        GDir *folder = g_dir_open(path, 0, NULL);
        for (const char *name; folder && (name = g_dir_read_name(folder));)
            if (g_str_has_suffix(name, SUFFIX))
                g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(SUFFIX)));
        if (folder)
            g_dir_close(folder);
        g_free(path);
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    char *told = g_strjoinv(", ", (char **)names->pdata);
    g_ptr_array_unref(names);
    return told;
}

struct words *words_load(const char *const *directories, const char *language, struct error *error)
{
    struct words *words = g_new0(struct words, 1);
    bool found = false;
    words->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (const char *const *directory = directories; *directory && !strchr(language, '/'); directory++)
        found = load_file(words, *directory, language, error) || found;
    if (!found && !error_is_set(error)) {
        char *told = languages_told(directories);
        error_set(error, ERROR_USAGE, 0, "--lang: \"%s\" is none of %s", language, told);
        g_free(told);
    }
    if (!error_is_set(error))
        return words;
    words_free(words);
    return NULL;
}

void words_free(struct words *words)
{
    if (!words)
        return;
    g_hash_table_destroy(words->values);
    g_free(words);
}

const char *words_find(const struct words *words, const char *group, const char *key)
{
    char *name = key_of(group, key);
    const char *found = g_hash_table_lookup(words->values, name);
    g_free(name);
    return found;
}

struct view words_name(const struct words *words, const char *group, struct view key)
{
    char *text = g_strndup(key.data ? key.data : "", key.size);
    const char *found = words_find(words, group, text);
    g_free(text);
    return found ? view_of(found) : key;
}

/* Appends the name of one part; one of several alike has its number behind it: total_2, column_3. */
static bool append_part(GString *out, const struct words *words, const char *part)
{
    const char *whole = words_find(words, "measures", part), *number = strrchr(part, '_');
    if (whole) {
        g_string_append(out, whole);
        return true;
    }
    if (!number || !g_ascii_isdigit(number[1]))
        return false;
    char *name = g_strndup(part, (gsize)(number - part));
    const char *found = words_find(words, "measures", name);
    if (found && strstr(found, "{number}"))
        words_append(out, words, "measures", name, "number", number + 1, NULL);
    else if (found)
        g_string_append_printf(out, "%s%s", found, number + 1);
    g_free(name);
    return found != NULL;
}

void words_append_measure(GString *out, const struct words *words, struct view measure)
{
    char *text = g_strndup(measure.data ? measure.data : "", measure.size);
    char **parts = g_strsplit(text, ".", -1);
    const gsize before = out->len;
    bool known = *text != '\0';
    for (char **part = parts; *part && known; part++) {
        if (part > parts)
            g_string_append(out, PART_SEPARATOR);
        known = append_part(out, words, *part);
    }
    if (!known)
        g_string_append(g_string_truncate(out, before), text);
    g_strfreev(parts);
    g_free(text);
}

/* The value of a name among pairs that NULL ends, or NULL. */
static const char *value_of(const GPtrArray *pairs, const char *name, size_t size)
{
    for (guint i = 0; i + 1 < pairs->len; i += 2)
        if (strlen(pairs->pdata[i]) == size && strncmp(pairs->pdata[i], name, size) == 0)
            return pairs->pdata[i + 1];
    return NULL;
}

void words_append(GString *out, const struct words *words, const char *group, const char *key, ...)
{
    const char *text = words_find(words, group, key);
    GPtrArray *pairs = g_ptr_array_new();
    va_list values;
    va_start(values, key);
    for (const char *word; (word = va_arg(values, const char *));)
        g_ptr_array_add(pairs, (void *)word);
    va_end(values);
    while (text && *text) {
        const char *close = *text == '{' ? strchr(text, '}') : NULL;
        const char *value = close ? value_of(pairs, text + 1, (size_t)(close - text - 1)) : NULL;
        if (value) {
            g_string_append(out, value);
            text = close + 1;
        } else {
            g_string_append_c(out, *text++);
        }
    }
    g_ptr_array_unref(pairs);
}
