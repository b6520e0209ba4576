#include "runtime/positions.h"

#include "support/suite.h"

static struct claim claim_at(int64_t next, int64_t last) {
    struct claim claim = {.topic = "absence", .partition = 3, .epoch = 7, .next_offset = next};
    claim.last_offset = last;
    claim.last_event_id = event_id_of_text(last >= 0 ? text_of("e1") : TEXT_NULL);
    return claim;
}

static void a_claim_inside_the_log_is_anchored(void) {
    const char *doubt = NULL;
    struct claim claim = claim_at(10, 9);
    struct position position = position_of_claim(&claim, 0, 20, &doubt);
    CU_ASSERT_EQUAL(position.state, POSITION_ANCHORING);
    CU_ASSERT_EQUAL(position_fetch_offset(&position), 9);
    CU_ASSERT_EQUAL(position.next, 10);
    CU_ASSERT_EQUAL(position.advance.epoch, 7);
    CU_ASSERT_PTR_NULL(doubt);
}

static void without_an_anchor_reading_goes_on_at_once(void) {
    const char *doubt = NULL;
    struct claim never = claim_at(5, -1), expired = claim_at(10, 9);
    CU_ASSERT_EQUAL(position_of_claim(&never, 5, 20, &doubt).state, POSITION_ACTIVE);
    struct position position = position_of_claim(&expired, 10, 20, &doubt);
    CU_ASSERT_EQUAL(position.state, POSITION_ACTIVE);
    CU_ASSERT_EQUAL(position_fetch_offset(&position), 10);
    CU_ASSERT_PTR_NULL(doubt);
}

static void messages_gone_unread_are_doubted(void) {
    const char *doubt = NULL;
    struct claim claim = claim_at(10, 9);
    CU_ASSERT_EQUAL(position_of_claim(&claim, 11, 20, &doubt).state, POSITION_STOPPED);
    CU_ASSERT_STRING_EQUAL(doubt, "messages that were never read are gone by retention");
}

static void a_log_shorter_than_what_was_read_is_doubted(void) {
    const char *doubt = NULL;
    struct claim claim = claim_at(10, 9);
    CU_ASSERT_EQUAL(position_of_claim(&claim, 0, 10, &doubt).state, POSITION_ANCHORING);
    CU_ASSERT_PTR_NULL(doubt);
    CU_ASSERT_EQUAL(position_of_claim(&claim, 0, 9, &doubt).state, POSITION_STOPPED);
    CU_ASSERT_STRING_EQUAL(
        doubt,
        "the log ends before what was already read: truncated, made anew, or another cluster");
}

static void only_what_is_read_is_fetched(void) {
    struct positions positions = {0};
    const struct topic_partition given[] = {{0, 0, 0}, {0, 2, 0}};
    positions_reset(&positions, 1, given, 2);
    position_at(&positions, 0, 0)->state = POSITION_STOPPED;
    *position_at(&positions, 0, 2) =
        (struct position){.state = POSITION_ACTIVE, .next = 4, .advance = {.partition = 2}};
    GArray *list = positions_to_fetch(&positions);
    CU_ASSERT_EQUAL(list->len, 1);
    CU_ASSERT_EQUAL(g_array_index(list, struct topic_partition, 0).partition, 2);
    CU_ASSERT_EQUAL(g_array_index(list, struct topic_partition, 0).offset, 4);
    CU_ASSERT_EQUAL(position_at(&positions, 0, 1)->state, POSITION_FOREIGN);
    CU_ASSERT_PTR_NULL(position_at(&positions, 0, 3));
    CU_ASSERT_PTR_NULL(position_at(&positions, 1, 0));
    g_array_free(list, TRUE);
    positions_clear(&positions);
}

int main(void) {
    return suite_run("positions",
                     (const struct test[]){
                         {"a claim inside the log is anchored", a_claim_inside_the_log_is_anchored},
                         {"without an anchor reading goes on at once",
                          without_an_anchor_reading_goes_on_at_once},
                         {"messages gone unread are doubted", messages_gone_unread_are_doubted},
                         {"a log shorter than what was read is doubted",
                          a_log_shorter_than_what_was_read_is_doubted},
                         {"only what is read is fetched", only_what_is_read_is_fetched},
                         {NULL, NULL},
                     });
}
