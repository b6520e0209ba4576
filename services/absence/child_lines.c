/* What needs all marks of a child's academic year: attendance bands for every school and window,
 * and the two measures of long illness.
 *
 * The marks are read once, in order. */
#include <stdlib.h>

#include "absence/scan.h"
#include "domain/memory.h"

#define ILLNESS_MARKS 30 /* 15 school days in two sessions, one after the other or not */

const struct measure attendance_band_term = {"attendance_band_term"};
const struct measure attendance_band_year = {"attendance_band_year"};
const struct measure illness_15d_children = {"illness_15d_children"};
const struct measure illness_15d_run_children = {"illness_15d_run_children"};

enum window_of_year { AUTUMN, SPRING, SUMMER, YEAR, WINDOWS };

/* Sessions of a child at one school in one window. */
struct attendance {
    uint32_t possible, absent;
    uint32_t last; /* content of the last possible mark */
};

struct enrolment {
    int64_t school_urn;
    struct attendance windows[WINDOWS];
};

/* What a content counts as, and where. */
struct counted {
    struct meaning meaning;
    uint32_t enrolment;
};

struct scan {
    const struct marks *marks;
    day_t first_days[WINDOWS];
    struct counted *counted; /* every content */
    struct enrolment *enrolments;
    uint32_t n_enrolments;
    size_t illness;                     /* marks so far */
    const struct mark_entry *thirtieth; /* mark of illness, NULL before */
    struct illness_run run;
};

static uint32_t enrolment_find(struct scan *scan, int64_t school_urn) {
    uint32_t i = 0;
    while (i < scan->n_enrolments && scan->enrolments[i].school_urn != school_urn) {
        i++;
    }
    if (i == scan->n_enrolments) {
        scan->enrolments[scan->n_enrolments++] = (struct enrolment){.school_urn = school_urn};
    }
    return i;
}

static void scan_begin(struct scan *scan, const struct marks *marks,
                       const struct reference *reference) {
    size_t contents = marks_contents(marks);
    day_t year = marks_year(marks);
    day_t spring = day_term_end(year) + 1;
    *scan = (struct scan){
        .marks = marks,
        .first_days = {year, spring, day_term_end(spring) + 1, year},
        .counted = memory_resize(NULL, contents * sizeof(struct counted)),
        .enrolments = memory_resize(NULL, contents * sizeof(struct enrolment)),
    };
    for (size_t i = 0; i < contents; i++) {
        struct mark content = marks_content(marks, i);
        struct counted *counted = &scan->counted[i];
        counted->meaning = mark_meaning(&content, reference);
        counted->enrolment =
            counted->meaning.possible ? enrolment_find(scan, content.school_urn) : 0;
    }
}

static void scan_end(struct scan *scan) {
    free(scan->counted);
    free(scan->enrolments);
}

static void attendance_count(struct attendance *attendance, bool absent, uint32_t content) {
    attendance->possible++;
    attendance->absent += absent;
    attendance->last = content;
}

/* The marks of one day, which lies in `term`. */
static void scan_day(struct scan *scan, const struct mark_entry *entry,
                     const struct mark_entry *end, int term) {
    const struct mark_entry *last = NULL;
    bool ill_all_day = true;
    for (; entry < end; entry++) {
        const struct counted *counted = &scan->counted[entry->content];
        if (counted->meaning.illness && ++scan->illness == ILLNESS_MARKS) {
            scan->thirtieth = entry;
        }
        if (counted->meaning.possible) {
            struct attendance *windows = scan->enrolments[counted->enrolment].windows;
            attendance_count(&windows[term], counted->meaning.absent, entry->content);
            attendance_count(&windows[YEAR], counted->meaning.absent, entry->content);
            ill_all_day &= counted->meaning.illness;
            last = entry;
        }
    }
    if (last != NULL) {
        illness_run_day(&scan->run, ill_all_day, last);
    }
}

static void scan_marks(struct scan *scan) {
    const struct mark_entry *entry = marks_entries(scan->marks);
    const struct mark_entry *end = entry + marks_count(scan->marks);
    while (entry < end) {
        const struct mark_entry *next = day_end(entry, end);
        day_t day = scan->first_days[YEAR] + entry->slot / 2;
        int later = (day >= scan->first_days[SPRING]) + (day >= scan->first_days[SUMMER]);
        scan_day(scan, entry, next, AUTUMN + later);
        entry = next;
    }
}

/* Both edges belong to the higher band; integers decide. */
static const char *band_of(const struct attendance *attendance) {
    static const char *const bands[] = {"under10", "10to50", "50plus"};
    uint64_t possible = attendance->possible, absent = attendance->absent;
    return bands[(10 * absent >= possible) + (2 * absent >= possible)];
}

/* A line of value 1 at the place of a content. */
static void line_at(const struct scan *scan, const struct measure *measure, day_t day,
                    uint32_t content, const char *detail, struct lines *to) {
    struct mark mark = marks_content(scan->marks, content);
    struct line line = {
        .measure = measure,
        .day = day,
        .since = DAY_NONE,
        .place = mark_place(&mark),
        .detail = detail,
        .value = 1,
    };
    line_add(to, &line);
}

static void enrolment_lines(const struct scan *scan, const struct enrolment *enrolment,
                            struct lines *to) {
    for (int window = 0; window < WINDOWS; window++) {
        const struct attendance *attendance = &enrolment->windows[window];
        if (attendance->possible > 0) {
            line_at(scan, window == YEAR ? &attendance_band_year : &attendance_band_term,
                    scan->first_days[window], attendance->last, band_of(attendance), to);
        }
    }
}

static void illness_lines(const struct scan *scan, struct lines *to) {
    day_t year = scan->first_days[YEAR];
    if (scan->thirtieth != NULL) {
        line_at(scan, &illness_15d_children, year, scan->thirtieth->content, "", to);
    }
    if (scan->run.reached != NULL) {
        line_at(scan, &illness_15d_run_children, year, scan->run.reached->content, "", to);
    }
}

void absence_child_lines(const void *marks, const struct reference *reference, struct lines *to) {
    if (marks_count(marks) == 0) {
        return;
    }
    struct scan scan;
    scan_begin(&scan, marks, reference);
    scan_marks(&scan);
    for (uint32_t i = 0; i < scan.n_enrolments; i++) {
        enrolment_lines(&scan, &scan.enrolments[i], to);
    }
    illness_lines(&scan, to);
    scan_end(&scan);
}
