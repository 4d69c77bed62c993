/* Fields: text to a number with a unit, or a fraction. */
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/base/field_parts.h"

/* Splits "a, b, c" into words, for did-you-mean among units. */
static const char *closest_unit(const struct field_reading *r, enum units_dim dim, const char *unit)
{
    enum { UNITS_N = 16 };
    const char *words[UNITS_N];
    size_t n = 0;
    char *list = arena_strdup(r->arena, units_names(dim));
    for (char *save = NULL, *w = strtok_r(list, ", ", &save); w != NULL && n < UNITS_N;
         w = strtok_r(NULL, ", ", &save)) {
        words[n++] = w;
    }
    return diag_closest(unit, words, n);
}

static bool quantity_error(const struct field_reading *r, enum units_dim dim, enum units_error bad)
{
    const struct field *f = r->field;
    const char *s = r->value.text;
    const char *units =
        f->kind == FIELD_LIMIT ? "B, kB, MB, GB, KiB, MiB, GiB or packets" : units_names(dim);
    switch (bad) {
    case UNITS_NO_UNIT:
        FIELD_REPORT(r, field_code_no_unit, "a bare number", "`%s` needs a unit", f->name);
        FIELD_HELP(r, "write the unit behind the number (%s), for example %s", units,
                   field_quantity_example(f));
        break;
    case UNITS_UNKNOWN_UNIT: {
        const char *unit = s + strspn(s, "-0123456789. ");
        const char *near = closest_unit(r, dim, unit);
        FIELD_REPORT(r, field_code_unit, NULL, "`%s` is no unit for `%s`", unit, f->name);
        if (near != NULL) {
            FIELD_HELP(r, "did you mean `%s`? The units are %s", near, units);
        } else {
            FIELD_HELP(r, "the units are %s", units);
        }
        break;
    }
    case UNITS_NEGATIVE:
    case UNITS_TOO_LARGE:
        FIELD_REPORT(r, field_code_range, "out of range", "`%s` is out of range: %s", f->name, s);
        if (bad == UNITS_NEGATIVE) {
            FIELD_HELP(r, "it cannot be negative");
        } else {
            FIELD_HELP(r, f->kind == FIELD_FRACTION ? "allowed: 0%% to 100%%"
                                                    : "it is larger than can be simulated");
        }
        break;
    case UNITS_INEXACT:
        FIELD_REPORT(r, field_code_precision, NULL, "`%s` is finer than can be kept: %s", f->name,
                     s);
        FIELD_HELP(r, dim == UNITS_TIME ? "times are whole picoseconds"
                      : dim == UNITS_FRACTION
                          ? "a percentage has at most ten decimals"
                          : "this must come out as a whole number of the smallest unit");
        break;
    default:
        return field_wrong_type(r);
    }
    return false;
}

/* The platform's KB: kB, KB, MB, GB, TB of this text are powers of 1,024. */
static const char *binary_units(const struct field_reading *r)
{
    const char *s = r->value.text;
    const size_t len = strlen(s);
    if (len < 3 || s[len - 1] != 'B' || strchr("kKMGT", s[len - 2]) == NULL) {
        return s;
    }
    const char prefix = s[len - 2] == 'k' ? 'K' : s[len - 2];
    return arena_printf(r->arena, "%.*s%ciB", (int)(len - 2), s, prefix);
}

static bool ends_with_packets(const char *s)
{
    const char *unit = s + strspn(s, "-0123456789. ");
    return strcmp(unit, "packets") == 0 || strcmp(unit, "packet") == 0;
}

/* A word in place of a quantity: warmup: auto. */
static const struct field_word *quantity_word(const struct field *f, const char *text)
{
    for (const struct field_word *w = f->words; w != NULL && w->word != NULL; w++) {
        if (strcmp(w->word, text) == 0) {
            return w;
        }
    }
    return NULL;
}

bool field_read_quantity(const struct field_reading *r, int64_t *out, bool *packets)
{
    const struct field *f = r->field;
    const char *s = r->value.text;
    const struct field_word *word = quantity_word(f, s);
    *packets = false;
    if (word != NULL) {
        *out = word->value;
        return true;
    }
    enum units_dim dim = field_dimension(f->kind);
    *packets = f->kind == FIELD_LIMIT && ends_with_packets(s);
    if (*packets) {
        dim = UNITS_PACKETS;
    } else if (f->kind == FIELD_KILOBYTES) {
        s = binary_units(r);
    }
    const enum units_error bad = units_parse(dim, s, out);
    if (bad != UNITS_OK) {
        return quantity_error(r, dim, bad);
    }
    if (*out == UNITS_UNLIMITED) {
        if ((f->flags & FIELD_UNLIMITED) == 0) {
            FIELD_REPORT(r, field_code_range, "not here", "`%s` cannot be unlimited", f->name);
            FIELD_HELP(r, "give %s", field_expects(f, r->arena));
            return false;
        }
        return true;
    }
    return field_in_range(r, (double)*out);
}

bool field_read_fraction(const struct field_reading *r, double *out)
{
    const enum units_error bad = units_parse_fraction(r->value.text, out);
    if (bad != UNITS_OK) {
        return quantity_error(r, UNITS_FRACTION, bad);
    }
    return field_in_range(r, *out * 100);
}
