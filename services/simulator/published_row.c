#include "simulator/published_row.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define BIT(code) (1u << (code))
#define AEA (BIT(CODE_B) | BIT(CODE_K) | BIT(CODE_P) | BIT(CODE_V) | BIT(CODE_W))
#define PRESENT (BIT(CODE_AM) | BIT(CODE_PM))
#define AUTHORISED                                                                       \
    (BIT(CODE_I) | BIT(CODE_M) | BIT(CODE_R) | BIT(CODE_S) | BIT(CODE_T) | BIT(CODE_E) | \
     BIT(CODE_C) | BIT(CODE_C1) | BIT(CODE_C2) | BIT(CODE_J1))
#define UNAUTHORISED (BIT(CODE_G) | BIT(CODE_U) | BIT(CODE_O) | BIT(CODE_N))

/* A published percentage is reproduced when it agrees to nine decimals. */
#define PERCENT_EXACT 0.5e-9

struct column {
    const char *name;
    uint32_t codes; /* whose sessions it adds up */
};

/* One code each; the codes of the register from August 2024 on. */
static const struct column code_columns[] = {
    {"reason_present_am", BIT(CODE_AM)},
    {"reason_present_pm", BIT(CODE_PM)},
    {"reason_l_present_late_before_registers_closed", BIT(CODE_L)},
    {"reason_i_authorised_illness", BIT(CODE_I)},
    {"reason_m_authorised_medical_dental", BIT(CODE_M)},
    {"reason_r_authorised_religious_observance", BIT(CODE_R)},
    {"reason_s_authorised_study_leave", BIT(CODE_S)},
    {"reason_t_authorised_mobile_child", BIT(CODE_T)},
    {"reason_e_authorised_excluded", BIT(CODE_E)},
    {"reason_c_authorised_other", BIT(CODE_C)},
    {"reason_c1_authorised_regulated_performance", BIT(CODE_C1)},
    {"reason_j1_authorised_interview", BIT(CODE_J1)},
    {"reason_c2_authorised_temp_reduced_timetable", BIT(CODE_C2)},
    {"reason_b_aea_education_off_site", BIT(CODE_B)},
    {"reason_p_aea_approved_sporting_activity", BIT(CODE_P)},
    {"reason_v_aea_educational_visit_trip", BIT(CODE_V)},
    {"reason_w_aea_work_experience", BIT(CODE_W)},
    {"reason_k_aea_education_arranged_by_la", BIT(CODE_K)},
    {"reason_g_unauthorised_holiday", BIT(CODE_G)},
    {"reason_u_unauthorised_late_after_registers_closed", BIT(CODE_U)},
    {"reason_o_other_unauthorised", BIT(CODE_O)},
    {"reason_n_no_reason_yet", BIT(CODE_N)},
};

/* Sums that follow from them. */
static const struct column sum_columns[] = {
    {"reason_present", PRESENT},
    {"present_sessions", PRESENT | BIT(CODE_L)},
    {"approved_educational_activity", AEA},
    {"overall_attendance", PRESENT | BIT(CODE_L) | AEA},
    {"authorised_absence", AUTHORISED},
    {"unauthorised_absence", UNAUTHORISED},
    {"overall_absence", AUTHORISED | UNAUTHORISED},
    {"late_sessions", BIT(CODE_L) | BIT(CODE_U)},
    {"possible_sessions", PRESENT | BIT(CODE_L) | AEA | AUTHORISED | UNAUTHORISED},
};

