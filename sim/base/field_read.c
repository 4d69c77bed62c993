/*
 * Fields: text to value.
 */
#include "sim/base/field.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/field_code.h"
#include "sim/base/field_parts.h"
#include "sim/base/units.h"

struct reading {
    const struct field *field;
    struct field_text value;
    struct arena *arena;
    struct diag *diag;
};

#define REPORT(r, code, label, ...)                                                                \
    do {                                                                                           \
        if ((r)->diag != NULL) {                                                                   \
            diag_add((r)->diag, &(code), (r)->value.at, (label), __VA_ARGS__);                     \
        }                                                                                          \
    } while (0)
#define HELP(r, ...)                                                                               \
    do {                                                                                           \
        if ((r)->diag != NULL) {                                                                   \
            diag_help((r)->diag, __VA_ARGS__);                                                     \
        }                                                                                          \
    } while (0)

static bool wrong_type(const struct reading *r)
{
    const struct field *f = r->field;
    REPORT(r, field_code_type, "not what belongs here", "`%s` takes %s", f->name,
           field_expects(f, r->arena));
    if (f->kind == FIELD_BOOL) {
        HELP(r, "write true or false, without quotes");
    } else if (f->kind == FIELD_SECRET) {
        HELP(r, "printable ASCII without blanks; in quotes when it begins with a character that "
                "YAML gives a meaning");
    } else if (field_range(f, r->arena) != NULL) {
        HELP(r, "allowed: %s", field_range(f, r->arena));
    } else if (field_is_quantity(f->kind) || f->example != NULL) {
        HELP(r, "for example %s: %s", f->name, field_quantity_example(f));
    }
    return false;
}

/* Inside the bounds of the table? x is in base units. */
static bool in_range(const struct reading *r, double x)
{
    const struct field *f = r->field;
    if (f->min == 0 && f->max == 0) {
        return true;
    }
    const bool open = (f->flags & FIELD_OPEN) != 0;
    const double min = (double)f->min, max = (double)f->max;
    const bool low = open ? x <= min : x < min;
    const bool high = f->max != INT64_MAX && (open ? x >= max : x > max);
    if (low || high) {
        REPORT(r, field_code_range, "out of range", "`%s` is out of range: %s", f->name,
               r->value.text);
        HELP(r, "allowed: %s", field_range(f, r->arena));
        return false;
    }
    return true;
}

static bool read_number(const struct reading *r, double *out)
{
    const char *s = r->value.text;
    char *end;
    /* strtod also reads hexadecimal, inf and nan, and skips blanks: no numbers of YAML's core
     * schema that we want */
    if (r->value.quoted || s[0] == '\0' || strspn(s, "0123456789+-.eE") != strlen(s)) {
        return wrong_type(r);
    }
    *out = strtod(s, &end);
    if (*end != '\0' || !isfinite(*out)) {
        return wrong_type(r);
    }
    return in_range(r, *out);
}

static bool read_int(const struct reading *r, int64_t *out)
{
    const char *s = r->value.text;
    char *end;
    const size_t sign = s[0] == '-' ? 1 : 0;
    if (r->value.quoted || s[sign] == '\0' || strspn(s + sign, "0123456789") != strlen(s + sign)) {
        const bool quoted_number =
            r->value.quoted && s[0] != '\0' && strspn(s, "0123456789") == strlen(s);
        (void)wrong_type(r);
        if (quoted_number) {
            HELP(r, "write it without quotes: %s", s);
        }
        return false;
    }
    errno = 0;
    const long long v = strtoll(s, &end, 10);
    if (errno == ERANGE) {
        REPORT(r, field_code_range, "out of range", "`%s` is out of range: %s", r->field->name, s);
        HELP(r, "allowed: %s",
             field_range(r->field, r->arena) != NULL ? field_range(r->field, r->arena)
                                                     : "up to 2^63 - 1");
        return false;
    }
    *out = v;
    return in_range(r, (double)v);
}

static bool read_bool(const struct reading *r, bool *out)
{
    const char *s = r->value.text;
    const bool yes = strcmp(s, "true") == 0 || strcmp(s, "True") == 0 || strcmp(s, "TRUE") == 0;
    const bool no = strcmp(s, "false") == 0 || strcmp(s, "False") == 0 || strcmp(s, "FALSE") == 0;
    if (r->value.quoted || (!yes && !no)) {
        (void)wrong_type(r);
        if (r->value.quoted && (yes || no)) {
            HELP(r, "write it without quotes: %s", yes ? "true" : "false");
        }
        return false;
    }
    *out = yes;
    return true;
}

/* Splits "a, b, c" into words, for did-you-mean among units. */
static const char *closest_unit(const struct reading *r, enum units_dim dim, const char *unit)
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

static bool quantity_error(const struct reading *r, enum units_dim dim, enum units_error bad)
{
    const struct field *f = r->field;
    const char *s = r->value.text;
    const char *units =
        f->kind == FIELD_LIMIT ? "B, kB, MB, GB, KiB, MiB, GiB or packets" : units_names(dim);
    switch (bad) {
    case UNITS_NO_UNIT:
        REPORT(r, field_code_no_unit, "a bare number", "`%s` needs a unit", f->name);
        HELP(r, "write the unit behind the number (%s), for example %s", units,
             field_quantity_example(f));
        break;
    case UNITS_UNKNOWN_UNIT: {
        const char *unit = s + strspn(s, "-0123456789. ");
        const char *near = closest_unit(r, dim, unit);
        REPORT(r, field_code_unit, NULL, "`%s` is no unit for `%s`", unit, f->name);
        if (near != NULL) {
            HELP(r, "did you mean `%s`? The units are %s", near, units);
        } else {
            HELP(r, "the units are %s", units);
        }
        break;
    }
    case UNITS_NEGATIVE:
    case UNITS_TOO_LARGE:
        REPORT(r, field_code_range, "out of range", "`%s` is out of range: %s", f->name, s);
        if (bad == UNITS_NEGATIVE) {
            HELP(r, "it cannot be negative");
        } else {
            HELP(r, f->kind == FIELD_FRACTION ? "allowed: 0%% to 100%%"
                                              : "it is larger than can be simulated");
        }
        break;
    case UNITS_INEXACT:
        REPORT(r, field_code_precision, NULL, "`%s` is finer than can be kept: %s", f->name, s);
        HELP(r, dim == UNITS_TIME ? "times are whole picoseconds"
                : dim == UNITS_FRACTION
                    ? "a percentage has at most ten decimals"
                    : "this must come out as a whole number of the smallest unit");
        break;
    default:
        return wrong_type(r);
    }
    return false;
}

