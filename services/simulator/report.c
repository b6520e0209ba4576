#include "simulator/report.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>

#include "simulator/calibration.h"

static const char *const telling_names[TELLINGS] = {"first",   "corrections", "voids",
                                                    "refiled", "changes",     "resent"};

static int64_t told_of(const struct counter *counter, enum stream stream) {
    int64_t sum = 0;
    for (int telling = 0; telling < TELLINGS; telling++) {
        sum += counter->told[stream][telling];
    }
    return sum;
}

/* Events of all streams, by what they tell. */
static json_t *events_json(const struct counter *counter) {
    json_t *events = json_pack("{s:I}", "total", (json_int_t)counter->total);
    for (int telling = 0; telling < TELLINGS; telling++) {
        int64_t sum = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            sum += counter->told[stream][telling];
        }
        json_object_set_new(events, telling_names[telling], json_integer(sum));
    }
    return events;
}

static json_t *streams_json(const struct counter *counter) {
    json_t *streams = json_object();
    for (int stream = 0; stream < STREAMS; stream++) {
        json_t *events =
            json_pack("{s:I}", "events", (json_int_t)told_of(counter, (enum stream)stream));
        for (int telling = 0; telling < TELLINGS; telling++) {
            json_object_set_new(events, telling_names[telling],
                                json_integer(counter->told[stream][telling]));
        }
        json_object_set_new(streams, stream_name((enum stream)stream), events);
    }
    return streams;
}

void report_json(const struct report *report) {
    json_t *json = summary_json(report->summary);
    json_object_set_new(json, "events", events_json(report->counter));
    json_object_set_new(json, "streams", streams_json(report->counter));
    json_object_set_new(json, "records", json_integer((json_int_t)records_size(report->records)));
    json_t *calibration = calibration_json(report->records, report->until);
    json_object_set_new(json, "calibration", calibration != NULL ? calibration : json_null());
    json_object_set_new(json, "dry_run", json_boolean(report->dry_run));
    json_object_set_new(json, "seconds", json_real(report->seconds));
    json_object_set_new(json, "events_per_second",
                        json_real((double)report->counter->total / report->seconds));
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    putchar('\n');
    json_decref(json);
}

static void print_marks(const struct summary *summary) {
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    day_format(summary->first_day, first);
    day_format(summary->last_day, last);
    printf("%" PRId64 " marks of %" PRId64 " children in %" PRId64 " schools, %" PRId64
           " school days from %s to %s\n",
           summary->marks, summary->children, summary->schools, summary->school_days, first, last);
}

void report_text(const struct report *report) {
    const struct counter *counter = report->counter;
    printf("%" PRId64 " events %s in %.1f s, %.0f a second:", counter->total,
           report->dry_run ? "counted" : "published", report->seconds,
           (double)counter->total / report->seconds);
    for (int stream = 0; stream < STREAMS; stream++) {
        printf("%s %" PRId64 " %s", stream > 0 ? "," : "", told_of(counter, (enum stream)stream),
               stream_name((enum stream)stream));
    }
    putchar('\n');
    if (report->summary->marks > 0) {
        print_marks(report->summary);
    }
}

bool report_schools(const char *path, const struct borough *borough, struct error *error) {
    GString *text = g_string_new("org,phase,locality,name\n");
    for (size_t i = 0; i < borough->n_schools; i++) {
        const struct school *school = &borough->schools[i];
        g_string_append_printf(text, "%" PRId64 ",%s,%s,%s\n", school->urn,
                               phase_names[school->phase], school->locality, school->name);
    }
    GError *failure = NULL;
    const bool written = g_file_set_contents(path, text->str, -1, &failure);
    if (!written) {
        error_set(error, ERROR_CONFIG, "cannot write '%s': %s", path, failure->message);
        g_error_free(failure);
    }
    g_string_free(text, TRUE);
    return written;
}
