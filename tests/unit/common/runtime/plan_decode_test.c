/* What a record holds after decoding, good bytes and bad. */
#include <glib.h>

#include "runtime/plan.h"
#include "support/sample.h"
#include "support/suite.h"

/* Allocations of this program, so that a test can see that there are none. Sanitizers bring their
 * own. */
static size_t allocations;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void *__libc_malloc(size_t size); /* NOLINT(bugprone-*,cert-*) */
void *malloc(size_t size) {
    allocations++;
    return __libc_malloc(size);
}
#endif

/* Decodes from a block of exactly that size, so that AddressSanitizer sees a byte too many. Texts
 * of the record are gone when it returns. */
static struct refusal decode(const struct plan *plan, const char *bytes, size_t length,
                             void *record) {
    char *copy = g_memdup2(bytes, length);
    struct refusal refusal = plan_decode(plan, (struct text){copy, length}, record);
    g_free(copy);
    return refusal;
}

static enum reason decode_sample(const char *bytes, size_t length, struct sample *sample) {
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    enum reason reason = decode(plan, bytes, length, sample).reason;
    plan_free(plan);
    return reason;
}

static void test_values(void) {
    static const char message[] = SAMPLE_MESSAGE;
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct sample s;
    memset(&s, 0x5A, sizeof s);
    CU_ASSERT_EQUAL(plan_decode(plan, (struct text){message, sizeof message - 1}, &s).reason,
                    REASON_NONE);
    CU_ASSERT_EQUAL(s.small, 1);
    CU_ASSERT_EQUAL(s.large, -2);
    CU_ASSERT_EQUAL(s.flag, 1);
    CU_ASSERT_EQUAL(s.colour, 2);
    CU_ASSERT(text_equal(s.name, text_of("\xC3\xA9")));
    CU_ASSERT_EQUAL(s.words.count, 2);
    CU_ASSERT(text_equal(s.words.items[0], text_of("a")));
    CU_ASSERT(text_equal(s.words.items[1], text_of("bc")));
    CU_ASSERT_TRUE(s.part.known);
    CU_ASSERT_EQUAL(s.part.flag, 0);
    CU_ASSERT_EQUAL(s.part.count, NUMBER_NULL);
    CU_ASSERT(text_equal(s.part.label, text_of("x")));
    CU_ASSERT_EQUAL(s.maybe_small, NUMBER_NULL);
    CU_ASSERT_EQUAL(s.maybe_colour, 1);
    CU_ASSERT(text_equal(s.maybe_name, text_of("")));
    CU_ASSERT(s.name.bytes > message && s.name.bytes < message + sizeof message);
    plan_free(plan);
}

static void test_every_prefix_is_truncated(void) {
    struct sample sample;
    for (size_t length = 0; length < sizeof SAMPLE_MESSAGE - 1; length++) {
        CU_ASSERT_EQUAL(decode_sample(SAMPLE_MESSAGE, length, &sample), REASON_TRUNCATED);
    }
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    CU_ASSERT_EQUAL(plan_decode(plan, TEXT_NULL, &sample).reason, REASON_TRUNCATED);
    plan_free(plan);
}

static void test_what_was_read_before(void) {
    struct sample s;
    memset(&s, 0x5A, sizeof s);
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct refusal refusal = decode(plan, "\x02\x03\x01", 3, &s);
    CU_ASSERT_EQUAL(refusal.reason, REASON_TRUNCATED);
    CU_ASSERT_STRING_EQUAL(refusal.field, "colour");
    CU_ASSERT_EQUAL(s.large, -2);
    CU_ASSERT_EQUAL(s.colour, SYMBOL_NULL);
    CU_ASSERT_PTR_NULL(s.name.bytes);
    CU_ASSERT_EQUAL(s.words.count, 0);
    CU_ASSERT_FALSE(s.part.known);
    CU_ASSERT_EQUAL(s.part.count, NUMBER_NULL);
    CU_ASSERT_EQUAL(s.part.flag, SYMBOL_NULL);
    CU_ASSERT_EQUAL(s.maybe_small, NUMBER_NULL);
    plan_free(plan);
}

