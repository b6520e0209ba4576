/* The inside of a marks document, shared by the fold (marks.c) and the packed form (marks_pack.c)
 * only. */
#ifndef GOLDENTHREAD_DOMAIN_MARKS_BODY_H
#define GOLDENTHREAD_DOMAIN_MARKS_BODY_H

#include "domain/marks.h"

#define NEED_SIZE 8 /* longest primary need and its NUL, with room */
#define NC_YEAR_NULL INT8_MIN

/* What marks say. What is null has one value, so that equal members are equal contents. */
struct mark_content {
    int32_t school_urn;
    int32_t pupil_school_urn; /* 0 when not known */
    char need[NEED_SIZE];     /* padded with NUL; "" is null */
    char code[MARK_CODE_SIZE];
    int8_t op, cause, sen_provision, looked_after, nc_year;
    bool pupil_known, pupil_school_known;
    uint32_t uses; /* marks that refer to it; with 0 its place is free */
};

struct marks {
    day_t year;
    uint32_t count, capacity;
    uint32_t n_contents, contents_capacity;
    struct mark_entry *entries; /* by (slot, school_urn of the content) */
    struct mark_content *contents;
};

#define CONTENT_NONE UINT32_MAX

/* A document with room for so many marks. */
struct marks *marks_with_room(day_t year, uint32_t capacity);

/* Number of an equal content, or CONTENT_NONE. */
uint32_t marks_content_find(const struct marks *marks, const struct mark_content *content);

/* Adds a content that is not there; nothing refers to it yet. Returns its number. */
uint32_t marks_content_add(struct marks *marks, const struct mark_content *content);

/* -1, 0, 1: the entry stands before, at, behind the place of such a mark. */
int marks_entry_order(const struct marks *marks, const struct mark_entry *entry, uint16_t slot,
                      int32_t school_urn);

#endif
