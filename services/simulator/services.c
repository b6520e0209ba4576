#include "simulator/services.h"

#include <stddef.h>

/* Waits. Neurodevelopmental: 89 % of those who wait have done so for more than 18 weeks (middle of
 * 2023), which at a steady inflow takes three and a half years; 780 referrals a year, of which 55 %
 * are accepted, keep 1,400 waiting (60 to 70 a month and more than 1,200: Care Quality Commission,
 * 2019). Speech and language therapy: 63 % of those who wait are within 18 weeks, 10 % over 52
 * (England, May 2025). For the others nothing local is published. */
/* clang-format off */
const struct service_profile service_profiles[SERVICE_PROFILES] = {
    {"SALT", {"acute-trust", "community-therapies"}, {60000, 24000, 3000, 20000}, {1000, 4000, 6000}, -2, 94, 10, false,
     {7, 21, 35, 49, 63, 77, 88, 98, 108, 118, 126, 147, 175, 217, 273, 392, 720}, 6, 10, 52},
    {"OT", {"acute-trust", NULL}, {8000, 9000, 2500, 8000}, {1000, 4000, 6000}, -2, 88, 14, false,
     {14, 35, 56, 77, 91, 105, 119, 133, 147, 161, 182, 203, 224, 252, 287, 336, 490}, 8, 12, 40},
    {"PT", {"acute-trust", NULL}, {9000, 6000, 2000, 8000}, {1000, 4000, 6000}, -2, 95, 7, false,
     {3, 10, 18, 26, 35, 42, 49, 56, 63, 70, 80, 91, 105, 119, 133, 161, 250}, 3, 4, 30},
    {"CDC", {"acute-trust", NULL}, {32000, 2500, 0, 0}, {1000, 4000, 6000}, -2, 85, 14, true,
     {42, 70, 91, 105, 119, 126, 140, 154, 168, 182, 200, 224, 252, 280, 322, 378, 560}, 0, 20, 60},
    {"ND", {"mental-health-trust", NULL}, {3000, 11000, 8000, 4000}, {1000, 4000, 6000}, -2, 55, 14, true,
     {500, 720, 880, 980, 1070, 1140, 1200, 1260, 1310, 1360, 1420, 1480, 1540, 1600, 1680, 1780, 2000}, 0, 26, 52},
    {"CAMHS", {"mental-health-trust", NULL}, {0, 12000, 26000, 6000}, {1000, 4000, 6000}, 0, 72, 7, false,
     {2, 7, 14, 21, 28, 35, 42, 49, 60, 74, 91, 105, 126, 154, 189, 245, 400}, 6, 8, 50},
    {"WHEELCHAIR", {"wheelchair-service", NULL}, {1500, 1000, 700, 4000}, {1000, 4000, 6000}, -2, 96, 3, false,
     {1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 13, 18, 28, 50, 120}, 1, 20, 26},
    {"CARERS", {"council", NULL}, {0, 5000, 5000, 5000}, {0, 1000, 6000}, -2, 90, 5, false,
     {5, 9, 12, 15, 18, 21, 24, 27, 30, 34, 38, 42, 49, 56, 70, 90, 130}, 4, 0, 16},
    {"TRANSITION", {"council", NULL}, {0, 0, 20000, 20000}, {0, 0, 6000}, 9, 92, 10, false,
     {7, 14, 21, 28, 35, 42, 49, 60, 70, 80, 90, 105, 126, 150, 180, 220, 300}, 12, 0, 52},
    {"INCLUSION_PANEL", {"council", NULL}, {0, 7000, 6000, 0}, {1000, 4000, 6000}, -2, 80, 7, false,
     {5, 7, 8, 9, 10, 12, 13, 14, 16, 18, 20, 21, 24, 27, 30, 35, 45}, 0, 0, 12},
    {"SENDIASS", {"sendiass", NULL}, {3000, 6000, 4500, 3000}, {1000, 4000, 6000}, -2, 99, 2, false,
     {0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 12, 15, 25}, 0, 0, 14},
};
/* clang-format on */
