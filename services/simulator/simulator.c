#include "simulator/simulator.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulator/feed.h"
#include "simulator/options.h"
#include "simulator/published_file.h"
#include "simulator/report.h"

struct run {
    const struct options *options;
    day_t until;
    struct calendar calendar;
    GPtrArray *reasons; /* why a published file cannot be reproduced */
    GPtrArray *parts;   /* of struct school_year: the days whose marks are told */
    struct records *records;
    struct summary summary;
    struct counter counter;
    double seconds;
};

static int fail(const struct error *error) {
    fprintf(stderr, "goldenthread-simulator: %s\n", error->message);
    return error_exit_status(error);
}

static bool read_calendar(struct run *run, struct error *error) {
    const struct options *options = run->options;
    char *path = options->school_days != NULL
                     ? g_strdup(options->school_days)
                     : g_build_filename(options->publisher.schemas, "sql", "reference",
                                        "school_day.csv", NULL);
    struct csv *csv = csv_read(path, error);
    const bool read = csv != NULL && calendar_read(csv, &run->calendar, error);
    csv_free(csv);
    g_free(path);
    return read;
}

static void add_part(struct run *run, struct school_year *year) {
    g_ptr_array_add(run->parts, year);
    summary_add(&run->summary, year);
}

static struct borough_settings borough_settings(const struct options *options) {
    struct borough_settings settings = {.seed = (uint64_t)options->seed,
                                        .moves_per_million = options->moves_per_million,
                                        .with_records = true};
    borough_divide(options->pupils, settings.pupils);
    return settings;
}

/* The last school days, which may lie in several academic years. */
static bool make_marks(struct run *run, const struct borough_settings *settings,
                       struct error *error) {
    struct days window = calendar_last(&run->calendar, run->until, (size_t)run->options->days);
    if (window.count == 0) {
        return error_set(error, ERROR_CONFIG,
                         "no school day is known up to the last day; hint: --until, --school-days");
    }
    while (window.count > 0) {
        const day_t year = day_academic_year(window.of[0]);
        const struct days days = calendar_year(&run->calendar, year);
        const size_t from = (size_t)(window.of - days.of);
        const size_t left = days.count - from;
        const size_t told = window.count < left ? window.count : left;
        add_part(run, school_year_new(settings, year, days, from, from + told));
        window = (struct days){window.of + told, window.count - told};
    }
    return true;
}

static void make_records(struct run *run, const struct borough_settings *settings) {
    const struct options *options = run->options;
    struct records_settings records = {.borough = settings,
                                       .calendar = &run->calendar,
                                       .until = run->until,
                                       .years = (int)options->years,
                                       .counted = options->revisions == REVISIONS_NUMBERS};
    memcpy(records.streams, options->publisher.streams, sizeof records.streams);
    memcpy(records.shares, options->shares, sizeof records.shares);
    run->records = records_new(&records);
}

static bool make_borough(struct run *run, struct error *error) {
    const struct borough_settings settings = borough_settings(run->options);
    if (run->options->publisher.streams[STREAM_ABSENCE] && !make_marks(run, &settings, error)) {
        return false;
    }
    make_records(run, &settings);
    return true;
}

static bool make_published(struct run *run, struct error *error) {
    const struct options *options = run->options;
    struct published published;
    struct csv *csv = csv_read(options->published, error);
    const bool read = csv != NULL && published_read(csv, options->authority, options->time_period,
                                                    &published, run->reasons, error);
    csv_free(csv);
    if (!read || run->reasons->len > 0) {
        return read;
    }
    struct days days = calendar_year(&run->calendar, published.year);
    while (days.count > 0 && days.of[days.count - 1] > run->until) {
        days.count--;
    }
    if (days.count == 0) {
        return error_set(error, ERROR_CONFIG,
                         "no school day of the file's academic year is known up to the last day; "
                         "hint: --until, --school-days");
    }
    struct school_year *year =
        school_year_published(&published, (uint64_t)options->seed, days, run->reasons);
    if (year != NULL) {
        add_part(run, year);
        make_records(run, &(struct borough_settings){.seed = 0}); /* of which there are none */
    }
    return true;
}

/* What else is told when a day's marks are told. */
static bool tell_records(void *context, day_t day) {
    struct run *run = context;
    return records_tell(run->records, day, &run->counter.outlet);
}

