#include <string.h>

#include "runtime/plan_internal.h"
#include "runtime/utf8.h"

/* The pointers that the readers hand on are the only cursor: it lives in a register. A reader that
 * returns NULL has said why in walk->refusal, and everybody above it returns NULL too. */

static void remember(struct walk *walk, enum reason reason, const char *field) {
    if (walk->refusal.reason == REASON_NONE || reason < walk->refusal.reason) {
        walk->refusal = (struct refusal){reason, field};
    }
}

static const uint8_t *stop(struct walk *walk, enum reason reason, const struct node *node) {
    remember(walk, reason, node->field);
    return NULL;
}

static size_t remaining(const struct walk *walk, const uint8_t *at) {
    return (size_t)(walk->end - at);
}

static int64_t unzigzag(uint64_t bits) {
    return (int64_t)(bits >> 1 ^ -(bits & 1));
}

/* At most ten bytes of seven bits; the tenth has room for one. */
static const uint8_t *take_wide_long(struct walk *walk, const struct node *node, const uint8_t *at,
                                     int64_t *value) {
    uint64_t bits = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        if (at == walk->end) {
            return stop(walk, REASON_TRUNCATED, node);
        }
        uint64_t byte = *at++;
        bits |= (byte & 0x7F) << shift;
        if (byte < 0x80) {
            *value = unzigzag(bits);
            return shift == 63 && byte > 1 ? stop(walk, REASON_BAD_VARINT, node) : at;
        }
    }
    return stop(walk, REASON_BAD_VARINT, node);
}

static inline const uint8_t *take_long(struct walk *walk, const struct node *node,
                                       const uint8_t *at, int64_t *value) {
    if (at < walk->end && *at < 0x80) {
        *value = unzigzag(*at);
        return at + 1;
    }
    return take_wide_long(walk, node, at, value);
}

static inline const uint8_t *take_int(struct walk *walk, const struct node *node, const uint8_t *at,
                                      int64_t *value) {
    at = take_long(walk, node, at, value);
    if (at != NULL && (*value < INT32_MIN || *value > INT32_MAX)) {
        return stop(walk, REASON_BAD_VARINT, node);
    }
    return at;
}

/* A length beyond the last byte is a message cut short, whatever the limit. */
static inline const uint8_t *take_length(struct walk *walk, const struct node *node,
                                         const uint8_t *at, size_t *length) {
    int64_t value;
    at = take_long(walk, node, at, &value);
    if (at == NULL) {
        return NULL;
    }
    if (value < 0) {
        return stop(walk, REASON_BAD_LENGTH, node);
    }
    *length = (size_t)value;
    return *length > remaining(walk, at) ? stop(walk, REASON_TRUNCATED, node) : at;
}

static inline const uint8_t *take_bytes(struct walk *walk, const struct node *node,
                                        const uint8_t *at, struct text *bytes) {
    size_t length;
    at = take_length(walk, node, at, &length);
    if (at == NULL) {
        return NULL;
    }
    if (length > PLAN_STRING_LIMIT) {
        return stop(walk, REASON_BAD_LENGTH, node);
    }
    *bytes = (struct text){(const char *)at, length};
    return at + length;
}

/* A string that is no text is null. */
static inline const uint8_t *take_string(struct walk *walk, const struct node *node,
                                         const uint8_t *at, struct text *string) {
    at = take_bytes(walk, node, at, string);
    if (at != NULL && !utf8_is_valid(string->bytes, string->length)) {
        remember(walk, REASON_BAD_UTF8, node->field);
        *string = TEXT_NULL;
    }
    return at;
}

static inline const uint8_t *take_boolean(struct walk *walk, const struct node *node,
                                          const uint8_t *at, int8_t *value) {
    if (at == walk->end) {
        return stop(walk, REASON_TRUNCATED, node);
    }
    if (*at > 1) {
        remember(walk, REASON_BAD_BOOLEAN, node->field);
        *value = SYMBOL_NULL;
    } else {
        *value = (int8_t)*at;
    }
    return at + 1;
}

