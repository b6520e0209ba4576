/* What the text of a setting means, type by type. */
#include "runtime/config_internal.h"

#include <glib.h>
#include <string.h>

#include "domain/day.h"

struct unit {
    const char *suffix;
    int64_t factor;
};

/* Greatest first, which is how they are shown. */
static const struct unit byte_units[] = {{"TiB", 1LL << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20},
                                         {"KiB", 1 << 10},   {"", 1},          {NULL, 0}};
static const struct unit ms_units[] = {{"min", 60000}, {"s", 1000}, {"ms", 1}, {NULL, 0}};
static const struct unit no_units[] = {{"", 1}, {NULL, 0}};

static const struct unit *units_of(enum setting_type type) {
    return type == SETTING_BYTES ? byte_units : type == SETTING_MS ? ms_units : no_units;
}

/* The text without its unit, as long as that is a number. */
static bool parse_number(const char *text, const struct unit *units, int64_t *to) {
    const size_t digits = strspn(text, "-0123456789");
    const struct unit *unit = units;
    while (unit->suffix != NULL && strcmp(unit->suffix, text + digits) != 0) {
        unit++;
    }
    char *number = g_strndup(text, digits);
    gint64 count = 0;
    const bool parsed = unit->suffix != NULL &&
                        g_ascii_string_to_signed(number, 10, G_MININT64, G_MAXINT64, &count, NULL);
    g_free(number);
    int64_t product = 0;
    if (!parsed || __builtin_mul_overflow(count, unit->factor, &product)) {
        return false;
    }
    *to = product;
    return true;
}

static bool store_number(const struct setting *setting, const char *text) {
    int64_t number = 0;
    if (!parse_number(text, units_of(setting->type), &number) || number < setting->min ||
        number > setting->max) {
        return false;
    }
    *(int64_t *)setting->to = number;
    return true;
}

static bool store_flag(const struct setting *setting, const char *text) {
    const bool is_true = strcmp(text, "true") == 0;
    if (!is_true && strcmp(text, "false") != 0) {
        return false;
    }
    *(bool *)setting->to = is_true;
    return true;
}

static bool store_choice(const struct setting *setting, const char *text) {
    for (int i = 0; setting->choices[i] != NULL; i++) {
        if (strcmp(setting->choices[i], text) == 0) {
            *(int *)setting->to = i;
            return true;
        }
    }
    return false;
}

static bool store(const struct setting *setting, const char *text) {
    switch (setting->type) {
    case SETTING_STRING:
        *(const char **)setting->to = text;
        return true;
    case SETTING_FLAG:
        return store_flag(setting, text);
    case SETTING_INT:
    case SETTING_BYTES:
    case SETTING_MS:
        return store_number(setting, text);
    case SETTING_DAY:
        return day_parse(text, setting->to);
    case SETTING_CHOICE:
        return store_choice(setting, text);
    }
    return false;
}

static const char *form_of(enum setting_type type) {
    switch (type) {
    case SETTING_FLAG:
        return "true or false";
    case SETTING_BYTES:
        return "bytes, KiB, MiB, GiB or TiB, ";
    case SETTING_MS:
        return "ms, s or min, ";
    case SETTING_DAY:
        return "a date like 2026-09-01";
    case SETTING_STRING:
    case SETTING_INT:
    case SETTING_CHOICE:
        break;
    }
    return "";
}

bool setting_store(const struct setting *setting, const struct given *given, struct error *error) {
    if (store(setting, given->text)) {
        return true;
    }
    char *range = setting_range(setting);
    error_set(error, ERROR_CONFIG, "%s from %s: '%s' is not accepted; hint: %s%s", setting->name,
              given->origin, given->text, form_of(setting->type), range);
    g_free(range);
    return false;
}

const char *setting_placeholder(const struct setting *setting) {
    switch (setting->type) {
    case SETTING_STRING:
        return "TEXT";
    case SETTING_INT:
        return "NUMBER";
    case SETTING_BYTES:
        return "SIZE";
    case SETTING_MS:
        return "TIME";
    case SETTING_DAY:
        return "DATE";
    case SETTING_CHOICE:
        return "WORD";
    case SETTING_FLAG:
        break;
    }
    return NULL;
}

/* In the greatest unit that divides it. */
static char *format_number(int64_t number, const struct unit *units) {
    const struct unit *unit = units;
    while (unit[1].suffix != NULL && (number == 0 || number % unit->factor != 0)) {
        unit++;
    }
    return g_strdup_printf("%" G_GINT64_FORMAT "%s", number / unit->factor, unit->suffix);
}

char *setting_range(const struct setting *setting) {
    if (setting->type == SETTING_CHOICE) {
        return g_strjoinv(", ", (char **)setting->choices);
    }
    if (setting->type != SETTING_INT && setting->type != SETTING_BYTES &&
        setting->type != SETTING_MS) {
        return g_strdup("");
    }
    const struct unit *units = units_of(setting->type);
    char *min = format_number(setting->min, units);
    char *max = format_number(setting->max, units);
    char *range = g_strdup_printf("%s to %s", min, max);
    g_free(min);
    g_free(max);
    return range;
}
