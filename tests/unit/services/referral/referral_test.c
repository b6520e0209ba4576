#include "referral/referral.h"

#include "support/literals.h"
#include "support/record_assert.h"
#include "support/referral_event.h"
#include "support/suite.h"

static const struct pipeline *const pipeline = &referral_pipeline;

static void a_referral_that_keeps_every_rule_is_accepted(void) {
    struct referral referral = referral_event("SALT", 1);
    assert_accepted(pipeline, &referral);
    referral.triaged_on = referral.first_contact_on = referral.assessed_on = referral.treatment_on =
        referral.closed_on = referral.received_on;
    referral.accepted = 1;
    referral.close_reason = text_of("discharged");
    assert_accepted(pipeline, &referral);
    referral.envelope.pupil = (struct pupil){.known = false};
    assert_accepted(pipeline, &referral);
}

static void reasons_for_refusal_come_in_their_order(void) {
    struct referral referral = referral_event("salt", 1);
    referral.envelope.child_ref = text_of("c2");
    referral.envelope.source = text_of("");
    referral.envelope.pupil.primary_need = text_of("NONE");
    referral.provider = text_of("two words");
    assert_refused(pipeline, &referral, REASON_BAD_KEY, "child_ref");
    referral.envelope.child_ref = text_of("c1");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, "source");
    referral.envelope.source = text_of("s1");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, "provider");
    referral.provider = text_of("trft");
    assert_refused(pipeline, &referral, REASON_UNKNOWN_CODE, "primary_need");
    referral.envelope.pupil.primary_need = TEXT_NULL;
    assert_refused(pipeline, &referral, REASON_UNKNOWN_CODE, "service");
}

static void the_twelve_services_are_known_in_exact_spelling(void) {
    static const char *const known[] = {
        "SALT",  "OT",         "PT",     "CDC",        "ND",
        "CAMHS", "WHEELCHAIR", "CARERS", "TRANSITION", "INCLUSION_PANEL",
        "EHCNA", "SENDIASS",
    };
    static const char *const unknown[] = {"", "Salt", "SALT ", "SAL", "INCLUSION_PANELS"};
    for (size_t i = 0; i < 12; i++) {
        struct referral referral = referral_event(known[i], 1);
        assert_accepted(pipeline, &referral);
    }
    for (size_t i = 0; i < 5; i++) {
        struct referral referral = referral_event(unknown[i], 1);
        assert_refused(pipeline, &referral, REASON_UNKNOWN_CODE, "service");
    }
}

static void the_provider_and_the_id_must_not_be_empty(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.provider = text_of("");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, "provider");
    referral.envelope.record_id = text_of("");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, "record_id");
}

static void assert_follows_receipt(size_t offset, const char *field) {
    struct referral referral = referral_event("SALT", 1);
    int64_t *date = (int64_t *)(void *)((char *)&referral + offset);
    *date = on("2024-09-02");
    assert_accepted(pipeline, &referral);
    *date = on("2024-09-01");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, field);
    *date = on("2100-01-01");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, field);
    *date = on("2099-12-31");
    assert_accepted(pipeline, &referral);
}

static void no_other_date_lies_before_receipt(void) {
    assert_follows_receipt(offsetof(struct referral, triaged_on), "triaged_on");
    assert_follows_receipt(offsetof(struct referral, first_contact_on), "first_contact_on");
    assert_follows_receipt(offsetof(struct referral, assessed_on), "assessed_on");
    assert_follows_receipt(offsetof(struct referral, treatment_on), "treatment_on");
    assert_follows_receipt(offsetof(struct referral, closed_on), "closed_on");
}

static void receipt_lies_from_2000_to_2099(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.received_on = on("2000-01-01");
    assert_accepted(pipeline, &referral);
    referral.received_on = on("1999-12-31");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, "received_on");
    referral.received_on = on("2100-01-01");
    assert_refused(pipeline, &referral, REASON_BAD_VALUE, "received_on");
}

static void other_steps_may_come_in_any_order(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.closed_on = on("2024-09-03");
    referral.first_contact_on = on("2024-10-01");
    referral.triaged_on = on("2024-11-01");
    assert_accepted(pipeline, &referral);
}

