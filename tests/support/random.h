/* Numbers that look random and are the same in every run: splitmix64. */
#ifndef GOLDENTHREAD_TESTS_RANDOM_H
#define GOLDENTHREAD_TESTS_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state; /* the seed, to begin with */
};

static inline uint64_t random_next(struct random *random) {
    uint64_t z = (random->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* 0 to n - 1. */
static inline uint32_t random_below(struct random *random, uint32_t n) {
    return (uint32_t)(random_next(random) % n);
}

#endif
