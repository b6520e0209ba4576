#include "support/golden_suite.h"
#include "support/record_property.h"
#include "support/timetable_event.h"

static struct record_stream stream = {.pipeline = &timetable_pipeline, .any = timetable_any};

static void add_history(uint64_t seed, struct lines *lines, struct crossings *crossings) {
    add_each_record(&stream, seed, lines, crossings);
}

static const char *const words[] = {"C1_PTT_NO_AGREE",
                                    "C1_PTT_OPEN_ENDED",
                                    "C1_PTT_OVER_6WK",
                                    "C1_PTT_REVIEW_DUE",
                                    "C1_PTT_BEHAVIOUR",
                                    "C1_PTT_HOURS",
                                    NULL};

static const struct golden golden = {
    .pipeline = &timetable_pipeline,
    .version = 1,
    .checksum = "83c5fd23136dbd1afac1c29a348c5a0217900bd894029117dcbb0b1dc0438c21",
    .name = "timetable",
    .topic = "part-time-timetable",
    .window = WINDOW_LIFETIME,
    .n_measures = 5,
    .words = words,
    .add_history = add_history,
};

int main(void) {
    record_stream_open(&stream);
    int status = golden_suite_run(&golden);
    record_stream_close(&stream);
    return status;
}
