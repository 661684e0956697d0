/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_QUIET_H
#define CLI_QUIET_H

/* Poppler and GLib print to standard error while they read a damaged file, and offer no way to
 * stop it.  Between quiet_begin and quiet_end the process's standard error leads nowhere; the
 * program's own messages come before or after.  Does nothing where descriptors have run out. */
void quiet_begin(void);
void quiet_end(void);

/* The same for a signal handler: gives standard error back, touches nothing else. */
void quiet_give_back(void);

#endif
