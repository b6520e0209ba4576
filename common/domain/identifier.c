#include "domain/identifier.h"

#define UPN_LENGTH 13
#define NHS_NUMBER_LENGTH 10

/* No I, O or S, which are read as digits too easily. */
static const char upn_letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

/* -1: no digit. */
static int digit_value(char character) {
    return character >= '0' && character <= '9' ? character - '0' : -1;
}

/* A digit, or in the last place of a temporary number a letter. -1: neither. */
static int upn_value(char character, bool last) {
    int value = digit_value(character);
    if (value < 0 && last) {
        const char *letter = memchr(upn_letters, character, sizeof upn_letters - 1);
        value = letter != NULL ? (int)(letter - upn_letters) : -1;
    }
    return value;
}

char upn_check_letter(struct text rest) {
    if (rest.length != UPN_LENGTH - 1) {
        return 0;
    }
    int sum = 0;
    for (int i = 0; i < UPN_LENGTH - 1; i++) {
        int value = upn_value(rest.bytes[i], i == UPN_LENGTH - 2);
        if (value < 0) {
            return 0;
        }
        sum += value * (i + 2);
    }
    return upn_letters[sum % 23];
}

bool upn_valid(struct text upn) {
    if (upn.length != UPN_LENGTH) {
        return false;
    }
    char letter = upn_check_letter((struct text){upn.bytes + 1, UPN_LENGTH - 1});
    return letter != 0 && upn.bytes[0] == letter;
}

bool nhs_number_valid(struct text number) {
    if (number.length != NHS_NUMBER_LENGTH) {
        return false;
    }
    int sum = 0;
    for (int i = 0; i < NHS_NUMBER_LENGTH - 1; i++) {
        int value = digit_value(number.bytes[i]);
        if (value < 0) {
            return false;
        }
        sum += value * (10 - i);
    }
    int check = 11 - sum % 11; /* 10 equals no digit */
    return digit_value(number.bytes[NHS_NUMBER_LENGTH - 1]) == (check == 11 ? 0 : check);
}
