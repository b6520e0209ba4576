#include "support/memory_database.h"

#include <stdio.h>
#include <sys/mman.h>

#include "runtime/crash_point.h"

#define SLOW_TURNS 5

struct memory_database *memory_database_new(void) {
    void *memory = mmap(NULL, sizeof(struct memory_database), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    g_assert(memory != MAP_FAILED);
    return memory;
}

void memory_database_free(struct memory_database *database) {
    munmap(database, sizeof *database);
}

static bool memory_claim(struct sink *sink, struct claim *claims, size_t count,
                         struct error *error) {
    struct memory_database *database = ((struct memory_sink *)sink)->database;
    if (database->fail_claims > 0) {
        database->fail_claims--;
        return error_set(error, ERROR_RETRY, "the database is away");
    }
    if (database->other_rules) {
        return error_set(error, ERROR_RULES, "the ledger was written by other rules");
    }
    for (size_t i = 0; i < count; i++) {
        struct offset_row *row = &database->offsets[claims[i].partition];
        if (!row->present) {
            *row = (struct offset_row){
                .present = true, .next_offset = claims[i].next_offset, .last_offset = -1};
        }
        claims[i].epoch = ++row->owner_epoch;
        claims[i].next_offset = row->next_offset;
        claims[i].last_offset = row->last_offset;
        claims[i].last_event_id = row->last_event_id;
    }
    return true;
}

static struct document_row *row_find(struct memory_database *database, const char *child_ref,
                                     size_t length, day_t window_start) {
    for (size_t i = 0; i < database->n_documents; i++) {
        struct document_row *row = &database->documents[i];
        if (row->window_start == window_start && strlen(row->child_ref) == length &&
            memcmp(row->child_ref, child_ref, length) == 0) {
            return row;
        }
    }
    return NULL;
}

static void tell_breaches(const struct memory_database *database, const struct document_key *key,
                          size_t index, const struct load_events *events) {
    for (size_t i = 0; i < database->n_breaches; i++) {
        const struct breach_row *row = &database->breaches[i];
        if (row->window_start == key->window_start &&
            text_equal(text_of(row->child_ref), key->child_ref)) {
            struct breach breach = row->breach;
            breach.episode = g_strdup(row->episode);
            events->breach(events->context, index, &breach);
        }
    }
}

static bool memory_load(struct sink *sink, const struct document_key *keys, size_t count,
                        const struct load_events *events, struct error *error) {
    struct memory_database *database = ((struct memory_sink *)sink)->database;
    if (database->fail_loads > 0) {
        database->fail_loads--;
        return error_set(error, ERROR_RETRY, "the database is away");
    }
    for (size_t i = 0; i < count; i++) {
        const struct document_row *row = row_find(database, keys[i].child_ref.bytes,
                                                  keys[i].child_ref.length, keys[i].window_start);
        if (row != NULL) {
            const struct stored_document stored = {row->version, row->next_due, row->body,
                                                   row->length};
            events->document(events->context, i, &stored);
        }
        tell_breaches(database, &keys[i], i, events);
    }
    return true;
}

static bool is_owned(int32_t partition, const int32_t *partitions, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (partitions[i] == partition) {
            return true;
        }
    }
    return false;
}

/* In the order of the table, not of next_due: nobody may rely on more than the limit. */
static bool memory_due(struct sink *sink, const int32_t *partitions, size_t count, day_t today,
                       size_t limit, document_due *due, void *context, struct error *error) {
    struct memory_database *database = ((struct memory_sink *)sink)->database;
    if (database->fail_loads > 0) {
        database->fail_loads--;
        return error_set(error, ERROR_RETRY, "the database is away");
    }
    for (size_t i = 0; i < database->n_documents && limit > 0; i++) {
        const struct document_row *row = &database->documents[i];
        if (row->next_due != DAY_NONE && row->next_due <= today &&
            is_owned(row->partition, partitions, count)) {
            due(context, row->partition, text_of(row->child_ref), row->window_start);
            limit--;
        }
    }
    return true;
}

static bool fence_holds(const struct memory_database *database, const struct write_set *set) {
    for (guint i = 0; i < set->advances->len; i++) {
        const struct advance *advance = &g_array_index(set->advances, struct advance, i);
        const struct offset_row *row = &database->offsets[advance->partition];
        if (row->next_offset != advance->expected || row->owner_epoch != advance->epoch) {
            return false;
        }
    }
    return true;
}

static bool versions_hold(struct memory_database *database, const struct write_set *set) {
    for (guint i = 0; i < set->documents->len; i++) {
        const struct document_write *write =
            &g_array_index(set->documents, struct document_write, i);
        const struct document_row *row =
            row_find(database, write->child_ref, strlen(write->child_ref), write->window_start);
        if ((row != NULL ? row->version : 0) != write->expected_version) {
            return false;
        }
    }
    return true;
}

static struct breach_row *breach_find(struct memory_database *database, const char *breach_id) {
    for (size_t i = 0; i < database->n_breaches; i++) {
        if (strcmp(database->breaches[i].breach_id, breach_id) == 0) {
            return &database->breaches[i];
        }
    }
    return NULL;
}

static bool sequences_hold(struct memory_database *database, const struct write_set *set) {
    for (guint i = 0; i < set->breaches->len; i++) {
        const struct breach_write *write = &g_array_index(set->breaches, struct breach_write, i);
        const struct breach_row *row = breach_find(database, write->breach_id);
        if ((row != NULL ? row->breach.sequence : 0) != write->move.expected) {
            return false;
        }
    }
    return true;
}

