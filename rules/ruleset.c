/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/ruleset.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "rules/known.h"

enum {
    PRIORITY_DEFAULT = 50,
    PIECE_DEPTH = 8, /* pieces that use pieces */
    FILE_SIZE_MAX = 4 << 20,
    PATTERN_SIZE_MAX = 16384,
};

struct ruleset {
    GPtrArray *classes[RULE_CLASS_COUNT]; /* in order of trial */
    GHashTable *names[RULE_CLASS_COUNT];  /* name -> rule */
    GPtrArray *files;                     /* struct rule_file */
    struct arena *arena;                  /* of what rules point to */
    struct pattern_set *patterns;
    struct known *known;
    FILE *trace; /* or NULL */
};

static const char *const class_words[] = {
#define X(class, word) [class] = word,
    RULE_CLASSES(X)
#undef X
};

enum key_type { KEY_PATTERN, KEY_TEXT, KEY_INTEGER, KEY_BOOLEAN, KEY_LIST, KEY_SAMPLES };

#define IN(class) (1u << (class))
#define IN_ALL (~0u)
/* What may stand in a rule: the key, its type, its place, the classes it makes sense in. */
static const struct key {
    const char *name;
    enum key_type type;
    size_t offset;
    unsigned classes;
} keys[] = {
    {"pattern", KEY_PATTERN, offsetof(struct rule, pattern), IN_ALL},
    {"except", KEY_PATTERN, offsetof(struct rule, except), IN_ALL & ~IN(RULE_PIECE)},
    {"head", KEY_PATTERN, offsetof(struct rule, head), IN(RULE_TABLE) | IN(RULE_FORM) | IN(RULE_SCHEME)},
    {"under", KEY_PATTERN, offsetof(struct rule, under), IN(RULE_COLUMN) | IN(RULE_ROW)},
    {"tables", KEY_PATTERN, offsetof(struct rule, tables),
     IN(RULE_COLUMN) | IN(RULE_ROW) | IN(RULE_FIGURE) | IN(RULE_CHECK)},
    {"others", KEY_PATTERN, offsetof(struct rule, others), IN(RULE_CHECK)},
    {"title", KEY_PATTERN, offsetof(struct rule, title), IN(RULE_FIGURE)},
    {"untitled", KEY_PATTERN, offsetof(struct rule, untitled), IN(RULE_FIGURE)},
    {"beside", KEY_PATTERN, offsetof(struct rule, beside), IN(RULE_CHECK)},
    {"above", KEY_PATTERN, offsetof(struct rule, above), IN(RULE_FIGURE)},
    {"having", KEY_PATTERN, offsetof(struct rule, having), IN(RULE_FIGURE) | IN(RULE_CHECK)},
    {"documents", KEY_PATTERN, offsetof(struct rule, documents), IN(RULE_CHECK) | IN(RULE_TABLE)},
    {"other-measure", KEY_TEXT, offsetof(struct rule, other_measure), IN(RULE_CHECK)},
    {"side", KEY_TEXT, offsetof(struct rule, side), IN(RULE_FIGURE) | IN(RULE_CHECK)},
    {"whole", KEY_TEXT, offsetof(struct rule, whole), IN(RULE_CHECK)},
    {"parts", KEY_TEXT, offsetof(struct rule, parts), IN(RULE_CHECK)},
    {"none", KEY_TEXT, offsetof(struct rule, none), IN(RULE_CHECK)},
    {"absent", KEY_TEXT, offsetof(struct rule, absent), IN(RULE_CHECK)},
    {"by", KEY_TEXT, offsetof(struct rule, by), IN(RULE_CHECK)},
    {"condition", KEY_TEXT, offsetof(struct rule, condition), IN(RULE_CHECK)},
    {"priority", KEY_INTEGER, offsetof(struct rule, priority), IN_ALL & ~IN(RULE_PIECE)},
    {"role", KEY_TEXT, offsetof(struct rule, role), IN(RULE_COLUMN) | IN(RULE_FIGURE)},
    {"measure", KEY_TEXT, offsetof(struct rule, measure), IN(RULE_COLUMN) | IN(RULE_FIGURE) | IN(RULE_CHECK)},
    {"value", KEY_TEXT, offsetof(struct rule, value),
     IN(RULE_STATEMENT) | IN(RULE_DOCUMENT) | IN(RULE_ROW) | IN(RULE_CELL) | IN(RULE_LINE) | IN(RULE_LABEL) |
         IN(RULE_CHECK)},
    {"power", KEY_INTEGER, offsetof(struct rule, power), IN(RULE_UNIT)},
    {"level", KEY_INTEGER, offsetof(struct rule, level), IN(RULE_LEVEL) | IN(RULE_COLUMN)},
    {"rank", KEY_INTEGER, offsetof(struct rule, rank), IN(RULE_LEVEL)},
    {"transposed", KEY_BOOLEAN, offsetof(struct rule, transposed), IN(RULE_TABLE)},
    {"phase", KEY_PATTERN, offsetof(struct rule, phase), IN(RULE_CHECK)},
    {"alone", KEY_BOOLEAN, offsetof(struct rule, alone), IN(RULE_COLUMN)},
    {"classification", KEY_LIST, offsetof(struct rule, classification), IN(RULE_TABLE)},
    {"sample", KEY_SAMPLES, 0, IN_ALL & ~IN(RULE_PIECE)},
    {"sample-not", KEY_SAMPLES, 0, IN_ALL & ~IN(RULE_PIECE)},
};

