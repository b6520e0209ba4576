#include "support/told_world.h"

#include <string.h>

#include "runtime/schemas.h"
#include "support/literals.h"
#include "support/synthetic.h"

#define VALUE_SIZE 1024

static const struct pipeline *pipeline_of(const struct told_world *world, enum stream stream) {
    return world->contexts[stream].pipeline;
}

static void ignore_line(struct lines *to, const struct line *line) {
    (void)to;
    (void)line;
}

static struct lines nowhere = {ignore_line};

/* The document of a record's child and window. */
static void *document_of(struct told_world *world, enum stream stream, const void *record) {
    const struct pipeline *pipeline = pipeline_of(world, stream);
    const struct envelope *envelope = record;
    const day_t window = pipeline_window_start(pipeline, pipeline->inputs[0].day(record));
    char *key = g_strdup_printf("%.*s %d", (int)envelope->child_ref.length,
                                envelope->child_ref.bytes, window);
    void *document = g_hash_table_lookup(world->documents[stream], key);
    if (document != NULL) {
        g_free(key);
        return document;
    }
    document = pipeline->document->new (&world->contexts[stream], window);
    g_hash_table_insert(world->documents[stream], key, document);
    return document;
}

static void fold(struct told_world *world, enum stream stream, const void *record) {
    uint8_t value[VALUE_SIZE];
    const size_t length = schemas_encode(world->schemas[stream], record, value, sizeof value);
    g_assert(length > 0);
    const struct arrival arrival = {.record = record, .value = {(const char *)value, length}};
    void *document = document_of(world, stream, record);
    switch (pipeline_of(world, stream)
                ->document->fold(document, &arrival, &world->reference, &nowhere)) {
    case OUTCOME_APPLIED:
        world->applied[stream]++;
        break;
    case OUTCOME_UNCHANGED:
        world->unchanged[stream]++;
        break;
    default:
        world->conflicts[stream]++;
    }
}

static bool take(struct outlet *outlet, enum stream stream, enum telling telling, uint32_t child,
                 const void *record) {
    (void)child;
    struct told_world *world = (struct told_world *)outlet;
    const struct text key = ((const struct envelope *)record)->child_ref;
    world->events[stream]++;
    world->told[stream][telling]++;
    if (stream_input(stream)->refuse(record, key, &world->reference).reason != REASON_NONE) {
        world->refused[stream]++;
    } else {
        fold(world, stream, record);
    }
    return true;
}

void told_world_begin(struct told_world *world) {
    *world = (struct told_world){.outlet = {take}, .reference = literal_reference};
    const struct calendar calendar = synthetic_calendar();
    world->reference.school_days = calendar.days;
    world->reference.n_school_days = calendar.count;
    for (int stream = 0; stream < STREAMS; stream++) {
        struct error error = {0};
        const struct pipeline *pipeline = stream_pipeline((enum stream)stream);
        world->schemas[stream] =
            schemas_load(SOURCE_DIR "/schemas/avro", &pipeline->inputs[0], &error);
        g_assert_nonnull(world->schemas[stream]);
        world->contexts[stream] = (struct document_context){pipeline, &world->schemas[stream]};
        world->documents[stream] =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pipeline->document->free);
    }
}

void told_world_end(struct told_world *world) {
    for (int stream = 0; stream < STREAMS; stream++) {
        g_hash_table_unref(world->documents[stream]);
        schemas_free(world->schemas[stream]);
    }
}

struct records *told_world_records(struct told_world *world, uint32_t pupils, day_t until,
                                   bool eventful) {
    static const struct fate_shares plenty = {50000, 20000, 30000, 10000, 40000};
    const struct borough_settings borough = synthetic_settings(pupils);
    const struct calendar calendar = synthetic_calendar();
    struct records_settings settings = {
        .borough = &borough, .calendar = &calendar, .until = until, .years = 2};
    for (int stream = 0; stream < STREAMS; stream++) {
        settings.streams[stream] = true;
        settings.shares[stream] = eventful ? plenty : (struct fate_shares){0};
    }
    struct records *records = records_new(&settings);
    records_tell(records, until, &world->outlet);
    return records;
}

void told_world_facts(const struct told_world *world, enum stream stream,
                      void (*see)(const void *record, void *context), void *context) {
    GHashTableIter iter;
    gpointer document;
    g_hash_table_iter_init(&iter, world->documents[stream]);
    while (g_hash_table_iter_next(&iter, NULL, &document)) {
        const struct winners *winners = pipeline_of(world, stream)->document->view(document);
        for (size_t i = 0; i < winners->count; i++) {
            if (winner_is_fact(&winners->items[i])) {
                see(winners->items[i].record, context);
            }
        }
    }
}

struct search {
    struct crossings crossings;
    const struct reference *reference;
    day_t today, raised_from;
    GHashTable *open;
};

static bool is_open(const struct search *search, const struct crossing *crossing) {
    if (crossing->raised_on == DAY_NONE || crossing->raised_on > search->today ||
        crossing->raised_on < search->raised_from) {
        return false;
    }
    const struct rule *rule =
        reference_rule(search->reference, crossing->rule_id, crossing->step, crossing->raised_on);
    const bool left_out = rule == NULL || (rule->leaves_out_n && crossing->place.sen == 'N');
    return !left_out && (crossing->over_on == DAY_NONE || crossing->over_on > search->today);
}

static void count_crossing(struct crossings *to, const struct crossing *crossing) {
    struct search *search = (struct search *)to;
    if (is_open(search, crossing)) {
        char *rule = g_strjoin(" ", crossing->rule_id, crossing->step, NULL);
        const gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(search->open, rule));
        g_hash_table_insert(search->open, rule, GSIZE_TO_POINTER(count + 1));
    }
}

GHashTable *told_world_open(const struct told_world *world, day_t today, day_t days) {
    struct search search = {{count_crossing},
                            &world->reference,
                            today,
                            today - days,
                            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    for (int stream = 0; stream < STREAMS; stream++) {
        const struct pipeline *pipeline = pipeline_of(world, (enum stream)stream);
        GHashTableIter iter;
        gpointer document;
        g_hash_table_iter_init(&iter, world->documents[stream]);
        while (g_hash_table_iter_next(&iter, NULL, &document)) {
            pipeline->crossings(pipeline->document->view(document), &world->reference,
                                &search.crossings);
        }
    }
    return search.open;
}
