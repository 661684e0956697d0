/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/codec.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <glib.h>
#include <string.h>

#include "base/arena.h"
#include "base/codec_fields.h"
#include "base/json.h"

#define FORMAT "extract-records"
#define UNIT "0.1pt"
enum {
    VERSION = 1,
    LINE_LIMIT = 16 * 1024 * 1024, /* bytes of one line of a stream */
};

/* Writing. */

struct writer {
    struct sink sink;
    FILE *file;
    GString *line;
    bool begun; /* the header is written, with the first record or the end */
    int64_t documents, records;
    const char *stage;
};

static bool write_line(struct writer *writer, struct error *error)
{
    g_string_append_c(writer->line, '\n');
    size_t size = writer->line->len;
    if (fwrite(writer->line->str, 1, size, writer->file) != size)
        return error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    return true;
}

static void write_box(struct json_writer *json, struct box box)
{
    if (box_is_none(box)) {
        json_null(json);
        return;
    }
    json_array_open(json);
    json_integer(json, box.x0);
    json_integer(json, box.y0);
    json_integer(json, box.x1);
    json_integer(json, box.y1);
    json_array_close(json);
}

static void write_amount(struct json_writer *json, struct amount amount)
{
    char text[AMOUNT_TEXT_SIZE];
    amount_format(amount, text);
    json_text(json, text);
}

static void write_field(struct json_writer *json, const struct record *record, const struct field *field)
{
    const void *member = (const char *)record + field->offset;
    json_key(json, field->key);
    switch (field->type) {
    case FIELD_RECORD:
        json_text(json, record_kind_word(record->kind));
        break;
    case FIELD_VIEW:
        json_view(json, *(const struct view *)member);
        break;
    case FIELD_VIEWS:
        json_views(json, *(const struct view_list *)member);
        break;
    case FIELD_BOOL:
        json_bool(json, *(const bool *)member);
        break;
    case FIELD_BOX:
        write_box(json, *(const struct box *)member);
        break;
    case FIELD_AMOUNT:
        write_amount(json, *(const struct amount *)member);
        break;
    case FIELD_INT64:
        json_integer(json, *(const int64_t *)member);
        break;
    case FIELD_COUNT:
    case FIELD_INDEX:
    case FIELD_POWER:
    case FIELD_LENGTH:
        json_integer(json, *(const int *)member);
        break;
    case FIELD_COUNTS:
    case FIELD_LENGTHS:
        json_integers(json, *(const struct int_list *)member);
        break;
    }
}

static bool write_header(struct writer *writer, struct error *error)
{
    if (writer->begun)
        return true;
    writer->begun = true;
    g_string_truncate(writer->line, 0);
    struct json_writer json;
    json_start(&json, writer->line, false);
    json_object_open(&json);
    json_key(&json, "format");
    json_text(&json, FORMAT);
    json_key(&json, "record");
    json_text(&json, "header");
    json_key(&json, "stage");
    json_text(&json, writer->stage);
    json_key(&json, "unit");
    json_text(&json, UNIT);
    json_key(&json, "version");
    json_integer(&json, VERSION);
    json_object_close(&json);
    return write_line(writer, error);
}

static bool writer_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    (void)arena;
    struct writer *writer = (struct writer *)sink;
    struct json_writer json;
    if (!write_header(writer, error))
        return false;
    g_string_truncate(writer->line, 0);
    json_start(&json, writer->line, false);
    json_object_open(&json);
    for (const struct field *field = codec_fields[record->kind]; field->key; field++)
        write_field(&json, record, field);
    json_object_close(&json);
    writer->records++;
    writer->documents += record->kind == RECORD_CLOSE;
    return write_line(writer, error);
}

static bool writer_finish(struct sink *sink, struct error *error)
{
    struct writer *writer = (struct writer *)sink;
    struct json_writer json;
    if (!write_header(writer, error))
        return false;
    g_string_truncate(writer->line, 0);
    json_start(&json, writer->line, false);
    json_object_open(&json);
    json_key(&json, "documents");
    json_integer(&json, writer->documents);
    json_key(&json, "record");
    json_text(&json, "end");
    json_key(&json, "records");
    json_integer(&json, writer->records);
    json_object_close(&json);
    if (!write_line(writer, error))
        return false;
    if (fflush(writer->file) != 0 || ferror(writer->file))
        return error_set(error, ERROR_OUTPUT, 0, "cannot write: %s", g_strerror(errno));
    return true;
}

static void writer_free(struct sink *sink)
{
    struct writer *writer = (struct writer *)sink;
    g_string_free(writer->line, TRUE);
    g_free(writer);
}