/* A rule file, read once for its pieces and once for its rules; kept for what is not read before it is asked for. */
struct rule_file {
    const char *name;
    char *text;
    GKeyFile *key_file;
    size_t directory;
};

/* The loading of a set; file, text and key_file are those of the file at hand. */
struct loader {
    struct ruleset *set;
    GPtrArray *faults;
    GHashTable *pieces; /* name -> pattern text */
    GHashTable *keys;   /* name -> struct key */
    GHashTable *seen;   /* "class name" in this directory -> file */
    const char *file;
    char *text;
    GKeyFile *key_file;
    const char *cursor; /* where the line of the group at hand begins, and its number: groups come in their order */
    int cursor_line;
    int order;
};

/* The line on which `[group]`, or `key` in it, stands; GKeyFile does not tell. */
static int line_find(const char *text, const char *group, const char *key)
{
    int line = 0, found = 1;
    bool inside = false;
    size_t group_size = strlen(group), key_size = key ? strlen(key) : 0;
    for (const char *at = text; at && *at; at = (at = strchr(at, '\n')) ? at + 1 : NULL) {
        line++;
        if (*at == '[') {
            inside = strncmp(at + 1, group, group_size) == 0 && at[1 + group_size] == ']';
            if (inside)
                found = line;
            if (inside && !key)
                return line;
        } else if (inside && strncmp(at, key, key_size) == 0 && strchr("= \t[", at[key_size])) {
            return line;
        }
    }
    return found;
}

/* The line of the next group of that name, from the group before it on. */
static int line_advance(struct loader *loader, const char *group)
{
    size_t size = strlen(group);
    const char *at = loader->cursor;
    for (int line = loader->cursor_line; at && *at; at = (at = strchr(at, '\n')) ? at + 1 : NULL, line++)
        if (*at == '[' && strncmp(at + 1, group, size) == 0 && at[1 + size] == ']') {
            loader->cursor = at;
            return loader->cursor_line = line;
        }
    return line_find(loader->text, group, NULL);
}

