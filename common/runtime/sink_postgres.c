/* What happens when the database goes away.
 *
 * 1. A failed attempt of a write set that time may heal is followed by a pause and a new attempt,
 *    on a new connection if the old one is lost.
 * 2. Before every attempt but the first the offsets are read, under their row locks: all moved is
 *    success (a COMMIT without an answer), none moved is written again, anything else is fenced.
 *    The fence refuses the second write all the same, should the two ever disagree.
 * 3. The caller only ever sees a set that is written, fenced, or given up with its outcome unknown;
 *    after the last two it claims again and reads on from the offsets that it is told. */
#include "runtime/sink_postgres.h"

#include <errno.h>
#include <glib.h>
#include <pthread.h>
#include <time.h>

#include "runtime/log.h"
#include "runtime/pg_consumer.h"
#include "runtime/rules.h"

#define STATEMENT_TIMEOUT_MS 60000 /* a set of 64 MiB takes a few seconds */
#define FIRST_PAUSE_MS 20
#define LONGEST_PAUSE_MS 1000
#define PAUSE_DOUBLINGS 6u       /* from the first to past the longest */
#define LOAD_KEYS ((size_t)4096) /* documents of one answer: about 8 MB of packed years */

struct sink_postgres {
    struct sink sink;
    struct pg_consumer consumer;
    char *dsn, *rules;
    int64_t outage_ms;
    PGconn *reader; /* the caller's thread only */
    PGconn *writer; /* the writer's thread only, as soon as it runs */
    struct pg_staging staging;
    pthread_t thread;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t changed;
    struct write_set *given; /* with the writer */
    struct write_set *done;  /* to be fetched */
    bool closing;
};

static int64_t now_ms(void) {
    return g_get_monotonic_time() / 1000;
}

static struct timespec monotonic_in(int64_t ms) {
    int64_t at_us = g_get_monotonic_time() + ms * 1000;
    return (struct timespec){.tv_sec = at_us / G_USEC_PER_SEC,
                             .tv_nsec = at_us % G_USEC_PER_SEC * 1000};
}

/* Makes *connection good. `purpose` tells the two sessions apart in pg_stat_activity. */
static bool connect_again(struct sink_postgres *sink, PGconn **connection, const char *purpose,
                          bool (*prepare)(PGconn *connection, const struct pg_consumer *consumer,
                                          struct error *error),
                          struct error *error) {
    if (*connection != NULL && PQstatus(*connection) == CONNECTION_OK) {
        return true;
    }
    char *name = g_strdup_printf("goldenthread-%s %s", sink->consumer.name, purpose);
    const struct pg_session session = {
        .application_name = name, .role = SINK_ROLE, .statement_timeout_ms = STATEMENT_TIMEOUT_MS};
    PQfinish(*connection);
    *connection = pg_connect(sink->dsn, &session, error);
    g_free(name);
    bool ready = *connection != NULL && pg_consumer_session(*connection, error) &&
                 prepare(*connection, &sink->consumer, error);
    if (!ready) {
        PQfinish(*connection);
        *connection = NULL;
    }
    return ready;
}

static bool reader_connect(struct sink_postgres *sink, struct error *error) {
    return connect_again(sink, &sink->reader, "reader", pg_load_prepare, error);
}

static bool writer_connect(struct sink_postgres *sink, struct error *error) {
    return connect_again(sink, &sink->writer, "writer", pg_write_prepare, error);
}

/* After a failure on the reader's connection: whether it was lost and is there again. A server that
 * restarted is noticed by the first statement only. */
static bool reader_connect_again(struct sink_postgres *sink, struct error *error) {
    if (PQstatus(sink->reader) == CONNECTION_OK || !reader_connect(sink, error)) {
        return false;
    }
    *error = (struct error){0};
    return true;
}

