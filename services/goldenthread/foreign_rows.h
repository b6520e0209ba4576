/* Ledger rows that no consumer wrote: their place fits into no struct line (a SEN provision of two
 * letters, an unknown stage). Somebody's hand did; verify tells and rebuild takes them back. */
#ifndef GOLDENTHREAD_FOREIGN_ROWS_H
#define GOLDENTHREAD_FOREIGN_ROWS_H

#include "goldenthread/ledger_rows.h"

struct foreign_rows;

struct foreign_rows *foreign_rows_new(void);
void foreign_rows_free(struct foreign_rows *rows);

/* Adds the row to the sum of its key; copies what it keeps. */
void foreign_rows_add(struct foreign_rows *rows, const struct ledger_row *row);

/* Keys with a sum that is not zero, and the same one by one: `value` is the sum. */
int64_t foreign_rows_count(const struct foreign_rows *rows);
void foreign_rows_each(const struct foreign_rows *rows, ledger_row_each *each, void *context);

#endif
