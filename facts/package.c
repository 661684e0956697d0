/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/package.h"

#include "facts/column.h"

#define TAXONOMY "https://frictionlessdata.io/taxonomies/fiscal/budgets.json"

/* Column types that the taxonomy of budgets has not. */
static const struct {
    const char *name, *label_of;
} custom_types[] = {
    {"document:code", NULL}, {"document:label", "document:code"}, {"fund:code", NULL}, {"printed:text", NULL},
    {"unit:code", NULL},
};

static void write_pair(struct json_writer *json, const char *key, const char *text)
{
    json_key(json, key);
    json_text(json, text);
}

static void write_column_types(struct json_writer *json)
{
    json_key(json, "columnTypes");
    json_array_open(json);
    json_text(json, TAXONOMY);
    for (size_t i = 0; i < G_N_ELEMENTS(custom_types); i++) {
        json_object_open(json);
        write_pair(json, "dataType", "string");
        if (custom_types[i].label_of)
            write_pair(json, "labelOf", custom_types[i].label_of);
        write_pair(json, "name", custom_types[i].name);
        json_object_close(json);
    }
    json_array_close(json);
}

/* Fiscal years are calendar years (预算法, article 18). */
static void write_period(struct json_writer *json, const struct package *package)
{
    char *start = g_strdup_printf("%04d-01-01", package->first_year);
    char *end = g_strdup_printf("%04d-12-31", package->last_year);
    json_key(json, "fiscalPeriod");
    json_object_open(json);
    write_pair(json, "end", end);
    write_pair(json, "start", start);
    json_object_close(json);
    g_free(start);
    g_free(end);
}

static void write_resource(struct json_writer *json, const struct package *package)
{
    char *hash = g_strdup_printf("sha256:%s", package->sha256);
    json_object_open(json);
    json_key(json, "bytes");
    json_integer(json, package->bytes);
    write_pair(json, "encoding", "utf-8");
    write_pair(json, "format", "csv");
    write_pair(json, "hash", hash);
    write_pair(json, "mediatype", "text/csv");
    write_pair(json, "name", "facts");
    write_pair(json, "path", package->path);
    write_pair(json, "profile", "tabular-data-resource");
    json_key(json, "schema");
    column_write_schema(json, COLUMN_PACKAGE, true);
    json_object_close(json);
    g_free(hash);
}

void package_write(GString *out, const struct package *package)
{
    struct json_writer json;
    json_start(&json, out, true);
    json_object_open(&json);
    write_column_types(&json);
    write_pair(&json, "countryCode", "CN");
    write_pair(&json, "description",
               "Amounts of budgets and final accounts that Chinese government bodies publish, one a line");
    if (package->first_year)
        write_period(&json, package);
    write_pair(&json, "granularity", "aggregated");
    write_pair(&json, "name", "budget-facts");
    write_pair(&json, "profile", "tabular-data-package");
    json_key(&json, "resources");
    json_array_open(&json);
    write_resource(&json, package);
    json_array_close(&json);
    write_pair(&json, "title", "Budgets and final accounts");
    json_object_close(&json);
    g_string_append_c(out, '\n');
}