struct sink *codec_writer_new(FILE *file, const char *stage)
{
    struct writer *writer = g_new0(struct writer, 1);
    writer->sink = (struct sink){.take = writer_take, .finish = writer_finish, .free = writer_free};
    writer->file = file;
    writer->line = g_string_new(NULL);
    writer->stage = stage;
    return &writer->sink;
}

/* Reading. */

/* Where in a document the reader stands: the last record that can hold others. */
#define AT(kind) (1u << (kind))
#define OUTSIDE AT(RECORD_KINDS)
#define IN_TABLE (AT(RECORD_TABLE) | AT(RECORD_COLUMN) | AT(RECORD_HEADER) | AT(RECORD_ROW))
#define IN_PAGE (AT(RECORD_PAGE) | AT(RECORD_LINE) | AT(RECORD_GRID))
#define IN_CHECK (AT(RECORD_CHECK) | AT(RECORD_OPERAND))
#define IN_DOCUMENT \
    (AT(RECORD_SOURCE) | AT(RECORD_DOCUMENT) | IN_PAGE | IN_TABLE | AT(RECORD_FORM) | AT(RECORD_STATEMENT) | IN_CHECK)

static const struct {
    unsigned behind; /* the places where the record may stand */
    bool passing;    /* it holds nothing: the place stays */
} grammar[RECORD_KINDS] = {
    [RECORD_SOURCE] = {OUTSIDE, false},
    [RECORD_PAGE] = {AT(RECORD_SOURCE) | IN_PAGE, false},
    [RECORD_LINE] = {IN_PAGE, false},
    [RECORD_GRID] = {IN_PAGE, false},
    [RECORD_CELL] = {AT(RECORD_GRID) | AT(RECORD_HEADER) | AT(RECORD_ROW) | AT(RECORD_FORM), true},
    [RECORD_DOCUMENT] = {AT(RECORD_SOURCE), false},
    [RECORD_TABLE] = {AT(RECORD_DOCUMENT) | IN_TABLE | AT(RECORD_FORM), false},
    [RECORD_COLUMN] = {AT(RECORD_TABLE) | AT(RECORD_COLUMN), false},
    [RECORD_HEADER] = {AT(RECORD_TABLE) | AT(RECORD_COLUMN) | AT(RECORD_HEADER), false},
    [RECORD_ROW] = {IN_TABLE, false},
    [RECORD_AMOUNT] = {AT(RECORD_ROW), true},
    [RECORD_FORM] = {AT(RECORD_DOCUMENT) | IN_TABLE | AT(RECORD_FORM), false},
    [RECORD_FIELD] = {AT(RECORD_FORM), true},
    [RECORD_FUND] = {AT(RECORD_FORM), true},
    [RECORD_GOAL] = {AT(RECORD_FORM), true},
    [RECORD_TASK] = {AT(RECORD_FORM), true},
    [RECORD_INDICATOR] = {AT(RECORD_FORM), true},
    [RECORD_STATEMENT] = {AT(RECORD_DOCUMENT) | IN_TABLE | AT(RECORD_FORM) | AT(RECORD_STATEMENT), false},
    [RECORD_CHECK] = {AT(RECORD_DOCUMENT) | IN_TABLE | AT(RECORD_FORM) | AT(RECORD_STATEMENT) | IN_CHECK, false},
    [RECORD_OPERAND] = {IN_CHECK, false},
    [RECORD_WARNING] = {IN_DOCUMENT, true},
    [RECORD_ERROR] = {IN_DOCUMENT, false},
    [RECORD_CLOSE] = {IN_DOCUMENT | AT(RECORD_ERROR), false},
};

#define ALWAYS (AT(RECORD_SOURCE) | AT(RECORD_WARNING) | AT(RECORD_ERROR) | AT(RECORD_CLOSE))
#define PAGE_KINDS (ALWAYS | IN_PAGE | AT(RECORD_CELL))
#define IN_FORM \
    (AT(RECORD_FORM) | AT(RECORD_FIELD) | AT(RECORD_FUND) | AT(RECORD_GOAL) | AT(RECORD_TASK) | AT(RECORD_INDICATOR))
#define TABLE_KINDS \
    (ALWAYS | AT(RECORD_DOCUMENT) | IN_TABLE | IN_FORM | AT(RECORD_STATEMENT) | IN_CHECK | AT(RECORD_CELL) | \
     AT(RECORD_AMOUNT))

