#include "support/literals.h"
#include "support/record_assert.h"
#include "support/referral_event.h"
#include "support/suite.h"

/* 728 days from 2024-09-02 are 2026-08-31. */
#define TWO_YEARS(over) \
    "C5_CHILD_104WK - s1|r1 2026-09-01 " over " 2026-08-31 trft K secondary e1\n"

static void expect(const struct referral *referral, const char *expected) {
    assert_crossings(&referral_pipeline, referral, &literal_reference, expected);
}

static void a_wait_of_more_than_104_weeks_is_a_breach(void) {
    struct referral referral = referral_event("SALT", 1);
    expect(&referral, TWO_YEARS("-"));
    referral.service = text_of("SENDIASS");
    expect(&referral, TWO_YEARS("-"));
}

static void a_wait_of_exactly_104_weeks_is_none(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.first_contact_on = on("2026-09-01");
    expect(&referral, "");
    referral.first_contact_on = on("2026-09-02");
    expect(&referral, TWO_YEARS("2026-09-02"));
}

static void for_nd_and_cdc_a_first_contact_does_not_resolve_it(void) {
    struct referral referral = referral_event("ND", 1);
    referral.first_contact_on = on("2024-10-01");
    expect(&referral, TWO_YEARS("-"));
    referral.service = text_of("CDC");
    expect(&referral, TWO_YEARS("-"));
    referral.assessed_on = on("2026-10-01");
    expect(&referral, TWO_YEARS("2026-10-01"));
}

static void one_that_was_refused_never_waits_that_long(void) {
    struct referral referral = referral_event("ND", 1);
    referral.accepted = 0;
    expect(&referral, "");
    referral.triaged_on = on("2026-09-15");
    expect(&referral, TWO_YEARS("2026-09-15"));
    referral.accepted = 1;
    expect(&referral, TWO_YEARS("-"));
}

static void a_record_keeps_the_limit_of_its_receipt(void) {
    static const struct rule rules[] = {
        {"C5_CHILD_104WK", "", 19723, 5, 3, false, 728, 0, 60, 7}, /* 2024-01-01 */
        {"C5_CHILD_104WK", "", 20089, 5, 3, false, 364, 0, 60, 7}, /* 2025-01-01 */
    };
    struct reference reference = literal_reference;
    reference.rules = rules;
    reference.n_rules = 2;
    struct referral referral = referral_event("OT", 1);
    referral.received_on = on("2024-12-31");
    assert_crossings(&referral_pipeline, &referral, &reference,
                     "C5_CHILD_104WK - s1|r1 2026-12-30 - 2026-12-29 trft K secondary e1\n");
    referral.received_on = on("2025-01-01");
    assert_crossings(&referral_pipeline, &referral, &reference,
                     "C5_CHILD_104WK - s1|r1 2026-01-01 - 2025-12-31 trft K secondary e1\n");
    referral.received_on = on("2023-12-31");
    assert_crossings(&referral_pipeline, &referral, &reference, "");
}

static void a_service_that_left_the_reference_has_no_wait(void) {
    struct referral referral = referral_event("MUSIC", 1);
    expect(&referral, "");
}

static void a_referral_that_was_withdrawn_breaks_no_rule(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.envelope.op = OP_VOID;
    expect(&referral, "");
}

int main(void) {
    return suite_run(
        "referral: rules",
        (const struct test[]){
            {"a wait of more than 104 weeks is a breach, for any service",
             a_wait_of_more_than_104_weeks_is_a_breach},
            {"a wait of exactly 104 weeks is none", a_wait_of_exactly_104_weeks_is_none},
            {"for ND and CDC a first contact does not resolve it",
             for_nd_and_cdc_a_first_contact_does_not_resolve_it},
            {"one that was refused never waits that long",
             one_that_was_refused_never_waits_that_long},
            {"a record keeps the limit of its receipt", a_record_keeps_the_limit_of_its_receipt},
            {"a service that left the reference has no wait",
             a_service_that_left_the_reference_has_no_wait},
            {"a referral that was withdrawn breaks no rule",
             a_referral_that_was_withdrawn_breaks_no_rule},
            {NULL, NULL},
        });
}
