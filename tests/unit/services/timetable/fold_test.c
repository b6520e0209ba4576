/* Properties that must hold for every history of a child's timetables, and cases of the fold. */
#include "support/literals.h"
#include "support/record_property.h"
#include "support/suite.h"
#include "support/timetable_event.h"

/* From 2024-09-01: every date of timetable_any, and six weeks after it, lie within a year. */
#define FIRST 19967
#define LAST 20332

static struct record_stream stream = {.pipeline = &timetable_pipeline, .any = timetable_any};

static void every_order_gives_the_same(void) {
    order_changes_nothing(&stream);
}

static void every_cut_into_batches_gives_the_same(void) {
    batches_change_nothing(&stream);
}

/* Definitions of measures and rules, in words of the field rather than of lines. */

static bool begun(const struct timetable *timetable, day_t day) {
    return timetable->starts_on <= day;
}

static bool open(const struct timetable *timetable, day_t day) {
    return begun(timetable, day) &&
           (timetable->ended_on == NUMBER_NULL || timetable->ended_on > day);
}

static bool too_few_hours(const struct timetable *timetable) {
    const struct pupil *pupil = &timetable->envelope.pupil;
    int64_t half_hours = 0; /* of a full-time week */
    if (pupil->known && pupil->nc_year != NUMBER_NULL && pupil->nc_year >= 1) {
        half_hours = pupil->nc_year <= 2    ? 42
                     : pupil->nc_year <= 6  ? 47
                     : pupil->nc_year <= 10 ? 48
                     : pupil->nc_year == 11 ? 50
                                            : 0;
    }
    int64_t elsewhere = timetable->ap_minutes == NUMBER_NULL ? 0 : timetable->ap_minutes;
    return timetable->weekly_minutes + elsewhere < 30 * half_hours;
}

static int64_t started(const void *record, day_t day) {
    return begun(record, day);
}

static int64_t is_open(const void *record, day_t day) {
    return open(record, day);
}

static int64_t without_agreement(const void *record, day_t day) {
    return open(record, day) && ((const struct timetable *)record)->parent_agreed == 0;
}

static int64_t below_hours(const void *record, day_t day) {
    return open(record, day) && too_few_hours(record);
}

static int64_t with_review(const void *record, day_t day) {
    return open(record, day) && ((const struct timetable *)record)->next_review_on != NUMBER_NULL;
}

static int64_t start(const void *record) {
    return ((const struct timetable *)record)->starts_on;
}

static int64_t review(const void *record) {
    return ((const struct timetable *)record)->next_review_on;
}

static void on_every_day_the_measures_are_what_is_open(void) {
    static const struct measure_claim claims[] = {
        {"timetables_started", started, NULL},
        {"timetables_open", is_open, start},
        {"timetables_without_agreement", without_agreement, start},
        {"timetables_below_hours", below_hours, start},
        {"timetable_reviews", with_review, review},
        {NULL, NULL, NULL},
    };
    measures_are_as_defined(&stream, claims, FIRST, LAST);
}

static bool in_breach_of_agreement(const void *record, day_t day) {
    return without_agreement(record, day);
}

static bool open_ended(const void *record, day_t day) {
    const struct timetable *timetable = record;
    return open(record, day) &&
           (timetable->planned_end_on == NUMBER_NULL || timetable->next_review_on == NUMBER_NULL);
}

static bool longer_than_six_weeks(const void *record, day_t day) {
    return open(record, day) && day - start(record) > 42;
}

static bool review_overdue(const void *record, day_t day) {
    return with_review(record, day) && day > review(record);
}

static bool for_behaviour(const void *record, day_t day) {
    return open(record, day) && ((const struct timetable *)record)->reason == TIMETABLE_BEHAVIOUR;
}

static bool in_breach_of_hours(const void *record, day_t day) {
    return below_hours(record, day);
}

static void on_every_day_the_open_breaches_are_those_of_the_rules(void) {
    static const struct rule_claim claims[] = {
        {"C1_PTT_NO_AGREE", "", in_breach_of_agreement},
        {"C1_PTT_OPEN_ENDED", "", open_ended},
        {"C1_PTT_OVER_6WK", "", longer_than_six_weeks},
        {"C1_PTT_REVIEW_DUE", "", review_overdue},
        {"C1_PTT_BEHAVIOUR", "", for_behaviour},
        {"C1_PTT_HOURS", "", in_breach_of_hours},
        {NULL, NULL, NULL},
    };
    breaches_are_as_defined(&stream, claims, FIRST, LAST);
}

/* The cases of the sentences, one by one. */

static enum outcome fold_of(struct record_fold *fold, struct timetable timetable, enum op op,
                            int64_t revision) {
    timetable.envelope.op = (int8_t)op;
    timetable.envelope.revision = revision;
    return record_fold_event(fold, &timetable);
}

