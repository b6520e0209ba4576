/* One KPI of the register. */
#ifndef GOLDENTHREAD_KPI_DEFINITION_H
#define GOLDENTHREAD_KPI_DEFINITION_H

#include "goldenthread/command.h"
#include "goldenthread/database.h"

/* Columns of the row. */
enum kpi_column {
    KPI_TITLE,
    KPI_WORDING,
    KPI_KIND,
    KPI_UNIT,
    KPI_PRECISION,
    KPI_POLARITY,
    KPI_PERIODS,
    KPI_OUTCOMES,
    KPI_COMMITMENT,
    KPI_OWNER,
    KPI_SOURCE,
    KPI_BY_DETAIL,
};

/* The KPI's row, or NULL with the exit status in *status after explaining why. */
PGresult *kpi_definition(const struct call *call, PGconn *db, const char *kpi_id, int *status);

#endif
