#include "domain/breach.h"
#include "support/breach_table.h"
#include "support/literals.h"
#include "support/suite.h"

/* A child with one permanent exclusion, unless a test takes it away. */
struct scene {
    struct breach_table table;
    struct crossing crossings[4];
    size_t count;
    struct breach_moment moment;
};

static struct crossing exclusion(const char *episode, const char *raised_on) {
    return (struct crossing){
        .rule_id = "C1_PEX_SEND",
        .step = "",
        .episode = episode,
        .raised_on = on(raised_on),
        .over_on = on("2026-09-01"),
        .due_on = DAY_NONE,
        .place = {.urn = 106905, .sen = 'K', .stage = STAGE_SECONDARY},
        .event_id = text_of("5f1c"),
        .session = SYMBOL_NULL,
    };
}

static void scene_begin(struct scene *scene) {
    *scene = (struct scene){
        .crossings = {exclusion("s1|r1", "2025-10-01")},
        .count = 1,
        .moment = {.today = on("2025-10-02"), .recorded_on = on("2025-10-02")},
    };
    breach_table_init(&scene->table);
}

static void scene_end(struct scene *scene) {
    breach_table_free(&scene->table);
}

static void today_is(struct scene *scene, const char *today) {
    scene->moment.today = on(today);
    scene->moment.recorded_on = on(today);
}

static void expect_moves(struct scene *scene, const char *moves) {
    char *text = breach_table_diff(&scene->table, &literal_reference, scene->crossings,
                                   scene->count, &scene->moment, NULL);
    CU_ASSERT_STRING_EQUAL(text, moves);
    g_free(text);
}

static void expect_due(struct scene *scene, day_t wanted) {
    day_t due;
    g_free(breach_table_diff(&scene->table, &literal_reference, scene->crossings, scene->count,
                             &scene->moment, &due));
    CU_ASSERT_EQUAL(due, wanted);
}

static struct breach *the_row(struct scene *scene) {
    struct breach *row = breach_table_row(&scene->table, "C1_PEX_SEND", "s1|r1");
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    return row;
}

/* As the operator's command does it. */
static void person(struct scene *scene, enum breach_state state) {
    struct breach *row = the_row(scene);
    row->state = state;
    row->by_person = state == BREACH_RESOLVED;
    row->sequence++;
}

static void where_nothing_is_nothing_moves(void) {
    struct scene scene;
    scene_begin(&scene);
    scene.count = 0;
    expect_moves(&scene, "");
    expect_due(&scene, DAY_NONE);
    scene_end(&scene);
}

static void a_crossing_is_raised_once(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    const struct breach *row = the_row(&scene);
    CU_ASSERT_STRING_EQUAL(row->org, "106905");
    CU_ASSERT_STRING_EQUAL(row->event_id, "5f1c");
    CU_ASSERT_EQUAL(row->raised_on, on("2025-10-01"));
    CU_ASSERT_EQUAL(row->over_on, on("2026-09-01"));
    CU_ASSERT_EQUAL(row->stage, STAGE_SECONDARY);
    CU_ASSERT_EQUAL(row->priority, 1);
    CU_ASSERT_FALSE(row->quiet);
    CU_ASSERT_FALSE(row->by_person);
    expect_moves(&scene, "");
    today_is(&scene, "2026-08-31");
    expect_moves(&scene, "");
    scene_end(&scene);
}

static void what_went_away_is_retracted_and_may_come_back(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 2 not_crossed sent\n");
    CU_ASSERT_EQUAL(the_row(&scene)->raised_on, on("2025-10-01"));
    expect_moves(&scene, "");
    scene.count = 1;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 3 crossed sent\n");
    person(&scene, BREACH_ACKNOWLEDGED);
    expect_moves(&scene, "");
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 5 not_crossed sent\n");
    scene_end(&scene);
}

