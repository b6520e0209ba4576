#include "runtime/numbering.h"

#include "support/suite.h"

static struct pair pair_of(uint64_t first, uint64_t second) {
    return (struct pair){{first}, {second}};
}

static void new_pairs_get_the_next_number(void) {
    struct numbering numbering;
    numbering_init(&numbering);
    CU_ASSERT_EQUAL(numbering_of(&numbering, pair_of(7, 1)), 0);
    CU_ASSERT_EQUAL(numbering_of(&numbering, pair_of(7, 2)), 1);
    CU_ASSERT_EQUAL(numbering_of(&numbering, pair_of(1, 7)), 2);
    CU_ASSERT_EQUAL(numbering_of(&numbering, pair_of(7, 1)), 0);
    CU_ASSERT_EQUAL(numbering_of(&numbering, pair_of(0, 0)), 3);
    CU_ASSERT_EQUAL(numbering.count, 4);
    numbering_free(&numbering);
}

static void numbers_stay_when_it_grows(void) {
    struct numbering numbering;
    numbering_init(&numbering);
    for (uint32_t i = 0; i < 1000; i++) {
        struct pair pair = pair_of(UINT64_MAX - i, i % 10);
        CU_ASSERT_EQUAL(numbering_of(&numbering, pair), i);
    }
    for (uint32_t i = 0; i < 1000; i++) {
        struct pair pair = pair_of(UINT64_MAX - i, i % 10);
        CU_ASSERT_EQUAL(numbering_of(&numbering, pair), i);
        CU_ASSERT_EQUAL(numbering_pair(&numbering, i).first.number, pair.first.number);
        CU_ASSERT_EQUAL(numbering_pair(&numbering, i).second.number, pair.second.number);
    }
    numbering_free(&numbering);
}

int main(void) {
    return suite_run("numbering",
                     (const struct test[]){
                         {"new pairs get the next number", new_pairs_get_the_next_number},
                         {"numbers stay when it grows", numbers_stay_when_it_grows},
                         {NULL, NULL},
                     });
}
