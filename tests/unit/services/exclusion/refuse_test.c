#include "exclusion/exclusion.h"

#include "support/exclusion_event.h"
#include "support/literals.h"
#include "support/suite.h"

/* A Tuesday, decided on the Monday before. */
#define SUSPENSION exclusion_event("r1", EXCLUSION_SUSP, "2024-09-10", 4)
#define PERMANENT exclusion_event("r1", EXCLUSION_PERM, "2024-09-10", 0)
#define LUNCHTIME exclusion_event("r1", EXCLUSION_LNCH, "2024-09-10", 1)

static void assert_refused(const struct exclusion *exclusion, enum reason reason,
                           const char *field) {
    struct refusal refusal =
        exclusion_refuse(exclusion, text_of(LITERAL_CHILD), exclusion_reference());
    CU_ASSERT_EQUAL(refusal.reason, reason);
    CU_ASSERT_STRING_EQUAL(refusal.field, field);
}

static void assert_accepted(const struct exclusion *exclusion) {
    assert_refused(exclusion, REASON_NONE, "");
}

static void an_exclusion_that_keeps_every_rule_is_accepted(void) {
    struct exclusion exclusion = SUSPENSION;
    assert_accepted(&exclusion);
    exclusion.ends_on = on("2024-09-11");
    exclusion.la_notified_at = instant("2024-09-09", 15, 0);
    exclusion.provision_from = on("2024-09-17");
    assert_accepted(&exclusion);
    exclusion.envelope.pupil = (struct pupil){.known = false};
    assert_accepted(&exclusion);
    exclusion = PERMANENT;
    assert_accepted(&exclusion);
    exclusion = LUNCHTIME;
    assert_accepted(&exclusion);
}

static void reasons_for_refusal_come_in_their_order(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.reasons.items[0] = text_of("XX");
    assert_refused(&exclusion, REASON_UNKNOWN_CODE, "reasons");
    exclusion.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(&exclusion, REASON_UNKNOWN_CODE, "primary_need");
    exclusion.sessions = 401;
    assert_refused(&exclusion, REASON_BAD_VALUE, "sessions");
    exclusion.envelope.revision = 0;
    assert_refused(&exclusion, REASON_BAD_VALUE, "revision");
    exclusion.envelope.child_ref = text_of("c2");
    assert_refused(&exclusion, REASON_BAD_KEY, "child_ref");
}

static void an_exclusion_has_an_id_at_its_source(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.envelope.record_id = text_of("");
    assert_refused(&exclusion, REASON_BAD_VALUE, "record_id");
}

static void assert_date_from_2000_to_2099(int64_t *date, const struct exclusion *exclusion,
                                          const char *field) {
    *date = on("2000-01-01");
    assert_accepted(exclusion);
    *date = on("1999-12-31");
    assert_refused(exclusion, REASON_BAD_VALUE, field);
    *date = on("2099-12-31");
    assert_accepted(exclusion);
    *date = on("2100-01-01");
    assert_refused(exclusion, REASON_BAD_VALUE, field);
    *date = INT32_MIN;
    assert_refused(exclusion, REASON_BAD_VALUE, field);
}

static void every_date_lies_from_2000_to_2099(void) {
    struct exclusion exclusion = SUSPENSION;
    assert_date_from_2000_to_2099(&exclusion.decided_on, &exclusion, "decided_on");
    exclusion = SUSPENSION;
    assert_date_from_2000_to_2099(&exclusion.starts_on, &exclusion, "starts_on");
    exclusion = SUSPENSION;
    assert_date_from_2000_to_2099(&exclusion.provision_from, &exclusion, "provision_from");
    exclusion = SUSPENSION;
    exclusion.starts_on = on("2000-01-01");
    assert_date_from_2000_to_2099(&exclusion.ends_on, &exclusion, "ends_on");
}

static void the_authority_is_told_from_2000_to_2099(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.la_notified_at = instant("2000-01-01", 0, 0);
    assert_accepted(&exclusion);
    exclusion.la_notified_at--;
    assert_refused(&exclusion, REASON_BAD_VALUE, "la_notified_at");
    exclusion.la_notified_at = instant("2099-12-31", 23, 59);
    assert_accepted(&exclusion);
    exclusion.la_notified_at = instant("2100-01-01", 0, 0);
    assert_refused(&exclusion, REASON_BAD_VALUE, "la_notified_at");
    exclusion.la_notified_at = INT64_MAX;
    assert_refused(&exclusion, REASON_BAD_VALUE, "la_notified_at");
    exclusion.la_notified_at = INT64_MIN + 1;
    assert_refused(&exclusion, REASON_BAD_VALUE, "la_notified_at");
}

