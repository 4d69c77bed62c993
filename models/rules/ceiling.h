/*
 * What traffic wants against what carries it: tunnels, gateways, devices and the lines of sites.
 * Demand is that of entries that send whatever the network does (cbr, poisson, on_off), in IP
 * packets of VMs; on lines with ESP around them, but for those that a site sends to the Internet:
 * its mean, and with every on_off flow in a burst.
 * Of several ceilings the one that is exceeded most is found. Ways over several gateways count at
 * the first tunnel alone.
 */
#ifndef MODELS_RULES_CEILING_H
#define MODELS_RULES_CEILING_H

#include "models/rules/rules_parts.h"

struct demand {
    double bps, pps, outer_bps, flows;
    const struct topo_traffic *one; /* NULL: nothing wants it */
};

struct ceiling_part { /* of the demand, what one entry wants; with ESP, of each flow */
    double flows, mean_bps, peak_bps, burst_s;
    const struct ceiling_part *next;
};

enum ceiling_way { CEILING_OUT, CEILING_IN, CEILING_WAYS };

struct ceilings {
    const struct rules *r;
    struct demand *end, *peak;           /* [connection's end] */
    const struct ceiling_part **part;    /* [connection's end] */
    struct demand (*gate)[CEILING_WAYS]; /* [gateway or device] */
    struct demand (*line)[CEILING_WAYS]; /* [gateway or device]: the first that shares it */
    struct demand *clear; /* likewise: of what leaves by the line, what is for the Internet */
    bool (*gate_said)[CEILING_WAYS], (*line_said)[CEILING_WAYS];
};

enum ceiling_kind { CEILING_TUNNEL, CEILING_GATE, CEILING_LINE };

struct ceiling {
    enum ceiling_kind kind;
    double times; /* demand in capacities; 0: all of it gets through */
    double mbps, pps;
    const struct topo_gateway *at;
    bool *said; /* of what several connections share */
};

void ceilings_init(struct ceilings *c, const struct rules *r, struct arena *arena);
/* The one that is exceeded most on the way out of this end; at its peak: while the others want what
 * they want in the mean. */
struct ceiling ceilings_most(const struct ceilings *c, const struct topo_connection *k,
                             bool at_peak);
/* What leaves by the line of a device, where that is exceeded. */
struct ceiling ceilings_line(const struct ceilings *c, const struct topo_gateway *g);
/* Tunnels side by side that the demand on the way out of this end is spread over. */
double ceilings_tunnels(const struct ceilings *c, const struct topo_connection *k);

#endif
