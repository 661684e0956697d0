/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/chain.h"

#include <glib.h>

bool chain_open(struct chain *chain, const struct stage *const *stages, size_t count,
                const struct stage_options *options, struct sink *last, struct error *error)
{
    *chain = (struct chain){{NULL}};
    g_assert(count <= CHAIN_STAGES);
    struct sink *next = last;
    for (size_t i = count; i-- > 0; next = chain->sinks[i])
        if (!(chain->sinks[i] = stages[i]->open(options, next, error)))
            return false;
    return true;
}

void chain_close(struct chain *chain)
{
    for (size_t i = 0; i < CHAIN_STAGES; i++)
        sink_free(chain->sinks[i]);
}
