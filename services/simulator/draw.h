/* Chance as a function of what it is about. A draw depends on its key and two numbers and on
 * nothing drawn before, so that any part of the borough can be made alone and comes out the same.
 */
#ifndef GOLDENTHREAD_SIMULATOR_DRAW_H
#define GOLDENTHREAD_SIMULATOR_DRAW_H

#define XXH_INLINE_ALL
#include <stdbool.h>
#include <stdint.h>
#include <xxhash.h>

#define MILLION 1000000u

/* What a draw is for; the numbers are part of every synthetic borough and never change. */
enum draw_of {
    DRAW_CHILD = 1,
    DRAW_REF,
    DRAW_SCHOOL,
    DRAW_MOVE,
    DRAW_SEN,
    DRAW_PLAN,
    DRAW_NEED,
    DRAW_LOOKED_AFTER,
    DRAW_HEALTH,
    DRAW_ENGAGEMENT,
    DRAW_PART_TIME,
    DRAW_MARK,
    DRAW_LENGTH,
    DRAW_FATE,
    DRAW_REGISTER,
    DRAW_EVENT,
    DRAW_PERMANENT,
    DRAW_SUSPENSION,
    DRAW_TIMETABLE,
    DRAW_CASE,
    DRAW_REFERRAL,
    DRAW_ADVICE,
    DRAW_RECORD,
};

/* 64 even bits. */
static inline uint64_t draw(uint64_t key, enum draw_of of, int32_t a, int32_t b) {
    const int32_t about[4] = {(int32_t)of, a, b, 0};
    return XXH3_64bits_withSeed(about, sizeof about, key);
}

/* A number from 0 to n - 1; uses the upper half of the bits. */
static inline uint32_t draw_below(uint64_t bits, uint32_t n) {
    return (uint32_t)(((bits >> 32) * n) >> 32);
}

/* True in `per_million` of a million cases; uses the upper half of the bits. */
static inline bool draw_happens(uint64_t bits, uint32_t per_million) {
    return draw_below(bits, MILLION) < per_million;
}

#endif
