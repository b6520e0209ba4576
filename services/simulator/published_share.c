#include "simulator/published_share.h"

#include "simulator/apportion.h"
#include "simulator/draw.h"

/* Of the absence that those below 10 % could have, they get this much, in fifths. */
#define OTHERS_FIFTHS 2

/* Room for one step of sharing: what an enrolment may get, how much it asks for, what it got. */
struct step {
    int32_t *limits, *weights, *parts;
};

struct sharing {
    const struct published_row *row;
    const char *name;
    int64_t persistent;
    size_t days;
    struct shares *shares;
    struct step step;
    GPtrArray *reasons;
};

static bool refuse(struct sharing *sharing, const char *column, const char *why) {
    g_ptr_array_add(sharing->reasons,
                    g_strdup_printf("phase '%s', column '%s': %s", sharing->name, column, why));
    return false;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most) {
    return value < least ? least : value > most ? most : value;
}

static int64_t sum_absent(const struct published_row *row) {
    int64_t absent = 0;
    for (int code = 0; code < CODES; code++) {
        absent += code_is_absent((enum code)code) ? row->sessions[code] : 0;
    }
    return absent;
}

/* The persistent absentees are spread evenly over the enrolments. */
static bool is_persistent(const struct sharing *sharing, size_t i) {
    return apportion_equal(sharing->persistent, (int64_t)i, (int64_t)sharing->shares->count) > 0;
}

static int32_t possible(const struct shares *shares, size_t i) {
    return shares->mornings[i] + shares->afternoons[i];
}

/* The fewest absent sessions that are persistent: 10 x absent >= possible. */
static int32_t threshold(const struct shares *shares, size_t i) {
    return (possible(shares, i) + 9) / 10;
}

/* How many sessions beyond what they must have the persistent absentees, or up to what they may
 * have the others, can be absent. */
static int32_t absence_room(const struct sharing *sharing, size_t i) {
    const struct shares *shares = sharing->shares;
    return is_persistent(sharing, i) ? possible(shares, i) - threshold(shares, i)
                                     : threshold(shares, i) - 1;
}

static void apportion_step(struct sharing *sharing, int64_t total, const int32_t *weights,
                           int32_t *to) {
    const struct step *step = &sharing->step;
    apportion(total, weights, step->limits, sharing->shares->count, step->parts);
    for (size_t i = 0; i < sharing->shares->count; i++) {
        to[i] += step->parts[i];
    }
}

/* Possible sessions: as even as can be, half of them mornings where the register lets it. */
static bool share_sessions(struct sharing *sharing) {
    struct shares *shares = sharing->shares;
    const struct published_row *row = sharing->row;
    const int64_t room = (int64_t)(shares->count * sharing->days);
    const int64_t am = row->sessions[CODE_AM];
    const int64_t pm = row->sessions[CODE_PM];
    const int64_t least = am > row->possible - room ? am : row->possible - room;
    const int64_t most = row->possible - pm < room ? row->possible - pm : room;
    if (least > most) {
        return refuse(sharing, am > pm ? "reason_present_am" : "reason_present_pm",
                      "more sessions than the enrolments have school days");
    }
    const int64_t mornings = clamp((row->possible + 1) / 2, least, most);
    const int64_t count = (int64_t)shares->count;
    for (int64_t i = 0; i < count; i++) {
        shares->mornings[i] = (int32_t)apportion_equal(mornings, i, count);
        shares->afternoons[i] = (int32_t)apportion_equal(row->possible - mornings, i, count);
    }
    return true;
}

/* Shares absent sessions out among those who are, or are not, persistently absent: many get few,
 * some get many. */
static void share_among(struct sharing *sharing, bool persistent, int64_t total) {
    static const int8_t few_and_many[] = {1, 1, 1, 2, 2, 3, 4, 8};
    const struct step *step = &sharing->step;
    for (size_t i = 0; i < sharing->shares->count; i++) {
        const bool takes_part = is_persistent(sharing, i) == persistent;
        const uint32_t eighth = draw_below(draw(0, DRAW_ENGAGEMENT, (int32_t)i, 0), 8);
        step->limits[i] = takes_part ? absence_room(sharing, i) : 0;
        step->weights[i] = step->limits[i] * few_and_many[eighth];
    }
    apportion_step(sharing, total, step->weights, sharing->shares->absent);
}

