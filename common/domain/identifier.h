/* Check digits of the identifiers that producers hold. Events never carry them: a child_ref is a
 * pseudonym. */
#ifndef GOLDENTHREAD_DOMAIN_IDENTIFIER_H
#define GOLDENTHREAD_DOMAIN_IDENTIFIER_H

#include <stdbool.h>

#include "domain/text.h"

/* Unique Pupil Number: a check letter and 12 digits, or 11 digits and a letter (temporary). The
 * check letter is the sum of position x value over positions 2 to 13, modulo 23, in
 * ABCDEFGHJKLMNPQRTUVWXYZ. `upn_check_letter` takes the 12 characters after the letter; 0 when they
 * are not of that form. */
char upn_check_letter(struct text rest);
bool upn_valid(struct text upn);

/* NHS number: 10 digits, weights 10 to 2, 11 minus the sum modulo 11; 11 counts as 0 and 10 is
 * never issued. */
bool nhs_number_valid(struct text number);

#endif
