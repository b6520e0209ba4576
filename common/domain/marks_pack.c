/* The packed form of a marks document.
 *
 *     0x01                     form
 *     varint                   number of marks
 *     for every mark, in order:
 *       varint                 2 x content + 1 if a gap follows; contents are numbered from 0 in
 *                              the order of first use
 *       [varint]               slots since the mark before (before the first: since slot -1); left
 *                              out when it is 1, the next session
 *       [content]              what it says, when its number is new
 *       varint, zigzag         revision less the one that was to be expected
 *
 *     content:
 *       varint, zigzag         school_urn
 *       byte                   bit 0 VOID; bits 1-2 cause, 3-4 sen_provision, 5-6 looked_after,
 *                              each + 1; bit 7 pupil known
 *       string                 code: a length byte and the bytes
 *       if the pupil is known:
 *         byte                 bits 0-1 school_urn: 0 null, 1 that of the mark, 2 follows; then
 *                              nc_year + 3, 0 for null
 *         [varint, zigzag]     school_urn
 *         string               primary_need, empty for null
 *
 * Expected is the revision of the last mark of the same session, and if that is a clock reading in
 * milliseconds, one day more for every day between: then counters cost one byte and clocks three
 * or four. Nothing depends on whether it really is a clock.
 *
 * There is one way to write a document and the reader accepts no other. */
#include <stdlib.h>
#include <string.h>

#include "domain/marks.h"
#include "domain/marks_body.h"
#include "domain/memory.h"
#include "domain/varint.h"

#define FORM 1
#define CONTENT_MAX 25 /* bytes: 5 + 1 + 4 + 1 + 5 + 8, and one to spare */
#define MARK_MAX (5 + 2 + VARINT_MAX)
#define PACKED_MAX INT32_MAX /* more than a bytea of PostgreSQL holds */
#define ROOM_TO_GROW 8       /* marks that an unpacked document takes without moving */

#define CLOCK_FROM INT64_C(946684800000) /* 2000-01-01 in epoch milliseconds */
#define DAY_MS INT64_C(86400000)

#define NC_YEAR_SHIFT 3 /* -2, the least, is written as 1 */
#define NC_YEAR_WRITTEN_MAX 18

enum pupil_school { SCHOOL_NULL, SCHOOL_OF_MARK, SCHOOL_FOLLOWS };

/* What the next revision of each session is expected from. */
struct expectation {
    int64_t revision[2];
    int32_t day[2]; /* since the first of the year */
};

/* Modulo 2^64, so that every revision has a difference. */
static uint64_t expected(const struct expectation *last, uint16_t slot) {
    int64_t revision = last->revision[slot % 2];
    int64_t days = revision >= CLOCK_FROM ? slot / 2 - last->day[slot % 2] : 0;
    return (uint64_t)revision + (uint64_t)(days * DAY_MS);
}

static void expect_from(struct expectation *last, const struct mark_entry *entry) {
    last->revision[entry->slot % 2] = entry->revision;
    last->day[entry->slot % 2] = entry->slot / 2;
}

size_t marks_packed_bound(const struct marks *marks) {
    return 1 + VARINT_MAX + (size_t)marks->count * MARK_MAX +
           (size_t)marks->n_contents * CONTENT_MAX;
}

static uint8_t *string_write(uint8_t *to, const char *string) {
    uint8_t *length = to++;
    for (; *string != '\0'; string++) {
        *to++ = (uint8_t)*string;
    }
    *length = (uint8_t)(to - length - 1);
    return to;
}

static enum pupil_school pupil_school_of(const struct mark_content *content) {
    if (!content->pupil_school_known) {
        return SCHOOL_NULL;
    }
    return content->pupil_school_urn == content->school_urn ? SCHOOL_OF_MARK : SCHOOL_FOLLOWS;
}

static uint8_t *content_write(uint8_t *to, const struct mark_content *content) {
    to = varint_write(to, zigzag(content->school_urn));
    *to++ = (uint8_t)(content->op | (content->cause + 1) << 1 | (content->sen_provision + 1) << 3 |
                      (content->looked_after + 1) << 5 | content->pupil_known << 7);
    to = string_write(to, content->code);
    if (!content->pupil_known) {
        return to;
    }
    enum pupil_school school = pupil_school_of(content);
    int year = content->nc_year != NC_YEAR_NULL ? content->nc_year + NC_YEAR_SHIFT : 0;
    *to++ = (uint8_t)((unsigned)school | (unsigned)year << 2);
    if (school == SCHOOL_FOLLOWS) {
        to = varint_write(to, zigzag(content->pupil_school_urn));
    }
    return string_write(to, content->need);
}

size_t marks_pack(const struct marks *marks, uint8_t *to) {
    uint8_t *at = to;
    *at++ = FORM;
    at = varint_write(at, marks->count);
    uint32_t *numbers = memory_resize(NULL, (marks->n_contents + 1) * sizeof *numbers);
    memset(numbers, 0xFF, marks->n_contents * sizeof *numbers); /* CONTENT_NONE */
    uint32_t n_numbers = 0;
    struct expectation last = {0};
    int32_t slot = -1;
    for (const struct mark_entry *entry = marks->entries; entry < marks->entries + marks->count;
         entry++) {
        uint32_t *number = &numbers[entry->content];
        bool is_new = *number == CONTENT_NONE;
        if (is_new) {
            *number = n_numbers++;
        }
        uint32_t gap = (uint32_t)(entry->slot - slot);
        at = varint_write(at, (uint64_t)*number << 1 | (gap != 1));
        if (gap != 1) {
            at = varint_write(at, gap);
        }
        if (is_new) {
            at = content_write(at, &marks->contents[entry->content]);
        }
        int64_t surprise = (int64_t)((uint64_t)entry->revision - expected(&last, entry->slot));
        at = varint_write(at, zigzag(surprise));
        expect_from(&last, entry);
        slot = entry->slot;
    }
    free(numbers);
    return (size_t)(at - to);
}

