/* Numbers of variable length: seven bits a byte, least significant first, the top bit set when more
 * follow; signed ones in zigzag, so that small magnitudes are short. The same as Avro's long. */
#ifndef GOLDENTHREAD_DOMAIN_VARINT_H
#define GOLDENTHREAD_DOMAIN_VARINT_H

#include <stdbool.h>
#include <stdint.h>

#define VARINT_MAX 10 /* bytes of the longest */

static inline uint64_t zigzag(int64_t number) {
    return ((uint64_t)number << 1) ^ (uint64_t)(number < 0 ? -1 : 0);
}

static inline int64_t zigzag_back(uint64_t zigzagged) {
    return (int64_t)((zigzagged >> 1) ^ -(zigzagged & 1));
}

/* Writes at most VARINT_MAX bytes; returns where the next byte goes. */
static inline uint8_t *varint_write(uint8_t *to, uint64_t number) {
    for (; number >= 0x80; number >>= 7) {
        *to++ = (uint8_t)(number | 0x80);
    }
    *to++ = (uint8_t)number;
    return to;
}

/* Reads bytes that nobody vouches for. Once something was wrong, `damaged` stays set and every
 * further read gives 0: one check at the end is enough. */
struct reader {
    const uint8_t *at, *end;
    bool damaged;
};

/* Numbers of two bytes and more. */
uint64_t reader_long_varint(struct reader *reader);

/* Damaged: no end, more than 64 bits, or longer than needed. */
static inline uint64_t reader_varint(struct reader *reader) {
    if (reader->at < reader->end && *reader->at < 0x80) {
        return *reader->at++;
    }
    return reader_long_varint(reader);
}

/* The next byte. */
uint8_t reader_byte(struct reader *reader);

/* A length byte from `least` to `most`, then as many bytes without NUL, copied to `to` with a NUL
 * behind them. */
void reader_string(struct reader *reader, uint8_t least, uint8_t most, char *to);

/* Marks the bytes as damaged when a condition that they must meet does not hold. */
static inline void reader_require(struct reader *reader, bool condition) {
    reader->damaged |= !condition;
}

#endif
