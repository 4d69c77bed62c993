/*
 * What the files of traffic entries share: which applications there are, as bits of the switch word
 * `app`, for the fields that only some of them have.
 */
#ifndef MODELS_LANGUAGE_SCHEMA_TRAFFIC_PARTS_H
#define MODELS_LANGUAGE_SCHEMA_TRAFFIC_PARTS_H

#include "models/language/schema.h"

enum {
    CBR = 1u << TOPO_CBR,
    POISSON = 1u << TOPO_POISSON,
    ON_OFF = 1u << TOPO_ON_OFF,
    PING = 1u << TOPO_PING,
    RR = 1u << TOPO_REQUEST_RESPONSE,
    BULK = 1u << TOPO_BULK,
    REPLAY = 1u << TOPO_REPLAY,
    STREAM = CBR | POISSON | ON_OFF,
    CARRIED = STREAM | RR | BULK | REPLAY /* by a transport */
};

/* --- models/language/schema_tcp.c --- */

/* The keys that are for TCP: they stand in a traffic entry, behind its others. */
extern const struct field_table schema_tcp;

/* --- models/language/schema_traffic_check.c --- */

/* What one field of a traffic entry alone cannot know; and the defaults that hang on others. */
void schema_traffic_finish(void *traffic, struct arena *arena, struct diag *diag);

#endif
