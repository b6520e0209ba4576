/* The record behind a breach of a term or a year, whose episode names none: the one whose event
 * reached the threshold, as the child's document keeps it. */
#ifndef GOLDENTHREAD_BREACH_EVENT_H
#define GOLDENTHREAD_BREACH_EVENT_H

#include <libpq-fe.h>

#include "goldenthread/breach_record.h"
#include "runtime/error.h"

/* Fills the record, or leaves its members NULL when the document has no such event (any more).
 * `schemas` is the folder 'schemas'. False and *error when it cannot be looked up, as by a login
 * that may not read documents. */
bool breach_event_record(PGconn *db, const char *schemas, const char *breach_id,
                         struct breach_record *record, struct error *error) MUST_CHECK;

#endif
