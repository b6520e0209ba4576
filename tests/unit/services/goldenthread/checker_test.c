#include "goldenthread/checker.h"

#include <string.h>

#include "exclusion/exclusion.h"
#include "runtime/pipeline.h"
#include "support/suite.h"

static struct checker *new_checker(const char *topic) {
    struct error error = {0};
    struct checker *checker = checker_new(SOURCE_DIR "/schemas", topic, &error);
    CU_ASSERT_STRING_EQUAL(error.message, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(checker);
    return checker;
}

static struct exclusion suspension(int64_t revision) {
    return (struct exclusion){
        .envelope = {.event_id = text_of("5f0c7a52-3d0e-4d5c-8a51-6f7a4f5b9c01"),
                     .source = text_of("mis"),
                     .record_id = text_of("r1"),
                     .revision = revision,
                     .recorded_at = INT64_C(1791208800000),
                     .child_ref = text_of("c1"),
                     .op = OP_ASSERT},
        .category = EXCLUSION_SUSP,
        .reasons = {1, {text_of("DB")}},
        .decided_on = 20731,
        .starts_on = 20732,
        .ends_on = NUMBER_NULL,
        .sessions = 4,
        .stage = EXCLUSION_ISSUED,
        .la_notified_at = NUMBER_NULL,
        .provision_from = NUMBER_NULL,
    };
}

static struct verdict take(struct checker *checker, const struct exclusion *exclusion,
                           struct text key) {
    uint8_t bytes[1000];
    const size_t length = checker_encode(checker, exclusion, bytes, sizeof bytes);
    CU_ASSERT_NOT_EQUAL(length, 0);
    return checker_take(checker, key, (struct text){(const char *)bytes, length});
}

static void a_good_event_is_taken_with_its_key_or_without(void) {
    struct checker *checker = new_checker("exclusion");
    const struct exclusion first = suspension(7), second = suspension(8);
    struct verdict verdict = take(checker, &first, text_of("c1"));
    CU_ASSERT_EQUAL(verdict.refusal.reason, REASON_NONE);
    CU_ASSERT_FALSE(verdict.unchanged);
    CU_ASSERT_STRING_EQUAL(verdict.event_id, "5f0c7a52-3d0e-4d5c-8a51-6f7a4f5b9c01");
    verdict = take(checker, &second, TEXT_NULL);
    CU_ASSERT_EQUAL(verdict.refusal.reason, REASON_NONE);
    checker_free(checker);
}

static void a_resend_says_nothing_new_and_a_conflict_is_found(void) {
    struct checker *checker = new_checker("exclusion");
    const struct exclusion first = suspension(7);
    struct exclusion other = suspension(7);
    other.sessions = 6;
    take(checker, &first, TEXT_NULL);
    CU_ASSERT_TRUE(take(checker, &first, TEXT_NULL).unchanged);
    CU_ASSERT_EQUAL(take(checker, &other, TEXT_NULL).refusal.reason, REASON_CONFLICT);
    other.envelope.child_ref = text_of("c2");
    CU_ASSERT_EQUAL(take(checker, &other, TEXT_NULL).refusal.reason, REASON_NONE);
    checker_free(checker);
}

static void expect_refused(struct checker *checker, const struct exclusion *exclusion,
                           struct text key, enum reason reason, const char *field) {
    const struct verdict verdict = take(checker, exclusion, key);
    CU_ASSERT_EQUAL(verdict.refusal.reason, reason);
    CU_ASSERT_STRING_EQUAL(verdict.refusal.field, field);
}

static void what_a_consumer_refuses_is_refused(void) {
    struct checker *checker = new_checker("exclusion");
    struct exclusion bad = suspension(0);
    expect_refused(checker, &bad, TEXT_NULL, REASON_BAD_VALUE, "revision");
    bad = suspension(1);
    expect_refused(checker, &bad, text_of("c2"), REASON_BAD_KEY, "child_ref");
    bad.reasons.items[0] = text_of("??");
    expect_refused(checker, &bad, TEXT_NULL, REASON_UNKNOWN_CODE, "reasons");
    bad = suspension(1);
    bad.envelope.pupil =
        (struct pupil){true, SYMBOL_NULL, SYMBOL_NULL, NUMBER_NULL, NUMBER_NULL, text_of("NONE")};
    expect_refused(checker, &bad, TEXT_NULL, REASON_UNKNOWN_CODE, "primary_need");
    checker_free(checker);
}

static void bytes_of_another_topic_are_of_an_unknown_schema(void) {
    struct checker *exclusions = new_checker("exclusion"), *referrals = new_checker("referral");
    const struct exclusion exclusion = suspension(1);
    uint8_t bytes[1000];
    const size_t length = checker_encode(exclusions, &exclusion, bytes, sizeof bytes);
    const struct verdict verdict =
        checker_take(referrals, TEXT_NULL, (struct text){(const char *)bytes, length});
    CU_ASSERT_EQUAL(verdict.refusal.reason, REASON_UNKNOWN_SCHEMA);
    CU_ASSERT_STRING_EQUAL(verdict.event_id, "");
    CU_ASSERT_EQUAL(checker_take(referrals, TEXT_NULL, TEXT_NULL).refusal.reason, REASON_EMPTY);
    checker_free(referrals);
    checker_free(exclusions);
}

static void a_topic_or_folder_that_is_not_there_is_told(void) {
    struct error error = {0};
    CU_ASSERT_PTR_NULL(checker_new(SOURCE_DIR "/schemas", "exclusions", &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.message, "exclusion, "));
    error = (struct error){0};
    CU_ASSERT_PTR_NULL(checker_new("/nowhere", "exclusion", &error));
    CU_ASSERT_EQUAL(error.kind, ERROR_CONFIG);
}

int main(void) {
    static const struct test tests[] = {
        {"a good event is taken, with its key or without",
         a_good_event_is_taken_with_its_key_or_without},
        {"a resend says nothing new and a conflict is found",
         a_resend_says_nothing_new_and_a_conflict_is_found},
        {"what a consumer refuses is refused", what_a_consumer_refuses_is_refused},
        {"bytes of another topic are of an unknown schema",
         bytes_of_another_topic_are_of_an_unknown_schema},
        {"a topic or folder that is not there is told",
         a_topic_or_folder_that_is_not_there_is_told},
        {NULL, NULL},
    };
    return suite_run("checker", tests);
}
