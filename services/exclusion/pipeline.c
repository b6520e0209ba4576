#include "exclusion/exclusion.h"
#include "runtime/records.h"

static const struct input exclusion_input = {
    .topic = "exclusion",
    .fields = exclusion_fields,
    .n_fields = EXCLUSION_FIELDS,
    .record_size = sizeof(struct exclusion),
    .refuse = exclusion_refuse,
    .day = exclusion_day,
    .lines = exclusion_lines,
};

const struct pipeline exclusion_pipeline = {
    .name = "exclusion",
    .version = 1,
    .window = WINDOW_LIFETIME,
    .inputs = &exclusion_input,
    .n_inputs = 1,
    .document = &records_document,
    .child_lines = exclusion_child_lines,
    .crossings = exclusion_crossings,
    .measures = exclusion_measures,
    .n_measures = EXCLUSION_MEASURES,
};