/* Percentages of possible sessions that follow from them. */
static const struct column percent_columns[] = {
    {"attendance_perc", PRESENT | BIT(CODE_L) | AEA},
    {"overall_absence_perc", AUTHORISED | UNAUTHORISED},
    {"authorised_absence_perc", AUTHORISED},
    {"unauthorised_absence_perc", UNAUTHORISED},
    {"illness_perc", BIT(CODE_I)},
    {"appointments_perc", BIT(CODE_M)},
    {"unauth_hol_perc", BIT(CODE_G)},
    {"unauth_oth_perc", BIT(CODE_O)},
    {"unauth_late_registers_closed_perc", BIT(CODE_U)},
    {"unauth_not_yet_perc", BIT(CODE_N)},
    {"auth_religious_perc", BIT(CODE_R)},
    {"auth_study_perc", BIT(CODE_S)},
    {"auth_mob_perc", BIT(CODE_T)},
    {"auth_excluded_perc", BIT(CODE_E)},
    {"auth_performance_perc", BIT(CODE_C1)},
    {"auth_interview_perc", BIT(CODE_J1)},
    {"auth_part_time_perc", BIT(CODE_C2)},
    {"auth_other_perc", BIT(CODE_C)},
};

struct reader {
    const struct csv *csv;
    struct published *published;
    GPtrArray *reasons;
};

static const char *value(const struct csv *csv, guint row, const char *column) {
    return csv_value(csv, row, csv_column(csv, column));
}

static void add_reason(const struct reader *reader, int row, const char *column, const char *format,
                       ...) G_GNUC_PRINTF(4, 5);

static void add_reason(const struct reader *reader, int row, const char *column, const char *format,
                       ...) {
    va_list arguments;
    va_start(arguments, format);
    char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(reader->reasons, g_strdup_printf("phase '%s', column '%s': %s",
                                                     published_row_names[row], column, why));
    g_free(why);
}

static bool has_column(const struct csv *csv, const char *name, struct error *error) {
    return csv_column(csv, name) >= 0 ||
           error_set(error, ERROR_CONFIG,
                     "the attendance file has no column '%s'; hint: the year-to-date file by local "
                     "authority and phase, 2024/25 or later",
                     name);
}

static bool has_columns(const struct csv *csv, const struct column *columns, size_t count,
                        struct error *error) {
    for (size_t i = 0; i < count; i++) {
        if (!has_column(csv, columns[i].name, error)) {
            return false;
        }
    }
    return true;
}

bool published_has_columns(const struct csv *csv, struct error *error) {
    return has_column(csv, "pa_perc", error) &&
           has_columns(csv, code_columns, G_N_ELEMENTS(code_columns), error) &&
           has_columns(csv, sum_columns, G_N_ELEMENTS(sum_columns), error) &&
           has_columns(csv, percent_columns, G_N_ELEMENTS(percent_columns), error);
}

/* Reads a number, whole if `whole`: R writes 100000 as 1e+05. Adds a reason when there is none. */
static double read_number(const struct reader *reader, guint line, int row, const char *column,
                          bool whole) {
    const char *text = value(reader->csv, line, column);
    char *end = NULL;
    const double number = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(number)) {
        add_reason(reader, row, column, "suppressed or missing ('%s')", text);
        return 0;
    }
    if (number < 0 || (whole && floor(number) != number)) {
        add_reason(reader, row, column, "not a %s ('%s')", whole ? "whole number" : "share", text);
        return 0;
    }
    return number;
}

static int64_t add_up(const struct published_row *row, uint32_t codes) {
    int64_t sessions = 0;
    for (int code = 0; code < CODES; code++) {
        sessions += (codes & BIT(code)) != 0 ? row->sessions[code] : 0;
    }
    return sessions;
}

static void read_codes(const struct reader *reader, guint line, int row) {
    struct published_row *to = &reader->published->rows[row];
    for (size_t i = 0; i < G_N_ELEMENTS(code_columns); i++) {
        const int64_t sessions =
            (int64_t)read_number(reader, line, row, code_columns[i].name, true);
        const enum code code = (enum code)g_bit_nth_lsf(code_columns[i].codes, -1);
        to->sessions[code] = sessions;
        if (sessions > 0 && reader->published->year < code_rows[code].valid_from) {
            add_reason(reader, row, code_columns[i].name,
                       "a code that no mark may carry before 2024-08-19");
        }
    }
}

