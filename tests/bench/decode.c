/* What one absence message costs to encode and to decode, on one core, out of memory.
 *
 *     decode FOLDER      with FOLDER = schemas/avro; prints {"bytes": b, "encode_ns": e,
 *                        "decode_ns": d}, each the best of the rounds; fails if a
 *                        message is refused */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "absence/absence.h"
#include "runtime/schemas.h"
#include "support/random.h"

#define MESSAGES 20000 /* more than a second-level cache holds, as in a fetched batch */
#define MESSAGE_SIZE 256
#define ROUNDS 100

static const struct input input = {.topic = "absence",
                                   .fields = absence_fields,
                                   .n_fields = ABSENCE_FIELDS,
                                   .record_size = sizeof(struct absence)};

struct message {
    size_t length;
    uint8_t bytes[MESSAGE_SIZE];
};

struct source {
    char event_id[37], child_ref[17], record_id[17];
    struct absence record;
};

static void fill(struct source *source, struct random *random) {
    static const char *const codes[] = {"/", "\\", "L", "I", "C2", "B"};
    unsigned long long a = random_next(random), b = random_next(random);
    snprintf(source->event_id, sizeof source->event_id, "%08llx-%04llx-4%03llx-a%03llx-%012llx",
             a >> 32, a >> 16 & 0xffff, a & 0xfff, b >> 52, b & 0xffffffffffff);
    snprintf(source->child_ref, sizeof source->child_ref, "%016llx", a ^ b);
    snprintf(source->record_id, sizeof source->record_id, "%llu", b % 100000000);
    source->record = (struct absence){
        .envelope = {.event_id = text_of(source->event_id),
                     .source = text_of("mis-north"),
                     .record_id = text_of(source->record_id),
                     .revision = 1788220800000 + random_below(random, 1000000),
                     .recorded_at = 1788220800000 + random_below(random, 1000000),
                     .child_ref = text_of(source->child_ref),
                     .pupil = {.known = true,
                               .sen_provision = (int8_t)random_below(random, 3),
                               .looked_after = SYMBOL_NULL,
                               .school_urn = 100000 + random_below(random, 50000),
                               .nc_year = random_below(random, 14),
                               .primary_need =
                                   random_below(random, 2) ? text_of("SEMH") : TEXT_NULL}},
        .school_urn = 100000 + random_below(random, 50000),
        .date = 20697 + random_below(random, 300),
        .code = text_of(codes[random_below(random, 6)]),
        .session = (int8_t)random_below(random, 2),
        .cause = SYMBOL_NULL,
    };
}

static double now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static double encode_all(const struct schemas *schemas, const struct source *sources,
                         struct message *messages) {
    double start = now_ns();
    for (size_t i = 0; i < MESSAGES; i++) {
        messages[i].length =
            schemas_encode(schemas, &sources[i].record, messages[i].bytes, MESSAGE_SIZE);
    }
    return (now_ns() - start) / MESSAGES;
}

static double decode_all(struct schemas *schemas, const struct message *messages, size_t *refused) {
    double start = now_ns();
    for (size_t i = 0; i < MESSAGES; i++) {
        struct absence record;
        struct text value = {(const char *)messages[i].bytes, messages[i].length};
        *refused += schemas_decode(schemas, value, &record).reason != REASON_NONE;
    }
    return (now_ns() - start) / MESSAGES;
}

static int measure(struct schemas *schemas) {
    struct source *sources = g_new0(struct source, MESSAGES);
    struct message *messages = g_new0(struct message, MESSAGES);
    struct random random = {1};
    for (size_t i = 0; i < MESSAGES; i++) {
        fill(&sources[i], &random);
    }
    size_t refused = 0;
    double encode_ns = 1e9, decode_ns = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        encode_ns = MIN(encode_ns, encode_all(schemas, sources, messages));
        decode_ns = MIN(decode_ns, decode_all(schemas, messages, &refused));
    }
    size_t bytes = 0;
    for (size_t i = 0; i < MESSAGES; i++) {
        bytes += messages[i].length;
    }
    printf("{\"bytes\": %.1f, \"encode_ns\": %.1f, \"decode_ns\": %.1f}\n",
           (double)bytes / MESSAGES, encode_ns, decode_ns);
    g_free(sources);
    g_free(messages);
    return refused == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    struct error error = {0};
    struct schemas *schemas = argc == 2 ? schemas_load(argv[1], &input, &error) : NULL;
    if (schemas == NULL) {
        fprintf(stderr, "usage: decode FOLDER\n%s\n", error.message);
        return EXIT_FAILURE;
    }
    int status = measure(schemas);
    schemas_free(schemas);
    return status;
}
