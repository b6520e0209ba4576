#include "simulator/simulator.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/counter.h"
#include "simulator/options.h"
#include "simulator/published_file.h"
#include "simulator/summary.h"

struct run {
    const struct options *options;
    struct calendar calendar;
    GPtrArray *reasons; /* why a published file cannot be reproduced */
    GPtrArray *parts;   /* of struct school_year: the days whose marks are told */
    struct summary summary;
    struct counter counter;
    double seconds; /* of publishing, until the last acknowledgement */
};

static int fail(const struct error *error) {
    fprintf(stderr, "goldenthread-simulator: %s\n", error->message);
    return error_exit_status(error);
}

static day_t last_day(const struct options *options) {
    return options->until != DAY_NONE ? options->until : day_in_london(g_get_real_time() / 1000);
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
    borough_divide(options->pupils > 0 ? (uint32_t)options->pupils : BOROUGH_PUPILS,
                   settings.pupils);
    return settings;
}

/* The last school days, which may lie in several academic years. */
static bool make_borough(struct run *run, struct error *error) {
    const struct options *options = run->options;
    const struct borough_settings settings = borough_settings(options);
    struct days window = calendar_last(&run->calendar, last_day(options), (size_t)options->days);
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
        add_part(run, school_year_new(&settings, year, days, from, from + told));
        window = (struct days){window.of + told, window.count - told};
    }
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
    while (days.count > 0 && days.of[days.count - 1] > last_day(options)) {
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
    }
    return true;
}

static bool write_schools(const struct run *run, struct error *error) {
    const struct school_year *year = g_ptr_array_index(run->parts, run->parts->len - 1);
    const struct borough *borough = year->borough;
    GString *text = g_string_new("org,phase,locality,name\n");
    for (size_t i = 0; i < borough->n_schools; i++) {
        const struct school *school = &borough->schools[i];
        g_string_append_printf(text, "%" PRId64 ",%s,%s,%s\n", school->urn,
                               phase_names[school->phase], school->locality, school->name);
    }
    GError *failure = NULL;
    const bool written = g_file_set_contents(run->options->schools, text->str, -1, &failure);
    if (!written) {
        error_set(error, ERROR_CONFIG, "cannot write '%s': %s", run->options->schools,
                  failure->message);
        g_error_free(failure);
    }
    g_string_free(text, TRUE);
    return written;
}

static bool feed_parts(struct run *run, struct publisher *publisher) {
    const struct options *options = run->options;
    const struct feed_settings settings = {options->shares, options->revisions == REVISIONS_NUMBERS,
                                           options->published != NULL};
    bool going = true;
    for (guint i = 0; i < run->parts->len && going; i++) {
        const struct school_year *year = g_ptr_array_index(run->parts, i);
        run->counter.next = publisher != NULL ? publisher_begin(publisher, year->borough) : NULL;
        going = feed_days(year, year->from, year->until, &settings, &run->counter.outlet);
    }
    return going;
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
    counter_start(&run->counter, run->summary.marks, options->progress);
    feed_parts(run, publisher);
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

static void print_json(const struct run *run) {
    const struct counter *counter = &run->counter;
    json_t *json = summary_json(&run->summary);
    json_object_set_new(json, "events",
                        json_pack("{s:I, s:I, s:I, s:I, s:I}", "total", (json_int_t)counter->total,
                                  "first", (json_int_t)counter->told[TELLING_FIRST], "corrections",
                                  (json_int_t)counter->told[TELLING_CORRECTION], "voids",
                                  (json_int_t)counter->told[TELLING_VOID], "refiled",
                                  (json_int_t)counter->told[TELLING_REFILED]));
    json_object_set_new(json, "dry_run", json_boolean(run->options->dry_run));
    json_object_set_new(json, "seconds", json_real(run->seconds));
    json_object_set_new(json, "events_per_second",
                        json_real((double)counter->total / run->seconds));
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    putchar('\n');
    json_decref(json);
}

static void print_text(const struct run *run) {
    const struct summary *summary = &run->summary;
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    day_format(summary->first_day, first);
    day_format(summary->last_day, last);
    printf("%" PRId64 " events of %" PRId64 " marks %s in %.1f s, %.0f a second\n",
           run->counter.total, summary->marks, run->options->dry_run ? "counted" : "published",
           run->seconds, (double)run->counter.total / run->seconds);
    printf("%" PRId64 " children in %" PRId64 " schools, %" PRId64 " school days from %s to %s\n",
           summary->children, summary->schools, summary->school_days, first, last);
}

static int refuse(const struct run *run) {
    fprintf(stderr, "goldenthread-simulator: the published rows cannot be reproduced\n");
    for (guint i = 0; i < run->reasons->len; i++) {
        fprintf(stderr, "  %s\n", (const char *)g_ptr_array_index(run->reasons, i));
    }
    return SIMULATOR_REFUSED;
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
        options->json ? print_json(run) : print_text(run);
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
                      .reasons = g_ptr_array_new_with_free_func(g_free),
                      .parts = g_ptr_array_new_with_free_func(free_part)};
    const int status = run_all(&run);
    g_ptr_array_unref(run.parts);
    g_ptr_array_unref(run.reasons);
    g_free(run.calendar.days);
    config_free(config);
    return status;
}
