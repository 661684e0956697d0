/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/limits.h"

#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"

/* Address sanitizers keep their shadow in what counts as data. */
#if defined __SANITIZE_ADDRESS__
#define LIMITS_MEMORY false
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define LIMITS_MEMORY false
#endif
#endif
#ifndef LIMITS_MEMORY
#define LIMITS_MEMORY true
#endif

static struct rlimit own_time, own_memory; /* as they were */

/* Lowers the soft limit, and the hard one where `hard` is not 0; never above what is allowed already. */
static void lower(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return;
    if (hard && hard < limit.rlim_max)
        limit.rlim_max = hard;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    setrlimit(resource, &limit);
}

void limits_tell_time(const struct limits *limits, struct error *error)
{
    error_set(error, ERROR_TIMEOUT, 0, "not read within %u seconds (--timeout)", limits->seconds);
}

void limits_tell_output(struct error *error)
{
    const rlim_t most = (rlim_t)LIMITS_OUTPUT_MIB << 20;
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < most)
        error_set(error, ERROR_TOO_LARGE, 0, "its JSON is larger than a file may be here (ulimit -f)");
    else
        error_set(error, ERROR_TOO_LARGE, 0, "more than %d MiB of JSON", LIMITS_OUTPUT_MIB);
}

void limits_apply(const struct limits *limits)
{
    const rlim_t output = (rlim_t)LIMITS_OUTPUT_MIB << 20;
    lower(RLIMIT_CPU, limits->seconds, limits->seconds + 1);
    lower(RLIMIT_FSIZE, output, output);
    lower(RLIMIT_CORE, 0, 0);
    if (LIMITS_MEMORY)
        lower(RLIMIT_DATA, limits->memory, limits->memory);
}

void limits_apply_soft(const struct limits *limits)
{
    getrlimit(RLIMIT_CPU, &own_time);
    getrlimit(RLIMIT_DATA, &own_memory);
    lower(RLIMIT_CPU, limits->seconds, 0);
    if (LIMITS_MEMORY)
        lower(RLIMIT_DATA, limits->memory, 0);
    alarm(limits->seconds);
}

void limits_lift(void)
{
    alarm(0);
    setrlimit(RLIMIT_CPU, &own_time);
    setrlimit(RLIMIT_DATA, &own_memory);
}
