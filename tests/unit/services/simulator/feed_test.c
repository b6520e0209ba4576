#include "simulator/feed.h"

#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "support/synthetic.h"

/* Plenty of everything. */
static const struct feed_settings eventful = {.shares = {50000, 20000, 30000, 10000, 40000}};

/* What an outlet heard: one line of text an event. */
struct heard {
    struct outlet outlet;
    GPtrArray *lines;
    day_t from; /* marks before it are not kept */
    size_t stop_after;
};

static char *line_of(const struct absence *absence) {
    const struct envelope *envelope = &absence->envelope;
    char day[DAY_TEXT_SIZE];
    day_format((day_t)absence->date, day);
    return g_strdup_printf(
        "%.*s %.*s %s %d %ld op %d rev %ld at %ld code %.*s cause %d src %.*s rec "
        "%.*s sen %d need %.*s nc %ld care %d school %ld",
        (int)envelope->event_id.length, envelope->event_id.bytes, (int)envelope->child_ref.length,
        envelope->child_ref.bytes, day, absence->session, (long)absence->school_urn, envelope->op,
        (long)envelope->revision, (long)envelope->recorded_at, (int)absence->code.length,
        absence->code.bytes, absence->cause, (int)envelope->source.length, envelope->source.bytes,
        (int)envelope->record_id.length, envelope->record_id.bytes, envelope->pupil.sen_provision,
        (int)envelope->pupil.primary_need.length, envelope->pupil.primary_need.bytes,
        (long)envelope->pupil.nc_year, envelope->pupil.looked_after,
        (long)envelope->pupil.school_urn);
}

static bool hear(struct outlet *outlet, enum stream stream, enum telling telling, uint32_t child,
                 const void *record) {
    const struct absence *absence = record;
    (void)stream;
    (void)child;
    (void)telling;
    struct heard *heard = (struct heard *)outlet;
    if (absence->date >= heard->from) {
        g_ptr_array_add(heard->lines, line_of(absence));
    }
    return heard->stop_after == 0 || heard->lines->len < heard->stop_after;
}

static struct heard heard_from(day_t from) {
    return (struct heard){{hear}, g_ptr_array_new_with_free_func(g_free), from, 0};
}

static struct school_year *small_year(void) {
    const struct borough_settings settings = {
        .seed = 1, .moves_per_million = 100000, .pupils = {140, 100, 60}, .schools = {3, 2, 2}};
    return synthetic_year(&settings, YEAR_2025);
}

static void assert_same(const GPtrArray *a, const GPtrArray *b) {
    CU_ASSERT_EQUAL_FATAL(a->len, b->len);
    for (guint i = 0; i < a->len; i++) {
        if (strcmp(a->pdata[i], b->pdata[i]) != 0) {
            CU_FAIL_FATAL("another event");
        }
    }
}

static void a_second_run_tells_the_same_events_in_the_same_order(void) {
    struct school_year *one = small_year();
    struct school_year *two = small_year();
    struct heard first = heard_from(0);
    struct heard second = heard_from(0);
    CU_ASSERT(feed_days(one, 20, 40, &eventful, &first.outlet));
    CU_ASSERT(feed_days(two, 20, 40, &eventful, &second.outlet));
    CU_ASSERT(first.lines->len > 12000);
    assert_same(first.lines, second.lines);
    g_ptr_array_unref(first.lines);
    g_ptr_array_unref(second.lines);
    school_year_free(one);
    school_year_free(two);
}

static void a_longer_window_agrees_on_the_days_it_shares(void) {
    struct school_year *year = small_year();
    const day_t day_20 = year->days.of[20];
    struct heard longer = heard_from(day_20);
    struct heard shorter = heard_from(day_20);
    CU_ASSERT(feed_days(year, 3, 40, &eventful, &longer.outlet));
    CU_ASSERT(feed_days(year, 20, 40, &eventful, &shorter.outlet));
    assert_same(longer.lines, shorter.lines);
    g_ptr_array_unref(longer.lines);
    g_ptr_array_unref(shorter.lines);
    school_year_free(year);
}

static void a_later_last_day_adds_events_and_changes_none(void) {
    struct school_year *year = small_year();
    struct heard early = heard_from(0);
    struct heard late = heard_from(0);
    CU_ASSERT(feed_days(year, 20, 30, &eventful, &early.outlet));
    CU_ASSERT(feed_days(year, 20, 40, &eventful, &late.outlet));
    GHashTable *all = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < late.lines->len; i++) {
        g_hash_table_add(all, late.lines->pdata[i]);
    }
    for (guint i = 0; i < early.lines->len; i++) {
        if (!g_hash_table_contains(all, early.lines->pdata[i])) {
            CU_FAIL_FATAL("an event that the later run does not know");
        }
    }
    g_hash_table_unref(all);
    g_ptr_array_unref(early.lines);
    g_ptr_array_unref(late.lines);
    school_year_free(year);
}

/* The winners of all identities, as an absence consumer folds them. */
struct winner {
    int64_t revision;
    int8_t op;
    char code[4];
};

