/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A piece of UTF-8 text that somebody else owns: pointer and length in bytes,
 * not NUL-terminated.  data == NULL stands for "none" (JSON null), which is
 * not the same as an empty text. */
struct view {
    const char *data;
    size_t size;
};

#define VIEW_NONE ((struct view){NULL, 0})
#define VIEW_LITERAL(text) ((struct view){(text), sizeof(text) - 1})
/* For printf("%.*s", VIEW_PRINT(view)). */
#define VIEW_PRINT(view) (int)(view).size, (view).data ? (view).data : ""

/* The view of a NUL-terminated string; NULL gives VIEW_NONE. */
struct view view_of(const char *text);

/* No text at all: none or zero bytes. */
bool view_is_empty(struct view view);

/* The same bytes. None equals only none. */
bool view_equal(struct view a, struct view b);
bool view_equal_text(struct view a, const char *text);

/* The same for a hash table with struct view * as keys. */
unsigned view_hash(const void *view);
int views_equal(const void *a, const void *b);

bool view_starts_with(struct view view, const char *prefix);

/* The part from byte `start`, `size` bytes long, cut to what there is. */
struct view view_part(struct view view, size_t start, size_t size);

/* Without the white space (Unicode) at both ends. */
struct view view_trim(struct view view);

/* The number of code points. */
size_t view_length(struct view view);

/* Takes the first code point off the view: returns it, and 0 when nothing is left.
 * The view must be valid UTF-8, as all text behind extract/ is. */
unsigned view_next(struct view *view);

/* Byte offset of the first occurrence of `needle`, or -1. */
ptrdiff_t view_find(struct view view, const char *needle);

/* A copy in the arena, NUL-terminated behind its size. None stays none. */
struct view view_copy(struct arena *arena, struct view view);

/* `a`, `separator` and `b` in one piece in the arena; the separator only between two non-empty texts. */
struct view view_join(struct arena *arena, struct view a, const char *separator, struct view b);

/* printf into the arena. */
struct view view_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
