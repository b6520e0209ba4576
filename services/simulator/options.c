#include "simulator/options.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define ENGLAND_PUPILS 9000000
#define MOST_PUPILS 20000000

/* Options whose text is looked at again. */
struct texts_of_options {
    const char *streams, *size;
    const char *corrections, *voids, *late, *resends, *duplicates, *moves;
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

/* One of the parts between commas: "2" for all streams or "exclusion=5". */
static bool read_rate(const char *part, uint32_t per_million[STREAMS]) {
    const char *equals = strchr(part, '=');
    uint32_t rate;
    if (!options_percent(equals != NULL ? equals + 1 : part, &rate)) {
        return false;
    }
    if (equals == NULL) {
        for (int stream = 0; stream < STREAMS; stream++) {
            per_million[stream] = rate;
        }
        return true;
    }
    const enum stream stream = stream_named(part, (size_t)(equals - part));
    if (stream == STREAMS) {
        return false;
    }
    per_million[stream] = rate;
    return true;
}

bool options_rates(const char *text, uint32_t per_million[STREAMS]) {
    char **parts = g_strsplit(text, ",", -1);
    bool read = parts[0] != NULL;
    for (size_t i = 0; parts[i] != NULL && read; i++) {
        read = read_rate(parts[i], per_million);
    }
    g_strfreev(parts);
    return read;
}

bool options_streams(const char *text, bool streams[STREAMS]) {
    const bool all = strcmp(text, "all") == 0;
    for (int stream = 0; stream < STREAMS; stream++) {
        streams[stream] = all;
    }
    char **names = g_strsplit(text, ",", -1);
    bool read = names[0] != NULL;
    for (size_t i = 0; names[i] != NULL && read && !all; i++) {
        const enum stream stream = stream_named(names[i], strlen(names[i]));
        read = stream != STREAMS;
        if (read) {
            streams[stream] = true;
        }
    }
    g_strfreev(names);
    return read;
}

bool options_size(const char *text, uint32_t *pupils) {
    guint64 number;
    if (strcmp(text, "national") == 0) {
        *pupils = ENGLAND_PUPILS;
        return true;
    }
    if (!g_ascii_string_to_unsigned(text, 10, 0, MOST_PUPILS, &number, NULL)) {
        return false;
    }
    *pupils = number > 0 ? (uint32_t)number : BOROUGH_PUPILS;
    return true;
}

static bool read_rates(const char *name, const char *text, uint32_t to[STREAMS],
                       struct error *error) {
    return options_rates(text, to) ||
           error_set(error, ERROR_CONFIG,
                     "--%s is '%s'; hint: a percentage from 0 to 100, '2' or '0.25', or one for "
                     "every stream and others for some, '2,exclusion=5'",
                     name, text);
}

static bool read_shares(const struct texts_of_options *texts, struct options *options,
                        struct error *error) {
    uint32_t corrected[STREAMS];
    uint32_t misfiled[STREAMS];
    uint32_t late[STREAMS];
    uint32_t resent[STREAMS];
    uint32_t doubled[STREAMS];
    if (!read_rates("corrections", texts->corrections, corrected, error) ||
        !read_rates("voids", texts->voids, misfiled, error) ||
        !read_rates("late", texts->late, late, error) ||
        !read_rates("resends", texts->resends, resent, error) ||
        !read_rates("duplicates", texts->duplicates, doubled, error)) {
        return false;
    }
    for (int stream = 0; stream < STREAMS; stream++) {
        options->shares[stream] = (struct fate_shares){
            corrected[stream], misfiled[stream], late[stream], resent[stream], doubled[stream]};
    }
    return true;
}

static bool check_shares(const struct options *options, struct error *error) {
    for (int stream = 0; stream < STREAMS; stream++) {
        const struct fate_shares *shares = &options->shares[stream];
        if (shares->corrected + shares->misfiled + shares->late + shares->resent > 1000000) {
            return error_set(error, ERROR_CONFIG,
                             "--corrections, --voids, --late and --resends are more than 100 "
                             "percent together");
        }
    }
    return true;
}

static bool read_texts(const struct texts_of_options *texts, struct options *options,
                       struct error *error) {
    if (!options_streams(texts->streams, options->publisher.streams)) {
        return error_set(error, ERROR_CONFIG,
                         "--streams is '%s'; hint: 'all', or some of absence, exclusion, "
                         "timetable, referral and advice with commas between",
                         texts->streams);
    }
    if (!options_size(texts->size, &options->pupils)) {
        return error_set(error, ERROR_CONFIG,
                         "--size is '%s'; hint: a number of pupils up to 20000000, or 'national'",
                         texts->size);
    }
    if (!options_percent(texts->moves, &options->moves_per_million)) {
        return error_set(error, ERROR_CONFIG, "--moves is '%s'; hint: a percentage from 0 to 100",
                         texts->moves);
    }
    return read_shares(texts, options, error) && check_shares(options, error);
}

/* A published file says how many pupils there are, and nothing but marks. */
static bool check_published(const struct texts_of_options *texts, struct options *options,
                            struct error *error) {
    if (options->published == NULL) {
        return (options->authority == NULL && options->time_period == NULL) ||
               error_set(error, ERROR_CONFIG,
                         "--authority and --time-period choose rows of --published FILE");
    }
    if (strcmp(texts->size, "0") != 0) {
        return error_set(error, ERROR_CONFIG,
                         "--size and --published exclude each other; hint: the "
                         "file says how many pupils there are");
    }
    if (strcmp(texts->streams, "all") == 0) {
        options_streams("absence", options->publisher.streams);
    }
    for (int stream = STREAM_ABSENCE + 1; stream < STREAMS; stream++) {
        if (options->publisher.streams[stream]) {
            return error_set(error, ERROR_CONFIG,
                             "--published FILE has nothing but marks; hint: --streams absence");
        }
    }
    return true;
}

static bool check(const struct texts_of_options *texts, struct options *options,
                  struct error *error) {
    if (!options->dry_run && options->publisher.brokers == NULL) {
        return error_set(error, ERROR_CONFIG,
                         "--brokers is missing; hint: host:port, or --dry-run to publish nothing");
    }
    return read_texts(texts, options, error) && check_published(texts, options, error);
}

static const char *const revision_names[] = {"moments", "numbers", NULL};

static const char summary[] =
    "Publishes what schools and services of a synthetic borough send: session marks, exclusions, "
    "part-time timetables, referrals and advice, of the same children; or the marks of a borough "
    "whose totals are exactly those of a published attendance file. The same options give the same "
    "events, to the last byte.";
static const char examples[] =
    "  goldenthread-simulator --dry-run --json\n"
    "  goldenthread-simulator --brokers localhost:9092 --days 30\n"
    "  goldenthread-simulator --brokers localhost:9092 --size national --days 1 --streams absence\n"
    "  goldenthread-simulator --brokers localhost:9092 --corrections 2,exclusion=10\n"
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
        {"topic", SETTING_STRING, &options->publisher.topic, "absence",
         .help = "where marks go to; the other streams go to their own topics"},
        {"partitions", SETTING_INT, &options->publisher.partitions, "12", .min = 1, .max = 10000,
         .help = "how many each topic must have"},
        {"schemas", SETTING_STRING, &options->publisher.schemas, "schemas",
         .help = "the folder 'schemas' of this release"},
        {"school-days", SETTING_STRING, &options->school_days,
         .help = "CSV file with a column 'day'; else the one in schemas/sql/reference"},
        {"seed", SETTING_INT, &options->seed, "1", .min = 0, .max = INT64_MAX,
         .help = "another number is another borough"},
        {"streams", SETTING_STRING, &texts.streams, "all",
         .help = "absence, exclusion, timetable, referral, advice: some of them, or all"},
        {"size", SETTING_STRING, &texts.size, "0",
         .help = "pupils; 0: 42,938, as many as Rotherham's schools have; national: 9,000,000"},
        {"until", SETTING_DAY, &options->until, .help = "last day; else today in London"},
        {"days", SETTING_INT, &options->days, "30", .min = 1, .max = 2000,
         .help = "school days up to the last one whose marks are told; with --published it is the "
                 "whole year"},
        {"history", SETTING_INT, &options->years, "2", .min = 0, .max = 20,
         .help = "academic years before the last day's of which all but marks is told, too"},
        {"corrections", SETTING_STRING, &texts.corrections, "2",
         .help = "percent that are wrong at first (a mark is N) and mended later; as all of these, "
                 "'2,exclusion=5' for another percentage in one stream"},
        {"voids", SETTING_STRING, &texts.voids, "0.1",
         .help = "percent that are told under a wrong school or child and withdrawn later"},
        {"late", SETTING_STRING, &texts.late, "0.5",
         .help = "percent that are sent up to five school days late"},
        {"resends", SETTING_STRING, &texts.resends, "0.2",
         .help = "percent that their source sends once more later, as a new event"},
        {"duplicates", SETTING_STRING, &texts.duplicates, "0.5",
         .help = "percent whose first event is sent twice"},
        {"moves", SETTING_STRING, &texts.moves, "2",
         .help = "percent of children who change school within a year"},
        {"revisions", SETTING_CHOICE, &options->revisions, "moments", .choices = revision_names,
         .help = "the moments of recording, in epoch milliseconds, or the numbers 1, 2, 3"},
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
