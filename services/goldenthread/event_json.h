/* An event as people write it in JSON, member by member as schemas/avro has its fields, into the
 * record that the project's encoder writes. */
#ifndef GOLDENTHREAD_EVENT_JSON_H
#define GOLDENTHREAD_EVENT_JSON_H

#include <jansson.h>

#include "domain/event.h"

/* Why an Avro library would not write the event, or not all of it. Never a value out of it. */
struct event_mistake {
    enum reason reason; /* where the bytes can be thought of and would be refused; else NONE */
    char field[64];
    const char *why;
};

/* Fills the record, whose texts point into `event`. False and *mistake for the first thing that
 * cannot be written: a member that is missing, is of another type, or that no field has. An array
 * keeps its first TEXTS_KEPT strings, which stand for more. */
bool event_from_json(const struct field *fields, size_t n_fields, const json_t *event, void *record,
                     struct event_mistake *mistake);

#endif
