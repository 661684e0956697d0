/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H
#include <stddef.h>
#include <stdint.h>

#include "base/record.h"

/* What each target gives: libFuzzer calls it (make fuzz), replay.c calls it with files (make check). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The stages behind the page reader, opened once with the rules of EXTRACT_RULES (default rules/), their
 * output thrown away.  The first takes the records. */
struct sink *fuzz_chain(void);

/* One of the stages "normalize", "rules" and "emit" in front of such a writer; the caller frees nothing. */
struct sink *fuzz_stage(const char *name);

/* Sends a `source` record in front of what a reader says, and `close` behind it. */
void fuzz_document(struct arena *arena, const void *data, size_t size);

#endif
