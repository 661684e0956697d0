/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rule files to a set of rules: which keys there are, pieces in patterns, inheritance, the order of trial. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "rules/ruleset_parts.h"

enum {
    PRIORITY_DEFAULT = 50,
    PIECE_DEPTH = 8, /* pieces that use pieces */
    PATTERN_SIZE_MAX = 16384,
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

/* The loading of a set; `file` is the one at hand. */
struct loader {
    struct ruleset *set;
    GPtrArray *faults;
    GHashTable *pieces;   /* name -> pattern text */
    GHashTable *patterns; /* pattern text as it is written -> struct pattern */
    GHashTable *keys;     /* name -> struct key */
    GHashTable *seen;     /* "class name" in this directory -> name of the file */
    const struct rule_file *file;
    int order;
    bool late; /* patterns are compiled when they are needed */
};

static void fault_add(struct loader *loader, int line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void fault_add(struct loader *loader, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(loader->faults, g_strdup_printf("%s:%d: %s", loader->file->name, line, message));
    g_free(message);
}

/* Appends `source` with each {piece} replaced by its pattern in a group of its own; false with `unknown` set (a
 * new string) where a piece is not defined.  A brace in front of a digit is a quantifier.  Ends where it gets too long. */
static bool pieces_expand(GHashTable *pieces, const char *source, int depth, GString *out, char **unknown)
{
    for (const char *at = source; *at && out->len <= PATTERN_SIZE_MAX;) {
        const char *end = *at == '{' && g_ascii_islower(at[1]) ? strchr(at, '}') : NULL;
        if (!end) {
            /* What stands for itself here, and all up to the next that may not. */
            const size_t size = *at == '\\' && at[1] ? 2 : 1;
            const size_t more = strcspn(at + size, "\\{");
            g_string_append_len(out, at, (gssize)(size + more));
            at += size + more;
            continue;
        }
        char *name = g_strndup(at + 1, (gsize)(end - at - 1));
        const char *piece = g_hash_table_lookup(pieces, name);
        g_string_append(out, "(?:");
        bool known = piece && depth < PIECE_DEPTH && pieces_expand(pieces, piece, depth + 1, out, unknown);
        g_string_append_c(out, ')');
        if (!known && !*unknown)
            *unknown = g_strdup(name);
        g_free(name);
        if (!known)
            return false;
        at = end + 1;
    }
    return true;
}

/* The source of a pattern: as it is written, where it has no pieces. */
static const char *source_get(struct loader *loader, const struct rule_key *key)
{
    char *unknown = NULL;
    const char *source = key->value;
    size_t size = strlen(source);
    GString *out = strchr(source, '{') ? g_string_new(NULL) : NULL;
    if (out && !pieces_expand(loader->pieces, source, 0, out, &unknown)) {
        fault_add(loader, key->line, "%s: the piece {%s} is not defined, or used inside itself", key->name, unknown);
        source = NULL;
    } else if (out) {
        size = out->len;
        source = arena_copy(loader->set->arena, out->str, size);
    }
    if (source && (!size || size > PATTERN_SIZE_MAX)) {
        fault_add(loader, key->line, "%s: %s", key->name, size ? "the pattern is too long" : "an empty pattern");
        source = NULL;
    }
    g_free(unknown);
    if (out)
        g_string_free(out, TRUE);
    return source;
}

static struct pattern *pattern_load(struct loader *loader, const struct rule_key *key)
{
    struct pattern *pattern = g_hash_table_lookup(loader->patterns, key->value);
    char *message = NULL;
    if (!pattern) {
        const char *source = source_get(loader, key);
        if (!source)
            return NULL;
        pattern = pattern_new(loader->set->patterns, source);
        g_hash_table_insert(loader->patterns, (void *)key->value, pattern);
    }
    if (!loader->late && !pattern_compile(pattern, &message))
        fault_add(loader, key->line, "%s: %s", key->name, message);
    g_free(message);
    return pattern;
}

static const char *const *list_keep(struct ruleset *set, const char *text)
{
    char **words = g_strsplit(text, ";", -1);
    const char **kept = ARENA_ARRAY(set->arena, const char *, g_strv_length(words) + 1);
    for (size_t i = 0; words[i]; i++)
        kept[i] = arena_copy(set->arena, words[i], strlen(words[i]));
    g_strfreev(words);
    return kept;
}

static int integer_read(struct loader *loader, const struct rule_key *key)
{
    gint64 number = 0;
    if (!g_ascii_string_to_signed(key->value, 10, G_MININT, G_MAXINT, &number, NULL))
        fault_add(loader, key->line, "%s: \"%s\" is not a whole number", key->name, key->value);
    return (int)number;
}

static void key_load(struct loader *loader, struct rule *rule, const struct rule_key *at)
{
    const struct key *key = g_hash_table_lookup(loader->keys, at->name);
    if (rule->class == RULE_SET || (key && key->type == KEY_SAMPLES)) /* these speak at the trial alone */
        return;
    if (!key || !(key->classes & IN(rule->class))) {
        fault_add(loader, at->line, "a rule of class %s has no key \"%s\"", rule_class_word(rule->class), at->name);
        return;
    }
    void *place = (char *)rule + key->offset;
    switch (key->type) {
    case KEY_PATTERN:
        *(struct pattern **)place = pattern_load(loader, at);
        break;
    case KEY_TEXT:
        *(const char **)place = at->value;
        break;
    case KEY_INTEGER:
        *(int *)place = integer_read(loader, at);
        break;
    case KEY_BOOLEAN:
        *(bool *)place = strcmp(at->value, "true") == 0;
        if (strcmp(at->value, "true") != 0 && strcmp(at->value, "false") != 0)
            fault_add(loader, at->line, "%s: \"%s\" is neither true nor false", at->name, at->value);
        break;
    case KEY_LIST:
        *(const char *const **)place = list_keep(loader->set, at->value);
        break;
    case KEY_SAMPLES:
        break;
    }
}

/* The keys that a rule of an earlier directory has and its successor does not name; they come behind its own. */
static void keys_inherit(struct loader *loader, struct rule *rule, const struct rule *older)
{
    static const char *const patterns[] = {"pattern", "except", "head"};
    bool changed = false;
    for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++)
        changed = changed || rule_group_find(rule->group, patterns[i]);
    for (const struct rule_key *key = older->group->keys; key; key = key->next) {
        bool sample = g_str_has_prefix(key->name, "sample");
        if (rule_group_find(rule->group, key->name) || (sample && changed))
            continue;
        struct rule_key *own = ARENA_NEW(loader->set->arena, struct rule_key), **place = &rule->group->keys;
        while (*place)
            place = &(*place)->next;
        *place = own;
        *own = (struct rule_key){.name = key->name, .value = key->value, .line = rule->line};
        key_load(loader, rule, own);
    }
}

/* Loads what the rule's group says; of a key that stands twice the first. */
static void keys_load(struct loader *loader, struct rule *rule)
{
    for (const struct rule_key *key = rule->group->keys; key; key = key->next)
        if (rule_group_find(rule->group, key->name) == key)
            key_load(loader, rule, key);
        else
            fault_add(loader, key->line, "%s stands twice", key->name);
}

static enum rule_class class_find(const char *group)
{
    const size_t size = strcspn(group, " ");
    int class = group[size] ? 0 : RULE_CLASS_COUNT;
    while (class < RULE_CLASS_COUNT &&
           (strlen(rule_class_word(class)) != size || memcmp(rule_class_word(class), group, size)))
        class ++;
    return (enum rule_class) class;
}

static void group_load(struct loader *loader, struct rule_group *group)
{
    const enum rule_class class = class_find(group->name);
    const char *other = g_hash_table_lookup(loader->seen, group->name);
    if (class == RULE_CLASS_COUNT)
        fault_add(loader, group->line, "\"[%s]\" is not \"[class name]\" with a known class", group->name);
    else if (other)
        fault_add(loader, group->line, "\"[%s]\" stands in %s already", group->name, other);
    else
        g_hash_table_insert(loader->seen, (void *)group->name, (void *)loader->file->name);
    if (class == RULE_CLASS_COUNT || class == RULE_PIECE || other) /* pieces were taken before */
        return;
    struct ruleset *set = loader->set;
    struct rule *rule = ARENA_NEW(set->arena, struct rule);
    rule->class = class;
    rule->group = group;
    rule->name = strchr(group->name, ' ') + 1;
    rule->kind = strchr(rule->name, '/') ? arena_copy(set->arena, rule->name, strcspn(rule->name, "/")) : rule->name;
    rule->file = loader->file->name;
    rule->line = group->line;
    rule->order = loader->order++;
    rule->priority = PRIORITY_DEFAULT;
    keys_load(loader, rule);
    const struct rule *older = g_hash_table_lookup(set->names[class], rule->name);
    if (older)
        keys_inherit(loader, rule, older);
    if (!rule_group_find(group, "pattern") && !rule->head && class != RULE_CHECK && class != RULE_FIGURE &&
        class != RULE_SET)
        fault_add(loader, group->line, "the rule has no pattern");
    g_hash_table_replace(set->names[class], (void *)rule->name, rule);
}

/* Pieces first, of all files, so that their order does not matter. */
static void piece_load(struct loader *loader, struct rule_group *group)
{
    if (!g_str_has_prefix(group->name, "piece "))
        return;
    const struct rule_key *pattern = rule_group_find(group, "pattern");
    if (!pattern)
        fault_add(loader, group->line, "the piece has no pattern");
    else
        g_hash_table_replace(loader->pieces, (void *)(group->name + strlen("piece ")), (void *)pattern->value);
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
        char *fault = NULL;
        struct rule_file *file = rule_file_read(loader->set->arena, directory, names->pdata[i], &fault);
        if (!file) {
            g_ptr_array_add(loader->faults, fault);
            continue;
        }
        file->directory = index;
        g_ptr_array_add(files, file);
    }
    if (names)
        g_ptr_array_unref(names);
}

