#include "support/advice_event.h"
#include "support/literals.h"
#include "support/record_assert.h"
#include "support/suite.h"

/* Asked for on 2024-09-02: day 35 is 2024-10-07, day 42 is 2024-10-14. */
#define WARNING(over) \
    "C4_ADVICE_DUE 35 s1|r1|35 2024-10-07 " over " 2024-10-14 trft K secondary e1\n"
#define OVERDUE(over) \
    "C4_ADVICE_DUE 42 s1|r1|42 2024-10-15 " over " 2024-10-14 trft K secondary e1\n"

static void expect(const struct advice *advice, const char *expected) {
    assert_crossings(&advice_pipeline, advice, &literal_reference, expected);
}

static void the_warning_gives_way_to_the_breach_on_day_43(void) {
    struct advice advice = advice_event(1);
    expect(&advice, WARNING("2024-10-15") OVERDUE("-"));
    advice.received_on = on("2025-01-08");
    expect(&advice, WARNING("2024-10-15") OVERDUE("2025-01-08"));
}

static void advice_of_day_35_needs_no_warning(void) {
    struct advice advice = advice_event(1);
    advice.received_on = on("2024-10-07");
    expect(&advice, "");
    advice.received_on = on("2024-10-08");
    expect(&advice, WARNING("2024-10-08"));
}

static void advice_of_day_42_and_of_day_43_ends_the_warning_without_a_breach(void) {
    struct advice advice = advice_event(1);
    advice.received_on = on("2024-10-14");
    expect(&advice, WARNING("2024-10-14"));
    advice.received_on = on("2024-10-15");
    expect(&advice, WARNING("2024-10-15"));
    advice.received_on = on("2024-10-16");
    expect(&advice, WARNING("2024-10-15") OVERDUE("2024-10-16"));
}

static void every_strand_is_watched_and_no_exempt_request(void) {
    for (int strand = 0; strand < 6; strand++) {
        struct advice advice = advice_event(1);
        advice.strand = (int8_t)strand;
        expect(&advice, WARNING("2024-10-15") OVERDUE("-"));
    }
    for (int exemption = EXEMPTION_EXCEPTIONAL; exemption <= EXEMPTION_SCHOOL_CLOSED; exemption++) {
        struct advice advice = advice_event(1);
        advice.exemption = (int8_t)exemption;
        expect(&advice, "");
    }
}

static void a_record_keeps_the_limits_of_its_request(void) {
    static const struct rule rules[] = {
        {"C4_ADVICE_DUE", "35", 10957, 4, 3, false, 35, 0, 60, 7},
        {"C4_ADVICE_DUE", "35", 20089, 4, 3, false, 49, 0, 60, 7}, /* 2025-01-01 */
        {"C4_ADVICE_DUE", "42", 10957, 4, 2, false, 42, 0, 60, 7},
        {"C4_ADVICE_DUE", "42", 20089, 4, 2, false, 56, 0, 60, 7},
    };
    struct reference reference = literal_reference;
    reference.rules = rules;
    reference.n_rules = 4;
    struct advice advice = advice_event(1);
    advice.requested_on = on("2024-12-31");
    assert_crossings(
        &advice_pipeline, &advice, &reference,
        "C4_ADVICE_DUE 35 s1|r1|35 2025-02-04 2025-02-12 2025-02-11 trft K secondary e1\n"
        "C4_ADVICE_DUE 42 s1|r1|42 2025-02-12 - 2025-02-11 trft K secondary e1\n");
    advice.requested_on = on("2025-01-01");
    assert_crossings(
        &advice_pipeline, &advice, &reference,
        "C4_ADVICE_DUE 35 s1|r1|35 2025-02-19 2025-02-27 2025-02-26 trft K secondary e1\n"
        "C4_ADVICE_DUE 42 s1|r1|42 2025-02-27 - 2025-02-26 trft K secondary e1\n");
}

static void without_the_row_of_the_warning_the_breach_remains(void) {
    static const struct rule rules[] = {{"C4_ADVICE_DUE", "42", 10957, 4, 2, false, 42, 0, 60, 7}};
    struct reference reference = literal_reference;
    reference.rules = rules;
    reference.n_rules = 1;
    struct advice advice = advice_event(1);
    assert_crossings(&advice_pipeline, &advice, &reference, OVERDUE("-"));
    reference.n_rules = 0;
    assert_crossings(&advice_pipeline, &advice, &reference, "");
}

static void a_request_that_was_withdrawn_breaks_no_rule(void) {
    struct advice advice = advice_event(1);
    advice.envelope.op = OP_VOID;
    expect(&advice, "");
}

int main(void) {
    return suite_run(
        "advice: rules",
        (const struct test[]){
            {"the warning gives way to the breach on day 43",
             the_warning_gives_way_to_the_breach_on_day_43},
            {"advice of day 35 needs no warning", advice_of_day_35_needs_no_warning},
            {"advice of day 42 and of day 43 ends the warning without a breach",
             advice_of_day_42_and_of_day_43_ends_the_warning_without_a_breach},
            {"every strand is watched and no exempt request",
             every_strand_is_watched_and_no_exempt_request},
            {"a record keeps the limits of its request", a_record_keeps_the_limits_of_its_request},
            {"without the row of the warning the breach remains",
             without_the_row_of_the_warning_the_breach_remains},
            {"a request that was withdrawn breaks no rule",
             a_request_that_was_withdrawn_breaks_no_rule},
            {NULL, NULL},
        });
}
