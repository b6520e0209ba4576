/* The endpoints as this process sees them: how many attempts are under way to each, and whether it
 * takes what it is sent. An endpoint that fails is said so once, not with every attempt. */
#ifndef GOLDENTHREAD_LANES_H
#define GOLDENTHREAD_LANES_H

#include <glib.h>

#include "alerter/attempt.h"
#include "alerter/queue.h"

struct lanes {
    GHashTable *by_endpoint; /* endpoint_id -> struct lane */
};

void lanes_init(struct lanes *lanes);
void lanes_clear(struct lanes *lanes);

void lanes_begin(struct lanes *lanes, const struct attempt *attempt);
/* Logs when the endpoint fails in a new way, or no longer. */
void lanes_end(struct lanes *lanes, const struct attempt *attempt);

/* *loads is the caller's (g_free); its ids are the lanes'. Returns their number. */
size_t lanes_loads(const struct lanes *lanes, struct lane_load **loads);

#endif
