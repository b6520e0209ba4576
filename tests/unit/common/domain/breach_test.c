#include "domain/breach.h"

#include <glib.h>

#include "support/literals.h"
#include "support/suite.h"

/* A permanent exclusion at school 106905 of a child with SEN support. */
static struct crossing exclusion(void) {
    return (struct crossing){
        .rule_id = "C1_PEX_SEND",
        .step = "",
        .episode = "s1|r1",
        .raised_on = on("2025-10-01"),
        .over_on = on("2026-09-01"),
        .due_on = DAY_NONE,
        .place = {.urn = 106905, .sen = 'K', .stage = STAGE_SECONDARY, .need = "SEMH"},
        .event_id = text_of("5f1c"),
        .session = SYMBOL_NULL,
    };
}

/* How many of one crossing the finding keeps. */
static size_t kept(const struct crossing *crossing) {
    struct breach_finding finding;
    breach_finding_begin(&finding, &literal_reference);
    crossing_add(&finding.crossings, crossing);
    size_t count = finding.count;
    breach_finding_end(&finding);
    return count;
}

static void expect_org(const struct place *place, const char *org) {
    struct crossing crossing = exclusion();
    crossing.place = *place;
    struct breach_finding finding;
    breach_finding_begin(&finding, &literal_reference);
    crossing_add(&finding.crossings, &crossing);
    CU_ASSERT_EQUAL_FATAL(finding.count, 1);
    CU_ASSERT_STRING_EQUAL(finding.found[0].org, org);
    breach_finding_end(&finding);
}

static void names_are_the_databases(void) {
    CU_ASSERT_STRING_EQUAL(breach_state_name(BREACH_RAISED), "RAISED");
    CU_ASSERT_STRING_EQUAL(breach_state_name(BREACH_ACKNOWLEDGED), "ACKNOWLEDGED");
    CU_ASSERT_STRING_EQUAL(breach_state_name(BREACH_RESOLVED), "RESOLVED");
    CU_ASSERT_STRING_EQUAL(breach_state_name(BREACH_RETRACTED), "RETRACTED");
    CU_ASSERT_STRING_EQUAL(breach_reason_name(BREACH_CROSSED), "crossed");
    CU_ASSERT_STRING_EQUAL(breach_reason_name(BREACH_ALREADY_OVER), "already_over");
    CU_ASSERT_STRING_EQUAL(breach_reason_name(BREACH_TIME_OVER), "time_over");
    CU_ASSERT_STRING_EQUAL(breach_reason_name(BREACH_NOT_CROSSED), "not_crossed");
    CU_ASSERT_STRING_EQUAL(breach_reason_name(BREACH_RULES_CHANGED), "rules_changed");
}

static void a_crossing_is_kept_with_the_numbers_of_its_rule(void) {
    struct breach_finding finding;
    breach_finding_begin(&finding, &literal_reference);
    CU_ASSERT_EQUAL(finding.count, 0);
    char *episode = g_strdup("s1|r1");
    struct crossing crossing = exclusion();
    crossing.episode = episode;
    crossing_add(&finding.crossings, &crossing);
    g_free(episode); /* what was borrowed may go */
    CU_ASSERT_EQUAL_FATAL(finding.count, 1);
    const struct breach *breach = &finding.found[0];
    CU_ASSERT_STRING_EQUAL(breach->rule_id, "C1_PEX_SEND");
    CU_ASSERT_STRING_EQUAL(breach->step, "");
    CU_ASSERT_STRING_EQUAL(breach->episode, "s1|r1");
    CU_ASSERT_STRING_EQUAL(breach->org, "106905");
    CU_ASSERT_EQUAL(breach->sen, 'K');
    CU_ASSERT_EQUAL(breach->stage, STAGE_SECONDARY);
    CU_ASSERT_EQUAL(breach->commitment, 1);
    CU_ASSERT_EQUAL(breach->priority, 1);
    CU_ASSERT_EQUAL(breach->raised_on, on("2025-10-01"));
    CU_ASSERT_EQUAL(breach->over_on, on("2026-09-01"));
    CU_ASSERT_EQUAL(breach->due_on, DAY_NONE);
    CU_ASSERT_EQUAL(breach->session, SYMBOL_NULL);
    CU_ASSERT_STRING_EQUAL(breach->event_id, "5f1c");
    breach_finding_end(&finding);
}

static void many_crossings_are_kept(void) {
    struct breach_finding finding;
    breach_finding_begin(&finding, &literal_reference);
    struct crossing crossing = exclusion();
    for (int i = 0; i < 100; i++) {
        crossing_add(&finding.crossings, &crossing);
    }
    CU_ASSERT_EQUAL(finding.count, 100);
    CU_ASSERT_STRING_EQUAL(finding.found[99].episode, "s1|r1");
    breach_finding_end(&finding);
}

static void a_crossing_without_a_day_is_none(void) {
    struct crossing crossing = exclusion();
    crossing.raised_on = DAY_NONE;
    CU_ASSERT_EQUAL(kept(&crossing), 0);
    crossing.over_on = DAY_NONE;
    CU_ASSERT_EQUAL(kept(&crossing), 0);
    crossing.raised_on = on("2025-10-01");
    CU_ASSERT_EQUAL(kept(&crossing), 1);
    crossing.over_on = on("2025-10-02");
    CU_ASSERT_EQUAL(kept(&crossing), 1);
    crossing.over_on = on("2025-10-01");
    CU_ASSERT_EQUAL(kept(&crossing), 0);
    crossing.over_on = on("2025-09-30");
    CU_ASSERT_EQUAL(kept(&crossing), 0);
}

