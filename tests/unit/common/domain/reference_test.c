#include "domain/reference.h"

#include "support/literals.h"
#include "support/suite.h"

static const struct attendance_code *code(const char *text) {
    return reference_code(&literal_reference, text_of(text));
}

/* -1: no such code. */
static int class_of(const char *text) {
    const struct attendance_code *found = code(text);
    return found != NULL ? (int)found->class : -1;
}

static void every_code_is_found_at_its_address(void) {
    CU_ASSERT_EQUAL(literal_reference.n_codes, 34);
    for (size_t i = 0; i < literal_reference.n_codes; i++) {
        const struct attendance_code *row = &literal_reference.codes[i];
        CU_ASSERT_PTR_EQUAL(code(row->code), row);
        CU_ASSERT_PTR_EQUAL(reference_code_padded(&literal_reference, row->code), row);
    }
}

static void codes_have_the_classes_of_the_regulations(void) {
    static const char *const present[] = {"/", "\\"}, *const late[] = {"L"},
                             *const aea[] = {"K", "V", "P", "W", "B"},
                             *const authorised[] = {"C1", "M", "J1", "S", "C2",
                                                    "C",  "T", "R",  "I", "E"},
                             *const unauthorised[] = {"G", "N", "O", "U"},
                             *const not_possible[] = {"D",  "Q",  "Y1", "Y2", "Y3", "Y4",
                                                      "Y5", "Y6", "Y7", "X",  "Z",  "#"};
    static const struct {
        enum code_class class;
        const char *const *codes;
        size_t count;
    } groups[] = {
        {CLASS_PRESENT, present, 2},
        {CLASS_LATE, late, 1},
        {CLASS_AEA, aea, 5},
        {CLASS_AUTHORISED, authorised, 10},
        {CLASS_UNAUTHORISED, unauthorised, 4},
        {CLASS_NOT_POSSIBLE, not_possible, 12},
    };
    for (size_t group = 0; group < 6; group++) {
        for (size_t i = 0; i < groups[group].count; i++) {
            CU_ASSERT_EQUAL(class_of(groups[group].codes[i]), (int)groups[group].class);
        }
    }
}

static void retired_and_misspelt_codes_are_unknown(void) {
    static const char *const unknown[] = {"H",     "J",         "F",  "Y",  "",    "i",
                                          "I ",    " I",        "C3", "Y8", "C2X", "C2XY",
                                          "C2XYZ", "C2XYZABCD", "!",  "~",  "Y0"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        CU_ASSERT_PTR_NULL(code(unknown[i]));
    }
    CU_ASSERT_PTR_NULL(reference_code_padded(&literal_reference, "Y8\0"));
    CU_ASSERT_PTR_NULL(reference_code_padded(&literal_reference, "\0\0\0"));
    CU_ASSERT_PTR_NULL(reference_code(&literal_reference, (struct text){"C\0", 2}));
    CU_ASSERT_PTR_NULL(reference_code(&literal_reference, (struct text){"I\0\0\0I", 5}));
}

static void possible_and_absent_follow_the_class(void) {
    CU_ASSERT_TRUE(class_is_possible(CLASS_PRESENT));
    CU_ASSERT_TRUE(class_is_possible(CLASS_LATE));
    CU_ASSERT_TRUE(class_is_possible(CLASS_AEA));
    CU_ASSERT_TRUE(class_is_possible(CLASS_AUTHORISED));
    CU_ASSERT_TRUE(class_is_possible(CLASS_UNAUTHORISED));
    CU_ASSERT_FALSE(class_is_possible(CLASS_NOT_POSSIBLE));
    CU_ASSERT_FALSE(class_is_absent(CLASS_PRESENT));
    CU_ASSERT_FALSE(class_is_absent(CLASS_LATE));
    CU_ASSERT_FALSE(class_is_absent(CLASS_AEA));
    CU_ASSERT_TRUE(class_is_absent(CLASS_AUTHORISED));
    CU_ASSERT_TRUE(class_is_absent(CLASS_UNAUTHORISED));
    CU_ASSERT_FALSE(class_is_absent(CLASS_NOT_POSSIBLE));
}

