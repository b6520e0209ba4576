#include "absence/absence.h"
#include "support/topic_suite.h"

int main(void) {
    static const char *const ignored[] = {"event_id", "source", "record_id", "recorded_at"};
    return topic_suite_run(&(struct topic){
        .input = &absence_pipeline.inputs[0],
        .name = "absence",
        .n_fields = 13,
        .fingerprint = UINT64_C(0x3686fb33dab40365),
        .ignored = ignored,
        .n_ignored = 4,
        .n_examples = 6,
    });
}