static void time_resolves_on_the_day_that_ends_it(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    person(&scene, BREACH_ACKNOWLEDGED);
    today_is(&scene, "2026-08-31");
    expect_moves(&scene, "");
    today_is(&scene, "2026-09-01");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 3 time_over sent\n");
    CU_ASSERT_FALSE(the_row(&scene)->by_person);
    expect_moves(&scene, "");
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 4 not_crossed sent\n");
    scene_end(&scene);
}

static void an_end_that_moves_past_today_raises_again(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    scene.crossings[0].over_on = on("2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 2 time_over sent\n");
    CU_ASSERT_EQUAL(the_row(&scene)->over_on, on("2025-10-02"));
    scene.crossings[0].over_on = DAY_NONE;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 3 crossed sent\n");
    scene_end(&scene);
}

static void found_when_already_over_is_written_resolved_and_quiet(void) {
    struct scene scene;
    scene_begin(&scene);
    scene.crossings[0].over_on = on("2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 1 already_over quiet\n");
    CU_ASSERT_TRUE(the_row(&scene)->quiet);
    CU_ASSERT_FALSE(the_row(&scene)->by_person);
    expect_moves(&scene, "");
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 2 not_crossed quiet\n");
    scene.count = 1;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 3 already_over quiet\n");
    scene.crossings[0].over_on = DAY_NONE;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 4 crossed sent\n");
    scene_end(&scene);
}

static void what_lies_in_the_future_is_not_there_yet(void) {
    struct scene scene;
    scene_begin(&scene);
    scene.crossings[0].raised_on = on("2025-10-03");
    expect_moves(&scene, "");
    expect_due(&scene, on("2025-10-03"));
    today_is(&scene, "2025-10-03");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    scene.crossings[0].raised_on = on("2025-10-04");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 2 not_crossed sent\n");
    expect_due(&scene, on("2025-10-04"));
    scene_end(&scene);
}

static void other_dates_are_mended_without_a_change(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    scene.crossings[0].raised_on = on("2025-09-30");
    scene.crossings[0].due_on = on("2025-10-08");
    scene.crossings[0].place.urn = 106906;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 mended\n");
    CU_ASSERT_EQUAL(the_row(&scene)->raised_on, on("2025-09-30"));
    CU_ASSERT_EQUAL(the_row(&scene)->due_on, on("2025-10-08"));
    CU_ASSERT_STRING_EQUAL(the_row(&scene)->org, "106906");
    expect_moves(&scene, "");
    person(&scene, BREACH_ACKNOWLEDGED);
    scene.crossings[0].place.sen = 'E';
    expect_moves(&scene, "C1_PEX_SEND s1|r1 ACKNOWLEDGED 2 mended\n");
    scene.crossings[0].place.stage = STAGE_POST16;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 ACKNOWLEDGED 2 mended\n");
    scene.crossings[0].event_id = text_of("5f1d");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 ACKNOWLEDGED 2 mended\n");
    scene.crossings[0].session = 1;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 ACKNOWLEDGED 2 mended\n");
    scene.crossings[0].over_on = on("2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 3 time_over sent\n");
    scene.crossings[0].over_on = on("2025-10-01");
    scene.crossings[0].raised_on = on("2025-09-29");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 3 mended\n");
    scene_end(&scene);
}

static void what_a_person_resolved_stands_until_the_crossing_goes_away(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    person(&scene, BREACH_RESOLVED);
    expect_moves(&scene, "");
    scene.crossings[0].place.urn = 106906;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 2 mended\n");
    CU_ASSERT_TRUE(the_row(&scene)->by_person);
    today_is(&scene, "2026-09-01");
    expect_moves(&scene, "");
    scene.crossings[0].over_on = DAY_NONE;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 2 mended\n");
    CU_ASSERT_TRUE(the_row(&scene)->by_person);
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 3 not_crossed sent\n");
    CU_ASSERT_FALSE(the_row(&scene)->by_person);
    scene.count = 1;
    today_is(&scene, "2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 4 crossed sent\n");
    scene_end(&scene);
}

