/*
 * Functions of time. An import gives the same bytes whenever it is made: so utcNow() is the start
 * of 2026, and whoever sees it is told (arm_world.time_used).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/arm/call.h"
#include "sim/base/arena.h"

#define NOW INT64_C(1767225600) /* 2026-01-01T00:00:00Z */
#define DAY INT64_C(86400)

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back (proleptic; eras of 400
 * years). */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    y -= m <= 2;
    const int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    const int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1,
                  doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void date_of(int64_t days, int64_t *y, int64_t *m, int64_t *d)
{
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365,
                  doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int64_t mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

struct clock {
    int64_t y, m, d, hour, minute, second;
};

static struct clock clock_of(int64_t t)
{
    struct clock c;
    const int64_t days = (t >= 0 ? t : t - DAY + 1) / DAY, rest = t - days * DAY;
    date_of(days, &c.y, &c.m, &c.d);
    c.hour = rest / 3600;
    c.minute = rest / 60 % 60;
    c.second = rest % 60;
    return c;
}

/* yyyy MM dd HH mm ss and their like, as .NET writes them; everything else stays. */
static const char *format_time(struct arm_call *c, int64_t t, const char *spec)
{
    const struct clock k = clock_of(t);
    const char *out = "";
    if (strcmp(spec, "d") == 0) {
        spec = "MM/dd/yyyy";
    } else if (strcmp(spec, "u") == 0 || strcmp(spec, "U") == 0) {
        spec = "yyyy-MM-dd HH:mm:ssZ";
    } else if (strcmp(spec, "o") == 0 || strcmp(spec, "s") == 0) {
        spec = "yyyy-MM-ddTHH:mm:ss";
    }
    while (*spec != '\0') {
        const char kind = *spec;
        size_t n = 1;
        while (spec[n] == kind) {
            n++;
        }
        const int64_t v = kind == 'y'                  ? (n > 2 ? k.y : k.y % 100)
                          : kind == 'M'                ? k.m
                          : kind == 'd'                ? k.d
                          : kind == 'H' || kind == 'h' ? k.hour
                          : kind == 'm'                ? k.minute
                                                       : k.second;
        const char *sign = kind == '\'' || kind == '\\' ? "" : arena_strndup(c->w->arena, spec, n);
        out = strchr("yMdHhms", kind) != NULL
                  ? arena_printf(c->w->arena, "%s%0*lld", out, (int)(n < 8 ? n : 8), (long long)v)
                  : arena_printf(c->w->arena, "%s%s", out, sign);
        spec += n;
    }
    return out;
}

static int64_t digits_at(const char *digits, size_t first, size_t n)
{
    int64_t v = 0;
    for (size_t i = first; i < first + n; i++) {
        v = v * 10 + (digits[i] - '0');
    }
    return v;
}

/* "2026-01-01T00:00:00Z", "20260101T000000Z", a date alone. */
static bool read_time(const char *text, int64_t *t)
{
    char digits[15] = "";
    size_t n = 0;
    for (const char *s = text; *s != '\0' && *s != '.' && *s != '+' && n < 14; s++) {
        if (*s >= '0' && *s <= '9') {
            digits[n++] = *s;
        }
    }
    if (n != 8 && n != 12 && n != 14) {
        return false;
    }
    const int64_t y = digits_at(digits, 0, 4), m = digits_at(digits, 4, 2),
                  d = digits_at(digits, 6, 2);
    const int64_t hour = n > 8 ? digits_at(digits, 8, 2) : 0,
                  minute = n > 8 ? digits_at(digits, 10, 2) : 0;
    const int64_t second = n > 12 ? digits_at(digits, 12, 2) : 0;
    if (m < 1 || m > 12 || d < 1 || d > 31) {
        return false;
    }
    *t = days_of(y, m, d) * DAY + hour * 3600 + minute * 60 + second;
    return true;
}

static struct arm_value *utc_now(struct arm_call *c)
{
    if (c->n > 0) {
        ARM_NEED(c, 0, ARM_TEXT);
    }
    c->w->time_used = true;
    return arm_say_text(
        c, format_time(c, NOW,
                       c->n > 0 && c->arg[0]->len < 100 ? c->arg[0]->text : "yyyyMMddTHHmmssZ"));
}

/* P1Y2M3DT4H5M6S, with a sign in front. */
static bool add_duration(const char *s, int64_t *t)
{
    const int64_t sign = *s == '-' ? -1 : 1;
    bool time = false;
    s += *s == '-' || *s == '+';
    if (*s++ != 'P') {
        return false;
    }
    for (; *s != '\0'; s++) {
        if (*s == 'T') {
            time = true;
            continue;
        }
        char *end;
        const long long v = strtoll(s, &end, 10);
        if (end == s || v < 0 || v > 100000 || *end == '\0') {
            return false;
        }
        struct clock k = clock_of(*t);
        switch (*end) {
        case 'Y':
        case 'M':
            if (time) {
                *t += sign * v * 60;
                break;
            }
            k.m += sign * v * (*end == 'Y' ? 12 : 1) - 1;
            k.y += (k.m >= 0 ? k.m : k.m - 11) / 12;
            k.m = (k.m % 12 + 12) % 12 + 1;
            *t = days_of(k.y, k.m, k.d) * DAY + k.hour * 3600 + k.minute * 60 + k.second;
            break;
        case 'W':
        case 'D':
            *t += sign * v * DAY * (*end == 'W' ? 7 : 1);
            break;
        case 'H':
            *t += sign * v * 3600;
            break;
        case 'S':
            *t += sign * v;
            break;
        default:
            return false;
        }
        s = end;
    }
    return true;
}

static struct arm_value *date_time_add(struct arm_call *c)
{
    int64_t t;
    for (size_t i = 0; i < c->n; i++) {
        ARM_NEED(c, i, ARM_TEXT);
    }
    if (!read_time(c->arg[0]->text, &t) || !add_duration(c->arg[1]->text, &t)) {
        return arm_mistake(
            c->w, c->at,
            "dateTimeAdd takes a time such as 2026-01-01T00:00:00Z and a duration such as P1D");
    }
    return arm_say_text(c, format_time(c, t,
                                       c->n > 2 && c->arg[2]->len < 100 ? c->arg[2]->text
                                                                        : "yyyy-MM-ddTHH:mm:ssZ"));
}

static struct arm_value *to_epoch(struct arm_call *c)
{
    int64_t t;
    ARM_NEED(c, 0, ARM_TEXT);
    return read_time(c->arg[0]->text, &t) ? arm_say_int(c, t)
                                          : arm_mistake(c->w, c->at, "dateTimeToEpoch of no time");
}

static struct arm_value *from_epoch(struct arm_call *c)
{
    ARM_NEED(c, 0, ARM_INT);
    const int64_t t = c->arg[0]->whole;
    return t > -INT64_C(100000000000) && t < INT64_C(100000000000)
               ? arm_say_text(c, format_time(c, t, "yyyy-MM-ddTHH:mm:ssZ"))
               : arm_mistake(c->w, c->at, "dateTimeFromEpoch of no time");
}

const struct arm_function arm_time_functions[] = {
    {"utcNow", utc_now, 0, 1, 0},
    {"dateTimeAdd", date_time_add, 2, 3, 0},
    {"dateTimeToEpoch", to_epoch, 1, 1, 0},
    {"dateTimeFromEpoch", from_epoch, 1, 1, 0},
    {NULL, NULL, 0, 0, 0},
};
