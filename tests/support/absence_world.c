#include "support/absence_world.h"

#include <stdio.h>

#include "runtime/log.h"

#define SEPTEMBER_2025 20332 /* 2025-09-01 */

static const struct attendance_code codes[] = {
    {"/", CLASS_PRESENT, 10957},      {"C2", CLASS_AUTHORISED, 19954},
    {"I", CLASS_AUTHORISED, 10957},   {"M", CLASS_AUTHORISED, 10957},
    {"X", CLASS_NOT_POSSIBLE, 10957}, {"\\", CLASS_PRESENT, 10957},
};
static const char needs[][8] = {"ASD", "SEMH"};
static const day_t school_days[] = {SEPTEMBER_2025, SEPTEMBER_2025 + 1};

static const struct rule rules[] = {
    {"TOY", "", 10957, 1, 1, true, 0, 0, 60, 7},
};

const struct reference world_reference = {
    .rules = rules,
    .n_rules = 1,
    .version = 1,
    .codes = codes,
    .n_codes = 6,
    .needs = needs,
    .n_needs = 2,
    .school_days = school_days,
    .n_school_days = 2,
};

static void toy_crossings(const void *view, const struct reference *reference,
                          struct crossings *to) {
    const struct marks *marks = view;
    (void)reference;
    for (size_t i = 0; i < marks_count(marks); i++) {
        struct mark mark = marks_get(marks, i);
        if (mark.op == OP_VOID || strcmp(mark.code, "I") != 0) {
            continue;
        }
        char episode[EPISODE_SIZE];
        struct crossing crossing = {
            .rule_id = "TOY",
            .step = "",
            .episode = episode_of_day(episode, mark.day, mark.session == SESSION_AM ? "AM" : "PM"),
            .raised_on = mark.day + 3,
            .over_on = mark.day + 10,
            .due_on = DAY_NONE,
            .place = mark_place(&mark),
            .event_id = TEXT_NULL,
            .session = mark.session,
        };
        crossing_add(to, &crossing);
    }
}

const struct pipeline *world_pipeline(void) {
    static struct pipeline pipeline;
    pipeline = absence_pipeline;
    pipeline.crossings = toy_crossings;
    return &pipeline;
}

struct schemas *world_schemas(void) {
    static struct schemas *schemas;
    if (schemas == NULL) {
        struct error error = {0};
        schemas = schemas_load(SOURCE_DIR "/schemas/avro", &absence_pipeline.inputs[0], &error);
        if (schemas == NULL) {
            fprintf(stderr, "%s\n", error.message);
            abort();
        }
    }
    return schemas;
}

struct absence world_absence(const char *child, day_t day, int8_t session, const char *code,
                             int64_t revision) {
    return (struct absence){
        .envelope = {.event_id = text_of("00000000-0000-4000-8000-000000000000"),
                     .source = text_of("arbor-372-4012"),
                     .record_id = text_of(""),
                     .revision = revision,
                     .recorded_at = 1767600000000,
                     .child_ref = text_of(child),
                     .pupil = {.known = true,
                               .sen_provision = 1,
                               .looked_after = SYMBOL_NULL,
                               .school_urn = 106905,
                               .nc_year = 8,
                               .primary_need = text_of("SEMH")},
                     .op = OP_ASSERT},
        .school_urn = 106905,
        .date = day,
        .code = text_of(code),
        .session = session,
        .cause = SYMBOL_NULL,
    };
}

void world_append(struct memory_log *log, int32_t partition, const struct absence *absence) {
    uint8_t bytes[1024];
    size_t length = schemas_encode(world_schemas(), absence, bytes, sizeof bytes);
    g_assert(length > 0);
    memory_log_append(log, partition, absence->envelope.child_ref,
                      (struct text){(const char *)bytes, length});
}

/* One random event; identities repeat often, so that most events meet an earlier one. */
static void append_random(struct memory_log *log, GRand *random) {
    static const char *const children[] = {"c1", "c2", "c3", "c4", "c5"};
    static const char *const marks[] = {"I", "M", "C2", "X"};
    int child = g_rand_int_range(random, 0, 5);
    int8_t session = (int8_t)g_rand_int_range(random, 0, 2);
    const char *code = g_rand_boolean(random) ? (session == SESSION_AM ? "/" : "\\")
                                              : marks[g_rand_int_range(random, 0, 4)];
    struct absence absence =
        world_absence(children[child], SEPTEMBER_2025 + g_rand_int_range(random, 0, 12), session,
                      code, g_rand_int_range(random, 1, 4));
    char event_id[40];
    snprintf(event_id, sizeof event_id, "%08x-0000-4000-8000-000000000000", g_rand_int(random));
    absence.envelope.event_id = text_of(event_id);
    absence.envelope.op = g_rand_int_range(random, 0, 8) == 0 ? OP_VOID : OP_ASSERT;
    world_append(log, child % log->n_partitions, &absence);
}

void world_fill(struct memory_log *log, unsigned seed, int events) {
    GRand *random = g_rand_new_with_seed(seed);
    for (int i = 0; i < events; i++) {
        if (g_rand_int_range(random, 0, 20) == 0) {
            memory_log_append(log, g_rand_int_range(random, 0, log->n_partitions), text_of("c1"),
                              text_of("not an event"));
        } else {
            append_random(log, random);
        }
    }
    g_rand_free(random);
}

