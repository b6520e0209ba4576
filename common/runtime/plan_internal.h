/* What the plan's own files share: a plan is a node for every value of the writer's schema, in the
 * order of the bytes. */
#ifndef GOLDENTHREAD_RUNTIME_PLAN_INTERNAL_H
#define GOLDENTHREAD_RUNTIME_PLAN_INTERNAL_H

#include <avro.h>
#include <glib.h>

#include "runtime/plan.h"

struct node;

/* One message on its way through the nodes. */
struct walk {
    const uint8_t *end;
    uint8_t *record;
    struct refusal refusal; /* the first of enum reason found so far */
    unsigned depth;         /* records, arrays and maps around the value */
};

/* Reads the value at `at`. Returns where the next one begins, or NULL when it cannot be told. */
typedef const uint8_t *read_function(struct walk *walk, const struct node *node, const uint8_t *at);

/* The fields of one writer's record. Every reference to a skipped record shares them. */
struct block {
    struct node *nodes;
    size_t n;
    bool complete;
};

struct node {
    read_function *read;
    const char *field; /* the reader's name, for the refusal; "" for what the reader lacks */
    size_t offset;     /* of the member in the record */
    size_t size;       /* branches of a union, symbols of an enum, bytes of a fixed */
    union {
        const int8_t *symbols;       /* of a kept enum: the reader's index, SYMBOL_NULL for none */
        const struct node *branches; /* of a union */
        const struct node *items;    /* of an array or map; read_mismatch: what to skip */
        const struct block *block;   /* of a record */
    };
};

struct plan {
    struct node root;
    void *nulls; /* a record in which every member is null */
    size_t size; /* bytes of it that the field table covers */
    GPtrArray *memory;
};

/* NULL and *error (ERROR_CONFIG) when it is no schema; avro_schema_decref frees. */
avro_schema_t schema_parse(const char *json, size_t length, struct error *error);

/* Kept values go into the member at node->offset. */
read_function read_int, read_long, read_boolean, read_enum, read_string, read_text_item;
/* Skipped values are checked all the same. */
read_function skip_int, skip_long, skip_boolean, skip_enum, skip_string, skip_bytes, skip_fixed;
/* Either. */
read_function read_nothing, read_union, read_array, read_map, read_record, read_known_record;
/* Skips node->items, which the reader's field cannot take. */
read_function read_mismatch;

#endif
