/* Declared models of what carries packets between regions, inside them, and between availability
 * zones. */
#ifndef MODELS_CLOUD_TOPO_LINK_H
#define MODELS_CLOUD_TOPO_LINK_H

#include "models/cloud/topo_queue.h"
#include "models/dist/dist.h"

enum topo_loss_model { TOPO_LOSS_NONE, TOPO_LOSS_BERNOULLI, TOPO_LOSS_GILBERT_ELLIOTT };
struct topo_loss {
    struct resource r;
    int64_t model; /* enum topo_loss_model */
    double p;      /* bernoulli: loss probability; gilbert_elliott: good -> bad per packet (tc netem
                      gemodel p) */
    double h;      /* gilbert_elliott: bad -> good per packet (netem's r) */
};

struct topo_jitter { /* stalls of a path: a Poisson process of exponential lengths */
    struct resource r;
    double rate_hz;      /* stalls a second */
    sim_time_t mean_dur; /* mean length; rate 0 or length 0: none */
};

enum topo_latency_kind { TOPO_LATENCY_MEASURED, TOPO_LATENCY_FIXED, TOPO_LATENCY_DRAWN };
struct topo_latency {
    struct resource r;
    int64_t distribution; /* the word: enum dist_kind, or DIST_N for measured */
    int64_t kind;         /* enum topo_latency_kind, from distribution */
    sim_time_t base;      /* fixed: the delay; drawn: added to each draw; one way */
    struct dist dist;     /* drawn: the part above base, in ps */
    double path_quantile; /* measured: pins every path; < 0 = not given */
    bool reorder;         /* drawn: packets overtake each other */
};

struct topo_link {
    struct resource r;
    struct topo_latency latency;
    int64_t bandwidth_bps;
    struct topo_queue queue;
    struct topo_loss loss;
    struct topo_jitter jitter;
    double path_quantile; /* pins every path of a measured latency, as the latency's own does; 0 =
                             not given */
    int64_t mtu_bytes, framing_bytes;
    bool tells_mtu;  /* ICMP fragmentation needed */
    double disorder; /* share of the packets in fragments whose fragments come out of order */
    /* by resolve, for the entries of region pairs "a--b" and "a->b" */
    const char *a, *b; /* region names; NULL for inter_region and intra_region */
    bool directed;
};

struct topo_zones { /* what lies between availability zones, one way, beside intra_region; symmetric
                     */
    struct resource r;
    sim_time_t one_two, one_three, two_three;
};

#endif