/* How a first raise goes out. */
static void expect_raise(const char *today, day_t recorded_on, const char *how) {
    struct scene scene;
    scene_begin(&scene);
    scene.moment = (struct breach_moment){.today = on(today), .recorded_on = recorded_on};
    char *moves = g_strdup_printf("C1_PEX_SEND s1|r1 RAISED 1 crossed %s\n", how);
    expect_moves(&scene, moves);
    CU_ASSERT_EQUAL(the_row(&scene)->quiet, g_str_equal(how, "quiet"));
    g_free(moves);
    scene_end(&scene);
}

static void what_is_old_is_raised_quietly(void) {
    expect_raise("2025-11-30", on("2025-11-30"), "sent"); /* 60 days after the raise */
    expect_raise("2025-12-01", on("2025-12-01"), "quiet");
    expect_raise("2025-10-20", on("2025-10-13"), "sent"); /* 7 days after the recording */
    expect_raise("2025-10-20", on("2025-10-12"), "quiet");
    expect_raise("2025-10-20", on("2025-10-25"), "sent");
    expect_raise("2025-11-30", DAY_NONE, "sent");
    expect_raise("2025-12-01", DAY_NONE, "quiet");
}

static void a_rule_says_when_it_is_quiet(void) {
    const struct rule rules[] = {
        {"C1_PEX_SEND", "", on("2025-01-01"), 1, 1, true, 0, 0, 5, 1},
        {"C1_PEX_SEND", "", on("2025-10-02"), 1, 1, true, 0, 0, 100, 100},
    };
    const struct reference reference = {.rules = rules, .n_rules = 2};
    const struct breach_moment moment = {.today = on("2025-10-07"), .recorded_on = DAY_NONE};
    struct crossing crossings[] = {exclusion("a", "2025-10-01"), exclusion("b", "2025-10-02")};
    struct breach_table table;
    breach_table_init(&table);
    char *moves = breach_table_diff(&table, &reference, crossings, 2, &moment, NULL);
    CU_ASSERT_STRING_EQUAL(moves, "C1_PEX_SEND a RAISED 1 crossed quiet\n"
                                  "C1_PEX_SEND b RAISED 1 crossed sent\n");
    g_free(moves);
    breach_table_free(&table);
}

static void what_follows_goes_the_way_of_the_raise(void) {
    struct scene scene;
    scene_begin(&scene);
    today_is(&scene, "2025-12-01");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed quiet\n");
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 2 not_crossed quiet\n");
    scene.count = 1;
    today_is(&scene, "2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 3 crossed sent\n");
    today_is(&scene, "2026-09-01");
    scene.moment.recorded_on = on("2025-10-01");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 4 time_over sent\n");
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 5 not_crossed sent\n");
    scene_end(&scene);
}

static void a_rebuild_is_quiet_and_says_why(void) {
    struct scene scene;
    scene_begin(&scene);
    scene.moment.rebuild = true;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 rules_changed quiet\n");
    CU_ASSERT_TRUE(the_row(&scene)->quiet);
    scene.count = 0;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 2 rules_changed quiet\n");
    scene.count = 1;
    scene.moment.rebuild = false;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 3 crossed sent\n");
    scene.moment.rebuild = true;
    expect_moves(&scene, "");
    scene.crossings[0].over_on = on("2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RESOLVED 4 rules_changed quiet\n");
    CU_ASSERT_FALSE(the_row(&scene)->quiet); /* the raise itself was sent */
    scene.crossings[0] = exclusion("s1|r2", "2025-10-01");
    scene.crossings[0].over_on = on("2025-10-02");
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RETRACTED 5 rules_changed quiet\n"
                         "C1_PEX_SEND s1|r2 RESOLVED 1 rules_changed quiet\n");
    scene_end(&scene);
}

