/*
 * Build: declared cloud -> running network, in passes, each named for what it makes. Everything is
 * made in canonical order (declared names, sorted), so the numbers of events, flows and places
 * never depend on the order of the file.
 */
#ifndef MODELS_BUILD_H
#define MODELS_BUILD_H

#include <stdbool.h>

#include "models/net/link.h"
#include "models/network.h"

struct build {
    struct network *net;
    const struct topo *topo;
    const struct catalog *catalog;
    struct arena *arena;
    struct arena *scratch; /* cleared time and again */
    uint32_t *group_first; /* [vm group]: number of member 0 */
    const char *error;     /* the first reason why this cannot run, or NULL */
    size_t cap_places;
};

/* models/build_links.c: access links and links between regions */
void build_links(struct build *b);
/* the line of a site's device, both ways; of g the uplinks are set */
void build_uplink(struct build *b, struct gateway *g);
/* models/build_vpn.c: gateways and tunnels */
void build_vpn(struct build *b);
/* models/build_routes.c */
void build_routes(struct build *b);
/* Of subnets from `first` to before `end`, by what is known (NULL: as declared), in memory of the
 * arena; those in a row that have the same share it, as the prefixes of a site do. Returns why it
 * cannot run, or NULL. */
const char *routes_of_subnets(const struct network *n, size_t first, size_t end,
                              const struct effective_view *view, struct arena *arena);
void routes_of_gateway(const struct network *n, struct route_table *t, const struct rib *rib,
                       struct arena *arena);
/* models/build_flows.c */
void build_flows(struct build *b);
/* models/build_ports.c: of all flows, behind them */
void build_ports(struct network *n);

uint32_t build_place(struct build *b, enum place_kind kind, const char *name);

/* Index of a resource in its array. */
#define BUILD_INDEX(array, ptr) ((uint32_t)((ptr) - (array)))

/* Sinks of links, models/sinks.c */
link_large_fn network_refuse_large; /* models/path_mtu.c */
link_sink_fn network_leave_vm, network_enter_region, network_enter_vm, network_leave_site,
    network_enter_site;
/* What gateways hand on, models/sinks.c */
extern const struct gateway_around network_around_gateways;

#endif
