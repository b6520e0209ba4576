#include "goldenthread/breach_record.h"

#include <stddef.h>

#include "support/suite.h"

static void expect_record(const char *episode, const char *step, const char *due_on,
                          const char *source, const char *record_id) {
    struct breach_record record = breach_record_of(episode, step, due_on);
    CU_ASSERT_PTR_NOT_NULL_FATAL(record.source);
    CU_ASSERT_STRING_EQUAL(record.source, source);
    CU_ASSERT_STRING_EQUAL(record.record_id, record_id);
    breach_record_clear(&record);
}

static void expect_none(const char *episode, const char *step) {
    struct breach_record record = breach_record_of(episode, step, NULL);
    CU_ASSERT_PTR_NULL(record.source);
    CU_ASSERT_PTR_NULL(record.record_id);
    breach_record_clear(&record);
}

static void a_record_is_named_by_its_source_and_id(void) {
    expect_record("mis-north|ex-17", "", NULL, "mis-north", "ex-17");
    expect_record("mis-north|ex-17", "", "2026-09-14", "mis-north", "ex-17");
}

static void an_id_may_have_bars_and_look_like_anything(void) {
    expect_record("s|a|b|35", "", NULL, "s", "a|b|35");
    expect_record("2026-09-01|r1", "", NULL, "2026-09-01", "r1");
    expect_record("s|2026-09-14", "", "2026-09-14", "s", "2026-09-14");
}

static void the_step_or_date_behind_the_id_is_left_out(void) {
    expect_record("health|adv-3|35", "35", "2026-10-12", "health", "adv-3");
    expect_record("health|35|35", "35", "2026-10-12", "health", "35");
    expect_record("mis|ptt-9|2026-10-01", "", "2026-10-01", "mis", "ptt-9");
}

static void a_breach_of_a_term_or_year_is_of_no_one_record(void) {
    expect_none("2026-09-01", "");
    expect_none("2026-09-01|40", "40");
}

int main(void) {
    static const struct test tests[] = {
        {"a record is named by its source and id", a_record_is_named_by_its_source_and_id},
        {"an id may have bars and look like anything", an_id_may_have_bars_and_look_like_anything},
        {"the step or date behind the id is left out", the_step_or_date_behind_the_id_is_left_out},
        {"a breach of a term or year is of no one record",
         a_breach_of_a_term_or_year_is_of_no_one_record},
        {NULL, NULL},
    };
    return suite_run("breach_record", tests);
}
