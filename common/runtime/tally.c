#include "runtime/tally.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define FIRST_CAPACITY 256

/* The key is compared and hashed as bytes, so it is always built on zeroed memory. */
struct tally_key {
    const struct measure *measure; /* NULL: the cell is free */
    const char *detail;
    const struct text *provider; /* the tally's own copy, NULL for a school or no org */
    int64_t urn;
    day_t day, since;
    char need[8];
    uint8_t stage;
    char sen;
    char zero[6];
};

struct tally_cell {
    struct tally_key key;
    int64_t value;
};

static guint provider_hash(gconstpointer provider) {
    const struct text *text = provider;
    return (guint)XXH3_64bits(text->bytes, text->length);
}

static gboolean provider_equal(gconstpointer a, gconstpointer b) {
    return text_equal(*(const struct text *)a, *(const struct text *)b);
}

static const struct text *provider_intern(struct tally *tally, struct text provider) {
    if (provider.bytes == NULL) {
        return NULL;
    }
    const struct text *known = g_hash_table_lookup(tally->providers, &provider);
    if (known != NULL) {
        return known;
    }
    struct text *copy = g_malloc(sizeof *copy + provider.length);
    char *bytes = (char *)(copy + 1);
    memcpy(bytes, provider.bytes, provider.length);
    *copy = (struct text){bytes, provider.length};
    g_hash_table_add(tally->providers, copy);
    return copy;
}

static struct tally_key key_of(struct tally *tally, const struct line *line) {
    struct tally_key key;
    memset(&key, 0, sizeof key);
    key.measure = line->measure;
    key.detail = line->detail;
    key.provider = provider_intern(tally, line->place.provider);
    key.urn = line->place.urn;
    key.day = line->day;
    key.since = line->since;
    memcpy(key.need, line->place.need, sizeof key.need);
    key.stage = (uint8_t)line->place.stage;
    key.sen = line->place.sen;
    return key;
}

/* The cell of the key, or the free one where it belongs. */
static struct tally_cell *cell_find(struct tally_cell *cells, size_t capacity,
                                    const struct tally_key *key) {
    size_t index = XXH3_64bits(key, sizeof *key) & (capacity - 1);
    while (cells[index].key.measure != NULL && memcmp(&cells[index].key, key, sizeof *key) != 0) {
        index = (index + 1) & (capacity - 1);
    }
    return &cells[index];
}

static void tally_grow(struct tally *tally) {
    size_t capacity = tally->capacity * 2;
    struct tally_cell *cells = g_new0(struct tally_cell, capacity);
    for (size_t i = 0; i < tally->capacity; i++) {
        const struct tally_cell *cell = &tally->cells[i];
        if (cell->key.measure != NULL) {
            *cell_find(cells, capacity, &cell->key) = *cell;
        }
    }
    g_free(tally->cells);
    tally->cells = cells;
    tally->capacity = capacity;
}

static void tally_add(struct lines *lines, const struct line *line) {
    struct tally *tally = (struct tally *)lines;
    struct tally_key key = key_of(tally, line);
    struct tally_cell *cell = cell_find(tally->cells, tally->capacity, &key);
    if (cell->key.measure == NULL) {
        cell->key = key;
        tally->used++;
    }
    cell->value += line->value;
    if (tally->used * 2 > tally->capacity) {
        tally_grow(tally);
    }
}

void tally_init(struct tally *tally) {
    *tally = (struct tally){
        .lines = {.add = tally_add},
        .cells = g_new0(struct tally_cell, FIRST_CAPACITY),
        .capacity = FIRST_CAPACITY,
        .providers = g_hash_table_new_full(provider_hash, provider_equal, g_free, NULL),
    };
}

void tally_free(struct tally *tally) {
    g_free(tally->cells);
    g_hash_table_destroy(tally->providers);
    *tally = (struct tally){0};
}

size_t tally_memory(const struct tally *tally) {
    return tally->capacity * sizeof *tally->cells;
}

size_t tally_count(const struct tally *tally) {
    size_t count = 0;
    for (size_t i = 0; i < tally->capacity; i++) {
        count += tally->cells[i].value != 0;
    }
    return count;
}

static int by_day(const void *a, const void *b) {
    const struct tally_cell *x = *(const struct tally_cell *const *)a;
    const struct tally_cell *y = *(const struct tally_cell *const *)b;
    return (x->key.day > y->key.day) - (x->key.day < y->key.day);
}

static struct line line_of(const struct tally_cell *cell) {
    const struct tally_key *key = &cell->key;
    struct line line = {
        .measure = key->measure,
        .day = key->day,
        .since = key->since,
        .place = {.urn = key->urn,
                  .provider = key->provider != NULL ? *key->provider : TEXT_NULL,
                  .stage = (enum stage)key->stage,
                  .sen = key->sen},
        .detail = key->detail,
        .value = cell->value,
    };
    memcpy(line.place.need, key->need, sizeof line.place.need);
    return line;
}

void tally_each(const struct tally *tally, void (*each)(void *context, const struct line *line),
                void *context) {
    size_t count = 0;
    const struct tally_cell **order = g_new(const struct tally_cell *, tally_count(tally) + 1);
    for (size_t i = 0; i < tally->capacity; i++) {
        if (tally->cells[i].value != 0) {
            order[count++] = &tally->cells[i];
        }
    }
    qsort(order, count, sizeof *order, by_day);
    for (size_t i = 0; i < count; i++) {
        struct line line = line_of(order[i]);
        each(context, &line);
    }
    g_free(order);
}
