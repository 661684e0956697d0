/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NORMALIZE_STAGE_H
#define NORMALIZE_STAGE_H
#include "base/stage.h"

/* The second stage: passes the records of the page reader on, the text of lines and cells mended
 * and their `plain` text set (normalize/text.h). */
extern const struct stage normalize_stage;

#endif