/* Loads the pieces, or the rules, of all files. */
static void files_load(struct loader *loader, void (*load)(struct loader *, struct rule_group *))
{
    const GPtrArray *files = loader->set->files;
    for (guint i = 0; i < files->len; i++) {
        if (!i || ((const struct rule_file *)files->pdata[i])->directory != loader->file->directory)
            g_hash_table_remove_all(loader->seen);
        loader->file = files->pdata[i];
        for (struct rule_group *group = loader->file->groups; group; group = group->next)
            load(loader, group);
    }
}

static int compare_rules(const void *a, const void *b)
{
    const struct rule *x = *(const struct rule *const *)a, *y = *(const struct rule *const *)b;
    if (x->priority != y->priority)
        return x->priority > y->priority ? -1 : 1;
    return x->order - y->order;
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

static struct ruleset *load(const char *const *directories, bool late, GPtrArray *faults, struct error *error)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
    struct ruleset *set = ruleset_new();
    struct loader loader = {
        .set = set,
        .faults = faults ? faults : own,
        .pieces = g_hash_table_new(g_str_hash, g_str_equal),
        .patterns = g_hash_table_new(g_str_hash, g_str_equal),
        .keys = keys_new(),
        .seen = g_hash_table_new(g_str_hash, g_str_equal),
        .late = late,
    };
    guint before = loader.faults->len;
    for (size_t i = 0; directories[i]; i++)
        directory_read(&loader, directories[i], i, set->files);
    files_load(&loader, piece_load);
    files_load(&loader, group_load);
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
    g_hash_table_unref(loader.patterns);
    g_hash_table_unref(loader.keys);
    g_hash_table_unref(loader.seen);
    g_ptr_array_unref(own);
    return set;
}

struct ruleset *ruleset_load(const char *const *directories, GPtrArray *faults, struct error *error)
{
    return load(directories, false, faults, error);
}

struct ruleset *ruleset_load_late(const char *const *directories, struct error *error)
{
    return load(directories, true, NULL, error);
}

/* The key under which a rule has that pattern, or NULL. */
static const struct rule_key *key_with(const struct rule *rule, const struct pattern *pattern)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const void *place = (const char *)rule + keys[i].offset;
        if (keys[i].type == KEY_PATTERN && *(struct pattern *const *)place == pattern)
            return rule_group_find(rule->group, keys[i].name);
    }
    return NULL;
}

bool ruleset_is_fine(const struct ruleset *set, struct error *error)
{
    const char *message;
    const struct pattern *wrong = pattern_set_wrong(set->patterns, &message);
    for (int class = 0; wrong && class < RULE_CLASS_COUNT; class ++)
        for (guint i = 0; i < set->classes[class]->len; i++) {
            const struct rule *rule = set->classes[class]->pdata[i];
            const struct rule_key *key = key_with(rule, wrong);
            if (key)
                error_set(error, ERROR_RULES, 0, "%s:%d: %s: %s", rule->file, key->line, key->name, message);
        }
    return !wrong;
}
