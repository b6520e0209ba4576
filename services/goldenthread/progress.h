/* How far long work has come: on standard error, once a second on a terminal, else a line every ten
 * seconds, and nothing at all for work that is done within the first. */
#ifndef GOLDENTHREAD_PROGRESS_H
#define GOLDENTHREAD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what; /* "absence: documents" */
    int64_t total, done;
    int64_t next_us; /* of the monotonic clock: when to print again */
    bool terminal;
    bool printed;
};

/* Borrows `what`. */
void progress_start(struct progress *progress, const char *what, int64_t total);
void progress_step(struct progress *progress);
void progress_end(struct progress *progress);

#endif
