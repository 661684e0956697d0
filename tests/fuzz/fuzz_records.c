/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream of records, and the stage that reads it. */
#include <stdio.h>

#include "base/codec.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const stages[][2] = {{"pages", "normalize"}, {"normalize", "rules"}, {"rules", "emit"}};
    for (size_t i = 0; size && i < sizeof stages / sizeof *stages; i++) {
        struct error error = {0};
        int failed = 0;
        FILE *file = fmemopen((void *)data, size, "rb");
        if (!file)
            return -1;
        struct fuzz_stages stage; /* a stream that ends early leaves a stage in the middle of a document */
        fuzz_stage_open(&stage, stages[i][1]);
        codec_read(file, stages[i][0], stage.chain.sinks[0], &failed, &error);
        fuzz_stage_close(&stage);
        fclose(file);
    }
    return 0;
}
