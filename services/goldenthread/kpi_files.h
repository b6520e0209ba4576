/* The register of KPIs: schemas/kpis/<kpi_id>.ini, one file a KPI. */
#ifndef GOLDENTHREAD_KPI_FILES_H
#define GOLDENTHREAD_KPI_FILES_H

#include "goldenthread/database.h"

/* Hands every file to kpi.define(kpi_id, fields) and takes KPIs without a file out of the register,
 * in one transaction; *count is how many there are. */
bool kpi_files_load(PGconn *db, const char *folder, int64_t *count, struct error *error) MUST_CHECK;

/* The keys of the group [kpi] of a file's text as a JSON object of strings; the caller frees
 * (g_free). NULL and *error (ERROR_CONFIG) when the text is no such key file. */
char *kpi_file_json(const char *text, size_t length, struct error *error);

#endif
