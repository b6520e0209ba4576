#include "domain/reference.h"

#include <endian.h>
#include <stdlib.h>

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

static uint64_t name_key(const char name[8]) {
    uint64_t key;
    memcpy(&key, name, sizeof key);
    return be64toh(key);
}

/* Halves without a branch: which code a mark has is anybody's guess. */
static const struct attendance_code *code_find(const struct reference *reference, uint64_t wanted) {
    const struct attendance_code *first = reference->codes;
    for (size_t left = reference->n_codes, half; left > 1; left -= half) {
        half = left / 2;
        first += code_key(first[half - 1].code) < wanted ? half : 0;
    }
    return reference->n_codes > 0 && code_key(first->code) == wanted ? first : NULL;
}

const struct attendance_code *reference_code(const struct reference *reference, struct text code) {
    return code_find(reference, text_key(code));
}

const struct attendance_code *reference_code_padded(const struct reference *reference,
                                                    const char code[4]) {
    return code_find(reference, code_key(code));
}

static const char *name_find(const char (*names)[8], size_t count, struct text name) {
    uint64_t wanted = text_key(name);
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (name_key(names[middle]) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && name_key(names[low]) == wanted ? names[low] : NULL;
}

const char *reference_need(const struct reference *reference, struct text need) {
    return name_find(reference->needs, reference->n_needs, need);
}

const char *reference_exclusion_reason(const struct reference *reference, struct text reason) {
    return name_find(reference->exclusion_reasons, reference->n_exclusion_reasons, reason);
}

static int service_order(const void *wanted, const void *service) {
    return text_compare(*(const struct text *)wanted,
                        text_of(((const struct service *)service)->service));
}

const struct service *reference_service(const struct reference *reference, struct text service) {
    if (reference->n_services == 0) {
        return NULL;
    }
    return bsearch(&service, reference->services, reference->n_services,
                   sizeof *reference->services, service_order);
}

/* -1, 0, 1: the row stands before, at, behind the place of (rule_id, step, day). */
static int rule_order(const struct rule *rule, const char *rule_id, const char *step, day_t day) {
    int order = strcmp(rule->rule_id, rule_id);
    if (order == 0) {
        order = strcmp(rule->step, step);
    }
    return order != 0 ? order : (rule->valid_from > day) - (rule->valid_from < day);
}

const struct rule *reference_rule(const struct reference *reference, const char *rule_id,
                                  const char *step, day_t day) {
    size_t low = 0, high = reference->n_rules; /* the first that stands behind the place */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rule_order(&reference->rules[middle], rule_id, step, day) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return NULL;
    }
    const struct rule *rule = &reference->rules[low - 1];
    return strcmp(rule->rule_id, rule_id) == 0 && strcmp(rule->step, step) == 0 ? rule : NULL;
}

/* School days before `day`: the index of the first that is not. */
static size_t school_days_before(const struct reference *reference, day_t day) {
    const day_t *days = reference->school_days;
    size_t low = 0, high = reference->n_school_days;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (days[middle] < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

day_t reference_nth_school_day(const struct reference *reference, day_t from, unsigned n) {
    const day_t *days = reference->school_days;
    if (reference->n_school_days == 0 || from < days[0]) {
        return DAY_NONE;
    }
    size_t index = school_days_before(reference, from) + n - 1;
    return index < reference->n_school_days ? days[index] : DAY_NONE;
}

size_t reference_school_days(const struct reference *reference, day_t from, day_t to) {
    return from <= to ? school_days_before(reference, to + 1) - school_days_before(reference, from)
                      : 0;
}
