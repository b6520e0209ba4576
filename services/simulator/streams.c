#include "simulator/streams.h"

#include <string.h>

#include "absence/absence.h"
#include "advice/advice.h"
#include "exclusion/exclusion.h"
#include "referral/referral.h"
#include "timetable/timetable.h"

static const struct pipeline *const pipelines_of_streams[STREAMS] = {
    [STREAM_ABSENCE] = &absence_pipeline,     [STREAM_EXCLUSION] = &exclusion_pipeline,
    [STREAM_TIMETABLE] = &timetable_pipeline, [STREAM_REFERRAL] = &referral_pipeline,
    [STREAM_ADVICE] = &advice_pipeline,
};

const struct pipeline *stream_pipeline(enum stream stream) {
    return pipelines_of_streams[stream];
}

const char *stream_name(enum stream stream) {
    return pipelines_of_streams[stream]->name;
}

const struct input *stream_input(enum stream stream) {
    return &pipelines_of_streams[stream]->inputs[0];
}

enum stream stream_named(const char *name, size_t length) {
    int stream = 0;
    while (stream < STREAMS) {
        const char *known = stream_name((enum stream)stream);
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            break;
        }
        stream++;
    }
    return (enum stream)stream;
}
