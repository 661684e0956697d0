/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WAITING_PER_JOB = 8,          /* finished results that may wait for a slow item before them */
    WAITING_BYTES_MAX = 64 << 20, /* of such results; beyond, no item is started */
    RETRY_MICROSECONDS = 100000,  /* until a process is asked for again, where there are too many */
    RETRIES = 100,                /* in vain, and no worker that could end meanwhile */
};

/* An item between its start and its turn in the output. */
struct slot {
    pid_t process;   /* 0 where it has ended, or was not needed */
    int output;      /* -1: none */
    int status;      /* of waitpid */
    long kilobytes;  /* of memory that it held at most */
    gint64 start;    /* monotonic, microseconds */
    gint64 deadline; /* likewise */
    bool overdue;    /* it was stopped for that */
};

struct workers {
    struct workers_task *task;
    struct workers_result *results; /* one for each slot */
    struct slot *slots;             /* a ring: item modulo `window` */
    size_t window;
    size_t count, started, done, running;
    pid_t parent;    /* this process */
    guint64 waiting; /* bytes of the outputs of workers that have ended */
    sigset_t wanted, before;
    bool interrupted;
};

/* --- in the worker --- */

static struct workers_result *own_result;

/* Malloc fails once more where it has failed; GLib's way to say so is an abort. */
static void note_exhaustion(int number)
{
    if (errno == ENOMEM)
        own_result->exhausted = true;
    signal(number, SIG_DFL);
    raise(number);
}

/* GLib says why it aborts; by then errno tells nothing any more. */
static GLogWriterOutput note_log(GLogLevelFlags level, const GLogField *fields, gsize count, gpointer context)
{
    (void)context;
    for (gsize i = 0; i < count && (level & G_LOG_LEVEL_ERROR); i++)
        if (strcmp(fields[i].key, "MESSAGE") == 0 && strstr(fields[i].value, "failed to allocate"))
            own_result->exhausted = true;
    return G_LOG_WRITER_HANDLED;
}

