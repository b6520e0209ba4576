/* The child lines that a document last added. They need all facts of the document, so they are
 * computed when a set is closed and kept, and the next set begins with what is kept: nothing is
 * computed to be taken back, and lines that stay as they are cost nothing. */
#ifndef GOLDENTHREAD_RUNTIME_KEPT_LINES_H
#define GOLDENTHREAD_RUNTIME_KEPT_LINES_H

#include "runtime/pipeline.h"

/* Zeroed: nothing is known. Texts of providers are its own. */
struct kept_lines {
    bool known;
    size_t count;
    struct line *items;
};

/* Computes the lines of the document and keeps them in the place of those before. When they differ,
 * the former are added to `to` negated and the new ones as they are; `to` is NULL when the former
 * are not known. */
void kept_lines_renew(struct kept_lines *kept, const struct pipeline *pipeline,
                      const void *document, const struct reference *reference, struct lines *to);
void kept_lines_clear(struct kept_lines *kept);

#endif
