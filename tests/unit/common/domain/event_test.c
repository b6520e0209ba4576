#include "domain/event.h"

#include "support/literals.h"
#include "support/suite.h"

#define LONG_65 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._x"
#define LONG_64 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._"

static struct envelope envelope_of_sense(void) {
    return (struct envelope){
        .event_id = text_of("e"),
        .source = text_of("mis-372"),
        .record_id = text_of("r1"),
        .revision = 1,
        .recorded_at = INT64_C(1727697600000), /* 2024-09-30 12:00 UTC */
        .child_ref = text_of("c1"),
        .pupil = {.known = true,
                  .sen_provision = 1,
                  .looked_after = SYMBOL_NULL,
                  .school_urn = 106905,
                  .nc_year = 8,
                  .primary_need = text_of("SEMH")},
        .op = OP_ASSERT,
    };
}

static void assert_value(const struct envelope *envelope, const char *bad_field) {
    struct refusal refusal = envelope_bad_value(envelope, false);
    CU_ASSERT_EQUAL(refusal.reason, *bad_field != '\0' ? REASON_BAD_VALUE : REASON_NONE);
    CU_ASSERT_STRING_EQUAL(refusal.field, bad_field);
}

static enum reason key_reason(struct text child_ref, struct text key) {
    struct envelope envelope = {.child_ref = child_ref};
    struct refusal refusal = envelope_bad_key(&envelope, key);
    CU_ASSERT_STRING_EQUAL(refusal.field, refusal.reason == REASON_NONE ? "" : "child_ref");
    return refusal.reason;
}

static void the_key_is_the_child_of_1_to_128_bytes(void) {
    char longest[130];
    memset(longest, 'x', sizeof longest);
    struct text bytes_128 = {longest, 128}, bytes_129 = {longest, 129};
    CU_ASSERT_EQUAL(key_reason(text_of("c"), text_of("c")), REASON_NONE);
    CU_ASSERT_EQUAL(key_reason(bytes_128, bytes_128), REASON_NONE);
    CU_ASSERT_EQUAL(key_reason(bytes_129, bytes_129), REASON_BAD_KEY);
    CU_ASSERT_EQUAL(key_reason(text_of(""), text_of("")), REASON_BAD_KEY);
    CU_ASSERT_EQUAL(key_reason(text_of("c1"), text_of("c2")), REASON_BAD_KEY);
    CU_ASSERT_EQUAL(key_reason(text_of("c1"), text_of("c1 ")), REASON_BAD_KEY);
    CU_ASSERT_EQUAL(key_reason(text_of("c1"), TEXT_NULL), REASON_BAD_KEY);
}

static void an_envelope_that_keeps_every_rule_has_no_bad_value(void) {
    struct envelope envelope = envelope_of_sense();
    assert_value(&envelope, "");
}

static void a_source_has_1_to_64_characters_of_a_small_set(void) {
    static const char *const good[] = {"a", "Z", "0", ".", "_", "-", LONG_64};
    static const char *const bad[] = {"",  " ", "a b", "a/b", "\xC3\xA4", ",",    "@",
                                      "[", "`", "{",   ":",   "a\n",      "\x7F", LONG_65};
    struct envelope envelope = envelope_of_sense();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        envelope.source = text_of(good[i]);
        assert_value(&envelope, "");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        envelope.source = text_of(bad[i]);
        assert_value(&envelope, "source");
    }
}

static void a_name_of_a_field_has_1_to_64_characters_of_the_same_set(void) {
    CU_ASSERT_EQUAL(refuse_name(text_of("trft.salt-2_A"), "provider").reason, REASON_NONE);
    CU_ASSERT_EQUAL(refuse_name(text_of(LONG_64), "provider").reason, REASON_NONE);
    CU_ASSERT_EQUAL(refuse_name(text_of(LONG_65), "provider").reason, REASON_BAD_VALUE);
    CU_ASSERT_EQUAL(refuse_name(text_of(""), "provider").reason, REASON_BAD_VALUE);
    CU_ASSERT_STRING_EQUAL(refuse_name(text_of("a b"), "provider").field, "provider");
}

static void a_record_id_has_1_to_128_characters(void) {
    char bytes[128 * 4 + 4];
    for (size_t i = 0; i < 129; i++) {
        static const char emoji[] = {'\xF0', '\x9F', '\x98', '\x80'}; /* one character */
        memcpy(bytes + i * 4, emoji, sizeof emoji);
    }
    struct envelope envelope = envelope_of_sense();
    envelope.record_id = (struct text){bytes, 128 * 4};
    assert_value(&envelope, "");
    envelope.record_id = (struct text){bytes, 129 * 4};
    assert_value(&envelope, "record_id");
    memset(bytes, 'r', sizeof bytes);
    envelope.record_id = (struct text){bytes, 128};
    assert_value(&envelope, "");
    envelope.record_id = (struct text){bytes, 129};
    assert_value(&envelope, "record_id");
    envelope.record_id = text_of("");
    assert_value(&envelope, "record_id");
    CU_ASSERT_EQUAL(envelope_bad_value(&envelope, true).reason, REASON_NONE);
}

