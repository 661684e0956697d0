/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/dictionary.h"

#include <stdlib.h>
#include <string.h>

enum {
    FILE_SIZE_MAX = 4 << 20,
    CODE_SIZE_MAX = 16,
    YEAR_FIRST = 1949,
    YEAR_LAST = 2999,
    COLUMNS = 4,
};

struct dictionary {
    GArray *entries;  /* struct dictionary_entry, by code, then by order */
    GPtrArray *texts; /* char *: what the entries point to */
    struct arena *arena;
    struct view *folds; /* of the names, entry by entry; NULL until a name is looked up */
};

/* A file while it is read. */
struct reader {
    struct dictionary *dictionary;
    GPtrArray *faults;
    const char *file, *scheme;
    int line, directory;
};

static void fault_add(struct reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void fault_add(struct reader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(reader->faults, g_strdup_printf("%s:%d: %s", reader->file, reader->line, message));
    g_free(message);
}

/* An empty field is year 0. */
static bool year_read(struct reader *reader, struct view text, int *year)
{
    *year = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!g_ascii_isdigit(text.data[i]) || i >= 4) {
            fault_add(reader, "\"%.*s\" is not a year", VIEW_PRINT(text));
            return false;
        }
        *year = *year * 10 + (text.data[i] - '0');
    }
    if (text.size && (*year < YEAR_FIRST || *year > YEAR_LAST)) {
        fault_add(reader, "%d is not a year", *year);
        return false;
    }
    return true;
}

static bool is_code(struct view text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!g_ascii_isdigit(text.data[i]))
            return false;
    return text.size > 0 && text.size <= CODE_SIZE_MAX;
}

static void line_read(struct reader *reader, struct view line)
{
    struct view fields[COLUMNS] = {{NULL, 0}};
    size_t count = 0;
    for (const char *at = line.data, *end = line.data + line.size; at <= end;) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *stop = tab ? tab : end;
        if (count < COLUMNS)
            fields[count] = view_trim((struct view){at, (size_t)(stop - at)});
        count++;
        at = stop + 1;
    }
    struct dictionary_entry entry = {.code = fields[0], .name = fields[1], .scheme = reader->scheme};
    if (count != COLUMNS) {
        fault_add(reader, "%zu fields, not code, name, first year and last year between tabs", count);
        return;
    }
    if (!is_code(entry.code) || view_is_empty(entry.name)) {
        fault_add(reader, "%s", is_code(entry.code) ? "no name" : "the code is not made of digits");
        return;
    }
    if (!year_read(reader, fields[2], &entry.first) || !year_read(reader, fields[3], &entry.last))
        return;
    if (entry.first && entry.last && entry.first > entry.last) {
        fault_add(reader, "the last year is before the first");
        return;
    }
    /* A later directory speaks first. */
    entry.order = (int)reader->dictionary->entries->len - (reader->directory << 20);
    g_array_append_val(reader->dictionary->entries, entry);
}

static void file_read(struct reader *reader, const char *directory, const char *name)
{
    struct dictionary *dictionary = reader->dictionary;
    char *path = g_build_filename(directory, "codes", name, NULL);
    char *text = NULL, *file = g_strconcat("codes/", name, NULL), *scheme = g_strndup(name, strlen(name) - 4);
    gsize size = 0;
    GError *fault = NULL;
    reader->file = file;
    reader->scheme = scheme;
    reader->line = 1;
    g_ptr_array_add(dictionary->texts, file);
    g_ptr_array_add(dictionary->texts, scheme);
    if (!g_file_get_contents(path, &text, &size, &fault)) {
        fault_add(reader, "%s", fault->message);
        g_error_free(fault);
    } else if (size > FILE_SIZE_MAX || !g_utf8_validate_len(text, size, NULL)) {
        fault_add(reader, "%s", size > FILE_SIZE_MAX ? "the file is too large" : "the file is not UTF-8 text");
    } else {
        for (const char *at = text, *end = text + size; at < end; reader->line++) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            stop = stop ? stop : end;
            struct view line = {at, (size_t)(stop - at)};
            if (!view_is_empty(view_trim(line)) && *at != '#')
                line_read(reader, line);
            at = stop + 1;
        }
    }
    if (text)
        g_ptr_array_add(dictionary->texts, text);
    g_free(path);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void directory_read(struct reader *reader, const char *directory)
{
    char *path = g_build_filename(directory, "codes", NULL);
    GDir *dir = g_dir_open(path, 0, NULL); /* a directory without a dictionary has nothing to say */
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (g_str_has_suffix(name, ".tsv"))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++)
        file_read(reader, directory, names->pdata[i]);
    g_ptr_array_unref(names);
    if (dir)
        g_dir_close(dir);
    g_free(path);
}