static inline const uint8_t *take_symbol(struct walk *walk, const struct node *node,
                                         const uint8_t *at, int64_t *index) {
    at = take_long(walk, node, at, index);
    if (at != NULL && (uint64_t)*index >= node->size) {
        remember(walk, REASON_BAD_ENUM, node->field);
        *index = SYMBOL_NULL;
    }
    return at;
}

static void keep_number(const struct walk *walk, const struct node *node, int64_t value) {
    *(int64_t *)(walk->record + node->offset) = value == NUMBER_NULL ? NUMBER_NULL + 1 : value;
}

const uint8_t *read_int(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t value;
    at = take_int(walk, node, at, &value);
    if (at != NULL) {
        keep_number(walk, node, value);
    }
    return at;
}

const uint8_t *skip_int(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t value;
    return take_int(walk, node, at, &value);
}

const uint8_t *read_long(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t value;
    at = take_long(walk, node, at, &value);
    if (at != NULL) {
        keep_number(walk, node, value);
    }
    return at;
}

const uint8_t *skip_long(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t value;
    return take_long(walk, node, at, &value);
}

const uint8_t *read_boolean(struct walk *walk, const struct node *node, const uint8_t *at) {
    return take_boolean(walk, node, at, (int8_t *)(walk->record + node->offset));
}

const uint8_t *skip_boolean(struct walk *walk, const struct node *node, const uint8_t *at) {
    int8_t value;
    return take_boolean(walk, node, at, &value);
}

const uint8_t *read_enum(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t index;
    at = take_symbol(walk, node, at, &index);
    if (at != NULL && index != SYMBOL_NULL) {
        int8_t symbol = node->symbols[index];
        if (symbol == SYMBOL_NULL) {
            remember(walk, REASON_UNRESOLVABLE, node->field);
        }
        *(int8_t *)(walk->record + node->offset) = symbol;
    }
    return at;
}

const uint8_t *skip_enum(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t index;
    return take_symbol(walk, node, at, &index);
}

const uint8_t *read_string(struct walk *walk, const struct node *node, const uint8_t *at) {
    return take_string(walk, node, at, (struct text *)(walk->record + node->offset));
}

const uint8_t *skip_string(struct walk *walk, const struct node *node, const uint8_t *at) {
    struct text string;
    return take_string(walk, node, at, &string);
}

const uint8_t *skip_bytes(struct walk *walk, const struct node *node, const uint8_t *at) {
    struct text bytes;
    return take_bytes(walk, node, at, &bytes);
}

const uint8_t *skip_fixed(struct walk *walk, const struct node *node, const uint8_t *at) {
    return node->size > remaining(walk, at) ? stop(walk, REASON_TRUNCATED, node) : at + node->size;
}

const uint8_t *read_text_item(struct walk *walk, const struct node *node, const uint8_t *at) {
    struct texts *texts = (struct texts *)(walk->record + node->offset);
    struct text item;
    at = take_string(walk, node, at, &item);
    if (at != NULL && texts->count < TEXTS_KEPT) {
        texts->items[texts->count] = item;
    }
    texts->count += at != NULL;
    return at;
}

const uint8_t *read_nothing(struct walk *walk, const struct node *node, const uint8_t *at) {
    (void)walk;
    (void)node;
    return at;
}

const uint8_t *read_mismatch(struct walk *walk, const struct node *node, const uint8_t *at) {
    remember(walk, REASON_UNRESOLVABLE, node->field);
    return node->items->read(walk, node->items, at);
}

/* What follows a branch that does not exist cannot be told. */
const uint8_t *read_union(struct walk *walk, const struct node *node, const uint8_t *at) {
    int64_t index;
    at = take_long(walk, node, at, &index);
    if (at == NULL) {
        return NULL;
    }
    if ((uint64_t)index >= node->size) {
        return stop(walk, REASON_BAD_ENUM, node);
    }
    const struct node *branch = &node->branches[index];
    return branch->read(walk, branch, at);
}

