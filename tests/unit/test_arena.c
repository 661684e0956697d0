/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdalign.h>
#include <string.h>

#include "base/arena.h"
#include "tests/unit/test.h"

enum { LARGE = 1000 * 1000 };

static void takes_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t size = 0; size < 300; size++) {
        char *memory = arena_take(arena, size);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xAA, size);
    }
    arena_free(arena);
}

static void pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 5000, SIZE = 201 };
    struct arena *arena = arena_new();
    char **pieces = ARENA_ARRAY(arena, char *, COUNT);
    for (int i = 0; i < COUNT; i++)
        memset(pieces[i] = arena_take(arena, SIZE), i % 127, SIZE);
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < SIZE; j++)
            assert_int_equal(pieces[i][j], i % 127);
    arena_free(arena);
}

static void gives_memory_zeroed_again_after_clear(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    memset(arena_take(arena, LARGE), 1, LARGE);
    memset(arena_take(arena, 100), 1, 100);
    arena_clear(arena);
    const char *memory = arena_take(arena, 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(memory[i], 0);
    arena_free(arena);
}

static void copies_with_a_nul(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char *copy = arena_copy(arena, "budget", 3);
    assert_string_equal(copy, "bud");
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    arena_free(arena);
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_zeroed_and_aligned),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(gives_memory_zeroed_again_after_clear),
        cmocka_unit_test(copies_with_a_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