static void children_without_sen_are_left_out_and_unknown_ones_are_not(void) {
    struct crossing crossing = exclusion();
    crossing.place.sen = 'N';
    CU_ASSERT_EQUAL(kept(&crossing), 0);
    crossing.place.sen = 'E';
    CU_ASSERT_EQUAL(kept(&crossing), 1);
    crossing.place.sen = 0;
    CU_ASSERT_EQUAL(kept(&crossing), 1);
    crossing.rule_id = "C5_CHILD_104WK";
    crossing.place.sen = 'N';
    CU_ASSERT_EQUAL(kept(&crossing), 1);
}

static void a_rule_without_a_row_on_that_day_finds_nothing(void) {
    struct crossing crossing = exclusion();
    crossing.rule_id = "C1_UNKNOWN";
    CU_ASSERT_EQUAL(kept(&crossing), 0);
    crossing.rule_id = "C1_PEX_SEND";
    crossing.step = "1";
    CU_ASSERT_EQUAL(kept(&crossing), 0);
    crossing.step = "";
    crossing.raised_on = on("1999-12-31");
    CU_ASSERT_EQUAL(kept(&crossing), 0);
}

static void scope_and_priority_are_of_the_day_of_the_breach(void) {
    const struct rule rules[] = {
        {"A", "", on("2025-01-01"), 1, 2, true, 0, 0, 60, 7},
        {"A", "", on("2025-10-01"), 1, 4, false, 0, 0, 60, 7},
    };
    const struct reference reference = {.rules = rules, .n_rules = 2};
    struct breach_finding finding;
    breach_finding_begin(&finding, &reference);
    struct crossing crossing = exclusion();
    crossing.rule_id = "A";
    crossing.place.sen = 'N';
    crossing.raised_on = on("2025-09-30");
    crossing_add(&finding.crossings, &crossing);
    CU_ASSERT_EQUAL(finding.count, 0);
    crossing.raised_on = on("2025-10-01");
    crossing_add(&finding.crossings, &crossing);
    crossing.place.sen = 'K';
    crossing.raised_on = on("2025-09-30");
    crossing_add(&finding.crossings, &crossing);
    CU_ASSERT_EQUAL_FATAL(finding.count, 2);
    CU_ASSERT_EQUAL(finding.found[0].priority, 4);
    CU_ASSERT_EQUAL(finding.found[1].priority, 2);
    breach_finding_end(&finding);
}

static void org_is_a_urn_or_a_provider_or_empty(void) {
    expect_org(&(struct place){.urn = 0}, "0");
    expect_org(&(struct place){.urn = 106905}, "106905");
    expect_org(&(struct place){.urn = INT32_MAX}, "2147483647");
    expect_org(&(struct place){.urn = INT32_MIN}, "-2147483648");
    expect_org(&(struct place){.urn = URN_NONE, .provider = text_of("RFR")}, "RFR");
    expect_org(&(struct place){.urn = URN_NONE}, "");
    char longest[65];
    memset(longest, 'p', 64);
    longest[64] = '\0';
    expect_org(&(struct place){.urn = URN_NONE, .provider = text_of(longest)}, longest);
}

static void expect_event_id(struct text event_id, size_t length) {
    struct crossing crossing = exclusion();
    crossing.event_id = event_id;
    struct breach_finding finding;
    breach_finding_begin(&finding, &literal_reference);
    crossing_add(&finding.crossings, &crossing);
    CU_ASSERT_EQUAL_FATAL(finding.count, 1);
    CU_ASSERT_EQUAL(strlen(finding.found[0].event_id), length);
    breach_finding_end(&finding);
}

static void an_event_id_is_cut_between_characters(void) {
    char id[201];
    memset(id, 'e', 200);
    id[200] = '\0';
    expect_event_id(TEXT_NULL, 0);
    expect_event_id((struct text){id, 128}, 128);
    expect_event_id((struct text){id, 129}, 128);
    memcpy(id + 126, "\xE2\x82\xAC", 3); /* a euro sign of bytes 126 to 128 */
    expect_event_id((struct text){id, 200}, 126);
    memcpy(id + 125,
           "\xE2\x82\xAC"
           "e",
           4);
    expect_event_id((struct text){id, 200}, 128);
}

int main(void) {
    return suite_run(
        "breach",
        (const struct test[]){
            {"names are the database's", names_are_the_databases},
            {"a crossing is kept with the numbers of its rule",
             a_crossing_is_kept_with_the_numbers_of_its_rule},
            {"many crossings are kept", many_crossings_are_kept},
            {"a crossing without a day is none", a_crossing_without_a_day_is_none},
            {"children without SEN are left out and unknown ones are not",
             children_without_sen_are_left_out_and_unknown_ones_are_not},
            {"a rule without a row on that day finds nothing",
             a_rule_without_a_row_on_that_day_finds_nothing},
            {"scope and priority are of the day of the breach",
             scope_and_priority_are_of_the_day_of_the_breach},
            {"org is a URN or a provider or empty", org_is_a_urn_or_a_provider_or_empty},
            {"an event id is cut between characters", an_event_id_is_cut_between_characters},
            {NULL, NULL},
        });
}
