/* A record of topic commitment-breach: the state of one breach, for other systems. */
#ifndef GOLDENTHREAD_BREACH_RECORD_H
#define GOLDENTHREAD_BREACH_RECORD_H

#include "runtime/pipeline.h"

struct breach_record {
    struct text breach_id, rule, org;
    int64_t commitment;
    int64_t raised_on, due_on; /* days since 1970; due_on is nullable */
    int64_t sequence;
    int64_t changed_at; /* milliseconds since 1970 */
    int8_t priority;    /* 0 is P1 */
    int8_t state;       /* index into breach_states */
};

#define BREACH_STATES 4
extern const char *const breach_states[BREACH_STATES];

#define BREACH_FIELDS 10
extern const struct field breach_fields[BREACH_FIELDS];

/* Its topic and fields, for schemas_load; nobody consumes it here. */
extern const struct input breach_topic;

#endif
