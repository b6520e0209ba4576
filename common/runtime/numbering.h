/* Gives small numbers to pairs that repeat: the first pair is 0, the next new one 1, and so on. A
 * number stands for its pair in a key that is hashed and compared for every event. */
#ifndef GOLDENTHREAD_RUNTIME_NUMBERING_H
#define GOLDENTHREAD_RUNTIME_NUMBERING_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

union word {
    uint64_t number;
    const void *pointer;
};

static_assert(sizeof(const void *) == sizeof(uint64_t), "a pointer fills its word");

struct pair {
    union word first, second;
};

struct numbering {
    struct pair *pairs; /* by number */
    uint32_t count;
    uint32_t *places; /* open addressing: number + 1, or 0 for none */
    size_t capacity;  /* of places, a power of two; there is room for half as many pairs */
};

void numbering_init(struct numbering *numbering);
void numbering_free(struct numbering *numbering);

uint32_t numbering_of(struct numbering *numbering, struct pair pair);

static inline struct pair numbering_pair(const struct numbering *numbering, uint32_t number) {
    return numbering->pairs[number];
}

#endif
