#include <glib.h>

#include "exclusion/exclusion.h"
#include "support/crossing_list.h"
#include "support/exclusion_event.h"
#include "support/literals.h"
#include "support/suite.h"

#define ROOM 8

/* The exclusions of one child. */
static struct exclusion exclusions[ROOM];
static size_t count;
static const struct reference *reference;

static void begin(void) {
    count = 0;
    reference = exclusion_reference();
}

static struct exclusion *add(const char *record_id, enum exclusion_category category,
                             const char *starts_on, int64_t sessions) {
    exclusions[count] = exclusion_event(record_id, category, starts_on, sessions);
    return &exclusions[count++];
}

static struct exclusion *suspend(const char *record_id, const char *starts_on, int64_t sessions) {
    return add(record_id, EXCLUSION_SUSP, starts_on, sessions);
}

/* The crossings of one rule. */
static void assert_crossings(const char *rule_id, const char *expected) {
    struct winner items[ROOM];
    struct winners winners = exclusion_winners(items, exclusions, count);
    struct crossing_list list;
    crossing_list_init(&list);
    exclusion_crossings(&winners, reference, &list.crossings);
    char *text = crossing_list_text(&list);
    GString *found = g_string_new(NULL);
    for (const char *row = text; *row != '\0'; row = strchr(row, '\n') + 1) {
        if (strncmp(row, rule_id, strlen(rule_id)) == 0 && row[strlen(rule_id)] == ' ') {
            g_string_append_len(found, row, strchr(row, '\n') + 1 - row);
        }
    }
    CU_ASSERT_STRING_EQUAL(found->str, expected);
    g_string_free(found, TRUE);
    g_free(text);
    crossing_list_free(&list);
}

#define K "106905 K secondary e1\n"

static void a_permanent_exclusion_is_a_breach_from_its_decision_to_september(void) {
    begin();
    struct exclusion *exclusion = add("r1", EXCLUSION_PERM, "2024-09-10", 0);
    assert_crossings("C1_PEX_SEND", "C1_PEX_SEND - s1|r1 2024-09-09 2025-09-01 - " K);
    assert_crossings("C1_PEX_RETRACT", "");
    exclusion->stage = EXCLUSION_UPHELD;
    exclusion->decided_on = on("2024-08-31");
    assert_crossings("C1_PEX_SEND", "C1_PEX_SEND - s1|r1 2024-08-31 2024-09-01 - " K);
    exclusion->decided_on = on("2024-09-01");
    assert_crossings("C1_PEX_SEND", "C1_PEX_SEND - s1|r1 2024-09-01 2025-09-01 - " K);
    assert_crossings("C1_SUSP_EHCP", "");
}

static void one_that_does_not_stand_is_said_to_be_none(void) {
    static const int8_t stages[] = {EXCLUSION_CANCELLED, EXCLUSION_REINSTATED, EXCLUSION_QUASHED};
    for (size_t i = 0; i < 3; i++) {
        begin();
        add("r1", EXCLUSION_PERM, "2024-09-10", 0)->stage = stages[i];
        assert_crossings("C1_PEX_SEND", "");
        assert_crossings("C1_PEX_RETRACT", "C1_PEX_RETRACT - s1|r1 2024-09-09 2025-09-01 - " K);
    }
}

static void a_void_raises_nothing(void) {
    begin();
    add("r1", EXCLUSION_PERM, "2024-09-10", 0)->envelope.op = OP_VOID;
    assert_crossings("C1_PEX_SEND", "");
    assert_crossings("C1_PEX_RETRACT", "");
    assert_crossings("C1_SIXTH_DAY", "");
    assert_crossings("C1_LATE_NOTICE", "");
}

static void crossings_say_what_their_record_says_of_the_pupil(void) {
    begin();
    struct exclusion *exclusion = add("r1", EXCLUSION_PERM, "2024-09-10", 0);
    exclusion->envelope.pupil.sen_provision = 0; /* left out by scope, elsewhere */
    exclusion->envelope.pupil.nc_year = 6;
    assert_crossings("C1_PEX_SEND", "C1_PEX_SEND - s1|r1 2024-09-09 2025-09-01 - "
                                    "106905 N primary e1\n");
    exclusion->envelope.pupil.known = false;
    assert_crossings("C1_PEX_SEND", "C1_PEX_SEND - s1|r1 2024-09-09 2025-09-01 - - - - e1\n");
}