static void a_void_is_checked_up_to_the_pupil(void) {
    struct referral referral = referral_event("?", 1);
    referral.envelope.op = OP_VOID;
    referral.provider = text_of("");
    referral.received_on = on("1999-12-31");
    assert_accepted(pipeline, &referral);
    referral.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(pipeline, &referral, REASON_UNKNOWN_CODE, "primary_need");
}

#define AT_TRFT " trft K SEMH secondary "

static void a_referral_that_came_in_waits(void) {
    struct referral referral = referral_event("SALT", 1);
    assert_lines(pipeline, &referral,
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "SALT 1\n");
}

static void accepting_is_counted_on_the_day_of_triage(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.accepted = 1;
    referral.triaged_on = on("2024-09-10");
    assert_lines(pipeline, &referral,
                 "referrals_accepted 2024-09-10 -" AT_TRFT "SALT 1\n"
                 "referrals_decided 2024-09-10 -" AT_TRFT "SALT 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "SALT 1\n");
}

static void a_decision_without_a_day_is_one_of_the_day_of_receipt(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.accepted = 1;
    assert_lines(pipeline, &referral,
                 "referrals_accepted 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_decided 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "SALT 1\n");
}

static void a_triage_without_a_decision_decides_nothing(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.triaged_on = on("2024-09-10");
    assert_lines(pipeline, &referral,
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "SALT 1\n");
}

static void refusal_ends_the_wait_on_the_day_of_triage(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.accepted = 0;
    referral.triaged_on = on("2024-09-10");
    assert_lines(pipeline, &referral,
                 "referrals_decided 2024-09-10 -" AT_TRFT "SALT 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-10 2024-09-02" AT_TRFT "SALT -1\n");
}

static void a_refusal_without_a_day_of_triage_never_waited(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.accepted = 0;
    assert_lines(pipeline, &referral,
                 "referrals_decided 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n");
}

static void a_first_contact_ends_the_wait_and_has_its_age(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.first_contact_on = on("2025-01-06");
    assert_lines(pipeline, &referral,
                 "first_contacts 2025-01-06 2024-09-02" AT_TRFT "SALT 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "SALT 1\n"
                 "referrals_waiting 2025-01-06 2024-09-02" AT_TRFT "SALT -1\n");
}

static void for_nd_and_cdc_a_first_contact_does_not_end_the_wait(void) {
    struct referral referral = referral_event("ND", 1);
    referral.first_contact_on = on("2025-01-06");
    assert_lines(pipeline, &referral,
                 "first_contacts 2025-01-06 2024-09-02" AT_TRFT "ND 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "ND 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "ND 1\n");
    referral.service = text_of("CDC");
    referral.assessed_on = on("2025-03-03");
    assert_lines(pipeline, &referral,
                 "assessments 2025-03-03 2024-09-02" AT_TRFT "CDC 1\n"
                 "first_contacts 2025-01-06 2024-09-02" AT_TRFT "CDC 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "CDC 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "CDC 1\n"
                 "referrals_waiting 2025-03-03 2024-09-02" AT_TRFT "CDC -1\n");
}

static void one_assessed_on_the_day_of_receipt_never_waited(void) {
    struct referral referral = referral_event("WHEELCHAIR", 1);
    referral.assessed_on = on("2024-09-02");
    assert_lines(pipeline, &referral,
                 "assessments 2024-09-02 2024-09-02" AT_TRFT "WHEELCHAIR 1\n"
                 "referrals_received 2024-09-02 -" AT_TRFT "WHEELCHAIR 1\n");
}

static void treatment_and_closing_have_no_lines_but_end_the_wait(void) {
    struct referral referral = referral_event("ND", 1);
    referral.treatment_on = on("2024-12-02");
    assert_lines(pipeline, &referral,
                 "referrals_received 2024-09-02 -" AT_TRFT "ND 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "ND 1\n"
                 "referrals_waiting 2024-12-02 2024-09-02" AT_TRFT "ND -1\n");
    referral.closed_on = on("2024-11-01");
    assert_lines(pipeline, &referral,
                 "referrals_received 2024-09-02 -" AT_TRFT "ND 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02" AT_TRFT "ND 1\n"
                 "referrals_waiting 2024-11-01 2024-09-02" AT_TRFT "ND -1\n");
}

static day_t wait_end(const struct referral *referral, const char *service) {
    return referral_wait_end(referral, reference_service(&literal_reference, text_of(service)));
}

static void the_earliest_of_the_steps_that_end_it_ends_the_wait(void) {
    struct referral referral = referral_event("SALT", 1);
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), DAY_NONE);
    referral.closed_on = on("2024-12-05");
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), on("2024-12-05"));
    referral.treatment_on = on("2024-12-04");
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), on("2024-12-04"));
    referral.assessed_on = on("2024-12-03");
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), on("2024-12-03"));
    referral.first_contact_on = on("2024-12-01");
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), on("2024-12-01"));
    CU_ASSERT_EQUAL(wait_end(&referral, "ND"), on("2024-12-03"));
    referral.accepted = 1;
    referral.triaged_on = on("2024-11-30");
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), on("2024-12-01"));
    referral.accepted = 0;
    CU_ASSERT_EQUAL(wait_end(&referral, "SALT"), on("2024-11-30"));
    CU_ASSERT_EQUAL(wait_end(&referral, "CDC"), on("2024-11-30"));
}

