/*
 * Quantities with a unit as text, as the scenario language writes them, to and from integers in
 * base units: durations  "35ms 1.5s 10min 25us 3ns 2h"  -> ps        rates   "650Mbps 10Gbps"
 * (decimal) -> bit/s packet rates "220000pps"                  -> packets/s sizes   "1400B 64KiB
 * 1MB 2TiB 8kB" -> bytes fractions  "0.1%"                         -> parts per 1e12 kept as double
 * 0..1 Conversion is exact decimal arithmetic (no floating point): a value that is no whole number
 * of base units is UNITS_INEXACT. Every failure has its own word so that the caller can say how to
 * mend it.
 */
#ifndef SIM_BASE_UNITS_H
#define SIM_BASE_UNITS_H

#include <stddef.h>
#include <stdint.h>

enum units_dim { UNITS_TIME, UNITS_RATE, UNITS_PPS, UNITS_BYTES, UNITS_PACKETS, UNITS_FRACTION };
enum units_error {
    UNITS_OK,
    UNITS_NOT_A_NUMBER,
    UNITS_NO_UNIT,
    UNITS_UNKNOWN_UNIT,
    UNITS_TOO_LARGE,
    UNITS_INEXACT,
    UNITS_NEGATIVE
};

#define UNITS_UNLIMITED INT64_MAX /* what "unlimited" reads as, where it is allowed */

enum units_error units_parse(enum units_dim dim, const char *text, int64_t *out)
    __attribute__((warn_unused_result));
/* "0.1%" -> 0.001; a value outside 0..100 % is UNITS_TOO_LARGE or UNITS_NEGATIVE. */
enum units_error units_parse_fraction(const char *text, double *out)
    __attribute__((warn_unused_result));

#define UNITS_TEXT_MAX 40
/* The shortest text that parses back to exactly the same value ("35ms", "1400B", "650Mbps",
 * "unlimited"). Returns buf. */
char *units_format(enum units_dim dim, int64_t value, char buf[UNITS_TEXT_MAX]);
char *units_format_fraction(double value, char buf[UNITS_TEXT_MAX]);

/* "s, ms, us, ns, min, h": the units of a dimension, for help texts. */
const char *units_names(enum units_dim dim);

#endif
