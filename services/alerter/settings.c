#include "alerter/settings.h"

#include <glib.h>

#include "runtime/log.h"

/* An attempt must end well within its lease (QUEUE_LEASE_MS). */
#define TIMEOUT_MOST_MS 15000

static const char summary[] =
    "Delivers breaches of commitments to panel leads by signed webhooks, and publishes them.";
static const char examples[] =
    "Endpoints and routes are rows of the database ('goldenthread endpoint', 'goldenthread "
    "route').\n"
    "An endpoint's secret is a file of the folder --secrets with the name that the endpoint "
    "gives:\n"
    "whsec_..., or two of them while it is being changed. Several alerters may run, on one "
    "machine\n"
    "or on many.\n"
    "\n"
    "Examples:\n"
    "  GOLDENTHREAD_BROKERS=k1:9092 GOLDENTHREAD_DSN=postgresql://alerter@db/goldenthread \\\n"
    "      goldenthread-alerter --secrets=/etc/goldenthread/webhooks\n"
    "  goldenthread-alerter --allow-private-ranges=10.20.0.0/16 --print-config\n"
    "\n"
    "It ends in order on SIGTERM, SIGINT and SIGHUP. Exit statuses: 0 ended in order, 64 wrong\n"
    "option, 70 a bug or a broken machine, 78 something that an operator must change.";

static struct config *parse(struct alerter_settings *s, int argc, char **argv, char ***rest,
                            bool *done, struct error *error) {
    const struct setting table[] = {
        {"brokers", SETTING_STRING, &s->publisher.brokers, .required = true,
         .help = "Kafka, host:port, several with commas between"},
        {"dsn", SETTING_STRING, &s->dsn, .required = true, .secret = true,
         .help = "PostgreSQL, e.g. postgresql://user@host/goldenthread"},
        {"schemas", SETTING_STRING, &s->publisher.schemas, "/usr/share/goldenthread/schemas",
         .help = "the folder 'schemas' of this release"},
        {"kafka-config", SETTING_STRING, &s->publisher.kafka_config,
         .help = "file of librdkafka properties, key=value lines: TLS, SASL and their secrets"},
        {"secrets", SETTING_STRING, &s->sender.secrets, "/etc/goldenthread/webhooks",
         .help = "folder of the endpoints' secret files"},
        {"source", SETTING_STRING, &s->message.source, "urn:goldenthread",
         .help = "which installation speaks, a URI: the attribute 'source' of every message"},
        {"link-base", SETTING_STRING, &s->message.link_base,
         .help = "what comes before a breach's id in a link, e.g. https://host/a/; none: no link"},
        {"allow-private-ranges", SETTING_STRING, &s->sender.allowed_ranges,
         .help = "networks that are not public and may be sent to, 10.20.0.0/16,fd00::/8; only "
                 "there may a URL begin with http:"},
        {"ca-file", SETTING_STRING, &s->sender.ca_file,
         .help = "certificates to trust, PEM, in place of the system's"},
        {"timeout", SETTING_MS, &s->sender.timeout_ms, "15s", .min = 100, .max = TIMEOUT_MOST_MS,
         .help = "for a receiver to answer, connecting included"},
        {"endpoint-in-flight", SETTING_INT, &s->endpoint_in_flight, "4", .min = 1, .max = 100,
         .help = "attempts at a time to one endpoint,"},
        {"in-flight", SETTING_INT, &s->in_flight, "256", .min = 1, .max = 10000,
         .help = "and to all together"},
        {"poll", SETTING_MS, &s->poll_ms, "1s", .min = 10, .max = 60000,
         .help = "how often to look for work that nothing told of: retries, lost notifications"},
        {"admin-listen", SETTING_STRING, &s->admin_listen, "127.0.0.1:0",
         .help = "where /metrics, /livez and /readyz are served, address:port; port 0 is a free "
                 "one, which is logged; off"},
        {"log-level", SETTING_CHOICE, &s->log_level, "info", .choices = log_level_names,
         .help = "the least level that is logged"},
        {0},
    };
    return config_new(argc, argv, table, "[OPTION...]", summary, examples, rest, done, error);
}

bool alerter_settings_read(struct alerter_settings *settings, int argc, char **argv, bool *done,
                           struct error *error) {
    char **rest = NULL;
    settings->config = parse(settings, argc, argv, &rest, done, error);
    if (settings->config != NULL && rest[0] != NULL) {
        return error_set(error, ERROR_USAGE, "'%s' is no option; hint: --help lists the options",
                         rest[0]);
    }
    return settings->config != NULL;
}

void alerter_settings_free(struct alerter_settings *settings) {
    config_free(settings->config);
}
