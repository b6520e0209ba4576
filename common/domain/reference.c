#include "domain/reference.h"

/* The first bytes of a code as a number that sorts as the text does: one comparison a step in the
 * path of every event. */
static uint32_t code_number(const char *bytes, size_t length) {
    uint32_t number = 0;
    for (size_t i = 0; i < sizeof(uint32_t); i++) {
        number = number << 8 | (i < length ? (uint8_t)bytes[i] : 0);
    }
    return number;
}

const struct attendance_code *reference_code(const struct reference *reference, struct text code) {
    uint32_t wanted = code_number(code.bytes, code.length);
    size_t low = 0, high = reference->n_codes;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct attendance_code *candidate = &reference->codes[middle];
        if (code_number(candidate->code, sizeof candidate->code) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == reference->n_codes || !text_equal(text_of(reference->codes[low].code), code)) {
        return NULL;
    }
    return &reference->codes[low];
}

const char *reference_need(const struct reference *reference, struct text need) {
    size_t low = 0, high = reference->n_needs;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = text_compare(text_of(reference->needs[middle]), need);
        if (order == 0) {
            return reference->needs[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

day_t reference_nth_school_day(const struct reference *reference, day_t from, unsigned n) {
    const day_t *days = reference->school_days;
    if (reference->n_school_days == 0 || from < days[0]) {
        return DAY_NONE;
    }
    size_t low = 0, high = reference->n_school_days; /* the first that is not before `from` */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (days[middle] < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t index = low + n - 1;
    return index < reference->n_school_days ? days[index] : DAY_NONE;
}
