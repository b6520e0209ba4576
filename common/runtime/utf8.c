#include "runtime/utf8.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS UINT64_C(0x8080808080808080)

/* Eight bytes, each 0x01 to 0x7F: subtracting one sets the high bit of a zero byte, and only a zero
 * byte borrows from its neighbour. */
static bool is_plain(uint64_t word) {
    return ((word | (word - ONES)) & HIGH_BITS) == 0;
}

static uint64_t word_at(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The bytes of a text shorter than a word, filled up with ones; loads overlap instead of looping.
 */
static uint64_t short_word(const char *bytes, size_t length) {
    uint32_t low = 0x01010101, high = 0x01010101;
    if (length >= 4) {
        memcpy(&low, bytes, 4);
        memcpy(&high, bytes + length - 4, 4);
    } else if (length > 0) {
        uint8_t first = (uint8_t)bytes[0], middle = (uint8_t)bytes[length / 2];
        low = (uint32_t)first << 16 | (uint32_t)middle << 8 | (uint8_t)bytes[length - 1] | 1u << 24;
    }
    return (uint64_t)high << 32 | low;
}

static bool is_plain_text(const char *bytes, size_t length) {
    if (length < sizeof(uint64_t)) {
        return is_plain(short_word(bytes, length));
    }
    for (size_t i = 0; i + sizeof(uint64_t) < length; i += sizeof(uint64_t)) {
        if (!is_plain(word_at(bytes + i))) {
            return false;
        }
    }
    return is_plain(word_at(bytes + length - sizeof(uint64_t)));
}

bool utf8_is_valid(const char *bytes, size_t length) {
    return is_plain_text(bytes, length) || g_utf8_validate_len(bytes, length, NULL);
}
