#include "support/record_property.h"

#include "support/literals.h"
#include "support/suite.h"

#define SEEDS 25
#define ORDERS 4

static void fold_all(struct record_fold *fold, const void *history) {
    for (size_t i = 0; i < HISTORY_RECORDS; i++) {
        record_fold_event(fold, history_at(fold->stream, history, i));
    }
}

/* Compares and frees a text that was computed with an expected one. */
static void assert_text(char *text, const char *expected) {
    CU_ASSERT_STRING_EQUAL(text, expected);
    g_free(text);
}

/* What a fold came to. */
struct state {
    GBytes *bytes;
    char *lines, *crossings;
};

static struct state state_of(const struct record_fold *fold) {
    return (struct state){
        .bytes = record_fold_packed(fold),
        .lines = record_fold_lines(fold),
        .crossings = record_fold_crossings(fold),
    };
}

static void state_clear(struct state *state) {
    g_bytes_unref(state->bytes);
    g_free(state->lines);
    g_free(state->crossings);
}

static void assert_state(const struct record_fold *fold, const struct state *expected) {
    struct state state = state_of(fold);
    CU_ASSERT_TRUE(g_bytes_equal(state.bytes, expected->bytes));
    CU_ASSERT_STRING_EQUAL(state.lines, expected->lines);
    CU_ASSERT_STRING_EQUAL(state.crossings, expected->crossings);
    assert_text(line_sums_text(&fold->sums), expected->lines);
    state_clear(&state);
}

static void check_orders(const struct record_stream *stream, void *history, struct random *random) {
    struct record_fold fold;
    record_fold_begin(&fold, stream);
    fold_all(&fold, history);
    struct state first = state_of(&fold);
    fold_all(&fold, history);
    assert_state(&fold, &first);
    record_fold_end(&fold);
    for (int order = 1; order < ORDERS; order++) {
        history_mix(stream, history, random);
        record_fold_begin(&fold, stream);
        fold_all(&fold, history);
        assert_state(&fold, &first);
        record_fold_end(&fold);
    }
    state_clear(&first);
}

static void check_batches(const struct record_stream *stream, void *history,
                          struct random *random) {
    struct record_fold whole, cut;
    record_fold_begin(&whole, stream);
    record_fold_begin(&cut, stream);
    fold_all(&whole, history);
    for (size_t i = 0; i < HISTORY_RECORDS; i++) {
        record_fold_event(&cut, history_at(stream, history, i));
        if (random_below(random, 5) == 0) {
            record_fold_store_and_load(&cut);
        }
    }
    struct state expected = state_of(&whole);
    assert_state(&cut, &expected);
    state_clear(&expected);
    record_fold_end(&whole);
    record_fold_end(&cut);
}

static void for_every_history(const struct record_stream *stream,
                              void (*check)(const struct record_stream *stream, void *history,
                                            struct random *random)) {
    for (uint64_t seed = 0; seed < suite_rounds(SEEDS); seed++) {
        struct random random = {seed};
        void *history = history_new(stream, &random);
        check(stream, history, &random);
        g_free(history);
    }
}

void order_changes_nothing(const struct record_stream *stream) {
    for_every_history(stream, check_orders);
}

void batches_change_nothing(const struct record_stream *stream) {
    for_every_history(stream, check_batches);
}

/* Lines and crossings as they come. */
struct line_log {
    struct lines lines;
    GArray *items;
};

static void log_line(struct lines *to, const struct line *line) {
    g_array_append_vals(((struct line_log *)to)->items, line, 1);
}

struct crossing_log {
    struct crossings crossings;
    GArray *items;
};

static void log_crossing(struct crossings *to, const struct crossing *crossing) {
    g_array_append_vals(((struct crossing_log *)to)->items, crossing, 1);
}

static bool is_named(const char *measure, const struct measure_claim *claims) {
    while (claims->measure != NULL && strcmp(claims->measure, measure) != 0) {
        claims++;
    }
    return claims->measure != NULL;
}

/* A sum and the sum of the days that its parts are counted from: equal sums of both are equal sums
 * of ages on any day. */
struct sum {
    int64_t value, since;
};

static struct sum sum_of_lines(const GArray *lines, const char *measure, day_t day) {
    struct sum sum = {0, 0};
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index(lines, struct line, i);
        if (line->day <= day && strcmp(line->measure->id, measure) == 0) {
            sum.value += line->value;
            sum.since += line->since == DAY_NONE ? 0 : line->value * line->since;
        }
    }
    return sum;
}

