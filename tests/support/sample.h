/* A record with every kind of field, for tests of decoding and encoding, and its schema. */
#ifndef GOLDENTHREAD_TESTS_SAMPLE_H
#define GOLDENTHREAD_TESTS_SAMPLE_H

#include "runtime/plan.h"

struct sample_part {
    bool known;
    int8_t flag;
    int64_t count;
    struct text label;
};

struct sample {
    int64_t small;
    int64_t large;
    int8_t flag;
    int8_t colour; /* index into RED, GREEN, BLUE */
    struct text name;
    struct texts words;
    struct sample_part part;
    int64_t maybe_small;
    int8_t maybe_colour;
    struct text maybe_name;
};

#define SAMPLE_FIELDS 10
extern const struct field sample_fields[SAMPLE_FIELDS];

/* The schema of the table itself. */
extern const char sample_schema[];

/* One message of it by hand: small 1, large -2, flag true, colour BLUE, name "é", words "a" "bc",
 * part {flag false, count null, label "x"}, maybe_small null, maybe_colour GREEN, maybe_name "". */
#define SAMPLE_MESSAGE                     \
    "\x02\x03\x01\x04\x04\xC3\xA9\x04\x02" \
    "a\x04"                                \
    "bc\x00\x02\x00\x00\x02\x02x\x00\x02\x02\x02\x00"

/* A plan of a schema that must be good; the test fails and ends if it is not. */
struct plan *plan_of(const char *json, const struct field *fields, size_t n_fields);

#endif
