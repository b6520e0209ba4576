/* The attendance codes that the simulator writes, as small numbers: a child's year is two bytes a
 * day. */
#ifndef GOLDENTHREAD_SIMULATOR_CODES_H
#define GOLDENTHREAD_SIMULATOR_CODES_H

#include "domain/day.h"
#include "domain/reference.h"

enum code {
    CODE_NONE, /* no mark */
    CODE_AM,
    CODE_PM,
    CODE_L,
    CODE_B,
    CODE_K,
    CODE_P,
    CODE_V,
    CODE_W,
    CODE_I,
    CODE_M,
    CODE_R,
    CODE_S,
    CODE_T,
    CODE_E,
    CODE_C,
    CODE_C1,
    CODE_C2,
    CODE_J1,
    CODE_G,
    CODE_U,
    CODE_O,
    CODE_N,
    CODE_D,
    CODE_Q,
    CODE_X,
    CODES,
};

struct code_row {
    const char *text; /* "C2" */
    enum code_class class;
    day_t valid_from; /* first date on which a mark may carry it */
};

/* By enum code. The regulations of 2024 brought C1, C2, J1, K and Q on 19 August 2024. */
extern const struct code_row code_rows[CODES];

static inline bool code_is_possible(enum code code) {
    return code != CODE_NONE && class_is_possible(code_rows[code].class);
}

static inline bool code_is_absent(enum code code) {
    return code != CODE_NONE && class_is_absent(code_rows[code].class);
}

#endif
