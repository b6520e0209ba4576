/* Random records and schemas, encoded by Avro-C, and what becomes of them when bytes change. */
#include <glib.h>

#include "runtime/plan.h"
#include "support/avro_peer.h"
#include "support/sample.h"
#include "support/suite.h"

#define RECORDS 3000
#define SCHEMAS 400
#define MUTATIONS 100000
#define ROOM 65536

static int64_t random_long(struct random *random) {
    uint64_t bits = random_next(random) >> 1;
    return (int64_t)(bits >> random_below(random, 63));
}

static struct text random_text(struct random *random) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789\xC3\xA9\xE2\x82\xAC";
    static const size_t ends[] = {0, 1, 7, 8, 9, 16, 36, 38, 41};
    return (struct text){letters, ends[random_below(random, G_N_ELEMENTS(ends))]};
}

static struct sample_part random_part(struct random *random) {
    struct sample_part part = {false, SYMBOL_NULL, NUMBER_NULL, TEXT_NULL};
    if (random_below(random, 2) == 0) {
        part.known = true;
        part.flag = (int8_t)random_below(random, 2);
        part.count = random_long(random);
        part.label = random_text(random);
    }
    return part;
}

/* One statement a draw, so that every compiler draws in the same order. */
static struct sample random_sample(struct random *random) {
    struct sample sample = {0};
    sample.small = (int32_t)random_next(random);
    sample.small >>= random_below(random, 32);
    sample.large = -random_long(random);
    sample.flag = (int8_t)random_below(random, 2);
    sample.colour = (int8_t)random_below(random, 3);
    sample.name = random_text(random);
    sample.words.count = random_below(random, TEXTS_KEPT + 1);
    for (size_t i = 0; i < sample.words.count; i++) {
        sample.words.items[i] = random_text(random);
    }
    sample.part = random_part(random);
    sample.maybe_small = NUMBER_NULL;
    sample.maybe_colour = (int8_t)((int)random_below(random, 4) - 1);
    if (random_below(random, 2) == 0) {
        sample.maybe_small = (int32_t)random_next(random);
        sample.maybe_name = random_text(random);
    }
    return sample;
}

static void test_records(void) {
    static uint8_t theirs[ROOM], ours[ROOM];
    struct random random = {1};
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    for (int i = 0; i < RECORDS; i++) {
        struct sample sample = random_sample(&random), read;
        size_t length =
            avro_encode(sample_schema, sample_fields, SAMPLE_FIELDS, &sample, theirs, ROOM);
        struct text message = {(const char *)theirs, length};
        CU_ASSERT(length > 0);
        CU_ASSERT_EQUAL(plan_decode(plan, message, &read).reason, REASON_NONE);
        CU_ASSERT_EQUAL(record_compare(sample_fields, SAMPLE_FIELDS, &read, &sample, true), 0);
        CU_ASSERT_EQUAL(record_encode(sample_fields, SAMPLE_FIELDS, &sample, ours, ROOM), length);
        CU_ASSERT_EQUAL(memcmp(ours, theirs, length), 0);
    }
    plan_free(plan);
}

/* A random schema, of which the reader knows one field in the middle. */
static char *random_schema(struct random *random) {
    int names = 0;
    GString *json = g_string_new("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\","
                                 "\"type\":");
    avro_random_type(json, random, 4, &names);
    g_string_append(json, "},{\"name\":\"x\",\"type\":\"long\"},{\"name\":\"b\",\"type\":");
    avro_random_type(json, random, 4, &names);
    g_string_append(json, "}]}");
    return g_string_free(json, FALSE);
}

static void expect_walk(const struct plan *plan, const uint8_t *bytes, size_t length) {
    int64_t x;
    struct text message = {(const char *)bytes, length};
    CU_ASSERT_EQUAL(plan_decode(plan, message, &x).reason, REASON_NONE);
    CU_ASSERT_NOT_EQUAL(x, NUMBER_NULL);
    for (message.length = 0; message.length < length; message.length++) {
        CU_ASSERT_EQUAL(plan_decode(plan, message, &x).reason, REASON_TRUNCATED);
    }
    message.length = length + 1;
    CU_ASSERT_EQUAL(plan_decode(plan, message, &x).reason, REASON_TRAILING_BYTES);
}

