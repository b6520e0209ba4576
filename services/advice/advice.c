#include "advice/advice.h"

#define DUE_DAYS 42 /* six weeks, by the regulation */

static const char *const strand_symbols[] = {"EDUCATION",   "HEALTH", "EP",
                                             "SOCIAL_CARE", "VIEWS",  "OTHER"};
static const char *const exemption_symbols[] = {"NONE", "EXCEPTIONAL", "AWAY_4_WEEKS",
                                                "NOT_BROUGHT", "SCHOOL_CLOSED"};

static const struct measure advice_due = {"advice_due"};
static const struct measure advice_due_met = {"advice_due_met"};
static const struct measure advice_due_net = {"advice_due_net"};
static const struct measure advice_due_net_met = {"advice_due_net_met"};
static const struct measure advice_outstanding = {"advice_outstanding"};
static const struct measure advice_outstanding_net = {"advice_outstanding_net"};
static const struct measure quality_indicators = {"quality_indicators"};
static const struct measure quality_indicators_met = {"quality_indicators_met"};

const struct field advice_fields[ADVICE_FIELDS] = {
    ENVELOPE_FIELDS(struct advice, PART_ENVELOPE),
    OWN_FIELD(struct advice, FIELD_STRING, false, case_id),
    OWN_ENUM(struct advice, strand, strand_symbols, 6),
    OWN_FIELD(struct advice, FIELD_STRING, false, provider),
    OWN_FIELD(struct advice, FIELD_INT, false, requested_on),
    OWN_FIELD(struct advice, FIELD_INT, true, received_on),
    OWN_ENUM(struct advice, exemption, exemption_symbols, 5),
    OWN_FIELD(struct advice, FIELD_INT, true, quality_met),
    OWN_FIELD(struct advice, FIELD_INT, true, quality_total),
};

const struct measure *const advice_measures[ADVICE_MEASURES] = {
    &advice_due,         &advice_due_met,         &advice_due_net,     &advice_due_net_met,
    &advice_outstanding, &advice_outstanding_net, &quality_indicators, &quality_indicators_met,
};

/* Both or neither, and no more met than there are. */
static struct refusal bad_quality(const struct advice *advice) {
    int64_t met = advice->quality_met, total = advice->quality_total;
    if (total == NUMBER_NULL ? met != NUMBER_NULL : total < 0) {
        return (struct refusal){REASON_BAD_VALUE, "quality_total"};
    }
    if (total != NUMBER_NULL && (met < 0 || met > total)) {
        return (struct refusal){REASON_BAD_VALUE, "quality_met"};
    }
    return REFUSE_NONE;
}

static struct refusal bad_value(const void *record) {
    const struct advice *advice = record;
    const struct dated dates[] = {
        {"requested_on", advice->requested_on, NUMBER_NULL},
        {"received_on", advice->received_on, advice->requested_on},
    };
    struct refusal refusal = refuse_name(advice->provider, "provider");
    if (refusal.reason == REASON_NONE) {
        refusal = refuse_dates(dates, 2);
    }
    return refusal.reason == REASON_NONE ? bad_quality(advice) : refusal;
}

struct refusal advice_refuse(const void *record, struct text key,
                             const struct reference *reference) {
    static const struct record_checks checks = {.bad_value = bad_value};
    return record_refuse(record, key, reference, &checks);
}

day_t advice_day(const void *advice) {
    return event_date(((const struct advice *)advice)->requested_on);
}

static void add(const struct measure *measure, const struct line *like, int64_t value,
                struct lines *to) {
    struct line line = *like;
    line.measure = measure;
    line.value = value;
    line_add(to, &line);
}

/* On the day on which it is due, whether or not it came: twice, with and without the exempt. */
static void add_due(const struct advice *advice, struct line line, struct lines *to) {
    line.day = advice_day(advice) + DUE_DAYS;
    day_t received_on = event_date(advice->received_on);
    bool met = received_on != DAY_NONE && received_on <= line.day;
    add(&advice_due, &line, 1, to);
    add(&advice_due_met, &line, met, to);
    if (advice->exemption == EXEMPTION_NONE) {
        add(&advice_due_net, &line, 1, to);
        add(&advice_due_net_met, &line, met, to);
    }
}

static void add_outstanding(const struct advice *advice, struct line line, struct lines *to) {
    line.since = advice_day(advice);
    line.measure = &advice_outstanding;
    stock_lines(&line, line.since, event_date(advice->received_on), to);
    if (advice->exemption == EXEMPTION_NONE) {
        line.measure = &advice_outstanding_net;
        stock_lines(&line, line.since, event_date(advice->received_on), to);
    }
}

static void add_quality(const struct advice *advice, struct line line, struct lines *to) {
    if (advice->quality_total != NUMBER_NULL && advice->received_on != NUMBER_NULL) {
        line.day = event_date(advice->received_on);
        add(&quality_indicators, &line, advice->quality_total, to);
        add(&quality_indicators_met, &line, advice->quality_met, to);
    }
}

void advice_lines(const void *record, const struct reference *reference, struct lines *to) {
    (void)reference;
    const struct advice *advice = record;
    if (advice->envelope.op == OP_VOID) {
        return;
    }
    struct line line = {
        .since = DAY_NONE,
        .place = place_at_provider(&advice->envelope.pupil, advice->provider),
        .detail = strand_symbols[advice->strand],
        .value = 1,
    };
    add_due(advice, line, to);
    add_outstanding(advice, line, to);
    add_quality(advice, line, to);
}
