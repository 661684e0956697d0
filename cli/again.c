/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/again.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/quiet.h"

#define MARK "EXTRACT_STARTED_AGAIN"

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU};
enum { DEADLY = sizeof deadly / sizeof *deadly, STACK_SIZE = 16384 };

static char *const *own_arguments;
static struct rlimit own_limit; /* of processor time, as it was */
static char stack[STACK_SIZE];  /* the other one may be what is used up */

/* Async-signal-safe functions only. */
static void start_again(int number)
{
    sigset_t all;
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    quiet_give_back();
    setrlimit(RLIMIT_CPU, &own_limit);
    execv("/proc/self/exe", own_arguments);
    signal(number, SIG_DFL);
    raise(number);
}

bool again_arm(char *const *arguments, unsigned seconds)
{
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = start_again, .sa_flags = SA_ONSTACK};
    if (getenv(MARK)) {
        unsetenv(MARK);
        return false;
    }
    for (int i = 0; i < DEADLY; i++) {
        struct sigaction before;
        if (sigaction(deadly[i], NULL, &before) != 0 || before.sa_handler != SIG_DFL)
            return false;
    }
    if (getrlimit(RLIMIT_CPU, &own_limit) != 0 || sigaltstack(&other, NULL) != 0 || setenv(MARK, "1", 1) != 0)
        return false;
    struct rlimit limit = own_limit;
    if (limit.rlim_cur > seconds) {
        limit.rlim_cur = seconds;
        setrlimit(RLIMIT_CPU, &limit);
    }
    own_arguments = arguments;
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &action, NULL);
    return true;
}
