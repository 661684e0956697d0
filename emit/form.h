/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EMIT_FORM_H
#define EMIT_FORM_H
#include "emit/writing.h"

/* "forms": the performance-target forms of the document. */
void member_forms(struct writing *writing);

#endif
