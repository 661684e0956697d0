/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules make of tables: the cases of tests/tables, each some lines and grids, and what must come out. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "rules/model.h"
#include "rules/stage.h"
#include "tests/unit/test.h"

/* A case file is text.  `@` begins a case and names it; then come the lines of its pages and what is expected:
 *   > text      a printed line; `>>` another piece of the same line, `>+` a line in larger type
 *   | a | b     a row of a grid: `<` is a cell merged with the one on its left, `^` with the one above, `{a}` a cell that
 *               is empty and whose text the page hides
 *   ?           the next grid is doubtful: what its columns are is not certain
 *   / 0 100 250   where the columns of the next grid begin and end, in hundredths of a usual column
 *   ---         a new page
 *   % kind level year organization   the document; a part that is not known is `-`
 *   = kind unit title        a table; a part that is not known is `-`, transposed and empty tables say so behind the kind
 *   * number organization    what stands beside its title
 *   : role:measure/side ...  its columns
 *   - role side code name <parent measure=amount ...   its rows
 *   . name=text, . scope.name=yuan   fields, funds and indicators of a form
 *   ~ page column text       a hidden cell of a form; all of them must be named
 *   ! code                   a warning; all of them must be named
 * The document, what stands beside titles, columns, rows and fields are compared where the case names any.  Lines that begin with `#` are comments. */

enum { ROW = 150, COLUMN = 700, WIDTH = 8000, MARGIN = 500, SIZE = 100 };

/* Writes what comes out of the stage in the form of the case files. */
struct catcher {
    struct sink sink;
    GString *out, *columns, *row;
    bool document_wanted, beside_wanted, rows_wanted, columns_wanted, fields_wanted;
    GString *warnings;
};

static void append_view(GString *text, const char *before, struct view view)
{
    if (view.data)
        g_string_append_printf(text, "%s%.*s", before, VIEW_PRINT(view));
}

static void flush(struct catcher *catcher)
{
    if (catcher->columns->len && catcher->columns_wanted)
        g_string_append_printf(catcher->out, ":%s\n", catcher->columns->str);
    if (catcher->row->len && catcher->rows_wanted)
        g_string_append_printf(catcher->out, "%s\n", catcher->row->str);
    g_string_truncate(catcher->columns, 0);
    g_string_truncate(catcher->row, 0);
}

static void catch_table(struct catcher *catcher, const struct record_table *table)
{
    g_string_append_printf(catcher->out, "= %.*s%s %.*s %.*s\n", VIEW_PRINT(table->kind),
                           table->empty        ? " empty"
                           : table->transposed ? " transposed"
                                               : "",
                           VIEW_PRINT(table->unit.data ? table->unit : VIEW_LITERAL("-")),
                           VIEW_PRINT(table->title.data ? table->title : VIEW_LITERAL("-")));
    if (catcher->beside_wanted)
        g_string_append_printf(catcher->out, "* %.*s %.*s\n",
                               VIEW_PRINT(table->number.data ? table->number : VIEW_LITERAL("-")),
                               VIEW_PRINT(table->organization.data ? table->organization : VIEW_LITERAL("-")));
}

static void catch_document(struct catcher *catcher, const struct record_document *document)
{
    const struct view none = VIEW_LITERAL("-");
    if (catcher->document_wanted)
        g_string_append_printf(catcher->out, "%% %.*s %.*s %d %.*s\n",
                               VIEW_PRINT(document->kind.data ? document->kind : none),
                               VIEW_PRINT(document->level.data ? document->level : none), document->fiscal_year,
                               VIEW_PRINT(document->organization.data ? document->organization : none));
}

static void catch_row(struct catcher *catcher, const struct record_row *row)
{
    g_string_append_printf(catcher->row, "- %.*s", VIEW_PRINT(row->role));
    append_view(catcher->row, " ", row->side);
    append_view(catcher->row, " ", row->code);
    append_view(catcher->row, " ", row->name);
    append_view(catcher->row, " & ", row->counterpart_code);
    append_view(catcher->row, " & ", row->counterpart_name);
    if (row->parent >= 0)
        g_string_append_printf(catcher->row, " <%d", row->parent);
}

static void catch_amount(struct catcher *catcher, const struct record_amount *amount)
{
    char text[AMOUNT_TEXT_SIZE] = "null";
    if (amount->printed)
        amount_format(amount->value, text);
    g_string_append_printf(catcher->row, " %.*s=%s", VIEW_PRINT(amount->measure), text);
}

