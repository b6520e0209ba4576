#include "support/random_envelope.h"

struct pupil random_pupil(struct random *random) {
    static const int64_t schools[] = {106905, 142000, -7};
    static const struct text needs[] = {{NULL, 0}, {NULL, 0}, {"SEMH", 4}, {"SLD", 3}, {"SLCN", 4}};
    struct pupil pupil = {.known = random_below(random, 6) > 0};
    pupil.sen_provision = (int8_t)((int)random_below(random, 4) - 1);
    pupil.looked_after = (int8_t)((int)random_below(random, 3) - 1);
    pupil.nc_year =
        random_below(random, 5) > 0 ? (int64_t)random_below(random, 18) - 2 : NUMBER_NULL;
    pupil.school_urn = random_below(random, 5) > 0 ? schools[random_below(random, 3)] : NUMBER_NULL;
    pupil.primary_need = needs[random_below(random, 5)];
    return pupil;
}

int64_t random_revision(struct random *random) {
    switch (random_below(random, 8)) {
    case 0:
        return INT64_MAX - random_below(random, 2);
    case 1:
        return INT64_C(1727697600000) + random_below(random, 3) * INT64_C(3600000);
    default:
        return 1 + random_below(random, 3);
    }
}
