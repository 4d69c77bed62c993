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

/* Of a kind that is a quantity. */
enum units_dim field_dimension(enum field_kind kind);

#endif
