#include "support/golden_suite.h"
#include "support/record_property.h"
#include "support/referral_event.h"

static struct record_stream stream = {.pipeline = &referral_pipeline, .any = referral_any};

static void add_history(uint64_t seed, struct lines *lines, struct crossings *crossings) {
    add_each_record(&stream, seed, lines, crossings);
}

static const char *const words[] = {"C5_CHILD_104WK", NULL};

static const struct golden golden = {
    .pipeline = &referral_pipeline,
    .version = 1,
    .checksum = "6da69dadce8ffbccd881dc1a6ebda4ac645080ca1da344ed7c0dcf6a77bf6bda",
    .name = "referral",
    .topic = "referral",
    .window = WINDOW_LIFETIME,
    .n_measures = 6,
    .words = words,
    .add_history = add_history,
};

int main(void) {
    record_stream_open(&stream);
    int status = golden_suite_run(&golden);
    record_stream_close(&stream);
    return status;
}
