#include "exclusion/exclusion.h"

#include <glib.h>

#include "support/exclusion_event.h"
#include "support/line_sums.h"
#include "support/literals.h"
#include "support/suite.h"

/* A Tuesday, decided on the Monday before. */
#define SUSPENSION exclusion_event("r1", EXCLUSION_SUSP, "2024-09-10", 4)
#define PERMANENT exclusion_event("r1", EXCLUSION_PERM, "2024-09-10", 0)
#define LUNCHTIME exclusion_event("r1", EXCLUSION_LNCH, "2024-09-10", 1)

/* The lines of one measure. */
static void assert_lines(const struct exclusion *exclusion, const char *measure,
                         const char *expected) {
    struct line_sums sums;
    line_sums_init(&sums);
    exclusion_lines(exclusion, exclusion_reference(), &sums.lines);
    char *text = line_sums_text(&sums);
    GString *found = g_string_new(NULL);
    for (const char *row = text; *row != '\0'; row = strchr(row, '\n') + 1) {
        if (strncmp(row, measure, strlen(measure)) == 0 && row[strlen(measure)] == ' ') {
            g_string_append_len(found, row, strchr(row, '\n') + 1 - row);
        }
    }
    CU_ASSERT_STRING_EQUAL(found->str, expected);
    g_string_free(found, TRUE);
    g_free(text);
    line_sums_free(&sums);
}

#define AT "106905 K SEMH secondary"

static void a_suspension_counts_on_its_first_day_under_its_main_reason(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.reasons = (struct texts){2, {{"VA", 2}, {"DB", 2}}};
    assert_lines(&exclusion, "suspensions", "suspensions 2024-09-10 - " AT " VA 1\n");
    assert_lines(&exclusion, "sessions_lost", "sessions_lost 2024-09-10 - " AT " SUSP 4\n");
    assert_lines(&exclusion, "permanent_exclusions", "");
    assert_lines(&exclusion, "permanent_exclusion_stages", "");
}

static void a_suspension_that_does_not_stand_has_cost_its_sessions_all_the_same(void) {
    static const int8_t stages[] = {EXCLUSION_CANCELLED, EXCLUSION_REINSTATED, EXCLUSION_QUASHED};
    for (size_t i = 0; i < 3; i++) {
        struct exclusion exclusion = SUSPENSION;
        exclusion.stage = stages[i];
        assert_lines(&exclusion, "suspensions", "");
        assert_lines(&exclusion, "sessions_lost", "sessions_lost 2024-09-10 - " AT " SUSP 4\n");
    }
    struct exclusion upheld = SUSPENSION;
    upheld.stage = EXCLUSION_UPHELD;
    assert_lines(&upheld, "suspensions", "suspensions 2024-09-10 - " AT " DB 1\n");
}

static void a_lunchtime_costs_its_session_and_is_no_suspension(void) {
    struct exclusion exclusion = LUNCHTIME;
    assert_lines(&exclusion, "suspensions", "");
    assert_lines(&exclusion, "sessions_lost", "sessions_lost 2024-09-10 - " AT " LNCH 1\n");
    assert_lines(&exclusion, "sixth_day_duties", "");
    exclusion.sessions = 0;
    assert_lines(&exclusion, "sessions_lost", "");
    exclusion.sessions = 400;
    assert_lines(&exclusion, "sixth_day_duties", "");
}

static void a_permanent_exclusion_counts_while_it_stands_and_by_stage_for_good(void) {
    static const char *const stages[] = {"ISSUED", "CANCELLED", "UPHELD", "REINSTATED", "QUASHED"};
    for (int8_t stage = 0; stage < 5; stage++) {
        struct exclusion exclusion = PERMANENT;
        exclusion.stage = stage;
        exclusion.sessions = 7;
        bool stands = stage == 0 || stage == 2;
        assert_lines(&exclusion, "permanent_exclusions",
                     stands ? "permanent_exclusions 2024-09-10 - " AT " DB 1\n" : "");
        char *expected =
            g_strdup_printf("permanent_exclusion_stages 2024-09-10 - " AT " %s 1\n", stages[stage]);
        assert_lines(&exclusion, "permanent_exclusion_stages", expected);
        g_free(expected);
        assert_lines(&exclusion, "sessions_lost", "");
        assert_lines(&exclusion, "suspensions", "");
    }
}

static void it_counts_at_the_school_of_the_pupil_as_the_pupil_was(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.envelope.pupil.school_urn = 142000;
    exclusion.envelope.pupil.sen_provision = 2;
    exclusion.envelope.pupil.nc_year = 6;
    exclusion.envelope.pupil.primary_need = TEXT_NULL;
    assert_lines(&exclusion, "suspensions", "suspensions 2024-09-10 - 142000 E - primary DB 1\n");
    exclusion.envelope.pupil.school_urn = NUMBER_NULL;
    exclusion.envelope.pupil.sen_provision = SYMBOL_NULL;
    assert_lines(&exclusion, "suspensions", "suspensions 2024-09-10 - - - - primary DB 1\n");
    exclusion.envelope.pupil.known = false;
    exclusion.envelope.pupil.school_urn = 142000;
    assert_lines(&exclusion, "suspensions", "suspensions 2024-09-10 - - - - - DB 1\n");
}

