#include "receiver/server.h"

#include <microhttpd.h>
#include <string.h>

#include "runtime/address.h"

#define THREADS 2
#define CONNECTIONS 64
#define IDLE_CONNECTION_S 15
#define CONNECTION_MEMORY 16384
#define DRAINED_LIMIT (1024 * 1024) /* who goes on sending after this is cut off */

struct server {
    struct MHD_Daemon *daemon;
    struct inbox *inbox;
};

/* What has come of one request. */
struct request {
    GString *body;
    size_t dropped; /* bytes beyond BODY_LIMIT */
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    }
    const enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static const char *header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Refused before its body is sent, where its length is told. */
static enum MHD_Result begin(struct MHD_Connection *connection, const char *method,
                             void **context) {
    if (strcmp(method, MHD_HTTP_METHOD_POST) != 0) {
        return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED);
    }
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (length != NULL && g_ascii_strtoull(length, NULL, 10) > BODY_LIMIT) {
        return answer(connection, MHD_HTTP_CONTENT_TOO_LARGE);
    }
    struct request *request = g_new0(struct request, 1);
    request->body = g_string_new(NULL);
    *context = request;
    return MHD_YES;
}

static enum MHD_Result take_bytes(struct request *request, const char *bytes, size_t length) {
    const size_t room = BODY_LIMIT - request->body->len, kept = MIN(room, length);
    g_string_append_len(request->body, bytes, (gssize)kept);
    request->dropped += length - kept;
    return request->dropped > DRAINED_LIMIT ? MHD_NO : MHD_YES;
}

static enum MHD_Result finish(struct server *server, struct MHD_Connection *connection,
                              const struct request *request) {
    if (request->dropped > 0) {
        return answer(connection, MHD_HTTP_CONTENT_TOO_LARGE);
    }
    const struct webhook_headers headers = {header(connection, "webhook-id"),
                                            header(connection, "webhook-timestamp"),
                                            header(connection, "webhook-signature")};
    const struct text body = {request->body->str, request->body->len};
    return answer(connection, inbox_take(server->inbox, &headers, body, g_get_real_time()));
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **request) {
    (void)path;
    (void)version;
    if (*request == NULL) {
        return begin(connection, method, request);
    }
    if (*upload_size > 0) {
        const enum MHD_Result taken = take_bytes(*request, upload, *upload_size);
        *upload_size = 0;
        return taken;
    }
    return finish(context, connection, *request);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **completed,
                         enum MHD_RequestTerminationCode code) {
    (void)context;
    (void)connection;
    (void)code;
    struct request *request = *completed;
    if (request != NULL) {
        g_string_free(request->body, TRUE);
        g_free(request);
    }
}

/* Poll, not epoll: libmicrohttpd 0.9.75 stalls with epoll and many connections. */
static struct MHD_Daemon *daemon_start(const struct addrinfo *address, struct server *server) {
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD |
                           (address->ai_family == AF_INET6 ? MHD_USE_IPv6 : MHD_NO_FLAG);
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, /* options: */
                            MHD_OPTION_SOCK_ADDR, address->ai_addr,   /* holds the port */
                            MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_CONNECTION_S,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_END);
}

struct server *server_start(const char *listen, struct inbox *inbox, unsigned *port,
                            struct error *error) {
    struct addrinfo *address = address_parse(listen);
    if (address == NULL) {
        error_set(error, ERROR_CONFIG,
                  "listen: '%s' is not accepted; hint: 127.0.0.1:8080, [::1]:8080, or port 0 for a "
                  "free one",
                  listen);
        return NULL;
    }
    struct server *server = g_new0(struct server, 1);
    server->inbox = inbox;
    server->daemon = daemon_start(address, server);
    freeaddrinfo(address);
    if (server->daemon == NULL) {
        error_set(error, ERROR_CONFIG, "listen: cannot listen on '%s'; hint: is the port taken?",
                  listen);
        g_free(server);
        return NULL;
    }
    *port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return server;
}

void server_stop(struct server *server) {
    if (server != NULL) {
        MHD_stop_daemon(server->daemon);
        g_free(server);
    }
}
