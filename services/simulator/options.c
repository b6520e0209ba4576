#include "simulator/options.h"

#include <glib.h>
#include <math.h>

/* Options whose text is looked at again. */
struct texts_of_options {
    const char *corrections, *voids, *duplicates, *late, *moves;
};

bool options_percent(const char *text, uint32_t *per_million) {
    char *end = NULL;
    const double percent = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !(percent >= 0 && percent <= 100)) {
        return false;
    }
    *per_million = (uint32_t)lround(percent * 10000);
    return true;
}

static bool read_percent(const char *name, const char *text, uint32_t *to, struct error *error) {
    return options_percent(text, to) ||
           error_set(error, ERROR_CONFIG,
                     "--%s is '%s'; hint: a percentage from 0 to 100, '2' or "
                     "'0.25'",
                     name, text);
}

static bool read_percentages(const struct texts_of_options *texts, struct options *options,
                             struct error *error) {
    struct fate_shares *shares = &options->shares;
    if (!read_percent("corrections", texts->corrections, &shares->corrected, error) ||
        !read_percent("voids", texts->voids, &shares->misfiled, error) ||
        !read_percent("late", texts->late, &shares->late, error) ||
        !read_percent("duplicates", texts->duplicates, &shares->resent, error) ||
        !read_percent("moves", texts->moves, &options->moves_per_million, error)) {
        return false;
    }
    return shares->corrected + shares->misfiled + shares->late <= 1000000 ||
           error_set(error, ERROR_CONFIG,
                     "--corrections, --voids and --late are more than 100 percent together");
}

static bool check(const struct texts_of_options *texts, struct options *options,
                  struct error *error) {
    if (!options->dry_run && options->publisher.brokers == NULL) {
        return error_set(error, ERROR_CONFIG,
                         "--brokers is missing; hint: host:port, or --dry-run to publish nothing");
    }
    if (options->published == NULL &&
        (options->authority != NULL || options->time_period != NULL)) {
        return error_set(error, ERROR_CONFIG,
                         "--authority and --time-period choose rows of --published FILE");
    }
    if (options->published != NULL && options->pupils > 0) {
        return error_set(error, ERROR_CONFIG,
                         "--size and --published exclude each other; hint: the "
                         "file says how many pupils there are");
    }
    return read_percentages(texts, options, error);
}

static const char *const revision_names[] = {"moments", "numbers", NULL};

static const char summary[] =
    "Publishes the session marks of a synthetic borough, or of one whose totals are exactly those "
    "of a published attendance file. The same options give the same events, to the last byte.";
static const char examples[] =
    "  goldenthread-simulator --dry-run --json\n"
    "  goldenthread-simulator --brokers localhost:9092 --days 30\n"
    "  goldenthread-simulator --brokers localhost:9092 --published attendance.csv "
    "--authority Rotherham\n"
    "\n"
    "Exit status: 0 published; 1 events are missing from the topic; 65 the published rows cannot "
    "be\nreproduced, with the reasons; 69 no broker; 78 something to change.\n";

static struct config *parse(int argc, char **argv, const struct setting *settings,
                            const struct texts_of_options *texts, struct options *options,
                            bool *done, struct error *error) {
    char **rest = NULL;
    struct config *config =
        config_new(argc, argv, settings, "[OPTION...]", summary, examples, &rest, done, error);
    if (config == NULL) {
        return NULL;
    }
    if (rest[0] != NULL) {
        error_set(error, ERROR_USAGE, "'%s' is no option; hint: --help lists them", rest[0]);
    } else if (check(texts, options, error)) {
        return config;
    }
    config_free(config);
    return NULL;
}

struct config *options_read(int argc, char **argv, struct options *options, bool *done,
                            struct error *error) {
    struct texts_of_options texts = {0};
    *options = (struct options){.until = DAY_NONE};
    const struct setting settings[] = {
        {"brokers", SETTING_STRING, &options->publisher.brokers,
         .help = "Kafka, host:port, several with commas between"},
        {"kafka-config", SETTING_STRING, &options->publisher.kafka_config,
         .help = "file of librdkafka properties, key=value lines"},
        {"topic", SETTING_STRING, &options->publisher.topic, "absence", .help = "where to"},
        {"partitions", SETTING_INT, &options->publisher.partitions, "12", .min = 1, .max = 10000,
         .help = "how many the topic must have"},
        {"schemas", SETTING_STRING, &options->publisher.schemas, "schemas",
         .help = "the folder 'schemas' of this release"},
        {"school-days", SETTING_STRING, &options->school_days,
         .help = "CSV file with a column 'day'; else the one in schemas/sql/reference"},
        {"seed", SETTING_INT, &options->seed, "1", .min = 0, .max = INT64_MAX,
         .help = "another number is another borough"},
        {"size", SETTING_INT, &options->pupils, "0", .min = 0, .max = 20000000,
         .help = "pupils; 0: 42,938, as many as Rotherham's schools have"},
        {"until", SETTING_DAY, &options->until, .help = "last day; else today in London"},
        {"days", SETTING_INT, &options->days, "30", .min = 1, .max = 2000,
         .help = "school days up to the last one; with --published it is the whole year"},
        {"corrections", SETTING_STRING, &texts.corrections, "2",
         .help = "percent of marks that are N at first and get their reason later"},
        {"voids", SETTING_STRING, &texts.voids, "0.1",
         .help = "percent of marks that are told under a wrong school and withdrawn later"},
        {"late", SETTING_STRING, &texts.late, "0.5",
         .help = "percent of marks that are sent up to five school days late"},
        {"duplicates", SETTING_STRING, &texts.duplicates, "0.5",
         .help = "percent of marks whose first event is sent twice"},
        {"moves", SETTING_STRING, &texts.moves, "2",
         .help = "percent of children who change school within a year"},
        {"revisions", SETTING_CHOICE, &options->revisions, "moments", .choices = revision_names,
         .help = "the moments of recording, in epoch milliseconds, or the numbers 1 and 2"},
        {"published", SETTING_STRING, &options->published,
         .help = "attendance file of the Department for Education, year to date, to reproduce"},
        {"authority", SETTING_STRING, &options->authority, .help = "name or code in that file"},
        {"time-period", SETTING_STRING, &options->time_period, .help = "in that file: '202526'"},
        {"schools", SETTING_STRING, &options->schools,
         .help = "CSV file to write for 'goldenthread reference load school'"},
        {"rate", SETTING_INT, &options->publisher.rate, "0", .min = 0, .max = 10000000,
         .help = "events a second; 0: as fast as the broker takes them"},
        {"dry-run", SETTING_FLAG, &options->dry_run, .help = "count, publish nothing"},
        {"json", SETTING_FLAG, &options->json, .help = "print the summary as JSON"},
        {"progress", SETTING_FLAG, &options->progress,
         .help = "show progress also when standard error is no terminal"},
        {0},
    };
    return parse(argc, argv, settings, &texts, options, done, error);
}
