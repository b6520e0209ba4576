#include <string.h>

#include "runtime/plan_internal.h"

struct compiler {
    struct plan *plan;
    GHashTable *skipped; /* writer's record that the reader lacks -> its block, so that a schema
                            which names one type many times, or within itself, stays small */
    struct error *error;
    bool failed;
};

static const struct node nothing = {.read = read_nothing, .field = ""};

static struct node compile_value(struct compiler *compiler, avro_schema_t schema,
                                 const struct field *to, size_t base);

static void *plan_alloc(struct plan *plan, size_t size) {
    void *memory = g_malloc0(MAX(size, 1)); /* a table may be empty, and memcpy wants a pointer */
    g_ptr_array_add(plan->memory, memory);
    return memory;
}

static const struct node *plan_node(struct plan *plan, struct node node) {
    struct node *kept = plan_alloc(plan, sizeof node);
    *kept = node;
    return kept;
}

static struct node mismatch(struct compiler *compiler, const struct field *to,
                            struct node skipped) {
    return (struct node){
        .read = read_mismatch, .field = to->name, .items = plan_node(compiler->plan, skipped)};
}

static const struct field *field_find(const struct field *fields, size_t n_fields,
                                      const char *name) {
    for (size_t i = 0; i < n_fields; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return &fields[i];
        }
    }
    return NULL;
}

static void fail(struct compiler *compiler, const char *what, const char *name) {
    compiler->failed = true;
    error_set(compiler->error, ERROR_CONFIG, "%s \"%s\"; hint: check the schema with its author",
              what, name);
}

/* The writer's fields in their order, then the reader's that the writer lacks: those stay null, and
 * one that must not be null makes every such record unresolvable. What has no bytes needs no node,
 * which also bounds the work by the bytes of a message. */
static void compile_block(struct compiler *compiler, struct block *block, avro_schema_t record,
                          const struct field *fields, size_t n_fields, size_t base) {
    size_t n_written = avro_schema_record_size(record);
    block->nodes = plan_alloc(compiler->plan, (n_written + n_fields) * sizeof *block->nodes);
    for (size_t i = 0; i < n_written; i++) {
        const char *name = avro_schema_record_field_name(record, (int)i);
        if (avro_schema_record_field_get_index(record, name) != (int)i) {
            fail(compiler, "a record has two fields named", name);
        }
        const struct field *to = field_find(fields, n_fields, name);
        struct node node = compile_value(
            compiler, avro_schema_record_field_get_by_index(record, (int)i), to, base);
        if (node.read != read_nothing) {
            block->nodes[block->n++] = node;
        }
    }
    for (size_t i = 0; i < n_fields; i++) {
        if (!fields[i].nullable && avro_schema_record_field_get_index(record, fields[i].name) < 0) {
            block->nodes[block->n++] = mismatch(compiler, &fields[i], nothing);
        }
    }
    block->complete = true;
}

static struct node skip_record(struct compiler *compiler, avro_schema_t record) {
    struct block *block = g_hash_table_lookup(compiler->skipped, record);
    if (block == NULL) {
        block = plan_alloc(compiler->plan, sizeof *block);
        g_hash_table_insert(compiler->skipped, record, block);
        compile_block(compiler, block, record, NULL, 0, 0);
    }
    if (block->complete && block->n == 0) {
        return nothing;
    }
    return (struct node){.read = read_record, .field = "", .block = block};
}

static struct node skip_items(struct compiler *compiler, read_function *read, avro_schema_t items) {
    struct node node = compile_value(compiler, items, NULL, 0);
    return (struct node){.read = read, .field = "", .items = plan_node(compiler->plan, node)};
}

static struct node skip_fixed_size(struct compiler *compiler, avro_schema_t fixed) {
    int64_t size = avro_schema_fixed_size(fixed);
    if (size < 0) {
        fail(compiler, "the size is negative of fixed", avro_schema_name(fixed));
    }
    if (size <= 0) {
        return nothing;
    }
    return (struct node){.read = skip_fixed, .field = "", .size = (size_t)size};
}

