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

bool field_wrong_type(const struct field_reading *r)
{
    const struct field *f = r->field;
    FIELD_REPORT(r, field_code_type, "not what belongs here", "`%s` takes %s", f->name,
                 field_expects(f, r->arena));
    if (f->kind == FIELD_BOOL) {
        FIELD_HELP(r, "write true or false, without quotes");
    } else if (f->kind == FIELD_SECRET) {
        FIELD_HELP(r,
                   "printable ASCII without blanks; in quotes when it begins with a character that "
                   "YAML gives a meaning");
    } else if (field_range(f, r->arena) != NULL) {
        FIELD_HELP(r, "allowed: %s", field_range(f, r->arena));
    } else if (field_is_quantity(f->kind) || f->example != NULL) {
        FIELD_HELP(r, "for example %s: %s", f->name, field_quantity_example(f));
    }
    return false;
}

bool field_in_range(const struct field_reading *r, double x)
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
        FIELD_REPORT(r, field_code_range, "out of range", "`%s` is out of range: %s", f->name,
                     r->value.text);
        FIELD_HELP(r, "allowed: %s", field_range(f, r->arena));
        return false;
    }
    return true;
}

static bool read_number(const struct field_reading *r, double *out)
{
    const char *s = r->value.text;
    char *end;
    /* strtod also reads hexadecimal, inf and nan, and skips blanks: no numbers of YAML's core
     * schema that we want */
    if (r->value.quoted || s[0] == '\0' || strspn(s, "0123456789+-.eE") != strlen(s)) {
        return field_wrong_type(r);
    }
    *out = strtod(s, &end);
    if (*end != '\0' || !isfinite(*out)) {
        return field_wrong_type(r);
    }
    return field_in_range(r, *out);
}

static bool read_int(const struct field_reading *r, int64_t *out)
{
    const char *s = r->value.text;
    char *end;
    const size_t sign = s[0] == '-' ? 1 : 0;
    if (r->value.quoted || s[sign] == '\0' || strspn(s + sign, "0123456789") != strlen(s + sign)) {
        const bool quoted_number =
            r->value.quoted && s[0] != '\0' && strspn(s, "0123456789") == strlen(s);
        (void)field_wrong_type(r);
        if (quoted_number) {
            FIELD_HELP(r, "write it without quotes: %s", s);
        }
        return false;
    }
    errno = 0;
    const long long v = strtoll(s, &end, 10);
    if (errno == ERANGE) {
        const char *range = field_range(r->field, r->arena);
        const bool bounded = range != NULL && r->field->max != INT64_MAX;
        FIELD_REPORT(r, field_code_range, "out of range", "`%s` is out of range: %s",
                     r->field->name, s);
        FIELD_HELP(r, "allowed: %s%s", range != NULL ? range : "up to 2^63 - 1",
                   range != NULL && !bounded ? ", up to 2^63 - 1" : "");
        return false;
    }
    *out = v;
    return field_in_range(r, (double)v);
}

static bool read_bool(const struct field_reading *r, bool *out)
{
    const char *s = r->value.text;
    const bool yes = strcmp(s, "true") == 0 || strcmp(s, "True") == 0 || strcmp(s, "TRUE") == 0;
    const bool no = strcmp(s, "false") == 0 || strcmp(s, "False") == 0 || strcmp(s, "FALSE") == 0;
    if (r->value.quoted || (!yes && !no)) {
        (void)field_wrong_type(r);
        if (r->value.quoted && (yes || no)) {
            FIELD_HELP(r, "write it without quotes: %s", yes ? "true" : "false");
        }
        return false;
    }
    *out = yes;
    return true;
}

static bool read_word(const struct field_reading *r, int64_t *out)
{
    enum { WORDS_N = 64 };
    const char *words[WORDS_N];
    size_t n = 0;
    for (const struct field_word *w = r->field->words; w->word != NULL; w++) {
        if (strcmp(w->word, r->value.text) == 0 && w->later &&
            (r->field->flags & FIELD_KEEPS_LATER) == 0) {
            FIELD_REPORT(r, field_code_later, "not simulated yet", "`%s: %s` is not simulated yet",
                         r->field->name, w->word);
            FIELD_HELP(r, "what can be simulated: %s", field_expects(r->field, r->arena));
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
    FIELD_REPORT(r, field_code_word, "unknown", "`%s` is no value of `%s`", r->value.text,
                 r->field->name);
    if (near != NULL) {
        FIELD_HELP(r, "did you mean `%s`? Allowed: %s", near, field_expects(r->field, r->arena));
    } else {
        FIELD_HELP(r, "allowed: %s", field_expects(r->field, r->arena));
    }
    return false;
}

static bool read_string(const struct field_reading *r, const char **out)
{
    const char *s = r->value.text;
    if (r->field->kind == FIELD_NAME && !field_name_ok(s)) {
        FIELD_REPORT(r, field_code_name, "not a name", "`%s` is not a name", s);
        FIELD_HELP(r, "names have letters, digits, - and _, and at most %d of them",
                   FIELD_NAME_MAX_LEN);
        return false;
    }
    if (r->field->kind == FIELD_SECRET) {
        size_t n = 0;
        while (s[n] > 0x20 && s[n] < 0x7f) {
            n++;
        }
        if (s[n] != '\0' || n == 0 || n > FIELD_SECRET_MAX_LEN) {
            return field_wrong_type(r);
        }
    }
    *out = arena_strdup(r->arena, s);
    return true;
}

/* The value as the field's kind is read, into *v; *size: of the member of it. False: said in diag.
 */
static bool read_value(const struct field_reading *r, union field_value *v, size_t *size,
                       bool *packets)
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
        return field_read_fraction(r, &v->real);
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
        return field_read_quantity(r, &v->whole, packets);
    default:
        sim_assert_fail("the kind is a scalar", __FILE__, __LINE__);
    }
}

bool field_store(const struct field *f, struct field_text value, void *object, struct arena *arena,
                 struct diag *diag)
{
    const struct field_reading r = {f, value, arena, diag};
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