static void an_exclusion_does_not_end_before_it_starts(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.ends_on = exclusion.starts_on;
    assert_accepted(&exclusion);
    exclusion.ends_on--;
    assert_refused(&exclusion, REASON_BAD_VALUE, "ends_on");
}

static void decision_notice_and_provision_may_come_in_any_order(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.decided_on = exclusion.starts_on + 30;
    exclusion.provision_from = exclusion.starts_on - 30;
    exclusion.la_notified_at = instant("2024-06-01", 12, 0);
    assert_accepted(&exclusion);
}

static void there_are_one_to_three_reasons(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.reasons = (struct texts){0};
    assert_refused(&exclusion, REASON_BAD_VALUE, "reasons");
    exclusion.reasons = (struct texts){3, {{"PP", 2}, {"VA", 2}, {"PP", 2}}};
    assert_accepted(&exclusion);
    exclusion.reasons = (struct texts){4, {{"PP", 2}, {"VA", 2}, {"PP", 2}, {"VA", 2}}};
    assert_refused(&exclusion, REASON_BAD_VALUE, "reasons");
    exclusion.reasons.count = 10000; /* of which four are kept */
    assert_refused(&exclusion, REASON_BAD_VALUE, "reasons");
}

static void each_reason_is_known_in_its_exact_spelling(void) {
    static const char *const unknown[] = {"db", "D", "DBX", "", "DB ", "FX"};
    for (size_t i = 0; i < 6; i++) {
        struct exclusion exclusion = SUSPENSION;
        exclusion.reasons = (struct texts){3, {{"PP", 2}, {"VA", 2}, text_of(unknown[i])}};
        assert_refused(&exclusion, REASON_UNKNOWN_CODE, "reasons");
    }
}

static void sessions_lie_from_0_to_400(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.sessions = 0;
    assert_accepted(&exclusion);
    exclusion.sessions = 400;
    assert_accepted(&exclusion);
    exclusion.sessions = 401;
    assert_refused(&exclusion, REASON_BAD_VALUE, "sessions");
    exclusion.sessions = -1;
    assert_refused(&exclusion, REASON_BAD_VALUE, "sessions");
}

static void a_void_is_checked_up_to_the_pupil_only(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.envelope.op = OP_VOID;
    exclusion.reasons = (struct texts){0};
    exclusion.starts_on = INT32_MIN;
    exclusion.decided_on = INT32_MAX;
    exclusion.sessions = -1;
    exclusion.la_notified_at = INT64_MAX;
    assert_accepted(&exclusion);
    exclusion.envelope.pupil.primary_need = text_of("NONE");
    assert_refused(&exclusion, REASON_UNKNOWN_CODE, "primary_need");
    exclusion.envelope.pupil.nc_year = 16;
    assert_refused(&exclusion, REASON_BAD_VALUE, "nc_year");
}

int main(void) {
    return suite_run(
        "exclusion: refuse",
        (const struct test[]){
            {"an exclusion that keeps every rule is accepted",
             an_exclusion_that_keeps_every_rule_is_accepted},
            {"reasons for refusal come in their order", reasons_for_refusal_come_in_their_order},
            {"an exclusion has an id at its source", an_exclusion_has_an_id_at_its_source},
            {"every date lies from 2000 to 2099", every_date_lies_from_2000_to_2099},
            {"the authority is told from 2000 to 2099, by London's date",
             the_authority_is_told_from_2000_to_2099},
            {"an exclusion does not end before it starts",
             an_exclusion_does_not_end_before_it_starts},
            {"decision, notice and provision may come in any order",
             decision_notice_and_provision_may_come_in_any_order},
            {"there are one to three reasons", there_are_one_to_three_reasons},
            {"each reason is known, in its exact spelling",
             each_reason_is_known_in_its_exact_spelling},
            {"sessions lie from 0 to 400", sessions_lie_from_0_to_400},
            {"a VOID is checked up to the pupil only", a_void_is_checked_up_to_the_pupil_only},
            {NULL, NULL},
        });
}