static size_t enum_size(avro_schema_t enumeration) {
    return (size_t)avro_schema_enum_number_of_symbols(enumeration);
}

static struct node skip_value(struct compiler *compiler, avro_schema_t schema) {
    switch (avro_typeof(schema)) {
    case AVRO_STRING:
        return (struct node){.read = skip_string, .field = ""};
    case AVRO_BYTES:
        return (struct node){.read = skip_bytes, .field = ""};
    case AVRO_INT32:
        return (struct node){.read = skip_int, .field = ""};
    case AVRO_INT64:
        return (struct node){.read = skip_long, .field = ""};
    case AVRO_FLOAT:
        return (struct node){.read = skip_fixed, .field = "", .size = 4};
    case AVRO_DOUBLE:
        return (struct node){.read = skip_fixed, .field = "", .size = 8};
    case AVRO_BOOLEAN:
        return (struct node){.read = skip_boolean, .field = ""};
    case AVRO_RECORD:
        return skip_record(compiler, schema);
    case AVRO_ENUM:
        return (struct node){.read = skip_enum, .field = "", .size = enum_size(schema)};
    case AVRO_FIXED:
        return skip_fixed_size(compiler, schema);
    case AVRO_MAP:
        return skip_items(compiler, read_map, avro_schema_map_values(schema));
    case AVRO_ARRAY:
        return skip_items(compiler, read_array, avro_schema_array_items(schema));
    default:
        return nothing; /* null; unions and links do not come here */
    }
}

static struct node compile_union(struct compiler *compiler, avro_schema_t schema,
                                 const struct field *to, size_t base) {
    size_t n = avro_schema_union_size(schema);
    struct node *branches = plan_alloc(compiler->plan, n * sizeof *branches);
    for (size_t i = 0; i < n; i++) {
        branches[i] = compile_value(compiler, avro_schema_union_branch(schema, (int)i), to, base);
    }
    return (struct node){
        .read = read_union, .field = to == NULL ? "" : to->name, .size = n, .branches = branches};
}

/* The reader that takes the writer's type into the field, or NULL. */
static read_function *reader_for(avro_schema_t schema, enum field_type to) {
    avro_type_t from = avro_typeof(schema);
    switch (to) {
    case FIELD_INT:
        return from == AVRO_INT32 ? read_int : NULL;
    case FIELD_LONG:
        return from == AVRO_INT64 ? read_long : from == AVRO_INT32 ? read_int : NULL;
    case FIELD_BOOLEAN:
        return from == AVRO_BOOLEAN ? read_boolean : NULL;
    case FIELD_ENUM:
        return from == AVRO_ENUM ? read_enum : NULL;
    case FIELD_STRING:
        return from == AVRO_STRING ? read_string : NULL;
    case FIELD_STRINGS:
        return from == AVRO_ARRAY && is_avro_string(avro_schema_array_items(schema)) ? read_array
                                                                                     : NULL;
    case FIELD_RECORD:
        return from == AVRO_RECORD ? read_known_record : NULL;
    }
    return NULL;
}

static const int8_t *map_symbols(struct compiler *compiler, avro_schema_t enumeration,
                                 const struct field *to) {
    size_t n = enum_size(enumeration);
    int8_t *map = plan_alloc(compiler->plan, n);
    for (size_t i = 0; i < n; i++) {
        const char *symbol = avro_schema_enum_get(enumeration, (int)i);
        map[i] = SYMBOL_NULL;
        for (size_t known = 0; known < to->n_symbols; known++) {
            if (strcmp(symbol, to->symbols[known]) == 0) {
                map[i] = (int8_t)known;
            }
        }
    }
    return map;
}

