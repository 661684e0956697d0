/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/quiet.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int kept = -1; /* the real standard error meanwhile */

void quiet_begin(void)
{
    fflush(stderr);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0)
        return;
    kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (kept >= 0)
        dup2(nowhere, STDERR_FILENO);
    close(nowhere);
}

void quiet_end(void)
{
    if (kept < 0)
        return;
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    kept = -1;
}

void quiet_give_back(void)
{
    if (kept >= 0)
        dup2(kept, STDERR_FILENO);
}