#define EHCP(record) "C1_SUSP_EHCP - s1|" record " 2024-09-09 2025-09-01 - 106905 E secondary e1\n"

static void a_standing_suspension_with_a_plan_is_a_breach(void) {
    begin();
    struct exclusion *exclusion = suspend("r1", "2024-09-10", 1);
    assert_crossings("C1_SUSP_EHCP", "");
    exclusion->envelope.pupil.sen_provision = 2;
    assert_crossings("C1_SUSP_EHCP", EHCP("r1"));
    exclusion->stage = EXCLUSION_CANCELLED;
    assert_crossings("C1_SUSP_EHCP", "");
    exclusion->stage = EXCLUSION_UPHELD;
    exclusion->envelope.pupil.known = false;
    assert_crossings("C1_SUSP_EHCP", "");
}

static void lunchtimes_and_permanent_exclusions_with_a_plan_are_not_suspensions(void) {
    begin();
    add("r1", EXCLUSION_LNCH, "2024-09-10", 1)->envelope.pupil.sen_provision = 2;
    add("r2", EXCLUSION_PERM, "2024-09-10", 1)->envelope.pupil.sen_provision = 2;
    assert_crossings("C1_SUSP_EHCP", "");
}

#define SIXTH(over) "C1_SIXTH_DAY - s1|r1 2024-09-17 " over " 2024-09-17 " K

static void without_education_on_the_sixth_school_day_there_is_a_breach_until_it_begins(void) {
    begin();
    struct exclusion *exclusion = add("r1", EXCLUSION_PERM, "2024-09-10", 0);
    assert_crossings("C1_SIXTH_DAY", SIXTH("-"));
    exclusion->provision_from = on("2024-09-18");
    assert_crossings("C1_SIXTH_DAY", SIXTH("2024-09-18"));
    exclusion->provision_from = on("2024-09-17");
    assert_crossings("C1_SIXTH_DAY", "");
}

static void only_a_suspension_of_more_than_five_days_owes_it_and_while_it_stands(void) {
    begin();
    struct exclusion *exclusion = suspend("r1", "2024-09-10", 10);
    assert_crossings("C1_SIXTH_DAY", "");
    exclusion->sessions = 11;
    assert_crossings("C1_SIXTH_DAY", SIXTH("-"));
    exclusion->stage = EXCLUSION_QUASHED;
    assert_crossings("C1_SIXTH_DAY", "");
}

static void the_sixth_day_comes_after_the_holiday_and_not_past_the_calendar(void) {
    begin();
    struct exclusion *exclusion = add("r1", EXCLUSION_PERM, "2024-12-17", 0);
    assert_crossings("C1_SIXTH_DAY", "C1_SIXTH_DAY - s1|r1 2025-01-07 - 2025-01-07 " K);
    exclusion->starts_on = on("2025-03-31");
    assert_crossings("C1_SIXTH_DAY", "");
    exclusion->starts_on = on("2024-09-01");
    assert_crossings("C1_SIXTH_DAY", "");
}

#define LATE(raised, limit) "C1_LATE_NOTICE - s1|r1 " raised " 2025-09-01 " limit " " K

static void notice_after_the_first_school_day_is_late_from_the_next_day(void) {
    begin();
    struct exclusion *exclusion = add("r1", EXCLUSION_LNCH, "2024-09-10", 1);
    assert_crossings("C1_LATE_NOTICE", LATE("2024-09-11", "2024-09-10"));
    exclusion->la_notified_at = instant("2024-09-10", 22, 59);
    assert_crossings("C1_LATE_NOTICE", "");
    exclusion->la_notified_at = instant("2024-09-10", 23, 0); /* midnight in London */
    assert_crossings("C1_LATE_NOTICE", LATE("2024-09-11", "2024-09-10"));
    exclusion->decided_on = on("2024-10-25"); /* before a holiday */
    exclusion->la_notified_at = NUMBER_NULL;
    exclusion->stage = EXCLUSION_CANCELLED;
    assert_crossings("C1_LATE_NOTICE", LATE("2024-11-05", "2024-11-04"));
    exclusion->decided_on = on("2025-04-04"); /* the last known school day */
    assert_crossings("C1_LATE_NOTICE", "");
}

