/* What `trace` and `routes` say, as JSON. */
#ifndef SIM_APP_TRACE_JSON_H
#define SIM_APP_TRACE_JSON_H

#include "models/exchange.h"
#include "sim/base/json.h"

/* {from, to, arrived, steps, base_ms, ...}, or {..., cause, place, why, mend, decided_at}; path: of the scenario. */
void trace_json_way(struct json *j, const struct network *n, const struct trace_question *q, const struct trace *t, const char *path);
/* {from, to, state, round_trip_ms}, {..., of_flows} or {..., cause, place, why}; of the first way that fails. */
void trace_json_pair(struct json *j, const char *from, const char *to, const struct exchange *x);
/* The effective routes of a subnet: [{prefix, source, next_hop, state, overridden_by}]. */
void trace_json_routes(struct json *j, const struct net_subnet *s, struct arena *arena);

#endif
