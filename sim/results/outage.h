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

/*
 * The columns of outages.csv, which failover.csv has too, behind what it says of the failure: their
 * names and meanings stand once.
 */
#define OUTAGE_COLUMNS                                                                             \
    {"from_s",                                                                                     \
     "instant of the first fault, in failover.csv of the failure; of one before the warm-up's "    \
     "end, "                                                                                       \
     "and without any, that end",                                                                  \
     CSV_NUMBER},                                                                                  \
        {"flows", "of the entry", CSV_INTEGER},                                                    \
        {"path_outage_s",                                                                          \
         "longest time in which no probe came back, on the way of any of its first 8 flows; "      \
         "empty: "                                                                                 \
         "no probes (simulation: probe_interval)",                                                 \
         CSV_NUMBER},                                                                              \
        {"path_outage_at_s", "its begin", CSV_NUMBER},                                             \
        {"path_lasts", "1: it lasts to the end of the run; 0", CSV_INTEGER},                       \
        {"app_outage_s",                                                                           \
         "longest time without progress of a flow (what arrives at the receiver; of ping and "     \
         "request_response answers), of all flows the longest",                                    \
         CSV_NUMBER},                                                                              \
        {"app_outage_median_s", "of the median flow", CSV_NUMBER},                                 \
        {"app_outage_at_s", "begin of the longest", CSV_NUMBER},                                   \
        {"flows_lasting", "flows whose longest outage lasts to the end", CSV_INTEGER},             \
        {"packets_lost", "dropped since from_s, both ways", CSV_INTEGER},                          \
        {"connections", "of TCP; empty: none", CSV_INTEGER},                                       \
        {"aborted",                                                                                \
         "of these, given up since nothing answered any more, each once: who opens another one "   \
         "may have to give that up too (flows.csv)",                                               \
         CSV_INTEGER},                                                                             \
        {"rtt_before_p99_ms",                                                                      \
         "99th percentile of the probes' round trip: before from_s; without a fault of the whole " \
         "run",                                                                                    \
         CSV_NUMBER},                                                                              \
        {"rtt_during_p99_ms",                                                                      \
         "from then until the path's longest outage was over; empty: nothing came back, or there " \
         "was "                                                                                    \
         "no outage",                                                                              \
         CSV_NUMBER},                                                                              \
        {"rtt_after_p99_ms", "since; at first the way may be a detour, until the routes are back", \
         CSV_NUMBER},                                                                              \
    {                                                                                              \
        "until_s",                                                                                 \
            "end of the run: packets_lost, rtt_after_p99_ms and what lasts to the end count up "   \
            "to it",                                                                               \
            CSV_NUMBER                                                                             \
    }

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