/* Absent sessions: the persistent absentees reach their threshold and nobody else does. */
static bool share_absence(struct sharing *sharing) {
    struct shares *shares = sharing->shares;
    int64_t room[2] = {0, 0};
    int64_t extra = sum_absent(sharing->row);
    for (size_t i = 0; i < shares->count; i++) {
        const bool persistent = is_persistent(sharing, i);
        shares->absent[i] = persistent ? threshold(shares, i) : 0;
        extra -= shares->absent[i];
        room[persistent] += absence_room(sharing, i);
    }
    if (extra < 0) {
        return refuse(sharing, "overall_absence",
                      "fewer sessions than the persistent absentees of 'pa_perc' must have");
    }
    if (extra > room[0] + room[1]) {
        return refuse(sharing, "overall_absence",
                      "more sessions than 'pa_perc' leaves to those not persistently absent");
    }
    const int64_t least = extra > room[1] ? extra - room[1] : 0;
    const int64_t most = extra < room[0] ? extra : room[0];
    const int64_t others = clamp(room[0] * OTHERS_FIFTHS / 5, least, most);
    share_among(sharing, false, others);
    share_among(sharing, true, extra - others);
    return true;
}

static void share_elsewhere(struct sharing *sharing) {
    const struct published_row *row = sharing->row;
    const struct step *step = &sharing->step;
    for (size_t i = 0; i < sharing->shares->count; i++) {
        step->limits[i] = possible(sharing->shares, i) - sharing->shares->absent[i];
    }
    const int64_t attending = row->possible - sum_absent(row);
    const int64_t elsewhere = attending - row->sessions[CODE_AM] - row->sessions[CODE_PM];
    apportion_step(sharing, elsewhere, step->limits, sharing->shares->elsewhere);
}

/* So many of the sessions off / and \ are mornings that as many mornings are left as the register
 * has /. */
static bool share_off_mornings(struct sharing *sharing) {
    struct shares *shares = sharing->shares;
    int64_t off = -sharing->row->sessions[CODE_AM];
    int64_t room = 0;
    for (size_t i = 0; i < shares->count; i++) {
        const int32_t all = shares->absent[i] + shares->elsewhere[i];
        const int32_t must = all > shares->afternoons[i] ? all - shares->afternoons[i] : 0;
        const int32_t can = all < shares->mornings[i] ? all : shares->mornings[i];
        shares->off_mornings[i] = must;
        sharing->step.limits[i] = can - must;
        off += shares->mornings[i] - must;
        room += can - must;
    }
    if (off < 0 || off > room) {
        return refuse(sharing, "reason_present_am",
                      "absences leave no such numbers of mornings and afternoons");
    }
    apportion_step(sharing, off, sharing->step.limits, shares->off_mornings);
    return true;
}

static bool share_all(struct sharing *sharing) {
    if (!share_sessions(sharing) || !share_absence(sharing)) {
        return false;
    }
    share_elsewhere(sharing);
    return share_off_mornings(sharing);
}

struct shares *shares_new(const struct published_row *row, const char *name, int64_t count,
                          int64_t persistent, size_t school_days, GPtrArray *reasons) {
    const size_t n = (size_t)count;
    struct shares *shares = g_new0(struct shares, 1);
    *shares = (struct shares){n,
                              g_new0(int32_t, n),
                              g_new0(int32_t, n),
                              g_new0(int32_t, n),
                              g_new0(int32_t, n),
                              g_new0(int32_t, n)};
    struct step step = {g_new(int32_t, n), g_new(int32_t, n), g_new(int32_t, n)};
    struct sharing sharing = {row, name, persistent, school_days, shares, step, reasons};
    if (!share_all(&sharing)) {
        shares_free(shares);
        shares = NULL;
    }
    g_free(step.limits);
    g_free(step.weights);
    g_free(step.parts);
    return shares;
}

void shares_free(struct shares *shares) {
    if (shares != NULL) {
        g_free(shares->mornings);
        g_free(shares->afternoons);
        g_free(shares->absent);
        g_free(shares->elsewhere);
        g_free(shares->off_mornings);
        g_free(shares);
    }
}
