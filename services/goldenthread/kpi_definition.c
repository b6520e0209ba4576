#include "goldenthread/kpi_definition.h"

PGresult *kpi_definition(const struct call *call, PGconn *db, const char *kpi_id, int *status) {
    struct error error = {0};
    struct pg_params params = {0};
    pg_param_text(&params, kpi_id);
    PGresult *result =
        pg_query(db,
                 "select title, wording, kind, unit, precision, polarity, periods, outcomes,"
                 " commitment, owner, source, by_detail from kpi.definition where kpi_id = $1",
                 &params, &error);
    if (result == NULL) {
        *status = command_failed(call, &error);
    } else if (PQntuples(result) == 0) {
        *status =
            command_usage(call, "there is no KPI '%s'; goldenthread kpi list shows them", kpi_id);
        PQclear(result);
        result = NULL;
    }
    return result;
}
