/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts/sqlite.h"

#include <dlfcn.h>
#include <string.h>

static const char *const library_names[] = {"libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib"};

const struct sqlite *sqlite_load(struct error *error)
{
    static struct sqlite functions;
    static void *library; /* stays loaded */
    for (size_t i = 0; i < sizeof library_names / sizeof *library_names && !library; i++)
        library = dlopen(library_names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        error_set(error, ERROR_USAGE, 0, "the SQLite library is not installed (Debian: libsqlite3-0)");
        return NULL;
    }
#define X(name) \
    { \
        void *symbol = dlsym(library, "sqlite3_" #name); \
        memcpy(&functions.name, &symbol, sizeof symbol); \
        if (!symbol) \
            error_set(error, ERROR_USAGE, 0, "the SQLite library lacks sqlite3_" #name); \
    }
    SQLITE_FUNCTIONS(X)
#undef X
    return error_is_set(error) ? NULL : &functions;
}
