/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_DOCUMENT_H
#define CLI_DOCUMENT_H
#include "base/record.h"
#include "cli/input.h"

/* What is known of a document once it is opened. */
struct document_facts {
    int pages;       /* 0 where they could not be counted */
    char sha256[65]; /* of its bytes, hexadecimal; "" where they could not be read */
};

/* Sends the records of one input, from `source` to `close`, into `next`.  Where the document fails,
 * `failure` says why and an error record went with it; a failure that is set already (of a process
 * that died on it) is passed on so, and the file is not looked into.  False with `error` set where
 * `next` fails and the run must end. */
bool document_read(const struct input *input, const char *password, struct sink *next, struct error *failure,
                   struct error *error);

#endif
