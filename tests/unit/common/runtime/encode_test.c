#include <glib.h>

#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

static struct sample full_sample(void) {
    return (struct sample){
        .small = 1,
        .large = -2,
        .flag = 1,
        .colour = 2,
        .name = text_of("\xC3\xA9"),
        .words = {2, {text_of("a"), text_of("bc")}},
        .part = {.known = true, .flag = 0, .count = NUMBER_NULL, .label = text_of("x")},
        .maybe_small = NUMBER_NULL,
        .maybe_colour = 1,
        .maybe_name = text_of(""),
    };
}

static size_t encode(const struct sample *sample, uint8_t *to, size_t size) {
    return record_encode(sample_fields, SAMPLE_FIELDS, sample, to, size);
}

static void expect_refused(struct sample sample) {
    uint8_t bytes[256];
    CU_ASSERT_EQUAL(encode(&sample, bytes, sizeof bytes), 0);
}

static void test_bytes(void) {
    struct sample sample = full_sample();
    uint8_t bytes[sizeof SAMPLE_MESSAGE];
    size_t length = encode(&sample, bytes, sizeof bytes);
    CU_ASSERT_EQUAL(length, sizeof SAMPLE_MESSAGE - 1);
    CU_ASSERT_EQUAL(memcmp(bytes, SAMPLE_MESSAGE, sizeof SAMPLE_MESSAGE - 1), 0);
}

static void test_short_room(void) {
    struct sample sample = full_sample();
    for (size_t size = 0; size < sizeof SAMPLE_MESSAGE - 1; size++) {
        uint8_t *room = g_malloc(size + 1);
        CU_ASSERT_EQUAL(encode(&sample, room, size), 0);
        g_free(room);
    }
}

static void test_extremes(void) {
    static const int64_t numbers[] = {INT64_MIN + 1, INT64_MAX, -1, 0, 63, 64, -64, -65};
    static const char *const expected[] = {
        "\xfd\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        "\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        "\x01",
        "",
        "\x7e",
        "\x80\x01",
        "\x7f",
        "\x81\x01",
    };
    static const struct field large = FIELD("large", FIELD_LONG, false, PART_OWN, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        uint8_t bytes[10];
        size_t length = MAX(strlen(expected[i]), 1);
        CU_ASSERT_EQUAL(record_encode(&large, 1, &numbers[i], bytes, sizeof bytes), length);
        CU_ASSERT_EQUAL(memcmp(bytes, expected[i], length), 0);
    }
}

static void test_null(void) {
    struct sample sample = full_sample();
    sample.small = NUMBER_NULL;
    expect_refused(sample);
    sample = full_sample();
    sample.flag = SYMBOL_NULL;
    expect_refused(sample);
    sample = full_sample();
    sample.name = TEXT_NULL;
    expect_refused(sample);
    sample = full_sample();
    sample.part.flag = SYMBOL_NULL;
    expect_refused(sample);
    sample = full_sample();
    sample.words.items[1] = TEXT_NULL;
    expect_refused(sample);
}

static void test_too_much(void) {
    struct sample sample = full_sample();
    sample.small = INT64_C(1) << 31;
    expect_refused(sample);
    sample = full_sample();
    sample.maybe_small = -(INT64_C(1) << 31) - 1;
    expect_refused(sample);
}

/* The fifth lies where a careless reader would find it. */
static void test_more_than_kept(void) {
    static const struct field words = FIELD("words", FIELD_STRINGS, false, PART_OWN, 0);
    struct {
        struct texts texts;
        struct text fifth;
    } record = {.texts = {.count = 4}, .fifth = text_of("e")};
    for (size_t i = 0; i < TEXTS_KEPT; i++) {
        record.texts.items[i] = text_of("d");
    }
    uint8_t bytes[32];
    CU_ASSERT_EQUAL(record_encode(&words, 1, &record, bytes, sizeof bytes), 10);
    record.texts.count = 5;
    CU_ASSERT_EQUAL(record_encode(&words, 1, &record, bytes, sizeof bytes), 0);
}

static void test_longest_string(void) {
    static const struct field name = FIELD("name", FIELD_STRING, false, PART_OWN, 0);
    static char letters[PLAN_STRING_LIMIT + 1];
    static uint8_t bytes[PLAN_STRING_LIMIT + 10];
    struct text text = {letters, PLAN_STRING_LIMIT};
    memset(letters, 'x', sizeof letters);
    CU_ASSERT_EQUAL(record_encode(&name, 1, &text, bytes, sizeof bytes), 65539);
    text.length++;
    CU_ASSERT_EQUAL(record_encode(&name, 1, &text, bytes, sizeof bytes), 0);
}

int main(void) {
    const struct test tests[] = {
        {"a record becomes the bytes that its schema says", test_bytes},
        {"nothing is written beyond the room there is", test_short_room},
        {"numbers take as few bytes as they can", test_extremes},
        {"null is refused where the schema has none", test_null},
        {"what cannot be read back is not written", test_too_much},
        {"an array of which only a part was kept is not written", test_more_than_kept},
        {"a string may have 64 KiB and not a byte more", test_longest_string},
        {NULL, NULL},
    };
    return suite_run("encode", tests);
}
