/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_SORTED_H
#define EXTRACT_SORTED_H
#include <glib.h>

/* The first element at `at` or behind, of an array whose elements each begin with the double that they are sorted by. */
static inline guint sorted_first(const GArray *array, double at)
{
    const guint size = g_array_get_element_size((GArray *)array);
    guint low = 0, high = array->len;
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (*(const double *)(const void *)(array->data + (gsize)middle * size) < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