static void the_place_is_the_provider_and_never_the_school(void) {
    struct referral referral = referral_event("SALT", 1);
    referral.provider = text_of("RFR-salt.1");
    referral.envelope.pupil = (struct pupil){.known = false, .school_urn = 106905};
    assert_lines(pipeline, &referral,
                 "referrals_received 2024-09-02 - RFR-salt.1 - - - SALT 1\n"
                 "referrals_waiting 2024-09-02 2024-09-02 RFR-salt.1 - - - SALT 1\n");
}

static void a_void_has_no_lines(void) {
    struct referral referral = referral_event("SALT", 2);
    referral.envelope.op = OP_VOID;
    assert_lines(pipeline, &referral, "");
}

static void a_service_that_left_the_reference_has_no_lines(void) {
    struct referral referral = referral_event("MUSIC", 1);
    assert_lines(pipeline, &referral, "");
}

int main(void) {
    return suite_run(
        "referral",
        (const struct test[]){
            {"a referral that keeps every rule is accepted",
             a_referral_that_keeps_every_rule_is_accepted},
            {"reasons for refusal come in their order", reasons_for_refusal_come_in_their_order},
            {"the twelve services are known, in exact spelling",
             the_twelve_services_are_known_in_exact_spelling},
            {"the provider and the id must not be empty",
             the_provider_and_the_id_must_not_be_empty},
            {"no other date lies before receipt", no_other_date_lies_before_receipt},
            {"receipt lies from 2000 to 2099", receipt_lies_from_2000_to_2099},
            {"other steps may come in any order", other_steps_may_come_in_any_order},
            {"a VOID is checked up to the pupil", a_void_is_checked_up_to_the_pupil},
            {"a referral that came in waits", a_referral_that_came_in_waits},
            {"accepting is counted on the day of triage",
             accepting_is_counted_on_the_day_of_triage},
            {"a decision without a day is one of the day of receipt",
             a_decision_without_a_day_is_one_of_the_day_of_receipt},
            {"a triage without a decision decides nothing",
             a_triage_without_a_decision_decides_nothing},
            {"refusal ends the wait on the day of triage",
             refusal_ends_the_wait_on_the_day_of_triage},
            {"a refusal without a day of triage never waited",
             a_refusal_without_a_day_of_triage_never_waited},
            {"a first contact ends the wait and has its age",
             a_first_contact_ends_the_wait_and_has_its_age},
            {"for ND and CDC a first contact does not end the wait",
             for_nd_and_cdc_a_first_contact_does_not_end_the_wait},
            {"one assessed on the day of receipt never waited",
             one_assessed_on_the_day_of_receipt_never_waited},
            {"treatment and closing have no lines but end the wait",
             treatment_and_closing_have_no_lines_but_end_the_wait},
            {"the earliest of the steps that end it ends the wait",
             the_earliest_of_the_steps_that_end_it_ends_the_wait},
            {"the place is the provider and never the school",
             the_place_is_the_provider_and_never_the_school},
            {"a VOID has no lines", a_void_has_no_lines},
            {"a service that left the reference has no lines",
             a_service_that_left_the_reference_has_no_lines},
            {NULL, NULL},
        });
}
