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
        CU_ASSERT_PTR_EQUAL(code(literal_reference.codes[i].code), &literal_reference.codes[i]);
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
            {"school days count from the first day itself",
             school_days_count_from_the_first_day_itself},
            {"nothing is counted outside the known school days",
             nothing_is_counted_outside_the_known_school_days},
            {NULL, NULL},
        });
}