static void a_revision_is_at_least_1(void) {
    struct envelope envelope = envelope_of_sense();
    envelope.revision = 0;
    assert_value(&envelope, "revision");
    envelope.revision = INT64_MIN + 1;
    assert_value(&envelope, "revision");
    envelope.revision = INT64_MAX;
    assert_value(&envelope, "");
}

static void the_london_date_of_recorded_at_lies_from_2000_to_2099(void) {
    struct envelope envelope = envelope_of_sense();
    envelope.recorded_at = INT64_C(946684800000); /* 2000-01-01 00:00 UTC */
    assert_value(&envelope, "");
    envelope.recorded_at--;
    assert_value(&envelope, "recorded_at");
    envelope.recorded_at = INT64_C(4102444799999); /* 2099-12-31 23:59:59.999 UTC */
    assert_value(&envelope, "");
    envelope.recorded_at++;
    assert_value(&envelope, "recorded_at");
    envelope.recorded_at = INT64_MAX;
    assert_value(&envelope, "recorded_at");
    envelope.recorded_at = INT64_MIN + 1;
    assert_value(&envelope, "recorded_at");
}

static void a_national_curriculum_year_lies_from_minus_2_to_15(void) {
    struct envelope envelope = envelope_of_sense();
    static const int64_t good[] = {-2, -1, 0, 15, NUMBER_NULL}, bad[] = {-3, 16, INT64_MAX};
    for (size_t i = 0; i < 5; i++) {
        envelope.pupil.nc_year = good[i];
        assert_value(&envelope, "");
    }
    for (size_t i = 0; i < 3; i++) {
        envelope.pupil.nc_year = bad[i];
        assert_value(&envelope, "nc_year");
    }
    envelope.pupil.known = false;
    assert_value(&envelope, "");
}

static void a_need_must_be_in_the_reference(void) {
    struct envelope envelope = envelope_of_sense();
    CU_ASSERT_EQUAL(envelope_unknown_code(&envelope, &literal_reference).reason, REASON_NONE);
    envelope.pupil.primary_need = text_of("semh");
    struct refusal refusal = envelope_unknown_code(&envelope, &literal_reference);
    CU_ASSERT_EQUAL(refusal.reason, REASON_UNKNOWN_CODE);
    CU_ASSERT_STRING_EQUAL(refusal.field, "primary_need");
    envelope.pupil.primary_need = text_of("");
    CU_ASSERT_EQUAL(envelope_unknown_code(&envelope, &literal_reference).reason,
                    REASON_UNKNOWN_CODE);
    envelope.pupil.primary_need = TEXT_NULL;
    CU_ASSERT_EQUAL(envelope_unknown_code(&envelope, &literal_reference).reason, REASON_NONE);
    envelope.pupil.primary_need = text_of("?");
    envelope.pupil.known = false;
    CU_ASSERT_EQUAL(envelope_unknown_code(&envelope, &literal_reference).reason, REASON_NONE);
}

static void dates_lie_from_2000_to_2099(void) {
    CU_ASSERT_EQUAL(refuse_date(on("2000-01-01"), true, "d").reason, REASON_NONE);
    CU_ASSERT_EQUAL(refuse_date(on("2099-12-31"), true, "d").reason, REASON_NONE);
    CU_ASSERT_EQUAL(refuse_date(on("1999-12-31"), true, "d").reason, REASON_BAD_VALUE);
    CU_ASSERT_EQUAL(refuse_date(on("2100-01-01"), false, "d").reason, REASON_BAD_VALUE);
    CU_ASSERT_STRING_EQUAL(refuse_date(on("2100-01-01"), false, "d").field, "d");
    CU_ASSERT_EQUAL(refuse_date(NUMBER_NULL, false, "d").reason, REASON_NONE);
    CU_ASSERT_EQUAL(refuse_date(NUMBER_NULL, true, "d").reason, REASON_BAD_VALUE);
    CU_ASSERT_EQUAL(refuse_date(INT64_MAX, true, "d").reason, REASON_BAD_VALUE);
}

