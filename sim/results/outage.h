/*
 * Outage: what a fault did to a traffic entry, from models/watch.h: outages.csv and `vnetsim run`'s
 * table of them. Of several faults in one run the longest outage since the first; `vnetsim
 * failover` makes one at a time.
 */
#ifndef SIM_RESULTS_OUTAGE_H
#define SIM_RESULTS_OUTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct network;
struct results;

struct outage { /* of a traffic entry */
    const char *traffic;
    size_t flows, lasting;    /* lasting: still out when they should have ended */
    double path_s, path_at_s; /* NAN: no probes */
    bool path_lasts;
    double app_s, app_median_s, app_at_s; /* the worst flow's, the median flow's */
    uint64_t lost, connections, aborted;  /* connections 0: none of TCP */
    double before_ms, during_ms,
        after_ms; /* 99th percentile of the probes' round trip; NAN: none came back */
};

/* One for each traffic entry that has flows, in their order; *n: how many, 0 where nothing is
 * watched. Everything in r's arena. */
struct outage *outage_all(const struct results *r, size_t *n);
/* The longest outage of one flow's application, and of its way, in s; NAN: not watched, no probe.
 */
double outage_of_flow_s(const struct network *n, size_t flow);
double outage_of_path_s(const struct network *n, size_t flow);
/* A table, where faults have come. */
void outage_show(const struct results *r, FILE *out);

#endif
