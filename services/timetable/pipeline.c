#include "runtime/records.h"
#include "timetable/timetable.h"

static const struct input timetable_input = {
    .topic = "part-time-timetable",
    .fields = timetable_fields,
    .n_fields = TIMETABLE_FIELDS,
    .record_size = sizeof(struct timetable),
    .refuse = timetable_refuse,
    .day = timetable_day,
    .lines = timetable_lines,
};

const struct pipeline timetable_pipeline = {
    .name = "timetable",
    .version = 1,
    .window = WINDOW_LIFETIME,
    .inputs = &timetable_input,
    .n_inputs = 1,
    .document = &records_document,
    .crossings = timetable_crossings,
    .measures = timetable_measures,
    .n_measures = TIMETABLE_MEASURES,
};
