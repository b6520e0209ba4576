/* What would become of events if they were sent, without Kafka and without a database: decoded,
 * checked and folded by the very code that the consumers run, into documents that begin empty. */
#ifndef GOLDENTHREAD_CHECKER_H
#define GOLDENTHREAD_CHECKER_H

#include "domain/event.h"
#include "runtime/error.h"

#define EVENT_ID_SHOWN 37 /* a UUID and its NUL */

struct checker;

/* `schemas` is the folder of a release. NULL and *error: ERROR_USAGE for a topic that nobody
 * consumes, naming those there are, else ERROR_CONFIG. */
struct checker *checker_new(const char *schemas, const char *topic, struct error *error);
void checker_free(struct checker *checker);

/* The topic's fields, for whoever makes records of it. */
const struct input *checker_input(const struct checker *checker);

/* A record as its producer would send it; 0 when it is longer than `size` or cannot be written. */
size_t checker_encode(const struct checker *checker, const void *record, uint8_t *to, size_t size);

struct verdict {
    struct refusal refusal; /* REASON_NONE: it would be taken */
    bool unchanged;         /* taken, and says nothing that was not said before */
    bool identity; /* its child_ref has the check digit of a UPN or an NHS number: no pseudonym */
    char event_id[EVENT_ID_SHOWN]; /* "" when it could not be read */
};

/* One message. A key of TEXT_NULL is not known and taken to be right. */
struct verdict checker_take(struct checker *checker, struct text key, struct text value);

#endif
