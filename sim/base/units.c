#include "sim/base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/assert.h"

struct unit {
    const char *name;
    int64_t size; /* in base units */
    bool decimal; /* a power of ten: a fraction of it can be written out exactly */
};

/* Largest first, so that of two equally short texts the larger unit is written. */
static const struct unit time_units[] = {
    {"h", 3600000000000000, false}, {"min", 60000000000000, false}, {"s", 1000000000000, true},
    {"ms", 1000000000, true},       {"us", 1000000, true},          {"ns", 1000, true},
};
static const struct unit rate_units[] = {
    {"Tbps", 1000000000000, true}, {"Gbps", 1000000000, true}, {"Mbps", 1000000, true},
    {"kbps", 1000, true},          {"bps", 1, true},
};
static const struct unit pps_units[] = {
    {"Mpps", 1000000, true}, {"kpps", 1000, true}, {"pps", 1, true}};
static const struct unit byte_units[] = {
    {"TiB", (int64_t)1 << 40, false},
    {"TB", 1000000000000, true},
    {"GiB", 1 << 30, false},
    {"GB", 1000000000, true},
    {"MiB", 1 << 20, false},
    {"MB", 1000000, true},
    {"KiB", 1 << 10, false},
    {"kB", 1000, true},
    {"KB", 1000, true},
    {"B", 1, true},
};
static const struct unit packet_units[] = {{"packets", 1, true}, {"packet", 1, true}};
/* Fractions are kept as parts per 1e12, so that every one that is accepted is written back exactly.
 */
static const struct unit fraction_units[] = {{"%", 10000000000, true}};
static const double FRACTION_SCALE = 1e12;

struct dimension {
    const struct unit *units;
    size_t n;
    const char *names;
};

#define DIMENSION(table, names)                                                                    \
    {                                                                                              \
        table, sizeof table / sizeof table[0], names                                               \
    }
static const struct dimension dimensions[] = {
    [UNITS_TIME] = DIMENSION(time_units, "ns, us, ms, s, min, h"),
    [UNITS_RATE] = DIMENSION(rate_units, "bps, kbps, Mbps, Gbps, Tbps"),
    [UNITS_PPS] = DIMENSION(pps_units, "pps, kpps, Mpps"),
    [UNITS_BYTES] = DIMENSION(byte_units, "B, kB, KB, MB, GB, TB, KiB, MiB, GiB, TiB"),
    [UNITS_PACKETS] = DIMENSION(packet_units, "packets"),
    [UNITS_FRACTION] = DIMENSION(fraction_units, "%"),
};

const char *units_names(enum units_dim dim)
{
    return dimensions[dim].names;
}

/* A decimal as digits and a power of ten: value = mantissa / 10^scale. 22 digits times the hour in
 * picoseconds (3.6e15) stays below 2^127. */
struct decimal {
    unsigned __int128 mantissa;
    int scale;
};

enum { DIGITS_MAX = 22 };

static enum units_error read_decimal(const char **p, struct decimal *out)
{
    int digits = 0, zeros = 0;
    bool any = false, point = false, lost = false;
    *out = (struct decimal){0, 0};
    for (;; (*p)++) {
        const char c = **p;
        if (c == '.' && point) {
            return UNITS_NOT_A_NUMBER;
        }
        if (c == '.') {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') {
            break;
        }
        any = true;
        if (point && c == '0') {
            zeros++; /* written only when a further digit follows: 1.500 is 1.5 */
            continue;
        }
        const int room = zeros + 1;
        if (digits + room > DIGITS_MAX) {
            lost = true;
            if (!point) {
                return UNITS_TOO_LARGE;
            }
            continue;
        }
        for (; zeros > 0; zeros--) {
            out->mantissa *= 10;
            out->scale++;
        }
        out->mantissa = out->mantissa * 10 + (unsigned)(c - '0');
        out->scale += point ? 1 : 0;
        digits += out->mantissa != 0 ? room : 0;
    }
    if (!any || (*p)[-1] == '.') {
        return UNITS_NOT_A_NUMBER;
    }
    return lost ? UNITS_INEXACT : UNITS_OK;
}

