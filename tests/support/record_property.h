/* What must hold of a stream of records for every history. Each runs over many of them. */
#ifndef GOLDENTHREAD_TESTS_RECORD_PROPERTY_H
#define GOLDENTHREAD_TESTS_RECORD_PROPERTY_H

#include "support/record_stream.h"

/* What one fact adds to a measure up to and with a day, by the measure's definition; and the day
 * that its age is counted from, NULL for a measure whose lines have none. */
struct measure_claim {
    const char *measure;
    int64_t (*until)(const void *record, day_t day);
    int64_t (*since)(const void *record);
};

/* Whether the rule's breach by one fact is open on a day, by its definition. */
struct rule_claim {
    const char *rule_id, *step;
    bool (*open)(const void *record, day_t day);
};

/* However events arrive, and sent twice, documents, lines and crossings are the same, and the lines
 * that were added and taken back are those of the facts. */
void order_changes_nothing(const struct record_stream *stream);

/* However batches are cut, with the document stored and loaded between them. */
void batches_change_nothing(const struct record_stream *stream);

/* On every day from `first` to `last` the sums of lines are what the facts come to one by one, with
 * their ages, and no measure is without a claim. The last claim has measure NULL. */
void measures_are_as_defined(const struct record_stream *stream, const struct measure_claim *claims,
                             day_t first, day_t last);

/* The same of open breaches. The last claim has rule_id NULL. */
void breaches_are_as_defined(const struct record_stream *stream, const struct rule_claim *claims,
                             day_t first, day_t last);

/* Lines and crossings of every event of a history as the child's only fact, for golden tests. */
void add_each_record(const struct record_stream *stream, uint64_t seed, struct lines *lines,
                     struct crossings *crossings);

#endif
