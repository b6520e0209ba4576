#include "domain/field.h"

#include "support/suite.h"

struct inner {
    bool known;
    int64_t number;
};

struct everything {
    struct text ignored;
    int64_t number;
    int8_t flag, symbol;
    struct inner inner;
    struct text text;
    struct texts texts;
    int64_t last;
};

static const char *const symbols[] = {"Z", "A"}; /* the ordinal counts, not the name */

static const struct field inner_fields[] = {
    FIELD("number", FIELD_INT, true, PART_ENVELOPE, offsetof(struct inner, number)),
};

static const struct field fields[] = {
    FIELD("ignored", FIELD_STRING, false, PART_IGNORED, offsetof(struct everything, ignored)),
    FIELD("number", FIELD_LONG, true, PART_ENVELOPE, offsetof(struct everything, number)),
    FIELD("flag", FIELD_BOOLEAN, true, PART_ENVELOPE, offsetof(struct everything, flag)),
    ENUM_FIELD("symbol", true, PART_ENVELOPE, offsetof(struct everything, symbol), symbols, 2),
    RECORD_FIELD("inner", true, PART_ENVELOPE, offsetof(struct everything, inner), inner_fields, 1),
    FIELD("text", FIELD_STRING, true, PART_OWN, offsetof(struct everything, text)),
    FIELD("texts", FIELD_STRINGS, false, PART_OWN, offsetof(struct everything, texts)),
    FIELD("last", FIELD_INT, false, PART_OWN, offsetof(struct everything, last)),
};

#define FIELDS (sizeof fields / sizeof *fields)

static struct everything base(void) {
    return (struct everything){
        .ignored = {"i", 1},
        .number = 5,
        .flag = 0,
        .symbol = 0,
        .inner = {true, 5},
        .text = {"m", 1},
        .texts = {2, {{"a", 1}, {"b", 1}}},
        .last = 5,
    };
}

static int compare(struct everything a, struct everything b, bool own) {
    int order = record_compare(fields, FIELDS, &a, &b, own);
    CU_ASSERT_EQUAL(record_compare(fields, FIELDS, &b, &a, own), -order);
    return order;
}

static bool differs(struct everything a, struct everything b) {
    return record_own_differs(fields, FIELDS, &a, &b);
}

static void equal_records_are_equal(void) {
    CU_ASSERT_EQUAL(compare(base(), base(), true), 0);
    CU_ASSERT_FALSE(differs(base(), base()));
}

static void ignored_fields_decide_nothing(void) {
    struct everything other = base();
    other.ignored = text_of("z");
    CU_ASSERT_EQUAL(compare(base(), other, true), 0);
    CU_ASSERT_FALSE(differs(base(), other));
}

static void the_first_field_that_differs_decides(void) {
    struct everything a = base(), b = base();
    b.number = 6;
    a.symbol = 1;
    CU_ASSERT_EQUAL(compare(a, b, true), -1);
    b.number = 5;
    CU_ASSERT_EQUAL(compare(a, b, true), 1);
}

static void numbers_compare_by_size_and_null_comes_first(void) {
    static const int64_t ordered[] = {NUMBER_NULL, INT64_MIN + 1, -1, 0, 1, INT64_MAX};
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
            struct everything a = base(), b = base();
            a.number = ordered[i];
            b.number = ordered[j];
            CU_ASSERT_EQUAL(compare(a, b, true), (i > j) - (i < j));
        }
    }
}

static void booleans_and_enums_compare_by_ordinal_and_null_comes_first(void) {
    for (int8_t i = SYMBOL_NULL; i < 2; i++) {
        for (int8_t j = SYMBOL_NULL; j < 2; j++) {
            struct everything a = base(), b = base();
            a.flag = i;
            b.flag = j;
            CU_ASSERT_EQUAL(compare(a, b, true), (i > j) - (i < j));
            a = b = base();
            a.symbol = i;
            b.symbol = j;
            CU_ASSERT_EQUAL(compare(a, b, true), (i > j) - (i < j));
        }
    }
}

static void a_null_record_comes_first(void) {
    struct everything null = base(), known = base(), greater = base();
    null.inner = (struct inner){false, 9};
    greater.inner.number = 6;
    CU_ASSERT_EQUAL(compare(null, known, true), -1);
    CU_ASSERT_EQUAL(compare(known, greater, true), -1);
    struct everything other_null = null;
    other_null.inner.number = 1;
    CU_ASSERT_EQUAL(compare(null, other_null, true), 0);
}

static void strings_compare_by_unsigned_bytes_and_null_comes_first(void) {
    static const struct text ordered[] = {
        {NULL, 0}, {"", 0}, {"A", 1}, {"AA", 2}, {"B", 1}, {"a", 1}, {"\xC3\xA4", 2},
    };
    for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 7; j++) {
            struct everything a = base(), b = base();
            a.text = ordered[i];
            b.text = ordered[j];
            CU_ASSERT_EQUAL(compare(a, b, true), (i > j) - (i < j));
            CU_ASSERT_EQUAL(differs(a, b), i != j);
        }
    }
}

static void arrays_compare_item_by_item_and_then_by_length(void) {
    static const struct texts ordered[] = {
        {0, {{0}}},
        {1, {{"A", 1}}},
        {2, {{"A", 1}, {"A", 1}}},
        {1, {{"B", 1}}},
        {4, {{"B", 1}, {"B", 1}, {"B", 1}, {"B", 1}}},
        {5, {{"B", 1}, {"B", 1}, {"B", 1}, {"B", 1}}}, /* only four are kept */
    };
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
            struct everything a = base(), b = base();
            a.texts = ordered[i];
            b.texts = ordered[j];
            CU_ASSERT_EQUAL(compare(a, b, true), (i > j) - (i < j));
        }
    }
}

static void own_fields_can_be_left_out(void) {
    struct everything other = base();
    other.text = text_of("z");
    other.last = 9;
    CU_ASSERT_EQUAL(compare(base(), other, false), 0);
    CU_ASSERT_EQUAL(compare(base(), other, true), -1);
    other = base();
    other.last = 4;
    CU_ASSERT_EQUAL(compare(base(), other, true), 1);
    CU_ASSERT_TRUE(differs(base(), other));
}

static void a_difference_in_the_envelope_is_no_own_difference(void) {
    struct everything other = base();
    other.number = 6;
    other.inner.known = false;
    CU_ASSERT_FALSE(differs(base(), other));
    CU_ASSERT_EQUAL(compare(base(), other, false), -1);
}

int main(void) {
    return suite_run(
        "field", (const struct test[]){
                     {"equal records are equal", equal_records_are_equal},
                     {"ignored fields decide nothing", ignored_fields_decide_nothing},
                     {"the first field that differs decides", the_first_field_that_differs_decides},
                     {"numbers compare by size and null comes first",
                      numbers_compare_by_size_and_null_comes_first},
                     {"booleans and enums compare by ordinal and null comes first",
                      booleans_and_enums_compare_by_ordinal_and_null_comes_first},
                     {"a null record comes first", a_null_record_comes_first},
                     {"strings compare by unsigned bytes and null comes first",
                      strings_compare_by_unsigned_bytes_and_null_comes_first},
                     {"arrays compare item by item and then by length",
                      arrays_compare_item_by_item_and_then_by_length},
                     {"own fields can be left out", own_fields_can_be_left_out},
                     {"a difference in the envelope is no own difference",
                      a_difference_in_the_envelope_is_no_own_difference},
                     {NULL, NULL},
                 });
}
