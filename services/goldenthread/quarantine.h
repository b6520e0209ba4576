/* What the quarantine commands share. */
#ifndef GOLDENTHREAD_QUARANTINE_H
#define GOLDENTHREAD_QUARANTINE_H

#include <glib.h>
#include <librdkafka/rdkafka.h>

#include "goldenthread/command.h"

/* The ids typed, as a PostgreSQL array literal ("{3,17}"), which the caller frees (g_free). NULL
 * after explaining a text that is no id. *count gets how many there are; "{}" for none. */
char *quarantine_ids(const struct call *call, char *const *typed, int64_t *count);

/* The exit status of a command that changed `changed` of the `asked` events, after saying so when
 * some were left alone. */
int quarantine_status(const struct call *call, int64_t asked, int64_t changed);

/* A stored message's headers: a JSON object of base64 values, null for a header without one. NULL
 * and *valid false when it is something else; `json` NULL is no headers. */
rd_kafka_headers_t *quarantine_headers(const char *json, bool *valid);

#endif