#define TERM_5(raised, rest) "C1_SUSP_5D - 2024-09-01 " raised " 2025-01-01 - " rest
#define TERM_15(raised, rest) "C1_SUSP_15D - 2024-09-01 " raised " 2025-01-01 - " rest

static void sums_of_a_term_cross_by_the_decision_of_the_record_that_reaches_them(void) {
    begin();
    suspend("r1", "2024-09-10", 10)->stage = EXCLUSION_CANCELLED;
    assert_crossings("C1_SUSP_5D", "");
    struct exclusion *second = add("r2", EXCLUSION_LNCH, "2024-10-01", 1);
    second->envelope.event_id = text_of("e2");
    second->envelope.pupil.school_urn = 142000; /* the child has moved */
    second->envelope.pupil.sen_provision = 2;
    assert_crossings("C1_SUSP_5D", TERM_5("2024-09-30", "142000 E secondary e2\n"));
    suspend("r3", "2024-11-04", 19)->decided_on = on("2024-11-03");
    assert_crossings("C1_SUSP_15D", ""); /* 30 sessions */
    exclusions[2].sessions = 20;
    assert_crossings("C1_SUSP_15D", TERM_15("2024-11-03", K));
    assert_crossings("C1_SUSP_5D", TERM_5("2024-09-30", "142000 E secondary e2\n"));
}

static void a_sum_that_is_reached_without_a_day_of_the_term_left_is_no_crossing(void) {
    begin();
    struct exclusion *exclusion = suspend("r1", "2024-12-20", 11);
    exclusion->decided_on = on("2024-12-31");
    assert_crossings("C1_SUSP_5D", TERM_5("2024-12-31", K));
    exclusion->decided_on = on("2025-01-01");
    assert_crossings("C1_SUSP_5D", "");
}

static void no_later_record_takes_the_place_of_one_that_scope_leaves_out(void) {
    begin();
    suspend("r1", "2024-09-10", 11)->envelope.pupil.sen_provision = 0;
    suspend("r2", "2024-09-17", 11)->envelope.pupil.sen_provision = 2;
    assert_crossings("C1_SUSP_5D", TERM_5("2024-09-09", "106905 N secondary e1\n"));
    exclusions[0].envelope.pupil.sen_provision = SYMBOL_NULL;
    assert_crossings("C1_SUSP_5D", TERM_5("2024-09-09", "106905 - secondary e1\n"));
}

static void records_of_one_day_add_up_by_source_and_record_id(void) {
    begin();
    suspend("r2", "2024-09-10", 6)->envelope.event_id = text_of("e2");
    suspend("r10", "2024-09-10", 6);
    assert_crossings("C1_SUSP_5D", TERM_5("2024-09-09", "106905 K secondary e2\n"));
    exclusions[1].envelope.source = text_of("s2");
    assert_crossings("C1_SUSP_5D", TERM_5("2024-09-09", K));
}

#define YEAR_45(step, raised) \
    "C1_SUSP_45D " step " 2024-09-01|" step " " raised " 2025-09-01 - 106905 K secondary e1\n"

static void thirty_five_forty_and_more_than_45_days_of_a_year_are_three_crossings(void) {
    begin();
    suspend("r1", "2024-09-10", 30);
    suspend("r2", "2025-01-14", 30);
    suspend("r3", "2025-05-06", 9); /* 69 */
    assert_crossings("C1_SUSP_45D", "");
    suspend("r4", "2025-05-13", 10); /* 79 */
    assert_crossings("C1_SUSP_45D", YEAR_45("35", "2025-05-12"));
    suspend("r5", "2025-06-10", 11); /* 90 */
    assert_crossings("C1_SUSP_45D", YEAR_45("35", "2025-05-12") YEAR_45("40", "2025-06-09"));
    add("r6", EXCLUSION_LNCH, "2025-07-01", 1);
    assert_crossings("C1_SUSP_45D", YEAR_45("35", "2025-05-12") YEAR_45("40", "2025-06-09")
                                        YEAR_45("45", "2025-06-30"));
    exclusions[0].starts_on = on("2024-08-31"); /* another year's: 61 are left */
    assert_crossings("C1_SUSP_45D", "");
}