static const struct {
    const char *name;
    unsigned kinds; /* the records in its output */
} stages[] = {{"pages", PAGE_KINDS}, {"normalize", PAGE_KINDS}, {"rules", TABLE_KINDS}};

struct reader {
    FILE *file;
    GString *line;
    int64_t number; /* of the line, from 1 */
    unsigned kinds; /* that the stage may hold */
    unsigned place; /* AT() of the record the reader stands behind */
    struct record_grid grid;
    struct arena *arena;
    struct sink *next;
    int64_t documents, records;
    int failed;
    bool ended;
};

static bool wrong(struct reader *reader, struct error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(struct reader *reader, struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    error_set(error, ERROR_STREAM, 0, "line %" G_GINT64_FORMAT ": %s", reader->number, message);
    g_free(message);
    return false;
}

/* The next line without its end; false at the end of the file or with the error set. */
static bool read_line(struct reader *reader, struct error *error)
{
    int byte;
    g_string_truncate(reader->line, 0);
    reader->number++;
    while ((byte = getc_unlocked(reader->file)) != EOF && byte != '\n') {
        if (reader->line->len == LINE_LIMIT)
            return wrong(reader, error, "longer than %d bytes", LINE_LIMIT);
        g_string_append_c(reader->line, (char)byte);
    }
    if (ferror(reader->file))
        return wrong(reader, error, "cannot read: %s", g_strerror(errno));
    if (byte == EOF && reader->line->len)
        return wrong(reader, error, "the stream was cut inside a line; the stage before failed");
    return byte != EOF;
}

/* cJSON ends a string at U+0000, written raw or as \u0000; neither is ever text. */
static bool holds_nul(const GString *line)
{
    if (memchr(line->str, '\0', line->len))
        return true;
    for (const char *at = line->str; (at = strstr(at, "\\u0000")); at++) {
        const char *first = at;
        while (first > line->str && first[-1] == '\\')
            first--;
        if ((at - first) % 2 == 0)
            return true;
    }
    return false;
}

/* The line as an object, to be freed with cJSON_Delete; NULL with the error set. */
static cJSON *parse_line(struct reader *reader, struct error *error)
{
    const GString *line = reader->line;
    const char *end = NULL;
    if (!g_utf8_validate(line->str, (gssize)line->len, &end) && !holds_nul(line)) {
        wrong(reader, error, "invalid UTF-8 at byte %td", end - line->str + 1);
        return NULL;
    }
    if (holds_nul(line)) {
        wrong(reader, error, "a NUL character");
        return NULL;
    }
    cJSON *object = cJSON_ParseWithLengthOpts(line->str, line->len + 1, &end, true);
    if (!cJSON_IsObject(object)) {
        wrong(reader, error, "not a JSON object");
        cJSON_Delete(object);
        return NULL;
    }
    return object;
}

static bool read_integer(const cJSON *item, double low, double high, double *value)
{
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= low && item->valuedouble <= high))
        return false;
    *value = item->valuedouble;
    return *value == (double)(int64_t)*value;
}

static bool read_int(const cJSON *item, int low, int high, int *value)
{
    double number;
    if (!read_integer(item, low, high, &number))
        return false;
    *value = (int)number;
    return true;
}

static bool read_int64(const cJSON *item, int64_t *value)
{
    const double exact = 9007199254740992.0; /* 2^53: whole numbers up to here are exact */
    double number;
    if (!read_integer(item, -1, exact, &number))
        return false;
    *value = (int64_t)number;
    return true;
}

static bool read_view(struct arena *arena, const cJSON *item, struct view *view)
{
    *view = VIEW_NONE;
    if (cJSON_IsNull(item))
        return true;
    if (!cJSON_IsString(item))
        return false;
    *view = view_copy(arena, view_of(item->valuestring));
    return true;
}

static bool read_views(struct arena *arena, const cJSON *item, struct view_list *list)
{
    if (!cJSON_IsArray(item))
        return false;
    size_t count = 0;
    struct view *views = ARENA_ARRAY(arena, struct view, (size_t)cJSON_GetArraySize(item));
    const cJSON *element;
    cJSON_ArrayForEach (element, item)
        if (!read_view(arena, element, &views[count++]))
            return false;
    *list = (struct view_list){views, count};
    return true;
}

static bool read_ints(struct arena *arena, const cJSON *item, int low, int high, struct int_list *list)
{
    if (!cJSON_IsArray(item))
        return false;
    size_t count = 0;
    int *ints = ARENA_ARRAY(arena, int, (size_t)cJSON_GetArraySize(item));
    const cJSON *element;
    cJSON_ArrayForEach (element, item)
        if (!read_int(element, low, high, &ints[count++]))
            return false;
    *list = (struct int_list){ints, count};
    return true;
}