static struct node keep_value(struct compiler *compiler, avro_schema_t schema,
                              const struct field *to, size_t base) {
    struct node node = {.field = to->name, .offset = base + to->offset};
    node.read = reader_for(schema, to->type);
    if (node.read == NULL) {
        return mismatch(compiler, to, skip_value(compiler, schema));
    }
    if (to->type == FIELD_ENUM) {
        node.size = enum_size(schema);
        node.symbols = map_symbols(compiler, schema, to);
    } else if (to->type == FIELD_STRINGS) {
        node.items = plan_node(
            compiler->plan,
            (struct node){.read = read_text_item, .field = to->name, .offset = node.offset});
    } else if (to->type == FIELD_RECORD) {
        struct block *block = plan_alloc(compiler->plan, sizeof *block);
        compile_block(compiler, block, schema, to->fields, to->n_fields, node.offset);
        node.block = block;
    }
    return node;
}

static struct node compile_value(struct compiler *compiler, avro_schema_t schema,
                                 const struct field *to, size_t base) {
    if (is_avro_link(schema)) {
        schema = avro_schema_link_target(schema);
    }
    if (is_avro_union(schema)) {
        return compile_union(compiler, schema, to, base);
    }
    if (to == NULL) {
        return skip_value(compiler, schema);
    }
    if (is_avro_null(schema)) {
        return to->nullable ? nothing : mismatch(compiler, to, nothing);
    }
    return keep_value(compiler, schema, to, base);
}

static size_t member_size(enum field_type type) {
    switch (type) {
    case FIELD_INT:
    case FIELD_LONG:
        return sizeof(int64_t);
    case FIELD_STRING:
        return sizeof(struct text);
    case FIELD_STRINGS:
        return sizeof(struct texts);
    case FIELD_BOOLEAN:
    case FIELD_ENUM:
        return sizeof(int8_t);
    case FIELD_RECORD:
        break;
    }
    return sizeof(bool);
}

static size_t covered_size(const struct field *fields, size_t n_fields, size_t base) {
    size_t size = 0;
    for (size_t i = 0; i < n_fields; i++) {
        size_t at = base + fields[i].offset;
        size = MAX(size, at + member_size(fields[i].type));
        size = MAX(size, covered_size(fields[i].fields, fields[i].n_fields, at));
    }
    return size;
}

/* Zero bytes are null for everything else. */
static void set_nulls(const struct field *fields, size_t n_fields, uint8_t *record) {
    for (size_t i = 0; i < n_fields; i++) {
        uint8_t *member = record + fields[i].offset;
        if (fields[i].type == FIELD_INT || fields[i].type == FIELD_LONG) {
            *(int64_t *)member = NUMBER_NULL;
        } else if (fields[i].type == FIELD_BOOLEAN || fields[i].type == FIELD_ENUM) {
            *(int8_t *)member = SYMBOL_NULL;
        }
        set_nulls(fields[i].fields, fields[i].n_fields, member);
    }
}

static bool compile_root(struct plan *plan, avro_schema_t schema, const struct field *fields,
                         size_t n_fields, struct error *error) {
    if (!is_avro_record(schema)) {
        return error_set(error, ERROR_CONFIG, "the schema is no record; hint: a message is one");
    }
    struct compiler compiler = {plan, g_hash_table_new(NULL, NULL), error, false};
    struct block *block = plan_alloc(plan, sizeof *block);
    compile_block(&compiler, block, schema, fields, n_fields, 0);
    plan->root = (struct node){.read = read_record, .field = "", .block = block};
    g_hash_table_destroy(compiler.skipped);
    return !compiler.failed;
}

struct plan *plan_new(const char *json, size_t length, const struct field *fields, size_t n_fields,
                      struct error *error) {
    avro_schema_t schema = schema_parse(json, length, error);
    if (schema == NULL) {
        return NULL;
    }
    struct plan *plan = g_new0(struct plan, 1);
    plan->memory = g_ptr_array_new_with_free_func(g_free);
    plan->size = covered_size(fields, n_fields, 0);
    plan->nulls = plan_alloc(plan, plan->size);
    set_nulls(fields, n_fields, plan->nulls);
    if (!compile_root(plan, schema, fields, n_fields, error)) {
        plan_free(plan);
        plan = NULL;
    }
    avro_schema_decref(schema);
    return plan;
}

void plan_free(struct plan *plan) {
    if (plan == NULL) {
        return;
    }
    g_ptr_array_free(plan->memory, TRUE);
    g_free(plan);
}
