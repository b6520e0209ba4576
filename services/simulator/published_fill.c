#include <string.h>

#include "simulator/published_share.h"

#define MOST_DAYS 366

/* Registers go missing and absences come in runs of days: blocks of so many, in an order given by a
 * step that no number of blocks divides. */
#define BLOCK_DAYS 3
#define BLOCK_STEP 1009

/* Sessions of one code that one child gets at a time, so that what comes in runs does. */
static const int8_t chunk_sessions[CODES] = {
    [CODE_L] = 1,  [CODE_B] = 10, [CODE_K] = 10, [CODE_P] = 1,  [CODE_V] = 2,
    [CODE_W] = 10, [CODE_I] = 4,  [CODE_M] = 1,  [CODE_R] = 2,  [CODE_S] = 4,
    [CODE_T] = 10, [CODE_E] = 4,  [CODE_C] = 2,  [CODE_C1] = 2, [CODE_C2] = 20,
    [CODE_J1] = 1, [CODE_G] = 10, [CODE_U] = 1,  [CODE_O] = 2,  [CODE_N] = 1,
};

struct deck {
    const struct published_row *row;
    int64_t left[CODES]; /* sessions still to be dealt */
};

/* The code of which the largest part is left, of those that are absent or of those that are not. */
static enum code next_code(const struct deck *deck, bool absent) {
    const int64_t *left = deck->left;
    const int64_t *all = deck->row->sessions;
    enum code best = CODE_NONE;
    for (int i = CODE_L; i < CODES; i++) {
        const enum code code = (enum code)i;
        if (left[code] > 0 && code_is_absent(code) == absent &&
            (best == CODE_NONE || left[code] * all[best] > left[best] * all[code])) {
            best = code;
        }
    }
    return best;
}

static int32_t least_of(int32_t a, int64_t b) {
    return a < b ? a : (int32_t)b;
}

/* Deals a child its codes in the order in which they will stand in the register, absences and the
 * rest mixed. */
static void deal(struct deck *deck, int32_t absent, int32_t elsewhere, uint8_t *hand) {
    int32_t rest[2] = {elsewhere, absent};
    while (rest[0] + rest[1] > 0) {
        const bool away = (int64_t)rest[1] * elsewhere >= (int64_t)rest[0] * absent && rest[1] > 0;
        const enum code code = next_code(deck, away);
        const int32_t chunk =
            least_of(least_of(chunk_sessions[code], rest[away]), deck->left[code]);
        memset(hand, (int)code, (size_t)chunk);
        hand += chunk;
        rest[away] -= chunk;
        deck->left[code] -= chunk;
    }
}

/* Marks `take` of the `slots` places of picked[], block by block. */
static void pick(uint8_t *picked, int32_t slots, int32_t take, uint32_t shift) {
    memset(picked, 0, (size_t)slots);
    const uint32_t blocks = (uint32_t)(slots + BLOCK_DAYS - 1) / BLOCK_DAYS;
    for (uint32_t nth = 0; take > 0; nth++) {
        const int32_t first = (int32_t)((nth * BLOCK_STEP + shift) % blocks) * BLOCK_DAYS;
        for (int32_t i = first; i < first + BLOCK_DAYS && i < slots && take > 0; i++) {
            picked[i] = 1;
            take--;
        }
    }
}

/* One half of a register: on which days it was taken and on which of those the child was off. */
struct half {
    uint8_t reported[MOST_DAYS];
    uint8_t off[MOST_DAYS]; /* by reported day */
    int32_t slot;
};

/* Children of a school miss the same days, those that the school did not report. */
static void half_lay(struct half *half, size_t days, int32_t sessions, int32_t off, uint32_t school,
                     uint32_t child) {
    pick(half->reported, (int32_t)days, sessions, school);
    pick(half->off, sessions, off, child);
    half->slot = 0;
}

static enum code half_next(struct half *half, size_t day, enum code present, const uint8_t **hand) {
    if (!half->reported[day]) {
        return CODE_NONE;
    }
    if (!half->off[half->slot++]) {
        return present;
    }
    return (enum code) * (*hand)++;
}

static void fill_register(struct deck *deck, const struct shares *shares, size_t i, size_t days,
                          uint32_t school, uint8_t *codes) {
    uint8_t dealt[2 * MOST_DAYS] = {0};
    deal(deck, shares->absent[i], shares->elsewhere[i], dealt);
    const int32_t off = shares->absent[i] + shares->elsewhere[i];
    struct half morning;
    struct half afternoon;
    half_lay(&morning, days, shares->mornings[i], shares->off_mornings[i], school, (uint32_t)i);
    half_lay(&afternoon, days, shares->afternoons[i], off - shares->off_mornings[i], school,
             (uint32_t)i);
    const uint8_t *hand = dealt;
    for (size_t day = 0; day < days; day++) {
        codes[2 * day] = (uint8_t)half_next(&morning, day, CODE_AM, &hand);
        codes[2 * day + 1] = (uint8_t)half_next(&afternoon, day, CODE_PM, &hand);
    }
}

bool published_fill(const struct published_row *row, const char *name, int64_t count,
                    int64_t persistent, size_t school_days, const uint16_t *schools, uint8_t *codes,
                    GPtrArray *reasons) {
    g_assert(school_days <= MOST_DAYS);
    struct shares *shares = shares_new(row, name, count, persistent, school_days, reasons);
    if (shares == NULL) {
        return false;
    }
    struct deck deck = {.row = row};
    memcpy(deck.left, row->sessions, sizeof deck.left);
    for (size_t i = 0; i < shares->count; i++) {
        fill_register(&deck, shares, i, school_days, schools[i], codes + 2 * school_days * i);
    }
    shares_free(shares);
    return true;
}