static bool feed_year(struct run *run, const struct school_year *year,
                      struct publisher *publisher) {
    const struct options *options = run->options;
    const struct feed_settings settings = {
        .shares = options->shares[STREAM_ABSENCE],
        .counted = options->revisions == REVISIONS_NUMBERS,
        .complete = options->published != NULL,
        .day_over = tell_records,
        .context = run,
    };
    run->counter.next = publisher != NULL ? publisher_begin(publisher, year->borough) : NULL;
    return feed_days(year, year->from, year->until, &settings, &run->counter.outlet);
}

/* What was known before the first mark, then day by day. */
static void feed_all(struct run *run, struct publisher *publisher) {
    run->counter.next = publisher != NULL ? publisher_begin(publisher, NULL) : NULL;
    bool going = run->parts->len == 0 || tell_records(run, run->summary.first_day - 1);
    for (guint i = 0; i < run->parts->len && going; i++) {
        going = feed_year(run, g_ptr_array_index(run->parts, i), publisher);
    }
    if (going) {
        tell_records(run, run->until);
    }
}

static int publish(struct run *run) {
    const struct options *options = run->options;
    struct error error = {0};
    struct publisher *publisher = NULL;
    if (!options->dry_run) {
        publisher = publisher_new(&options->publisher, &error);
        if (publisher == NULL) {
            return fail(&error);
        }
    }
    counter_start(&run->counter, run->summary.marks + (int64_t)records_count(run->records),
                  options->progress);
    feed_all(run, publisher);
    int status = EXIT_SUCCESS;
    if (publisher != NULL && !publisher_finish(publisher, &error)) {
        fail(&error);
        status = SIMULATOR_EVENTS_MISSING;
    }
    run->seconds = counter_seconds(&run->counter);
    counter_end(&run->counter);
    publisher_free(publisher);
    return status;
}

static int refuse(const struct run *run) {
    fprintf(stderr, "goldenthread-simulator: the published rows cannot be reproduced\n");
    for (guint i = 0; i < run->reasons->len; i++) {
        fprintf(stderr, "  %s\n", (const char *)g_ptr_array_index(run->reasons, i));
    }
    return SIMULATOR_REFUSED;
}

static bool write_schools(const struct run *run, struct error *error) {
    const struct borough *borough = records_borough(run->records);
    if (run->parts->len > 0) {
        const struct school_year *year = g_ptr_array_index(run->parts, run->parts->len - 1);
        borough = year->borough;
    }
    return report_schools(run->options->schools, borough, error);
}

static void report(const struct run *run) {
    const struct report report = {.summary = &run->summary,
                                  .records = run->records,
                                  .counter = &run->counter,
                                  .until = run->until,
                                  .dry_run = run->options->dry_run,
                                  .seconds = run->seconds};
    if (run->options->json) {
        report_json(&report);
    } else {
        report_text(&report);
    }
}

static int run_all(struct run *run) {
    const struct options *options = run->options;
    struct error error = {0};
    const bool made =
        read_calendar(run, &error) &&
        (options->published != NULL ? make_published(run, &error) : make_borough(run, &error));
    if (made && run->reasons->len > 0) {
        return refuse(run);
    }
    if (!made || (options->schools != NULL && !write_schools(run, &error))) {
        return fail(&error);
    }
    const int status = publish(run);
    if (status == EXIT_SUCCESS) {
        report(run);
    }
    return status;
}

static void free_part(void *year) {
    school_year_free(year);
}

int simulator_main(int argc, char **argv) {
    struct error error = {0};
    struct options options;
    bool done = false;
    struct config *config = options_read(argc, argv, &options, &done, &error);
    if (config == NULL) {
        return done ? EXIT_SUCCESS : fail(&error);
    }
    struct run run = {.options = &options,
                      .until = options.until,
                      .reasons = g_ptr_array_new_with_free_func(g_free),
                      .parts = g_ptr_array_new_with_free_func(free_part)};
    if (run.until == DAY_NONE) {
        run.until = day_in_london(g_get_real_time() / 1000);
    }
    const int status = run_all(&run);
    g_ptr_array_unref(run.parts);
    g_ptr_array_unref(run.reasons);
    records_free(run.records);
    g_free(run.calendar.days);
    config_free(config);
    return status;
}
