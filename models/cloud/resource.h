/* What every declared thing starts with, and the words that things name each other by. */
#ifndef MODELS_CLOUD_RESOURCE_H
#define MODELS_CLOUD_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/diag.h"
#include "sim/base/field.h"
#include "sim/base/ip4.h"

/* What every declared thing starts with. field_at[i], given bit i: i = index in its field table. */
struct resource {
    const char *name;
    struct span at; /* of the name (the key) */
    const struct field_table *table;
    const struct span *field_at; /* of each field's value; line 0 when it was not given */
    uint64_t given;
};

/* Place of the value of a field ("shared_key"), or of the resource when the field was not given. */
struct span resource_field_at(const struct resource *r, const char *field);
bool resource_field_given(const struct resource *r, const char *field);

struct topo_prefixes {
    struct ip4_prefix *v;
    struct span *at;
    size_t n;
};

struct topo_address { /* one IPv4 address */
    const char *text; /* NULL: not given */
    uint32_t addr;
};

/* A reference by name: text and place from the file, the pointer from resolve. */
struct topo_ports { /* a range of them */
    const char *text;
    uint32_t low, high;
};

struct topo_ref {
    const char *name; /* NULL when not given */
    struct span at;
};

#endif
