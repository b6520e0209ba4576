#include <glib.h>

#include "exclusion/exclusion.h"
#include "support/exclusion_event.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

#define ROOM 8

/* The exclusions of one child. */
static struct exclusion exclusions[ROOM];
static size_t count;

static void begin(void) {
    count = 0;
}

static struct exclusion *add(const char *record_id, enum exclusion_category category,
                             const char *starts_on, int64_t sessions) {
    exclusions[count] = exclusion_event(record_id, category, starts_on, sessions);
    return &exclusions[count++];
}

static struct exclusion *suspend(const char *record_id, const char *starts_on, int64_t sessions) {
    return add(record_id, EXCLUSION_SUSP, starts_on, sessions);
}

static void move(struct exclusion *exclusion, int64_t school_urn, int8_t sen_provision) {
    exclusion->envelope.pupil.school_urn = school_urn;
    exclusion->envelope.pupil.sen_provision = sen_provision;
}

static void assert_lines(const char *expected) {
    struct winner items[ROOM];
    struct winners winners = exclusion_winners(items, exclusions, count);
    struct line_sums sums;
    line_sums_init(&sums);
    exclusion_child_lines(&winners, exclusion_reference(), &sums.lines);
    char *text = line_sums_text(&sums);
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
    line_sums_free(&sums);
}

#define K_AT_FIRST "106905 K SEMH secondary"
#define E_AT_SECOND "142000 E SEMH secondary"
#define LINE(measure, day, place) measure " " day " - " place " - 1\n"
#define SUSPENDED(day, place) LINE("suspended_children_term", day, place)
#define SUSPENDED_IN_YEAR(place) LINE("suspended_children_year", "2024-09-01", place)
#define OVER_5(day, place) LINE("suspended_over_5d_term", day, place)
#define OVER_15(day, place) LINE("suspended_over_15d_term", day, place)
#define DAYS_45(place) LINE("suspended_45d_year", "2024-09-01", place)

static void a_child_without_exclusions_has_no_lines(void) {
    begin();
    assert_lines("");
}

static void a_child_counts_once_at_each_school_as_at_the_first_suspension(void) {
    begin();
    move(suspend("r4", "2024-11-20", 1), 106905, 2);
    move(suspend("r3", "2024-11-12", 1), 142000, 2);
    suspend("r2", "2024-10-01", 1);
    move(suspend("r1", "2024-09-10", 1), 106905, 1);
    assert_lines(SUSPENDED("2024-09-01", K_AT_FIRST) SUSPENDED("2024-09-01", E_AT_SECOND)
                     SUSPENDED_IN_YEAR(K_AT_FIRST) SUSPENDED_IN_YEAR(E_AT_SECOND));
}

static void an_unknown_school_is_a_place_of_its_own(void) {
    begin();
    suspend("r1", "2024-09-10", 1);
    suspend("r2", "2024-09-11", 1)->envelope.pupil.known = false;
    suspend("r3", "2024-09-12", 1)->envelope.pupil.school_urn = NUMBER_NULL;
    assert_lines(SUSPENDED("2024-09-01", "- - - -") SUSPENDED("2024-09-01", K_AT_FIRST)
                     SUSPENDED_IN_YEAR("- - - -") SUSPENDED_IN_YEAR(K_AT_FIRST));
}

static void only_suspensions_that_stand_make_a_suspended_child(void) {
    begin();
    move(suspend("r1", "2024-09-10", 1), 142000, 2);
    exclusions[0].stage = EXCLUSION_CANCELLED;
    move(add("r2", EXCLUSION_LNCH, "2024-09-11", 1), 142000, 2);
    move(add("r3", EXCLUSION_PERM, "2024-09-12", 0), 142000, 2);
    assert_lines("");
    suspend("r4", "2024-09-13", 1)->stage = EXCLUSION_UPHELD;
    assert_lines(SUSPENDED("2024-09-01", K_AT_FIRST) SUSPENDED_IN_YEAR(K_AT_FIRST));
}

static void of_one_day_the_source_then_the_record_comes_first(void) {
    begin();
    suspend("r9", "2024-09-10", 1)->envelope.pupil.nc_year = 6;
    suspend("r10", "2024-09-10", 1)->envelope.pupil.nc_year = 12; /* "r10" < "r9" */
    assert_lines(SUSPENDED("2024-09-01", "106905 K SEMH post16")
                     SUSPENDED_IN_YEAR("106905 K SEMH post16"));
    exclusions[0].envelope.source = text_of("s0");
    assert_lines(SUSPENDED("2024-09-01", "106905 K SEMH primary")
                     SUSPENDED_IN_YEAR("106905 K SEMH primary"));
}