static void assert_text(char *text, const char *expected) {
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

#define LINE(measure, since) measure " 2024-09-09 " since " 106905 K SEMH secondary SEMH 1\n"
#define OPEN_LINES                          \
    LINE("timetable_reviews", "2024-09-23") \
    LINE("timetables_open", "2024-09-09")   \
    LINE("timetables_started", "-")

static void a_withdrawal_takes_lines_and_crossings_away_and_keeps_its_revision(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    CU_ASSERT_EQUAL(fold_of(&fold, timetable_event(1), OP_ASSERT, 3), OUTCOME_APPLIED);
    assert_text(line_sums_text(&fold.sums), OPEN_LINES);
    CU_ASSERT_EQUAL(fold_of(&fold, timetable_event(1), OP_VOID, 4), OUTCOME_APPLIED);
    assert_text(line_sums_text(&fold.sums), "");
    assert_text(record_fold_crossings(&fold), "");
    CU_ASSERT_EQUAL(fold_of(&fold, timetable_event(1), OP_ASSERT, 2), OUTCOME_UNCHANGED);
    assert_text(line_sums_text(&fold.sums), "");
    CU_ASSERT_EQUAL(fold_of(&fold, timetable_event(1), OP_ASSERT, 5), OUTCOME_APPLIED);
    assert_text(line_sums_text(&fold.sums), OPEN_LINES);
    record_fold_end(&fold);
}

static void a_review_that_is_moved_is_a_breach_of_its_own(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct timetable timetable = timetable_event(1);
    timetable.ended_on = on("2024-10-21");
    fold_of(&fold, timetable, OP_ASSERT, 1);
    assert_text(record_fold_crossings(&fold),
                "C1_PTT_REVIEW_DUE - s1|r1|2024-09-23 2024-09-24 2024-10-21 2024-09-23 "
                "106905 K secondary e1\n");
    timetable.next_review_on = on("2024-10-07");
    fold_of(&fold, timetable, OP_ASSERT, 2);
    assert_text(record_fold_crossings(&fold),
                "C1_PTT_REVIEW_DUE - s1|r1|2024-10-07 2024-10-08 2024-10-21 2024-10-07 "
                "106905 K secondary e1\n");
    record_fold_end(&fold);
}

static void two_timetables_of_a_child_count_twice(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct timetable other = timetable_event(1);
    other.envelope.record_id = text_of("r2");
    other.next_review_on = NUMBER_NULL;
    fold_of(&fold, timetable_event(1), OP_ASSERT, 1);
    fold_of(&fold, other, OP_ASSERT, 1);
    assert_text(
        line_sums_text(&fold.sums),
        LINE("timetable_reviews",
             "2024-09-23") "timetables_open 2024-09-09 2024-09-09 106905 K SEMH secondary SEMH 2\n"
                           "timetables_started 2024-09-09 - 106905 K SEMH secondary SEMH 2\n");
    record_fold_end(&fold);
}

static void notice_to_the_authority_alone_makes_equal_revisions_conflict(void) {
    struct record_fold fold;
    record_fold_begin(&fold, &stream);
    struct timetable told = timetable_event(1);
    told.la_notified_on = on("2024-09-09");
    fold_of(&fold, timetable_event(1), OP_ASSERT, 1);
    CU_ASSERT_EQUAL(fold_of(&fold, told, OP_ASSERT, 1), OUTCOME_CONFLICT_ARRIVED_WON);
    CU_ASSERT_EQUAL(fold_of(&fold, timetable_event(1), OP_ASSERT, 1), OUTCOME_CONFLICT_STORED_WON);
    record_fold_end(&fold);
}

int main(void) {
    record_stream_open(&stream);
    int status = suite_run(
        "timetable: fold",
        (const struct test[]){
            {"every order of arrival gives the same, and so do duplicates",
             every_order_gives_the_same},
            {"every cut into batches gives the same", every_cut_into_batches_gives_the_same},
            {"on every day the measures are what is open",
             on_every_day_the_measures_are_what_is_open},
            {"on every day the open breaches are those of the rules",
             on_every_day_the_open_breaches_are_those_of_the_rules},
            {"a withdrawal takes lines and crossings away, and keeps its revision",
             a_withdrawal_takes_lines_and_crossings_away_and_keeps_its_revision},
            {"a review that is moved is a breach of its own",
             a_review_that_is_moved_is_a_breach_of_its_own},
            {"two timetables of a child count twice", two_timetables_of_a_child_count_twice},
            {"notice to the authority alone makes equal revisions conflict",
             notice_to_the_authority_alone_makes_equal_revisions_conflict},
            {NULL, NULL},
        });
    record_stream_close(&stream);
    return status;
}