/* What a form says of its project, and the cells that the page hides. */
static void catch_form(struct catcher *catcher, const struct record *record)
{
    if (record->kind == RECORD_CELL) {
        const struct record_cell *cell = (const struct record_cell *)record;
        if (cell->hidden.data)
            g_string_append_printf(catcher->out, "~ %d %d %.*s\n", cell->page, cell->column, VIEW_PRINT(cell->hidden));
    } else if (!catcher->fields_wanted) {
        return;
    } else if (record->kind == RECORD_FIELD) {
        const struct record_field *field = (const struct record_field *)record;
        g_string_append_printf(catcher->out, ". %.*s=%.*s\n", VIEW_PRINT(field->name), VIEW_PRINT(field->value));
    } else if (record->kind == RECORD_FUND) {
        const struct record_fund *fund = (const struct record_fund *)record;
        char text[AMOUNT_TEXT_SIZE] = "null";
        if (fund->printed)
            amount_format(fund->value, text);
        g_string_append_printf(catcher->out, ". %.*s.%.*s=%s\n", VIEW_PRINT(fund->scope), VIEW_PRINT(fund->name), text);
    } else if (record->kind == RECORD_INDICATOR) {
        const struct record_indicator *indicator = (const struct record_indicator *)record;
        g_string_append_printf(catcher->out, ". %.*s=%.*s\n", VIEW_PRINT(indicator->level3),
                               VIEW_PRINT(indicator->value));
    }
}

static bool catch_record(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct catcher *catcher = (struct catcher *)sink;
    (void)arena;
    (void)error;
    if (record->kind == RECORD_COLUMN) {
        const struct record_column *column = (const struct record_column *)record;
        g_string_append_printf(catcher->columns, " %.*s", VIEW_PRINT(column->role));
        append_view(catcher->columns, ":", column->measure);
        append_view(catcher->columns, "/", column->side);
    } else if (record->kind == RECORD_AMOUNT) {
        catch_amount(catcher, (const struct record_amount *)record);
    } else if (record->kind != RECORD_CELL && record->kind != RECORD_HEADER) {
        flush(catcher);
    }
    if (record->kind == RECORD_DOCUMENT)
        catch_document(catcher, (const struct record_document *)record);
    else if (record->kind == RECORD_TABLE)
        catch_table(catcher, (const struct record_table *)record);
    else if (record->kind == RECORD_FORM)
        g_string_append_printf(catcher->out, "= form %.*s\n", VIEW_PRINT(((const struct record_form *)record)->kind));
    else if (record->kind == RECORD_ROW)
        catch_row(catcher, (const struct record_row *)record);
    else if (record->kind == RECORD_FIELD || record->kind == RECORD_FUND || record->kind == RECORD_INDICATOR ||
             record->kind == RECORD_CELL)
        catch_form(catcher, record);
    else if (record->kind == RECORD_WARNING)
        g_string_append_printf(catcher->warnings, "! %.*s\n",
                               VIEW_PRINT(((const struct record_warning *)record)->code));
    return true;
}

/* A document under way into the stage. */
struct document {
    struct arena *arena;
    struct sink *stage;
    struct catcher catcher;
    struct error error;
    int page, y, x; /* where the next thing stands */
};

static void send(struct document *document, const void *record)
{
    assert_true(sink_take(document->stage, document->arena, record, &document->error));
}

static void send_page(struct document *document)
{
    struct record_page *page = record_new(document->arena, RECORD_PAGE);
    page->number = ++document->page;
    page->width = page->height = WIDTH;
    document->y = MARGIN;
    send(document, page);
}

static void document_open(struct document *document)
{
    const char *path = g_getenv("EXTRACT_RULES");
    const char *const directories[] = {path && *path ? path : "rules", NULL};
    const struct stage_options options = {.rule_directories = directories};
    *document = (struct document){.arena = arena_new()};
    document->catcher = (struct catcher){.sink = {.take = catch_record},
                                         .out = g_string_new(NULL),
                                         .columns = g_string_new(NULL),
                                         .row = g_string_new(NULL),
                                         .warnings = g_string_new(NULL)};
    document->stage = rules_stage.open(&options, &document->catcher.sink, &document->error);
    assert_non_null(document->stage);
    struct record_source *source = record_new(document->arena, RECORD_SOURCE);
    source->pages = 1;
    send(document, source);
    send_page(document);
}

static void document_close(struct document *document)
{
    sink_free(document->stage);
    g_string_free(document->catcher.out, TRUE);
    g_string_free(document->catcher.columns, TRUE);
    g_string_free(document->catcher.row, TRUE);
    g_string_free(document->catcher.warnings, TRUE);
    arena_free(document->arena);
}

