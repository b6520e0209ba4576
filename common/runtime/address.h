/* Where a program listens: "127.0.0.1:9100", "[::1]:0" (0: a free port). Numbers only, so that
 * nothing waits for a name server. */
#ifndef GOLDENTHREAD_RUNTIME_ADDRESS_H
#define GOLDENTHREAD_RUNTIME_ADDRESS_H

#include <netdb.h>

/* One address; freeaddrinfo frees. NULL when the text is not of that form. */
struct addrinfo *address_parse(const char *listen);

#endif
