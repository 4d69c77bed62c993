/* Routes in words, as `routes` and `diff` show them. */
#ifndef SIM_APP_ROUTE_TEXT_H
#define SIM_APP_ROUTE_TEXT_H

#include "models/routing/effective.h"

struct arena;

/* Of a route to a service tag its name. */
const char *route_text_prefix(const struct effective_route *r, struct arena *arena);
const char *route_text_hop(const struct effective_route *r, struct arena *arena);
/* Why `by` goes before r. */
const char *route_text_reason(const struct effective_route *by, const struct effective_route *r);
/* "65010 65020", nearest first. */
const char *route_text_path(const struct rib_path *p, struct arena *arena);
const char *route_text_source(const struct effective_route *r, const struct topo_subnet *s,
                              struct arena *arena);

#endif