#define REPEAT(year, raised, over) "C1_SUSP_REPEAT - " year " " raised " " over " - " K

static void three_suspensions_within_forty_school_days_are_a_breach_and_within_41_none(void) {
    begin();
    suspend("r1", "2024-09-10", 1);
    suspend("r2", "2024-10-01", 1);
    suspend("r3", "2024-11-11", 1); /* the 40th school day from 10 September on */
    assert_crossings("C1_SUSP_REPEAT", REPEAT("2024-09-01", "2024-11-10", "2025-09-01"));
    exclusions[2] = exclusion_event("r3", EXCLUSION_SUSP, "2024-11-12", 1);
    assert_crossings("C1_SUSP_REPEAT", "");
}

static void the_three_follow_each_other_and_stand(void) {
    begin();
    suspend("r1", "2024-09-10", 1);
    suspend("r2", "2024-09-17", 1)->stage = EXCLUSION_CANCELLED;
    add("r3", EXCLUSION_LNCH, "2024-09-18", 1);
    add("r4", EXCLUSION_PERM, "2024-09-19", 1);
    suspend("r5", "2024-09-24", 1);
    assert_crossings("C1_SUSP_REPEAT", "");
    suspend("r6", "2024-10-01", 1);
    assert_crossings("C1_SUSP_REPEAT", REPEAT("2024-09-01", "2024-09-30", "2025-09-01"));
    suspend("r7", "2024-10-08", 1); /* only the first three of a year */
    assert_crossings("C1_SUSP_REPEAT", REPEAT("2024-09-01", "2024-09-30", "2025-09-01"));
}

static void the_first_three_that_are_close_enough_cross_wherever_they_are_in_the_year(void) {
    begin();
    suspend("r1", "2024-09-10", 1);
    suspend("r2", "2024-11-11", 1);
    suspend("r3", "2024-12-10", 1);
    assert_crossings("C1_SUSP_REPEAT", "");
    suspend("r4", "2025-01-07", 1);
    assert_crossings("C1_SUSP_REPEAT", REPEAT("2024-09-01", "2025-01-06", "2025-09-01"));
}

static void each_academic_year_has_its_own_three(void) {
    begin();
    suspend("r1", "2025-08-29", 1);
    suspend("r2", "2025-08-30", 1);
    suspend("r3", "2025-09-01", 1);
    assert_crossings("C1_SUSP_REPEAT", "");
}

static void from_a_day_that_the_calendar_does_not_know_nothing_is_counted(void) {
    begin();
    suspend("r1", "2024-09-01", 1); /* the day before the first known one */
    suspend("r2", "2024-09-03", 1);
    suspend("r3", "2024-09-04", 1);
    assert_crossings("C1_SUSP_REPEAT", "");
    suspend("r4", "2024-09-05", 1);
    assert_crossings("C1_SUSP_REPEAT", REPEAT("2024-09-01", "2024-09-04", "2025-09-01"));
    begin();
    suspend("r1", "2025-04-05", 1); /* the day after the last */
    suspend("r2", "2025-04-06", 1);
    suspend("r3", "2025-04-07", 1);
    assert_crossings("C1_SUSP_REPEAT", "");
    exclusions[0].starts_on = on("2025-04-04");
    assert_crossings("C1_SUSP_REPEAT", REPEAT("2024-09-01", "2025-04-06", "2025-09-01"));
}

