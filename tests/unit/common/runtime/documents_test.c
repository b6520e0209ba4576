#include "runtime/documents.h"

#include <glib.h>
#include <stdio.h>

#include "support/suite.h"

/* A document of this test is a number of bytes. */
static size_t toy_memory(const void *state) {
    return *(const size_t *)state;
}

static int freed;

static void toy_free(void *state) {
    freed++;
    g_free(state);
}

static const struct document_kind toy = {.memory = toy_memory, .free = toy_free};

static struct document *add(struct documents *documents, const char *child_ref, size_t memory) {
    size_t *state = g_new(size_t, 1);
    *state = memory;
    struct text key = text_of(child_ref);
    return documents_add(documents, documents_hash(key, 0), key, 0, 1, state);
}

static struct document *find(const struct documents *documents, const char *child_ref,
                             day_t window) {
    struct text key = text_of(child_ref);
    return documents_find(documents, documents_hash(key, window), key, window);
}

static void found_by_child_and_window(void) {
    struct documents *documents = documents_new(&toy, 1 << 20);
    struct document *document = add(documents, "c1", 100);
    CU_ASSERT_PTR_EQUAL(find(documents, "c1", 0), document);
    CU_ASSERT_PTR_NULL(find(documents, "c1", 365));
    CU_ASSERT_PTR_NULL(find(documents, "c", 0));
    CU_ASSERT_PTR_NULL(find(documents, "c2", 0));
    documents_free(documents);
}

static void the_least_recently_used_goes_first(void) {
    struct documents *documents = documents_new(&toy, 2500);
    struct document *first = add(documents, "c1", 1000);
    add(documents, "c2", 1000);
    add(documents, "c3", 1000);
    documents_used(documents, first);
    documents_evict(documents, 0);
    CU_ASSERT_PTR_NOT_NULL(find(documents, "c1", 0));
    CU_ASSERT_PTR_NULL(find(documents, "c2", 0));
    CU_ASSERT_PTR_NOT_NULL(find(documents, "c3", 0));
    documents_free(documents);
}

static void what_is_not_written_yet_stays(void) {
    struct documents *documents = documents_new(&toy, 1);
    add(documents, "c1", 1000)->touched = true;
    add(documents, "c2", 1000)->last_set = 5;
    add(documents, "c3", 1000)->last_set = 4;
    documents_evict(documents, 4);
    CU_ASSERT_EQUAL(documents_count(documents), 2);
    CU_ASSERT_PTR_NULL(find(documents, "c3", 0));
    documents_evict(documents, 5);
    CU_ASSERT_PTR_NULL(find(documents, "c2", 0));
    CU_ASSERT_PTR_NOT_NULL(find(documents, "c1", 0));
    documents_free(documents);
}

static void memory_follows_growth(void) {
    struct documents *documents = documents_new(&toy, 1 << 20);
    struct document *document = add(documents, "c1", 1000);
    size_t before = documents_memory(documents);
    *(size_t *)document->state = 1500;
    documents_used(documents, document);
    CU_ASSERT_EQUAL(documents_memory(documents), before + 500);
    documents_clear(documents);
    CU_ASSERT_EQUAL(documents_memory(documents), 0);
    CU_ASSERT_EQUAL(documents_count(documents), 0);
    documents_free(documents);
}

/* Adds and evicts so much that entries are moved over holes; whatever is left is found, the rest is
 * not. */
static void searches_survive_removals(void) {
    enum { CHILDREN = 3000 };
    struct documents *documents = documents_new(&toy, 400000);
    char child_ref[16];
    freed = 0;
    for (int i = 0; i < CHILDREN; i++) {
        snprintf(child_ref, sizeof child_ref, "c%d", i);
        add(documents, child_ref, 1000);
        documents_evict(documents, 0);
    }
    int found = 0;
    for (int i = 0; i < CHILDREN; i++) {
        snprintf(child_ref, sizeof child_ref, "c%d", i);
        found += find(documents, child_ref, 0) != NULL;
    }
    CU_ASSERT_TRUE(found > 300 && found < 400);
    CU_ASSERT_EQUAL(found, (int)documents_count(documents));
    CU_ASSERT_EQUAL(freed, CHILDREN - found);
    documents_free(documents);
    CU_ASSERT_EQUAL(freed, CHILDREN);
}

int main(void) {
    return suite_run("documents",
                     (const struct test[]){
                         {"a document is found by child and window", found_by_child_and_window},
                         {"the least recently used goes first", the_least_recently_used_goes_first},
                         {"what is not written yet stays", what_is_not_written_yet_stays},
                         {"the memory counted follows a document's growth", memory_follows_growth},
                         {"searches survive removals", searches_survive_removals},
                         {NULL, NULL},
                     });
}
