#include "alerter/attempt.h"

#include <glib.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

const char *const outcome_names[OUTCOMES] = {
    [OUTCOME_DELIVERED] = "delivered",
    [OUTCOME_REFUSED] = "refused",
    [OUTCOME_BUSY] = "busy",
    [OUTCOME_GONE] = "gone",
    [OUTCOME_REDIRECTED] = "redirected",
    [OUTCOME_TIMEOUT] = "timeout",
    [OUTCOME_LOST] = "lost",
    [OUTCOME_INVALID] = "invalid",
    [OUTCOME_UNREACHABLE] = "unreachable",
    [OUTCOME_TLS] = "tls",
    [OUTCOME_BLOCKED] = "blocked",
    [OUTCOME_SECRET] = "secret",
};

/* How long a kind of alert is tried for: the waits, then the last of them until patience ends. */
struct patience {
    const int64_t *waits_ms;
    int n_waits;
    int64_t until_ms; /* since the first attempt; 0: ends with the waits */
    int64_t most_retry_after_ms;
};

static const int64_t urgent_waits[] = {5 * SECOND,  15 * SECOND,  30 * SECOND,
                                       60 * SECOND, 120 * SECOND, 300 * SECOND};
static const int64_t patient_waits[] = {5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR,
                                        10 * HOUR,  14 * HOUR,  20 * HOUR,   24 * HOUR};
static const struct patience urgent = {urgent_waits, G_N_ELEMENTS(urgent_waits), 72 * HOUR, HOUR};
static const struct patience patient = {patient_waits, G_N_ELEMENTS(patient_waits), 0, 24 * HOUR};

void attempt_free(struct attempt *attempt) {
    g_free(attempt->delivery_id);
    g_free(attempt->endpoint_id);
    g_free(attempt->lease_token);
    g_free(attempt->url);
    g_free(attempt->secret_file);
    g_free(attempt->body);
    g_free(attempt->detail);
    g_free(attempt);
}

enum outcome outcome_of_status(int status) {
    if (status == 410) {
        return OUTCOME_GONE;
    }
    if (status == 429 || status == 503) {
        return OUTCOME_BUSY;
    }
    return status / 100 == 2   ? OUTCOME_DELIVERED
           : status / 100 == 3 ? OUTCOME_REDIRECTED
                               : OUTCOME_REFUSED;
}

static bool is_over(const struct patience *patience, const struct attempt *attempt) {
    return patience->until_ms > 0 ? attempt->age_ms >= patience->until_ms
                                  : attempt->number > patience->n_waits;
}

struct verdict attempt_verdict(const struct attempt *attempt, double random) {
    if (attempt->outcome == OUTCOME_DELIVERED) {
        return (struct verdict){.state = "DELIVERED"};
    }
    const struct patience *patience = attempt->priority <= 2 ? &urgent : &patient;
    const int64_t asked_ms = CLAMP(attempt->retry_after_ms, 0, patience->most_retry_after_ms);
    const int64_t hold_ms = attempt->outcome == OUTCOME_BUSY ? asked_ms : 0;
    if (is_over(patience, attempt)) {
        return (struct verdict){.state = "DEAD", .hold_ms = hold_ms};
    }
    const int step = MIN(attempt->number, patience->n_waits) - 1;
    const double spread = 0.8 + 0.4 * random;
    const int64_t wait_ms = (int64_t)(spread * (double)patience->waits_ms[step]);
    return (struct verdict){"PENDING", MAX(wait_ms, asked_ms), hold_ms};
}
