#include "support/advice_event.h"
#include "support/golden_suite.h"
#include "support/record_property.h"

static struct record_stream stream = {.pipeline = &advice_pipeline, .any = advice_any};

static void add_history(uint64_t seed, struct lines *lines, struct crossings *crossings) {
    add_each_record(&stream, seed, lines, crossings);
}

static const char *const words[] = {"C4_ADVICE_DUE 35", "C4_ADVICE_DUE 42", NULL};

static const struct golden golden = {
    .pipeline = &advice_pipeline,
    .version = 1,
    .checksum = "826b2a1259b3fda2a834ccd3445689e3a2377faf7a4f7df90a5df71826b6f910",
    .name = "advice",
    .topic = "advice-submission",
    .window = WINDOW_LIFETIME,
    .n_measures = 8,
    .words = words,
    .add_history = add_history,
};

int main(void) {
    record_stream_open(&stream);
    int status = golden_suite_run(&golden);
    record_stream_close(&stream);
    return status;
}