static void a_place_holds_what_is_known_of_the_pupil(void) {
    struct envelope envelope = envelope_of_sense();
    struct place place = pupil_place(&envelope.pupil);
    CU_ASSERT_EQUAL(place.urn, URN_NONE);
    CU_ASSERT_PTR_NULL(place.provider.bytes);
    CU_ASSERT_EQUAL(place.sen, 'K');
    CU_ASSERT_STRING_EQUAL(place.need, "SEMH");
    CU_ASSERT_EQUAL(place.stage, STAGE_SECONDARY);
    static const char letters[] = "NKE";
    for (int8_t sen = 0; sen < 3; sen++) {
        envelope.pupil.sen_provision = sen;
        CU_ASSERT_EQUAL(pupil_place(&envelope.pupil).sen, letters[sen]);
    }
    envelope.pupil.sen_provision = SYMBOL_NULL;
    envelope.pupil.primary_need = TEXT_NULL;
    envelope.pupil.nc_year = NUMBER_NULL;
    place = pupil_place(&envelope.pupil);
    CU_ASSERT_EQUAL(place.sen, 0);
    CU_ASSERT_STRING_EQUAL(place.need, "");
    CU_ASSERT_EQUAL(place.stage, STAGE_UNKNOWN);
}

static void the_place_of_an_unknown_pupil_is_empty(void) {
    struct envelope envelope = envelope_of_sense();
    envelope.pupil.known = false;
    struct place place = pupil_place(&envelope.pupil);
    CU_ASSERT_EQUAL(place.urn, URN_NONE);
    CU_ASSERT_EQUAL(place.sen, 0);
    CU_ASSERT_STRING_EQUAL(place.need, "");
    CU_ASSERT_EQUAL(place.stage, STAGE_UNKNOWN);
}

static void reasons_have_their_names_in_order(void) {
    static const char *const names[] = {
        "",          "empty",        "too_large",      "bad_frame",    "unknown_schema",
        "truncated", "bad_varint",   "bad_length",     "bad_enum",     "bad_boolean",
        "bad_utf8",  "too_deep",     "trailing_bytes", "unresolvable", "bad_key",
        "bad_value", "unknown_code", "conflict",
    };
    CU_ASSERT_EQUAL(REASONS, 18);
    for (int reason = 0; reason < REASONS; reason++) {
        CU_ASSERT_STRING_EQUAL(reason_name((enum reason)reason), names[reason]);
    }
}

static void symbols_are_those_of_the_schema(void) {
    CU_ASSERT_STRING_EQUAL(op_symbols[OP_ASSERT], "ASSERT");
    CU_ASSERT_STRING_EQUAL(op_symbols[OP_VOID], "VOID");
    CU_ASSERT_STRING_EQUAL(sen_symbols[0], "N");
    CU_ASSERT_STRING_EQUAL(sen_symbols[1], "K");
    CU_ASSERT_STRING_EQUAL(sen_symbols[2], "E");
    static const char *const names[] = {"school_urn", "nc_year", "sen_provision", "primary_need",
                                        "looked_after"};
    for (size_t i = 0; i < PUPIL_FIELDS; i++) {
        CU_ASSERT_STRING_EQUAL(pupil_fields[i].name, names[i]);
        CU_ASSERT_TRUE(pupil_fields[i].nullable);
    }
}

int main(void) {
    return suite_run(
        "event",
        (const struct test[]){
            {"the key is the child, of 1 to 128 bytes", the_key_is_the_child_of_1_to_128_bytes},
            {"an envelope that keeps every rule has no bad value",
             an_envelope_that_keeps_every_rule_has_no_bad_value},
            {"a source has 1 to 64 characters of a small set",
             a_source_has_1_to_64_characters_of_a_small_set},
            {"a name of a field has 1 to 64 characters of the same set",
             a_name_of_a_field_has_1_to_64_characters_of_the_same_set},
            {"a record id has 1 to 128 characters", a_record_id_has_1_to_128_characters},
            {"a revision is at least 1", a_revision_is_at_least_1},
            {"the London date of recorded_at lies from 2000 to 2099",
             the_london_date_of_recorded_at_lies_from_2000_to_2099},
            {"a national curriculum year lies from -2 to 15",
             a_national_curriculum_year_lies_from_minus_2_to_15},
            {"a need must be in the reference", a_need_must_be_in_the_reference},
            {"dates lie from 2000 to 2099", dates_lie_from_2000_to_2099},
            {"a place holds what is known of the pupil", a_place_holds_what_is_known_of_the_pupil},
            {"the place of an unknown pupil is empty", the_place_of_an_unknown_pupil_is_empty},
            {"reasons have their names, in order", reasons_have_their_names_in_order},
            {"symbols are those of the schema", symbols_are_those_of_the_schema},
            {NULL, NULL},
        });
}
