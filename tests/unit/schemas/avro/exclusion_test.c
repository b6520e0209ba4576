#include "exclusion/exclusion.h"
#include "support/topic_suite.h"

int main(void) {
    static const char *const ignored[] = {"event_id", "recorded_at"};
    return topic_suite_run(&(struct topic){
        .input = &exclusion_pipeline.inputs[0],
        .name = "exclusion",
        .n_fields = 17,
        .fingerprint = UINT64_C(0x9336e130def8f045),
        .ignored = ignored,
        .n_ignored = 2,
        .n_examples = 8,
    });
}
