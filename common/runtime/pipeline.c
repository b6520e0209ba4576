#include "runtime/pipeline.h"

day_t pipeline_window_start(const struct pipeline *pipeline, day_t day) {
    return pipeline->window == WINDOW_ACADEMIC_YEAR ? day_academic_year(day)
                                                    : WINDOW_LIFETIME_START;
}

void pipeline_child_lines(const struct pipeline *pipeline, const void *document,
                          const struct reference *reference, struct lines *to) {
    if (pipeline->child_lines != NULL) {
        pipeline->child_lines(pipeline->document->view(document), reference, to);
    }
}
