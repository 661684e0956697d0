/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H
#include <stddef.h>
#include <stdint.h>

#include "base/record.h"
#include "cli/chain.h"

/* What each target gives: libFuzzer calls it (make fuzz), replay.c calls it with files (make check). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stages whose output is thrown away. */
struct fuzz_stages {
    struct chain chain; /* the first takes the records */
    struct sink *writer;
};

/* One of the stages "normalize", "rules" and "emit", with the rules of EXTRACT_RULES (default rules/). */
void fuzz_stage_open(struct fuzz_stages *own, const char *name);
void fuzz_stage_close(struct fuzz_stages *own);

/* A document through all stages, a PDF where it looks like one, else text. */
void fuzz_document(struct arena *arena, const void *data, size_t size);

#endif
