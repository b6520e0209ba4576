#include "runtime/kept_lines.h"

#include <glib.h>

#define ROOM 4 /* lines that are made room for at a time: most documents have fewer */

struct collector {
    struct lines lines;
    struct kept_lines now;
};

static void collect(struct lines *to, const struct line *line) {
    struct kept_lines *now = &((struct collector *)to)->now;
    if (now->count % ROOM == 0) {
        now->items = g_renew(struct line, now->items, now->count + ROOM);
    }
    struct line *copy = &now->items[now->count++];
    *copy = *line;
    if (copy->place.provider.bytes != NULL) {
        copy->place.provider.bytes =
            g_memdup2(copy->place.provider.bytes, copy->place.provider.length);
    }
}

static struct kept_lines lines_now(const struct pipeline *pipeline, const void *document,
                                   const struct reference *reference) {
    struct collector collector = {{collect}, {.known = true}};
    pipeline_child_lines(pipeline, document, reference, &collector.lines);
    return collector.now;
}

static bool line_equal(const struct line *a, const struct line *b) {
    return a->measure == b->measure && a->day == b->day && a->since == b->since &&
           a->place.urn == b->place.urn && text_equal(a->place.provider, b->place.provider) &&
           a->place.stage == b->place.stage && a->place.sen == b->place.sen &&
           memcmp(a->place.need, b->place.need, sizeof a->place.need) == 0 &&
           a->detail == b->detail && a->value == b->value;
}

static bool kept_equal(const struct kept_lines *a, const struct kept_lines *b) {
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        equal = line_equal(&a->items[i], &b->items[i]);
    }
    return equal;
}

static void add_all(const struct kept_lines *kept, struct lines *to) {
    for (size_t i = 0; i < kept->count; i++) {
        line_add(to, &kept->items[i]);
    }
}

void kept_lines_renew(struct kept_lines *kept, const struct pipeline *pipeline,
                      const void *document, const struct reference *reference, struct lines *to) {
    struct kept_lines now = lines_now(pipeline, document, reference);
    if (to != NULL && !kept_equal(kept, &now)) {
        struct negated_lines negated = lines_negated(to);
        add_all(kept, &negated.lines);
        add_all(&now, to);
    }
    kept_lines_clear(kept);
    *kept = now;
}

void kept_lines_clear(struct kept_lines *kept) {
    for (size_t i = 0; i < kept->count; i++) {
        g_free((char *)kept->items[i].place.provider.bytes);
    }
    g_free(kept->items);
    *kept = (struct kept_lines){0};
}
