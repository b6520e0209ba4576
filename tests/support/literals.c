#include "support/literals.h"

#include <stdlib.h>

#define ALWAYS DAY_FIRST
#define FROM_2024 19954 /* 2024-08-19 */

static const struct attendance_code codes[] = {
    {"#", CLASS_NOT_POSSIBLE, ALWAYS},
    {"/", CLASS_PRESENT, ALWAYS},
    {"B", CLASS_AEA, ALWAYS},
    {"C", CLASS_AUTHORISED, ALWAYS},
    {"C1", CLASS_AUTHORISED, FROM_2024},
    {"C2", CLASS_AUTHORISED, FROM_2024},
    {"D", CLASS_NOT_POSSIBLE, ALWAYS},
    {"E", CLASS_AUTHORISED, ALWAYS},
    {"G", CLASS_UNAUTHORISED, ALWAYS},
    {"I", CLASS_AUTHORISED, ALWAYS},
    {"J1", CLASS_AUTHORISED, FROM_2024},
    {"K", CLASS_AEA, FROM_2024},
    {"L", CLASS_LATE, ALWAYS},
    {"M", CLASS_AUTHORISED, ALWAYS},
    {"N", CLASS_UNAUTHORISED, ALWAYS},
    {"O", CLASS_UNAUTHORISED, ALWAYS},
    {"P", CLASS_AEA, ALWAYS},
    {"Q", CLASS_NOT_POSSIBLE, FROM_2024},
    {"R", CLASS_AUTHORISED, ALWAYS},
    {"S", CLASS_AUTHORISED, ALWAYS},
    {"T", CLASS_AUTHORISED, ALWAYS},
    {"U", CLASS_UNAUTHORISED, ALWAYS},
    {"V", CLASS_AEA, ALWAYS},
    {"W", CLASS_AEA, ALWAYS},
    {"X", CLASS_NOT_POSSIBLE, ALWAYS},
    {"Y1", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Y2", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Y3", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Y4", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Y5", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Y6", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Y7", CLASS_NOT_POSSIBLE, FROM_2024},
    {"Z", CLASS_NOT_POSSIBLE, ALWAYS},
    {"\\", CLASS_PRESENT, ALWAYS},
};

static const char needs[][8] = {
    "ASD", "DS",   "HI",   "MLD",  "MSI", "NSA",  "OTH",
    "PD",  "PMLD", "SEMH", "SLCN", "SLD", "SPLD", "VI",
};

static const day_t school_days[] = {
    19968, 19969, 19970, 19971, 19972, /* 2024-09-02 to 2024-09-06 */
    19975, 19976, 19977, 19978, 19979, /* 2024-09-09 to 2024-09-13 */
    19982, 19983, 19984, 19985, 19986, /* 2024-09-16 to 2024-09-20 */
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct reference literal_reference = {
    .version = 1,
    .codes = codes,
    .n_codes = COUNT(codes),
    .needs = needs,
    .n_needs = COUNT(needs),
    .school_days = school_days,
    .n_school_days = COUNT(school_days),
};

day_t on(const char *date) {
    day_t day;
    if (!day_parse(date, &day)) {
        abort();
    }
    return day;
}
