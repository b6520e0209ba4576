/* A run of UTF-8 bytes that somebody else owns: a string of a message, of the reference, or a
 * literal.
 *
 * Not NUL-terminated. `bytes` NULL stands for Avro's null; an empty string has a non-NULL pointer.
 * A text lives as long as what it points into: texts of a decoded record die with its message. */
#ifndef GOLDENTHREAD_DOMAIN_TEXT_H
#define GOLDENTHREAD_DOMAIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct text {
    const char *bytes;
    size_t length;
};

#define TEXT_NULL ((struct text){NULL, 0})

static inline struct text text_of(const char *string) {
    return (struct text){string, strlen(string)};
}

/* Null equals null only. */
static inline bool text_equal(struct text a, struct text b) {
    if (a.bytes == NULL || b.bytes == NULL) {
        return a.bytes == b.bytes;
    }
    return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

/* Avro's order: null first, then by unsigned bytes, a prefix before what it begins. */
static inline int text_compare(struct text a, struct text b) {
    if (a.bytes == NULL || b.bytes == NULL) {
        return (a.bytes != NULL) - (b.bytes != NULL);
    }
    int order = memcmp(a.bytes, b.bytes, a.length < b.length ? a.length : b.length);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return (a.length > b.length) - (a.length < b.length);
}

#endif