struct fold {
    struct outlet outlet;
    GHashTable *winners;           /* identity -> struct winner */
    GHashTable *contents;          /* event id -> line: an id never stands for two events */
    int64_t told[TELLINGS], again; /* ids told before */
    size_t conflicts;
};

static void fold_winner(struct fold *fold, const struct absence *absence) {
    const struct envelope *envelope = &absence->envelope;
    char *identity = g_strdup_printf("%.*s %ld %ld %d", (int)envelope->child_ref.length,
                                     envelope->child_ref.bytes, (long)absence->school_urn,
                                     (long)absence->date, absence->session);
    struct winner now = {envelope->revision, envelope->op, ""};
    memcpy(now.code, absence->code.bytes, absence->code.length);
    const struct winner *before = g_hash_table_lookup(fold->winners, identity);
    if (before != NULL && before->revision == now.revision) {
        fold->conflicts += before->op != now.op || strcmp(before->code, now.code) != 0;
    }
    if (before == NULL || now.revision > before->revision) {
        g_hash_table_insert(fold->winners, identity, g_memdup2(&now, sizeof now));
    } else {
        g_free(identity);
    }
}

static bool fold_event(struct outlet *outlet, enum stream stream, enum telling telling,
                       uint32_t child, const void *record) {
    const struct absence *absence = record;
    (void)stream;
    (void)child;
    struct fold *fold = (struct fold *)outlet;
    char *id = g_strndup(absence->envelope.event_id.bytes, absence->envelope.event_id.length);
    char *line = line_of(absence);
    const char *before = g_hash_table_lookup(fold->contents, id);
    fold->again += before != NULL;
    fold->conflicts += before != NULL && strcmp(before, line) != 0;
    fold->told[telling]++;
    g_hash_table_insert(fold->contents, id, line);
    fold_winner(fold, absence);
    return true;
}

static struct fold fold_new(void) {
    return (struct fold){{fold_event},
                         g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                         g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                         {0},
                         0,
                         0};
}

static void fold_free(struct fold *fold) {
    g_hash_table_unref(fold->winners);
    g_hash_table_unref(fold->contents);
}

/* Winning ASSERTs by code text. */
static int64_t winners_of(const struct fold *fold, const char *code) {
    int64_t count = 0;
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, fold->winners);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct winner *winner = value;
        count += winner->op == OP_ASSERT && strcmp(winner->code, code) == 0;
    }
    return count;
}

static int64_t planned_of(const struct school_year *year, size_t from, size_t until,
                          enum code code) {
    int64_t count = 0;
    for (size_t child = 0; child < year->borough->n_children; child++) {
        for (size_t day = from; day < until; day++) {
            count += school_year_code(year, child, day, 0) == code;
            count += school_year_code(year, child, day, 1) == code;
        }
    }
    return count;
}

static void a_complete_feed_ends_in_exactly_the_registers(void) {
    struct school_year *year = small_year();
    struct feed_settings settings = eventful;
    settings.complete = true;
    struct fold fold = fold_new();
    CU_ASSERT(feed_days(year, 0, 60, &settings, &fold.outlet));
    for (int code = CODE_AM; code < CODES; code++) {
        CU_ASSERT_EQUAL(winners_of(&fold, code_rows[code].text),
                        planned_of(year, 0, 60, (enum code)code));
    }
    CU_ASSERT_EQUAL(fold.conflicts, 0);
    fold_free(&fold);
    school_year_free(year);
}

static void a_mark_of_an_only_school_is_never_under_another_one(void) {
    const struct borough_settings settings = {
        .seed = 1, .pupils = {0, 0, 100}, .schools = {0, 0, 1}};
    struct school_year *year = synthetic_year(&settings, YEAR_2025);
    struct feed_settings complete = eventful;
    complete.complete = true;
    struct fold fold = fold_new();
    CU_ASSERT(feed_days(year, 0, 40, &complete, &fold.outlet));
    CU_ASSERT_EQUAL(fold.told[TELLING_VOID], 0);
    CU_ASSERT_EQUAL(fold.conflicts, 0);
    CU_ASSERT_EQUAL(winners_of(&fold, "I"), planned_of(year, 0, 40, CODE_I));
    CU_ASSERT_EQUAL(winners_of(&fold, "/"), planned_of(year, 0, 40, CODE_AM));
    fold_free(&fold);
    school_year_free(year);
}

static void revisions_may_be_small_numbers(void) {
    struct school_year *year = small_year();
    struct feed_settings settings = eventful;
    settings.complete = true;
    settings.counted = true;
    struct fold fold = fold_new();
    CU_ASSERT(feed_days(year, 0, 20, &settings, &fold.outlet));
    CU_ASSERT_EQUAL(winners_of(&fold, "I"), planned_of(year, 0, 20, CODE_I));
    CU_ASSERT_EQUAL(winners_of(&fold, "N"), planned_of(year, 0, 20, CODE_N));
    CU_ASSERT_EQUAL(fold.conflicts, 0);
    fold_free(&fold);
    school_year_free(year);
}

