/* A command that shows the rows of one query, and takes no options but --dsn and --json. */
#ifndef GOLDENTHREAD_REPORT_H
#define GOLDENTHREAD_REPORT_H

#include "goldenthread/command.h"
#include "goldenthread/table.h"

/* The whole command; returns the exit status. The select list is the columns, in order. */
int report_query(const struct call *call, const char *sql, const struct column *columns);

#endif
