/* Properties that must hold for every history of a child's referrals, and cases of the fold. */
#include "support/literals.h"
#include "support/record_property.h"
#include "support/referral_event.h"
#include "support/suite.h"

#define FIRST 19967 /* 2024-09-01; every date of referral_any lies within 1,200 days */
#define LAST 21167

static struct record_stream stream = {.pipeline = &referral_pipeline, .any = referral_any};

static void every_order_gives_the_same(void) {
    order_changes_nothing(&stream);
}

static void every_cut_into_batches_gives_the_same(void) {
    batches_change_nothing(&stream);
}

/* Definitions of measures and rules, in words of the field rather than of lines. */

static bool has_come(int64_t date, day_t day) {
    return date != NUMBER_NULL && date <= day;
}

static bool refused_by(const struct referral *referral, day_t day) {
    return referral->accepted == 0 &&
           (referral->triaged_on == NUMBER_NULL || referral->triaged_on <= day);
}

static bool goes_by_assessment(const struct referral *referral) {
    return text_equal(referral->service, text_of("ND")) ||
           text_equal(referral->service, text_of("CDC"));
}

static int64_t waiting(const void *record, day_t day) {
    const struct referral *referral = record;
    bool seen = has_come(referral->first_contact_on, day) && !goes_by_assessment(referral);
    return referral->received_on <= day && !seen && !refused_by(referral, day) &&
           !has_come(referral->assessed_on, day) && !has_come(referral->treatment_on, day) &&
           !has_come(referral->closed_on, day);
}

static int64_t received(const void *record, day_t day) {
    return ((const struct referral *)record)->received_on <= day;
}

static int64_t decided(const void *record, day_t day) {
    const struct referral *referral = record;
    bool known = referral->accepted == 0 || referral->accepted == 1;
    return known && received(record, day) &&
           (referral->triaged_on == NUMBER_NULL || referral->triaged_on <= day);
}

static int64_t accepted(const void *record, day_t day) {
    return ((const struct referral *)record)->accepted == 1 && decided(record, day);
}

static int64_t contacted(const void *record, day_t day) {
    return has_come(((const struct referral *)record)->first_contact_on, day);
}

static int64_t assessed(const void *record, day_t day) {
    return has_come(((const struct referral *)record)->assessed_on, day);
}

static int64_t receipt(const void *record) {
    return ((const struct referral *)record)->received_on;
}

static void on_every_day_the_measures_are_what_has_happened_and_who_waits(void) {
    static const struct measure_claim claims[] = {
        {"referrals_received", received, NULL},
        {"referrals_decided", decided, NULL},
        {"referrals_accepted", accepted, NULL},
        {"first_contacts", contacted, receipt},
        {"assessments", assessed, receipt},
        {"referrals_waiting", waiting, receipt},
        {NULL, NULL, NULL},
    };
    measures_are_as_defined(&stream, claims, FIRST, LAST);
}

static bool waits_for_more_than_two_years(const void *record, day_t day) {
    return waiting(record, day) && day - receipt(record) > 104 * 7;
}

static void on_every_day_the_open_breaches_are_waits_of_more_than_two_years(void) {
    static const struct rule_claim claims[] = {
        {"C5_CHILD_104WK", "", waits_for_more_than_two_years},
        {NULL, NULL, NULL},
    };
    breaches_are_as_defined(&stream, claims, FIRST, LAST);
}

/* The cases of the sentences, one by one. */

static enum outcome fold_of(struct record_fold *fold, struct referral referral, enum op op,
                            int64_t revision) {
    referral.envelope.op = (int8_t)op;
    referral.envelope.revision = revision;
    return record_fold_event(fold, &referral);
}

static void assert_text(char *text, const char *expected) {
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

#define WAITING                                                      \
    "referrals_received 2024-09-02 - trft K SEMH secondary SALT 1\n" \
    "referrals_waiting 2024-09-02 2024-09-02 trft K SEMH secondary SALT 1\n"

static void a_contact_that_was_a_mistake_brings_the_wait_back(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct referral referral = referral_event("SALT", 1);
    fold_of(&fold, referral, OP_ASSERT, 1);
    referral.first_contact_on = on("2024-10-01");
    fold_of(&fold, referral, OP_ASSERT, 2);
    assert_text(record_fold_crossings(&fold), "");
    referral.first_contact_on = NUMBER_NULL;
    fold_of(&fold, referral, OP_ASSERT, 3);
    assert_text(line_sums_text(&fold.sums), WAITING);
    assert_text(record_fold_crossings(&fold),
                "C5_CHILD_104WK - s1|r1 2026-09-01 - 2026-08-31 trft K secondary e1\n");
    record_fold_end(&fold);
}

static void a_withdrawal_before_its_referral_is_kept(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    CU_ASSERT_EQUAL(fold_of(&fold, referral_event("SALT", 1), OP_VOID, 2), OUTCOME_APPLIED);
    CU_ASSERT_EQUAL(fold_of(&fold, referral_event("SALT", 1), OP_ASSERT, 1), OUTCOME_UNCHANGED);
    assert_text(line_sums_text(&fold.sums), "");
    CU_ASSERT_EQUAL(fold_of(&fold, referral_event("SALT", 1), OP_ASSERT, 3), OUTCOME_APPLIED);
    assert_text(line_sums_text(&fold.sums), WAITING);
    record_fold_end(&fold);
}

static void a_referral_that_moves_to_another_provider_waits_there_alone(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct referral referral = referral_event("SALT", 1);
    fold_of(&fold, referral, OP_ASSERT, 1);
    referral.provider = text_of("rdash");
    fold_of(&fold, referral, OP_ASSERT, 2);
    assert_text(line_sums_text(&fold.sums),
                "referrals_received 2024-09-02 - rdash K SEMH secondary SALT 1\n"
                "referrals_waiting 2024-09-02 2024-09-02 rdash K SEMH secondary SALT 1\n");
    record_fold_end(&fold);
}

static void one_id_at_two_sources_is_two_referrals(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct referral other = referral_event("OT", 1);
    other.envelope.source = text_of("s2");
    fold_of(&fold, referral_event("SALT", 1), OP_ASSERT, 1);
    fold_of(&fold, other, OP_ASSERT, 1);
    CU_ASSERT_EQUAL(record_fold_view(&fold)->count, 2);
    fold_of(&fold, other, OP_VOID, 2);
    assert_text(line_sums_text(&fold.sums), WAITING);
    record_fold_end(&fold);
}

int main(void) {
    record_stream_open(&stream);
    int status = suite_run(
        "referral: fold",
        (const struct test[]){
            {"every order of arrival gives the same, and so do duplicates",
             every_order_gives_the_same},
            {"every cut into batches gives the same", every_cut_into_batches_gives_the_same},
            {"on every day the measures are what has happened and who waits",
             on_every_day_the_measures_are_what_has_happened_and_who_waits},
            {"on every day the open breaches are waits of more than two years",
             on_every_day_the_open_breaches_are_waits_of_more_than_two_years},
            {"a contact that was a mistake brings the wait back",
             a_contact_that_was_a_mistake_brings_the_wait_back},
            {"a withdrawal before its referral is kept", a_withdrawal_before_its_referral_is_kept},
            {"a referral that moves to another provider waits there alone",
             a_referral_that_moves_to_another_provider_waits_there_alone},
            {"one id at two sources is two referrals", one_id_at_two_sources_is_two_referrals},
            {NULL, NULL},
        });
    record_stream_close(&stream);
    return status;
}
