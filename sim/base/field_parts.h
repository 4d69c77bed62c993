/* What reading and writing the values of fields share. */
#ifndef SIM_BASE_FIELD_PARTS_H
#define SIM_BASE_FIELD_PARTS_H

#include "sim/base/field.h"
#include "sim/base/units.h"

union field_value {
    const char *text;
    bool yes;
    int64_t whole;
    double real;
};

enum { FIELD_NAME_MAX_LEN = 80, FIELD_SECRET_MAX_LEN = 128 };

bool field_is_quantity(enum field_kind kind);
/* Of a kind that is a quantity. */
enum units_dim field_dimension(enum field_kind kind);
/* What such a value may look like: 10Mbps. */
const char *field_quantity_example(const struct field *f);

#endif
