#include "advice/advice.h"
#include "runtime/records.h"

static const struct input advice_input = {
    .topic = "advice-submission",
    .fields = advice_fields,
    .n_fields = ADVICE_FIELDS,
    .record_size = sizeof(struct advice),
    .refuse = advice_refuse,
    .day = advice_day,
    .lines = advice_lines,
};

const struct pipeline advice_pipeline = {
    .name = "advice",
    .version = 1,
    .window = WINDOW_LIFETIME,
    .inputs = &advice_input,
    .n_inputs = 1,
    .document = &records_document,
    .crossings = advice_crossings,
    .measures = advice_measures,
    .n_measures = ADVICE_MEASURES,
};
