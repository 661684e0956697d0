/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers write reports and trace processes; the Makefile says so. */
#ifndef SANDBOX
#define SANDBOX true
#endif

/* What a reader of files calls.  Anything else fails with ENOSYS, for which the C library and its users have
 * another way where there is one. */
static const char *const allowed[] = {
    /* memory */
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise",
    /* files that are open */
    "read", "pread64", "readv", "lseek", "_llseek", "write", "writev", "close", "dup", "dup2", "dup3", "fcntl",
    "fcntl64", "fstat", "fstat64", "fstatfs", "fstatfs64",
    /* looking for files */
    "stat", "stat64", "lstat", "lstat64", "newfstatat", "fstatat64", "statx", "statfs", "statfs64", "access",
    "faccessat", "faccessat2", "readlink", "readlinkat", "getdents", "getdents64", "getcwd",
    /* this process */
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrusage", "getrlimit", "ugetrlimit",
    "uname", "sysinfo", "sched_getaffinity", "sched_yield", "getrandom",
    /* time */
    "clock_gettime", "clock_gettime64", "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep",
    /* signals and locks of its own */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "sigaltstack", "futex", "futex_time64",
    "restart_syscall",
    /* the end */
    "exit", "exit_group"};

static bool is_wanted(void)
{
    const unsigned action = SECCOMP_RET_ERRNO;
    return SANDBOX && g_strcmp0(g_getenv("EXTRACT_SANDBOX"), "off") != 0 &&
           syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static bool allow_where(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument)
{
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &argument) == 0;
}

/* Calls that are allowed with some arguments only; a call that the machine does not have makes no rule. */
static bool allow_some(scmp_filter_ctx filter)
{
    const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
    return allow_where(filter, SCMP_SYS(openat), (struct scmp_arg_cmp){2, SCMP_CMP_MASKED_EQ, writing, O_RDONLY}) &&
           allow_where(filter, SCMP_SYS(open), (struct scmp_arg_cmp){1, SCMP_CMP_MASKED_EQ, writing, O_RDONLY}) &&
           allow_where(filter, SCMP_SYS(prlimit64), (struct scmp_arg_cmp){2, SCMP_CMP_EQ, 0, 0}) &&
           allow_where(filter, SCMP_SYS(tgkill), (struct scmp_arg_cmp){0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0});
}

void sandbox_enter(void)
{
    scmp_filter_ctx filter = is_wanted() ? seccomp_init(SCMP_ACT_ERRNO(ENOSYS)) : NULL;
    if (!filter)
        return;
    bool complete = true;
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++) {
        const int number = seccomp_syscall_resolve_name(allowed[i]);
        if (number != __NR_SCMP_ERROR)
            complete = complete && seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) == 0;
    }
    if (complete && allow_some(filter))
        seccomp_load(filter); /* sets no_new_privs too */
    seccomp_release(filter);
}

const char *sandbox_word(void)
{
    return is_wanted() ? "seccomp" : "none";
}
