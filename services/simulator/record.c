#include "simulator/record.h"

#include <stdio.h>
#include <string.h>

#include "simulator/draw.h"

/* London time of day at which records are written down, and how far those of a day lie apart. */
#define OFFICE_MS (15 * HOUR_MS + 30 * MINUTE_MS)
#define SPREAD_MS (60 * MINUTE_MS)

static void fill_ids(struct record_event *event, const struct record *record, size_t moment,
                     enum telling telling) {
    static const char letters[STREAMS] = {[STREAM_EXCLUSION] = 'x',
                                          [STREAM_TIMETABLE] = 't',
                                          [STREAM_REFERRAL] = 'r',
                                          [STREAM_ADVICE] = 'a'};
    const uint64_t key = record->plan.life.key;
    const int32_t which = (int32_t)(moment * TELLINGS) + (int32_t)telling;
    stamp_uuid(draw(key, DRAW_EVENT, which, (int32_t)record->stream),
               draw(key, DRAW_EVENT, which, (int32_t)record->stream + STREAMS), event->event_id);
    stamp_record_id(letters[record->stream], draw(key, DRAW_REGISTER, (int32_t)record->stream, 0),
                    event->record_id);
}

static const char *told_child(const struct record *record, day_t known_on, enum telling telling) {
    const bool wrong =
        record->fate == FATE_MISFILED && (known_on < record->right_from || telling == TELLING_VOID);
    return wrong ? record->wrong_ref : record->child_ref;
}

static void fill_envelope(struct record_event *event, const struct record *record, size_t moment,
                          enum telling telling, bool counted) {
    const struct life *life = &record->plan.life;
    const day_t known_on = life->moments[moment];
    const int64_t recorded_at =
        stamp_london(known_on, OFFICE_MS) + (int64_t)(life->key % SPREAD_MS);
    fill_ids(event, record, moment, telling);
    event->record.envelope = (struct envelope){
        .event_id = {event->event_id, EVENT_ID_SIZE - 1},
        .source = text_of(record->source),
        .record_id = {event->record_id, RECORD_ID_SIZE - 1},
        .revision = counted ? (int64_t)moment + 1 : recorded_at,
        .recorded_at = recorded_at,
        .child_ref = {told_child(record, known_on, telling), CHILD_REF_SIZE - 1},
        .pupil = record->pupil,
        .op = telling == TELLING_VOID ? OP_VOID : OP_ASSERT,
    };
}

/* A school that is asked for advice is named by its URN; there is none before reception. */
static void fill_advice_texts(struct record_event *event, const struct record *record) {
    const char *provider = record->plan.advice.provider;
    stamp_record_id('c', record->plan.advice.case_key, event->case_id);
    event->record.advice.case_id = (struct text){event->case_id, RECORD_ID_SIZE - 1};
    if (provider == NULL && record->pupil.school_urn == NUMBER_NULL) {
        provider = "early-years";
    } else if (provider == NULL) {
        snprintf(event->school, sizeof event->school, "%d", (int)record->pupil.school_urn);
        provider = event->school;
    }
    event->record.advice.provider = text_of(provider);
}

void record_event_fill(struct record_event *event, const struct record *record, size_t moment,
                       enum telling telling, bool counted) {
    const union record_plan *plan = &record->plan;
    const day_t known_on = plan->life.moments[moment];
    const bool right = record->fate != FATE_CORRECTED || known_on >= record->right_from;
    fill_envelope(event, record, moment, telling, counted);
    switch (record->stream) {
    case STREAM_EXCLUSION:
        exclusion_tell(&plan->exclusion, known_on, right, &event->record.exclusion);
        break;
    case STREAM_TIMETABLE:
        timetable_tell(&plan->timetable, known_on, right, &event->record.timetable);
        break;
    case STREAM_REFERRAL:
        referral_tell(&plan->referral, known_on, right, &event->record.referral);
        break;
    default:
        advice_tell(&plan->advice, known_on, right, &event->record.advice);
        fill_advice_texts(event, record);
    }
}
