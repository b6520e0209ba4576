#include "advice/advice.h"
#include "support/topic_suite.h"

int main(void) {
    static const char *const ignored[] = {"event_id", "recorded_at"};
    return topic_suite_run(&(struct topic){
        .input = &advice_pipeline.inputs[0],
        .name = "advice-submission",
        .n_fields = 16,
        .fingerprint = UINT64_C(0x64cd3824375cdc9b),
        .ignored = ignored,
        .n_ignored = 2,
        .n_examples = 7,
    });
}
