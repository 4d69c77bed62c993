/* Declared faults: what breaks, and when. */
#ifndef MODELS_CLOUD_TOPO_FAULT_H
#define MODELS_CLOUD_TOPO_FAULT_H

#include "models/cloud/resource.h"
#include "models/dist/dist.h"
#include "sim/base/simtime.h"

struct topo_connection;
struct topo_gateway;
struct topo_peering;
struct topo_site;

enum topo_fault_kind {
    TOPO_FAULT_PLANNED,
    TOPO_FAULT_UNPLANNED,
    TOPO_FAULT_DOWN,
    TOPO_FAULT_RESET
};
enum topo_fault_target {
    TOPO_FAULT_GATEWAY,
    TOPO_FAULT_DEVICE,
    TOPO_FAULT_UPLINK,
    TOPO_FAULT_TUNNEL,
    TOPO_FAULT_CONNECTION,
    TOPO_FAULT_BGP_SESSION,
    TOPO_FAULT_PEERING,
    TOPO_FAULT_LINK,
    TOPO_FAULT_ZONE,
    TOPO_FAULT_REGION,
    TOPO_FAULT_TARGETS
};

struct topo_fault { /* faults: what breaks, and when */
    struct resource r;
    sim_time_t at;
    int64_t kind;                         /* enum topo_fault_kind */
    const char *name[TOPO_FAULT_TARGETS]; /* one of them */
    int64_t instance;                     /* of a gateway */
    bool has_instance;
    struct dist
        lasts; /* ps; not given: until the end of the run, or of a gateway what is published */
    bool has_for;
    /* by resolve */
    enum topo_fault_target target;
    const struct topo_gateway
        *gateway; /* TOPO_FAULT_GATEWAY, _DEVICE; _UPLINK: of a device of its own line */
    const struct topo_site *site;             /* TOPO_FAULT_UPLINK of a site */
    const struct topo_connection *connection; /* TOPO_FAULT_TUNNEL, _CONNECTION, _BGP_SESSION */
    int here,
        there; /* TOPO_FAULT_TUNNEL: instances at both ends; -1: all tunnels of the connection */
    const struct topo_peering *peering;
    uint32_t region, other_region; /* numbers: TOPO_FAULT_REGION, _ZONE; TOPO_FAULT_LINK from, to */
    int zone;                      /* TOPO_FAULT_ZONE */
    bool both_ways;                /* TOPO_FAULT_LINK */
};

#endif