#define DUTY(day, state) "sixth_day_duties " day " - " AT " " state " 1\n"

static void education_is_owed_after_more_than_five_days(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.sessions = 10;
    assert_lines(&exclusion, "sixth_day_duties", "");
    exclusion.sessions = 11;
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-17", "missed"));
    exclusion.stage = EXCLUSION_UPHELD;
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-17", "missed"));
    exclusion.stage = EXCLUSION_CANCELLED;
    assert_lines(&exclusion, "sixth_day_duties", "");
    exclusion = PERMANENT;
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-17", "missed"));
    exclusion.stage = EXCLUSION_REINSTATED;
    assert_lines(&exclusion, "sixth_day_duties", "");
}

static void the_sixth_day_is_in_time_and_the_seventh_is_not(void) {
    struct exclusion exclusion = PERMANENT;
    exclusion.provision_from = on("2024-09-17");
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-17", "met"));
    exclusion.provision_from = on("2024-09-18");
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-17", "missed"));
    exclusion.provision_from = on("2024-09-01");
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-17", "met"));
}

static void the_sixth_school_day_waits_for_the_end_of_a_holiday(void) {
    struct exclusion exclusion = exclusion_event("r1", EXCLUSION_PERM, "2024-10-24", 0);
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-11-07", "missed"));
    exclusion.starts_on = on("2024-10-26"); /* a Saturday: the first school day is 4 November */
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-11-11", "missed"));
}

static void nothing_is_owed_where_the_calendar_does_not_reach(void) {
    struct exclusion exclusion = exclusion_event("r1", EXCLUSION_PERM, "2025-03-28", 0);
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2025-04-04", "missed"));
    exclusion.starts_on = on("2025-03-31");
    assert_lines(&exclusion, "sixth_day_duties", "");
    exclusion.starts_on = on("2024-09-01"); /* before the first known day */
    assert_lines(&exclusion, "sixth_day_duties", "");
    exclusion.starts_on = on("2024-09-02");
    assert_lines(&exclusion, "sixth_day_duties", DUTY("2024-09-09", "missed"));
}

#define NOTICE(day, state) "exclusion_notices " day " - " AT " " state " 1\n"

static void the_authority_is_told_by_the_first_school_day_after_the_decision(void) {
    struct exclusion exclusion = SUSPENSION;
    assert_lines(&exclusion, "exclusion_notices", NOTICE("2024-09-10", "none"));
    exclusion.la_notified_at = instant("2024-09-10", 22, 59); /* 23:59 in London */
    assert_lines(&exclusion, "exclusion_notices", NOTICE("2024-09-10", "in_time"));
    exclusion.la_notified_at = instant("2024-09-10", 23, 0); /* 00:00 in London */
    assert_lines(&exclusion, "exclusion_notices", NOTICE("2024-09-10", "late"));
    exclusion.decided_on = on("2024-09-13"); /* a Friday */
    exclusion.la_notified_at = instant("2024-09-16", 8, 0);
    assert_lines(&exclusion, "exclusion_notices", NOTICE("2024-09-16", "in_time"));
    exclusion.decided_on = on("2024-10-25"); /* the last day before a holiday */
    exclusion.la_notified_at = instant("2024-11-05", 0, 0);
    assert_lines(&exclusion, "exclusion_notices", NOTICE("2024-11-04", "late"));
}

static void notice_is_owed_of_every_kind_and_at_every_stage(void) {
    for (int8_t category = 0; category < 3; category++) {
        for (int8_t stage = 0; stage < 5; stage++) {
            struct exclusion exclusion = SUSPENSION;
            exclusion.category = category;
            exclusion.stage = stage;
            assert_lines(&exclusion, "exclusion_notices", NOTICE("2024-09-10", "none"));
        }
    }
}

static void no_notice_is_judged_where_the_calendar_does_not_reach(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.decided_on = on("2025-04-03");
    assert_lines(&exclusion, "exclusion_notices", NOTICE("2025-04-04", "none"));
    exclusion.decided_on = on("2025-04-04");
    assert_lines(&exclusion, "exclusion_notices", "");
    exclusion.decided_on = on("2024-08-30");
    assert_lines(&exclusion, "exclusion_notices", "");
    exclusion.la_notified_at = instant("2024-09-05", 12, 0);
    assert_lines(&exclusion, "exclusions_notified",
                 "exclusions_notified 2024-09-05 2024-08-30 " AT " SUSP 1\n");
}

