/* What needs all marks of a child's academic year: attendance bands for every school and window,
 * and the two measures of long illness.
 *
 * The marks are read once, in order; what a mark says is looked up once for each content of the
 * document, because a document has many marks and few contents. */
#include <stdlib.h>

#include "absence/absence.h"
#include "domain/memory.h"

#define ILLNESS_MARKS 30 /* 15 school days in two sessions, one after the other or not */
#define ILLNESS_RUN 15   /* days */

const struct measure attendance_band_term = {"attendance_band_term"};
const struct measure attendance_band_year = {"attendance_band_year"};
const struct measure illness_15d_children = {"illness_15d_children"};
const struct measure illness_15d_run_children = {"illness_15d_run_children"};

enum window_of_year { AUTUMN, SPRING, SUMMER, YEAR, WINDOWS };

#define CONTENT_NONE SIZE_MAX

/* Sessions of a child at one school in one window. */
struct attendance {
    uint32_t possible, absent;
    size_t last; /* content of the last possible mark */
};

struct enrolment {
    int64_t school_urn;
    struct attendance windows[WINDOWS];
};

/* What a content counts as. */
struct meaning {
    bool possible, absent, illness;
    size_t enrolment;
};

/* Days in a row of illness, and of the child's own days only: one without a possible mark is no day
 * of the child. */
struct illness {
    size_t marks;
    size_t thirtieth; /* content of the 30th mark of illness, CONTENT_NONE before */
    day_t day;        /* that the run looks at; DAY_NONE before the first possible mark */
    bool ill_all_day;
    size_t last; /* content of the last possible mark of the day */
    size_t days_in_a_row;
    size_t run; /* content of the last possible mark of the first 15th day, CONTENT_NONE before */
};

struct scan {
    const struct marks *marks;
    day_t first_days[WINDOWS];
    struct meaning *meanings; /* of every content */
    struct enrolment *enrolments;
    size_t n_enrolments;
    struct illness illness;
};

static size_t enrolment_find(struct scan *scan, int64_t school_urn) {
    size_t i = 0;
    while (i < scan->n_enrolments && scan->enrolments[i].school_urn != school_urn) {
        i++;
    }
    if (i == scan->n_enrolments) {
        scan->enrolments[scan->n_enrolments++] = (struct enrolment){.school_urn = school_urn};
    }
    return i;
}

static struct meaning meaning_of(struct scan *scan, const struct mark *content,
                                 const struct reference *reference) {
    struct meaning meaning = {0};
    if (content->op == OP_VOID) {
        return meaning;
    }
    const struct attendance_code *code = reference_code(reference, text_of(content->code));
    if (code == NULL) {
        return meaning;
    }
    meaning.possible = class_is_possible(code->class);
    meaning.absent = class_is_absent(code->class);
    meaning.illness = strcmp(code->code, "I") == 0;
    meaning.enrolment = enrolment_find(scan, content->school_urn);
    return meaning;
}

static void scan_begin(struct scan *scan, const struct marks *marks,
                       const struct reference *reference) {
    size_t contents = marks_contents(marks);
    day_t year = marks_year(marks);
    day_t spring = day_term_end(year) + 1;
    *scan = (struct scan){
        .marks = marks,
        .first_days = {year, spring, day_term_end(spring) + 1, year},
        .meanings = memory_resize(NULL, contents * sizeof(struct meaning)),
        .enrolments = memory_resize(NULL, contents * sizeof(struct enrolment)),
        .illness = {.thirtieth = CONTENT_NONE, .day = DAY_NONE, .run = CONTENT_NONE},
    };
    for (size_t i = 0; i < contents; i++) {
        struct mark content = marks_content(marks, i);
        scan->meanings[i] = meaning_of(scan, &content, reference);
    }
}

static void scan_end(struct scan *scan) {
    free(scan->meanings);
    free(scan->enrolments);
}

static void illness_day_end(struct illness *illness) {
    illness->days_in_a_row = illness->ill_all_day ? illness->days_in_a_row + 1 : 0;
    if (illness->days_in_a_row == ILLNESS_RUN && illness->run == CONTENT_NONE) {
        illness->run = illness->last;
    }
}

static void illness_count(struct illness *illness, const struct meaning *meaning, day_t day,
                          size_t content) {
    if (meaning->illness && ++illness->marks == ILLNESS_MARKS) {
        illness->thirtieth = content;
    }
    if (!meaning->possible) {
        return;
    }
    if (day != illness->day) {
        illness_day_end(illness);
        illness->day = day;
        illness->ill_all_day = true;
    }
    illness->ill_all_day &= meaning->illness;
    illness->last = content;
}

static void attendance_count(struct attendance *attendance, bool absent, size_t content) {
    attendance->possible++;
    attendance->absent += absent;
    attendance->last = content;
}

static void scan_marks(struct scan *scan) {
    const struct mark_entry *entry = marks_entries(scan->marks);
    const struct mark_entry *end = entry + marks_count(scan->marks);
    for (; entry < end; entry++) {
        size_t content = entry->content;
        const struct meaning *meaning = &scan->meanings[content];
        day_t day = scan->first_days[YEAR] + entry->slot / 2;
        illness_count(&scan->illness, meaning, day, content);
        if (meaning->possible) {
            int term = (day >= scan->first_days[SPRING]) + (day >= scan->first_days[SUMMER]);
            struct attendance *windows = scan->enrolments[meaning->enrolment].windows;
            attendance_count(&windows[AUTUMN + term], meaning->absent, content);
            attendance_count(&windows[YEAR], meaning->absent, content);
        }
    }
    illness_day_end(&scan->illness);
}

/* Both edges belong to the higher band; integers decide. */
static const char *band_of(const struct attendance *attendance) {
    static const char *const bands[] = {"under10", "10to50", "50plus"};
    uint64_t possible = attendance->possible, absent = attendance->absent;
    return bands[(10 * absent >= possible) + (2 * absent >= possible)];
}

/* A line of value 1 at the place of a content. */
static void line_at(const struct scan *scan, const struct measure *measure, day_t day,
                    size_t content, const char *detail, struct lines *to) {
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
    const struct illness *illness = &scan->illness;
    day_t year = scan->first_days[YEAR];
    if (illness->thirtieth != CONTENT_NONE) {
        line_at(scan, &illness_15d_children, year, illness->thirtieth, "", to);
    }
    if (illness->run != CONTENT_NONE) {
        line_at(scan, &illness_15d_run_children, year, illness->run, "", to);
    }
}

void absence_child_lines(const void *marks, const struct reference *reference, struct lines *to) {
    if (marks_count(marks) == 0) {
        return;
    }
    struct scan scan;
    scan_begin(&scan, marks, reference);
    scan_marks(&scan);
    for (size_t i = 0; i < scan.n_enrolments; i++) {
        enrolment_lines(&scan, &scan.enrolments[i], to);
    }
    illness_lines(&scan, to);
    scan_end(&scan);
}