static void of_two_crossings_of_a_key_the_one_raised_first_counts(void) {
    struct scene scene;
    scene_begin(&scene);
    scene.count = 2;
    scene.crossings[1] = exclusion("s1|r1", "2025-09-30");
    scene.crossings[1].place.urn = 106906;
    expect_moves(&scene, "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    CU_ASSERT_EQUAL(the_row(&scene)->raised_on, on("2025-09-30"));
    struct crossing first = scene.crossings[0];
    scene.crossings[0] = scene.crossings[1];
    scene.crossings[1] = first;
    expect_moves(&scene, "");
    scene_end(&scene);
}

static void breaches_of_several_rules_are_told_apart(void) {
    struct scene scene;
    scene_begin(&scene);
    scene.count = 3;
    scene.crossings[1] = exclusion("s1|r1", "2025-10-01");
    scene.crossings[1].rule_id = "C1_PEX_RETRACT";
    scene.crossings[2] = exclusion("s1|r0", "2025-10-01");
    expect_moves(&scene, "C1_PEX_RETRACT s1|r1 RAISED 1 crossed sent\n"
                         "C1_PEX_SEND s1|r0 RAISED 1 crossed sent\n"
                         "C1_PEX_SEND s1|r1 RAISED 1 crossed sent\n");
    scene.count = 2;
    expect_moves(&scene, "C1_PEX_SEND s1|r0 RETRACTED 2 not_crossed sent\n");
    scene_end(&scene);
}

static void the_next_day_is_the_nearest_that_changes_something(void) {
    struct scene scene;
    scene_begin(&scene);
    expect_due(&scene, on("2026-09-01"));
    scene.count = 3;
    scene.crossings[1] = exclusion("s1|r2", "2025-10-20");
    scene.crossings[2] = exclusion("s1|r3", "2025-10-01");
    scene.crossings[2].over_on = on("2025-10-10");
    expect_due(&scene, on("2025-10-10"));
    today_is(&scene, "2025-10-10");
    expect_due(&scene, on("2025-10-20"));
    today_is(&scene, "2026-09-01");
    expect_due(&scene, DAY_NONE);
    scene.count = 1;
    scene.crossings[0].over_on = DAY_NONE;
    expect_due(&scene, DAY_NONE);
    scene_end(&scene);
}

int main(void) {
    return suite_run(
        "breach_diff",
        (const struct test[]){
            {"where nothing is, nothing moves", where_nothing_is_nothing_moves},
            {"a crossing is raised once", a_crossing_is_raised_once},
            {"what went away is retracted and may come back",
             what_went_away_is_retracted_and_may_come_back},
            {"time resolves on the day that ends it", time_resolves_on_the_day_that_ends_it},
            {"an end that moves past today raises again",
             an_end_that_moves_past_today_raises_again},
            {"found when already over is written resolved and quiet",
             found_when_already_over_is_written_resolved_and_quiet},
            {"what lies in the future is not there yet", what_lies_in_the_future_is_not_there_yet},
            {"other dates are mended without a change", other_dates_are_mended_without_a_change},
            {"what a person resolved stands until the crossing goes away",
             what_a_person_resolved_stands_until_the_crossing_goes_away},
            {"what is old is raised quietly", what_is_old_is_raised_quietly},
            {"a rule says when it is quiet", a_rule_says_when_it_is_quiet},
            {"what follows goes the way of the raise", what_follows_goes_the_way_of_the_raise},
            {"a rebuild is quiet and says why", a_rebuild_is_quiet_and_says_why},
            {"of two crossings of a key the one raised first counts",
             of_two_crossings_of_a_key_the_one_raised_first_counts},
            {"breaches of several rules are told apart", breaches_of_several_rules_are_told_apart},
            {"the next day is the nearest that changes something",
             the_next_day_is_the_nearest_that_changes_something},
            {NULL, NULL},
        });
}