static void corrections_withdrawals_and_repeats_come_as_often_as_asked(void) {
    struct school_year *year = small_year();
    struct feed_settings settings = eventful;
    settings.complete = true;
    struct fold fold = fold_new();
    CU_ASSERT(feed_days(year, 0, 60, &settings, &fold.outlet));
    /* 300 children, 60 days: 36,000 marks. */
    CU_ASSERT_EQUAL(fold.told[TELLING_FIRST] - fold.again, 36000);
    CU_ASSERT_DOUBLE_EQUAL((double)fold.told[TELLING_CORRECTION], 1800, 150);
    CU_ASSERT_DOUBLE_EQUAL((double)fold.told[TELLING_VOID], 720, 100);
    CU_ASSERT_EQUAL(fold.told[TELLING_VOID], fold.told[TELLING_REFILED]);
    CU_ASSERT_DOUBLE_EQUAL((double)fold.told[TELLING_RESENT], 360, 60);
    CU_ASSERT_DOUBLE_EQUAL((double)fold.again, 1440, 150);
    CU_ASSERT_EQUAL(fold.conflicts, 0);
    fold_free(&fold);
    school_year_free(year);
}

static void without_anything_special_there_is_one_event_a_mark(void) {
    struct school_year *year = small_year();
    const struct feed_settings plain = {.counted = false};
    struct fold fold = fold_new();
    CU_ASSERT(feed_days(year, 100, 110, &plain, &fold.outlet));
    CU_ASSERT_EQUAL(fold.told[TELLING_FIRST], 6000);
    CU_ASSERT_EQUAL(g_hash_table_size(fold.contents), 6000);
    fold_free(&fold);
    school_year_free(year);
}

static void a_full_outlet_ends_the_feed(void) {
    struct school_year *year = small_year();
    struct heard heard = {{hear}, g_ptr_array_new_with_free_func(g_free), 0, 7};
    CU_ASSERT_FALSE(feed_days(year, 20, 40, &eventful, &heard.outlet));
    CU_ASSERT_EQUAL(heard.lines->len, 7);
    g_ptr_array_unref(heard.lines);
    school_year_free(year);
}

static void a_mark_is_recorded_in_london_school_hours(void) {
    struct school_year *year = small_year();
    struct event event;
    const struct place_in_year summer = {0, 0, 0}; /* 2025-09-03, BST */
    event_fill(&event, year, summer, FATE_PLAIN, TELLING_FIRST, 0, false);
    CU_ASSERT_EQUAL(year->days.of[0], 20334);
    const int64_t recorded_at = event.absence.envelope.recorded_at;
    CU_ASSERT(recorded_at >= 1756887300000); /* 2025-09-03 08:15 UTC */
    CU_ASSERT(recorded_at < 1756887300000 + 20 * 60000);
    CU_ASSERT_EQUAL(event.absence.envelope.revision, recorded_at);
    const struct place_in_year winter = {0, 60, 1};
    event_fill(&event, year, winter, FATE_PLAIN, TELLING_FIRST, 60, false);
    const int64_t midnight = (int64_t)year->days.of[60] * 86400000;
    CU_ASSERT(year->days.of[60] > 20388);                                 /* after 2025-10-27 */
    CU_ASSERT(event.absence.envelope.recorded_at >= midnight + 47700000); /* 13:15 */
    CU_ASSERT(event.absence.envelope.recorded_at < midnight + 47700000 + 20 * 60000);
    school_year_free(year);
}

static void an_event_id_is_a_uuid_of_version_8(void) {
    struct school_year *year = small_year();
    struct event event;
    for (uint32_t child = 0; child < 100; child++) {
        const struct place_in_year place = {child, 5, 1};
        event_fill(&event, year, place, FATE_PLAIN, TELLING_FIRST, 5, false);
        CU_ASSERT(g_uuid_string_is_valid(event.event_id));
        CU_ASSERT_EQUAL(event.event_id[14], '8');
        CU_ASSERT_PTR_NOT_NULL(strchr("89ab", event.event_id[19]));
    }
    school_year_free(year);
}

int main(void) {
    return suite_run("feed",
                     (const struct test[]){
                         {"a second run tells the same events in the same order",
                          a_second_run_tells_the_same_events_in_the_same_order},
                         {"a longer window agrees on the days it shares",
                          a_longer_window_agrees_on_the_days_it_shares},
                         {"a later last day adds events and changes none",
                          a_later_last_day_adds_events_and_changes_none},
                         {"a complete feed ends in exactly the registers",
                          a_complete_feed_ends_in_exactly_the_registers},
                         {"a mark of an only school is never under another one",
                          a_mark_of_an_only_school_is_never_under_another_one},
                         {"revisions may be small numbers", revisions_may_be_small_numbers},
                         {"corrections, withdrawals and repeats come as often as asked",
                          corrections_withdrawals_and_repeats_come_as_often_as_asked},
                         {"without anything special there is one event a mark",
                          without_anything_special_there_is_one_event_a_mark},
                         {"a full outlet ends the feed", a_full_outlet_ends_the_feed},
                         {"a mark is recorded in London school hours",
                          a_mark_is_recorded_in_london_school_hours},
                         {"an event id is a UUID of version 8", an_event_id_is_a_uuid_of_version_8},
                         {NULL, NULL}});
}
