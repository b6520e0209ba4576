#include "alerter/rounds.h"

#include <glib.h>
#include <string.h>

#include "alerter/lanes.h"
#include "alerter/nightly.h"
#include "alerter/publisher.h"
#include "alerter/sender.h"
#include "alerter/tallies.h"
#include "runtime/crash_point.h"
#include "runtime/log.h"

#define EXPAND_PORTION 500
#define REST_US (200 * G_TIME_SPAN_MILLISECOND)
#define LEVELS_PAUSE_US (5 * G_USEC_PER_SEC)

struct rounds {
    const struct alerter_settings *settings;
    struct session session;
    struct queue queue;
    struct sender *sender;
    struct publisher *publisher;
    struct lanes lanes;
    struct nightly nightly;
    struct tallies tallies;
    GPtrArray *ended;     /* struct attempt *, not recorded yet */
    GHashTable *unrouted; /* rules that were said to have no route */
    int64_t poll_us;      /* monotonic: when to look without being told */
    int64_t levels_us;
    bool told;  /* there may be something new */
    bool freed; /* there is room for more attempts */
    bool winding_up;
    bool away; /* the database; and it was said so */
};

struct rounds *rounds_new(const struct alerter_settings *settings, const char *worker,
                          struct error *error) {
    struct rounds *rounds = g_new0(struct rounds, 1);
    rounds->settings = settings;
    rounds->session.dsn = settings->dsn;
    rounds->nightly.dsn = settings->dsn;
    rounds->queue = (struct queue){&rounds->session, worker, settings->message};
    rounds->ended = g_ptr_array_new();
    rounds->unrouted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    lanes_init(&rounds->lanes);
    tallies_init(&rounds->tallies);
    rounds->sender = sender_new(&settings->sender, error);
    rounds->publisher = rounds->sender == NULL ? NULL : publisher_new(&settings->publisher, error);
    if (rounds->publisher == NULL) {
        rounds_free(rounds);
        return NULL;
    }
    return rounds;
}

void rounds_free(struct rounds *rounds) {
    if (rounds == NULL) {
        return;
    }
    sender_free(rounds->sender);
    publisher_free(rounds->publisher);
    nightly_stop(&rounds->nightly);
    session_close(&rounds->session);
    lanes_clear(&rounds->lanes);
    g_hash_table_destroy(rounds->unrouted);
    for (guint i = 0; i < rounds->ended->len; i++) {
        attempt_free(rounds->ended->pdata[i]);
    }
    g_ptr_array_free(rounds->ended, TRUE);
    g_free(rounds);
}

static void on_routed(void *context, const struct routed *routed) {
    struct rounds *rounds = context;
    tallies_routed(&rounds->tallies, routed);
    if (strcmp(routed->routing, "UNROUTED") == 0 &&
        g_hash_table_add(rounds->unrouted, g_strdup(routed->rule_id))) {
        log_error("alert.unrouted",
                  "no route to an enabled endpoint; hint: goldenthread route set, then "
                  "goldenthread route catch-up",
                  "s:s", "rule", routed->rule_id);
    }
}

/* One portion a turn, so that its alerts leave before the rest of a storm is looked at. */
static bool expand(struct rounds *rounds, struct error *error) {
    int64_t expanded = 0;
    if (!queue_expand(&rounds->queue, EXPAND_PORTION, on_routed, rounds, &expanded, error)) {
        return false;
    }
    if (expanded > 0) {
        CRASH_POINT("alert.expanded");
    }
    rounds->told |= expanded >= EXPAND_PORTION;
    return true;
}

static void forget_ended(struct rounds *rounds) {
    for (guint i = 0; i < rounds->ended->len; i++) {
        attempt_free(rounds->ended->pdata[i]);
    }
    g_ptr_array_set_size(rounds->ended, 0);
}

static void tell_recorded(struct rounds *rounds, const struct recorded *recorded) {
    const struct attempt *attempt = recorded->attempt;
    tallies_attempt(&rounds->tallies, recorded);
    if (strcmp(recorded->verdict.state, "DEAD") == 0) {
        log_error("delivery.dead", "given up; hint: goldenthread alerter replay", "s:s s:s s:i",
                  "delivery", attempt->delivery_id, "endpoint", attempt->endpoint_id, "attempts",
                  attempt->number);
    }
    log_debug("delivery.attempted", outcome_names[attempt->outcome], "s:s s:s s:i s:i s:I",
              "delivery", attempt->delivery_id, "endpoint", attempt->endpoint_id, "attempt",
              attempt->number, "status", attempt->status, "latency_ms",
              (long long)attempt->latency_ms);
}

static bool record(struct rounds *rounds, struct error *error) {
    const size_t count = rounds->ended->len;
    if (count == 0) {
        return true;
    }
    struct recorded *records = g_new0(struct recorded, count);
    for (size_t i = 0; i < count; i++) {
        records[i].attempt = rounds->ended->pdata[i];
        records[i].verdict = attempt_verdict(records[i].attempt, g_random_double());
    }
    CRASH_POINT("delivery.answered");
    const bool recorded = queue_record(&rounds->queue, records, count, error);
    CRASH_POINT("delivery.recorded");
    for (size_t i = 0; recorded && i < count; i++) {
        tell_recorded(rounds, &records[i]);
    }
    g_free(records);
    if (recorded) {
        forget_ended(rounds);
        rounds->freed = true;
    }
    return recorded;
}