static void fault_add(struct loader *loader, const char *group, const char *key, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static void fault_add(struct loader *loader, const char *group, const char *key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    int line = group ? line_find(loader->text, group, key) : 1;
    g_ptr_array_add(loader->faults, g_strdup_printf("%s:%d: %s", loader->file, line, message));
    g_free(message);
}

/* `source` with each {piece} replaced by its pattern in a group of its own; NULL with `unknown` set (a
 * new string) where a piece is not defined.  A brace in front of a digit is a quantifier. */
static char *pieces_expand(GHashTable *pieces, const char *source, int depth, char **unknown)
{
    GString *out = g_string_new(NULL);
    for (const char *at = source; *at;) {
        const char *end = *at == '{' && g_ascii_islower(at[1]) ? strchr(at, '}') : NULL;
        if (!end) {
            if (*at == '\\' && at[1])
                g_string_append_c(out, *at++);
            g_string_append_c(out, *at++);
            continue;
        }
        char *name = g_strndup(at + 1, (gsize)(end - at - 1));
        const char *piece = g_hash_table_lookup(pieces, name);
        char *inner = piece && depth < PIECE_DEPTH ? pieces_expand(pieces, piece, depth + 1, unknown) : NULL;
        if (!inner) {
            if (!*unknown)
                *unknown = g_strdup(name);
            g_free(name);
            g_string_free(out, TRUE);
            return NULL;
        }
        g_string_append_printf(out, "(?:%s)", inner);
        g_free(inner);
        g_free(name);
        at = end + 1;
    }
    return g_string_free(out, FALSE);
}

static struct pattern *pattern_load(struct loader *loader, const char *group, const char *key, const char *source)
{
    char *unknown = NULL, *message = NULL;
    struct pattern *pattern = NULL;
    char *text = pieces_expand(loader->pieces, source, 0, &unknown);
    if (!text)
        fault_add(loader, group, key, "%s: the piece {%s} is not defined, or used inside itself", key, unknown);
    else if (!*text || strlen(text) > PATTERN_SIZE_MAX)
        fault_add(loader, group, key, "%s: %s", key, *text ? "the pattern is too long" : "an empty pattern");
    else if (!(pattern = pattern_get(loader->set->patterns, text, &message)))
        fault_add(loader, group, key, "%s: %s", key, message);
    g_free(unknown);
    g_free(message);
    g_free(text);
    return pattern;
}

static const char *string_keep(struct ruleset *set, const char *text)
{
    return arena_copy(set->arena, text, strlen(text));
}

static const char *const *list_keep(struct ruleset *set, const char *text)
{
    char **words = g_strsplit(text, ";", -1);
    const char **kept = ARENA_ARRAY(set->arena, const char *, g_strv_length(words) + 1);
    for (size_t i = 0; words[i]; i++)
        kept[i] = string_keep(set, words[i]);
    g_strfreev(words);
    return kept;
}

static int integer_read(struct loader *loader, const char *group, const char *name, const char *value)
{
    gint64 number = 0;
    if (!g_ascii_string_to_signed(value, 10, G_MININT, G_MAXINT, &number, NULL))
        fault_add(loader, group, name, "%s: \"%s\" is not a whole number", name, value);
    return (int)number;
}

static void key_load(struct loader *loader, struct rule *rule, const char *name)
{
    const char *group = rule->group;
    const struct key *key = g_hash_table_lookup(loader->keys, name);
    if (rule->class == RULE_SET || (key && key->type == KEY_SAMPLES)) /* these speak at the trial alone */
        return;
    if (!key || !(key->classes & IN(rule->class))) {
        fault_add(loader, group, name, "a rule of class %s has no key \"%s\"", class_words[rule->class], name);
        return;
    }
    char *value = g_key_file_get_value(rule->key_file, group, name, NULL);
    void *place = (char *)rule + key->offset;
    switch (key->type) {
    case KEY_PATTERN:
        *(struct pattern **)place = pattern_load(loader, group, name, value);
        break;
    case KEY_TEXT:
        *(const char **)place = string_keep(loader->set, value);
        break;
    case KEY_INTEGER:
        *(int *)place = integer_read(loader, group, name, value);
        break;
    case KEY_BOOLEAN:
        *(bool *)place = strcmp(value, "true") == 0;
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            fault_add(loader, group, name, "%s: \"%s\" is neither true nor false", name, value);
        break;
    case KEY_LIST:
        *(const char *const **)place = list_keep(loader->set, value);
        break;
    case KEY_SAMPLES:
        break;
    }
    g_free(value);
}

/* The keys that a rule of an earlier directory has and its successor does not name. */
static void keys_inherit(struct loader *loader, struct rule *rule, const struct rule *older)
{
    static const char *const patterns[] = {"pattern", "except", "head"};
    bool changed = false;
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++)
        changed = changed || g_key_file_has_key(rule->key_file, rule->group, patterns[i], NULL);
    char **names = g_key_file_get_keys(older->key_file, older->group, NULL, NULL);
    for (char **name = names; *name; name++) {
        bool sample = g_str_has_prefix(*name, "sample");
        if (g_key_file_has_key(rule->key_file, rule->group, *name, NULL) || (sample && changed))
            continue;
        char *value = g_key_file_get_value(older->key_file, older->group, *name, NULL);
        g_key_file_set_value(rule->key_file, rule->group, *name, value);
        g_free(value);
        key_load(loader, rule, *name);
    }
    g_strfreev(names);
}

