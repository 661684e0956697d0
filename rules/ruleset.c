/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/ruleset.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "rules/known.h"
#include "rules/rule_file.h"

enum {
    PRIORITY_DEFAULT = 50,
    PIECE_DEPTH = 8, /* pieces that use pieces */
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
        fault_add(loader, at->line, "a rule of class %s has no key \"%s\"", class_words[rule->class], at->name);
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
    while (class < RULE_CLASS_COUNT && (strlen(class_words[class]) != size || memcmp(class_words[class], group, size)))
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

static void file_free(void *file)
{
    rule_file_free(file);
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

char **rule_samples(const struct rule *rule, const char *key)
{
    const struct rule_key *found = rule_group_find(rule->group, key);
    return g_strsplit(found ? found->value : "", ";", -1);
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

static int compare_keys(const void *a, const void *b)
{
    const struct rule_key *x = *(const struct rule_key *const *)a, *y = *(const struct rule_key *const *)b;
    return strcmp(x->name, y->name);
}

/* Every title of a set is one, and leads to the kind it stands under, in the documents that the set names. */
static int titles_try(const struct ruleset *set, const struct rule *rule, GPtrArray *faults)
{
    int count = 0;
    const struct rule_key *documents = rule_group_find(rule->group, SET_DOCUMENTS);
    GPtrArray *kinds = g_ptr_array_new(); /* by name */
    for (struct rule_key *key = rule->class == RULE_SET ? rule->group->keys : NULL; key; key = key->next)
        if (strcmp(key->name, SET_DOCUMENTS) != 0)
            g_ptr_array_add(kinds, key);
    g_ptr_array_sort(kinds, compare_keys);
    for (guint i = 0; i < kinds->len; i++) {
        const char *kind = ((const struct rule_key *)kinds->pdata[i])->name;
        char **titles = rule_samples(rule, kind);
        for (char **title = titles; *title; title++, count++) {
            const char *found = title_kind(set, *title, documents ? view_of(documents->value) : VIEW_NONE);
            if (!found)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: [set %s]: no rule takes \"%s\" for a title", rule->file,
                                                        rule->line, rule->name, *title));
            else if (strcmp(found, kind) != 0)
                g_ptr_array_add(faults, g_strdup_printf("%s:%d: [set %s]: \"%s\" leads to %s, not %s", rule->file,
                                                        rule->line, rule->name, *title, found, kind));
        }
        g_strfreev(titles);
    }
    g_ptr_array_unref(kinds);
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
