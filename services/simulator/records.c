#include "simulator/records.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* The longest wait for a neurodevelopmental assessment ends within so many years. */
#define REFERRAL_YEARS 6

#define DAYS_UNTIL_RESENT 7

struct told {
    day_t sent_on;
    uint32_t record;
    uint8_t moment, telling; /* index of the record's life, enum telling */
};

struct records {
    bool counted;
    struct borough *borough; /* its schools name sources */
    GArray *records;         /* of struct record */
    GArray *told;            /* of struct told, in order */
    guint next;              /* of told */
};

/* What records are collected with. */
struct collection {
    const struct records_settings *settings;
    struct records *to;
    const struct borough *borough; /* of the year */
    day_t year;
    struct days days;
    day_t told_from; /* the first day of the years that are told */
};

static void add_telling(const struct collection *collection, day_t sent_on, size_t moment,
                        enum telling telling) {
    if (sent_on <= collection->settings->until) {
        const struct told told = {sent_on, collection->to->records->len - 1, (uint8_t)moment,
                                  (uint8_t)telling};
        g_array_append_val(collection->to->told, told);
    }
}

static void tell_moment(const struct collection *collection, const struct record *record,
                        size_t moment) {
    const day_t day = record->plan.life.moments[moment];
    const bool mended = day == record->right_from;
    if (mended && record->fate == FATE_MISFILED) {
        add_telling(collection, day, moment, TELLING_VOID);
        add_telling(collection, day, moment, TELLING_REFILED);
    } else if (mended && record->fate == FATE_CORRECTED) {
        add_telling(collection, day, moment, TELLING_CORRECTION);
    } else {
        add_telling(collection, day, moment, moment == 0 ? TELLING_FIRST : TELLING_CHANGE);
    }
}

/* The last moment that is not after `day`. */
static size_t moment_on(const struct life *life, day_t day) {
    size_t moment = 0;
    while (moment + 1 < life->n_moments && life->moments[moment + 1] <= day) {
        moment++;
    }
    return moment;
}

static void tell_record(const struct collection *collection, const struct record *record,
                        struct drawn_fate fate) {
    const struct life *life = &record->plan.life;
    const day_t later = working_day(life->moments[0] + 1 + fate.delay);
    if (fate.fate == FATE_LATE) {
        add_telling(collection, later, 0, TELLING_FIRST);
    }
    for (size_t moment = fate.fate == FATE_LATE; moment < life->n_moments; moment++) {
        tell_moment(collection, record, moment);
    }
    if (fate.doubled) {
        add_telling(collection, later, 0, TELLING_FIRST);
    }
    if (fate.fate == FATE_RESENT) {
        const day_t again = working_day(later + DAYS_UNTIL_RESENT);
        add_telling(collection, again, moment_on(life, again), TELLING_RESENT);
    }
}

/* Another child, mostly of the same school. */
static const char *wrong_ref(const struct borough *borough, size_t child) {
    return borough->children[child > 0 ? child - 1 : borough->n_known - 1].ref;
}

/* Whether a mistake can be made: somebody else must be there to be mistaken for, and a moment left
 * in which it is mended. */
static bool can_be_mistaken(const struct collection *collection, const struct record *record) {
    return record->plan.life.n_moments < MOMENTS && collection->borough->n_known > 1;
}

static struct drawn_fate draw_fate(const struct collection *collection, struct record *record,
                                   size_t child) {
    struct life *life = &record->plan.life;
    struct drawn_fate fate =
        fate_of(life->key, 0, 0, &collection->settings->shares[record->stream]);
    if (fate.fate == FATE_CORRECTED || fate.fate == FATE_MISFILED) {
        if (can_be_mistaken(collection, record)) {
            record->right_from = working_day(life->moments[0] + 1 + fate.delay);
            life_note(life, record->right_from);
        } else {
            fate.fate = FATE_PLAIN;
        }
    }
    record->fate = fate.fate;
    memcpy(record->wrong_ref, wrong_ref(collection->borough, child), CHILD_REF_SIZE);
    return fate;
}

static const char *source_of(const struct record *record, const struct school *school) {
    switch (record->stream) {
    case STREAM_REFERRAL:
        return record->plan.referral.provider;
    case STREAM_ADVICE:
        return "council-ehc";
    default:
        return school->source;
    }
}

/* Leaves out what was over before the years that are told, or is still to come. */
static void add_record(const struct collection *collection, size_t child, enum stream stream,
                       const union record_plan *plan) {
    const struct life *life = &plan->life;
    if (life->moments[life->n_moments - 1] < collection->told_from ||
        life->moments[0] > collection->settings->until) {
        return;
    }
    const struct child *whose = &collection->borough->children[child];
    const struct school *school =
        whose->nc_year < 0 ? NULL
                           : &collection->to->borough->schools[child_school(whose, life->on)];
    struct record record = {.stream = stream, .right_from = DAY_NONE, .plan = *plan};
    memcpy(record.child_ref, whose->ref, CHILD_REF_SIZE);
    pupil_fill(&record.pupil, whose, life->on, school);
    record.source = source_of(&record, school);
    const struct drawn_fate fate = draw_fate(collection, &record, child);
    g_array_append_val(collection->to->records, record);
    tell_record(collection, &record, fate);
}