/* Loads what the rule's group says; of a key that stands twice the first. */
static void keys_load(struct loader *loader, struct rule *rule)
{
    char **names = g_key_file_get_keys(rule->key_file, rule->group, NULL, NULL);
    for (char **name = names; *name; name++) {
        char **first = names;
        while (strcmp(*first, *name) != 0)
            first++;
        if (first == name)
            key_load(loader, rule, *name);
        else
            fault_add(loader, rule->group, *name, "%s stands twice", *name);
    }
    g_strfreev(names);
}

static enum rule_class class_find(const char *group)
{
    const size_t size = strcspn(group, " ");
    int class = group[size] ? 0 : RULE_CLASS_COUNT;
    while (class < RULE_CLASS_COUNT && (strlen(class_words[class]) != size || memcmp(class_words[class], group, size)))
        class ++;
    return (enum rule_class) class;
}

static void group_load(struct loader *loader, const char *group)
{
    const enum rule_class class = class_find(group);
    const char *other = g_hash_table_lookup(loader->seen, group);
    if (class == RULE_CLASS_COUNT)
        fault_add(loader, group, NULL, "\"[%s]\" is not \"[class name]\" with a known class", group);
    else if (other)
        fault_add(loader, group, NULL, "\"[%s]\" stands in %s already", group, other);
    else
        g_hash_table_insert(loader->seen, g_strdup(group), (void *)loader->file);
    if (class == RULE_CLASS_COUNT || class == RULE_PIECE || other) /* pieces were taken before */
        return;
    struct ruleset *set = loader->set;
    struct rule *rule = ARENA_NEW(set->arena, struct rule);
    rule->class = class;
    rule->key_file = loader->key_file;
    rule->group = string_keep(set, group);
    rule->name = strchr(rule->group, ' ') + 1;
    rule->kind = arena_copy(set->arena, rule->name, strcspn(rule->name, "/"));
    rule->file = loader->file;
    rule->line = line_advance(loader, group);
    rule->order = loader->order++;
    rule->priority = PRIORITY_DEFAULT;
    keys_load(loader, rule);
    const struct rule *older = g_hash_table_lookup(set->names[class], rule->name);
    if (older)
        keys_inherit(loader, rule, older);
    if (!g_key_file_has_key(rule->key_file, group, "pattern", NULL) && !rule->head && class != RULE_CHECK &&
        class != RULE_FIGURE && class != RULE_SET)
        fault_add(loader, group, NULL, "the rule has no pattern");
    g_hash_table_replace(set->names[class], (void *)rule->name, rule);
}

