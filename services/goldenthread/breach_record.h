/* Which record of a source system a breach is about, as the breach's episode says. */
#ifndef GOLDENTHREAD_BREACH_RECORD_H
#define GOLDENTHREAD_BREACH_RECORD_H

struct breach_record {
    char *source, *record_id; /* NULL for a breach that is of a term or a year, not of one record */
};

/* An episode is "source|record_id", and behind it "|" and the rule's step or the date by which it
 * was due, where one record can break the rule more than once; or it begins with the first day of
 * a term or year. `step` is "" for most rules, `due_on` NULL for no date. */
struct breach_record breach_record_of(const char *episode, const char *step, const char *due_on);
void breach_record_clear(struct breach_record *record);

#endif
