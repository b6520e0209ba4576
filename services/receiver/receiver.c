#include "receiver/receiver.h"

#include <stdint.h>

#include "receiver/server.h"
#include "runtime/config.h"
#include "runtime/log.h"
#include "runtime/signals.h"

#define WAIT_MS 1000
#define DAY_S INT64_C(86400)

struct options {
    const char *listen, *secret, *second_secret, *seen;
    int64_t keep_days;
    bool json;
};

static const char summary[] = "Takes the alerts of goldenthread-alerter and prints each once.";
static const char examples[] =
    "Deliveries are signed (Standard Webhooks) and come at least once; one that came before is\n"
    "answered and not printed again, after a restart too. Answers 204 for an alert, 401 when the\n"
    "signature is not by one of the secrets or is more than five minutes old, 400 for what is no\n"
    "alert, 413 above 20 kB. An alert is tried for a few days; keep ids for as long as somebody\n"
    "may begin again with one that was given up (goldenthread alerter replay). Behind a proxy\n"
    "that ends TLS, or on the machine itself.\n"
    "\n"
    "Examples:\n"
    "  echo whsec_$(head -c 32 /dev/urandom | base64 -w 0) > secret\n"
    "  goldenthread-receiver --secret secret\n"
    "  goldenthread-receiver --secret new --second-secret old --json | jq .event.data\n";

static struct config *read_options(int argc, char **argv, struct options *options, bool *done,
                                   struct error *error) {
    const struct setting settings[] = {
        {"listen", SETTING_STRING, &options->listen, "127.0.0.1:8080",
         .help = "address and port; port 0 for a free one, which the log tells"},
        {"secret", SETTING_STRING, &options->secret, .required = true,
         .help = "file of the endpoint's secret, whsec_..."},
        {"second-secret", SETTING_STRING, &options->second_secret,
         .help = "file of another that is accepted while one is being changed"},
        {"seen", SETTING_STRING, &options->seen, "goldenthread-receiver.seen",
         .help = "file of the ids that were taken, made when it is missing"},
        {"keep-days", SETTING_INT, &options->keep_days, "90", .min = 14, .max = 36500,
         .help = "how long an id is known, in days; what comes again later is printed again"},
        {"json", SETTING_FLAG, &options->json, .help = "print a JSON object a line"},
        {0}};
    char **rest = NULL;
    struct config *config =
        config_new(argc, argv, settings, "[OPTION...]", summary, examples, &rest, done, error);
    if (config != NULL && rest[0] != NULL) {
        error_set(error, ERROR_USAGE, "'%s' is no option; hint: --help lists them", rest[0]);
        config_free(config);
        config = NULL;
    }
    return config;
}

static bool read_secrets(const struct options *options, struct inbox *inbox, struct error *error) {
    const char *const paths[INBOX_SECRETS] = {options->secret, options->second_secret};
    for (size_t i = 0; i < INBOX_SECRETS && paths[i] != NULL; i++) {
        if (!webhook_secret_read(paths[i], &inbox->secrets[i], error)) {
            return false;
        }
        inbox->n_secrets++;
    }
    return true;
}

static void serve(const struct options *options, struct inbox *inbox, struct error *error) {
    unsigned port = 0;
    struct server *server = server_start(options->listen, inbox, &port, error);
    if (server == NULL) {
        return;
    }
    log_info("receiver.listening", "alerts are taken", "s:s s:i s:i", "address", options->listen,
             "port", (int)port, "seen", (int)seen_count(inbox->seen));
    while (signals_wait(WAIT_MS) == 0) {
    }
    server_stop(server);
    log_info("receiver.stopped", "ended in order", "");
}

static void run(const struct options *options, struct error *error) {
    struct inbox inbox = {.to = stdout, .json = options->json};
    pthread_mutex_init(&inbox.mutex, NULL);
    if (read_secrets(options, &inbox, error)) {
        inbox.seen = seen_open(options->seen, options->keep_days * DAY_S,
                               g_get_real_time() / G_USEC_PER_SEC, error);
        if (inbox.seen != NULL) {
            serve(options, &inbox, error);
        }
    }
    seen_close(inbox.seen);
    pthread_mutex_destroy(&inbox.mutex);
}

int receiver_main(int argc, char **argv) {
    struct options options = {0};
    struct error error = {0};
    bool done = false;
    signals_block();
    log_start("receiver", LOG_INFO);
    struct config *config = read_options(argc, argv, &options, &done, &error);
    if (config != NULL) {
        run(&options, &error);
        config_free(config);
    }
    if (error.kind != ERROR_NONE) {
        log_error("receiver.failed", error.message, "");
    }
    return error_exit_status(&error);
}
