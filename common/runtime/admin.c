#include "runtime/admin.h"

#include <glib.h>
#include <jansson.h>
#include <microhttpd.h>
#include <string.h>

#include "runtime/address.h"
#include "runtime/log.h"
#include "runtime/metrics.h"

#define ALIVE_FOR_US (10 * G_USEC_PER_SEC)
#define CONNECTIONS 16
#define IDLE_CONNECTION_S 10
#define CONNECTION_MEMORY 16384

struct admin {
    struct MHD_Daemon *daemon; /* NULL: off */
    const struct health *health;
};

/* An answer on its way. Its text is freed with it; GLib's memory is malloc's. */
struct answer {
    unsigned status;
    const char *type;
    char *text;
};

/* RFC 9457. */
static struct answer problem(unsigned status, const char *title, const char *detail) {
    json_t *body = json_pack("{s:s s:s s:i s:s}", "type", "about:blank", "title", title, "status",
                             (int)status, "detail", detail);
    const struct answer answer = {status, "application/problem+json",
                                  json_dumps(body, JSON_COMPACT)};
    json_decref(body);
    return answer;
}

static struct answer fine(void) {
    return (struct answer){MHD_HTTP_OK, "text/plain; charset=utf-8", g_strdup("ok\n")};
}

static struct answer answer_metrics(const struct health *health) {
    (void)health;
    return (struct answer){MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", metrics_text()};
}

static struct answer answer_livez(const struct health *health) {
    const bool alive = g_get_monotonic_time() - atomic_load(&health->ticked_us) < ALIVE_FOR_US;
    return alive ? fine()
                 : problem(MHD_HTTP_SERVICE_UNAVAILABLE, "Service Unavailable",
                           "the last turn of the loop is too long ago");
}

static struct answer answer_readyz(const struct health *health) {
    return atomic_load(&health->ready)
               ? fine()
               : problem(MHD_HTTP_SERVICE_UNAVAILABLE, "Service Unavailable",
                         "not everything it needs is there yet; its log says what it waits for");
}

static const struct route {
    const char *path;
    struct answer (*answer)(const struct health *health);
} routes[] = {
    {"/metrics", answer_metrics},
    {"/livez", answer_livez},
    {"/readyz", answer_readyz},
};

static struct answer answer_to(const char *method, const char *path, const struct health *health) {
    const struct route *route = routes;
    while (route < routes + G_N_ELEMENTS(routes) && strcmp(route->path, path) != 0) {
        route++;
    }
    if (route == routes + G_N_ELEMENTS(routes)) {
        return problem(MHD_HTTP_NOT_FOUND, "Not Found", "there are /metrics, /livez and /readyz");
    }
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        return problem(MHD_HTTP_METHOD_NOT_ALLOWED, "Method Not Allowed", "only GET and HEAD");
    }
    return route->answer(health);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **request) {
    const struct admin *admin = context;
    (void)version;
    (void)upload;
    (void)request;
    *upload_size = 0; /* a body is dropped */
    const struct answer answer = answer_to(method, path, admin->health);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(answer.text), answer.text, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (answer.status == MHD_HTTP_METHOD_NOT_ALLOWED) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    }
    const enum MHD_Result queued = MHD_queue_response(connection, answer.status, response);
    MHD_destroy_response(response);
    return queued;
}

/* Poll, not epoll: libmicrohttpd 0.9.75 stalls with epoll and many connections. */
static struct MHD_Daemon *daemon_start(const struct addrinfo *address, struct admin *admin) {
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD |
                           (address->ai_family == AF_INET6 ? MHD_USE_IPv6 : MHD_NO_FLAG);
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, admin, /* options: */
                            MHD_OPTION_SOCK_ADDR, address->ai_addr,  /* holds the port */
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_CONNECTION_S,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
                            MHD_OPTION_END);
}

static bool serve(struct admin *admin, const char *listen, struct error *error) {
    struct addrinfo *address = address_parse(listen);
    if (address == NULL) {
        return error_set(error, ERROR_CONFIG,
                         "admin-listen: '%s' is not accepted; hint: 127.0.0.1:9100, [::1]:9100, "
                         "port 0 for a free one, or off",
                         listen);
    }
    admin->daemon = daemon_start(address, admin);
    freeaddrinfo(address);
    if (admin->daemon == NULL) {
        return error_set(error, ERROR_CONFIG,
                         "admin-listen: cannot listen on '%s'; hint: is the port taken?", listen);
    }
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(admin->daemon, MHD_DAEMON_INFO_BIND_PORT);
    log_info("admin.listening", "/metrics, /livez and /readyz are served", "s:s s:i", "address",
             listen, "port", info->port);
    return true;
}

struct admin *admin_start(const char *listen, const struct health *health, struct error *error) {
    struct admin *admin = g_new0(struct admin, 1);
    admin->health = health;
    if (strcmp(listen, "off") != 0 && !serve(admin, listen, error)) {
        g_free(admin);
        return NULL;
    }
    return admin;
}

void admin_stop(struct admin *admin) {
    if (admin != NULL && admin->daemon != NULL) {
        MHD_stop_daemon(admin->daemon);
    }
    g_free(admin);
}
