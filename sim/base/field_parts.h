/* What reading and writing the values of fields share. */
#ifndef SIM_BASE_FIELD_PARTS_H
#define SIM_BASE_FIELD_PARTS_H

#include "sim/base/diag.h"
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

/* --- text to value: sim/base/field_read.c, field_quantity.c --- */

struct field_reading {
    const struct field *field;
    struct field_text value;
    struct arena *arena;
    struct diag *diag;
};

#define FIELD_REPORT(r, code, label, ...)                                                          \
    do {                                                                                           \
        if ((r)->diag != NULL) {                                                                   \
            diag_add((r)->diag, &(code), (r)->value.at, (label), __VA_ARGS__);                     \
        }                                                                                          \
    } while (0)
#define FIELD_HELP(r, ...)                                                                         \
    do {                                                                                           \
        if ((r)->diag != NULL) {                                                                   \
            diag_help((r)->diag, __VA_ARGS__);                                                     \
        }                                                                                          \
    } while (0)

/* Says so, and is false. */
bool field_wrong_type(const struct field_reading *r);
/* Inside the bounds of the table? x is in base units. */
bool field_in_range(const struct field_reading *r, double x);
/* False: said. *packets: of a limit, that it is in packets. */
bool field_read_quantity(const struct field_reading *r, int64_t *out, bool *packets);
bool field_read_fraction(const struct field_reading *r, double *out);

#endif