static int32_t urn_read(struct reader *reader) {
    int64_t urn = zigzag_back(reader_varint(reader));
    reader_require(reader, urn >= INT32_MIN && urn <= INT32_MAX);
    return (int32_t)urn;
}

static void pupil_read(struct reader *reader, struct mark_content *content) {
    uint8_t head = reader_byte(reader);
    int year = head >> 2;
    reader_require(reader, year <= NC_YEAR_WRITTEN_MAX && head % 4 <= SCHOOL_FOLLOWS);
    if (year > 0) {
        content->nc_year = (int8_t)(year - NC_YEAR_SHIFT);
    }
    content->pupil_school_known = head % 4 != SCHOOL_NULL;
    if (head % 4 == SCHOOL_OF_MARK) {
        content->pupil_school_urn = content->school_urn;
    }
    if (head % 4 == SCHOOL_FOLLOWS) {
        content->pupil_school_urn = urn_read(reader);
        reader_require(reader, content->pupil_school_urn != content->school_urn);
    }
    reader_string(reader, 0, NEED_SIZE - 1, content->need);
}

static void content_read(struct reader *reader, struct mark_content *content) {
    memset(content, 0, sizeof *content);
    content->school_urn = urn_read(reader);
    uint8_t head = reader_byte(reader);
    content->op = (int8_t)(head & 1);
    content->cause = (int8_t)((head >> 1 & 3) - 1);
    content->sen_provision = (int8_t)((head >> 3 & 3) - 1);
    content->looked_after = (int8_t)((head >> 5 & 3) - 1);
    content->pupil_known = head >> 7;
    content->nc_year = NC_YEAR_NULL;
    bool is_void = content->op == OP_VOID;
    reader_string(reader, is_void ? 0 : 1, is_void ? 0 : MARK_CODE_SIZE - 1, content->code);
    reader_require(reader, !is_void || content->cause == SYMBOL_NULL);
    reader_require(reader, content->looked_after <= 1);
    if (content->pupil_known) {
        pupil_read(reader, content);
    } else {
        reader_require(reader, content->sen_provision == SYMBOL_NULL &&
                                   content->looked_after == SYMBOL_NULL);
    }
}

/* The number of the content of the next mark; reads what it says when it is new. 0 when damaged,
 * which need not be there. */
static uint32_t content_number_read(struct reader *reader, struct marks *marks, uint64_t number) {
    if (number > marks->n_contents) {
        reader->damaged = true;
        return 0;
    }
    if (number == marks->n_contents) {
        struct mark_content content;
        content_read(reader, &content);
        reader_require(reader, marks_content_find(marks, &content) == CONTENT_NONE);
        marks_content_add(marks, &content);
    }
    marks->contents[number].uses++;
    return (uint32_t)number;
}

/* Whether the entry may stand behind those read so far. */
static bool entry_follows(const struct marks *marks, const struct mark_entry *entry) {
    if (marks->count == 0) {
        return true;
    }
    int32_t school_urn = marks->contents[entry->content].school_urn;
    return marks_entry_order(marks, &marks->entries[marks->count - 1], entry->slot, school_urn) < 0;
}

static void mark_read(struct reader *reader, struct marks *marks, uint32_t n_slots,
                      struct expectation *last) {
    uint64_t head = reader_varint(reader);
    uint64_t gap = 1;
    if (head & 1) {
        gap = reader_varint(reader);
        reader_require(reader, gap != 1);
    }
    uint64_t before = marks->count > 0 ? marks->entries[marks->count - 1].slot : UINT64_MAX;
    uint64_t slot = before + gap;
    reader_require(reader, gap <= n_slots && slot < n_slots);
    struct mark_entry entry = {.slot = (uint16_t)slot};
    entry.content = content_number_read(reader, marks, head >> 1);
    entry.revision =
        (int64_t)(expected(last, entry.slot) + (uint64_t)zigzag_back(reader_varint(reader)));
    reader_require(reader, entry.revision >= 1);
    if (reader->damaged) {
        return;
    }
    reader_require(reader, entry_follows(marks, &entry));
    expect_from(last, &entry);
    marks->entries[marks->count++] = entry;
}

struct marks *marks_unpack(day_t year, const uint8_t *bytes, size_t length) {
    if (length > PACKED_MAX) {
        return NULL;
    }
    struct reader reader = {.at = bytes, .end = bytes + length};
    reader_require(&reader, reader_byte(&reader) == FORM);
    uint64_t count = reader_varint(&reader);
    reader_require(&reader, count <= length / 2); /* a mark has at least two bytes */
    if (reader.damaged) {
        return NULL;
    }
    uint32_t n_slots = (uint32_t)(day_academic_year_end(year) - year + 1) * 2;
    struct marks *marks = marks_with_room(year, (uint32_t)count + ROOM_TO_GROW);
    struct expectation last = {0};
    while (marks->count < count && !reader.damaged) {
        mark_read(&reader, marks, n_slots, &last);
    }
    reader_require(&reader, reader.at == reader.end);
    if (reader.damaged) {
        marks_free(marks);
        return NULL;
    }
    return marks;
}
