/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_SQLITE_H
#define FACTS_SQLITE_H
#include <sqlite3.h>

#include "base/error.h"

/* The functions of libsqlite3 that the database needs.  The library is loaded when they are first asked for:
 * linked, the dynamic loader would read it at every start of `extract FILE`, which has no use for it. */
/* clang-format off */
#define SQLITE_FUNCTIONS(X) \
    X(open_v2) X(close_v2) X(exec) X(busy_timeout) X(errmsg) X(last_insert_rowid) \
    X(prepare_v2) X(step) X(reset) X(finalize) \
    X(bind_int64) X(bind_text) X(bind_null) X(column_int64) X(column_text)
/* clang-format on */

struct sqlite {
#define X(name) __typeof__(&sqlite3_##name) name;
    SQLITE_FUNCTIONS(X)
#undef X
};

/* The functions; NULL with ERROR_USAGE where the library is not installed or lacks one. */
const struct sqlite *sqlite_load(struct error *error);

#endif
