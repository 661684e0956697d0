/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H
#include <stdbool.h>

/* What can go wrong, each with the word that the error line of the output carries. */
#define ERROR_CODES(X) \
    X(ERROR_NONE, "none") \
    X(ERROR_MISSING, "missing")       /* no such file */ \
    X(ERROR_DIRECTORY, "directory")   /* a folder where a file is expected */ \
    X(ERROR_UNREADABLE, "unreadable") /* the system refuses to read it */ \
    X(ERROR_NOT_PDF, "not_pdf")       /* no PDF header */ \
    X(ERROR_DAMAGED, "damaged")       /* truncated or broken beyond what poppler mends */ \
    X(ERROR_ENCRYPTED, "encrypted")   /* needs a password that was not given */ \
    X(ERROR_NO_PAGES, "no_pages")     /* a document of zero pages */ \
    X(ERROR_NO_TEXT, "no_text")       /* a scan without a text layer */ \
    X(ERROR_TOO_LARGE, "too_large")   /* one of the named limits was passed */ \
    X(ERROR_TIMEOUT, "timeout")       /* reading it took longer than it may */ \
    X(ERROR_MEMORY, "memory")         /* reading it took more memory than it may */ \
    X(ERROR_CRASHED, "crashed")       /* the process reading it died; a defect here or in poppler */ \
    X(ERROR_NO_POPPLER_DATA, "no_poppler_data") \
    X(ERROR_RULES, "rules")   /* a rule file is wrong */ \
    X(ERROR_STREAM, "stream") /* a record stream is cut or malformed */ \
    X(ERROR_OUTPUT, "output") /* the output cannot be written */ \
    X(ERROR_USAGE, "usage")

enum error_code {
#define X(code, word) code,
    ERROR_CODES(X)
#undef X
};

/* An error as a value.  A function that can fail takes a `struct error *`,
 * returns at once when it already holds one, and sets it at most once: the
 * first error sticks. */
struct error {
    enum error_code code;
    int page;           /* counted from 1; 0 where no page is concerned */
    char message[1024]; /* one line, says what is wrong and what to do; UTF-8 */
};

/* Sets code, page and message unless an error is held already. Always returns false,
 * so that a failing function can end with `return error_set(...)`. */
bool error_set(struct error *error, enum error_code code, int page, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

bool error_is_set(const struct error *error);

/* The word of a code, e.g. "not_pdf". */
const char *error_code_word(enum error_code code);

#endif
