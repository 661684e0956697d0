/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/rule_file.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { FILE_SIZE_MAX = 4 << 20 };

/* The reading of a file; where the next group and the next key are put. */
struct reader {
    struct arena *arena;
    struct rule_group **group_place;
    struct rule_key **key_place; /* NULL in front of the first group */
    int line;
    const char *wrong; /* what is wrong with the line, or NULL */
};

static void group_read(struct reader *reader, char *line, char *end)
{
    char *stop = memchr(line, ']', (size_t)(end - line)), *at = line;
    while (stop && at < stop && *at != '[' && !g_ascii_iscntrl(*at))
        at++;
    const size_t rest = stop ? strspn(stop + 1, " \t") : 0;
    if (!stop || at < stop || stop == line || stop + 1 + rest < end) {
        reader->wrong = "not \"[class name]\"";
        return;
    }
    *stop = '\0';
    struct rule_group *group = ARENA_NEW(reader->arena, struct rule_group);
    *group = (struct rule_group){.name = line, .line = reader->line};
    *reader->group_place = group;
    reader->group_place = &group->next;
    reader->key_place = &group->keys;
}

static void key_read(struct reader *reader, char *line, char *end)
{
    char *equals = memchr(line, '=', (size_t)(end - line)), *stop = equals;
    while (stop && stop > line && g_ascii_isspace(stop[-1]))
        stop--;
    if (!stop || stop == line || !reader->key_place) {
        reader->wrong = stop && stop > line ? "a key in front of the first \"[class name]\""
                                            : "neither \"[class name]\" nor \"key=value\" nor a comment";
        return;
    }
    char *value = equals + 1;
    while (value < end && g_ascii_isspace(*value))
        value++;
    *stop = '\0';
    struct rule_key *key = ARENA_NEW(reader->arena, struct rule_key);
    *key = (struct rule_key){.name = line, .value = value, .line = reader->line};
    *reader->key_place = key;
    reader->key_place = &key->next;
}

/* A line is [line, end); what ends it makes room for the NUL. */
static void line_read(struct reader *reader, char *line, char *end)
{
    if (end > line && end[-1] == '\r')
        end--;
    *end = '\0';
    while (g_ascii_isspace(*line))
        line++;
    if (*line == '#' || line >= end)
        return;
    if (!g_utf8_validate_len(line, (gsize)(end - line), NULL))
        reader->wrong = "not UTF-8 text";
    else if (*line == '[')
        group_read(reader, line + 1, end);
    else
        key_read(reader, line, end);
}

/* Reads the text; false at the first line that is wrong. */
static bool text_read(struct reader *reader, char *text, size_t size)
{
    for (char *at = text, *const end = text + size, *stop; at < end && !reader->wrong; at = stop + 1) {
        stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end; /* where a NUL stands */
        reader->line++;
        line_read(reader, at, stop);
    }
    return !reader->wrong;
}

struct rule_file *rule_file_read(struct arena *arena, const char *directory, const char *name, char **fault)
{
    char *path = g_build_filename(directory, name, NULL);
    GError *problem = NULL;
    gsize size = 0;
    struct rule_file *file = g_new0(struct rule_file, 1);
    struct reader reader = {.arena = arena, .group_place = &file->groups};
    file->name = arena_copy(arena, name, strlen(name));
    if (!g_file_get_contents(path, &file->text, &size, &problem))
        *fault = g_strdup_printf("%s:1: %s", name, problem->message);
    else if (size > FILE_SIZE_MAX || memchr(file->text, '\0', size))
        *fault = g_strdup_printf("%s:1: too large, or not a text file", name);
    else if (!text_read(&reader, file->text, size))
        *fault = g_strdup_printf("%s:%d: %s", name, reader.line, reader.wrong);
    g_clear_error(&problem);
    g_free(path);
    if (*fault)
        g_clear_pointer(&file, rule_file_free);
    return file;
}

void rule_file_free(struct rule_file *file)
{
    g_free(file->text);
    g_free(file);
}

struct rule_key *rule_group_find(const struct rule_group *group, const char *name)
{
    struct rule_key *key = group->keys;
    while (key && strcmp(key->name, name) != 0)
        key = key->next;
    return key;
}
