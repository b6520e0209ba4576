/* One alert: a CloudEvent in JSON whose data says what a panel lead needs to know and nothing about
 * the child. */
#ifndef GOLDENTHREAD_ALERT_H
#define GOLDENTHREAD_ALERT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "domain/text.h"

struct alert {
    json_t *event;   /* owned */
    int64_t time_us; /* when the breach changed, since 1970 */
};

/* False when the body is no CloudEvents 1.0 JSON with time and data, or its id is not the
 * delivery's. Else alert_free drops what it holds. */
bool alert_parse(struct alert *alert, struct text body, const char *delivery_id);
void alert_free(struct alert *alert);

/* One line for people or, with `json`, for programs, with the milliseconds from the event's time to
 * now_us. The caller frees (g_free). */
char *alert_line(const struct alert *alert, int64_t now_us, bool json);

#endif