static int compare_codes(struct view a, struct view b)
{
    int order = memcmp(a.data, b.data, MIN(a.size, b.size));
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_entries(const void *a, const void *b)
{
    const struct dictionary_entry *x = a, *y = b;
    int order = compare_codes(x->code, y->code);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

struct dictionary *dictionary_load(const char *const *directories, GPtrArray *faults, struct error *error)
{
    GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
    struct dictionary *dictionary = g_new0(struct dictionary, 1);
    dictionary->entries = g_array_sized_new(FALSE, FALSE, sizeof(struct dictionary_entry), 2048);
    dictionary->texts = g_ptr_array_new_with_free_func(g_free);
    dictionary->arena = arena_new();
    struct reader reader = {.dictionary = dictionary, .faults = faults ? faults : own};
    guint before = reader.faults->len;
    for (; directories[reader.directory]; reader.directory++)
        directory_read(&reader, directories[reader.directory]);
    if (reader.faults->len > before) {
        error_set(error, ERROR_RULES, 0, "%s", (const char *)reader.faults->pdata[before]);
        g_clear_pointer(&dictionary, dictionary_free);
    } else {
        g_array_sort(dictionary->entries, compare_entries);
    }
    g_ptr_array_unref(own);
    return dictionary;
}

void dictionary_free(struct dictionary *dictionary)
{
    if (!dictionary)
        return;
    g_array_unref(dictionary->entries);
    g_ptr_array_unref(dictionary->texts);
    arena_free(dictionary->arena);
    g_free(dictionary);
}

const struct dictionary_entry *dictionary_entries(const struct dictionary *dictionary, size_t *count)
{
    *count = dictionary->entries->len;
    return (const struct dictionary_entry *)(const void *)dictionary->entries->data;
}

const struct dictionary_entry *dictionary_names(const struct dictionary *dictionary, struct view code, size_t *count)
{
    size_t total, low = 0;
    const struct dictionary_entry *entries = dictionary_entries(dictionary, &total);
    size_t high = total;
    *count = 0;
    if (view_is_empty(code))
        return NULL;
    while (low < high) { /* the first entry that is not before the code */
        size_t middle = low + (high - low) / 2;
        if (compare_codes(entries[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *count < total && view_equal(entries[low + *count].code, code))
        (*count)++;
    return *count ? &entries[low] : NULL;
}

bool dictionary_is_valid(const struct dictionary_entry *entry, int year)
{
    return !year || ((!entry->first || entry->first <= year) && (!entry->last || year <= entry->last));
}

const struct dictionary_entry *dictionary_find(const struct dictionary *dictionary, struct view code, int year)
{
    size_t count;
    const struct dictionary_entry *entries = dictionary_names(dictionary, code, &count);
    for (size_t i = 0; i < count; i++)
        if (dictionary_is_valid(&entries[i], year))
            return &entries[i];
    return entries;
}

struct view dictionary_parent(struct view code)
{
    return code.size > 3 ? view_part(code, 0, code.size - 2) : VIEW_LITERAL("");
}

/* Characters that do not tell two names apart, and what stands for them. */
static const struct {
    gunichar from;
    const char *to;
} folds[] = {
    {U'与', "和"}, {U'及', "和"}, {U'跟', "和"}, {U'它', "他"}, {U'帐', "账"}, {U'的', ""},
};

/* Most of what a name is made of, and neither space nor mark. */
static bool is_ideograph(unsigned character)
{
    return character >= 0x4E00 && character <= 0x9FFF;
}

static struct view without_level(struct view name)
{
    static const char *const levels[] = {"(类)", "(款)", "(项)", "（类）", "（款）", "（项）", "[类]", "[款]", "[项]"};
    if (!name.size || is_ideograph(g_utf8_get_char(g_utf8_prev_char(name.data + name.size))))
        return name; /* as most are */
    for (size_t i = 0; i < G_N_ELEMENTS(levels); i++) {
        size_t size = strlen(levels[i]);
        if (name.size > size && memcmp(name.data + name.size - size, levels[i], size) == 0)
            return view_part(name, 0, name.size - size);
    }
    return name;
}

/* Folds into `out`, which has room for the name: no fold is longer than what it stands for. */
static struct view fold_into(char *out, struct view name)
{
    name = without_level(view_trim(name));
    size_t used = 0;
    while (name.size) {
        const char *at = name.data;
        unsigned character = view_next(&name);
        struct view text = {at, (size_t)(name.data - at)};
        if (!is_ideograph(character) && (g_unichar_isspace(character) || g_unichar_ispunct(character)))
            continue;
        for (size_t i = 0; i < G_N_ELEMENTS(folds); i++)
            if (character == folds[i].from) {
                text = view_of(folds[i].to);
                break;
            }
        memcpy(out + used, text.data, text.size);
        used += text.size;
    }
    return (struct view){out, used};
}

struct view dictionary_fold(struct arena *arena, struct view name)
{
    return fold_into(arena_take(arena, name.size + 1), name);
}

/* The folded names are made once, when a name is first looked up. */
static const struct view *folds_of(const struct dictionary *dictionary)
{
    struct dictionary *own = (struct dictionary *)dictionary;
    size_t count;
    const struct dictionary_entry *entries = dictionary_entries(dictionary, &count);
    if (!own->folds) {
        own->folds = ARENA_ARRAY(own->arena, struct view, count + 1);
        for (size_t i = 0; i < count; i++)
            own->folds[i] = dictionary_fold(own->arena, entries[i].name);
    }
    return own->folds;
}

struct view dictionary_folded(const struct dictionary *dictionary, const struct dictionary_entry *entry)
{
    size_t count;
    return folds_of(dictionary)[entry - dictionary_entries(dictionary, &count)];
}

GPtrArray *dictionary_find_name(const struct dictionary *dictionary, const char *scheme, struct view name, int year)
{
    GPtrArray *found = g_ptr_array_new();
    char *buffer = g_malloc(name.size + 1);
    const struct view *names = folds_of(dictionary);
    struct view wanted = fold_into(buffer, name);
    size_t count;
    const struct dictionary_entry *entries = dictionary_entries(dictionary, &count);
    for (size_t i = 0; i < count && wanted.size; i++) {
        if (!view_equal(names[i], wanted) || (scheme && strcmp(entries[i].scheme, scheme) != 0) ||
            !dictionary_is_valid(&entries[i], year))
            continue;
        const struct dictionary_entry *last = found->len ? found->pdata[found->len - 1] : NULL;
        if (!last || !view_equal(last->code, entries[i].code))
            g_ptr_array_add(found, (void *)&entries[i]);
    }
    g_free(buffer);
    return found;
}

bool dictionary_has_name(const struct dictionary *dictionary, struct view name)
{
    GPtrArray *found = dictionary_find_name(dictionary, NULL, name, 0);
    bool any = found->len > 0;
    g_ptr_array_unref(found);
    return any;
}

bool dictionary_has_scheme(const struct dictionary *dictionary, const char *scheme)
{
    size_t count;
    const struct dictionary_entry *entries = dictionary_entries(dictionary, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i].scheme, scheme) == 0)
            return true;
    return false;
}
