#include "domain/reference.h"

#include <endian.h>

/* Texts of the reference are searched as numbers that sort as the texts do: a step of the search,
 * which is in the path of every event, is one load and one comparison. */
#define KEY_MAX sizeof(uint64_t)

/* 0, which nothing in the reference has, for what cannot be in it: empty, too long, with a NUL. */
static uint64_t text_key(struct text text) {
    if (text.length > KEY_MAX) {
        return 0;
    }
    uint64_t key = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '\0') {
            return 0;
        }
        key |= (uint64_t)(uint8_t)text.bytes[i] << (56 - 8 * i);
    }
    return key;
}

static uint64_t code_key(const char code[4]) {
    uint32_t key;
    memcpy(&key, code, sizeof key);
    return (uint64_t)be32toh(key) << 32;
}

static uint64_t need_key(const char need[8]) {
    uint64_t key;
    memcpy(&key, need, sizeof key);
    return be64toh(key);
}

const struct attendance_code *reference_code(const struct reference *reference, struct text code) {
    uint64_t wanted = text_key(code);
    size_t low = 0, high = reference->n_codes;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code_key(reference->codes[middle].code) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == reference->n_codes || code_key(reference->codes[low].code) != wanted) {
        return NULL;
    }
    return &reference->codes[low];
}

const char *reference_need(const struct reference *reference, struct text need) {
    uint64_t wanted = text_key(need);
    size_t low = 0, high = reference->n_needs;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (need_key(reference->needs[middle]) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == reference->n_needs || need_key(reference->needs[low]) != wanted) {
        return NULL;
    }
    return reference->needs[low];
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
