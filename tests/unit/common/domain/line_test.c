#include "domain/line.h"

#include "support/suite.h"

struct kept {
    struct lines lines;
    int count;
    struct line last;
};

static void keep(struct lines *to, const struct line *line) {
    struct kept *kept = (struct kept *)to;
    kept->count++;
    kept->last = *line;
}

static const struct measure sessions = {"sessions"};

static void a_line_of_value_zero_is_left_out(void) {
    struct kept kept = {.lines = {keep}};
    line_add(&kept.lines, &(struct line){.measure = &sessions, .value = 0});
    CU_ASSERT_EQUAL(kept.count, 0);
    line_add(&kept.lines, &(struct line){.measure = &sessions, .value = 2});
    CU_ASSERT_EQUAL(kept.count, 1);
    CU_ASSERT_EQUAL(kept.last.value, 2);
}

static void a_negated_line_differs_in_its_sign_only(void) {
    struct kept kept = {.lines = {keep}};
    struct negated_lines negated = lines_negated(&kept.lines);
    line_add(&negated.lines, &(struct line){.measure = &sessions,
                                            .day = 20000,
                                            .since = DAY_NONE,
                                            .place = {.urn = 106905, .sen = 'E', .need = "ASD"},
                                            .detail = "C2",
                                            .value = 3});
    CU_ASSERT_EQUAL(kept.count, 1);
    CU_ASSERT_EQUAL(kept.last.value, -3);
    CU_ASSERT_PTR_EQUAL(kept.last.measure, &sessions);
    CU_ASSERT_EQUAL(kept.last.day, 20000);
    CU_ASSERT_EQUAL(kept.last.since, DAY_NONE);
    CU_ASSERT_EQUAL(kept.last.place.urn, 106905);
    CU_ASSERT_EQUAL(kept.last.place.sen, 'E');
    CU_ASSERT_STRING_EQUAL(kept.last.place.need, "ASD");
    CU_ASSERT_STRING_EQUAL(kept.last.detail, "C2");
}

static void national_curriculum_years_have_stages(void) {
    CU_ASSERT_EQUAL(stage_of_year(INT64_MIN), STAGE_UNKNOWN);
    CU_ASSERT_EQUAL(stage_of_year(-2), STAGE_NURSERY);
    CU_ASSERT_EQUAL(stage_of_year(-1), STAGE_NURSERY);
    CU_ASSERT_EQUAL(stage_of_year(0), STAGE_PRIMARY);
    CU_ASSERT_EQUAL(stage_of_year(6), STAGE_PRIMARY);
    CU_ASSERT_EQUAL(stage_of_year(7), STAGE_SECONDARY);
    CU_ASSERT_EQUAL(stage_of_year(11), STAGE_SECONDARY);
    CU_ASSERT_EQUAL(stage_of_year(12), STAGE_POST16);
    CU_ASSERT_EQUAL(stage_of_year(15), STAGE_POST16);
}

static void stages_have_the_names_of_the_ledger(void) {
    CU_ASSERT_STRING_EQUAL(stage_name(STAGE_UNKNOWN), "");
    CU_ASSERT_STRING_EQUAL(stage_name(STAGE_NURSERY), "nursery");
    CU_ASSERT_STRING_EQUAL(stage_name(STAGE_PRIMARY), "primary");
    CU_ASSERT_STRING_EQUAL(stage_name(STAGE_SECONDARY), "secondary");
    CU_ASSERT_STRING_EQUAL(stage_name(STAGE_POST16), "post16");
}

int main(void) {
    return suite_run(
        "line",
        (const struct test[]){
            {"a line of value zero is left out", a_line_of_value_zero_is_left_out},
            {"a negated line differs in its sign only", a_negated_line_differs_in_its_sign_only},
            {"national curriculum years have stages", national_curriculum_years_have_stages},
            {"stages have the names of the ledger", stages_have_the_names_of_the_ledger},
            {NULL, NULL},
        });
}