static void notices_have_the_age_of_their_decision(void) {
    struct exclusion exclusion = LUNCHTIME;
    assert_lines(&exclusion, "exclusions_notified", "");
    exclusion.la_notified_at = instant("2024-09-12", 23, 30); /* 00:30 of the 13th in London */
    assert_lines(&exclusion, "exclusions_notified",
                 "exclusions_notified 2024-09-13 2024-09-09 " AT " LNCH 1\n");
    exclusion.la_notified_at = instant("2024-09-06", 12, 0); /* three days before the decision */
    exclusion.category = EXCLUSION_PERM;
    exclusion.stage = EXCLUSION_QUASHED;
    assert_lines(&exclusion, "exclusions_notified",
                 "exclusions_notified 2024-09-09 2024-09-09 " AT " PERM 1\n");
}

static void assert_no_lines(const struct exclusion *exclusion) {
    struct line_sums sums;
    line_sums_init(&sums);
    exclusion_lines(exclusion, exclusion_reference(), &sums.lines);
    char *text = line_sums_text(&sums);
    CU_ASSERT_STRING_EQUAL(text, "");
    g_free(text);
    line_sums_free(&sums);
}

static void a_void_has_no_lines(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.envelope.op = OP_VOID;
    exclusion.la_notified_at = instant("2024-09-10", 12, 0);
    assert_no_lines(&exclusion);
}

static void a_reason_that_left_the_reference_counts_no_suspension(void) {
    struct exclusion exclusion = SUSPENSION;
    exclusion.reasons.items[0] = text_of("XX");
    assert_lines(&exclusion, "suspensions", "");
    assert_lines(&exclusion, "sessions_lost", "sessions_lost 2024-09-10 - " AT " SUSP 4\n");
}

/* Details that were added, by address. */
struct detail_list {
    struct lines lines;
    GHashTable *details;
};

static void detail_add(struct lines *to, const struct line *line) {
    g_hash_table_add(((struct detail_list *)to)->details, (gpointer)line->detail);
}

static void equal_details_have_equal_addresses(void) {
    struct detail_list list = {{detail_add}, g_hash_table_new(NULL, NULL)};
    char other[] = "DB"; /* the text of another message */
    struct exclusion exclusion = exclusion_event("r1", EXCLUSION_SUSP, "2024-09-10", 11);
    exclusion.la_notified_at = instant("2024-09-10", 12, 0);
    exclusion_lines(&exclusion, exclusion_reference(), &list.lines);
    exclusion.reasons.items[0] = (struct text){other, 2};
    exclusion_lines(&exclusion, exclusion_reference(), &list.lines);
    CU_ASSERT_EQUAL(g_hash_table_size(list.details), 4); /* DB, SUSP, missed, in_time */
    g_hash_table_destroy(list.details);
}

static void the_day_of_an_exclusion_is_its_first(void) {
    struct exclusion exclusion = SUSPENSION;
    CU_ASSERT_EQUAL(exclusion_day(&exclusion), on("2024-09-10"));
}

int main(void) {
    return suite_run(
        "exclusion: lines",
        (const struct test[]){
            {"a suspension counts on its first day, under its main reason",
             a_suspension_counts_on_its_first_day_under_its_main_reason},
            {"a suspension that does not stand has cost its sessions all the same",
             a_suspension_that_does_not_stand_has_cost_its_sessions_all_the_same},
            {"a lunchtime costs its session and is no suspension",
             a_lunchtime_costs_its_session_and_is_no_suspension},
            {"a permanent exclusion counts while it stands, and by stage for good",
             a_permanent_exclusion_counts_while_it_stands_and_by_stage_for_good},
            {"it counts at the school of the pupil, as the pupil was",
             it_counts_at_the_school_of_the_pupil_as_the_pupil_was},
            {"education is owed after more than five days, and while the exclusion stands",
             education_is_owed_after_more_than_five_days},
            {"the sixth day is in time and the seventh is not",
             the_sixth_day_is_in_time_and_the_seventh_is_not},
            {"the sixth school day waits for the end of a holiday",
             the_sixth_school_day_waits_for_the_end_of_a_holiday},
            {"nothing is owed where the calendar does not reach",
             nothing_is_owed_where_the_calendar_does_not_reach},
            {"the authority is told by the first school day after the decision, by London's date",
             the_authority_is_told_by_the_first_school_day_after_the_decision},
            {"notice is owed of every kind and at every stage",
             notice_is_owed_of_every_kind_and_at_every_stage},
            {"no notice is judged where the calendar does not reach",
             no_notice_is_judged_where_the_calendar_does_not_reach},
            {"notices have the age of their decision, never less than none",
             notices_have_the_age_of_their_decision},
            {"a VOID has no lines", a_void_has_no_lines},
            {"a reason that left the reference counts no suspension",
             a_reason_that_left_the_reference_counts_no_suspension},
            {"equal details have equal addresses", equal_details_have_equal_addresses},
            {"the day of an exclusion is its first", the_day_of_an_exclusion_is_its_first},
            {NULL, NULL},
        });
}