static void needs_are_found_by_exact_spelling(void) {
    CU_ASSERT_EQUAL(literal_reference.n_needs, 14);
    for (size_t i = 0; i < literal_reference.n_needs; i++) {
        const char *need = literal_reference.needs[i];
        CU_ASSERT_PTR_EQUAL(reference_need(&literal_reference, text_of(need)), need);
    }
    CU_ASSERT_PTR_NULL(reference_need(&literal_reference, text_of("semh")));
    CU_ASSERT_PTR_NULL(reference_need(&literal_reference, text_of("SEM")));
    CU_ASSERT_PTR_NULL(reference_need(&literal_reference, text_of("SEMHS")));
    CU_ASSERT_PTR_NULL(reference_need(&literal_reference, text_of("")));
    CU_ASSERT_PTR_NULL(reference_need(&literal_reference, text_of("ZZZ")));
}

static void school_days_count_from_the_first_day_itself(void) {
    const struct reference *reference = &literal_reference;
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-02"), 1), on("2024-09-02"));
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-02"), 6), on("2024-09-09"));
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-06"), 2), on("2024-09-09"));
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-07"), 1), on("2024-09-09"));
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-08"), 6), on("2024-09-16"));
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-20"), 1), on("2024-09-20"));
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-02"), 15), on("2024-09-20"));
}

static void nothing_is_counted_outside_the_known_school_days(void) {
    const struct reference *reference = &literal_reference;
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-01"), 1), DAY_NONE);
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-21"), 1), DAY_NONE);
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-02"), 16), DAY_NONE);
    CU_ASSERT_EQUAL(reference_nth_school_day(reference, on("2024-09-20"), 2), DAY_NONE);
    struct reference empty = {0};
    CU_ASSERT_EQUAL(reference_nth_school_day(&empty, on("2024-09-02"), 1), DAY_NONE);
    CU_ASSERT_PTR_NULL(reference_code(&empty, text_of("I")));
    CU_ASSERT_PTR_NULL(reference_need(&empty, text_of("SEMH")));
    CU_ASSERT_PTR_NULL(reference_service(&empty, text_of("SALT")));
    CU_ASSERT_PTR_NULL(reference_exclusion_reason(&empty, text_of("PP")));
    CU_ASSERT_PTR_NULL(reference_rule(&empty, "C2_PA", "", on("2024-09-02")));
}

static void services_and_reasons_are_found_by_exact_spelling(void) {
    const struct reference *reference = &literal_reference;
    CU_ASSERT_EQUAL(reference->n_services, 12);
    for (size_t i = 0; i < reference->n_services; i++) {
        const struct service *service = &reference->services[i];
        CU_ASSERT_PTR_EQUAL(reference_service(reference, text_of(service->service)), service);
    }
    CU_ASSERT_PTR_NULL(reference_service(reference, text_of("salt")));
    CU_ASSERT_PTR_NULL(reference_service(reference, text_of("SAL")));
    CU_ASSERT_PTR_NULL(reference_service(reference, text_of("SALTS")));
    CU_ASSERT_PTR_NULL(reference_service(reference, text_of("")));
    CU_ASSERT_PTR_NULL(reference_service(reference, (struct text){"OT\0", 3}));
    CU_ASSERT_EQUAL(reference->n_exclusion_reasons, 29);
    for (size_t i = 0; i < reference->n_exclusion_reasons; i++) {
        const char *reason = reference->exclusion_reasons[i];
        CU_ASSERT_PTR_EQUAL(reference_exclusion_reason(reference, text_of(reason)), reason);
    }
    CU_ASSERT_PTR_NULL(reference_exclusion_reason(reference, text_of("pp")));
    CU_ASSERT_PTR_NULL(reference_exclusion_reason(reference, text_of("P")));
    CU_ASSERT_PTR_NULL(reference_exclusion_reason(reference, text_of("PPP")));
    CU_ASSERT_PTR_NULL(reference_exclusion_reason(reference, text_of("")));
}

static void only_two_services_wait_for_more_than_a_first_contact(void) {
    size_t count = 0;
    for (size_t i = 0; i < literal_reference.n_services; i++) {
        count += !literal_reference.services[i].first_contact_ends_wait;
    }
    CU_ASSERT_EQUAL(count, 2);
    CU_ASSERT_FALSE(reference_service(&literal_reference, text_of("ND"))->first_contact_ends_wait);
    CU_ASSERT_FALSE(reference_service(&literal_reference, text_of("CDC"))->first_contact_ends_wait);
}

