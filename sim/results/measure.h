/*
 * Measure: what the report says of a flow, or of many together (a region pair, the whole run):
 * counts of both ways, delays of src -> dst, round trips, and where the time went. Sums add,
 * histograms merge, so percentiles are those of the pooled packets.
 */
#ifndef SIM_RESULTS_MEASURE_H
#define SIM_RESULTS_MEASURE_H

#include "models/flow/flow.h"
#include "models/network.h"

struct measure {
    struct flow_count fwd, rev;
    struct flow_delay owd, rtt;
    flow_sum_t propagation, transmission, queueing, gateway; /* ps */
    flow_sum_t jitter;
    uint64_t n_jitter; /* differences in it */
    uint64_t goodput_bytes;
    double late_frac;     /* of what TCP brought, that was sent after the entry had stopped */
    uint64_t offer_bytes; /* of applications that say when and how much: whole packets of UDP, what
                             is written to TCP */
    uint64_t retransmits; /* of TCP */
    bool has_tcp;
    uint64_t lost_since, aborted; /* packets since the first fault; connections of TCP */
    bool is_watched, is_probed;
    double outage_s, path_outage_s; /* the longest since then, where watched and probed */
    double throughput_mbps,
        goodput_mbps; /* of a flow: over its life; of several: what they carry together */
    double part_throughput_mbps,
        part_goodput_mbps; /* what they add to a sum: over the time that their entry may send */
    double transfer_usd;   /* of the bytes received, both ways; NAN: a price is not known */
    double transfer_usd_month, gateway_usd_month; /* by results_init; NAN: not asked for, or not
                                                     known, or not of this part */
};

/* Of one flow; histograms are copied into the arena. */
void measure_flow(struct measure *m, const struct network *n, size_t flow, struct arena *arena);
void measure_add(struct measure *m, const struct measure *more, struct arena *arena);

/* Milliseconds; NAN when there is no sample. */
double measure_mean_ms(const struct flow_delay *d);
double measure_min_ms(const struct flow_delay *d);
double measure_max_ms(const struct flow_delay *d);
double measure_quantile_ms(const struct flow_delay *d, double p);
/* Mean part of one packet's way; NAN when nothing arrived. */
double measure_part_ms(const struct measure *m, flow_sum_t part);
double measure_jitter_ms(const struct measure *m);
/* dropped / offered; NAN when nothing was offered. */
double measure_loss_frac(const struct measure *m);
/* Lost on either way, as people are told: of TCP's packets, both ways; else of what is sent, since
 * a request whose answer is dropped is lost too. NAN when nothing was offered. */
double measure_lost_frac(const struct measure *m);

#endif
