#include "support/record_stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/crossing_list.h"
#include "support/literals.h"
#include "support/random_envelope.h"
#include "support/suite.h"

#define VALUE_SIZE 2048

void record_stream_open(struct record_stream *stream) {
    struct error error = {0};
    stream->schemas =
        schemas_load(SOURCE_DIR "/schemas/avro", &stream->pipeline->inputs[0], &error);
    if (stream->schemas == NULL) {
        fprintf(stderr, "%s\n", error.message);
        abort();
    }
    stream->context = (struct document_context){stream->pipeline, &stream->schemas};
}

void record_stream_close(struct record_stream *stream) {
    schemas_free(stream->schemas);
}

static void *place_of(const struct record_stream *stream, void *history, size_t index) {
    return (char *)history + index * stream->pipeline->inputs[0].record_size;
}

const void *history_at(const struct record_stream *stream, const void *history, size_t index) {
    return (const char *)history + index * stream->pipeline->inputs[0].record_size;
}

static void any_event(const struct record_stream *stream, struct random *random, void *event) {
    static const char *const sources[] = {"s1", "s10"};
    static const char *const records[] = {"r1", "r10", "r2", "\xC3\xA9"};
    stream->any(random, event);
    struct envelope *envelope = event;
    envelope->source = text_of(sources[random_below(random, 2)]);
    envelope->record_id = text_of(records[random_below(random, 4)]);
    envelope->revision = random_revision(random);
    envelope->pupil = random_pupil(random);
    envelope->op = random_below(random, 6) == 0 ? OP_VOID : OP_ASSERT;
}

/* What is sent again about a record: the same, or the same with another pupil. */
static void again(const struct record_stream *stream, struct random *random, const void *earlier,
                  void *event) {
    memcpy(event, earlier, stream->pipeline->inputs[0].record_size);
    if (random_below(random, 2) == 0) {
        ((struct envelope *)event)->pupil = random_pupil(random);
    }
}

void *history_new(const struct record_stream *stream, struct random *random) {
    void *history = g_malloc0_n(HISTORY_RECORDS, stream->pipeline->inputs[0].record_size);
    for (uint32_t i = 0; i < HISTORY_RECORDS; i++) {
        void *event = place_of(stream, history, i);
        if (i > 0 && random_below(random, 4) == 0) {
            again(stream, random, history_at(stream, history, random_below(random, i)), event);
        } else {
            any_event(stream, random, event);
        }
    }
    return history;
}

void history_mix(const struct record_stream *stream, void *history, struct random *random) {
    size_t size = stream->pipeline->inputs[0].record_size;
    void *kept = g_malloc(size);
    for (uint32_t i = HISTORY_RECORDS - 1; i > 0; i--) {
        void *a = place_of(stream, history, i);
        void *b = place_of(stream, history, random_below(random, i + 1));
        memcpy(kept, a, size);
        memmove(a, b, size);
        memcpy(b, kept, size);
    }
    g_free(kept);
}

static const struct document_kind *kind_of(const struct record_fold *fold) {
    return fold->stream->pipeline->document;
}

void record_fold_begin(struct record_fold *fold, const struct record_stream *stream) {
    fold->stream = stream;
    fold->document = kind_of(fold)->new (&stream->context, WINDOW_LIFETIME_START);
    line_sums_init(&fold->sums);
}

void record_fold_end(struct record_fold *fold) {
    kind_of(fold)->free(fold->document);
    line_sums_free(&fold->sums);
}

enum outcome record_fold_event(struct record_fold *fold, const void *record) {
    uint8_t value[VALUE_SIZE];
    size_t length = schemas_encode(fold->stream->schemas, record, value, sizeof value);
    CU_ASSERT_NOT_EQUAL_FATAL(length, 0);
    struct arrival arrival = {.record = record, .value = {(const char *)value, length}};
    return kind_of(fold)->fold(fold->document, &arrival, &literal_reference, &fold->sums.lines);
}

GBytes *record_fold_packed(const struct record_fold *fold) {
    size_t bound = kind_of(fold)->packed_bound(fold->document);
    uint8_t *bytes = g_malloc(bound + 1);
    size_t length = kind_of(fold)->pack(fold->document, bytes);
    CU_ASSERT_TRUE(length <= bound);
    return g_bytes_new_take(bytes, length);
}

void record_fold_store_and_load(struct record_fold *fold) {
    GBytes *bytes = record_fold_packed(fold);
    size_t length;
    const uint8_t *data = g_bytes_get_data(bytes, &length);
    kind_of(fold)->free(fold->document);
    fold->document =
        kind_of(fold)->unpack(&fold->stream->context, WINDOW_LIFETIME_START, data, length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fold->document);
    g_bytes_unref(bytes);
}

const struct winners *record_fold_view(const struct record_fold *fold) {
    return kind_of(fold)->view(fold->document);
}

char *record_fold_lines(const struct record_fold *fold) {
    struct line_sums sums;
    line_sums_init(&sums);
    kind_of(fold)->lines(fold->document, &literal_reference, &sums.lines);
    char *text = line_sums_text(&sums);
    line_sums_free(&sums);
    return text;
}

char *record_fold_crossings(const struct record_fold *fold) {
    struct crossing_list list;
    crossing_list_init(&list);
    fold->stream->pipeline->crossings(record_fold_view(fold), &literal_reference, &list.crossings);
    char *text = crossing_list_text(&list);
    crossing_list_free(&list);
    return text;
}
