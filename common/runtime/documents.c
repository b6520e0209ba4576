#include "runtime/documents.h"

#include <glib.h>
#include <string.h>
#include <xxhash.h>

#define FIRST_CAPACITY 1024

struct entry {
    uint64_t hash;
    struct document *document; /* NULL: free */
};

struct documents {
    const struct document_kind *kind;
    size_t budget, memory;
    struct entry *entries;
    size_t capacity, count; /* capacity is a power of two */
    struct document *newest, *oldest;
};

struct documents *documents_new(const struct document_kind *kind, size_t budget) {
    struct documents *documents = g_new0(struct documents, 1);
    documents->kind = kind;
    documents->budget = budget;
    documents->capacity = FIRST_CAPACITY;
    documents->entries = g_new0(struct entry, documents->capacity);
    return documents;
}

void documents_free(struct documents *documents) {
    if (documents == NULL) {
        return;
    }
    documents_clear(documents);
    g_free(documents->entries);
    g_free(documents);
}

uint64_t documents_hash(struct text child_ref, day_t window_start) {
    return XXH3_64bits_withSeed(child_ref.bytes, child_ref.length, (uint64_t)window_start);
}

void documents_prefetch(const struct documents *documents, uint64_t hash) {
    __builtin_prefetch(&documents->entries[hash & (documents->capacity - 1)]);
}

static bool document_is(const struct document *document, struct text child_ref,
                        day_t window_start) {
    return document->window_start == window_start && document->length == child_ref.length &&
           memcmp(document->child_ref, child_ref.bytes, child_ref.length) == 0;
}

struct document *documents_find(const struct documents *documents, uint64_t hash,
                                struct text child_ref, day_t window_start) {
    size_t mask = documents->capacity - 1;
    for (size_t i = hash & mask; documents->entries[i].document != NULL; i = (i + 1) & mask) {
        const struct entry *entry = &documents->entries[i];
        if (entry->hash == hash && document_is(entry->document, child_ref, window_start)) {
            return entry->document;
        }
    }
    return NULL;
}

static void entry_put(struct entry *entries, size_t capacity, struct entry entry) {
    size_t index = entry.hash & (capacity - 1);
    while (entries[index].document != NULL) {
        index = (index + 1) & (capacity - 1);
    }
    entries[index] = entry;
}

static void documents_grow(struct documents *documents) {
    size_t capacity = documents->capacity * 2;
    struct entry *entries = g_new0(struct entry, capacity);
    for (size_t i = 0; i < documents->capacity; i++) {
        if (documents->entries[i].document != NULL) {
            entry_put(entries, capacity, documents->entries[i]);
        }
    }
    g_free(documents->entries);
    documents->entries = entries;
    documents->capacity = capacity;
}

/* Takes the document out of the order of use. */
static void use_unlink(struct documents *documents, struct document *document) {
    *(document->newer != NULL ? &document->newer->older : &documents->newest) = document->older;
    *(document->older != NULL ? &document->older->newer : &documents->oldest) = document->newer;
}

static void use_link_newest(struct documents *documents, struct document *document) {
    document->newer = NULL;
    document->older = documents->newest;
    *(documents->newest != NULL ? &documents->newest->newer : &documents->oldest) = document;
    documents->newest = document;
}

static size_t document_memory(const struct documents *documents, const struct document *document) {
    return sizeof *document + document->length + documents->kind->memory(document->state) +
           document->n_breaches * sizeof *document->breaches +
           document->child_lines.count * sizeof *document->child_lines.items;
}

struct document *documents_add(struct documents *documents, uint64_t hash, struct text child_ref,
                               day_t window_start, int64_t version, void *state) {
    struct document *document = g_malloc0(sizeof *document + child_ref.length + 1);
    document->hash = hash;
    document->state = state;
    document->version = version;
    document->window_start = window_start;
    document->next_due = DAY_NONE;
    document->length = (uint32_t)child_ref.length;
    memcpy(document->child_ref, child_ref.bytes, child_ref.length);
    document->memory = document_memory(documents, document);
    documents->memory += document->memory;
    use_link_newest(documents, document);
    entry_put(documents->entries, documents->capacity, (struct entry){hash, document});
    documents->count++;
    if (documents->count * 2 > documents->capacity) {
        documents_grow(documents);
    }
    return document;
}

void document_add_breach(struct document *document, const struct breach *breach) {
    document->breaches = g_renew(struct breach, document->breaches, document->n_breaches + 1);
    document->breaches[document->n_breaches++] = *breach;
}

void documents_used(struct documents *documents, struct document *document) {
    documents->memory -= document->memory;
    document->memory = document_memory(documents, document);
    documents->memory += document->memory;
    use_unlink(documents, document);
    use_link_newest(documents, document);
}

static size_t entry_index(const struct documents *documents, const struct document *document) {
    size_t mask = documents->capacity - 1, index = document->hash & mask;
    while (documents->entries[index].document != document) {
        index = (index + 1) & mask;
    }
    return index;
}

/* Frees the entry and moves back the ones that were pushed on by it, so that no search stops early.
 */
static void entry_remove(struct documents *documents, size_t hole) {
    size_t mask = documents->capacity - 1;
    for (size_t i = (hole + 1) & mask; documents->entries[i].document != NULL; i = (i + 1) & mask) {
        size_t home = documents->entries[i].hash & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            documents->entries[hole] = documents->entries[i];
            hole = i;
        }
    }
    documents->entries[hole].document = NULL;
}

static void document_free(struct documents *documents, struct document *document) {
    documents->kind->free(document->state);
    for (size_t i = 0; i < document->n_breaches; i++) {
        breach_clear(&document->breaches[i]);
    }
    g_free(document->breaches);
    kept_lines_clear(&document->child_lines);
    g_free(document);
}

static void document_drop(struct documents *documents, struct document *document) {
    entry_remove(documents, entry_index(documents, document));
    use_unlink(documents, document);
    documents->memory -= document->memory;
    documents->count--;
    document_free(documents, document);
}

void documents_evict(struct documents *documents, uint64_t written_set) {
    struct document *document = documents->oldest;
    while (document != NULL && documents->memory > documents->budget) {
        struct document *newer = document->newer;
        if (!document->touched && document->last_set <= written_set) {
            document_drop(documents, document);
        }
        document = newer;
    }
}

void documents_clear(struct documents *documents) {
    for (struct document *document = documents->oldest; document != NULL;) {
        struct document *newer = document->newer;
        document_free(documents, document);
        document = newer;
    }
    memset(documents->entries, 0, documents->capacity * sizeof *documents->entries);
    documents->newest = documents->oldest = NULL;
    documents->count = documents->memory = 0;
}

size_t documents_count(const struct documents *documents) {
    return documents->count;
}

size_t documents_memory(const struct documents *documents) {
    return documents->memory;
}
