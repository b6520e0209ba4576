#include "goldenthread/commands.h"
#include "goldenthread/consumers.h"
#include "goldenthread/reference_csv.h"
#include "runtime/rules.h"

struct load {
    const struct call *call;
    const char *dsn, *file;
    bool days; /* school days, else schools */
    struct csv *csv;
    struct problems problems;
    PGconn *db;
};

static bool replace_days(struct load *load, const GArray *days, struct error *error) {
    char first[DAY_TEXT_SIZE], last[DAY_TEXT_SIZE];
    day_format(school_days_first(days), first);
    day_format(school_days_last(days), last);
    struct wire dates = {0};
    wire_array(&dates, WIRE_DATE, days->len);
    for (guint i = 0; i < days->len; i++) {
        wire_date(&dates, g_array_index(days, day_t, i));
    }
    struct pg_params added = {0};
    pg_param_wire(&added, &dates);
    struct pg_params removed = added;
    pg_param_text(&removed, first);
    pg_param_text(&removed, last);
    int64_t n_removed = 0, n_added = 0;
    const bool done =
        database_run(load->db,
                     "delete from reference.school_day"
                     " where day between $2::date and $3::date and day <> all($1::date[])",
                     &removed, &n_removed, error) &&
        database_run(load->db,
                     "insert into reference.school_day (day) select unnest($1::date[])"
                     " on conflict do nothing",
                     &added, &n_added, error);
    wire_free(&dates);
    if (done) {
        printf("school days from %s to %s: %u, %" G_GINT64_FORMAT " added, %" G_GINT64_FORMAT
               " removed\n",
               first, last, days->len, n_added, n_removed);
    }
    return done;
}

static struct wire school_texts(const GArray *schools, size_t member) {
    struct wire texts = {0};
    wire_array(&texts, WIRE_TEXT, schools->len);
    for (guint i = 0; i < schools->len; i++) {
        const char *school = (const char *)&g_array_index(schools, struct school, i);
        wire_text(&texts, *(const char *const *)(school + member));
    }
    return texts;
}

static bool merge_schools(struct load *load, const GArray *schools, struct error *error) {
    static const size_t members[] = {offsetof(struct school, org), offsetof(struct school, phase),
                                     offsetof(struct school, locality),
                                     offsetof(struct school, name)};
    struct wire texts[G_N_ELEMENTS(members)];
    struct pg_params params = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        texts[i] = school_texts(schools, members[i]);
        pg_param_wire(&params, &texts[i]);
    }
    PGresult *result = pg_query(
        load->db,
        "with merged as (insert into reference.school as s (org, phase, locality, name)"
        " select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])"
        " on conflict (org) do update set phase = excluded.phase, locality = excluded.locality,"
        " name = excluded.name where (s.phase, s.locality, s.name)"
        " is distinct from (excluded.phase, excluded.locality, excluded.name)"
        " returning xmax = 0 as is_new)"
        " select count(*) filter (where is_new), count(*) filter (where not is_new) from merged",
        &params, error);
    if (result != NULL) {
        printf("schools: %u, %s added, %s changed\n", schools->len, PQgetvalue(result, 0, 0),
               PQgetvalue(result, 0, 1));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        wire_free(&texts[i]);
    }
    PQclear(result);
    return result != NULL;
}

/* Whose ledger was written under another version than that of now. */
static bool name_consumers(struct load *load, int64_t version, struct error *error) {
    for (const struct pipeline *const *p = pipelines; *p != NULL; p++) {
        char *rules = rules_text((*p)->version, version);
        struct pg_params params = {0};
        pg_param_text(&params, (*p)->name);
        pg_param_text(&params, rules);
        PGresult *result = pg_query(load->db,
                                    "select exists (select from stream.offset"
                                    " where consumer = $1 and rules <> $2)",
                                    &params, error);
        g_free(rules);
        if (result == NULL) {
            return false;
        }
        if (PQgetvalue(result, 0, 0)[0] == 't') {
            command_say(load->call,
                        "the reference version is %" G_GINT64_FORMAT " now: the consumer %s stops "
                        "until goldenthread rebuild %s",
                        version, (*p)->name, (*p)->name);
        }
        PQclear(result);
    }
    return true;
}

static bool write_rows(struct load *load, const GArray *rows, struct error *error) {
    int64_t version = 0;
    load->db = database_open(load->dsn, error);
    return load->db != NULL && pg_run(load->db, "begin", error) &&
           (load->days ? replace_days(load, rows, error) : merge_schools(load, rows, error)) &&
           pg_run(load->db, "commit", error) &&
           consumer_reference_version(load->db, &version, error) &&
           name_consumers(load, version, error);
}

static int load_rows(struct load *load) {
    struct error error = {0};
    GArray *rows = load->days ? school_days_parse(load->csv, &load->problems)
                              : schools_parse(load->csv, &load->problems);
    int status = EXIT_SUCCESS;
    if (load->problems.count > 0) {
        fputs(load->problems.text->str, stderr);
        command_say(load->call, "'%s' has %u mistakes; nothing was loaded", load->file,
                    load->problems.count);
        status = EX_CONFIG;
    } else if (!write_rows(load, rows, &error)) {
        status = command_failed(load->call, &error);
    }
    g_array_unref(rows);
    return status;
}

static int run_load(struct load *load) {
    char *text = NULL;
    gsize length = 0;
    GError *cause = NULL;
    if (!g_file_get_contents(load->file, &text, &length, &cause)) {
        command_say(load->call, "%s", cause->message);
        g_error_free(cause);
        return EX_CONFIG;
    }
    problems_init(&load->problems);
    load->csv = csv_parse(text, length, &load->problems);
    const int status = load_rows(load);
    PQfinish(load->db);
    csv_free(load->csv);
    problems_free(&load->problems);
    g_free(text);
    return status;
}

int cmd_reference_load(const struct call *call) {
    struct load load = {.call = call};
    const struct setting settings[] = {option_dsn(&load.dsn), {0}};
    char **rest;
    int status;
    struct config *config = command_options(call, settings, &rest, &status);
    if (config == NULL) {
        return status;
    }
    load.days = g_str_equal(rest[0], "school-day");
    load.file = rest[1];
    status = load.days || g_str_equal(rest[0], "school")
                 ? run_load(&load)
                 : command_usage(call, "'%s' is neither school-day nor school", rest[0]);
    config_free(config);
    return status;
}