static bool sink_claim(struct sink *base, struct claim *claims, size_t count, struct error *error) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    return reader_connect(sink, error) &&
           (pg_claim(sink->reader, &sink->consumer, claims, count, error) ||
            (reader_connect_again(sink, error) &&
             pg_claim(sink->reader, &sink->consumer, claims, count, error)));
}

static bool sink_load(struct sink *base, const struct document_key *keys, size_t count,
                      const struct load_events *events, struct error *error) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    const struct pg_consumer *consumer = &sink->consumer;
    bool loaded = reader_connect(sink, error);
    for (size_t first = 0; loaded && first < count; first += LOAD_KEYS) {
        size_t some = MIN(LOAD_KEYS, count - first);
        loaded = pg_load(sink->reader, consumer, keys, first, some, events, error) ||
                 (reader_connect_again(sink, error) &&
                  pg_load(sink->reader, consumer, keys, first, some, events, error));
    }
    return loaded;
}

static bool sink_due(struct sink *base, const int32_t *partitions, size_t count, day_t today,
                     size_t limit, document_due *due, void *context, struct error *error) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    return reader_connect(sink, error) &&
           (pg_due(sink->reader, partitions, count, today, limit, due, context, error) ||
            (reader_connect_again(sink, error) &&
             pg_due(sink->reader, partitions, count, today, limit, due, context, error)));
}

/* One attempt; how it ended is in set->error. */
static void write_attempt(struct sink_postgres *sink, struct write_set *set, bool first) {
    set->error = (struct error){0};
    if (!writer_connect(sink, &set->error)) {
        return;
    }
    enum standing standing = STANDING_BEFORE;
    if (!first) {
        standing = pg_standing(sink->writer, &sink->consumer, set, &set->error);
    }
    if (standing == STANDING_LOST) {
        error_set(&set->error, ERROR_FENCED,
                  "another instance claimed the partitions while the database was away");
    } else if (standing == STANDING_BEFORE &&
               pg_write(sink->writer, &sink->consumer, &sink->staging, set, &set->error)) {
        set->error = (struct error){0};
    }
}

/* Half of the pause is jitter, so that instances do not come back all at once. False: the sink is
 * being closed. */
static bool writer_pause(struct sink_postgres *sink, unsigned attempt) {
    gint32 longest = MIN(FIRST_PAUSE_MS << MIN(attempt, PAUSE_DOUBLINGS), LONGEST_PAUSE_MS);
    struct timespec until = monotonic_in(g_random_int_range(longest / 2, longest + 1));
    int waited = 0;
    pthread_mutex_lock(&sink->mutex);
    while (!sink->closing && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&sink->changed, &sink->mutex, &until);
    }
    bool go_on = !sink->closing;
    pthread_mutex_unlock(&sink->mutex);
    return go_on;
}

/* Attempts until the set is written, fenced, or given up. */
static void write_settle(struct sink_postgres *sink, struct write_set *set) {
    write_attempt(sink, set, true);
    if (set->error.kind != ERROR_RETRY) {
        return;
    }
    int64_t since_ms = now_ms();
    log_warning("database.away", set->error.message, "");
    for (unsigned attempt = 0; set->error.kind == ERROR_RETRY; attempt++) {
        if (now_ms() - since_ms >= sink->outage_ms || !writer_pause(sink, attempt)) {
            return;
        }
        write_attempt(sink, set, false);
    }
    log_info("database.back", "the database answers again", "s:i", "after_ms",
             (int)(now_ms() - since_ms));
}

/* The next set, or NULL when the sink is being closed. */
static struct write_set *writer_next(struct sink_postgres *sink) {
    pthread_mutex_lock(&sink->mutex);
    while (!sink->closing && sink->given == NULL) {
        pthread_cond_wait(&sink->changed, &sink->mutex);
    }
    struct write_set *set = sink->closing ? NULL : sink->given;
    pthread_mutex_unlock(&sink->mutex);
    return set;
}

