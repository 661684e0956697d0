/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/workers.h"
#include "tests/unit/test.h"

enum { ITEMS = 100, FATAL = 70, INTERRUPTED = 40 };

/* What each item does, by its number, and what came of all. */
struct trial {
    struct workers_task task;
    size_t done, crashed, failed, skipped;
    enum error_code died; /* of what all died that have no output */
    bool stops;           /* item FATAL ends the run */
    bool interrupts;      /* item INTERRUPTED interrupts it when it is done */
};

static const struct limits usual = {60, (uint64_t)2 << 30, 0, 0}, short_time = {1, (uint64_t)2 << 30, 0, 0};

static bool start(struct workers_task *task, size_t item)
{
    (void)task;
    return item % 10 != 9;
}

static void run(struct workers_task *task, size_t item, struct workers_result *result)
{
    if (item == FATAL && ((struct trial *)task)->stops)
        error_set(&result->error, ERROR_OUTPUT, 0, "stop");
    else if (item % 10 == 3)
        usleep(20000); /* others overtake it */
    else if (item % 10 == 5)
        raise(SIGKILL);
    else if (item % 10 == 6)
        _exit(1);
    else if (item % 10 == 7)
        error_set(&result->failure, ERROR_NO_TEXT, (int)item, "item %zu", item);
    result->facts.pages = (int)item;
    printf("%zu\n", item);
    fflush(stdout);
}

static bool done(struct workers_task *task, size_t item, int output, const struct workers_result *result,
                 struct error *error)
{
    struct trial *trial = (struct trial *)task;
    char text[32] = "", expected[32];
    assert_false(error_is_set(error));
    assert_int_equal(item, trial->done);
    trial->done++;
    if (item == INTERRUPTED && trial->interrupts)
        raise(SIGTERM);
    if (output < 0 && result->finished) {
        assert_int_equal(item % 10, 9);
        trial->skipped++;
        return true;
    }
    if (output < 0) {
        assert_int_equal(result->failure.code, ERROR_CRASHED);
        trial->crashed++;
        return true;
    }
    ssize_t size = pread(output, text, sizeof text - 1, 0);
    snprintf(expected, sizeof expected, "%zu\n", item);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(text, expected);
    assert_int_equal(result->facts.pages, item);
    if (error_is_set(&result->failure)) {
        assert_int_equal(result->failure.page, item);
        trial->failed++;
    }
    return true;
}

static void results_come_in_order(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        struct trial trial = {.task = {start, run, done, &usual}};
        struct error error = {0};
        assert_int_equal(workers_run(&trial.task, ITEMS, jobs, &error), WORKERS_DONE);
        assert_int_equal(trial.done, ITEMS);
        assert_int_equal(trial.crashed, ITEMS / 5);
        assert_int_equal(trial.failed, ITEMS / 10);
        assert_int_equal(trial.skipped, ITEMS / 10);
    }
}

static void an_error_ends_the_run(void **state)
{
    (void)state;
    struct trial trial = {.task = {start, run, done, &usual}, .stops = true};
    struct error error = {0};
    assert_int_equal(workers_run(&trial.task, ITEMS, 3, &error), WORKERS_FAILED);
    assert_int_equal(error.code, ERROR_OUTPUT);
    assert_string_equal(error.message, "stop");
    assert_int_equal(trial.done, FATAL);
}

/* What is running is finished, and nothing else is begun. */
static void a_signal_interrupts(void **state)
{
    (void)state;
    struct trial trial = {.task = {start, run, done, &usual}, .interrupts = true};
    struct error error = {0};
    assert_int_equal(workers_run(&trial.task, ITEMS, 2, &error), WORKERS_INTERRUPTED);
    assert_false(error_is_set(&error));
    assert_true(trial.done > INTERRUPTED && trial.done <= INTERRUPTED + 1 + 2 * 8);
}

static bool always(struct workers_task *task, size_t item)
{
    (void)task;
    (void)item;
    return true;
}

/* By its number: uses processor time, sleeps, or asks for memory without end. */
static void runaway(struct workers_task *task, size_t item, struct workers_result *result)
{
    (void)task;
    (void)result;
    switch (item) {
    case 0:
        for (volatile int forever = 1; forever;)
            ;
        break;
    case 1:
        pause();
        break;
    case 2:
        for (;;)
            memset(g_malloc(1 << 20), 1, 1 << 20);
    default:
        g_malloc((gsize)1 << 40);
    }
}

static bool gave_up(struct workers_task *task, size_t item, int output, const struct workers_result *result,
                    struct error *error)
{
    (void)item;
    (void)error;
    assert_int_equal(output, -1);
    assert_int_equal(result->failure.code, ((struct trial *)task)->died);
    ((struct trial *)task)->done++;
    return true;
}

static void an_endless_item_is_given_up(void **state)
{
    (void)state;
    struct trial trial = {.task = {always, runaway, gave_up, &short_time}, .died = ERROR_TIMEOUT};
    struct error error = {0};
    assert_int_equal(workers_run(&trial.task, 2, 2, &error), WORKERS_DONE);
    assert_int_equal(trial.done, 2);
}

/* With an address sanitizer memory has no limit. */
#ifndef __SANITIZE_ADDRESS__
static bool second_half(struct workers_task *task, size_t item)
{
    (void)task;
    return item >= 2;
}

static bool gave_up_or_skipped(struct workers_task *task, size_t item, int output, const struct workers_result *result,
                               struct error *error)
{
    return item < 2 || gave_up(task, item, output, result, error);
}

static void a_greedy_item_is_given_up(void **state)
{
    (void)state;
    static const struct limits small = {60, (uint64_t)256 << 20, 0, 0};
    struct trial trial = {.task = {second_half, runaway, gave_up_or_skipped, &small}, .died = ERROR_MEMORY};
    struct error error = {0};
    assert_int_equal(workers_run(&trial.task, 4, 2, &error), WORKERS_DONE);
    assert_int_equal(trial.done, 2);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_in_order),     cmocka_unit_test(an_error_ends_the_run),
        cmocka_unit_test(a_signal_interrupts),       cmocka_unit_test(an_endless_item_is_given_up),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(a_greedy_item_is_given_up),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
