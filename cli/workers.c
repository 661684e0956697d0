/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/workers.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAITING_PER_JOB = 8 }; /* finished results that may wait for a slow item before them */

/* What a process leaves behind, in memory it shares with the parent. */
struct outcome {
    bool finished;
    struct error failure, error;
};

/* An item between its start and its turn in the output. */
struct slot {
    pid_t process; /* 0 when it has ended */
    int status;    /* of waitpid */
    FILE *output;
};

struct workers {
    struct workers_task *task;
    struct outcome *outcomes; /* one for each slot */
    struct slot *slots;       /* a ring: item modulo `window` */
    size_t window;
    size_t count, started, done, running;
};

static void run_item(struct workers *workers, size_t item)
{
    struct workers_task *task = workers->task;
    struct outcome *outcome = &workers->outcomes[item % workers->window];
    struct rlimit limit = {task->seconds, task->seconds + 1};
    setrlimit(RLIMIT_CPU, &limit);
    if (dup2(fileno(workers->slots[item % workers->window].output), STDOUT_FILENO) < 0)
        error_set(&outcome->error, ERROR_OUTPUT, 0, "cannot redirect the output: %s", g_strerror(errno));
    else
        task->run(task, item, &outcome->failure, &outcome->error);
    if (fflush(stdout) != 0 || ferror(stdout))
        error_set(&outcome->error, ERROR_OUTPUT, 0, "cannot write a temporary file: %s", g_strerror(errno));
    outcome->finished = true;
    exit(EXIT_SUCCESS);
}

static bool start_item(struct workers *workers, struct error *error)
{
    size_t item = workers->started;
    struct slot *slot = &workers->slots[item % workers->window];
    workers->outcomes[item % workers->window] = (struct outcome){0};
    *slot = (struct slot){.output = tmpfile()};
    if (!slot->output)
        return error_set(error, ERROR_OUTPUT, 0, "cannot make a temporary file: %s", g_strerror(errno));
    workers->started++;
    workers->task->start(workers->task, item);
    fflush(stdout); /* else what is buffered would be written twice */
    slot->process = fork();
    if (slot->process < 0) {
        slot->process = 0;
        return error_set(error, ERROR_CRASHED, 0, "cannot start a process: %s", g_strerror(errno));
    }
    if (slot->process == 0)
        run_item(workers, item);
    workers->running++;
    return true;
}

static bool wait_item(struct workers *workers, struct error *error)
{
    int status;
    pid_t process = waitpid(-1, &status, 0);
    if (process < 0 && errno != EINTR)
        return error_set(error, ERROR_CRASHED, 0, "cannot wait for a process: %s", g_strerror(errno));
    for (size_t i = 0; process > 0 && i < workers->window; i++) {
        if (workers->slots[i].process != process)
            continue;
        workers->slots[i].process = 0;
        workers->slots[i].status = status;
        workers->running--;
    }
    return true;
}

static void explain_death(const struct workers *workers, int status, struct error *failure)
{
    *failure = (struct error){0};
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        error_set(failure, ERROR_TOO_LARGE, 0, "took more than %u seconds of processor time", workers->task->seconds);
    else if (WIFSIGNALED(status))
        error_set(failure, ERROR_CRASHED, 0, "the process reading it died of signal %d", WTERMSIG(status));
    else
        error_set(failure, ERROR_CRASHED, 0, "the process reading it died with status %d", WEXITSTATUS(status));
}

static bool finish_item(struct workers *workers, struct error *error)
{
    size_t item = workers->done++;
    struct slot *slot = &workers->slots[item % workers->window];
    struct outcome *outcome = &workers->outcomes[item % workers->window];
    FILE *output = slot->output;
    slot->output = NULL;
    bool died = !outcome->finished || !WIFEXITED(slot->status) || WEXITSTATUS(slot->status) != EXIT_SUCCESS;
    bool done;
    if (died)
        explain_death(workers, slot->status, &outcome->failure);
    if (!died && error_is_set(&outcome->error)) {
        *error = outcome->error;
        done = false;
    } else {
        rewind(output);
        done = workers->task->done(workers->task, item, died ? NULL : output, &outcome->failure, error);
    }
    fclose(output);
    return done;
}

static bool run_all(struct workers *workers, size_t jobs, struct error *error)
{
    while (workers->done < workers->count) {
        while (workers->running < jobs && workers->started < workers->count &&
               workers->started - workers->done < workers->window)
            if (!start_item(workers, error))
                return false;
        if (!wait_item(workers, error))
            return false;
        while (workers->done < workers->started && !workers->slots[workers->done % workers->window].process)
            if (!finish_item(workers, error))
                return false;
    }
    return true;
}

/* After an early end: the processes that still run are stopped and waited for. */
static void stop_all(struct workers *workers)
{
    for (size_t i = 0; i < workers->window; i++) {
        if (workers->slots[i].process > 0) {
            kill(workers->slots[i].process, SIGTERM);
            waitpid(workers->slots[i].process, NULL, 0);
        }
        if (workers->slots[i].output)
            fclose(workers->slots[i].output);
    }
}

bool workers_run(struct workers_task *task, size_t count, size_t jobs, struct error *error)
{
    struct workers workers = {.task = task, .count = count, .window = jobs * WAITING_PER_JOB};
    size_t size = workers.window * sizeof *workers.outcomes;
    workers.outcomes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (workers.outcomes == MAP_FAILED)
        return error_set(error, ERROR_CRASHED, 0, "cannot share memory: %s", g_strerror(errno));
    workers.slots = g_new0(struct slot, workers.window);
    bool ran = run_all(&workers, jobs, error);
    stop_all(&workers);
    g_free(workers.slots);
    munmap(workers.outcomes, size);
    return ran;
}
