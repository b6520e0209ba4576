#include "runtime/tally.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Inlined the length is known, and hashing it three multiplications. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#define FIRST_CAPACITY 256

/* Compared and hashed as bytes: it has no padding, and `need` is filled up with NUL. */
struct tally_key {
    uint32_t kind; /* number of (measure, detail), + 1; 0: the cell is free */
    uint32_t org;  /* number of (urn, provider), times STAGES, + stage */
    day_t day, since;
    char need[7]; /* without its last NUL */
    char sen;
};
#define STAGES 8
_Static_assert(STAGE_POST16 < STAGES, "a stage fits beside the org");

/* Two cells are a cache line: what an add touches is one of them, somewhere in a table that is
 * larger than every cache. */
struct tally_cell {
    struct tally_key key;
    int64_t value;
};
#define CACHE_LINE ((size_t)64)
_Static_assert(sizeof(struct tally_cell) == CACHE_LINE / 2, "two cells are a cache line");

/* Tables of this size are put into huge pages, where the system has them to give: otherwise the
 * page table is read from memory for nearly every add. */
#define HUGE_PAGE ((size_t)2 << 20)

static struct tally_cell *cells_new(size_t capacity) {
    const size_t size = capacity * sizeof(struct tally_cell);
    const bool huge = size >= HUGE_PAGE;
    struct tally_cell *cells = aligned_alloc(huge ? HUGE_PAGE : CACHE_LINE, size);
    g_assert(cells != NULL);
    if (huge) {
        madvise(cells, size, MADV_HUGEPAGE); /* without it everything works, only slower */
    }
    memset(cells, 0, size);
    return cells;
}

static guint provider_hash(gconstpointer provider) {
    const struct text *text = provider;
    return (guint)XXH3_64bits(text->bytes, text->length);
}

static gboolean provider_equal(gconstpointer a, gconstpointer b) {
    return text_equal(*(const struct text *)a, *(const struct text *)b);
}

static const struct text *provider_intern(struct tally *tally, struct text provider) {
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

static uint32_t kind_of(struct tally *tally, const struct line *line) {
    return numbering_of(&tally->kinds,
                        (struct pair){{.pointer = line->measure}, {.pointer = line->detail}});
}

static uint32_t org_of(struct tally *tally, const struct place *place) {
    struct pair org = {{(uint64_t)place->urn}, {0}};
    if (place->provider.bytes != NULL) {
        org = (struct pair){{(uint64_t)URN_NONE},
                            {.pointer = provider_intern(tally, place->provider)}};
    }
    return numbering_of(&tally->orgs, org);
}

static struct tally_key key_of(struct tally *tally, const struct line *line) {
    const struct place *place = &line->place;
    struct tally_key key = {
        .kind = kind_of(tally, line) + 1,
        .org = org_of(tally, place) * STAGES + place->stage,
        .day = line->day,
        .since = line->since,
        .sen = place->sen,
    };
    memcpy(key.need, place->need, sizeof key.need);
    return key;
}

/* The cell of the key, or the free one where it belongs. */
static struct tally_cell *cell_find(struct tally_cell *cells, size_t capacity,
                                    const struct tally_key *key, uint64_t hash) {
    size_t index = hash & (capacity - 1);
    while (cells[index].key.kind != 0 && memcmp(&cells[index].key, key, sizeof *key) != 0) {
        index = (index + 1) & (capacity - 1);
    }
    return &cells[index];
}

static uint64_t key_hash(const struct tally_key *key) {
    return XXH3_64bits(key, sizeof *key);
}

static void tally_grow(struct tally *tally) {
    size_t capacity = tally->capacity * 2;
    struct tally_cell *cells = cells_new(capacity);
    for (size_t i = 0; i < tally->capacity; i++) {
        const struct tally_cell *cell = &tally->cells[i];
        if (cell->key.kind != 0) {
            *cell_find(cells, capacity, &cell->key, key_hash(&cell->key)) = *cell;
        }
    }
    free(tally->cells);
    tally->cells = cells;
    tally->capacity = capacity;
}

/* Puts the waiting lines into the table. */
static void tally_settle(struct tally *tally) {
    for (size_t i = 0; i < tally->n_waiting; i++) {
        const struct tally_cell *line = &tally->waiting[i];
        struct tally_cell *cell =
            cell_find(tally->cells, tally->capacity, &line->key, tally->hashes[i]);
        if (cell->key.kind == 0) {
            cell->key = line->key;
            tally->used++;
        }
        cell->value += line->value;
        if (tally->used * 2 > tally->capacity) {
            tally_grow(tally);
        }
    }
    tally->n_waiting = 0;
}

static void tally_add(struct lines *lines, const struct line *line) {
    struct tally *tally = (struct tally *)lines;
    if (tally->n_waiting == TALLY_WAITING) {
        tally_settle(tally);
    }
    struct tally_cell *waiting = &tally->waiting[tally->n_waiting];
    *waiting = (struct tally_cell){key_of(tally, line), line->value};
    const uint64_t hash = key_hash(&waiting->key);
    tally->hashes[tally->n_waiting++] = hash;
    __builtin_prefetch(&tally->cells[hash & (tally->capacity - 1)], 1);
}

void tally_init(struct tally *tally) {
    *tally = (struct tally){
        .lines = {.add = tally_add},
        .cells = cells_new(FIRST_CAPACITY),
        .waiting = cells_new(TALLY_WAITING),
        .capacity = FIRST_CAPACITY,
        .providers = g_hash_table_new_full(provider_hash, provider_equal, g_free, NULL),
    };
    numbering_init(&tally->kinds);
    numbering_init(&tally->orgs);
}

void tally_free(struct tally *tally) {
    free(tally->cells);
    free(tally->waiting);
    g_hash_table_destroy(tally->providers);
    numbering_free(&tally->kinds);
    numbering_free(&tally->orgs);
    *tally = (struct tally){0};
}

size_t tally_memory(const struct tally *tally) {
    return tally->capacity * sizeof *tally->cells;
}

size_t tally_count(struct tally *tally) {
    tally_settle(tally);
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

static struct line line_of(const struct tally *tally, const struct tally_cell *cell) {
    const struct tally_key *key = &cell->key;
    const struct pair kind = numbering_pair(&tally->kinds, key->kind - 1);
    const struct pair org = numbering_pair(&tally->orgs, key->org / STAGES);
    const struct text *provider = org.second.pointer;
    struct line line = {
        .measure = kind.first.pointer,
        .day = key->day,
        .since = key->since,
        .place = {.urn = (int64_t)org.first.number,
                  .provider = provider != NULL ? *provider : TEXT_NULL,
                  .stage = (enum stage)(key->org % STAGES),
                  .sen = key->sen},
        .detail = kind.second.pointer,
        .value = cell->value,
    };
    memcpy(line.place.need, key->need, sizeof key->need);
    return line;
}

void tally_each(struct tally *tally, void (*each)(void *context, const struct line *line),
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
        struct line line = line_of(tally, order[i]);
        each(context, &line);
    }
    g_free(order);
}
