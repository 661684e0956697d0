/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTENT_TOKEN_H
#define EXTRACT_CONTENT_TOKEN_H
#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

/* The syntax of a content stream (ISO 32000-1, 7.2 and 7.8.2), read token by token without any
 * allocation.  Arrays and dictionaries are read over as one token: of what is in them only the
 * sums are kept that an operator needs.  Any bytes whatever may be fed. */
enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_NAME,
    TOKEN_STRING,
    TOKEN_ARRAY,
    TOKEN_DICTIONARY,
    TOKEN_CONSTANT, /* true, false, null */
    TOKEN_OPERATOR,
};

struct token { /* of the fields behind the kind those that are said to go with it are set */
    enum token_kind kind;
    double number;    /* TOKEN_NUMBER */
    struct view text; /* TOKEN_NAME: as written, without the slash; TOKEN_OPERATOR; TOKEN_ARRAY: what is in it */
    size_t bytes;     /* TOKEN_STRING: decoded length; TOKEN_ARRAY: the sum over the strings in it */
    bool nonzero;     /* TOKEN_ARRAY: it holds a number above 0 */
    double lowest;    /* TOKEN_ARRAY: the lowest number in it, at most 0 */
};

/* A content stream and the place that has been reached in it.  The caller sets data and size, the rest is 0. */
struct token_source {
    const char *data;
    size_t size;
    size_t at;
    bool truncated; /* the nesting limit was passed */
    /* Bytes at the end of the data known to hold no end of an image of binary [0] or ASCII data [1]:
     * nothing is searched twice. */
    size_t imageless[2];
};

/* The next token; TOKEN_END at the end of the data, again and again.  Always gets on. */
void token_read(struct token_source *source, struct token *token);

/* Behind the operator BI: skips the dictionary and the data of an inline image, up to behind its EI,
 * or to the end of the data where there is none. */
void token_skip_image(struct token_source *source);

/* Writes the name of a TOKEN_NAME as qpdf spells it, "/" in front, #xx resolved, NUL-terminated.
 * False where it does not fit into `size` bytes or holds a NUL. */
bool token_name_copy(const struct token *token, char *buffer, size_t size);

#endif
