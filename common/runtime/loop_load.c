/* Documents that the loop needs and does not have. */
#include "runtime/loop_internal.h"

struct loading {
    struct loop *loop;
    const struct wanted_document *wanted;
    bool damaged;
};

static struct document *wanted_find(const struct loop *loop, const struct wanted_document *wanted) {
    return documents_find(loop->documents, wanted->hash, wanted->key.child_ref,
                          wanted->key.window_start);
}

static struct document *wanted_add(struct loop *loop, const struct wanted_document *wanted,
                                   int64_t version, void *state) {
    return documents_add(loop->documents, wanted->hash, wanted->key.child_ref,
                         wanted->key.window_start, version, state);
}

/* One that the database does not have begins empty, at version 0. */
static struct document *wanted_find_or_add(struct loop *loop,
                                           const struct wanted_document *wanted) {
    struct document *document = wanted_find(loop, wanted);
    if (document == NULL) {
        void *state = loop->pipeline->document->new (&loop->context, wanted->key.window_start);
        document = wanted_add(loop, wanted, 0, state);
    }
    return document;
}

static void on_document(void *context, size_t index, const struct stored_document *stored) {
    struct loading *loading = context;
    struct loop *loop = loading->loop;
    const struct wanted_document *wanted = &loading->wanted[index];
    void *state = loop->pipeline->document->unpack(&loop->context, wanted->key.window_start,
                                                   stored->body, stored->length);
    if (state == NULL) {
        loading->damaged = true;
        return;
    }
    struct document *document = wanted_add(loop, wanted, stored->version, state);
    document->packed = stored->length;
    document->next_due = stored->next_due;
}

static void on_breach(void *context, size_t index, const struct breach *breach) {
    const struct loading *loading = context;
    document_add_breach(wanted_find_or_add(loading->loop, &loading->wanted[index]), breach);
}

static bool load(struct loop *loop, const struct wanted_document *wanted, size_t count,
                 struct error *error) {
    struct loading loading = {loop, wanted, false};
    const struct load_events events = {on_document, on_breach, &loading};
    struct document_key *keys = g_new(struct document_key, count);
    for (size_t i = 0; i < count; i++) {
        keys[i] = wanted[i].key;
    }
    bool loaded = loop->sink->ops->load(loop->sink, keys, count, &events, error);
    g_free(keys);
    if (loaded && loading.damaged) {
        return error_set(error, ERROR_FATAL,
                         "a stored document of \"%s\" is damaged; hint: goldenthread verify %s",
                         loop->pipeline->name, loop->pipeline->name);
    }
    return loaded;
}

bool loop_load(struct loop *loop, const struct wanted_document *wanted, size_t count,
               struct error *error) {
    if (count == 0) {
        return true;
    }
    if (!load(loop, wanted, count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        wanted_find_or_add(loop, &wanted[i]);
    }
    return true;
}
