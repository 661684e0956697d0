/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_HEADS_H
#define RULES_HEADS_H
#include "rules/body.h"

/* Gives each line that stands over lines behind it, without a code that says so, the index behind the last of them
 * (draft.ends), and the role of a group where it bears no code of a classification. */
void heads_find(struct body *body);

#endif
