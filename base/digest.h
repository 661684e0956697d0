/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H
#include <stddef.h>

enum { DIGEST_TEXT_SIZE = 2 * 32 + 1 };

/* Writes the SHA-256 of `size` bytes as lower-case hexadecimal digits, NUL-terminated.  By nettle, which uses what the
 * processor has for it and takes a third of the time of GLib's; libqpdf brings it along. */
void digest_sha256(const void *data, size_t size, char text[DIGEST_TEXT_SIZE]);

#endif
