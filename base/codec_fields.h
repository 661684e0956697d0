/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CODEC_FIELDS_H
#define BASE_CODEC_FIELDS_H
#include <stddef.h>

#include "base/record.h"

/* The members of each record kind as the stream writes them; private to base/codec.c, which
 * writes and reads by these tables alone.  The types of whole numbers name their range: a
 * stream from elsewhere may hold anything, and the stages rely on these limits. */
enum field_type {
    FIELD_RECORD, /* the word of the kind itself; every kind has it once */
    FIELD_VIEW,   /* string or null */
    FIELD_VIEWS,  /* array of strings */
    FIELD_BOOL,
    FIELD_BOX,     /* [x0,y0,x1,y1] or null */
    FIELD_AMOUNT,  /* decimal as a string */
    FIELD_INT64,   /* -1 ... 2^53 */
    FIELD_COUNT,   /* 0 ... FIELD_COUNT_LIMIT */
    FIELD_INDEX,   /* -1 ... FIELD_COUNT_LIMIT */
    FIELD_POWER,   /* -FIELD_POWER_LIMIT ... FIELD_POWER_LIMIT: a power of ten */
    FIELD_LENGTH,  /* 0 ... FIELD_LENGTH_LIMIT, tenths of a point */
    FIELD_LENGTHS, /* array of lengths, which may be negative */
    FIELD_COUNTS,  /* array of counts */
};

enum {
    FIELD_COUNT_LIMIT = 1000000,   /* pages, grid lines, rows: far above any printed document */
    FIELD_LENGTH_LIMIT = 10000000, /* 1,000,000 points; PDF pages end at 14,400 (without UserUnit) */
    FIELD_POWER_LIMIT = 64,
    FIELD_CELLS_LIMIT = 4000000, /* rows times columns of one grid */
};

struct field {
    const char *key;
    enum field_type type;
    size_t offset;
};

enum { FIELDS_MAX = 32 };

/* Keys ascending, as RFC 8785 has them; the list of a kind ends with a NULL key. */
extern const struct field codec_fields[RECORD_KINDS][FIELDS_MAX];

#endif