static void file_free(void *data)
{
    struct rule_file *file = data;
    g_key_file_free(file->key_file);
    g_free(file->text);
    g_free(file);
}

/* Reads a file; NULL with a fault where it is no rule file. */
static struct rule_file *file_read(struct loader *loader, const char *directory, const char *name)
{
    char *path = g_build_filename(directory, name, NULL);
    GError *fault = NULL;
    gsize size = 0;
    struct rule_file *file = g_new0(struct rule_file, 1);
    guint before = loader->faults->len;
    file->name = loader->file = string_keep(loader->set, name);
    file->key_file = g_key_file_new();
    if (!g_file_get_contents(path, &file->text, &size, &fault)) {
        fault_add(loader, NULL, NULL, "%s", fault->message);
    } else if (size > FILE_SIZE_MAX || memchr(file->text, '\0', size)) {
        fault_add(loader, NULL, NULL, "too large, or not a text file");
    } else if (!g_key_file_load_from_data(file->key_file, file->text, size, G_KEY_FILE_NONE, &fault)) {
        fault_add(loader, NULL, NULL, "%s", fault->message);
    }
    g_clear_error(&fault);
    g_free(path);
    if (loader->faults->len == before)
        return file;
    file_free(file);
    return NULL;
}

/* Pieces first, of all files, so that their order does not matter. */
static void pieces_load(struct loader *loader)
{
    char **groups = g_key_file_get_groups(loader->key_file, NULL);
    for (char **group = groups; *group; group++) {
        if (!g_str_has_prefix(*group, "piece "))
            continue;
        char *value = g_key_file_get_value(loader->key_file, *group, "pattern", NULL);
        if (!value)
            fault_add(loader, *group, NULL, "the piece has no pattern");
        else
            g_hash_table_replace(loader->pieces, g_strdup(*group + strlen("piece ")), value);
    }
    g_strfreev(groups);
}

