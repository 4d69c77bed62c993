#include "sim/base/field.h"

#include <string.h>

#include "sim/base/assert.h"
#include "sim/base/field_parts.h"
#include "sim/base/units.h"

size_t field_count(const struct field_table *table)
{
    return table->n + (table->more != NULL ? table->more->n : 0);
}

const struct field *field_at(const struct field_table *table, size_t i)
{
    return i < table->n ? &table->fields[i] : &table->more->fields[i - table->n];
}

size_t field_index(const struct field_table *table, const struct field *field)
{
    size_t i = 0;
    while (field_at(table, i) != field) {
        i++;
        SIM_ASSERT(i < field_count(table));
    }
    return i;
}

const struct field *field_find(const struct field_table *table, const char *name)
{
    for (size_t i = 0; i < field_count(table); i++) {
        if (strcmp(field_at(table, i)->name, name) == 0) {
            return field_at(table, i);
        }
    }
    return NULL;
}

const char *field_word_text(const struct field *field, int64_t value)
{
    for (const struct field_word *w = field->words; w->word != NULL; w++) {
        if (w->value == value) {
            return w->word;
        }
    }
    sim_assert_fail("a word field holds the value of one of its words", __FILE__, __LINE__);
}

bool field_is_quantity(enum field_kind kind)
{
    return kind >= FIELD_DURATION && kind <= FIELD_FRACTION;
}

enum units_dim field_dimension(enum field_kind kind)
{
    switch (kind) {
    case FIELD_DURATION:
    case FIELD_DURATION_REAL:
        return UNITS_TIME;
    case FIELD_RATE:
        return UNITS_RATE;
    case FIELD_PPS:
        return UNITS_PPS;
    case FIELD_FRACTION:
        return UNITS_FRACTION;
    default:
        return UNITS_BYTES;
    }
}

bool field_name_ok(const char *name)
{
    size_t n = 0;
    for (; name[n] != '\0'; n++) {
        const char c = name[n];
        const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!ok) {
            return false;
        }
    }
    return n > 0 && n <= FIELD_NAME_MAX_LEN;
}
