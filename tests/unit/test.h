/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H
/* cmocka wants these in this order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/view.h"

/* The view holds exactly this text; NULL stands for none. */
#define assert_view(view, text) assert_view_at((view), (text), __FILE__, __LINE__)

static inline void assert_view_at(struct view view, const char *text, const char *file, int line)
{
    if (view_equal(view, view_of(text)))
        return;
    print_error("\"%.*s\"%s is not \"%s\"\n", VIEW_PRINT(view), view.data ? "" : " (none)", text ? text : "(none)");
    _fail(file, line);
}

#endif