/* Standard input, the item's output and nothing else: what a worker does not hold it cannot write to. */
static bool descriptors_set(int output)
{
    const int nowhere = open("/dev/null", O_WRONLY);
    return nowhere >= 0 && dup2(nowhere, STDERR_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
           close_range(STDERR_FILENO + 1, ~0U, 0) == 0;
}

static void run_item(struct workers *workers, size_t item)
{
    struct workers_task *task = workers->task;
    struct workers_result *result = own_result = &workers->results[item % workers->window];
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* no worker outlives a parent that was killed */
    if (getppid() != workers->parent) /* which it was before the call */
        _exit(EXIT_FAILURE);
    signal(SIGABRT, note_exhaustion);
    signal(SIGSEGV, note_exhaustion);
    signal(SIGXFSZ, SIG_DFL);
    g_log_set_writer_func(note_log, NULL, NULL);
    limits_apply(task->limits);
    if (descriptors_set(workers->slots[item % workers->window].output))
        task->run(task, item, result);
    else
        error_set(&result->error, ERROR_OUTPUT, 0, "cannot redirect the output: %s", g_strerror(errno));
    result->finished = true;
    exit(EXIT_SUCCESS);
}

/* --- in the parent --- */

static guint64 output_size(const struct slot *slot)
{
    struct stat status;
    return slot->output >= 0 && fstat(slot->output, &status) == 0 ? (guint64)status.st_size : 0;
}

/* Takes note of all workers that have ended. */
static void reap(struct workers *workers)
{
    for (size_t i = 0; i < workers->window; i++) {
        struct slot *slot = &workers->slots[i];
        struct rusage usage;
        if (slot->process <= 0 || wait4(slot->process, &slot->status, WNOHANG, &usage) != slot->process)
            continue;
        slot->process = 0;
        slot->kilobytes = usage.ru_maxrss;
        workers->results[i].milliseconds = (int)((g_get_monotonic_time() - slot->start) / 1000);
        workers->running--;
        workers->waiting += output_size(slot);
    }
}

/* Stops the workers whose time is up; returns when the next one's will be, or -1. */
static gint64 stop_overdue(struct workers *workers)
{
    gint64 now = g_get_monotonic_time(), next = -1;
    for (size_t i = 0; i < workers->window; i++) {
        struct slot *slot = &workers->slots[i];
        if (slot->process <= 0)
            continue;
        if (slot->deadline <= now) {
            slot->overdue = true;
            kill(slot->process, SIGKILL);
        } else if (next < 0 || slot->deadline < next) {
            next = slot->deadline;
        }
    }
    return next;
}

static void stop_all(struct workers *workers)
{
    for (size_t i = 0; i < workers->window; i++)
        if (workers->slots[i].process > 0)
            kill(workers->slots[i].process, SIGKILL);
}

/* Sleeps until a worker ends, the time of one is up, or the run is interrupted. */
static void wait_event(struct workers *workers)
{
    const gint64 next = stop_overdue(workers);
    const gint64 left = next < 0 ? G_USEC_PER_SEC : MAX(next - g_get_monotonic_time(), 0) + 1;
    const struct timespec rest = {left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000};
    const int number = sigtimedwait(&workers->wanted, NULL, &rest);
    if (number > 0 && number != SIGCHLD) {
        if (workers->interrupted)
            stop_all(workers);
        workers->interrupted = true;
    }
    reap(workers);
}

static bool fork_item(struct workers *workers, size_t item, struct error *error)
{
    struct slot *slot = &workers->slots[item % workers->window];
    slot->process = fork();
    for (int tries = 0; slot->process < 0 && errno == EAGAIN && tries < RETRIES;) {
        if (workers->running) {
            wait_event(workers);
        } else {
            g_usleep(RETRY_MICROSECONDS);
            tries++;
        }
        slot->process = fork();
    }
    if (slot->process < 0) {
        slot->process = 0;
        return error_set(error, ERROR_CRASHED, 0, "cannot start a process: %s", g_strerror(errno));
    }
    if (slot->process == 0)
        run_item(workers, item);
    slot->start = g_get_monotonic_time();
    slot->deadline = slot->start + (gint64)workers->task->limits->seconds * G_USEC_PER_SEC;
    workers->running++;
    return true;
}

static bool start_item(struct workers *workers, struct error *error)
{
    size_t item = workers->started;
    struct slot *slot = &workers->slots[item % workers->window];
    workers->results[item % workers->window] = (struct workers_result){.finished = false};
    *slot = (struct slot){.output = -1};
    workers->started++;
    if (!workers->task->start(workers->task, item)) {
        workers->results[item % workers->window].finished = true;
        return true;
    }
    slot->output = memfd_create("document", MFD_CLOEXEC);
    if (slot->output < 0)
        return error_set(error, ERROR_OUTPUT, 0, "cannot hold the output of a worker: %s", g_strerror(errno));
    return fork_item(workers, item, error);
}

static void explain_death(const struct workers *workers, const struct slot *slot, bool exhausted, struct error *failure)
{
    const struct limits *limits = workers->task->limits;
    const int number = WIFSIGNALED(slot->status) ? WTERMSIG(slot->status) : 0;
    *failure = (struct error){0};
    if (slot->overdue || number == SIGXCPU)
        limits_tell_time(limits, failure);
    else if (number == SIGXFSZ)
        limits_tell_output(failure);
    else if (exhausted || (guint64)slot->kilobytes >= limits->memory >> 11) /* half of it, and dead */
        error_set(failure, ERROR_MEMORY, 0,
                  "reading it takes more than %" G_GUINT64_FORMAT " MiB of memory (--max-memory)",
                  limits->memory >> 20);
    else if (number)
        error_set(failure, ERROR_CRASHED, 0, "the process reading it died of signal %d", number);
    else
        error_set(failure, ERROR_CRASHED, 0, "the process reading it died with status %d", WEXITSTATUS(slot->status));
}

static bool finish_item(struct workers *workers, struct error *error)
{
    size_t item = workers->done++;
    struct slot *slot = &workers->slots[item % workers->window];
    struct workers_result *result = &workers->results[item % workers->window];
    int output = slot->output;
    bool done = false;
    slot->output = -1;
    workers->waiting -= output < 0 ? 0 : output_size(&(struct slot){.output = output});
    if (output >= 0 && (!result->finished || slot->status != 0)) {
        result->finished = false;
        explain_death(workers, slot, result->exhausted, &result->failure);
        done = workers->task->done(workers->task, item, -1, result, error);
    } else if (error_is_set(&result->error)) {
        *error = result->error;
    } else {
        done = workers->task->done(workers->task, item, output, result, error);
    }
    if (output >= 0)
        close(output);
    return done;
}

static bool may_start(const struct workers *workers, size_t jobs)
{
    return !workers->interrupted && workers->running < jobs && workers->started < workers->count &&
           workers->started - workers->done < workers->window &&
           (workers->waiting < WAITING_BYTES_MAX || !workers->running);
}

static bool run_all(struct workers *workers, size_t jobs, struct error *error)
{
    while (workers->done < (workers->interrupted ? workers->started : workers->count)) {
        while (may_start(workers, jobs))
            if (!start_item(workers, error))
                return false;
        while (workers->done < workers->started && !workers->slots[workers->done % workers->window].process)
            if (!finish_item(workers, error))
                return false;
        if (workers->running && (workers->running >= jobs || !may_start(workers, jobs)))
            wait_event(workers);
    }
    return true;
}

/* After an early end: the workers that are left are stopped and waited for. */
static void clear(struct workers *workers)
{
    stop_all(workers);
    for (size_t i = 0; i < workers->window; i++) {
        if (workers->slots[i].process > 0)
            waitpid(workers->slots[i].process, NULL, 0);
        if (workers->slots[i].output >= 0)
            close(workers->slots[i].output);
    }
}

/* Signals are taken where the run waits, so that none comes in between; a worker keeps them blocked: what a terminal
 * sends to all processes of a group does not stop the work at hand. */
static void signals_take(struct workers *workers)
{
    static const int wanted[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&workers->wanted);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        sigaddset(&workers->wanted, wanted[i]);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_BLOCK, &workers->wanted, &workers->before);
}

enum workers_end workers_run(struct workers_task *task, size_t count, size_t jobs, struct error *error)
{
    struct workers workers = {.task = task, .count = count, .window = jobs * WAITING_PER_JOB, .parent = getpid()};
    size_t size = workers.window * sizeof *workers.results;
    workers.results = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (workers.results == MAP_FAILED) {
        error_set(error, ERROR_CRASHED, 0, "cannot share memory: %s", g_strerror(errno));
        return WORKERS_FAILED;
    }
    workers.slots = g_new0(struct slot, workers.window);
    for (size_t i = 0; i < workers.window; i++)
        workers.slots[i].output = -1;
    signals_take(&workers);
    bool ran = run_all(&workers, jobs, error);
    clear(&workers);
    sigprocmask(SIG_SETMASK, &workers.before, NULL);
    g_free(workers.slots);
    munmap(workers.results, size);
    return !ran ? WORKERS_FAILED : workers.interrupted && workers.done < count ? WORKERS_INTERRUPTED : WORKERS_DONE;
}
