/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EXTRACT_CONTENT_FRAME_H
#define EXTRACT_CONTENT_FRAME_H
#include "extract/content_token.h"
#include "extract/content_walk.h"

/* The state of a walk: private to content_walk.c (operators, graphics state, paths, forms) and content_text.c (text). */

enum { WALK_OPERANDS_MAX = 64 /* in front of one operator */ };

/* A current colour and the space that it is given in; its alpha is 0 only where it leaves no mark. */
struct ink {
    enum colour_space space;
    struct content_colour colour;
    double alpha;
};

struct state {
    struct matrix matrix; /* to the page */
    struct shape_box clip;
    struct ink fill, stroke;
    double group_alpha; /* of the transparency groups around */
    double line_width;
    bool dashed;
    double font_size, text_scale, text_leading, text_rise;
    int text_mode;
    bool font_wide; /* each code is two bytes */
};

/* What is being drawn.  Poppler does not read the text of annotations; of marks nothing belongs to the page. */
enum walk_within { WALK_PAGE, WALK_ANNOTATION, WALK_MARK };

struct walk {
    struct content_page *page;
    struct resource_cache *cache;
    struct matrix base;
    struct state state;
    GArray *states; /* struct state, saved by q and by entering forms */
    struct shape_path path;
    bool clips; /* W was given: the path will clip once it is painted */
    size_t operators, bytes;
    int forms;
    enum walk_within within;
    size_t written; /* bytes of text in the annotation */
};

/* One content stream in the course of being carried out. */
struct frame {
    struct walk *walk;
    struct state *state;
    struct resources *resources;
    struct token_source source;
    struct token operands[WALK_OPERANDS_MAX];
    int count;
    size_t saved;   /* states that were saved before: Q goes no further */
    size_t unsaved; /* q above the limit, each waiting for its Q */
    size_t marks;   /* BMC and BDC without EMC */
    size_t hidden;  /* the mark that began a hidden layer, 0 for none */
    struct matrix text, line;
};

/* A handler gets the numbers that its table entry asks for, the last ones in front of the operator. */
typedef void handler(struct frame *frame, const double *numbers);

/* What the name stands for; NULL where the token is none or the name is unknown. */
const struct resource *frame_resource(struct frame *frame, enum resource_kind kind, const struct token *token);
/* The last operand where it is of that kind, else NULL. */
const struct token *frame_operand(const struct frame *frame, enum token_kind kind);
/* The six numbers of a matrix. */
struct matrix frame_matrix(const double *numbers);
/* A current colour as it comes out on the page. */
struct content_colour state_colour(const struct state *state, const struct ink *ink);

/* content_text.c: the text operators. */
handler text_begin, text_set_matrix, text_move, text_move_leading, text_next_line, text_set_font, text_set_mode,
    text_set_scale, text_set_leading, text_set_rise, text_show, text_show_array, text_show_next_line;

#endif
