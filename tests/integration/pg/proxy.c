#include "pg/proxy.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pg/world.h"

#define LINES 16

enum { LISTENER, COMMANDS, FIRST_LINE };
#define CUT 'c'
#define QUIT 'q'

/* From FIRST_LINE on, client and server of each line. */
static struct {
    struct pollfd fds[FIRST_LINE + 2 * LINES];
    nfds_t used;
    int commands; /* where the others write */
    pthread_t thread;
    struct sockaddr_un here, server;
    char *folder, *dsn;
    atomic_bool swallow;
    atomic_int swallowed;
} proxy;

static struct sockaddr_un address_of(const char *folder, const char *port) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%s", folder, port);
    return address;
}

static void line_open(void) {
    int client = accept(proxy.fds[LISTENER].fd, NULL, NULL);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    g_assert(client >= 0 && server >= 0 && proxy.used + 2 <= G_N_ELEMENTS(proxy.fds));
    if (connect(server, (struct sockaddr *)&proxy.server, sizeof proxy.server) != 0) {
        close(client);
        close(server);
        return;
    }
    proxy.fds[proxy.used++] = (struct pollfd){.fd = client, .events = POLLIN};
    proxy.fds[proxy.used++] = (struct pollfd){.fd = server, .events = POLLIN};
}

static void line_close(nfds_t client) {
    close(proxy.fds[client].fd);
    close(proxy.fds[client + 1].fd);
    proxy.used -= 2;
    proxy.fds[client] = proxy.fds[proxy.used];
    proxy.fds[client + 1] = proxy.fds[proxy.used + 1];
}

/* False when the line has to be closed. */
static bool line_carry(int from, int to, bool from_server) {
    char bytes[65536];
    ssize_t length = read(from, bytes, sizeof bytes);
    if (length <= 0) {
        return false;
    }
    if (from_server && atomic_exchange(&proxy.swallow, false)) {
        atomic_fetch_add(&proxy.swallowed, 1);
        return false;
    }
    for (ssize_t sent = 0; sent < length;) {
        ssize_t some = send(to, bytes + sent, (size_t)(length - sent), MSG_NOSIGNAL);
        if (some < 0) {
            return false;
        }
        sent += some;
    }
    return true;
}

static bool line_serve(nfds_t client) {
    struct pollfd *ends = &proxy.fds[client];
    return (ends[0].revents == 0 || line_carry(ends[0].fd, ends[1].fd, false)) &&
           (ends[1].revents == 0 || line_carry(ends[1].fd, ends[0].fd, true));
}

static void lines_close(void) {
    while (proxy.used > FIRST_LINE) {
        line_close(FIRST_LINE);
    }
}

/* False when the proxy is to end. */
static bool command_obey(void) {
    char command = QUIT;
    if (proxy.fds[COMMANDS].revents == 0) {
        return true;
    }
    bool obeyed = read(proxy.fds[COMMANDS].fd, &command, 1) == 1 && command == CUT;
    lines_close();
    return obeyed;
}

static void *proxy_run(void *unused) {
    (void)unused;
    while (poll(proxy.fds, proxy.used, -1) > 0 && command_obey()) {
        for (nfds_t client = FIRST_LINE; client < proxy.used;) {
            if (line_serve(client)) {
                client += 2;
            } else {
                line_close(client);
            }
        }
        if (proxy.fds[LISTENER].revents != 0) {
            line_open();
        }
    }
    return NULL;
}

const char *proxy_start(void) {
    PGconn *connection = PQconnectdb(world_dsn());
    proxy.server = address_of(PQhost(connection), PQport(connection));
    proxy.folder = g_dir_make_tmp("goldenthread-proxy-XXXXXX", NULL);
    proxy.here = address_of(proxy.folder, PQport(connection));
    proxy.dsn = g_strdup_printf("%s host=%s", world_dsn(), proxy.folder);
    PQfinish(connection);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    int commands[2];
    g_assert(bind(listener, (struct sockaddr *)&proxy.here, sizeof proxy.here) == 0);
    g_assert(listen(listener, LINES) == 0 && pipe(commands) == 0);
    proxy.commands = commands[1];
    proxy.fds[LISTENER] = (struct pollfd){.fd = listener, .events = POLLIN};
    proxy.fds[COMMANDS] = (struct pollfd){.fd = commands[0], .events = POLLIN};
    proxy.used = FIRST_LINE;
    g_assert(pthread_create(&proxy.thread, NULL, proxy_run, NULL) == 0);
    return proxy.dsn;
}

void proxy_swallow_answer(void) {
    atomic_store(&proxy.swallow, true);
}

static void command_send(char command) {
    g_assert(write(proxy.commands, &command, 1) == 1);
}

void proxy_cut(void) {
    command_send(CUT);
}

int proxy_swallowed(void) {
    return atomic_load(&proxy.swallowed);
}

void proxy_stop(void) {
    command_send(QUIT);
    pthread_join(proxy.thread, NULL);
    close(proxy.fds[LISTENER].fd);
    close(proxy.fds[COMMANDS].fd);
    close(proxy.commands);
    g_unlink(proxy.here.sun_path);
    g_rmdir(proxy.folder);
    g_free(proxy.folder);
    g_free(proxy.dsn);
}
