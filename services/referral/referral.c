#include "referral/referral.h"

static const struct measure referrals_received = {"referrals_received"};
static const struct measure referrals_decided = {"referrals_decided"};
static const struct measure referrals_accepted = {"referrals_accepted"};
static const struct measure first_contacts = {"first_contacts"};
static const struct measure assessments = {"assessments"};
static const struct measure referrals_waiting = {"referrals_waiting"};

const struct field referral_fields[REFERRAL_FIELDS] = {
    ENVELOPE_FIELDS(struct referral, PART_ENVELOPE),
    OWN_FIELD(struct referral, FIELD_STRING, false, service),
    OWN_FIELD(struct referral, FIELD_STRING, false, provider),
    OWN_FIELD(struct referral, FIELD_INT, false, received_on),
    OWN_FIELD(struct referral, FIELD_INT, true, triaged_on),
    OWN_FIELD(struct referral, FIELD_BOOLEAN, true, accepted),
    OWN_FIELD(struct referral, FIELD_INT, true, first_contact_on),
    OWN_FIELD(struct referral, FIELD_INT, true, assessed_on),
    OWN_FIELD(struct referral, FIELD_INT, true, treatment_on),
    OWN_FIELD(struct referral, FIELD_INT, true, closed_on),
    OWN_FIELD(struct referral, FIELD_STRING, true, close_reason),
};

const struct measure *const referral_measures[REFERRAL_MEASURES] = {
    &referrals_received, &referrals_decided, &referrals_accepted,
    &first_contacts,     &assessments,       &referrals_waiting,
};

static struct refusal bad_value(const void *record) {
    const struct referral *referral = record;
    struct refusal refusal = refuse_name(referral->provider, "provider");
    if (refusal.reason != REASON_NONE) {
        return refusal;
    }
    int64_t received_on = referral->received_on;
    const struct dated dates[] = {
        {"received_on", received_on, NUMBER_NULL},
        {"triaged_on", referral->triaged_on, received_on},
        {"first_contact_on", referral->first_contact_on, received_on},
        {"assessed_on", referral->assessed_on, received_on},
        {"treatment_on", referral->treatment_on, received_on},
        {"closed_on", referral->closed_on, received_on},
    };
    return refuse_dates(dates, 6);
}

static struct refusal unknown_code(const void *record, const struct reference *reference) {
    const struct referral *referral = record;
    bool known = reference_service(reference, referral->service) != NULL;
    return known ? REFUSE_NONE : (struct refusal){REASON_UNKNOWN_CODE, "service"};
}

struct refusal referral_refuse(const void *record, struct text key,
                               const struct reference *reference) {
    static const struct record_checks checks = {bad_value, unknown_code};
    return record_refuse(record, key, reference, &checks);
}

day_t referral_day(const void *referral) {
    return event_date(((const struct referral *)referral)->received_on);
}

day_t referral_decided_on(const struct referral *referral) {
    if (referral->accepted == SYMBOL_NULL) {
        return DAY_NONE;
    }
    return referral->triaged_on != NUMBER_NULL ? event_date(referral->triaged_on)
                                               : referral_day(referral);
}

day_t referral_wait_end(const struct referral *referral, const struct service *service) {
    day_t end = event_date(referral->closed_on);
    end = day_earlier(end, event_date(referral->assessed_on));
    end = day_earlier(end, event_date(referral->treatment_on));
    if (referral->accepted == 0) {
        end = day_earlier(end, referral_decided_on(referral));
    }
    if (service->first_contact_ends_wait) {
        end = day_earlier(end, event_date(referral->first_contact_on));
    }
    return end;
}

/* One on a day, if there is such a day. */
static void add_on(day_t day, const struct measure *measure, const struct line *like,
                   struct lines *to) {
    if (day != DAY_NONE) {
        struct line line = *like;
        line.measure = measure;
        line.day = day;
        line_add(to, &line);
    }
}

void referral_lines(const void *record, const struct reference *reference, struct lines *to) {
    const struct referral *referral = record;
    if (referral->envelope.op == OP_VOID) {
        return;
    }
    const struct service *service = reference_service(reference, referral->service);
    if (service == NULL) {
        return; /* accepted under another reference; a rebuild after its return counts it again */
    }
    struct line line = {
        .measure = &referrals_waiting,
        .since = DAY_NONE,
        .place = place_at_provider(&referral->envelope.pupil, referral->provider),
        .detail = service->service,
        .value = 1,
    };
    add_on(referral_day(referral), &referrals_received, &line, to);
    add_on(referral_decided_on(referral), &referrals_decided, &line, to);
    if (referral->accepted == 1) {
        add_on(referral_decided_on(referral), &referrals_accepted, &line, to);
    }
    line.since = referral_day(referral);
    add_on(event_date(referral->first_contact_on), &first_contacts, &line, to);
    add_on(event_date(referral->assessed_on), &assessments, &line, to);
    stock_lines(&line, line.since, referral_wait_end(referral, service), to);
}
