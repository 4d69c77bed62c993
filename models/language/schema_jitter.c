/*
 * Jitter of a link: stalls in time.
 */
#include "models/language/schema.h"

static const struct field jitter_fields[] = {
    {.name = "rate_hz",
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_jitter, rate_hz),
     .min = 0,
     .max = 1000000,
     .help = "stalls a second, on average; 0 turns jitter off"},
    {.name = "mean",
     .kind = FIELD_DURATION,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_jitter, mean_dur),
     .min = 0,
     .max = 10 * SIM_S,
     .help = "mean length of a stall",
     .example = "0.276ms"},
};

const struct field_table schema_jitter = {
    .kind = "jitter",
    .help = "Stalls of a path: they begin as a Poisson process in time and have exponential "
            "lengths; a packet that arrives in\n"
            "a stall leaves at its end, in order. Its percentiles do not depend on how many "
            "packets are sent.\n"
            "`{rate_hz: 0, mean: 0us}` turns it off.",
    .size = sizeof(struct topo_jitter),
    .resource = offsetof(struct topo_jitter, r),
    .fields = jitter_fields,
    .n = SCHEMA_N(jitter_fields),
};
