/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RULES_SENTENCE_H
#define RULES_SENTENCE_H
#include <glib.h>

#include "rules/model.h"

/* What prose says in figures.  A sentence is read from left to right: each figure is a statement with its subject,
 * or says by how much the one before it has changed; the words between two figures tell share, change in per cent
 * and reason.  Which words do is rule data (class statement). */
struct narration {
    struct reading *reading;
    GArray *told;        /* struct told: the statements in their order */
    GArray *wholes;      /* struct whole: what the figures to come are parts of, the innermost last */
    struct view section; /* the heading over the text, or none */
    struct view title;   /* over the paragraphs, or none */
    struct view context; /* the title, or what an enumerated sentence of the paragraph names: 1.行政运行。年初预算为… */
    guint context_at;    /* the first statement behind what gave the context, or of the paragraph */
    guint section_first; /* the first statement under the heading */
};

struct told {
    struct record_statement *statement; /* in the arena */
    bool aside;                         /* of a reason, or a change alone: nothing is a part of it */
};

/* A figure whose parts are being told. */
struct whole {
    guint index;        /* among the statements */
    struct amount left; /* what its parts told so far leave of it */
    int parts;
};

/* Begins to read the prose of the document that `reading` holds and that outlives it; narration_close frees what it
 * keeps, but not the statements, which are in the arena. */
void narration_open(struct narration *narration, struct reading *reading);
void narration_close(struct narration *narration);

/* A heading: what was said above it has no bearing on what is said below. */
void narration_heading(struct narration *narration, struct view heading);

/* A title over a paragraph. */
void narration_title(struct narration *narration, struct view title);

/* A paragraph begins. */
void narration_paragraph(struct narration *narration);

/* Reads a sentence, with its end mark; it stands on the page.  `goes_on`: what stands in front of it ended with a
 * colon, comma or semicolon. */
void narration_sentence(struct narration *narration, struct view sentence, int page, bool goes_on);

#endif
