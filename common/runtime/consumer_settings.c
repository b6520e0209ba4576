#include "runtime/consumer_settings.h"

#include <glib.h>

/* How long one poll waits to be filled. It is part of the latency of every event. */
#define POLL_MS 5

static const char examples[] =
    "Examples:\n"
    "  GOLDENTHREAD_BROKERS=k1:9092 GOLDENTHREAD_DSN=postgresql://consumer@db/goldenthread %s\n"
    "  %s --config=/etc/goldenthread/consumer.ini --print-config\n"
    "\n"
    "It ends in order on SIGTERM, SIGINT and SIGHUP. Exit statuses: 0 ended in order, 64 wrong\n"
    "option, 70 a bug or a broken machine, 78 something that an operator must change.";

static struct config *parse(struct consumer_settings *s, int argc, char **argv,
                            const char *shown_examples, char ***rest, bool *done,
                            struct error *error) {
    const struct setting table[] = {
        {"brokers", SETTING_STRING, &s->brokers, .required = true,
         .help = "Kafka, host:port, several with commas between"},
        {"dsn", SETTING_STRING, &s->dsn, .required = true, .secret = true,
         .help = "PostgreSQL, e.g. postgresql://user@host/goldenthread"},
        {"schemas", SETTING_STRING, &s->schemas, "/usr/share/goldenthread/schemas",
         .help = "the folder 'schemas' of this release"},
        {"breach-key-file", SETTING_STRING, &s->breach_key_file,
         .help = "file of the key that ids of breaches are made with: 32 bytes or 64 hex digits; "
                 "for consumers with rules"},
        {"kafka-config", SETTING_STRING, &s->kafka_config,
         .help = "file of librdkafka properties, key=value lines: TLS, SASL and their secrets"},
        {"group", SETTING_STRING, &s->group, s->default_group,
         .help = "consumer group; instances of one group share the partitions"},
        {"partitions", SETTING_INT, &s->partitions, "12", .min = 1, .max = 10000,
         .help = "partitions that every topic must have"},
        {"threads", SETTING_INT, &s->threads, "1", .min = 0, .max = 64,
         .help = "members of the group in this process, which share its memory; 0: as many as the "
                 "machine has processors"},
        {"memory-max", SETTING_BYTES, &s->memory_max, "1GiB", .min = 64LL << 20, .max = 1LL << 40,
         .help = "memory to use while catching up, about"},
        {"set-bytes", SETTING_BYTES, &s->set_bytes, "64MiB", .min = 1 << 16, .max = 1LL << 30,
         .help = "a transaction is closed at this size, at an eighth of a thread's memory if that "
                 "is less,"},
        {"set-age", SETTING_MS, &s->set_age_ms, "5s", .min = 1, .max = 60000,
         .help = "or at this age,"},
        {"idle-age", SETTING_MS, &s->idle_age_ms, "5ms", .min = 0, .max = 60000,
         .help = "or at this age when no message is waiting"},
        {"poll-messages", SETTING_INT, &s->poll_messages, "10000", .min = 1, .max = 1000000,
         .help = "messages taken from Kafka's queue at once"},
        {"outage", SETTING_MS, &s->outage_ms, "1min", .min = 1000,
         .max = SOURCE_MAX_POLL_INTERVAL_MS - 20000,
         .help = "after so long without the database partitions are given up and claimed anew"},
        {"today", SETTING_DAY, &s->today,
         .help = "the day to take for today, for tests; else the London date"},
        {"admin-listen", SETTING_STRING, &s->admin_listen, "127.0.0.1:0",
         .help = "where /metrics, /livez and /readyz are served, address:port; port 0 is a free "
                 "one, which is logged; off"},
        {"log-level", SETTING_CHOICE, &s->log_level, "info", .choices = log_level_names,
         .help = "the least level that is logged"},
        {0},
    };
    return config_new(argc, argv, table, "[OPTION...]",
                      "Consumes a stream of events into PostgreSQL, each exactly once.",
                      shown_examples, rest, done, error);
}

bool consumer_settings_read(struct consumer_settings *settings, const struct pipeline *pipeline,
                            int argc, char **argv, bool *done, struct error *error) {
    settings->default_group = g_strconcat("goldenthread-", pipeline->name, NULL);
    char *program = g_path_get_basename(argv[0]);
    char *shown_examples = g_strdup_printf(examples, program, program);
    char **rest = NULL;
    settings->config = parse(settings, argc, argv, shown_examples, &rest, done, error);
    g_free(shown_examples);
    g_free(program);
    if (settings->config != NULL && rest[0] != NULL) {
        return error_set(error, ERROR_USAGE, "'%s' is no option; hint: --help lists the options",
                         rest[0]);
    }
    if (settings->threads == 0) {
        settings->threads = g_get_num_processors();
    }
    settings->threads = MIN(settings->threads, settings->partitions);
    return settings->config != NULL;
}

void consumer_settings_free(struct consumer_settings *settings) {
    config_free(settings->config);
    g_free(settings->default_group);
}

/* What one member may use. */
static int64_t memory(const struct consumer_settings *settings) {
    return settings->memory_max / settings->threads;
}

/* Two sets exist at a time, so that they take a quarter at most. */
static size_t set_bytes(const struct consumer_settings *settings) {
    return (size_t)MIN(settings->set_bytes, memory(settings) / 8);
}

struct source_kafka_settings consumer_source_settings(const struct consumer_settings *settings) {
    return (struct source_kafka_settings){
        .brokers = settings->brokers,
        .group = settings->group,
        .properties = settings->kafka_config,
        .partitions = (int32_t)settings->partitions,
        .queue_bytes = (size_t)memory(settings) / 4,
    };
}

struct loop_settings consumer_loop_settings(const struct consumer_settings *settings) {
    return (struct loop_settings){
        .poll_messages = (size_t)settings->poll_messages,
        .poll_ms = POLL_MS,
        .set_bytes = set_bytes(settings),
        .set_age_ms = settings->set_age_ms,
        .idle_age_ms = settings->idle_age_ms,
        .cache_bytes = (size_t)memory(settings) / 8 * 3,
        .outage_ms = settings->outage_ms,
        .today = settings->today,
    };
}