static void send_line(struct document *document, const char *text, bool beside, bool large)
{
    struct record_line *line = record_new(document->arena, RECORD_LINE);
    document->y += beside ? 0 : ROW;
    document->x = beside ? document->x + 2200 : MARGIN;
    line->text = line->plain = view_copy(document->arena, view_of(text));
    line->size = large ? 2 * SIZE : SIZE;
    line->box = (struct box){document->x, document->y, document->x + 2000, document->y + SIZE};
    send(document, line);
}

/* How many cells from a place on, along or down, are merged with it: `mark` stands in their place. */
static int span_of(const GPtrArray *rows, guint row, int column, int columns, bool down, const char *mark)
{
    int span = 1;
    for (int i = (down ? (int)row : column) + 1; i < (down ? (int)rows->len : columns); i++, span++) {
        char **cells = rows->pdata[down ? i : (int)row];
        if (strcmp(cells[down ? column : i], mark) != 0)
            break;
    }
    return span;
}

/* What a case says of the next grid. */
struct grid_form {
    bool doubtful;
    const char *edges; /* NULL: as usual */
};

static void send_grid(struct document *document, const GPtrArray *rows, const struct grid_form *form)
{
    int columns = (int)g_strv_length(rows->pdata[0]), count = (int)rows->len, top = document->y + ROW;
    struct record_grid *grid = record_new(document->arena, RECORD_GRID);
    int *vertical = ARENA_ARRAY(document->arena, int, (size_t)columns + 1);
    const char *edges = form->edges ? form->edges : "";
    for (int i = 0; i <= columns; i++) {
        char *end;
        const gint64 edge = g_ascii_strtoll(edges, &end, 10);
        vertical[i] = MARGIN + (end > edges ? (int)edge * COLUMN / 100 : i * COLUMN);
        edges = end;
    }
    *grid = (struct record_grid){
        {RECORD_GRID}, {MARGIN, top, vertical[columns], top + count * ROW}, count,
        columns,       view_of(form->doubtful ? "doubtful" : "ruled"),      {vertical, (size_t)columns + 1}};
    send(document, grid);
    for (int row = 0; row < count; row++)
        for (int column = 0; column < columns; column++) {
            const char *text = ((char **)rows->pdata[row])[column];
            if (strcmp(text, "<") == 0 || strcmp(text, "^") == 0)
                continue;
            struct record_cell *cell = record_new(document->arena, RECORD_CELL);
            cell->page = document->page;
            cell->row = row;
            cell->column = column;
            cell->row_span = span_of(rows, (guint)row, column, columns, true, "^");
            cell->column_span = span_of(rows, (guint)row, column, columns, false, "<");
            const bool hidden = *text == '{';
            cell->text = cell->plain = view_copy(document->arena, view_of(hidden ? "" : text));
            if (hidden)
                cell->hidden = view_copy(document->arena, (struct view){text + 1, strlen(text) - 2});
            cell->box = (struct box){vertical[column], top + row * ROW, vertical[column + cell->column_span],
                                     top + (row + cell->row_span) * ROW};
            if (*text && !hidden) {
                const int width = SIZE * (int)g_utf8_strlen(text, -1);
                cell->ink = cell->box;
                cell->ink.x1 = MIN(cell->box.x1, cell->box.x0 + width);
            }
            send(document, cell);
        }
    document->y = top + count * ROW;
}

/* Sends the rows gathered so far as a grid. */
static void end_grid(struct document *document, GPtrArray *rows, struct grid_form *form)
{
    if (!rows->len)
        return;
    send_grid(document, rows, form);
    g_ptr_array_set_size(rows, 0);
    *form = (struct grid_form){false, NULL};
}

static char **row_split(const char *text)
{
    char **cells = g_strsplit(text, "|", -1);
    for (char **cell = cells; *cell; cell++)
        g_strstrip(*cell);
    return cells;
}

