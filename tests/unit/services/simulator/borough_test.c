#include "simulator/borough.h"

#include <string.h>

#include "support/suite.h"
#include "support/synthetic.h"

#define SUMMER_2026 20636 /* 2026-07-02 */

static struct borough *borough_of(uint64_t seed, uint32_t pupils, day_t year) {
    struct borough_settings settings = synthetic_settings(pupils);
    settings.seed = seed;
    return borough_new(&settings, year);
}

static const struct child *find(const struct borough *borough, const char *ref) {
    for (size_t i = 0; i < borough->n_children; i++) {
        if (strcmp(borough->children[i].ref, ref) == 0) {
            return &borough->children[i];
        }
    }
    return NULL;
}

static void a_full_borough_is_shaped_like_rotherham(void) {
    struct borough *borough = borough_of(1, BOROUGH_PUPILS, YEAR_2025);
    size_t schools[PHASES] = {0};
    size_t children[PHASES] = {0};
    for (size_t i = 0; i < borough->n_schools; i++) {
        schools[borough->schools[i].phase]++;
    }
    for (size_t i = 0; i < borough->n_children; i++) {
        children[borough->children[i].phase]++;
    }
    CU_ASSERT_EQUAL(schools[PHASE_PRIMARY], 96);
    CU_ASSERT_EQUAL(schools[PHASE_SECONDARY], 17);
    CU_ASSERT_EQUAL(schools[PHASE_SPECIAL], 7);
    CU_ASSERT_EQUAL(children[PHASE_PRIMARY], 23479);
    CU_ASSERT_EQUAL(children[PHASE_SECONDARY], 18166);
    CU_ASSERT_EQUAL(children[PHASE_SPECIAL], 1293);
    borough_free(borough);
}

/* Children at school in January 2025: 15.8 % have SEN support (census); plans are 1,474 in
 * mainstream schools (SEN2), and nearly everybody's in special schools. */
static void sen_shares_are_those_of_rotherham(void) {
    const day_t census = day_from_civil(2025, 1, 16);
    struct borough *borough = borough_of(1, BOROUGH_PUPILS, YEAR_2024);
    double sens[4] = {0};
    double plans[PHASES] = {0};
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        const int8_t sen = child_sen(child, census);
        sens[sen == SEN_UNKNOWN ? 3 : sen]++;
        plans[child->phase] += sen == SEN_PLAN;
    }
    CU_ASSERT_DOUBLE_EQUAL(100 * sens[SEN_SUPPORT] / BOROUGH_PUPILS, 15.8, 0.5);
    CU_ASSERT_DOUBLE_EQUAL(plans[PHASE_PRIMARY] + plans[PHASE_SECONDARY], 1474, 120);
    CU_ASSERT_DOUBLE_EQUAL(100 * plans[PHASE_SPECIAL] / 1293, 97, 1.5);
    CU_ASSERT_DOUBLE_EQUAL(100 * sens[3] / BOROUGH_PUPILS, 0.6, 0.2);
    borough_free(borough);
}

static void the_children_of_two_years_before_reception_are_known(void) {
    struct borough *borough = borough_of(1, BOROUGH_PUPILS, YEAR_2024);
    struct borough *next = borough_of(1, BOROUGH_PUPILS, YEAR_2025);
    CU_ASSERT_EQUAL(borough->n_known - borough->n_children, 2 * (23479 / 7 + 1293 / 14));
    size_t begun = 0;
    for (size_t i = borough->n_children; i < borough->n_known; i++) {
        const struct child *child = &borough->children[i];
        CU_ASSERT(child->nc_year == -1 || child->nc_year == -2);
        const struct child *later =
            child->nc_year == -1 && i % 16 == 1 ? find(next, child->ref) : NULL;
        begun += later != NULL && later->nc_year == 0 && later->school == child->school;
    }
    CU_ASSERT(begun > 200);
    borough_free(borough);
    borough_free(next);
}

