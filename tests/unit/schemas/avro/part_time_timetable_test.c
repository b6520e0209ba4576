#include "support/topic_suite.h"
#include "timetable/timetable.h"

int main(void) {
    static const char *const ignored[] = {"event_id", "recorded_at"};
    return topic_suite_run(&(struct topic){
        .input = &timetable_pipeline.inputs[0],
        .name = "part-time-timetable",
        .n_fields = 17,
        .fingerprint = UINT64_C(0xbf5aa15e5195c284),
        .ignored = ignored,
        .n_ignored = 2,
        .n_examples = 6,
    });
}
