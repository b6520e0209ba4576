/* The alerter's settings. */
#ifndef GOLDENTHREAD_SETTINGS_H
#define GOLDENTHREAD_SETTINGS_H

#include "alerter/message.h"
#include "alerter/publisher.h"
#include "alerter/sender.h"
#include "runtime/config.h"

struct alerter_settings {
    struct config *config; /* owns the texts */
    const char *dsn, *admin_listen;
    struct publisher_settings publisher;
    struct sender_settings sender;
    struct message_settings message;
    int64_t in_flight, endpoint_in_flight;
    int64_t poll_ms;
    int log_level; /* enum log_level */
};

/* False when there is nothing to run: *done (--help and the like), or *error. */
bool alerter_settings_read(struct alerter_settings *settings, int argc, char **argv, bool *done,
                           struct error *error) MUST_CHECK;
void alerter_settings_free(struct alerter_settings *settings);

#endif
