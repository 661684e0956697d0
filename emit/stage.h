/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EMIT_STAGE_H
#define EMIT_STAGE_H
#include "base/stage.h"

/* The last stage: writes the canonical document of each input, one line (RFC 8785) or indented, to
 * `out` of the options; opened with `next` NULL.  A document whose file failed gives an error line.
 * Writing errors are ERROR_OUTPUT. */
extern const struct stage emit_stage;

#endif
