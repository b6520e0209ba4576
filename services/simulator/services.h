/* Services that take referrals: how many children are referred, and how long they wait. */
#ifndef GOLDENTHREAD_SIMULATOR_SERVICES_H
#define GOLDENTHREAD_SIMULATOR_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

enum band { BAND_YOUNGER, BAND_PRIMARY, BAND_SECONDARY, BAND_SPECIAL, BANDS };

#define KNOTS 17

struct service_profile {
    const char *service;
    const char *providers[2]; /* the second takes every fifth; NULL: there is none */
    /* Referrals in a year of a million children without SEN, and per mille of that for N, K, E. */
    uint32_t per_million[BANDS];
    uint16_t sen_per_mille[3];
    int8_t from_nc_year;
    uint8_t accepted;      /* out of 100 */
    uint8_t triage_days;   /* at most */
    bool wait_is_assessed; /* the wait ends with an assessment, else with a first contact */
    uint16_t wait[KNOTS];  /* days, 16 equally likely stretches between them */
    uint8_t assessed_after, treated_after, discharged_after; /* weeks at most, 0: never */
};

#define SERVICE_PROFILES 11 /* every service but EHCNA, whose referrals are cases */
extern const struct service_profile service_profiles[SERVICE_PROFILES];

#endif