static void test_schemas(void) {
    static const struct field x = FIELD("x", FIELD_LONG, false, PART_OWN, 0);
    static uint8_t bytes[ROOM];
    struct random random = {2};
    for (int i = 0; i < SCHEMAS; i++) {
        char *schema = random_schema(&random);
        struct plan *plan = plan_of(schema, &x, 1);
        for (int value = 0; value < 5; value++) {
            size_t length = avro_random_value(schema, &random, bytes, ROOM - 1);
            expect_walk(plan, bytes, length);
        }
        plan_free(plan);
        g_free(schema);
    }
}

/* Changes, inserts or removes some bytes, in a block of exactly the new length. */
static GByteArray *mutated(const uint8_t *bytes, size_t length, struct random *random) {
    GByteArray *copy = g_byte_array_append(g_byte_array_new(), bytes, (guint)length);
    for (uint32_t n = 1 + random_below(random, 3); n > 0 && copy->len > 0; n--) {
        uint32_t at = random_below(random, copy->len);
        uint8_t byte = (uint8_t)random_next(random);
        switch (random_below(random, 4)) {
        case 0:
            g_byte_array_remove_index(copy, at);
            break;
        case 1:
            g_byte_array_append(copy, &byte, 1);
            memmove(copy->data + at + 1, copy->data + at, copy->len - at - 1);
            copy->data[at] = byte;
            break;
        case 2:
            copy->data[at] ^= (uint8_t)(1u << random_below(random, 8));
            break;
        default:
            copy->data[at] = byte;
            break;
        }
    }
    return copy;
}

/* Whatever was read from changed bytes and not refused can be written and read again. */
static void expect_sound(const struct plan *plan, const GByteArray *bytes) {
    uint8_t *exact = g_memdup2(bytes->data, bytes->len);
    struct text message = {(const char *)exact, bytes->len};
    struct sample first, second;
    struct refusal refusal = plan_decode(plan, message, &first);
    CU_ASSERT(refusal.reason < REASON_BAD_KEY && refusal.field != NULL);
    if (refusal.reason == REASON_NONE && first.words.count <= TEXTS_KEPT) {
        static uint8_t again[ROOM];
        size_t length = record_encode(sample_fields, SAMPLE_FIELDS, &first, again, ROOM);
        CU_ASSERT(length > 0 && length <= bytes->len);
        message = (struct text){(const char *)again, length};
        CU_ASSERT_EQUAL(plan_decode(plan, message, &second).reason, REASON_NONE);
        CU_ASSERT_EQUAL(record_compare(sample_fields, SAMPLE_FIELDS, &first, &second, true), 0);
    }
    g_free(exact);
}

static void test_mutations(void) {
    static uint8_t bytes[ROOM];
    struct random random = {3};
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    for (int i = 0; i < (int)suite_rounds(MUTATIONS); i++) {
        struct sample sample = random_sample(&random);
        size_t length = record_encode(sample_fields, SAMPLE_FIELDS, &sample, bytes, ROOM);
        GByteArray *changed = mutated(bytes, length, &random);
        expect_sound(plan, changed);
        g_byte_array_free(changed, TRUE);
    }
    plan_free(plan);
}

/* Changed bytes under every kind of schema: only that nothing breaks. */
static void test_mutated_walks(void) {
    static const struct field x = FIELD("x", FIELD_LONG, false, PART_OWN, 0);
    static uint8_t bytes[ROOM];
    struct random random = {4};
    for (int i = 0; i < SCHEMAS; i++) {
        char *schema = random_schema(&random);
        struct plan *plan = plan_of(schema, &x, 1);
        size_t length = avro_random_value(schema, &random, bytes, ROOM);
        for (int change = 0; change < 50; change++) {
            GByteArray *changed = mutated(bytes, length, &random);
            uint8_t *exact = g_memdup2(changed->data, changed->len);
            int64_t read;
            struct text message = {(const char *)exact, changed->len};
            CU_ASSERT(plan_decode(plan, message, &read).reason < REASON_BAD_KEY);
            g_free(exact);
            g_byte_array_free(changed, TRUE);
        }
        plan_free(plan);
        g_free(schema);
    }
}

int main(void) {
    const struct test tests[] = {
        {"random records come through, and our bytes are Avro-C's", test_records},
        {"random schemas are walked to the last byte and not beyond", test_schemas},
        {"what is read from changed bytes can be written and read again", test_mutations},
        {"changed bytes under random schemas are refused or read", test_mutated_walks},
        {NULL, NULL},
    };
    return suite_run("plan_peer", tests);
}
