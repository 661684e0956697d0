/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/again.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/limits.h"
#include "cli/quiet.h"

#define MARK "EXTRACT_STARTED_AGAIN"

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGXCPU, SIGALRM};
enum { DEADLY = sizeof deadly / sizeof *deadly, STACK_SIZE = 16384 };

static char *const *own_arguments;
static char mark[] = "00";     /* in the environment once armed: the signal's number is written into it */
static char stack[STACK_SIZE]; /* the other one may be what is used up */

/* Async-signal-safe functions only. */
static void start_again(int number)
{
    sigset_t all;
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    quiet_give_back();
    limits_lift();
    char *place = getenv(MARK);
    if (place && strlen(place) == strlen(mark)) {
        place[0] = (char)('0' + number / 10);
        place[1] = (char)('0' + number % 10);
        execv("/proc/self/exe", own_arguments);
    }
    signal(number, SIG_DFL);
    raise(number);
}

int again_cause(void)
{
    static int cause = -1;
    if (cause < 0) {
        const char *value = getenv(MARK);
        cause = value ? atoi(value) : 0;
        unsetenv(MARK);
    }
    return cause;
}

bool again_arm(char *const *arguments, const struct limits *limits)
{
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = start_again, .sa_flags = SA_ONSTACK};
    if (again_cause())
        return false;
    for (int i = 0; i < DEADLY; i++) {
        struct sigaction before;
        if (sigaction(deadly[i], NULL, &before) != 0 || before.sa_handler != SIG_DFL)
            return false;
    }
    if (sigaltstack(&other, NULL) != 0 || setenv(MARK, mark, 1) != 0)
        return false;
    limits_apply_soft(limits);
    own_arguments = arguments;
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &action, NULL);
    return true;
}

void again_disarm(void)
{
    for (int i = 0; i < DEADLY; i++)
        signal(deadly[i], SIG_DFL);
    limits_lift();
}
