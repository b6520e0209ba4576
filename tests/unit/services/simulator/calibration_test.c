#include "simulator/calibration.h"

#include "support/suite.h"
#include "support/synthetic.h"

#define WEDNESDAY 20782 /* 2026-11-25 */

static json_t *figures_of(bool told) {
    const struct borough_settings borough = synthetic_settings(BOROUGH_PUPILS);
    const struct calendar calendar = synthetic_calendar();
    struct records_settings settings = {
        .borough = &borough, .calendar = &calendar, .until = WEDNESDAY, .years = 2};
    for (int stream = 0; stream < STREAMS; stream++) {
        settings.streams[stream] = told;
    }
    struct records *records = records_new(&settings);
    json_t *figures = calibration_json(records, WEDNESDAY);
    records_free(records);
    return figures;
}

/* `within` is a share of the target. */
static void assert_near(const json_t *figures, const char *name, double within) {
    const json_t *figure = json_object_get(figures, name);
    const double target = json_real_value(json_object_get(figure, "target"));
    CU_ASSERT(target > 0);
    CU_ASSERT_DOUBLE_EQUAL(json_real_value(json_object_get(figure, "value")), target,
                           target * within);
}

static void every_figure_is_near_its_target(void) {
    json_t *figures = figures_of(true);
    assert_near(figures, "suspensions_per_100_N", 0.15);
    assert_near(figures, "suspensions_per_100_K", 0.15);
    assert_near(figures, "suspensions_per_100_E", 0.25);
    assert_near(figures, "permanent_exclusions", 0.22);
    assert_near(figures, "timetables_open", 0.20);
    assert_near(figures, "timetables_open_sen_percent", 0.10);
    assert_near(figures, "timetables_open_plan_percent", 0.25);
    assert_near(figures, "nd_waiting_over_18_weeks_percent", 0.02);
    assert_near(figures, "salt_waiting_over_18_weeks_percent", 0.10);
    assert_near(figures, "ehc_decisions_in_6_weeks_percent", 0.02);
    assert_near(figures, "acute_advice_in_6_weeks_percent", 0.05);
    assert_near(figures, "mental_health_advice_in_6_weeks_percent", 0.06);
    CU_ASSERT_EQUAL(json_object_size(figures), 12);
    json_decref(figures);
}

static void without_records_there_is_nothing_to_compare(void) {
    CU_ASSERT_PTR_NULL(figures_of(false));
}

int main(void) {
    return suite_run(
        "calibration",
        (const struct test[]){{"every figure is near its target", every_figure_is_near_its_target},
                              {"without records there is nothing to compare",
                               without_records_there_is_nothing_to_compare},
                              {NULL, NULL}});
}
