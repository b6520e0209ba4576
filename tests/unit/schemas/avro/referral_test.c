#include "referral/referral.h"
#include "support/topic_suite.h"

int main(void) {
    static const char *const ignored[] = {"event_id", "recorded_at"};
    return topic_suite_run(&(struct topic){
        .input = &referral_pipeline.inputs[0],
        .name = "referral",
        .n_fields = 18,
        .fingerprint = UINT64_C(0x59e26e395dc9d2b9),
        .ignored = ignored,
        .n_ignored = 2,
        .n_examples = 7,
    });
}
