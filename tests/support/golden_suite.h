/* Notices when a line or a rule changes its meaning and the pipeline's version does not: fixed
 * histories give lines and crossings whose checksum stands in the stream's test beside the version
 * that gave them.
 *
 * When it fails, raise .version in services/<name>/pipeline.c and put the new pair into the test.
 * Running consumers then ask for a rebuild instead of mixing two meanings in one database. */
#ifndef GOLDENTHREAD_TESTS_GOLDEN_SUITE_H
#define GOLDENTHREAD_TESTS_GOLDEN_SUITE_H

#include "domain/crossing.h"
#include "domain/line.h"
#include "runtime/pipeline.h"

#define GOLDEN_HISTORIES 20

struct golden {
    const struct pipeline *pipeline; /* of one input */
    uint32_t version;
    const char *checksum; /* SHA-256 of lines and crossings */
    const char *name, *topic;
    enum window window;
    size_t n_measures;
    const char *const *words; /* rules and details that the histories must reach; NULL ends them */

    /* Lines and crossings of a history, the same ones for the same seed. */
    void (*add_history)(uint64_t seed, struct lines *lines, struct crossings *crossings);
};

/* Runs the suite; returns main's exit status. */
int golden_suite_run(const struct golden *golden);

#endif
