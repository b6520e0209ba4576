#include "goldenthread/hand.h"

#include <string.h>

#include "goldenthread/database.h"

struct setting option_reason(const char **to) {
    return (struct setting){"reason", SETTING_STRING, to, .required = true,
                            .help = "why, for whoever looks later; no names"};
}

static bool is_blank(const char *text) {
    return text[strspn(text, " \t")] == '\0';
}

int hand_call(const struct call *call, const struct hand *hand, const char *sql,
              const char *const *more, char **value) {
    if (is_blank(hand->by) || is_blank(hand->why)) {
        return command_usage(call, "the audit wants to know who does it and why");
    }
    struct error error = {0};
    struct pg_params params = {0};
    pg_param_text(&params, hand->by);
    pg_param_text(&params, hand->why);
    for (; *more != NULL; more++) {
        pg_param_text(&params, *more);
    }
    PGconn *db = database_open(hand->dsn, &error);
    PGresult *result = db != NULL ? pg_query(db, sql, &params, &error) : NULL;
    const int status = result != NULL ? EXIT_SUCCESS : command_failed(call, &error);
    *value = result != NULL ? g_strdup(database_text(result, 0, 0)) : NULL;
    PQclear(result);
    PQfinish(db);
    return status;
}

int hand_command(const struct call *call, const char *sql,
                 int (*tell)(const struct call *call, char *const *arguments, const char *value)) {
    struct hand hand = {0};
    const struct setting settings[] = {
        option_dsn(&hand.dsn), option_by(&hand.by), option_reason(&hand.why), {0}};
    char **rest, *value = NULL;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config != NULL) {
        status = hand_call(call, &hand, sql, (const char *const *)rest, &value);
        if (status == EXIT_SUCCESS) {
            status = tell(call, rest, value);
        }
        g_free(value);
        config_free(config);
    }
    return status;
}
