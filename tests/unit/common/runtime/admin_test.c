#include "runtime/admin.h"

#include <arpa/inet.h>
#include <glib.h>
#include <jansson.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/metrics.h"
#include "support/capture.h"
#include "support/suite.h"

static struct health health;
static struct admin *admin;
static uint16_t port;

static void start(void *listen) {
    const char *const *address = listen;
    struct error error = {0};
    admin = admin_start(*address, &health, &error);
    CU_ASSERT_PTR_NOT_NULL(admin);
}

static void test_port_is_logged(void) {
    const char *any = "127.0.0.1:0";
    char *line = capture(STDERR_FILENO, start, &any);
    json_t *log = json_loads(line, 0, NULL);
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(log, "event")), "admin.listening");
    port = (uint16_t)json_integer_value(json_object_get(log, "port"));
    CU_ASSERT(port > 0);
    json_decref(log);
    g_free(line);
}

/* All that the server answers to one request; the caller frees. */
static char *answer(const char *request) {
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    GString *text = g_string_new(NULL);
    char bytes[4096];
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    ssize_t n = connect(fd, (const struct sockaddr *)&address, sizeof address);
    CU_ASSERT_EQUAL(n, 0);
    CU_ASSERT_EQUAL(write(fd, request, strlen(request)), (ssize_t)strlen(request));
    while ((n = read(fd, bytes, sizeof bytes)) > 0) {
        g_string_append_len(text, bytes, n);
    }
    close(fd);
    return g_string_free(text, FALSE);
}

static char *get(const char *path) {
    char *request =
        g_strdup_printf("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
    char *text = answer(request);
    g_free(request);
    return text;
}

static bool has(const char *text, const char *part) {
    return strstr(text, part) != NULL;
}

static void test_metrics(void) {
    metric_set(metric_gauge("kpi_admin_test", "", "A gauge."), 42);
    char *text = get("/metrics");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 200 OK\r\n"));
    CU_ASSERT(has(text, "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    CU_ASSERT(g_str_has_suffix(text, "\r\n\r\n# HELP kpi_admin_test A gauge.\n"
                                     "# TYPE kpi_admin_test gauge\nkpi_admin_test 42\n"));
    g_free(text);
}

static void test_alive(void) {
    atomic_store(&health.ticked_us, g_get_monotonic_time() - 9 * G_USEC_PER_SEC);
    char *text = get("/livez");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 200 OK\r\n"));
    CU_ASSERT(g_str_has_suffix(text, "\r\n\r\nok\n"));
    g_free(text);
}

static void test_dead(void) {
    atomic_store(&health.ticked_us, g_get_monotonic_time() - 10 * G_USEC_PER_SEC);
    char *text = get("/livez");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 503 Service Unavailable\r\n"));
    CU_ASSERT(has(text, "\r\nContent-Type: application/problem+json\r\n"));
    CU_ASSERT(g_str_has_suffix(text, "\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Service "
                                     "Unavailable\",\"status\":503,\"detail\":\"the last turn of "
                                     "the loop is too long ago\"}"));
    g_free(text);
}

static void test_ready(void) {
    char *text = get("/readyz");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 503 Service Unavailable\r\n"));
    g_free(text);
    atomic_store(&health.ready, true);
    text = get("/readyz");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 200 OK\r\n"));
    g_free(text);
}

static void test_other_paths(void) {
    char *text = get("/metrics/");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 404 Not Found\r\n"));
    CU_ASSERT(has(text, "\r\nContent-Type: application/problem+json\r\n"));
    g_free(text);
}

static void test_other_methods(void) {
    char *text = answer("POST /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        "Content-Length: 2\r\n\r\nhi");
    CU_ASSERT(g_str_has_prefix(text, "HTTP/1.1 405 Method Not Allowed\r\n"));
    CU_ASSERT(has(text, "\r\nAllow: GET, HEAD\r\n"));
    g_free(text);
    text = answer("HEAD /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CU_ASSERT(has(text, "\r\nContent-Length: "));
    CU_ASSERT(g_str_has_suffix(text, "\r\n\r\n"));
    g_free(text);
}

static void refused(const char *listen, const char *message) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(admin_start(listen, &health, &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
    CU_ASSERT_STRING_EQUAL(error.message, message);
}

static void test_bad_addresses(void) {
    refused("9100", "admin-listen: '9100' is not accepted; hint: 127.0.0.1:9100, [::1]:9100, port "
                    "0 for a free one, or off");
    refused("localhost:9100", "admin-listen: 'localhost:9100' is not accepted; hint: "
                              "127.0.0.1:9100, [::1]:9100, port 0 for a free one, or off");
    char *taken = g_strdup_printf("127.0.0.1:%d", port);
    char *message =
        g_strdup_printf("admin-listen: cannot listen on '%s'; hint: is the port taken?", taken);
    refused(taken, message);
    g_free(message);
    g_free(taken);
}

static void test_off(void) {
    admin_stop(admin);
    const char *off = "off";
    char *log = capture(STDERR_FILENO, start, &off);
    CU_ASSERT_STRING_EQUAL(log, "");
    g_free(log);
    admin_stop(admin);
}

int main(void) {
    const struct test tests[] = {
        {"a free port is chosen and logged", test_port_is_logged},
        {"/metrics has the metrics", test_metrics},
        {"/livez is fine for ten seconds after a turn", test_alive},
        {"/livez is a problem later", test_dead},
        {"/readyz says what the loop says", test_ready},
        {"another path is not found", test_other_paths},
        {"another method than GET and HEAD is not allowed", test_other_methods},
        {"an address that is none, or taken, stops the start", test_bad_addresses},
        {"off is off", test_off},
        {NULL, NULL},
    };
    return suite_run("admin", tests);
}
