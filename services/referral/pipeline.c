#include "referral/referral.h"
#include "runtime/records.h"

static const struct input referral_input = {
    .topic = "referral",
    .fields = referral_fields,
    .n_fields = REFERRAL_FIELDS,
    .record_size = sizeof(struct referral),
    .refuse = referral_refuse,
    .day = referral_day,
    .lines = referral_lines,
};

const struct pipeline referral_pipeline = {
    .name = "referral",
    .version = 1,
    .window = WINDOW_LIFETIME,
    .inputs = &referral_input,
    .n_inputs = 1,
    .document = &records_document,
    .crossings = referral_crossings,
    .measures = referral_measures,
    .n_measures = REFERRAL_MEASURES,
};