static void rules_load(struct loader *loader)
{
    char **groups = g_key_file_get_groups(loader->key_file, NULL);
    for (char **group = groups; *group; group++)
        group_load(loader, *group);
    g_strfreev(groups);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of the rule files of a directory, sorted; NULL with a fault where it cannot be read. */
static GPtrArray *directory_list(const char *directory, GPtrArray *faults)
{
    GError *fault = NULL;
    GDir *dir = g_dir_open(directory, 0, &fault);
    if (!dir) {
        g_ptr_array_add(faults, g_strdup_printf("%s: %s", directory, fault->message));
        g_error_free(fault);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (g_str_has_suffix(name, ".rules"))
            g_ptr_array_add(names, g_strdup(name));
    g_dir_close(dir);
    g_ptr_array_sort(names, compare_names);
    return names;
}

static void directory_read(struct loader *loader, const char *directory, size_t index, GPtrArray *files)
{
    GPtrArray *names = directory_list(directory, loader->faults);
    for (guint i = 0; names && i < names->len; i++) {
        struct rule_file *file = file_read(loader, directory, names->pdata[i]);
        if (!file)
            continue;
        file->directory = index;
        g_ptr_array_add(files, file);
    }
    if (names)
        g_ptr_array_unref(names);
}

/* Loads the pieces, or the rules, of all files. */
static void files_load(struct loader *loader, const GPtrArray *files, void (*load)(struct loader *))
{
    for (guint i = 0; i < files->len; i++) {
        const struct rule_file *file = files->pdata[i];
        if (!i || file->directory != ((const struct rule_file *)files->pdata[i - 1])->directory)
            g_hash_table_remove_all(loader->seen);
        loader->file = file->name;
        loader->cursor = loader->text = file->text;
        loader->cursor_line = 1;
        loader->key_file = file->key_file;
        load(loader);
    }
}

static int compare_rules(const void *a, const void *b)
{
    const struct rule *x = *(const struct rule *const *)a, *y = *(const struct rule *const *)b;
    if (x->priority != y->priority)
        return x->priority > y->priority ? -1 : 1;
    return x->order - y->order;
}

static struct ruleset *ruleset_new(void)
{
    struct ruleset *set = g_new0(struct ruleset, 1);
    set->arena = arena_new();
    set->files = g_ptr_array_new_with_free_func(file_free);
    set->patterns = pattern_set_new();
    set->known = known_new();
    for (int i = 0; i < RULE_CLASS_COUNT; i++) {
        set->classes[i] = g_ptr_array_new();
        set->names[i] = g_hash_table_new(g_str_hash, g_str_equal);
    }
    return set;
}

void ruleset_free(struct ruleset *set)
{
    if (!set)
        return;
    for (int i = 0; i < RULE_CLASS_COUNT; i++) {
        g_ptr_array_unref(set->classes[i]);
        g_hash_table_unref(set->names[i]);
    }
    known_free(set->known);
    pattern_set_free(set->patterns);
    g_ptr_array_unref(set->files);
    arena_free(set->arena);
    g_free(set);
}

char **ruleset_with_sets(const char *const *directories)
{
    GPtrArray *all = g_ptr_array_new();
    for (; *directories; directories++) {
        g_ptr_array_add(all, g_strdup(*directories));
        char *sets = g_build_filename(*directories, "sets", NULL);
        if (g_file_test(sets, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(all, sets);
        else
            g_free(sets);
    }
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

/* The figures that the check rules name are there. */
static void figures_try(const struct ruleset *set, GPtrArray *faults)
{
    const GPtrArray *checks = set->classes[RULE_CHECK];
    for (guint i = 0; i < checks->len; i++) {
        const struct rule *rule = checks->pdata[i];
        const char *lists[] = {rule->whole, rule->parts, rule->none, rule->absent};
        for (size_t k = 0; k < G_N_ELEMENTS(lists); k++) {
            char **names = g_strsplit_set(lists[k] ? lists[k] : "", " +?", -1);
            for (char **name = names; *name; name++)
                if (**name && !ruleset_get(set, RULE_FIGURE, *name))
                    g_ptr_array_add(faults, g_strdup_printf("%s:%d: [check %s]: there is no [figure %s]", rule->file,
                                                            rule->line, rule->name, *name));
            g_strfreev(names);
        }
    }
}

/* Puts the rules of each class into the order of their trial; returns how many there are. */
static guint rules_order(struct ruleset *set)
{
    guint count = 0;
    for (int i = 0; i < RULE_CLASS_COUNT; i++) {
        GHashTableIter iter;
        void *rule;
        g_hash_table_iter_init(&iter, set->names[i]);
        while (g_hash_table_iter_next(&iter, NULL, &rule))
            g_ptr_array_add(set->classes[i], rule);
        g_ptr_array_sort(set->classes[i], compare_rules);
        count += set->classes[i]->len;
    }
    return count;
}

static GHashTable *keys_new(void)
{
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        g_hash_table_insert(table, (void *)keys[i].name, (void *)&keys[i]);
    return table;
}

struct ruleset *ruleset_load(const char *const *directories, GPtrArray *faults, struct error *error)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
    struct ruleset *set = ruleset_new();
    struct loader loader = {
        .set = set,
        .faults = faults ? faults : own,
        .pieces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .keys = keys_new(),
        .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    guint before = loader.faults->len;
    for (size_t i = 0; directories[i]; i++)
        directory_read(&loader, directories[i], i, set->files);
    files_load(&loader, set->files, pieces_load);
    files_load(&loader, set->files, rules_load);
    guint rules = rules_order(set);
    figures_try(set, loader.faults);
    guint count = loader.faults->len - before;
    if (!count && !rules) {
        count = 1;
        g_ptr_array_add(loader.faults,
                        g_strdup_printf("%s: no rule files there", directories[0] ? directories[0] : "?"));
    }
    if (count) {
        error_set(error, ERROR_RULES, 0, "%s%s", (const char *)loader.faults->pdata[before],
                  count > 1 ? " (and more; `extract rules --check` lists them all)" : "");
        ruleset_free(set);
        set = NULL;
    }
    g_hash_table_unref(loader.pieces);
    g_hash_table_unref(loader.keys);
    g_hash_table_unref(loader.seen);
    g_ptr_array_unref(own);
    return set;
}

char **rule_samples(const struct rule *rule, const char *key)
{
    char *value = g_key_file_get_value(rule->key_file, rule->group, key, NULL);
    char **samples = g_strsplit(value ? value : "", ";", -1);
    g_free(value);
    return samples;
}

bool rule_matches(const struct rule *rule, struct view text)
{
    return pattern_matches(rule->pattern, text) && !pattern_matches(rule->except, text);
}

const struct rule *ruleset_match_kind(const struct ruleset *ruleset, enum rule_class class, const char *kind,
                                      struct view text)
{
    const GPtrArray *rules = ruleset_list(ruleset, class);
    for (guint i = 0; i < rules->len; i++) {
        const struct rule *rule = rules->pdata[i];
        if (strcmp(rule->kind, kind) == 0 && rule_matches(rule, text))
            return rule;
    }
    return NULL;
}

void ruleset_trace(struct ruleset *set, FILE *to)
{
    set->trace = to;
}

void ruleset_tell(const struct ruleset *set, enum rule_class class, const struct rule *rule, struct view text)
{
    if (!set->trace || view_is_empty(text))
        return;
    if (rule)
        fprintf(set->trace, "%s\t%s\t%s:%d\t%.*s\n", class_words[class], rule->name, rule->file, rule->line,
                VIEW_PRINT(text));
    else
        fprintf(set->trace, "%s\t-\t-\t%.*s\n", class_words[class], VIEW_PRINT(text));
}

static const struct rule *rule_find(const struct ruleset *set, enum rule_class class, struct view text)
{
    const GPtrArray *rules = set->classes[class];
    for (guint i = 0; i < rules->len; i++)
        if (rule_matches(rules->pdata[i], text))
            return rules->pdata[i];
    return NULL;
}

const struct rule *ruleset_match(const struct ruleset *set, enum rule_class class, struct view text)
{
    const struct rule *rule = NULL;
    if (!known_get(set->known, class, text, &rule)) {
        rule = rule_find(set, class, text);
        known_put(set->known, class, text, rule);
    }
    ruleset_tell(set, class, rule, text);
    return rule;
}

const GPtrArray *ruleset_list(const struct ruleset *set, enum rule_class class)
{
    return set->classes[class];
}

const struct rule *ruleset_get(const struct ruleset *set, enum rule_class class, const char *name)
{
    return g_hash_table_lookup(set->names[class], name);
}

bool ruleset_is(const struct ruleset *set, enum rule_class class, const char *name, struct view text)
{
    const struct rule *rule = ruleset_get(set, class, name);
    bool holds = rule && rule_matches(rule, text);
    if (holds)
        ruleset_tell(set, class, rule, text);
    return holds;
}

struct view ruleset_capture(const struct ruleset *set, enum rule_class class, const char *name, struct view text)
{
    const struct rule *rule = ruleset_get(set, class, name);
    struct view value = VIEW_NONE;
    if (!rule || pattern_matches(rule->except, text) || !pattern_capture(rule->pattern, text, "value", &value))
        return VIEW_NONE;
    ruleset_tell(set, class, rule, text);
    return value;
}

static int samples_try(const struct rule *rule, bool wanted, GPtrArray *faults)
{
    int count = 0;
    char **samples = rule_samples(rule, wanted ? "sample" : "sample-not");
    for (char **sample = samples; *sample; sample++, count++)
        if (rule_matches(rule, view_of(*sample)) != wanted)
            g_ptr_array_add(faults, g_strdup_printf("%s:%d: [%s %s]: the sample \"%s\" %s", rule->file, rule->line,
                                                    class_words[rule->class], rule->name, *sample,
                                                    wanted ? "does not match" : "must not match, and does"));
    g_strfreev(samples);
    return count;
}

/* The first table rule for the text, of those that hold in such documents. */
static const struct rule *table_match(const struct ruleset *set, struct view text, struct view scope)
{
    const GPtrArray *rules = set->classes[RULE_TABLE];
    const struct rule *found = NULL;
    for (guint i = 0; i < rules->len && !found && !view_is_empty(text); i++) {
        const struct rule *rule = rules->pdata[i];
        if ((!rule->documents || pattern_matches(rule->documents, scope)) && rule_matches(rule, text))
            found = rule;
    }
    ruleset_tell(set, RULE_TABLE, found, text);
    return found;
}

const struct rule *ruleset_title(const struct ruleset *set, struct view title, struct view scope)
{
    struct view subject = ruleset_capture(set, RULE_LINE, "subject", title);
    const struct rule *rule = table_match(set, subject, scope);
    if (rule || (subject.data && ruleset_match(set, RULE_FORM, subject)))
        return rule;
    return table_match(set, title, scope);
}

/* The kind that a title leads to: of a table, or else of a form; NULL where nothing takes it for a title. */
static const char *title_kind(const struct ruleset *set, const char *title, struct view scope)
{
    const struct rule *bare = ruleset_get(set, RULE_LINE, "title_bare");
    bool whole = ruleset_is(set, RULE_LINE, "title", view_of(title));
    if (!whole && !(bare && bare->value && rule_matches(bare, view_of(title))))
        return NULL;
    char *text = g_strconcat(title, whole ? "" : bare->value, NULL);
    const struct rule *rule = ruleset_title(set, view_of(text), scope);
    if (!rule)
        rule = ruleset_match(set, RULE_FORM, view_of(text));
    g_free(text);
    return rule ? rule->kind : "unknown";
}

/* Every title of a set is one, and leads to the kind it stands under, in the documents that the set names. */
static int titles_try(const struct ruleset *set, const struct rule *rule, GPtrArray *faults)
{
    int count = 0;
    gsize size = 0;
    char **kinds = rule->class == RULE_SET ? g_key_file_get_keys(rule->key_file, rule->group, &size, NULL) : NULL;
    char *documents = kinds ? g_key_file_get_value(rule->key_file, rule->group, SET_DOCUMENTS, NULL) : NULL;
    if (kinds)
        qsort(kinds, size, sizeof *kinds, compare_names);
    for (char **kind = kinds; kind && *kind; kind++) {
        if (strcmp(*kind, SET_DOCUMENTS) == 0)
            continue;
        char **titles = rule_samples(rule, *kind);
        for (char **title = titles; *title; title++, count++) {
            const char *found = title_kind(set, *title, view_of(documents));
            if (!found)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: [set %s]: no rule takes \"%s\" for a title", rule->file,
                                                        rule->line, rule->name, *title));
            else if (strcmp(found, *kind) != 0)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: [set %s]: \"%s\" leads to %s, not %s", rule->file,
                                                        rule->line, rule->name, *title, found, *kind));
        }
        g_strfreev(titles);
    }
    g_free(documents);
    g_strfreev(kinds);
    return count;
}

int ruleset_try_samples(const struct ruleset *set, GPtrArray *faults)
{
    int count = 0;
    for (int class = 0; class < RULE_CLASS_COUNT; class ++)
        for (guint i = 0; i < set->classes[class]->len; i++) {
            const struct rule *rule = set->classes[class]->pdata[i];
            count += samples_try(rule, true, faults);
            count += samples_try(rule, false, faults);
            count += titles_try(set, rule, faults);
        }
    return count;
}