static bool read_box(const cJSON *item, struct box *box)
{
    int sides[4], count = 0;
    *box = BOX_NONE;
    if (cJSON_IsNull(item))
        return true;
    if (!cJSON_IsArray(item) || cJSON_GetArraySize(item) != 4)
        return false;
    const cJSON *element;
    cJSON_ArrayForEach (element, item)
        if (!read_int(element, -FIELD_LENGTH_LIMIT, FIELD_LENGTH_LIMIT, &sides[count++]))
            return false;
    *box = (struct box){sides[0], sides[1], sides[2], sides[3]};
    return !box_is_none(*box);
}

/* Only the form that write_amount gives. */
static bool read_amount(const cJSON *item, struct amount *amount)
{
    char text[AMOUNT_TEXT_SIZE];
    if (!cJSON_IsString(item) || !amount_parse(view_of(item->valuestring), amount))
        return false;
    amount_format(*amount, text);
    return strcmp(text, item->valuestring) == 0;
}

static bool read_bool(const cJSON *item, bool *value)
{
    *value = cJSON_IsTrue(item);
    return cJSON_IsBool(item);
}

static bool read_field(struct arena *arena, const cJSON *item, struct record *record, const struct field *field)
{
    void *member = (char *)record + field->offset;
    switch (field->type) {
    case FIELD_RECORD:
        return true;
    case FIELD_VIEW:
        return read_view(arena, item, member);
    case FIELD_VIEWS:
        return read_views(arena, item, member);
    case FIELD_BOOL:
        return read_bool(item, member);
    case FIELD_BOX:
        return read_box(item, member);
    case FIELD_AMOUNT:
        return read_amount(item, member);
    case FIELD_INT64:
        return read_int64(item, member);
    case FIELD_COUNT:
        return read_int(item, 0, FIELD_COUNT_LIMIT, member);
    case FIELD_INDEX:
        return read_int(item, -1, FIELD_COUNT_LIMIT, member);
    case FIELD_POWER:
        return read_int(item, -FIELD_POWER_LIMIT, FIELD_POWER_LIMIT, member);
    case FIELD_LENGTH:
        return read_int(item, 0, FIELD_LENGTH_LIMIT, member);
    case FIELD_COUNTS:
        return read_ints(arena, item, 0, FIELD_COUNT_LIMIT, member);
    case FIELD_LENGTHS:
        return read_ints(arena, item, -FIELD_LENGTH_LIMIT, FIELD_LENGTH_LIMIT, member);
    }
    return false;
}

/* Fills the record from the object: every field of the kind, and nothing else. */
static bool read_fields(struct reader *reader, const cJSON *object, struct record *record, struct error *error)
{
    const char *word = record_kind_word(record->kind);
    int count = 0;
    for (const struct field *field = codec_fields[record->kind]; field->key; field++, count++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, field->key);
        if (!item)
            return wrong(reader, error, "record \"%s\" lacks \"%s\"", word, field->key);
        if (!read_field(reader->arena, item, record, field))
            return wrong(reader, error, "record \"%s\": wrong type or range of \"%s\"", word, field->key);
    }
    if (cJSON_GetArraySize(object) != count)
        return wrong(reader, error, "record \"%s\" has a member that is unknown or doubled", word);
    return true;
}

/* What the table of fields cannot say: a grid holds its cells, so that the stages may index by them. */
static bool check_grid(struct reader *reader, const struct record *record, struct error *error)
{
    if (record->kind == RECORD_GRID) {
        const struct record_grid *grid = (const struct record_grid *)record;
        if ((int64_t)grid->rows * grid->columns > FIELD_CELLS_LIMIT)
            return wrong(reader, error, "a grid of more than %d cells", FIELD_CELLS_LIMIT);
        if (grid->vertical.count != (size_t)grid->columns + 1)
            return wrong(reader, error, "a grid of %d columns with %zu edges", grid->columns, grid->vertical.count);
        reader->grid = *grid;
    } else if (record->kind == RECORD_CELL && reader->place == AT(RECORD_GRID)) {
        const struct record_cell *cell = (const struct record_cell *)record;
        if (cell->row_span < 1 || cell->column_span < 1 || cell->row + cell->row_span > reader->grid.rows ||
            cell->column + cell->column_span > reader->grid.columns)
            return wrong(reader, error, "a cell outside its grid");
    }
    return true;
}