static bool is_known_reason(const char *name) {
    for (size_t i = 0; i < G_N_ELEMENTS(code_columns); i++) {
        if (strcmp(name, code_columns[i].name) == 0) {
            return true;
        }
    }
    return strcmp(name, "reason_present") == 0;
}

/* H and J ended in August 2024, and whatever else a file may count: no mark may carry them. */
static void refuse_unknown_codes(const struct reader *reader, guint line, int row) {
    for (guint i = 0; i < reader->csv->header.fields->len; i++) {
        const char *name = csv_field(&reader->csv->header, (int)i);
        if (!g_str_has_prefix(name, "reason_") || is_known_reason(name)) {
            continue;
        }
        const double sessions = read_number(reader, line, row, name, true);
        if (sessions > 0) {
            add_reason(reader, row, name, "%.0f sessions of a code that no mark may carry",
                       sessions);
        }
    }
}

static void check_sums(const struct reader *reader, guint line, int row) {
    const struct published_row *read = &reader->published->rows[row];
    for (size_t i = 0; i < G_N_ELEMENTS(sum_columns); i++) {
        const char *name = sum_columns[i].name;
        const int64_t sum = add_up(read, sum_columns[i].codes);
        const int64_t published = (int64_t)read_number(reader, line, row, name, true);
        if (published != sum) {
            add_reason(reader, row, name,
                       "%" PRId64 " sessions, but its reasons add up to %" PRId64, published, sum);
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(percent_columns); i++) {
        const char *name = percent_columns[i].name;
        const int64_t sum = add_up(read, percent_columns[i].codes);
        const double percent = read_number(reader, line, row, name, false);
        const double computed = 100.0 * (double)sum / (double)read->possible;
        if (fabs(percent - computed) > PERCENT_EXACT) {
            add_reason(reader, row, name, "%.9f, but the sessions make it %.9f", percent, computed);
        }
    }
}

static uint32_t read_schools(const struct csv *csv, guint line) {
    if (csv_column(csv, "total_num_schools") < 0) {
        return 0;
    }
    const double schools = g_ascii_strtod(value(csv, line, "total_num_schools"), NULL);
    return schools >= 1 && schools <= 10000 ? (uint32_t)schools : 0;
}

void published_read_row(const struct csv *csv, guint line, int row, struct published *published,
                        GPtrArray *reasons) {
    const struct reader *reader = &(const struct reader){csv, published, reasons};
    struct published_row *to = &published->rows[row];
    if (to->present) {
        add_reason(reader, row, "education_phase", "two rows of this phase");
        return;
    }
    const guint refused = reader->reasons->len;
    to->present = true;
    to->schools = read_schools(reader->csv, line);
    read_codes(reader, line, row);
    refuse_unknown_codes(reader, line, row);
    to->possible = (int64_t)read_number(reader, line, row, "possible_sessions", true);
    const double persistent = read_number(reader, line, row, "pa_perc", false);
    if (!ratio_of_percent(persistent, &to->persistent) || persistent > 100) {
        add_reason(reader, row, "pa_perc", "%.13f is no share of enrolments", persistent);
    }
    if (reader->reasons->len > refused) {
        return; /* sums of what is not there would only repeat it */
    }
    if (to->possible == 0) {
        add_reason(reader, row, "possible_sessions", "no sessions");
        return;
    }
    check_sums(reader, line, row);
}

void published_check_total(struct published *published, GPtrArray *reasons) {
    const struct reader *reader = &(const struct reader){NULL, published, reasons};
    const struct published_row *rows = reader->published->rows;
    if (!rows[ROW_TOTAL].present) {
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(code_columns); i++) {
        int64_t sum = 0;
        for (int phase = 0; phase < PHASES; phase++) {
            sum += add_up(&rows[phase], code_columns[i].codes);
        }
        const int64_t total = add_up(&rows[ROW_TOTAL], code_columns[i].codes);
        if (total != sum) {
            add_reason(reader, ROW_TOTAL, code_columns[i].name,
                       "%" PRId64 " sessions, but the phases add up to %" PRId64, total, sum);
        }
    }
}
