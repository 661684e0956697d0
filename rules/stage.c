/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/stage.h"

#include "rules/checks.h"
#include "rules/model.h"

struct rules_sink {
    struct sink sink;
    struct ruleset *rules;
    struct dictionary *dictionary;
    FILE *trace;            /* or NULL */
    struct reading reading; /* of the document that is open */
    struct view watermark;
    bool failed;
};

static bool table_emit(struct rules_sink *self, struct arena *arena, struct table *table, struct sink *next,
                       struct error *error)
{
    struct record_table *record = table->record;
    record->pages.items =
        (const int *)(const void *)arena_copy(arena, table->pages->data, table->pages->len * sizeof(int));
    record->pages.count = table->pages->len;
    struct view *notes = ARENA_ARRAY(arena, struct view, table->notes->len);
    for (guint i = 0; i < table->notes->len; i++)
        notes[i] = *(struct view *)table->notes->pdata[i];
    record->notes = (struct view_list){notes, table->notes->len};
    return rows_emit(&self->reading, table, next, error);
}

static bool document_emit(struct rules_sink *self, struct arena *arena, struct error *error)
{
    struct reading *reading = &self->reading;
    struct ledger *ledger = ledger_new(self->sink.next);
    struct sink *next = ledger_sink(ledger);
    /* What the cover tells of the document bears on the titles, and what the titles tell on the document. */
    GPtrArray *none = g_ptr_array_new();
    struct record_document *document = facts_find(reading, none);
    g_ptr_array_unref(none);
    reading->scope = view_join(arena, document->kind, " ", document->level);
    GPtrArray *tables = tables_assemble(reading);
    document = facts_find(reading, tables);
    document->watermark = self->watermark;
    reading->fiscal_year = document->fiscal_year;
    reading->organization = document->organization;
    bool fine = sink_take(next, arena, document, error);
    for (guint i = 0; fine && i < tables->len; i++) {
        struct table *table = tables->pdata[i];
        const struct rule *form = table->rule ? NULL : form_rule_find(reading, table);
        if (form) {
            while (i + 1 < tables->len && form_continues(reading, table, tables->pdata[i + 1]))
                i++;
            fine = form_emit(reading, table, form, next, error);
            continue;
        }
        columns_read(reading, table, document->fiscal_year, document->kind);
        fine = table_emit(self, arena, table, next, error);
    }
    fine = fine && statements_emit(reading, next, error) && checks_emit(reading, ledger, error);
    for (guint i = 0; fine && i < reading->warnings->len; i++)
        fine = sink_take(next, arena, reading->warnings->pdata[i], error);
    g_ptr_array_unref(tables);
    ledger_free(ledger);
    return fine;
}

static bool rules_take(struct sink *sink, struct arena *arena, const struct record *record, struct error *error)
{
    struct rules_sink *self = (struct rules_sink *)sink;
    struct reading *reading = &self->reading;
    switch (record->kind) {
    case RECORD_SOURCE:
        reading_open(reading, arena, self->rules, self->dictionary);
        self->watermark = VIEW_NONE;
        self->failed = false;
        if (self->trace)
            fprintf(self->trace, "source\t-\t-\t%.*s\n", VIEW_PRINT(((const struct record_source *)record)->file));
        return sink_take(sink->next, arena, record, error);
    case RECORD_WARNING:
        if (view_equal_text(((const struct record_warning *)record)->code, "watermark"))
            self->watermark = ((const struct record_warning *)record)->message;
        else
            g_ptr_array_add(reading->warnings, (void *)record);
        return true;
    case RECORD_ERROR:
        self->failed = true;
        return sink_take(sink->next, arena, record, error);
    case RECORD_CLOSE: {
        bool fine = (self->failed || document_emit(self, arena, error)) && ruleset_is_fine(self->rules, error);
        reading_close(reading);
        return fine && sink_take(sink->next, arena, record, error);
    }
    default:
        return reading_take(reading, record) ||
               error_set(error, ERROR_STREAM, 0, "a %s record does not belong in front of the rules",
                         record_kind_word(record->kind));
    }
}

static void rules_free(struct sink *sink)
{
    struct rules_sink *self = (struct rules_sink *)sink;
    reading_close(&self->reading);
    ruleset_free(self->rules);
    dictionary_free(self->dictionary);
    g_free(self);
}

static struct sink *rules_open(const struct stage_options *options, struct sink *next, struct error *error)
{
    /* What a user has written is tried at once and in full; what comes with the program was. */
    const bool late = options->single && options->rule_directories[0] && !options->rule_directories[1];
    struct ruleset *rules = late ? ruleset_load_late(options->rule_directories, error)
                                 : ruleset_load(options->rule_directories, NULL, error);
    struct dictionary *dictionary = rules ? dictionary_load(options->rule_directories, NULL, error) : NULL;
    if (!dictionary) {
        ruleset_free(rules);
        return NULL;
    }
    struct rules_sink *self = g_new0(struct rules_sink, 1);
    self->sink = (struct sink){.take = rules_take, .free = rules_free, .next = next};
    ruleset_trace(rules, options->trace);
    self->trace = options->trace;
    self->rules = rules;
    self->dictionary = dictionary;
    return &self->sink;
}

const struct stage rules_stage = {
    .name = "rules",
    .summary = "decide which table, which column, which row (reads records of normalize)",
    .open = rules_open,
};
