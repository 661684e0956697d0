/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_STAGE_H
#define RULES_STAGE_H
#include "base/stage.h"

/* The third stage: which table, which column, which row. */
extern const struct stage rules_stage;

#endif
