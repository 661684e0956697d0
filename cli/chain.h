/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CHAIN_H
#define CLI_CHAIN_H
#include "base/stage.h"

enum { CHAIN_STAGES = 4 }; /* at most */

/* Stages one behind the other in one process. */
struct chain {
    struct sink *sinks[CHAIN_STAGES]; /* the first takes the records; NULL where there is none */
};

/* Opens `count` stages in front of `last`, which may be NULL where the last stage needs none; the
 * caller releases them with chain_close.  False with the error set where one cannot start. */
bool chain_open(struct chain *chain, const struct stage *const *stages, size_t count,
                const struct stage_options *options, struct sink *last, struct error *error);
void chain_close(struct chain *chain);

#endif
