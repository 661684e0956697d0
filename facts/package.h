/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_PACKAGE_H
#define FACTS_PACKAGE_H
#include <glib.h>
#include <stdint.h>

/* What datapackage.json says of the facts beside it. */
struct package {
    const char *path;          /* of the CSV, within the package */
    int64_t bytes;             /* of the CSV */
    const char *sha256;        /* of the CSV */
    int first_year, last_year; /* of the documents; 0 where none is known */
};

/* Appends the descriptor of a Fiscal Data Package 1.0rc1 (https://specs.frictionlessdata.io/fiscal-data-package/), an
 * extension of the Tabular Data Package: one resource, its columns those of COLUMN_PACKAGE. */
void package_write(GString *out, const struct package *package);

#endif