/* Runs the case that begins at `line`; returns the line behind it. */
static char **case_run(char **line, const char *file, int *failed)
{
    const char *name = *line++;
    struct document document;
    document_open(&document);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    GString *wanted = g_string_new(NULL), *warnings = g_string_new(NULL);
    struct grid_form form = {false, NULL};
    for (; *line && **line != '@'; line++) {
        const char *text = *line;
        if (*text != '|')
            end_grid(&document, rows, &form);
        if (*text == '|') {
            g_ptr_array_add(rows, row_split(text + 1));
            if (g_strv_length(rows->pdata[rows->len - 1]) != g_strv_length(rows->pdata[0]))
                fail_msg("%s: %s: \"%s\" has another number of cells", file, name, text);
        } else if (*text == '>') {
            bool beside = text[1] == '>', large = text[1] == '+';
            send_line(&document, g_strstrip((char *)text + (beside || large ? 2 : 1)), beside, large);
        } else if (g_str_has_prefix(text, "---")) {
            send_page(&document);
        } else if (*text == '?') {
            form.doubtful = true;
        } else if (*text == '/') {
            form.edges = text + 1;
        } else if (*text == '!') {
            g_string_append_printf(warnings, "%s\n", text);
        } else if (*text && *text != '#') {
            document.catcher.columns_wanted = document.catcher.columns_wanted || *text == ':';
            document.catcher.document_wanted = document.catcher.document_wanted || *text == '%';
            document.catcher.beside_wanted = document.catcher.beside_wanted || *text == '*';
            document.catcher.rows_wanted = document.catcher.rows_wanted || *text == '-';
            document.catcher.fields_wanted = document.catcher.fields_wanted || *text == '.';
            g_string_append_printf(wanted, "%s\n", text);
        }
    }
    end_grid(&document, rows, &form);
    send(&document, record_new(document.arena, RECORD_CLOSE));
    flush(&document.catcher);
    g_string_append(document.catcher.out, document.catcher.warnings->str);
    g_string_append(wanted, warnings->str);
    if (strcmp(wanted->str, document.catcher.out->str) != 0) {
        fprintf(stderr, "%s: %s\nwanted\n%sfound\n%s", file, name, wanted->str, document.catcher.out->str);
        (*failed)++;
    }
    g_string_free(wanted, TRUE);
    g_string_free(warnings, TRUE);
    g_ptr_array_unref(rows);
    document_close(&document);
    return line;
}

static void cases_of(const char *name)
{
    char *path = g_build_filename("tests", "tables", name, NULL), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    char **lines = g_strsplit(text, "\n", -1);
    int cases = 0, failed = 0;
    for (char **line = lines; *line;) {
        if (**line != '@') {
            line++;
            continue;
        }
        line = case_run(line, path, &failed);
        cases++;
    }
    g_strfreev(lines);
    g_free(text);
    g_free(path);
    assert_int_not_equal(cases, 0);
    assert_int_equal(failed, 0);
}

/* A line of `role:measure = label;label ...`: what each label is by itself. */
static int labels_try(const struct reading *reading, const char *line, int *failed)
{
    char **halves = g_strsplit(line, " = ", 2), **labels = g_strsplit(halves[1], ";", -1);
    int count = 0;
    for (char **label = labels; *label; label++, count++) {
        const struct rule *rule = column_rule_find(reading, view_of(*label), VIEW_LITERAL(""), VIEW_LITERAL(""));
        char *found = g_strconcat(rule ? rule->role : "nothing", rule && rule->measure ? ":" : "",
                                  rule ? rule->measure : NULL, NULL);
        if (strcmp(found, halves[0]) != 0) {
            fprintf(stderr, "tests/tables/labels: %s: wanted %s, found %s by [column %s]\n", *label, halves[0], found,
                    rule ? rule->name : "-");
            (*failed)++;
        }
        g_free(found);
    }
    g_strfreev(labels);
    g_strfreev(halves);
    return count;
}

static void labels_give_measures(void **state)
{
    (void)state;
    const char *path = g_getenv("EXTRACT_RULES");
    const char *const directories[] = {path && *path ? path : "rules", NULL};
    struct error error = {0};
    struct ruleset *rules = ruleset_load(directories, NULL, &error);
    assert_non_null(rules);
    const struct reading reading = {.arena = arena_new(), .rules = rules};
    char *text = NULL;
    assert_true(g_file_get_contents("tests/tables/labels", &text, NULL, NULL));
    char **lines = g_strsplit(text, "\n", -1);
    int failed = 0, count = 0;
    for (char **line = lines; *line; line++)
        if (**line && **line != '#')
            count += labels_try(&reading, *line, &failed);
    g_strfreev(lines);
    g_free(text);
    arena_free(reading.arena);
    ruleset_free(rules);
    assert_in_range(count, 100, 100000);
    assert_int_equal(failed, 0);
}

static void heads_give_measures(void **state)
{
    (void)state;
    cases_of("heads");
}

static void layouts_give_titles(void **state)
{
    (void)state;
    cases_of("layouts");
}

static void rows_are_read(void **state)
{
    (void)state;
    cases_of("rows");
}

static void covers_tell_the_document(void **state)
{
    (void)state;
    cases_of("documents");
}

static void forms_are_read(void **state)
{
    (void)state;
    cases_of("forms");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_give_measures),     cmocka_unit_test(heads_give_measures),
        cmocka_unit_test(layouts_give_titles),      cmocka_unit_test(rows_are_read),
        cmocka_unit_test(covers_tell_the_document), cmocka_unit_test(forms_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
