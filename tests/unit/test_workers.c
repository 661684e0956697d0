/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/workers.h"
#include "tests/unit/test.h"

enum { ITEMS = 100, FATAL = 70 };

/* What each item does, by its number, and what came of all. */
struct trial {
    struct workers_task task;
    size_t done, crashed, slow, failed;
    bool stops; /* item FATAL ends the run */
};

static void start(struct workers_task *task, size_t item)
{
    (void)task;
    (void)item;
}

static void run(struct workers_task *task, size_t item, struct error *failure, struct error *error)
{
    if (item == FATAL && ((struct trial *)task)->stops)
        error_set(error, ERROR_OUTPUT, 0, "stop");
    else if (item % 10 == 3)
        usleep(20000); /* others overtake it */
    else if (item % 10 == 5)
        raise(SIGKILL);
    else if (item % 10 == 6)
        _exit(1);
    else if (item % 10 == 7)
        error_set(failure, ERROR_NO_TEXT, (int)item, "item %zu", item);
    printf("%zu\n", item);
}

static bool done(struct workers_task *task, size_t item, FILE *output, const struct error *failure, struct error *error)
{
    struct trial *trial = (struct trial *)task;
    char text[32] = "", expected[32];
    assert_false(error_is_set(error));
    assert_int_equal(item, trial->done);
    trial->done++;
    if (!output) {
        assert_int_equal(failure->code, ERROR_CRASHED);
        trial->crashed++;
        return true;
    }
    size_t size = fread(text, 1, sizeof text - 1, output);
    snprintf(expected, sizeof expected, "%zu\n", item);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(text, expected);
    if (error_is_set(failure)) {
        assert_int_equal(failure->page, item);
        trial->failed++;
    }
    return true;
}

static void results_come_in_order(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        struct trial trial = {.task = {start, run, done, 60}};
        struct error error = {0};
        assert_true(workers_run(&trial.task, ITEMS, jobs, &error));
        assert_int_equal(trial.done, ITEMS);
        assert_int_equal(trial.crashed, ITEMS / 5);
        assert_int_equal(trial.failed, ITEMS / 10);
    }
}

static void an_error_ends_the_run(void **state)
{
    (void)state;
    struct trial trial = {.task = {start, run, done, 60}, .stops = true};
    struct error error = {0};
    assert_false(workers_run(&trial.task, ITEMS, 3, &error));
    assert_int_equal(error.code, ERROR_OUTPUT);
    assert_string_equal(error.message, "stop");
    assert_int_equal(trial.done, FATAL);
}

static void spin(struct workers_task *task, size_t item, struct error *failure, struct error *error)
{
    (void)task;
    (void)item;
    (void)failure;
    (void)error;
    for (volatile int forever = 1; forever;)
        ;
}

static bool was_slow(struct workers_task *task, size_t item, FILE *output, const struct error *failure,
                     struct error *error)
{
    (void)item;
    (void)error;
    assert_null(output);
    assert_int_equal(failure->code, ERROR_TOO_LARGE);
    ((struct trial *)task)->slow++;
    return true;
}

static void an_endless_item_is_given_up(void **state)
{
    (void)state;
    struct trial trial = {.task = {start, spin, was_slow, 1}};
    struct error error = {0};
    assert_true(workers_run(&trial.task, 1, 1, &error));
    assert_int_equal(trial.slow, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_in_order),
        cmocka_unit_test(an_error_ends_the_run),
        cmocka_unit_test(an_endless_item_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
