/* HTTP for the inbox: POST of a body of bounded size, any path. */
#ifndef GOLDENTHREAD_SERVER_H
#define GOLDENTHREAD_SERVER_H

#include "receiver/inbox.h"

#define BODY_LIMIT 20480 /* Standard Webhooks wants less than 20 kB */

struct server;

/* Serves on an address as runtime/address.h has it; *port gets the one taken. `inbox` is borrowed.
 * NULL and *error (ERROR_CONFIG) for a bad or taken address. */
struct server *server_start(const char *listen, struct inbox *inbox, unsigned *port,
                            struct error *error);
/* Answers what has been read, then ends. NULL: nothing. */
void server_stop(struct server *server);

#endif
