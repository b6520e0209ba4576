/* The tables of a consumer in memory that processes share, and a sink over them.
 *
 * Made with mmap, so that a forked process that dies at a crash point leaves what it had committed
 * and nothing else. A transaction is checked whole and then applied whole; nothing can die in
 * between. */
#ifndef GOLDENTHREAD_TESTS_MEMORY_DATABASE_H
#define GOLDENTHREAD_TESTS_MEMORY_DATABASE_H

#include "runtime/sink.h"

#define DATABASE_PARTITIONS 4
#define DATABASE_DOCUMENTS 64
#define DATABASE_LINES 65536
#define DATABASE_QUARANTINE 1024
#define DATABASE_BODY 8192
#define DATABASE_BREACHES 256
#define DATABASE_CHANGES 1024

struct offset_row {
    bool present;
    int64_t next_offset, owner_epoch, last_offset;
    struct event_id last_event_id;
    int64_t consumed, applied, unchanged, quarantined;
};

struct document_row {
    char child_ref[40];
    day_t window_start;
    int32_t partition;
    int64_t version;
    day_t next_due;
    size_t length;
    uint8_t body[DATABASE_BODY];
};

struct line_row {
    struct line line;
    day_t known_on;
};

struct breach_row {
    char breach_id[BREACH_ID_SIZE];
    char child_ref[40];
    day_t window_start;
    char episode[64];
    struct breach breach; /* its own episode is not used */
};

struct change_row {
    char breach_id[BREACH_ID_SIZE];
    int32_t sequence;
    enum breach_state state;
    enum breach_reason reason;
    bool quiet;
};

struct quarantine_kept {
    int32_t partition;
    int64_t offset;
    enum reason reason;
    char kept[16];
};

struct memory_database {
    struct offset_row offsets[DATABASE_PARTITIONS];
    struct document_row documents[DATABASE_DOCUMENTS];
    size_t n_documents;
    struct line_row lines[DATABASE_LINES];
    size_t n_lines;
    struct breach_row breaches[DATABASE_BREACHES];
    size_t n_breaches;
    struct change_row changes[DATABASE_CHANGES];
    size_t n_changes;
    struct quarantine_kept quarantine[DATABASE_QUARANTINE];
    size_t n_quarantine;
    int64_t transactions;
    bool other_rules;                         /* claims are refused */
    int fail_claims, fail_loads, fail_writes; /* how many to refuse as if the database were away */
};

struct memory_database *memory_database_new(void);
void memory_database_free(struct memory_database *database);

struct memory_sink {
    struct sink sink;
    struct memory_database *database;
    struct write_set *set;
    bool slow; /* a submitted set is written when finished() waits, or is asked often enough */
    int asked;
};
void memory_sink_init(struct memory_sink *sink, struct memory_database *database);

#endif