static void on_claimed(void *context, struct attempt *attempt) {
    struct rounds *rounds = context;
    CRASH_POINT("delivery.claimed");
    lanes_begin(&rounds->lanes, attempt);
    sender_begin(rounds->sender, attempt);
}

static bool claim(struct rounds *rounds, struct error *error) {
    const int64_t busy = (int64_t)sender_busy(rounds->sender) + rounds->ended->len;
    if (rounds->winding_up || busy >= rounds->settings->in_flight) {
        return true;
    }
    struct lane_load *loads;
    const size_t n_loads = lanes_loads(&rounds->lanes, &loads);
    const struct claim_limits limits = {
        .loads = loads,
        .n_loads = n_loads,
        .per_endpoint = rounds->settings->endpoint_in_flight,
        .in_all = rounds->settings->in_flight - busy,
    };
    int64_t lapsed = 0;
    const bool claimed = queue_claim(&rounds->queue, &limits, on_claimed, rounds, &lapsed, error);
    g_free(loads);
    tallies_lapsed(&rounds->tallies, lapsed);
    return claimed;
}

static bool look(struct rounds *rounds, struct error *error) {
    struct queue_levels levels;
    int64_t moved = 0;
    if (g_get_monotonic_time() < rounds->levels_us) {
        return true;
    }
    rounds->levels_us = g_get_monotonic_time() + LEVELS_PAUSE_US;
    if (!queue_follow_clock(&rounds->queue, &moved, error) ||
        !queue_levels(&rounds->queue, &levels, error)) {
        return false;
    }
    if (moved > 0) {
        log_warning("clock.moved", "the database's clock was put back; hint: let it be set by NTP",
                    "s:I", "deliveries", (long long)moved);
    }
    tallies_levels(&rounds->tallies, &levels);
    return true;
}

/* Sending begins before publishing: a lead waits, a topic does not. */
static bool work_database(struct rounds *rounds, struct error *error) {
    const bool told = rounds->told;
    rounds->told = false;
    if ((told && !expand(rounds, error)) || !record(rounds, error)) {
        return false;
    }
    const bool room = rounds->freed || told;
    rounds->freed = false;
    if (room && !claim(rounds, error)) {
        return false;
    }
    sender_work(rounds->sender);
    return publisher_work(rounds->publisher, &rounds->session, told && !rounds->winding_up,
                          error) &&
           look(rounds, error);
}

/* False when it is no use to go on. What was being done is done again, after a rest. */
static bool endure(struct rounds *rounds, struct error *error) {
    if (!session_heals(&rounds->session, error)) {
        return false;
    }
    if (!rounds->away) {
        log_warning("database.away", error->message, "");
    }
    rounds->away = true;
    rounds->poll_us = g_get_monotonic_time() + REST_US;
    error->kind = ERROR_NONE;
    return true;
}

static bool use_database(struct rounds *rounds, struct error *error) {
    if (!session_keep(&rounds->session, error) || !work_database(rounds, error)) {
        return endure(rounds, error);
    }
    if (rounds->away) {
        rounds->away = false;
        log_info("database.back", "deliveries go on", "");
    }
    if (!rounds->winding_up) {
        nightly_work(&rounds->nightly);
    }
    return true;
}

static void send_some(struct rounds *rounds) {
    sender_work(rounds->sender);
    struct attempt *attempt;
    while ((attempt = sender_take(rounds->sender)) != NULL) {
        lanes_end(&rounds->lanes, attempt);
        g_ptr_array_add(rounds->ended, attempt);
    }
}

/* How long nothing needs to be done, if nobody tells otherwise. */
static int rest_ms(const struct rounds *rounds) {
    const bool work = !rounds->away && (rounds->told || rounds->ended->len > 0);
    const int64_t rest_us = MAX(rounds->poll_us - g_get_monotonic_time(), 0);
    return work ? 0 : (int)((rest_us + 999) / 1000);
}

/* A statement's answer may have brought a notification with it: waiting for the socket alone would
 * sleep over it. */
static void sleep_until_told(struct rounds *rounds) {
    rounds->told |= session_notified(&rounds->session);
    const bool up = rounds->session.connection != NULL;
    struct curl_waitfd others[] = {
        {.fd = publisher_fd(rounds->publisher), .events = CURL_WAIT_POLLIN},
        {.fd = up ? PQsocket(rounds->session.connection) : -1, .events = CURL_WAIT_POLLIN},
    };
    sender_wait(rounds->sender, others, up ? 2 : 1, rest_ms(rounds));
    rounds->told |= session_notified(&rounds->session);
    const int64_t now_us = g_get_monotonic_time();
    if (now_us >= rounds->poll_us) {
        rounds->told = true;
        rounds->poll_us = now_us + rounds->settings->poll_ms * G_TIME_SPAN_MILLISECOND;
    }
}

bool rounds_turn(struct rounds *rounds, struct error *error) {
    if (!use_database(rounds, error)) {
        return false;
    }
    send_some(rounds);
    sleep_until_told(rounds);
    return true;
}

bool rounds_ready(const struct rounds *rounds) {
    return rounds->session.connection != NULL && !rounds->away;
}

void rounds_wind_up(struct rounds *rounds) {
    rounds->winding_up = true;
    nightly_stop(&rounds->nightly);
}

bool rounds_idle(const struct rounds *rounds) {
    return sender_busy(rounds->sender) == 0 && rounds->ended->len == 0;
}

bool rounds_publishing(const struct rounds *rounds) {
    return publisher_busy(rounds->publisher);
}
