/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EMIT_CHECK_H
#define EMIT_CHECK_H
#include "emit/writing.h"

/* "check_summary" and "checks": how many relations hold, and every verdict, as members of the object that is open. */
void checks_write(struct writing *writing);

#endif
