#include "home_education/home_education.h"
#include "runtime/records.h"

static const struct input home_education_input = {
    .topic = "home-education",
    .fields = home_education_fields,
    .n_fields = HOME_EDUCATION_FIELDS,
    .record_size = sizeof(struct home_education),
    .refuse = home_education_refuse,
    .day = home_education_day,
    .lines = home_education_lines,
};

const struct pipeline home_education_pipeline = {
    .name = "home_education",
    .version = 1,
    .window = WINDOW_LIFETIME,
    .inputs = &home_education_input,
    .n_inputs = 1,
    .document = &records_document,
    .crossings = home_education_crossings,
    .measures = home_education_measures,
    .n_measures = HOME_EDUCATION_MEASURES,
};
