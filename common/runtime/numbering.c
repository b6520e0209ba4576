#include "runtime/numbering.h"

#include <glib.h>

#define FIRST_CAPACITY 64

static size_t pair_hash(struct pair pair) {
    const uint64_t first = pair.first.number, second = pair.second.number;
    uint64_t mixed = (first ^ second << 32 ^ second >> 32) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 32);
}

/* Where the pair's number is, or belongs. */
static uint32_t *place_of(const struct numbering *numbering, struct pair pair) {
    const size_t mask = numbering->capacity - 1;
    size_t index = pair_hash(pair) & mask;
    while (numbering->places[index] != 0) {
        const struct pair *known = &numbering->pairs[numbering->places[index] - 1];
        if (known->first.number == pair.first.number &&
            known->second.number == pair.second.number) {
            break;
        }
        index = (index + 1) & mask;
    }
    return &numbering->places[index];
}

static void make_room(struct numbering *numbering, size_t capacity) {
    g_free(numbering->places);
    numbering->capacity = capacity;
    numbering->places = g_new0(uint32_t, capacity);
    numbering->pairs = g_renew(struct pair, numbering->pairs, capacity / 2);
    for (uint32_t i = 0; i < numbering->count; i++) {
        *place_of(numbering, numbering->pairs[i]) = i + 1;
    }
}

void numbering_init(struct numbering *numbering) {
    *numbering = (struct numbering){0};
    make_room(numbering, FIRST_CAPACITY);
}

void numbering_free(struct numbering *numbering) {
    g_free(numbering->pairs);
    g_free(numbering->places);
    *numbering = (struct numbering){0};
}

uint32_t numbering_of(struct numbering *numbering, struct pair pair) {
    uint32_t *place = place_of(numbering, pair);
    if (*place == 0) {
        if (numbering->count == numbering->capacity / 2) {
            make_room(numbering, numbering->capacity * 2);
            place = place_of(numbering, pair);
        }
        numbering->pairs[numbering->count++] = pair;
        *place = numbering->count;
    }
    return *place - 1;
}
