/* What the schema of every topic must show: that it is the field table of its program, and that its
 * examples, which another Avro implementation wrote (tests/golden), read as they say. */
#ifndef GOLDENTHREAD_TESTS_TOPIC_SUITE_H
#define GOLDENTHREAD_TESTS_TOPIC_SUITE_H

#include "runtime/pipeline.h"

struct topic {
    const struct input *input;
    const char *name; /* "absence" */
    size_t n_fields;
    uint64_t fingerprint;
    const char *const *ignored; /* fields that do not count for the winner, in order */
    size_t n_ignored;
    size_t n_examples;
};

/* Runs the suite; returns main's exit status. */
int topic_suite_run(const struct topic *topic);

#endif