static void apply_breach(struct memory_database *database, const struct breach_write *write) {
    const struct breach_move *move = &write->move;
    struct breach_row *row = breach_find(database, write->breach_id);
    if (row == NULL) {
        g_assert(database->n_breaches < DATABASE_BREACHES);
        row = &database->breaches[database->n_breaches++];
        snprintf(row->breach_id, sizeof row->breach_id, "%s", write->breach_id);
        snprintf(row->child_ref, sizeof row->child_ref, "%s", write->child_ref);
        snprintf(row->episode, sizeof row->episode, "%s", move->after.episode);
        row->window_start = write->window_start;
    }
    row->breach = move->after;
    row->breach.episode = NULL;
    if (move->state_changed) {
        g_assert(database->n_changes < DATABASE_CHANGES);
        struct change_row *change = &database->changes[database->n_changes++];
        *change = (struct change_row){"", move->after.sequence, move->after.state, move->reason,
                                      move->quiet};
        snprintf(change->breach_id, sizeof change->breach_id, "%s", write->breach_id);
    }
}

static void apply_advance(struct memory_database *database, const struct advance *advance) {
    struct offset_row *row = &database->offsets[advance->partition];
    row->next_offset = advance->next;
    if (advance->last_offset >= 0) {
        row->last_offset = advance->last_offset;
        row->last_event_id = advance->last_event_id;
    }
    row->consumed += advance->consumed;
    row->applied += advance->applied;
    row->unchanged += advance->unchanged;
    row->quarantined += advance->quarantined;
}

static void apply_document(struct memory_database *database, const struct document_write *write) {
    struct document_row *row =
        row_find(database, write->child_ref, strlen(write->child_ref), write->window_start);
    if (row == NULL) {
        g_assert(database->n_documents < DATABASE_DOCUMENTS);
        row = &database->documents[database->n_documents++];
        snprintf(row->child_ref, sizeof row->child_ref, "%s", write->child_ref);
        row->window_start = write->window_start;
    }
    g_assert(write->length <= DATABASE_BODY);
    row->partition = write->partition;
    row->version = write->expected_version + 1;
    row->next_due = write->next_due;
    row->length = write->length;
    memcpy(row->body, write->body, write->length);
}

struct line_target {
    struct memory_database *database;
    day_t known_on;
};

static void apply_line(void *context, const struct line *line) {
    struct line_target *target = context;
    g_assert(target->database->n_lines < DATABASE_LINES);
    target->database->lines[target->database->n_lines++] =
        (struct line_row){*line, target->known_on};
}

static void apply_quarantine(struct memory_database *database, const struct quarantine_row *row) {
    g_assert(database->n_quarantine < DATABASE_QUARANTINE);
    struct quarantine_kept *kept = &database->quarantine[database->n_quarantine++];
    *kept = (struct quarantine_kept){row->partition, row->offset, row->reason, ""};
    snprintf(kept->kept, sizeof kept->kept, "%s", row->kept != NULL ? row->kept : "");
}

static void apply(struct memory_database *database, struct write_set *set) {
    for (guint i = 0; i < set->advances->len; i++) {
        apply_advance(database, &g_array_index(set->advances, struct advance, i));
    }
    for (guint i = 0; i < set->documents->len; i++) {
        apply_document(database, &g_array_index(set->documents, struct document_write, i));
    }
    for (guint i = 0; i < set->breaches->len; i++) {
        apply_breach(database, &g_array_index(set->breaches, struct breach_write, i));
    }
    for (guint i = 0; i < set->quarantine->len; i++) {
        apply_quarantine(database, &g_array_index(set->quarantine, struct quarantine_row, i));
    }
    struct line_target target = {database, set->known_on};
    tally_each(&set->tally, apply_line, &target);
    database->transactions++;
}

static void memory_write(struct memory_database *database, struct write_set *set) {
    if (database->fail_writes > 0) {
        database->fail_writes--;
        error_set(&set->error, ERROR_RETRY, "the database is away");
    } else if (!fence_holds(database, set)) {
        error_set(&set->error, ERROR_FENCED, "somebody else owns the partition");
    } else if (!versions_hold(database, set) || !sequences_hold(database, set)) {
        set->version_missed = true;
        error_set(&set->error, ERROR_FENCED, "somebody else wrote the document");
    } else {
        CRASH_POINT("memory.before-commit");
        apply(database, set);
        CRASH_POINT("memory.after-commit");
    }
}

static void memory_submit(struct sink *sink, struct write_set *set) {
    struct memory_sink *self = (struct memory_sink *)sink;
    g_assert(self->set == NULL);
    self->set = set;
    if (!self->slow) {
        memory_write(self->database, set);
    }
}

static bool memory_idle(struct sink *sink) {
    return ((struct memory_sink *)sink)->set == NULL;
}

static struct write_set *memory_finished(struct sink *sink, int timeout_ms) {
    struct memory_sink *self = (struct memory_sink *)sink;
    struct write_set *set = self->set;
    if (set == NULL || (self->slow && timeout_ms == 0 && ++self->asked < SLOW_TURNS)) {
        return NULL;
    }
    self->asked = 0;
    if (self->slow) {
        memory_write(self->database, set);
    }
    self->set = NULL;
    return set;
}

static void memory_close(struct sink *sink) {
    write_set_free(((struct memory_sink *)sink)->set);
}

void memory_sink_init(struct memory_sink *sink, struct memory_database *database) {
    static const struct sink_ops ops = {
        .claim = memory_claim,
        .load = memory_load,
        .due = memory_due,
        .submit = memory_submit,
        .idle = memory_idle,
        .finished = memory_finished,
        .close = memory_close,
    };
    *sink = (struct memory_sink){.sink = {&ops}, .database = database};
}
