/* What `trace` and `routes` say, as JSON. */
#ifndef SIM_APP_TRACE_JSON_H
#define SIM_APP_TRACE_JSON_H

#include "sim/app/trace_text.h"
#include "sim/base/json.h"

/* Of each kind of flows the way there and the way back: {from, to, answer, share, steps, arrived,
 * base_ms, ...}, or {..., cause, place, code, why, mend, decided_at}; path: of the scenario. */
void trace_json_ways(const struct network *n, const struct ways *w, const char *path);
/* [{from, to, state, share, round_trip_ms, symmetric, ...}], with cause, place, code, why and mend
 * of most of the flows that fail. */
void trace_json_pairs(const struct network *n, const uint32_t *first, size_t n_entries,
                      const struct trace_pair *pair);
/* The effective routes of a subnet: [{prefix, source, next_hop, state, overridden_by, because}]. */
void trace_json_routes(struct json *j, const struct net_subnet *s, struct arena *arena);

#endif
