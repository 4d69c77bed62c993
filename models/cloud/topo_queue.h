/* A declared queue: of a link, of a NIC, of a site's line. */
#ifndef MODELS_CLOUD_TOPO_QUEUE_H
#define MODELS_CLOUD_TOPO_QUEUE_H

#include "models/cloud/resource.h"
#include "sim/base/simtime.h"

enum topo_unit { TOPO_BYTES, TOPO_PACKETS };
enum topo_discipline { TOPO_DROP_TAIL, TOPO_RED, TOPO_CODEL, TOPO_FQ_CODEL, TOPO_TOKEN_BUCKET };
struct topo_queue { /* fields of other disciplines than its own mean nothing */
    struct resource r;
    int64_t discipline; /* enum topo_discipline */
    int64_t limit;      /* of what waits; UNITS_UNLIMITED = unbounded */
    enum topo_unit limit_unit;
    bool ecn;                     /* red, codel, fq_codel: marks in place of drops (RFC 3168) */
    sim_time_t target, interval;  /* codel, fq_codel (RFC 8289, 3.2) */
    int64_t flows, quantum_bytes; /* fq_codel (RFC 8290, 4.1) */
    int64_t min_threshold, max_threshold; /* red, and all down to mean_packet_bytes */
    enum topo_unit min_unit, max_unit;    /* of the thresholds; equal */
    double max_probability, weight;       /* at max_threshold; of the newest in the mean */
    bool gentle;                          /* to certainty at twice max_threshold, not at once */
    int64_t mean_packet_bytes;            /* by which an idle time counts as packets */
    int64_t rate_bps, burst_bytes;        /* token_bucket */
};

#endif
