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

static const struct service services[] = {
    {"CAMHS", true},
    {"CARERS", true},
    {"CDC", false},
    {"EHCNA", true},
    {"INCLUSION_PANEL", true},
    {"ND", false},
    {"OT", true},
    {"PT", true},
    {"SALT", true},
    {"SENDIASS", true},
    {"TRANSITION", true},
    {"WHEELCHAIR", true},
};

static const char exclusion_reasons[][8] = {
    "AB", "AR", "BU", "BW", "CB", "DA", "DB", "DM", "DR", "DS", "LD", "LG", "MB", "MP", "MT",
    "OS", "OW", "PA", "PH", "PP", "RA", "SB", "SM", "SR", "TB", "TH", "VA", "VP", "VR",
};

static const struct rule rules[] = {
    {"C1_LATE_NOTICE", "", ALWAYS, 1, 3, true, 0, 0, 60, 7},
    {"C1_PEX_RETRACT", "", ALWAYS, 1, 2, true, 0, 0, 60, 7},
    {"C1_PEX_SEND", "", ALWAYS, 1, 1, true, 0, 0, 60, 7},
    {"C1_PTT_BEHAVIOUR", "", ALWAYS, 1, 2, true, 0, 0, 60, 7},
    {"C1_PTT_HOURS", "", ALWAYS, 1, 3, true, 0, 0, 60, 7},
    {"C1_PTT_NO_AGREE", "", ALWAYS, 1, 2, true, 0, 0, 60, 7},
    {"C1_PTT_OPEN_ENDED", "", ALWAYS, 1, 3, true, 0, 0, 60, 7},
    {"C1_PTT_OVER_6WK", "", ALWAYS, 1, 2, true, 42, 0, 60, 7},
    {"C1_PTT_REVIEW_DUE", "", ALWAYS, 1, 3, true, 0, 0, 60, 7},
    {"C1_SIXTH_DAY", "", ALWAYS, 1, 1, true, 0, 0, 60, 7},
    {"C1_SUSP_15D", "", ALWAYS, 1, 1, true, 31, 0, 60, 7},
    {"C1_SUSP_45D", "35", ALWAYS, 1, 1, true, 70, 0, 60, 7},
    {"C1_SUSP_45D", "40", ALWAYS, 1, 1, true, 80, 0, 60, 7},
    {"C1_SUSP_45D", "45", ALWAYS, 1, 1, true, 91, 0, 60, 7},
    {"C1_SUSP_5D", "", ALWAYS, 1, 2, true, 11, 0, 60, 7},
    {"C1_SUSP_EHCP", "", ALWAYS, 1, 3, true, 0, 0, 60, 7},
    {"C1_SUSP_REPEAT", "", ALWAYS, 1, 3, true, 40, 0, 60, 7},
    {"C2_ILL_10D", "", ALWAYS, 2, 3, true, 20, 0, 60, 7},
    {"C2_ILL_15D", "", ALWAYS, 2, 2, true, 30, 0, 60, 7},
    {"C2_PA", "", ALWAYS, 2, 4, true, 10, 20, 60, 7},
    {"C2_SEVERE", "", ALWAYS, 2, 2, true, 50, 20, 60, 7},
    {"C4_ADVICE_DUE", "35", ALWAYS, 4, 3, false, 35, 0, 60, 7},
    {"C4_ADVICE_DUE", "42", ALWAYS, 4, 2, false, 42, 0, 60, 7},
    {"C5_CHILD_104WK", "", ALWAYS, 5, 3, false, 728, 0, 60, 7},
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
    .services = services,
    .n_services = COUNT(services),
    .exclusion_reasons = exclusion_reasons,
    .n_exclusion_reasons = COUNT(exclusion_reasons),
    .rules = rules,
    .n_rules = COUNT(rules),
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
