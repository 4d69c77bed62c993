/*
 * A double as the shortest decimal that reads back the same, correctly rounded: in integers,
 * exactly, where results lie; of the very large and the very small by asking printf.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/json.h"

__extension__ typedef unsigned __int128 wide;

/* In between a double of 53 bits times the power of ten that makes it one of 17 digits, which
 * always tell it, is less than 2^127. */
#define PLAIN_MIN 1e-6
#define PLAIN_MAX 0x1p50

struct decimal {
    uint64_t digits;
    unsigned decimals;
};

/* A double of the plain range by its bits, times the power of ten of the decimals. */
struct scaled {
    uint64_t m; /* the double is m / 2^shift */
    unsigned shift;
    wide exact, ten; /* m and 1, times that power */
};

static void scale(struct scaled *s)
{
    s->exact *= 10;
    s->ten *= 10;
}

/* Half to even, as printf. */
static uint64_t rounded(const struct scaled *s)
{
    const uint64_t n = (uint64_t)(s->exact >> s->shift);
    const wide rest = s->exact - ((wide)n << s->shift), half = (wide)1 << (s->shift - 1);
    return n + (rest > half || (rest == half && n % 2 == 1));
}

/* Not farther off than half way to the next double, which is as near again below a power of two. */
static bool reads_back(const struct scaled *s, uint64_t n)
{
    const wide read = (wide)n << s->shift;
    const bool below = read < s->exact;
    const wide off = below ? s->exact - read : read - s->exact;
    const wide twice = below && s->m == (uint64_t)1 << 52 ? 4 * off : 2 * off;
    return twice < s->ten || (twice == s->ten && s->m % 2 == 0);
}

static struct decimal shortest(double v)
{
    int exponent;
    const uint64_t m = (uint64_t)ldexp(frexp(v, &exponent), 53);
    struct scaled s = {.m = m, .shift = (unsigned)(53 - exponent), .exact = m, .ten = 1};
    struct decimal d = {0, 0};
    /* decimals of 15 digits lie farther apart than doubles: if any of no more tells v, that does */
    for (; s.exact >> s.shift < 100000000000000; d.decimals++) {
        scale(&s);
    }
    for (d.digits = rounded(&s); !reads_back(&s, d.digits); d.digits = rounded(&s)) {
        scale(&s);
        d.decimals++;
    }
    for (; d.decimals > 0 && d.digits % 10 == 0; d.decimals--) {
        d.digits /= 10;
    }
    return d;
}

static void write_decimal(struct decimal d, char *out)
{
    char turned[JSON_NUMBER_MAX];
    size_t n = 0;
    for (unsigned i = 0; d.digits > 0 || i <= d.decimals; i++) {
        if (i == d.decimals && i > 0) {
            turned[n++] = '.';
        }
        turned[n++] = (char)('0' + d.digits % 10);
        d.digits /= 10;
    }
    while (n > 0) {
        *out++ = turned[--n];
    }
    *out = '\0';
}

/* Of any size. */
static void ask_printf(double v, char buf[JSON_NUMBER_MAX])
{
    int precision = 1, most = 17; /* the fewest digits that tell v: with more of them it is told all
                                     the same, so by halves */
    while (precision < most) {
        const int middle = (precision + most) / 2;
        snprintf(buf, JSON_NUMBER_MAX, "%.*e", middle - 1, v);
        if (strtod(buf, NULL) == v) {
            most = middle;
        } else {
            precision = middle + 1;
        }
    }
    snprintf(buf, JSON_NUMBER_MAX, "%.*e", precision - 1, v);
    /* The same digits without an exponent, where a person would write none. */
    const long exponent = strtol(strchr(buf, 'e') + 1, NULL, 10);
    if (exponent >= -6 && exponent < 17) {
        const int decimals = precision - 1 - (int)exponent;
        snprintf(buf, JSON_NUMBER_MAX, "%.*f", decimals > 0 ? decimals : 0, v);
    }
}

char *json_number_format(double v, char buf[JSON_NUMBER_MAX])
{
    const double size = fabs(v);
    if (!isfinite(v)) {
        return strcpy(buf, "null");
    }
    if (size >= PLAIN_MAX || (size < PLAIN_MIN && size > 0)) {
        ask_printf(v, buf);
        return buf;
    }
    char *at = buf;
    if (signbit(v) != 0) {
        *at++ = '-';
    }
    const bool whole = size == trunc(size);
    write_decimal(whole ? (struct decimal){(uint64_t)size, 0} : shortest(size), at);
    return buf;
}