static void add_exclusions(const struct collection *collection, size_t index) {
    const struct child *child = &collection->borough->children[index];
    struct exclusion_plan plans[EXCLUSIONS_MOST];
    const size_t count = exclusions_plan(child, collection->days, plans);
    for (size_t i = 0; i < count; i++) {
        const union record_plan plan = {.exclusion = plans[i]};
        add_record(collection, index, STREAM_EXCLUSION, &plan);
    }
}

static void add_timetable(const struct collection *collection, size_t index) {
    const struct child *child = &collection->borough->children[index];
    union record_plan plan;
    if (timetable_plan(child, collection->days, &plan.timetable)) {
        add_record(collection, index, STREAM_TIMETABLE, &plan);
    }
}

static void add_referrals(const struct collection *collection, size_t index) {
    const struct child *child = &collection->borough->children[index];
    struct referral_plan plans[REFERRALS_MOST];
    const size_t count = referrals_plan(child, collection->year, plans);
    for (size_t i = 0; i < count; i++) {
        const union record_plan plan = {.referral = plans[i]};
        add_record(collection, index, STREAM_REFERRAL, &plan);
    }
}

static void add_advice(const struct collection *collection, size_t index) {
    const struct child *child = &collection->borough->children[index];
    struct ehc_case about;
    if (!case_plan(child, collection->year, &about)) {
        return;
    }
    struct advice_plan plans[ADVICE_MOST];
    const size_t count = advice_plan(&about, plans);
    for (size_t i = 0; i < count; i++) {
        const union record_plan plan = {.advice = plans[i]};
        add_record(collection, index, STREAM_ADVICE, &plan);
    }
}

static void add_child(const struct collection *collection, size_t child) {
    const bool *told = collection->settings->streams;
    if (told[STREAM_EXCLUSION] && collection->year >= collection->told_from) {
        add_exclusions(collection, child);
    }
    if (told[STREAM_TIMETABLE] && collection->year >= collection->told_from) {
        add_timetable(collection, child);
    }
    if (told[STREAM_REFERRAL]) {
        add_referrals(collection, child);
    }
    if (told[STREAM_ADVICE]) {
        add_advice(collection, child);
    }
}

static void add_year(struct collection *collection, day_t year) {
    struct borough *borough = borough_new(collection->settings->borough, year);
    collection->borough = borough;
    collection->year = year;
    collection->days = calendar_year(collection->settings->calendar, year);
    for (size_t child = 0; child < borough->n_known; child++) {
        add_child(collection, child);
    }
    borough_free(borough);
}

/* By day; within a day by record and by what is known of it. */
static int compare_told(gconstpointer a, gconstpointer b) {
    const struct told *left = a;
    const struct told *right = b;
    if (left->sent_on != right->sent_on) {
        return left->sent_on < right->sent_on ? -1 : 1;
    }
    if (left->record != right->record) {
        return left->record < right->record ? -1 : 1;
    }
    if (left->moment != right->moment) {
        return left->moment < right->moment ? -1 : 1;
    }
    return (left->telling > right->telling) - (left->telling < right->telling);
}

static bool tells_any(const struct records_settings *settings) {
    bool any = false;
    for (int stream = STREAM_ABSENCE + 1; stream < STREAMS; stream++) {
        any = any || settings->streams[stream];
    }
    return any;
}

struct records *records_new(const struct records_settings *settings) {
    struct records *records = g_new0(struct records, 1);
    records->counted = settings->counted;
    records->records = g_array_new(FALSE, FALSE, sizeof(struct record));
    records->told = g_array_new(FALSE, FALSE, sizeof(struct told));
    if (!tells_any(settings)) {
        return records;
    }
    const int32_t last = day_to_civil(day_academic_year(settings->until)).year;
    const int32_t first = last - settings->years;
    const bool longer = settings->streams[STREAM_REFERRAL] || settings->streams[STREAM_ADVICE];
    struct collection collection = {
        .settings = settings, .to = records, .told_from = day_from_civil(first, 9, 1)};
    records->borough = borough_new(settings->borough, day_from_civil(last, 9, 1));
    for (int32_t year = longer ? first - REFERRAL_YEARS : first; year <= last; year++) {
        add_year(&collection, day_from_civil(year, 9, 1));
    }
    g_array_sort(records->told, compare_told);
    return records;
}

void records_free(struct records *records) {
    if (records != NULL) {
        borough_free(records->borough);
        g_array_unref(records->records);
        g_array_unref(records->told);
        g_free(records);
    }
}

size_t records_count(const struct records *records) {
    return records->told->len;
}

const struct borough *records_borough(const struct records *records) {
    return records->borough;
}

size_t records_size(const struct records *records) {
    return records->records->len;
}

const struct record *records_get(const struct records *records, size_t index) {
    return &g_array_index(records->records, struct record, index);
}

bool records_tell(struct records *records, day_t day, struct outlet *outlet) {
    for (; records->next < records->told->len; records->next++) {
        const struct told *told = &g_array_index(records->told, struct told, records->next);
        if (told->sent_on > day) {
            break;
        }
        const struct record *record = records_get(records, told->record);
        struct record_event event;
        record_event_fill(&event, record, told->moment, (enum telling)told->telling,
                          records->counted);
        if (!outlet->send(outlet, record->stream, (enum telling)told->telling, 0, &event.record)) {
            return false;
        }
    }
    return true;
}