static void thresholds_are_those_of_the_first_day_of_the_window(void) {
    static const struct rule rules[] = {
        {"C1_SUSP_5D", "", DAY_FIRST, 1, 2, true, 11, 0, 60, 7},
        {"C1_SUSP_5D", "", 20089, 1, 2, true, 7, 0, 60, 7}, /* from 2025-01-01 */
    };
    struct reference changed = *exclusion_reference();
    changed.rules = rules;
    changed.n_rules = 2;
    begin();
    reference = &changed;
    suspend("r1", "2024-12-20", 10)->decided_on = on("2025-01-02");
    suspend("r2", "2025-01-07", 6);
    assert_crossings("C1_SUSP_5D", "");
    suspend("r3", "2025-01-14", 1);
    assert_crossings("C1_SUSP_5D", "C1_SUSP_5D - 2025-01-01 2025-01-13 2025-04-21 - " K);
    assert_crossings("C1_SUSP_15D", "");
    changed.n_rules = 0;
    assert_crossings("C1_SUSP_5D", "");
    assert_crossings("C1_SUSP_REPEAT", "");
}

static void a_child_without_exclusions_crosses_nothing(void) {
    begin();
    struct winners none = {NULL, 0};
    struct crossing_list list;
    crossing_list_init(&list);
    exclusion_crossings(&none, reference, &list.crossings);
    CU_ASSERT_EQUAL(list.rows->len, 0);
    crossing_list_free(&list);
}

int main(void) {
    return suite_run(
        "exclusion: rules",
        (const struct test[]){
            {"a permanent exclusion is a breach from its decision to September",
             a_permanent_exclusion_is_a_breach_from_its_decision_to_september},
            {"one that does not stand is said to be none",
             one_that_does_not_stand_is_said_to_be_none},
            {"a VOID raises nothing", a_void_raises_nothing},
            {"crossings say what their record says of the pupil",
             crossings_say_what_their_record_says_of_the_pupil},
            {"a standing suspension of a child with a plan is a breach",
             a_standing_suspension_with_a_plan_is_a_breach},
            {"lunchtimes and permanent exclusions are no suspensions",
             lunchtimes_and_permanent_exclusions_with_a_plan_are_not_suspensions},
            {"without education on the sixth school day there is a breach until it begins",
             without_education_on_the_sixth_school_day_there_is_a_breach_until_it_begins},
            {"only a suspension of more than five days owes it, and while it stands",
             only_a_suspension_of_more_than_five_days_owes_it_and_while_it_stands},
            {"the sixth day comes after the holiday and not past the calendar",
             the_sixth_day_comes_after_the_holiday_and_not_past_the_calendar},
            {"notice after the first school day is late from the next day on",
             notice_after_the_first_school_day_is_late_from_the_next_day},
            {"sums of a term cross by the decision of the record that reaches them",
             sums_of_a_term_cross_by_the_decision_of_the_record_that_reaches_them},
            {"a sum that is reached without a day of the term left is no crossing",
             a_sum_that_is_reached_without_a_day_of_the_term_left_is_no_crossing},
            {"no later record takes the place of one that scope leaves out",
             no_later_record_takes_the_place_of_one_that_scope_leaves_out},
            {"records of one day add up by source and record id",
             records_of_one_day_add_up_by_source_and_record_id},
            {"35, 40 and more than 45 days of a year are three crossings",
             thirty_five_forty_and_more_than_45_days_of_a_year_are_three_crossings},
            {"three suspensions within 40 school days are a breach, and within 41 none",
             three_suspensions_within_forty_school_days_are_a_breach_and_within_41_none},
            {"the three follow each other and stand", the_three_follow_each_other_and_stand},
            {"the first three that are close enough cross, wherever they are in the year",
             the_first_three_that_are_close_enough_cross_wherever_they_are_in_the_year},
            {"each academic year has its own three", each_academic_year_has_its_own_three},
            {"from a day that the calendar does not know nothing is counted",
             from_a_day_that_the_calendar_does_not_know_nothing_is_counted},
            {"thresholds are those of the first day of the window",
             thresholds_are_those_of_the_first_day_of_the_window},
            {"a child without exclusions crosses nothing",
             a_child_without_exclusions_crosses_nothing},
            {NULL, NULL},
        });
}