static void only_children_with_sen_have_a_need(void) {
    struct borough *borough = borough_of(1, 5000, YEAR_2025);
    size_t wrong = 0;
    size_t autism = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        const bool has_sen = child->sen == SEN_SUPPORT || child->sen == SEN_PLAN;
        wrong += has_sen != (child->need != NEED_NONE);
        autism += child->need != NEED_NONE && strcmp(need_names[child->need], "ASD") == 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(autism > 50);
    borough_free(borough);
}

static void the_same_seed_gives_the_same_children(void) {
    struct borough *one = borough_of(7, 2000, YEAR_2025);
    struct borough *two = borough_of(7, 2000, YEAR_2025);
    struct borough *other = borough_of(8, 2000, YEAR_2025);
    CU_ASSERT_EQUAL(one->n_children, 2000);
    for (size_t i = 0; i < 2000; i++) {
        CU_ASSERT_STRING_EQUAL(one->children[i].ref, two->children[i].ref);
        CU_ASSERT_EQUAL(one->children[i].school, two->children[i].school);
        CU_ASSERT_EQUAL(one->children[i].plan_from, two->children[i].plan_from);
    }
    CU_ASSERT_PTR_NULL(find(other, one->children[0].ref));
    borough_free(one);
    borough_free(two);
    borough_free(other);
}

static void children_grow_up_and_stay_where_they_are(void) {
    struct borough *before = borough_of(1, 3000, YEAR_2024);
    struct borough *after = borough_of(1, 3000, YEAR_2025);
    size_t older = 0;
    size_t same_school = 0;
    for (size_t i = 0; i < before->n_children; i++) {
        const struct child *was = &before->children[i];
        const struct child *is = find(after, was->ref);
        if (is != NULL && is->phase == was->phase) {
            older += is->nc_year == was->nc_year + 1;
            same_school += is->school == child_school(was, SUMMER_2026);
        }
    }
    CU_ASSERT(older > 2400);
    CU_ASSERT_EQUAL(same_school, older);
    borough_free(before);
    borough_free(after);
}

static void some_children_move_and_some_get_a_plan_within_the_year(void) {
    struct borough *borough = borough_of(1, BOROUGH_PUPILS, YEAR_2025);
    size_t moved = 0;
    size_t planned = 0;
    for (size_t i = 0; i < borough->n_children; i++) {
        const struct child *child = &borough->children[i];
        moved += child_school(child, YEAR_2025) != child_school(child, SUMMER_2026);
        planned +=
            child_sen(child, YEAR_2025) == SEN_SUPPORT && child_sen(child, SUMMER_2026) == SEN_PLAN;
    }
    CU_ASSERT_DOUBLE_EQUAL((double)moved, 830, 150);
    CU_ASSERT_DOUBLE_EQUAL((double)planned, 220, 60);
    borough_free(borough);
}

static void a_pseudonym_is_26_characters_of_base_32(void) {
    struct borough *borough = borough_of(1, 500, YEAR_2025);
    for (size_t i = 0; i < borough->n_children; i++) {
        CU_ASSERT_EQUAL(strspn(borough->children[i].ref, "abcdefghijklmnopqrstuvwxyz234567"), 26);
        CU_ASSERT_EQUAL(strlen(borough->children[i].ref), 26);
    }
    borough_free(borough);
}

int main(void) {
    return suite_run(
        "borough",
        (const struct test[]){
            {"a full borough is shaped like Rotherham", a_full_borough_is_shaped_like_rotherham},
            {"SEN shares are those of Rotherham", sen_shares_are_those_of_rotherham},
            {"the children of two years before reception are known",
             the_children_of_two_years_before_reception_are_known},
            {"only children with SEN have a need", only_children_with_sen_have_a_need},
            {"the same seed gives the same children", the_same_seed_gives_the_same_children},
            {"children grow up and stay where they are", children_grow_up_and_stay_where_they_are},
            {"some children move, and some get a plan within the year",
             some_children_move_and_some_get_a_plan_within_the_year},
            {"a pseudonym is 26 characters of base 32", a_pseudonym_is_26_characters_of_base_32},
            {NULL, NULL}});
}
