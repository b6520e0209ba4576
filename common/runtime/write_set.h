/* What one transaction writes: offsets, documents, lines, quarantine rows. A value: it holds its
 * own copies, so writing it twice is safe and a failed write needs no second fold. */
#ifndef GOLDENTHREAD_RUNTIME_WRITE_SET_H
#define GOLDENTHREAD_RUNTIME_WRITE_SET_H

#include <glib.h>

#include "domain/breach.h"
#include "domain/event.h"
#include "runtime/breach_id.h"
#include "runtime/error.h"
#include "runtime/tally.h"

#define EVENT_ID_KEPT 64 /* bytes of an event id that an anchor compares; a UUID has 36 */

struct event_id {
    bool known; /* false: the message could not be decoded */
    uint8_t length;
    char bytes[EVENT_ID_KEPT];
};

/* The first EVENT_ID_KEPT bytes at most, cut between characters, so that text can hold them; not
 * known for TEXT_NULL. */
struct event_id event_id_of_text(struct text text);

/* One partition's step forward: UPDATE ... WHERE next_offset = expected AND owner_epoch = epoch AND
 * rules = mine. */
struct advance {
    size_t input;
    const char *topic; /* static */
    int32_t partition;
    int64_t epoch;
    int64_t expected, next;
    int64_t last_offset; /* of the last message counted; -1 when the set counts none */
    struct event_id last_event_id;
    int64_t consumed, applied, unchanged, quarantined; /* consumed is the sum of the other three */
};

struct document_write {
    const char *child_ref; /* NUL-terminated, in the set's own memory */
    day_t window_start;
    int32_t partition;
    int64_t expected_version; /* 0: there is no row yet */
    day_t next_due;           /* DAY_NONE: nothing changes by time alone */
    const uint8_t *body;
    size_t length;
};

/* One row of breach.breach to write over the one that has sequence `expected`, with its row of
 * breach.change if the state changed. */
struct breach_write {
    char breach_id[BREACH_ID_SIZE];
    const char *child_ref; /* NUL-terminated, in the set's own memory, as the episode is */
    day_t window_start;
    struct breach_move move;
};

struct quarantine_row {
    const char *topic; /* static */
    int32_t partition;
    int64_t offset;
    struct text key, value; /* copies; bytes NULL: null */
    const char *headers;    /* JSON, or NULL */
    enum reason reason;
    const char *field;    /* static */
    struct text event_id; /* TEXT_NULL when unknown or not storable as text */
    const char *kept;     /* "arrived" or "stored" for a conflict, else NULL */
};

/* Messages of about the same age, for event-to-commit times. */
struct age {
    int64_t timestamp_ms;
    size_t messages;
};

struct write_set {
    GArray *advances;   /* struct advance, by (topic, partition) */
    GArray *documents;  /* struct document_write, by (child_ref, window_start) */
    GArray *breaches;   /* struct breach_write */
    GArray *quarantine; /* struct quarantine_row */
    GArray *ages;       /* struct age */
    struct tally tally;
    day_t known_on;     /* today when it was closed */
    GStringChunk *kept; /* bytes that the pointers above point into */
    size_t bytes;       /* of documents and quarantine rows */
    /* How the write ended: ERROR_NONE, _FENCED, _RETRY (database away; whether it is written is
     * unknown), _CONFIG, _FATAL. */
    struct error error;
    bool version_missed; /* with ERROR_FENCED: somebody else wrote one of the documents or breaches
                          */
    double commit_seconds; /* of the transaction that was committed, from BEGIN on */
};

struct write_set *write_set_new(void);
void write_set_free(struct write_set *set);

/* A copy that lives as long as the set, NUL-terminated; NULL bytes stay NULL. */
struct text write_set_keep(struct write_set *set, struct text bytes);

#endif