static struct sum sum_of_facts(const struct winners *winners, const struct measure_claim *claim,
                               day_t day) {
    struct sum sum = {0, 0};
    for (size_t i = 0; i < winners->count; i++) {
        if (winner_is_fact(&winners->items[i])) {
            int64_t value = claim->until(winners->items[i].record, day);
            sum.value += value;
            sum.since += claim->since != NULL ? value * claim->since(winners->items[i].record) : 0;
        }
    }
    return sum;
}

void measures_are_as_defined(const struct record_stream *stream, const struct measure_claim *claims,
                             day_t first, day_t last) {
    for (size_t i = 0; i < stream->pipeline->n_measures; i++) {
        CU_ASSERT_TRUE(is_named(stream->pipeline->measures[i]->id, claims));
    }
    for (uint64_t seed = 0; seed < suite_rounds(SEEDS); seed++) {
        struct random random = {seed};
        void *history = history_new(stream, &random);
        struct record_fold fold;
        record_fold_begin(&fold, stream);
        fold_all(&fold, history);
        struct line_log log = {{log_line}, g_array_new(FALSE, FALSE, sizeof(struct line))};
        stream->pipeline->document->lines(fold.document, &literal_reference, &log.lines);
        int wrong = 0;
        for (const struct measure_claim *claim = claims; claim->measure != NULL; claim++) {
            for (day_t day = first; day <= last; day++) {
                struct sum lines = sum_of_lines(log.items, claim->measure, day);
                struct sum facts = sum_of_facts(record_fold_view(&fold), claim, day);
                wrong += lines.value != facts.value || lines.since != facts.since;
            }
        }
        CU_ASSERT_EQUAL(wrong, 0);
        g_array_free(log.items, TRUE);
        record_fold_end(&fold);
        g_free(history);
    }
}

static int open_crossings(const GArray *crossings, const struct rule_claim *claim, day_t day) {
    int count = 0;
    for (guint i = 0; i < crossings->len; i++) {
        const struct crossing *crossing = &g_array_index(crossings, struct crossing, i);
        count += strcmp(crossing->rule_id, claim->rule_id) == 0 &&
                 strcmp(crossing->step, claim->step) == 0 && crossing->raised_on <= day &&
                 (crossing->over_on == DAY_NONE || crossing->over_on > day);
    }
    return count;
}

static int open_facts(const struct winners *winners, const struct rule_claim *claim, day_t day) {
    int count = 0;
    for (size_t i = 0; i < winners->count; i++) {
        count += winner_is_fact(&winners->items[i]) && claim->open(winners->items[i].record, day);
    }
    return count;
}

void breaches_are_as_defined(const struct record_stream *stream, const struct rule_claim *claims,
                             day_t first, day_t last) {
    for (uint64_t seed = 0; seed < suite_rounds(SEEDS); seed++) {
        struct random random = {seed};
        void *history = history_new(stream, &random);
        struct record_fold fold;
        record_fold_begin(&fold, stream);
        fold_all(&fold, history);
        struct crossing_log log = {{log_crossing},
                                   g_array_new(FALSE, FALSE, sizeof(struct crossing))};
        const struct winners *winners = record_fold_view(&fold);
        stream->pipeline->crossings(winners, &literal_reference, &log.crossings);
        int wrong = 0;
        for (const struct rule_claim *claim = claims; claim->rule_id != NULL; claim++) {
            for (day_t day = first; day <= last; day++) {
                wrong += open_crossings(log.items, claim, day) != open_facts(winners, claim, day);
            }
        }
        CU_ASSERT_EQUAL(wrong, 0);
        g_array_free(log.items, TRUE);
        record_fold_end(&fold);
        g_free(history);
    }
}

void add_each_record(const struct record_stream *stream, uint64_t seed, struct lines *lines,
                     struct crossings *crossings) {
    struct random random = {seed};
    void *history = history_new(stream, &random);
    for (size_t i = 0; i < HISTORY_RECORDS; i++) {
        struct winner winner = {0, history_at(stream, history, i)};
        if (winner_is_fact(&winner)) {
            stream->pipeline->inputs->lines(winner.record, &literal_reference, lines);
            stream->pipeline->crossings(&(struct winners){&winner, 1}, &literal_reference,
                                        crossings);
        }
    }
    g_free(history);
}