static void *writer_run(void *context) {
    struct sink_postgres *sink = context;
    struct write_set *set;
    while ((set = writer_next(sink)) != NULL) {
        write_settle(sink, set);
        pthread_mutex_lock(&sink->mutex);
        sink->given = NULL;
        sink->done = set;
        pthread_cond_broadcast(&sink->changed);
        pthread_mutex_unlock(&sink->mutex);
    }
    return NULL;
}

static void sink_submit(struct sink *base, struct write_set *set) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    pthread_mutex_lock(&sink->mutex);
    g_assert(sink->given == NULL && sink->done == NULL);
    sink->given = set;
    pthread_cond_broadcast(&sink->changed);
    pthread_mutex_unlock(&sink->mutex);
}

static bool sink_idle(struct sink *base) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    pthread_mutex_lock(&sink->mutex);
    bool idle = sink->given == NULL && sink->done == NULL;
    pthread_mutex_unlock(&sink->mutex);
    return idle;
}

static struct write_set *sink_finished(struct sink *base, int timeout_ms) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    struct timespec until = monotonic_in(timeout_ms);
    int waited = 0;
    pthread_mutex_lock(&sink->mutex);
    while (sink->given != NULL && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&sink->changed, &sink->mutex, &until);
    }
    struct write_set *set = sink->done;
    sink->done = NULL;
    pthread_mutex_unlock(&sink->mutex);
    return set;
}

static void sink_free(struct sink_postgres *sink) {
    PQfinish(sink->reader);
    PQfinish(sink->writer);
    copy_free(&sink->staging.copy);
    write_set_free(sink->given);
    write_set_free(sink->done);
    pthread_cond_destroy(&sink->changed);
    pthread_mutex_destroy(&sink->mutex);
    g_free(sink->dsn);
    g_free(sink->rules);
    g_free(sink);
}

static void sink_close(struct sink *base) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    pthread_mutex_lock(&sink->mutex);
    sink->closing = true;
    pthread_cond_broadcast(&sink->changed);
    pthread_mutex_unlock(&sink->mutex);
    pthread_join(sink->thread, NULL);
    sink_free(sink);
}

static const struct sink_ops ops = {
    .claim = sink_claim,
    .load = sink_load,
    .due = sink_due,
    .submit = sink_submit,
    .idle = sink_idle,
    .finished = sink_finished,
    .close = sink_close,
};

/* Deadlines are monotonic: a clock that is set must not end or stretch a wait. */
static void changed_init(pthread_cond_t *changed) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

struct sink *sink_postgres_new(const struct pipeline *pipeline, const char *dsn, const char *rules,
                               const struct breach_key *breach_key, struct error *error) {
    struct sink_postgres *sink = g_new0(struct sink_postgres, 1);
    sink->sink.ops = &ops;
    sink->dsn = g_strdup(dsn);
    sink->rules = g_strdup(rules);
    sink->outage_ms = SINK_OUTAGE_MS;
    sink->consumer = (struct pg_consumer){
        .name = pipeline->name, .rules = sink->rules, .has_rules = pipeline->crossings != NULL};
    if (sink->consumer.has_rules) {
        breach_key_check(breach_key, sink->consumer.key_check);
    }
    pthread_mutex_init(&sink->mutex, NULL);
    changed_init(&sink->changed);
    bool ready = false;
    if (!rules_reference_version(rules, &sink->consumer.reference_version)) {
        error_set(error, ERROR_FATAL, "'%s' is no rules version", rules);
    } else if (reader_connect(sink, error) && writer_connect(sink, error)) {
        ready = pthread_create(&sink->thread, NULL, writer_run, sink) == 0 ||
                error_set(error, ERROR_FATAL, "the writer thread cannot be started");
    }
    if (!ready) {
        sink_free(sink);
        return NULL;
    }
    return &sink->sink;
}

void sink_postgres_set_outage(struct sink *base, int64_t outage_ms) {
    struct sink_postgres *sink = (struct sink_postgres *)base;
    sink->outage_ms = outage_ms;
}
