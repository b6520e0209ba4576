#include "domain/marks.h"

#include <stdlib.h>
#include <string.h>

#include "domain/marks_body.h"
#include "domain/memory.h"

#define FIRST_MARKS 8
#define FIRST_CONTENTS 4

struct marks *marks_with_room(day_t year, uint32_t capacity) {
    struct marks *marks = memory_resize(NULL, sizeof *marks);
    *marks = (struct marks){
        .year = year,
        .capacity = capacity,
        .contents_capacity = FIRST_CONTENTS,
        .entries = memory_resize(NULL, capacity * sizeof(struct mark_entry)),
        .contents = memory_resize(NULL, FIRST_CONTENTS * sizeof(struct mark_content)),
    };
    return marks;
}

struct marks *marks_new(day_t year) {
    return marks_with_room(year, FIRST_MARKS);
}

void marks_free(struct marks *marks) {
    if (marks == NULL) {
        return;
    }
    free(marks->entries);
    free(marks->contents);
    free(marks);
}

/* Half as much again. */
static uint32_t grown(uint32_t capacity) {
    return capacity + capacity / 2;
}

/* Member by member: a wide load of members that were just stored would wait for them. */
static bool content_equal(const struct mark_content *a, const struct mark_content *b) {
    return memcmp(a->code, b->code, sizeof a->code) == 0 && a->school_urn == b->school_urn &&
           a->cause == b->cause && a->op == b->op && a->pupil_known == b->pupil_known &&
           a->nc_year == b->nc_year && a->sen_provision == b->sen_provision &&
           memcmp(a->need, b->need, sizeof a->need) == 0 && a->looked_after == b->looked_after &&
           a->pupil_school_urn == b->pupil_school_urn &&
           a->pupil_school_known == b->pupil_school_known;
}

uint32_t marks_content_find(const struct marks *marks, const struct mark_content *content) {
    for (uint32_t i = 0; i < marks->n_contents; i++) {
        if (content_equal(&marks->contents[i], content)) {
            return i;
        }
    }
    return CONTENT_NONE;
}

/* A place that no mark refers to any more, or a new one: a document does not keep what it once
 * said. */
static uint32_t content_place(struct marks *marks) {
    for (uint32_t i = 0; i < marks->n_contents; i++) {
        if (marks->contents[i].uses == 0) {
            return i;
        }
    }
    if (marks->n_contents == marks->contents_capacity) {
        marks->contents_capacity = grown(marks->contents_capacity);
        marks->contents =
            memory_resize(marks->contents, marks->contents_capacity * sizeof(struct mark_content));
    }
    return marks->n_contents++;
}

uint32_t marks_content_add(struct marks *marks, const struct mark_content *content) {
    uint32_t place = content_place(marks);
    marks->contents[place] = *content;
    marks->contents[place].uses = 0;
    return place;
}

static uint32_t content_use(struct marks *marks, const struct mark_content *content) {
    uint32_t number = marks_content_find(marks, content);
    if (number == CONTENT_NONE) {
        number = marks_content_add(marks, content);
    }
    marks->contents[number].uses++;
    return number;
}

static void content_fill(struct mark_content *content, const struct mark *mark) {
    const struct pupil *pupil = &mark->pupil;
    *content = (struct mark_content){
        .school_urn = (int32_t)mark->school_urn,
        .op = mark->op,
        .cause = mark->cause,
        .sen_provision = SYMBOL_NULL,
        .looked_after = SYMBOL_NULL,
        .nc_year = NC_YEAR_NULL,
        .pupil_known = pupil->known,
    };
    memcpy(content->code, mark->code, sizeof content->code);
    if (!pupil->known) {
        return;
    }
    content->sen_provision = pupil->sen_provision;
    content->looked_after = pupil->looked_after;
    if (pupil->school_urn != NUMBER_NULL) {
        content->pupil_school_known = true;
        content->pupil_school_urn = (int32_t)pupil->school_urn;
    }
    if (pupil->nc_year != NUMBER_NULL) {
        content->nc_year = (int8_t)pupil->nc_year;
    }
    if (pupil->primary_need.bytes != NULL) {
        memcpy(content->need, pupil->primary_need.bytes, pupil->primary_need.length);
    }
}

static struct pupil pupil_of(const struct mark_content *content) {
    return (struct pupil){
        .known = content->pupil_known,
        .sen_provision = content->sen_provision,
        .looked_after = content->looked_after,
        .school_urn = content->pupil_school_known ? content->pupil_school_urn : NUMBER_NULL,
        .nc_year = content->nc_year != NC_YEAR_NULL ? content->nc_year : NUMBER_NULL,
        .primary_need = content->need[0] != '\0' ? text_of(content->need) : TEXT_NULL,
    };
}

struct mark marks_content(const struct marks *marks, size_t number) {
    const struct mark_content *content = &marks->contents[number];
    struct mark mark = {
        .school_urn = content->school_urn,
        .day = DAY_NONE,
        .op = content->op,
        .cause = content->cause,
        .pupil = pupil_of(content),
    };
    memcpy(mark.code, content->code, sizeof mark.code);
    return mark;
}

