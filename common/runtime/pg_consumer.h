/* The statements of a consumer: claiming partitions (pg_claim.c), reading documents (pg_load.c) and
 * the one transaction of a write set (pg_write.c, with pg_fence.c and pg_quarantine.c). What
 * happens when the database goes away is decided in sink_postgres.c.
 *
 * Every function returns false with *error (never NULL) filled and no transaction open; PQstatus
 * tells whether the connection is still good. */
#ifndef GOLDENTHREAD_RUNTIME_PG_CONSUMER_H
#define GOLDENTHREAD_RUNTIME_PG_CONSUMER_H

#include "runtime/copy.h"
#include "runtime/sink.h"

/* Whose rows they are. */
struct pg_consumer {
    const char *name;               /* documents are in state.<name> */
    const char *rules;              /* "2.17", see rules.h */
    int64_t reference_version;      /* the 17 of it */
    bool has_rules;                 /* its documents may have breaches */
    char key_check[BREACH_ID_SIZE]; /* of the key that their ids are made with */
};

/* Makes a session only ever look rows up by key, whatever the planner believes about tables that
 * were small, or never analysed, when it planned. */
bool pg_consumer_session(PGconn *connection, struct error *error) MUST_CHECK;

bool pg_load_prepare(PGconn *connection, const struct pg_consumer *consumer,
                     struct error *error) MUST_CHECK;
bool pg_write_prepare(PGconn *connection, const struct pg_consumer *consumer,
                      struct error *error) MUST_CHECK;

/* sink_ops.claim */
bool pg_claim(PGconn *connection, const struct pg_consumer *consumer, struct claim *claims,
              size_t count, struct error *error) MUST_CHECK;

/* sink_ops.load for keys[first] to keys[first + count - 1]. Nothing is told before the whole answer
 * is there. */
bool pg_load(PGconn *connection, const struct pg_consumer *consumer,
             const struct document_key *keys, size_t first, size_t count,
             const struct load_events *events, struct error *error) MUST_CHECK;

/* sink_ops.due; nothing is told before the whole answer is there. */
bool pg_due(PGconn *connection, const int32_t *partitions, size_t count, day_t today, size_t limit,
            document_due *due, void *context, struct error *error) MUST_CHECK;

/* Breaches: the statements of a session that reads them and of one that writes them. The second
 * refuses (ERROR_CONFIG) a key that is not the one the database's breaches were made with. */
bool pg_breach_read_prepare(PGconn *connection, struct error *error) MUST_CHECK;
bool pg_breach_write_prepare(PGconn *connection, const struct pg_consumer *consumer,
                             struct error *error) MUST_CHECK;

/* The rows of the keys' documents, in any state; PQclear frees, pg_breach_of_row reads one and
 * gives the number of its key, from 1. */
PGresult *pg_breach_rows(PGconn *connection, const struct pg_consumer *consumer,
                         const struct wire *children, const struct wire *windows,
                         struct error *error) MUST_CHECK;

/* What pg_breach_of_row reads, behind a number: of breach.breach as b, in text format. */
#define PG_BREACH_COLUMNS                                                                       \
    "b.rule_id, b.step, b.episode, b.org, b.sen, b.stage, b.commitment, substr(b.priority, 2)," \
    " b.raised_on - date '1970-01-01', b.due_on - date '1970-01-01',"                           \
    " b.over_on - date '1970-01-01', b.session, b.state, b.by_person, b.quiet, b.sequence,"     \
    " b.event_id"
#define PG_BREACH_COLUMN_COUNT 18
size_t pg_breach_of_row(const PGresult *rows, int row, struct breach *breach);

/* Temporary tables in which rows wait for the statements that take them over. Zeroed before its
 * first use, freed by copy_free(&staging.copy); may go from one connection to the next. */
struct pg_staging {
    struct copy copy;
    size_t documents, breaches; /* rows that the sets before have left behind */
};

/* Empties a table of them and begins to copy `coming` rows into it. The three statements are
 * constants; *left is its count above. */
struct pg_staged {
    const char *delete_sql, *truncate_sql, *copy_sql;
};
bool pg_stage(PGconn *connection, struct copy *copy, const struct pg_staged *table, size_t *left,
              size_t coming, struct error *error) MUST_CHECK;

/* Writes the set's breaches and their changes, in its transaction. ERROR_FENCED with
 * set->version_missed when somebody else changed one. */
bool pg_breach_write(PGconn *connection, const struct pg_consumer *consumer,
                     struct pg_staging *staging, struct write_set *set,
                     struct error *error) MUST_CHECK;

/* The first statement of that transaction. */
bool pg_fence_prepare(PGconn *connection, struct error *error) MUST_CHECK;
bool pg_fence(PGconn *connection, const struct pg_consumer *consumer, const struct write_set *set,
              struct error *error) MUST_CHECK;

/* Its refused messages; one that is in quarantine already stays as it is. */
bool pg_quarantine_prepare(PGconn *connection, struct error *error) MUST_CHECK;
bool pg_quarantine(PGconn *connection, const struct pg_consumer *consumer,
                   const struct write_set *set, struct error *error) MUST_CHECK;

/* Writes the set in one transaction and measures set->commit_seconds. ERROR_FENCED: an offset row
 * is not where the set expects it, or a document is not (then set->version_missed). ERROR_RETRY:
 * nothing is written, unless COMMIT was sent and not answered: ask pg_standing. */
bool pg_write(PGconn *connection, const struct pg_consumer *consumer, struct pg_staging *staging,
              struct write_set *set, struct error *error) MUST_CHECK;

/* Where the set's partitions stand in the database; STANDING_UNKNOWN with *error. Waits for a
 * transaction that still holds their rows: a backend may finish what its client no longer hears. */
enum standing {
    STANDING_UNKNOWN,
    STANDING_BEFORE, /* all where the set expects them: it is not written */
    STANDING_AFTER,  /* all where the set moves them: it is written */
    STANDING_LOST,   /* somebody else owns one of them */
};
enum standing pg_standing(PGconn *connection, const struct pg_consumer *consumer,
                          const struct write_set *set, struct error *error);

#endif