static void terms_meet_at_new_year_and_easter_and_years_at_september(void) {
    begin();
    suspend("r1", "2024-12-31", 6);
    suspend("r2", "2025-01-01", 6);
    suspend("r3", "2025-04-20", 4); /* Easter Sunday: 10 sessions in spring */
    suspend("r4", "2025-04-21", 11);
    suspend("r5", "2025-08-31", 0);
    suspend("r6", "2025-09-01", 80);
    assert_lines(SUSPENDED("2024-09-01", K_AT_FIRST) SUSPENDED("2025-01-01", K_AT_FIRST)
                     SUSPENDED("2025-04-21", K_AT_FIRST) SUSPENDED("2025-09-01", K_AT_FIRST)
                         SUSPENDED_IN_YEAR(K_AT_FIRST)
                             LINE("suspended_children_year", "2025-09-01", K_AT_FIRST)
                                 OVER_15("2025-09-01", K_AT_FIRST) OVER_5("2025-04-21", K_AT_FIRST)
                                     OVER_5("2025-09-01", K_AT_FIRST));
}

/* Suspensions that do not stand, so that only totals have lines. */
static void lose(const char *record_id, const char *starts_on, int64_t sessions) {
    suspend(record_id, starts_on, sessions)->stage = EXCLUSION_QUASHED;
}

static void eleven_sessions_of_a_term_are_more_than_five_days(void) {
    begin();
    lose("r1", "2024-09-10", 10);
    assert_lines("");
    move(suspend("r2", "2024-09-24", 1), 142000, 2);
    exclusions[1].stage = EXCLUSION_CANCELLED;
    lose("r3", "2024-10-01", 19);
    assert_lines(OVER_5("2024-09-01", E_AT_SECOND)); /* 30 at two schools */
    move(add("r4", EXCLUSION_LNCH, "2024-10-02", 1), 106905, 1);
    assert_lines(OVER_15("2024-09-01", K_AT_FIRST) OVER_5("2024-09-01", E_AT_SECOND));
}

static void permanent_exclusions_add_no_sessions(void) {
    begin();
    lose("r1", "2024-09-10", 10);
    add("r2", EXCLUSION_PERM, "2024-09-24", 100);
    assert_lines("");
}

static void ninety_sessions_of_a_year_are_45_days(void) {
    begin();
    lose("r1", "2024-09-10", 10);
    lose("r2", "2025-01-14", 10);
    lose("r3", "2025-05-06", 10);
    lose("r4", "2025-08-30", 59); /* 89 */
    assert_lines(OVER_15("2025-04-21", K_AT_FIRST) OVER_5("2025-04-21", K_AT_FIRST));
    move(add("r5", EXCLUSION_LNCH, "2025-08-31", 1), 142000, 2);
    assert_lines(DAYS_45(E_AT_SECOND) OVER_15("2025-04-21", K_AT_FIRST)
                     OVER_5("2025-04-21", K_AT_FIRST));
}

static void one_long_suspension_may_reach_every_mark(void) {
    begin();
    lose("r1", "2024-09-10", 90);
    assert_lines(DAYS_45(K_AT_FIRST) OVER_15("2024-09-01", K_AT_FIRST)
                     OVER_5("2024-09-01", K_AT_FIRST));
}

static void sessions_add_up_by_first_day_and_not_by_arrival(void) {
    begin();
    move(suspend("r1", "2024-11-20", 6), 142000, 2);
    exclusions[0].stage = EXCLUSION_QUASHED;
    lose("r2", "2024-09-10", 6);
    assert_lines(OVER_5("2024-09-01", E_AT_SECOND));
    exclusions[0].starts_on = on("2024-09-09");
    assert_lines(OVER_5("2024-09-01", K_AT_FIRST));
}

static void withdrawn_exclusions_count_nowhere(void) {
    begin();
    suspend("r1", "2024-09-10", 90)->envelope.op = OP_VOID;
    assert_lines("");
    suspend("r2", "2024-09-11", 10);
    assert_lines(SUSPENDED("2024-09-01", K_AT_FIRST) SUSPENDED_IN_YEAR(K_AT_FIRST));
}

int main(void) {
    return suite_run(
        "exclusion: child lines",
        (const struct test[]){
            {"a child without exclusions has no lines", a_child_without_exclusions_has_no_lines},
            {"a child counts once at each school, as at the first suspension there",
             a_child_counts_once_at_each_school_as_at_the_first_suspension},
            {"an unknown school is a place of its own", an_unknown_school_is_a_place_of_its_own},
            {"only suspensions that stand make a suspended child",
             only_suspensions_that_stand_make_a_suspended_child},
            {"of one day the source, then the record id comes first by bytes",
             of_one_day_the_source_then_the_record_comes_first},
            {"terms meet at New Year and Easter, and years at September",
             terms_meet_at_new_year_and_easter_and_years_at_september},
            {"eleven sessions of a term are more than five days, at whatever schools and stages",
             eleven_sessions_of_a_term_are_more_than_five_days},
            {"permanent exclusions add no sessions", permanent_exclusions_add_no_sessions},
            {"ninety sessions of a year are 45 days", ninety_sessions_of_a_year_are_45_days},
            {"one long suspension may reach every mark", one_long_suspension_may_reach_every_mark},
            {"sessions add up by first day and not by arrival",
             sessions_add_up_by_first_day_and_not_by_arrival},
            {"withdrawn exclusions count nowhere", withdrawn_exclusions_count_nowhere},
            {NULL, NULL},
        });
}