/* The kind of a word, or RECORD_KINDS. */
static enum record_kind kind_of(const char *word)
{
    enum record_kind kind = 0;
    while (kind < RECORD_KINDS && strcmp(word, record_kind_word(kind)) != 0)
        kind++;
    return kind;
}

static bool read_record(struct reader *reader, const cJSON *object, const char *word, struct error *error)
{
    enum record_kind kind = kind_of(word);
    if (kind == RECORD_KINDS || !(reader->kinds & AT(kind)))
        return wrong(reader, error, "unknown record \"%.40s\"", word);
    if (!(grammar[kind].behind & reader->place))
        return wrong(reader, error, "a record \"%s\" cannot stand here", word);
    struct record *record = record_new(reader->arena, kind);
    if (!read_fields(reader, object, record, error) || !check_grid(reader, record, error))
        return false;
    reader->records++;
    if (!sink_take(reader->next, reader->arena, record, error))
        return false;
    if (!grammar[kind].passing)
        reader->place = AT(kind);
    reader->failed += kind == RECORD_ERROR;
    if (kind == RECORD_CLOSE) {
        reader->documents++;
        reader->place = OUTSIDE;
        arena_clear(reader->arena);
    }
    return true;
}

static bool equals(const cJSON *object, const char *key, const char *value)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text && strcmp(text, value) == 0;
}

static bool read_header(struct reader *reader, const cJSON *object, const char *stage, struct error *error)
{
    int version = 0;
    if (!equals(object, "record", "header") || !equals(object, "format", FORMAT))
        return wrong(reader, error, "not a record stream: the header is missing");
    if (!read_int(cJSON_GetObjectItemCaseSensitive(object, "version"), VERSION, VERSION, &version))
        return wrong(reader, error, "this program reads version %d of the record stream only", VERSION);
    if (!equals(object, "unit", UNIT))
        return wrong(reader, error, "the unit is not " UNIT);
    if (!equals(object, "stage", stage)) {
        const char *found = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "stage"));
        return wrong(reader, error, "the output of \"%.40s\" stands where that of \"%s\" is expected",
                     found ? found : "?", stage);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(stages); i++)
        if (strcmp(stages[i].name, stage) == 0)
            reader->kinds = stages[i].kinds;
    g_assert(reader->kinds);
    return true;
}

static bool read_end(struct reader *reader, const cJSON *object, struct error *error)
{
    int64_t documents, records;
    if (reader->place != OUTSIDE)
        return wrong(reader, error, "the end record stands inside a document");
    if (!read_int64(cJSON_GetObjectItemCaseSensitive(object, "documents"), &documents) ||
        !read_int64(cJSON_GetObjectItemCaseSensitive(object, "records"), &records))
        return wrong(reader, error, "the end record lacks its counts");
    if (documents != reader->documents || records != reader->records)
        return wrong(reader, error,
                     "the end record counts %" G_GINT64_FORMAT " documents and %" G_GINT64_FORMAT
                     " records; %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT " came",
                     documents, records, reader->documents, reader->records);
    reader->ended = true;
    return true;
}

static bool read_object(struct reader *reader, const cJSON *object, const char *stage, struct error *error)
{
    const char *word = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "record"));
    if (reader->number == 1)
        return read_header(reader, object, stage, error);
    if (reader->ended)
        return wrong(reader, error, "a record behind the end record");
    if (!word)
        return wrong(reader, error, "no member \"record\"");
    return strcmp(word, "end") == 0 ? read_end(reader, object, error) : read_record(reader, object, word, error);
}

static bool read_lines(struct reader *reader, const char *stage, struct error *error)
{
    while (read_line(reader, error)) {
        cJSON *object = parse_line(reader, error);
        if (!object)
            return false;
        read_object(reader, object, stage, error);
        cJSON_Delete(object);
        if (error_is_set(error))
            return false;
    }
    if (error_is_set(error))
        return false;
    if (reader->number == 1)
        return wrong(reader, error, "empty; the stage before failed");
    if (!reader->ended)
        return wrong(reader, error, "the stream was cut: no end record; the stage before failed");
    return true;
}

bool codec_read(FILE *file, const char *stage, struct sink *next, int *failed, struct error *error)
{
    struct reader reader = {
        .file = file, .line = g_string_new(NULL), .arena = arena_new(), .next = next, .place = OUTSIDE};
    bool read = read_lines(&reader, stage, error);
    *failed += reader.failed;
    arena_free(reader.arena);
    g_string_free(reader.line, TRUE);
    return read && sink_finish(next, error);
}