static void every_rule_is_found_from_its_first_day_on(void) {
    const struct reference *reference = &literal_reference;
    CU_ASSERT_EQUAL(reference->n_rules, 24);
    for (size_t i = 0; i < reference->n_rules; i++) {
        const struct rule *rule = &reference->rules[i];
        const char *id = rule->rule_id, *step = rule->step;
        CU_ASSERT_PTR_EQUAL(reference_rule(reference, id, step, on("2000-01-01")), rule);
        CU_ASSERT_PTR_EQUAL(reference_rule(reference, id, step, on("2099-12-31")), rule);
        CU_ASSERT_PTR_NULL(reference_rule(reference, id, step, on("1999-12-31")));
        CU_ASSERT_PTR_NULL(reference_rule(reference, id, "1", on("2025-01-01")));
    }
    CU_ASSERT_PTR_NULL(reference_rule(reference, "C1_SUSP_45D", "", on("2025-01-01")));
    CU_ASSERT_PTR_NULL(reference_rule(reference, "C0", "", on("2025-01-01")));
    CU_ASSERT_PTR_NULL(reference_rule(reference, "C9", "", on("2025-01-01")));
}

static void the_row_of_a_rule_is_the_last_that_is_valid(void) {
    const struct rule rules[] = {
        {.rule_id = "A", .step = "", .valid_from = on("2024-01-01"), .threshold = 1},
        {.rule_id = "A", .step = "", .valid_from = on("2024-09-01"), .threshold = 2},
        {.rule_id = "A", .step = "", .valid_from = on("2025-09-01"), .threshold = 3},
        {.rule_id = "A", .step = "x", .valid_from = on("2024-01-01"), .threshold = 4},
        {.rule_id = "B", .step = "", .valid_from = on("2024-01-01"), .threshold = 5},
    };
    const struct reference reference = {.rules = rules, .n_rules = 5};
    CU_ASSERT_PTR_NULL(reference_rule(&reference, "A", "", on("2023-12-31")));
    CU_ASSERT_EQUAL(reference_rule(&reference, "A", "", on("2024-01-01"))->threshold, 1);
    CU_ASSERT_EQUAL(reference_rule(&reference, "A", "", on("2024-08-31"))->threshold, 1);
    CU_ASSERT_EQUAL(reference_rule(&reference, "A", "", on("2024-09-01"))->threshold, 2);
    CU_ASSERT_EQUAL(reference_rule(&reference, "A", "", on("2025-09-01"))->threshold, 3);
    CU_ASSERT_EQUAL(reference_rule(&reference, "A", "x", on("2030-01-01"))->threshold, 4);
    CU_ASSERT_PTR_NULL(reference_rule(&reference, "B", "", on("2023-12-31")));
    CU_ASSERT_EQUAL(reference_rule(&reference, "B", "", on("2030-01-01"))->threshold, 5);
}

static void school_days_between_two_days_count_both(void) {
    const struct reference *reference = &literal_reference;
    CU_ASSERT_EQUAL(reference_school_days(reference, on("2024-09-02"), on("2024-09-02")), 1);
    CU_ASSERT_EQUAL(reference_school_days(reference, on("2024-09-02"), on("2024-09-06")), 5);
    CU_ASSERT_EQUAL(reference_school_days(reference, on("2024-09-06"), on("2024-09-09")), 2);
    CU_ASSERT_EQUAL(reference_school_days(reference, on("2024-09-07"), on("2024-09-08")), 0);
    CU_ASSERT_EQUAL(reference_school_days(reference, on("2024-09-06"), on("2024-09-05")), 0);
    CU_ASSERT_EQUAL(reference_school_days(reference, on("2024-01-01"), on("2030-01-01")), 15);
    const struct reference empty = {0};
    CU_ASSERT_EQUAL(reference_school_days(&empty, on("2024-09-02"), on("2024-09-06")), 0);
}

int main(void) {
    return suite_run(
        "reference",
        (const struct test[]){
            {"every code is found at its address", every_code_is_found_at_its_address},
            {"codes have the classes of the regulations",
             codes_have_the_classes_of_the_regulations},
            {"retired and misspelt codes are unknown", retired_and_misspelt_codes_are_unknown},
            {"possible and absent follow the class", possible_and_absent_follow_the_class},
            {"needs are found by exact spelling", needs_are_found_by_exact_spelling},
            {"services and reasons are found by exact spelling",
             services_and_reasons_are_found_by_exact_spelling},
            {"only two services wait for more than a first contact",
             only_two_services_wait_for_more_than_a_first_contact},
            {"every rule is found from its first day on",
             every_rule_is_found_from_its_first_day_on},
            {"the row of a rule is the last that is valid",
             the_row_of_a_rule_is_the_last_that_is_valid},
            {"school days between two days count both", school_days_between_two_days_count_both},
            {"school days count from the first day itself",
             school_days_count_from_the_first_day_itself},
            {"nothing is counted outside the known school days",
             nothing_is_counted_outside_the_known_school_days},
            {NULL, NULL},
        });
}
