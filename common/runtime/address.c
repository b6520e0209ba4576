#include "runtime/address.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

struct addrinfo *address_parse(const char *listen) {
    const char *colon = strrchr(listen, ':');
    if (colon == NULL || colon[1] == '\0') {
        return NULL;
    }
    const bool brackets = listen[0] == '[' && colon > listen + 1 && colon[-1] == ']';
    char *host = brackets ? g_strndup(listen + 1, (gsize)(colon - listen) - 2)
                          : g_strndup(listen, (gsize)(colon - listen));
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *address = NULL;
    const bool parsed = getaddrinfo(host, colon + 1, &hints, &address) == 0;
    g_free(host);
    return parsed ? address : NULL;
}