static void test_field_of_the_refusal(void) {
    static const char two_bad[] = "\x02\x03\x02\x06\x04\xC3\xA9\x00\x00\x00\x00\x00";
    struct sample s;
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct text message = {two_bad, sizeof two_bad - 1};
    struct refusal refusal = plan_decode(plan, message, &s);
    CU_ASSERT_EQUAL(refusal.reason, REASON_BAD_ENUM);
    CU_ASSERT_STRING_EQUAL(refusal.field, "colour");
    CU_ASSERT_EQUAL(s.flag, SYMBOL_NULL);
    CU_ASSERT_EQUAL(s.colour, SYMBOL_NULL);
    CU_ASSERT(text_equal(s.name, text_of("\xC3\xA9")));
    refusal = decode(plan, SAMPLE_MESSAGE "\x00", sizeof SAMPLE_MESSAGE, &s);
    CU_ASSERT_EQUAL(refusal.reason, REASON_TRAILING_BYTES);
    CU_ASSERT_STRING_EQUAL(refusal.field, "");
    plan_free(plan);
}

static void test_no_text_is_null(void) {
    struct sample s;
    CU_ASSERT_EQUAL(decode_sample("\x00\x00\x00\x00\x02\xff\x00\x00\x00\x00\x00", 11, &s),
                    REASON_BAD_UTF8);
    CU_ASSERT_PTR_NULL(s.name.bytes);
    CU_ASSERT_EQUAL(s.name.length, 0);
}

static void test_smallest_number_is_no_null(void) {
    struct sample s;
    CU_ASSERT_EQUAL(decode_sample("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00\x00\x00"
                                  "\x00\x00\x00\x00",
                                  19, &s),
                    REASON_NONE);
    CU_ASSERT_EQUAL(s.large, INT64_MIN + 1);
    CU_ASSERT_NOT_EQUAL(s.large, NUMBER_NULL);
}

static void test_more_words_than_kept(void) {
    static const char five[] = "\x00\x00\x00\x00\x00\x0A\x02p\x02q\x02r\x02s\x02t\x00"
                               "\x00\x00\x00\x00";
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct sample s;
    CU_ASSERT_EQUAL(plan_decode(plan, (struct text){five, sizeof five - 1}, &s).reason,
                    REASON_NONE);
    CU_ASSERT_EQUAL(s.words.count, 5);
    CU_ASSERT(text_equal(s.words.items[3], text_of("s")));
    CU_ASSERT_EQUAL(s.part.count, NUMBER_NULL); /* the member behind */
    plan_free(plan);
}

static void test_nothing_is_allocated(void) {
    struct plan *plan = plan_of(sample_schema, sample_fields, SAMPLE_FIELDS);
    struct plan *walker = plan_of(sample_schema, sample_fields, 0);
    struct sample sample;
    struct text message = {SAMPLE_MESSAGE, sizeof SAMPLE_MESSAGE - 1};
    size_t before = allocations;
    for (size_t length = 0; length <= message.length; length++) {
        (void)plan_decode(plan, (struct text){message.bytes, length}, &sample);
        (void)plan_decode(walker, (struct text){message.bytes, length}, &sample);
    }
    CU_ASSERT_EQUAL(allocations, before);
    plan_free(walker);
    plan_free(plan);
}

int main(void) {
    const struct test tests[] = {
        {"every member gets its value or its null, and texts point into the message", test_values},
        {"every beginning of a good message is truncated", test_every_prefix_is_truncated},
        {"a refused record holds what was read before, the rest is null",
         test_what_was_read_before},
        {"a refusal names the first field with its reason", test_field_of_the_refusal},
        {"a string that is no text is null", test_no_text_is_null},
        {"the smallest number there is does not become null", test_smallest_number_is_no_null},
        {"an array is counted as sent beyond what is kept of it", test_more_words_than_kept},
        {"decoding allocates nothing", test_nothing_is_allocated},
        {NULL, NULL},
    };
    return suite_run("plan_decode", tests);
}
