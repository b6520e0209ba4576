#include "runtime/pipeline.h"

day_t pipeline_window_start(const struct pipeline *pipeline, day_t day) {
    return pipeline->window == WINDOW_ACADEMIC_YEAR ? day_academic_year(day)
                                                    : WINDOW_LIFETIME_START;
}
