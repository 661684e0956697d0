/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EMIT_STATEMENT_H
#define EMIT_STATEMENT_H
#include "emit/writing.h"

/* "statements": every statement among the records, as a member of the object that is open. */
void statements_write(struct writing *writing);

#endif