enum units_error units_parse(enum units_dim dim, const char *text, int64_t *out)
{
    const struct dimension *d = &dimensions[dim];
    *out = 0;
    if (strcmp(text, "unlimited") == 0) {
        *out = UNITS_UNLIMITED;
        return UNITS_OK;
    }
    const bool negative = *text == '-';
    const char *p = text + (negative ? 1 : 0);
    struct decimal x;
    const enum units_error bad = read_decimal(&p, &x);
    if (bad != UNITS_OK && bad != UNITS_INEXACT) {
        return bad;
    }
    while (*p == ' ') {
        p++;
    }
    if (*p == '\0') {
        return UNITS_NO_UNIT;
    }
    const struct unit *unit = NULL;
    for (size_t i = 0; i < d->n; i++) {
        if (strcmp(p, d->units[i].name) == 0) {
            unit = &d->units[i];
        }
    }
    if (unit == NULL) {
        return UNITS_UNKNOWN_UNIT;
    }
    if (negative) {
        return UNITS_NEGATIVE;
    }
    if (bad != UNITS_OK) {
        return bad;
    }
    unsigned __int128 value = x.mantissa * (unsigned __int128)unit->size;
    for (; x.scale > 0; x.scale--) {
        if (value % 10 != 0) {
            return UNITS_INEXACT;
        }
        value /= 10;
    }
    if (value >= (unsigned __int128)UNITS_UNLIMITED) {
        return UNITS_TOO_LARGE;
    }
    *out = (int64_t)value;
    return UNITS_OK;
}

enum units_error units_parse_fraction(const char *text, double *out)
{
    int64_t parts;
    *out = 0;
    if (strcmp(text, "unlimited") == 0) {
        return UNITS_NOT_A_NUMBER;
    }
    const enum units_error bad = units_parse(UNITS_FRACTION, text, &parts);
    if (bad != UNITS_OK) {
        return bad;
    }
    if (parts > (int64_t)FRACTION_SCALE) {
        return UNITS_TOO_LARGE;
    }
    *out = (double)parts / FRACTION_SCALE;
    return UNITS_OK;
}

/* value in this unit, exactly; false when no finite decimal says it or it does not fit. */
static bool format_in(const struct unit *unit, int64_t value, char buf[UNITS_TEXT_MAX])
{
    const int64_t whole = value / unit->size;
    int64_t rest = value % unit->size;
    if (rest != 0 && !unit->decimal) {
        return false;
    }
    char fraction[24] = "";
    int n = 0;
    for (int64_t step = unit->size / 10; rest != 0; step /= 10) {
        /* cppcheck-suppress zerodivcond ; size is a power of ten here, so rest is 0 before step */
        fraction[n++] = (char)('0' + rest / step);
        rest %= step;
    }
    fraction[n] = '\0';
    return snprintf(buf, UNITS_TEXT_MAX, "%lld%s%s%s", (long long)whole, n > 0 ? "." : "", fraction,
                    unit->name) < UNITS_TEXT_MAX;
}

char *units_format(enum units_dim dim, int64_t value, char buf[UNITS_TEXT_MAX])
{
    const struct dimension *d = &dimensions[dim];
    SIM_ASSERT(value >= 0);
    if (value == UNITS_UNLIMITED) {
        return strcpy(buf, "unlimited");
    }
    if (value == 0) { /* 0s, 0B, 0bps: the unit without a prefix reads best */
        const char *zero = dim == UNITS_TIME      ? "s"
                           : dim == UNITS_PACKETS ? "packets"
                                                  : d->units[d->n - 1].name;
        snprintf(buf, UNITS_TEXT_MAX, "0%s", zero);
        return buf;
    }
    size_t best = 0;
    bool best_point = false;
    for (size_t i = 0; i < d->n; i++) {
        char text[UNITS_TEXT_MAX];
        if ((dim == UNITS_PACKETS && i > 0) || !format_in(&d->units[i], value, text)) {
            continue;
        }
        const size_t len = strlen(text);
        const bool point = strchr(text, '.') != NULL;
        if (best == 0 || len < best || (len == best && best_point && !point)) {
            best = len;
            best_point = point;
            memcpy(buf, text, len + 1);
        }
    }
    SIM_ASSERT(best > 0);
    return buf;
}

char *units_format_fraction(double value, char buf[UNITS_TEXT_MAX])
{
    SIM_ASSERT(value >= 0 && value <= 1);
    const bool ok = format_in(&fraction_units[0], llround(value * FRACTION_SCALE), buf);
    SIM_ASSERT(ok);
    return buf;
}