static bool go_down(struct walk *walk, const struct node *node) {
    if (walk->depth == PLAN_DEPTH_LIMIT) {
        remember(walk, REASON_TOO_DEEP, node->field);
        return false;
    }
    walk->depth++;
    return true;
}

const uint8_t *read_record(struct walk *walk, const struct node *node, const uint8_t *at) {
    if (!go_down(walk, node)) {
        return NULL;
    }
    const struct node *end = node->block->nodes + node->block->n;
    for (const struct node *field = node->block->nodes; field < end && at != NULL; field++) {
        at = field->read(walk, field, at);
    }
    walk->depth--;
    return at;
}

const uint8_t *read_known_record(struct walk *walk, const struct node *node, const uint8_t *at) {
    *(bool *)(walk->record + node->offset) = true;
    return read_record(walk, node, at);
}

/* The head of a block of items: how many, and where they must end if the writer said so (a negative
 * count has the block's size in bytes behind it), else NULL. */
static const uint8_t *take_block(struct walk *walk, const struct node *node, const uint8_t *at,
                                 size_t *count, const uint8_t **end) {
    int64_t value;
    at = take_long(walk, node, at, &value);
    if (at == NULL) {
        return NULL;
    }
    *count = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *end = NULL;
    if (value < 0) {
        size_t size;
        at = take_length(walk, node, at, &size);
        *end = at == NULL ? NULL : at + size;
    }
    return at;
}

typedef const uint8_t *read_items_function(struct walk *walk, const struct node *items,
                                           const uint8_t *at, size_t count);

static const uint8_t *read_blocks(struct walk *walk, const struct node *node, const uint8_t *at,
                                  read_items_function *read_items) {
    if (!go_down(walk, node)) {
        return NULL;
    }
    size_t count, total = 0;
    const uint8_t *end;
    while ((at = take_block(walk, node, at, &count, &end)) != NULL && count > 0) {
        if (count > PLAN_ITEM_LIMIT - total) {
            return stop(walk, REASON_BAD_LENGTH, node);
        }
        total += count;
        at = read_items(walk, node->items, at, count);
        if (at == NULL) {
            return NULL;
        }
        if (end != NULL && at != end) {
            return stop(walk, REASON_BAD_LENGTH, node);
        }
    }
    walk->depth--;
    return at;
}

static const uint8_t *read_array_items(struct walk *walk, const struct node *items,
                                       const uint8_t *at, size_t count) {
    if (items->read == read_nothing) {
        return at; /* ten thousand times nothing is nothing */
    }
    for (; count > 0 && at != NULL; count--) {
        at = items->read(walk, items, at);
    }
    return at;
}

static const uint8_t *read_map_items(struct walk *walk, const struct node *items, const uint8_t *at,
                                     size_t count) {
    for (; count > 0 && at != NULL; count--) {
        at = skip_string(walk, items, at);
        at = at == NULL ? NULL : items->read(walk, items, at);
    }
    return at;
}

const uint8_t *read_array(struct walk *walk, const struct node *node, const uint8_t *at) {
    return read_blocks(walk, node, at, read_array_items);
}

const uint8_t *read_map(struct walk *walk, const struct node *node, const uint8_t *at) {
    return read_blocks(walk, node, at, read_map_items);
}

void plan_clear(const struct plan *plan, void *record) {
    memcpy(record, plan->nulls, plan->size);
}

struct refusal plan_decode(const struct plan *plan, struct text bytes, void *record) {
    plan_clear(plan, record);
    const uint8_t *at = (const uint8_t *)(bytes.bytes == NULL ? "" : bytes.bytes);
    struct walk walk = {.end = at + bytes.length, .record = record, .refusal = REFUSE_NONE};
    at = plan->root.read(&walk, &plan->root, at);
    if (at != NULL && at != walk.end) {
        remember(&walk, REASON_TRAILING_BYTES, "");
    }
    return walk.refusal;
}