struct loop *world_loop(struct memory_source *source, struct memory_sink *sink,
                        const struct world_run *run) {
    static struct schemas *schemas[1];
    log_start("test", LOG_ERROR);
    schemas[0] = world_schemas();
    const struct loop_settings settings = {
        .poll_messages = run->poll_messages,
        .set_bytes = run->set_bytes,
        .set_age_ms = 60000,
        .cache_bytes = run->cache_bytes,
        .today = run->today != 0 ? run->today : SEPTEMBER_2025 + 40,
    };
    return loop_new(world_pipeline(), &world_reference, schemas, &source->source, &sink->sink,
                    &settings);
}

static bool rebalance_is_due(const struct world_run *run, size_t polls) {
    for (size_t i = 0; i < G_N_ELEMENTS(run->rebalance_at); i++) {
        if (run->rebalance_at[i] != 0 && run->rebalance_at[i] == polls) {
            return true;
        }
    }
    return false;
}

bool world_consume(const struct memory_log *log, struct memory_database *database,
                   const struct world_run *run, struct error *error) {
    struct memory_source source;
    struct memory_sink sink;
    memory_source_init(&source, log);
    memory_sink_init(&sink, database);
    sink.slow = run->slow_sink;
    struct loop *loop = world_loop(&source, &sink, run);
    bool ok = true;
    while (ok && !memory_source_is_drained(&source)) {
        size_t polls = source.polls;
        ok = loop_turn(loop, error);
        if (source.polls != polls && rebalance_is_due(run, source.polls)) {
            source.rebalance = true;
        }
    }
    ok = ok && loop_drain(loop, 1000, error);
    loop_free(loop);
    sink.sink.ops->close(&sink.sink);
    return ok;
}

static void add_to_sum(GHashTable *sums, const struct line *line) {
    char *key =
        g_strdup_printf("%s %d %d %" G_GINT64_FORMAT " %c %s %s %s", line->measure->id, line->day,
                        line->since, line->place.urn, line->place.sen != 0 ? line->place.sen : '-',
                        line->place.need, stage_name(line->place.stage), line->detail);
    gint64 *sum = g_hash_table_lookup(sums, key);
    if (sum == NULL) {
        sum = g_new0(gint64, 1);
        g_hash_table_insert(sums, key, sum);
    } else {
        g_free(key);
    }
    *sum += line->value;
}

static void dump_lines(GPtrArray *out, const struct memory_database *database) {
    GHashTable *sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (size_t i = 0; i < database->n_lines; i++) {
        add_to_sum(sums, &database->lines[i].line);
    }
    GHashTableIter iter;
    gpointer key, sum;
    g_hash_table_iter_init(&iter, sums);
    while (g_hash_table_iter_next(&iter, &key, &sum)) {
        if (*(gint64 *)sum != 0) {
            g_ptr_array_add(
                out, g_strdup_printf("line %s = %" G_GINT64_FORMAT, (char *)key, *(gint64 *)sum));
        }
    }
    g_hash_table_destroy(sums);
}

static void dump_documents(GPtrArray *out, const struct memory_database *database) {
    for (size_t i = 0; i < database->n_documents; i++) {
        const struct document_row *row = &database->documents[i];
        char *body = g_base64_encode(row->body, row->length);
        g_ptr_array_add(out, g_strdup_printf("document %s %d on %d %s", row->child_ref,
                                             row->window_start, row->partition, body));
        g_free(body);
    }
}

static void dump_offsets(GPtrArray *out, const struct memory_database *database) {
    for (int p = 0; p < DATABASE_PARTITIONS; p++) {
        const struct offset_row *row = &database->offsets[p];
        if (row->consumed != row->applied + row->unchanged + row->quarantined) {
            g_ptr_array_add(out, g_strdup_printf("conservation is broken on %d", p));
        }
        g_ptr_array_add(out, g_strdup_printf("offset %d next %ld last %ld consumed %ld applied %ld "
                                             "unchanged %ld quarantined %ld",
                                             p, row->next_offset, row->last_offset, row->consumed,
                                             row->applied, row->unchanged, row->quarantined));
    }
}

static int by_text(gconstpointer a, gconstpointer b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those that are open: what was raised and taken back on the way depends on how it was cut. */
static void dump_breaches(GPtrArray *out, const struct memory_database *database) {
    for (size_t i = 0; i < database->n_breaches; i++) {
        const struct breach_row *row = &database->breaches[i];
        if (row->breach.state == BREACH_RAISED) {
            g_ptr_array_add(out,
                            g_strdup_printf("breach %s %s %s %d to %d at %s", row->breach_id,
                                            row->child_ref, row->episode, row->breach.raised_on,
                                            row->breach.over_on, row->breach.org));
        }
    }
}

char *world_dump(const struct memory_database *database) {
    GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
    dump_lines(out, database);
    dump_documents(out, database);
    dump_breaches(out, database);
    dump_offsets(out, database);
    for (size_t i = 0; i < database->n_quarantine; i++) {
        const struct quarantine_kept *row = &database->quarantine[i];
        g_ptr_array_add(out, g_strdup_printf("quarantine %d/%ld %s %s", row->partition, row->offset,
                                             reason_name(row->reason), row->kept));
    }
    g_ptr_array_sort(out, by_text);
    g_ptr_array_add(out, NULL);
    char *text = g_strjoinv("\n", (char **)out->pdata);
    g_ptr_array_free(out, TRUE);
    return text;
}
