/* How near the records come to the figures that they are calibrated to. */
#ifndef GOLDENTHREAD_SIMULATOR_CALIBRATION_H
#define GOLDENTHREAD_SIMULATOR_CALIBRATION_H

#include <jansson.h>

#include "simulator/records.h"

/* An object of figures, each with its value and its target: what happens in a year in the last
 * complete academic year before `until`, what is open on `until`. The caller owns it; NULL when no
 * records are told. */
json_t *calibration_json(const struct records *records, day_t until);

#endif
