#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/field_parts.h"
#include "sim/base/json.h"

static const char *quantity_text(const struct field *f, int64_t v, int unit, struct arena *arena)
{
    char buf[UNITS_TEXT_MAX];
    for (const struct field_word *w = f->words; w != NULL && w->word != NULL; w++) {
        if (w->value == v) {
            return w->word;
        }
    }
    if (f->kind == FIELD_KILOBYTES && v != UNITS_UNLIMITED && v % 1024 == 0) {
        return arena_printf(arena, "%lldKB", (long long)(v / 1024));
    }
    if (f->kind == FIELD_KILOBYTES && v != UNITS_UNLIMITED) {
        return arena_printf(arena, "%lldB", (long long)v);
    }
    const enum units_dim dim =
        f->kind == FIELD_LIMIT && unit == 1 ? UNITS_PACKETS : field_dimension(f->kind);
    return arena_strdup(arena, units_format(dim, v, buf));
}

const char *field_text(const struct field *f, const void *object, struct arena *arena)
{
    const char *from = (const char *)object + f->offset;
    union field_value v = {0};
    char buf[UNITS_TEXT_MAX];
    char number[JSON_NUMBER_MAX];
    int unit = 0;
    switch (f->kind) {
    case FIELD_STRING:
    case FIELD_NAME:
    case FIELD_SECRET:
        memcpy(&v.text, from, sizeof v.text);
        return v.text;
    case FIELD_BOOL:
        memcpy(&v.yes, from, sizeof v.yes);
        return v.yes ? "true" : "false";
    case FIELD_NUMBER:
        memcpy(&v.real, from, sizeof v.real);
        return arena_strdup(arena, json_number_format(v.real, number));
    case FIELD_FRACTION:
        memcpy(&v.real, from, sizeof v.real);
        return arena_strdup(arena, units_format_fraction(v.real, buf));
    case FIELD_DURATION_REAL:
    case FIELD_BYTES_REAL:
        memcpy(&v.real, from, sizeof v.real);
        return quantity_text(f, (int64_t)v.real, 0, arena);
    case FIELD_INT:
        memcpy(&v.whole, from, sizeof v.whole);
        return arena_printf(arena, "%lld", (long long)v.whole);
    case FIELD_WORD:
        memcpy(&v.whole, from, sizeof v.whole);
        return field_word_text(f, v.whole);
    case FIELD_LIMIT:
        memcpy(&unit, (const char *)object + f->aux, sizeof unit);
        memcpy(&v.whole, from, sizeof v.whole);
        return quantity_text(f, v.whole, unit, arena);
    case FIELD_DURATION:
    case FIELD_RATE:
    case FIELD_PPS:
    case FIELD_BYTES:
    case FIELD_KILOBYTES:
        memcpy(&v.whole, from, sizeof v.whole);
        return quantity_text(f, v.whole, 0, arena);
    default:
        sim_assert_fail("the kind is a scalar", __FILE__, __LINE__);
    }
}
