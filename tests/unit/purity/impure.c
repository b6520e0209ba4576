/* What the check of purity must refuse: a clock, and memory of the last call. */
#include <time.h>

time_t impure_now(void);
int impure_count(void);

time_t impure_now(void) {
    return time(NULL);
}

int impure_count(void) {
    static int calls = 0;
    return ++calls;
}
