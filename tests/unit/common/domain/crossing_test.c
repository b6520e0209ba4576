#include "domain/crossing.h"

#include "support/literals.h"
#include "support/suite.h"

static struct envelope envelope_of(const char *source, const char *record_id) {
    return (struct envelope){
        .event_id = text_of("5f1c"),
        .source = text_of(source),
        .record_id = text_of(record_id),
    };
}

static void an_episode_of_a_record_is_its_source_and_id(void) {
    char episode[EPISODE_SIZE];
    struct envelope envelope = envelope_of("s1", "r1");
    CU_ASSERT_PTR_EQUAL(episode_of_record(episode, &envelope, ""), episode);
    CU_ASSERT_STRING_EQUAL(episode, "s1|r1");
    CU_ASSERT_STRING_EQUAL(episode_of_record(episode, &envelope, "35"), "s1|r1|35");
    envelope = envelope_of("s1", "r|1");
    CU_ASSERT_STRING_EQUAL(episode_of_record(episode, &envelope, "2026-09-01"),
                           "s1|r|1|2026-09-01");
}

static void the_longest_record_has_room_in_an_episode(void) {
    char source[65], record_id[513], episode[EPISODE_SIZE];
    memset(source, 's', 64);
    source[64] = '\0';
    for (size_t i = 0; i < 512; i += 4) {
        memcpy(record_id + i, "\xF0\x9F\x98\x80", 4); /* 128 characters of four bytes */
    }
    record_id[512] = '\0';
    struct envelope envelope = envelope_of(source, record_id);
    episode_of_record(episode, &envelope, "2026-09-01");
    CU_ASSERT_EQUAL(strlen(episode), 588);
    CU_ASSERT_STRING_EQUAL(episode + 577, "|2026-09-01");
}

static void a_record_that_is_too_long_is_cut_and_not_written_past_the_end(void) {
    char record_id[2001], episode[EPISODE_SIZE];
    memset(record_id, 'r', 2000);
    record_id[2000] = '\0';
    struct envelope envelope = envelope_of("s", record_id);
    CU_ASSERT_EQUAL(strlen(episode_of_record(episode, &envelope, "35")), 639);
}

static void an_episode_of_a_window_is_its_first_day(void) {
    char episode[EPISODE_SIZE];
    CU_ASSERT_PTR_EQUAL(episode_of_day(episode, on("2025-09-01"), ""), episode);
    CU_ASSERT_STRING_EQUAL(episode, "2025-09-01");
    CU_ASSERT_STRING_EQUAL(episode_of_day(episode, on("2025-09-01"), "40"), "2025-09-01|40");
}

static void the_next_academic_year_begins_after_the_day(void) {
    CU_ASSERT_EQUAL(next_academic_year(on("2025-08-31")), on("2025-09-01"));
    CU_ASSERT_EQUAL(next_academic_year(on("2025-09-01")), on("2026-09-01"));
    CU_ASSERT_EQUAL(next_academic_year(on("2026-02-28")), on("2026-09-01"));
}

static void a_crossing_of_a_record_has_no_dates_yet(void) {
    const struct envelope envelope = envelope_of("s1", "r1");
    const struct place place = {.urn = 106905, .sen = 'K', .stage = STAGE_SECONDARY};
    struct crossing crossing = crossing_of_record("C1_PEX_SEND", &envelope, &place);
    CU_ASSERT_STRING_EQUAL(crossing.rule_id, "C1_PEX_SEND");
    CU_ASSERT_STRING_EQUAL(crossing.step, "");
    CU_ASSERT_EQUAL(crossing.raised_on, DAY_NONE);
    CU_ASSERT_EQUAL(crossing.over_on, DAY_NONE);
    CU_ASSERT_EQUAL(crossing.due_on, DAY_NONE);
    CU_ASSERT_EQUAL(crossing.session, SYMBOL_NULL);
    CU_ASSERT_EQUAL(crossing.place.urn, 106905);
    CU_ASSERT_EQUAL(crossing.place.sen, 'K');
    CU_ASSERT_TRUE(text_equal(crossing.event_id, text_of("5f1c")));
}

int main(void) {
    return suite_run(
        "crossing",
        (const struct test[]){
            {"an episode of a record is its source and id",
             an_episode_of_a_record_is_its_source_and_id},
            {"the longest record has room in an episode",
             the_longest_record_has_room_in_an_episode},
            {"a record that is too long is cut, and not written past the end",
             a_record_that_is_too_long_is_cut_and_not_written_past_the_end},
            {"an episode of a window is its first day", an_episode_of_a_window_is_its_first_day},
            {"the next academic year begins after the day",
             the_next_academic_year_begins_after_the_day},
            {"a crossing of a record has no dates yet", a_crossing_of_a_record_has_no_dates_yet},
            {NULL, NULL},
        });
}
