#include "domain/identifier.h"

#include "support/suite.h"

static bool upn(const char *text) {
    return upn_valid(text_of(text));
}

static bool nhs_number(const char *text) {
    return nhs_number_valid(text_of(text));
}

static void check_letters_of_published_numbers(void) {
    CU_ASSERT_EQUAL(upn_check_letter(text_of("372000024017")), 'N');
    CU_ASSERT_EQUAL(upn_check_letter(text_of("37200002301B")), 'T');
    CU_ASSERT_EQUAL(upn_check_letter(text_of("801200005001")), 'B');
    CU_ASSERT_EQUAL(upn_check_letter(text_of("207000016049")), 'P');
    CU_ASSERT_EQUAL(upn_check_letter(text_of("000000000000")), 'A');
}

static void valid_unique_pupil_numbers(void) {
    CU_ASSERT_TRUE(upn("N372000024017"));
    CU_ASSERT_TRUE(upn("T37200002301B"));
    CU_ASSERT_TRUE(upn("B801200005001"));
    CU_ASSERT_TRUE(upn("P207000016049"));
}

static void invalid_unique_pupil_numbers(void) {
    CU_ASSERT_FALSE(upn("A801200005001"));
    CU_ASSERT_FALSE(upn("Q207000016049")); /* a vendor's worked example is wrong */
    CU_ASSERT_FALSE(upn(""));
    CU_ASSERT_FALSE(upn("N37200002401"));
    CU_ASSERT_FALSE(upn("N3720000240170"));
    CU_ASSERT_FALSE(upn("n372000024017"));
    CU_ASSERT_FALSE(upn("N37200002401I")); /* I, O and S are no letters of a UPN */
    CU_ASSERT_FALSE(upn("N37200002401S"));
    CU_ASSERT_FALSE(upn("N3720000240O7"));
    CU_ASSERT_FALSE(upn("N37200002A017"));
    CU_ASSERT_FALSE(upn("N37200002401b"));
}

static void no_letter_for_what_is_not_the_rest_of_a_number(void) {
    CU_ASSERT_EQUAL(upn_check_letter(text_of("")), 0);
    CU_ASSERT_EQUAL(upn_check_letter(text_of("37200002401")), 0);
    CU_ASSERT_EQUAL(upn_check_letter(text_of("3720000240177")), 0);
    CU_ASSERT_EQUAL(upn_check_letter(text_of("3720 0024017")), 0);
    CU_ASSERT_EQUAL(upn_check_letter((struct text){"37200002401\0", 12}), 0);
}

static void valid_nhs_numbers(void) {
    CU_ASSERT_TRUE(nhs_number("9434765919"));
    CU_ASSERT_TRUE(nhs_number("9434765870")); /* check digit 11 is written 0 */
    CU_ASSERT_TRUE(nhs_number("9990000018"));
    CU_ASSERT_TRUE(nhs_number("9990000026"));
    CU_ASSERT_TRUE(nhs_number("9990123454"));
    CU_ASSERT_TRUE(nhs_number("9999999999"));
}

static void invalid_nhs_numbers(void) {
    CU_ASSERT_FALSE(nhs_number("9999999993"));
    CU_ASSERT_FALSE(nhs_number("9434765918"));
    CU_ASSERT_FALSE(nhs_number(""));
    CU_ASSERT_FALSE(nhs_number("943476591"));
    CU_ASSERT_FALSE(nhs_number("94347659190"));
    CU_ASSERT_FALSE(nhs_number("943476591X"));
    CU_ASSERT_FALSE(nhs_number("9434 65919"));
    for (int digit = 0; digit < 10; digit++) { /* check digit 10 is never issued */
        char number[] = "999000000?";
        number[9] = (char)('0' + digit);
        CU_ASSERT_FALSE(nhs_number(number));
    }
}

int main(void) {
    return suite_run("identifier",
                     (const struct test[]){
                         {"check letters of published numbers", check_letters_of_published_numbers},
                         {"valid unique pupil numbers", valid_unique_pupil_numbers},
                         {"invalid unique pupil numbers", invalid_unique_pupil_numbers},
                         {"no letter for what is not the rest of a number",
                          no_letter_for_what_is_not_the_rest_of_a_number},
                         {"valid NHS numbers", valid_nhs_numbers},
                         {"invalid NHS numbers", invalid_nhs_numbers},
                         {NULL, NULL},
                     });
}