struct mark marks_get(const struct marks *marks, size_t index) {
    const struct mark_entry *entry = &marks->entries[index];
    struct mark mark = marks_content(marks, entry->content);
    mark.revision = entry->revision;
    mark.day = marks->year + entry->slot / 2;
    mark.session = (int8_t)(entry->slot % 2);
    return mark;
}

int marks_entry_order(const struct marks *marks, const struct mark_entry *entry, uint16_t slot,
                      int32_t school_urn) {
    if (entry->slot != slot) {
        return entry->slot < slot ? -1 : 1;
    }
    int32_t stored = marks->contents[entry->content].school_urn;
    return (stored > school_urn) - (stored < school_urn);
}

/* The first entry that does not stand before such a mark. Marks mostly arrive in order, so the end
 * is looked at first. */
static uint32_t entry_place(const struct marks *marks, uint16_t slot, int32_t school_urn) {
    uint32_t low = 0, high = marks->count;
    if (high > 0 && marks_entry_order(marks, &marks->entries[high - 1], slot, school_urn) < 0) {
        return high;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (marks_entry_order(marks, &marks->entries[middle], slot, school_urn) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void entry_insert(struct marks *marks, uint32_t place, struct mark_entry entry) {
    if (marks->count == marks->capacity) {
        marks->capacity = grown(marks->capacity);
        marks->entries = memory_resize(marks->entries, marks->capacity * sizeof(struct mark_entry));
    }
    struct mark_entry *at = &marks->entries[place];
    memmove(at + 1, at, (marks->count - place) * sizeof *at);
    *at = entry;
    marks->count++;
}

/* The content of the loser keeps its place until the next fold, for *before points into it. */
static void entry_replace(struct marks *marks, uint32_t place, int64_t revision,
                          const struct mark_content *content, struct mark *before) {
    uint32_t number = content_use(marks, content);
    *before = marks_get(marks, place);
    struct mark_entry *entry = &marks->entries[place];
    marks->contents[entry->content].uses--;
    entry->content = number;
    entry->revision = revision;
}

/* The part of Avro's order that decides between marks of one identity and revision. */
static int mark_compare(const struct mark *a, const struct mark *b) {
    static const struct field before_own[] = {
        ENUM_FIELD("op", false, PART_ENVELOPE, offsetof(struct mark, op), op_symbols, 2),
        RECORD_FIELD("pupil", true, PART_ENVELOPE, offsetof(struct mark, pupil), pupil_fields,
                     PUPIL_FIELDS),
    };
    int order = record_compare(before_own, 2, a, b, false);
    if (order == 0) {
        order = memcmp(a->code, b->code, sizeof a->code);
    }
    return order != 0 ? order : a->cause - b->cause;
}

static bool mark_conflicts(const struct mark *a, const struct mark *b) {
    return a->op != b->op || memcmp(a->code, b->code, sizeof a->code) != 0 || a->cause != b->cause;
}

static enum outcome fold_equal_revision(struct marks *marks, uint32_t place,
                                        const struct mark *event,
                                        const struct mark_content *content, struct mark *before) {
    struct mark stored = marks_get(marks, place);
    bool wins = mark_compare(event, &stored) > 0;
    bool conflict = mark_conflicts(event, &stored);
    if (wins) {
        entry_replace(marks, place, event->revision, content, before);
        return conflict ? OUTCOME_CONFLICT_ARRIVED_WON : OUTCOME_APPLIED;
    }
    return conflict ? OUTCOME_CONFLICT_STORED_WON : OUTCOME_UNCHANGED;
}

enum outcome marks_fold(struct marks *marks, const struct mark *event, struct mark *before) {
    struct mark_content content;
    content_fill(&content, event);
    uint16_t slot = (uint16_t)((event->day - marks->year) * 2 + event->session);
    uint32_t place = entry_place(marks, slot, content.school_urn);
    if (place == marks->count ||
        marks_entry_order(marks, &marks->entries[place], slot, content.school_urn) != 0) {
        uint32_t number = content_use(marks, &content);
        entry_insert(marks, place, (struct mark_entry){event->revision, number, slot});
        before->revision = 0;
        return OUTCOME_APPLIED;
    }
    int64_t stored = marks->entries[place].revision;
    if (event->revision == stored) {
        return fold_equal_revision(marks, place, event, &content, before);
    }
    if (event->revision < stored) {
        return OUTCOME_UNCHANGED;
    }
    entry_replace(marks, place, event->revision, &content, before);
    return OUTCOME_APPLIED;
}

size_t marks_count(const struct marks *marks) {
    return marks->count;
}

const struct mark_entry *marks_entries(const struct marks *marks) {
    return marks->entries;
}

size_t marks_contents(const struct marks *marks) {
    return marks->n_contents;
}

day_t marks_year(const struct marks *marks) {
    return marks->year;
}

size_t marks_memory(const struct marks *marks) {
    return sizeof *marks + marks->capacity * sizeof *marks->entries +
           marks->contents_capacity * sizeof *marks->contents;
}

void marks_prefetch(const struct marks *marks) {
    __builtin_prefetch(marks->contents);
    __builtin_prefetch(marks->entries + marks->count); /* mostly on the line of the last */
}
