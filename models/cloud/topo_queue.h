/* A declared queue: of a link, of a NIC, of a site's line. */
#ifndef MODELS_CLOUD_TOPO_QUEUE_H
#define MODELS_CLOUD_TOPO_QUEUE_H

#include "models/cloud/resource.h"
#include "sim/base/simtime.h"

enum topo_unit { TOPO_BYTES, TOPO_PACKETS };
enum topo_discipline { TOPO_DROP_TAIL, TOPO_RED, TOPO_CODEL, TOPO_FQ_CODEL, TOPO_TOKEN_BUCKET };
struct topo_queue { /* of a discipline the members of its own keys count */
    struct resource r;
    int64_t discipline; /* enum topo_discipline */
    int64_t limit;      /* of what waits; UNITS_UNLIMITED = unbounded */
    enum topo_unit limit_unit;
    bool ecn, gentle;
    sim_time_t target, interval;
    int64_t flows, quantum_bytes;
    int64_t min_threshold, max_threshold;
    enum topo_unit min_unit, max_unit; /* equal */
    double max_probability, weight;
    int64_t mean_packet_bytes;
    int64_t rate_bps, burst_bytes;
};

#endif