/* The platform's KB: kB, KB, MB, GB, TB of this text are powers of 1,024. */
static const char *binary_units(const struct reading *r)
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

static bool read_quantity(const struct reading *r, int64_t *out, bool *packets)
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
            REPORT(r, field_code_range, "not here", "`%s` cannot be unlimited", f->name);
            HELP(r, "give %s", field_expects(f, r->arena));
            return false;
        }
        return true;
    }
    return in_range(r, (double)*out);
}

static bool read_fraction(const struct reading *r, double *out)
{
    const enum units_error bad = units_parse_fraction(r->value.text, out);
    if (bad != UNITS_OK) {
        return quantity_error(r, UNITS_FRACTION, bad);
    }
    return in_range(r, *out * 100);
}

static bool read_word(const struct reading *r, int64_t *out)
{
    enum { WORDS_N = 64 };
    const char *words[WORDS_N];
    size_t n = 0;
    for (const struct field_word *w = r->field->words; w->word != NULL; w++) {
        if (strcmp(w->word, r->value.text) == 0 && w->later &&
            (r->field->flags & FIELD_KEEPS_LATER) == 0) {
            REPORT(r, field_code_later, "not simulated yet", "`%s: %s` is not simulated yet",
                   r->field->name, w->word);
            HELP(r, "what can be simulated: %s", field_expects(r->field, r->arena));
            return false;
        }
        if (strcmp(w->word, r->value.text) == 0) {
            *out = w->value;
            return true;
        }
        SIM_ASSERT(n < WORDS_N);
        words[n++] = w->word;
    }
    const char *near = diag_closest(r->value.text, words, n);
    REPORT(r, field_code_word, "unknown", "`%s` is no value of `%s`", r->value.text,
           r->field->name);
    if (near != NULL) {
        HELP(r, "did you mean `%s`? Allowed: %s", near, field_expects(r->field, r->arena));
    } else {
        HELP(r, "allowed: %s", field_expects(r->field, r->arena));
    }
    return false;
}

static bool read_string(const struct reading *r, const char **out)
{
    const char *s = r->value.text;
    if (r->field->kind == FIELD_NAME && !field_name_ok(s)) {
        REPORT(r, field_code_name, "not a name", "`%s` is not a name", s);
        HELP(r, "names have letters, digits, - and _, and at most %d of them", FIELD_NAME_MAX_LEN);
        return false;
    }
    if (r->field->kind == FIELD_SECRET) {
        size_t n = 0;
        while (s[n] > 0x20 && s[n] < 0x7f) {
            n++;
        }
        if (s[n] != '\0' || n == 0 || n > FIELD_SECRET_MAX_LEN) {
            return wrong_type(r);
        }
    }
    *out = arena_strdup(r->arena, s);
    return true;
}

/* The value as the field's kind is read, into *v; *size: of the member of it. False: said in diag.
 */
static bool read_value(const struct reading *r, union field_value *v, size_t *size, bool *packets)
{
    switch (r->field->kind) {
    case FIELD_STRING:
    case FIELD_NAME:
    case FIELD_SECRET:
        *size = sizeof v->text;
        return read_string(r, &v->text);
    case FIELD_BOOL:
        *size = sizeof v->yes;
        return read_bool(r, &v->yes);
    case FIELD_NUMBER:
        *size = sizeof v->real;
        return read_number(r, &v->real);
    case FIELD_FRACTION:
        *size = sizeof v->real;
        return read_fraction(r, &v->real);
    case FIELD_INT:
        *size = sizeof v->whole;
        return read_int(r, &v->whole);
    case FIELD_WORD:
        *size = sizeof v->whole;
        return read_word(r, &v->whole);
    case FIELD_DURATION:
    case FIELD_DURATION_REAL:
    case FIELD_RATE:
    case FIELD_PPS:
    case FIELD_BYTES:
    case FIELD_BYTES_REAL:
    case FIELD_KILOBYTES:
    case FIELD_LIMIT:
        *size = sizeof v->whole;
        return read_quantity(r, &v->whole, packets);
    default:
        sim_assert_fail("the kind is a scalar", __FILE__, __LINE__);
    }
}

bool field_store(const struct field *f, struct field_text value, void *object, struct arena *arena,
                 struct diag *diag)
{
    const struct reading r = {f, value, arena, diag};
    union field_value v = {0};
    size_t size = 0;
    bool packets = false;

    if (!read_value(&r, &v, &size, &packets)) {
        return false;
    }
    if (f->kind == FIELD_DURATION_REAL || f->kind == FIELD_BYTES_REAL) {
        const double real = (double)v.whole;
        v.real = real;
        size = sizeof v.real;
    }
    memcpy((char *)object + f->offset, &v, size);
    if (f->kind == FIELD_LIMIT) {
        const int unit = packets ? 1 : 0;
        memcpy((char *)object + f->aux, &unit, sizeof unit);
    }
    return true;
}
