/*
 * Results of a run: the CSV files of results/README.md, one writer a file, each with the
 * table of its columns. Everything in them follows from scenario and seed alone.
 */
#ifndef SIM_RESULTS_RESULTS_H
#define SIM_RESULTS_RESULTS_H

#include <stddef.h>

#include "models/network.h"
#include "sim/results/csv_out.h"
#include "sim/results/limit.h"
#include "sim/results/measure.h"
#include "sim/results/verdict.h"

struct arena;
struct warmup;

struct results_pair {                           /* an ordered pair of regions that has flows */
    const char *src_region, *dst_region, *name; /* name: "westus->northeurope" */
    struct measure sum;
};

struct results {
    const struct network *net;
    struct arena *arena;
    struct measure *flow;      /* [flow] */
    struct limit *limit;       /* [flow] */
    struct results_pair *pair; /* by name */
    size_t n_pairs;
    struct drop_record *drop; /* place x cause, all flows: flow is unused */
    size_t n_drops;
    struct measure total;
    struct verdict *verdict; /* a traffic entry */
    size_t n_verdicts;
    const struct warmup *warmup; /* how it was found; by the caller, may be NULL */
};

/* limited_by of a flow. */
static inline const char *results_limited_by(const struct results *r, size_t flow)
{
    return r->limit[flow].word[0].text;
}

/* Gathers everything from a finished run. */
void results_init(struct results *r, const struct network *net, struct arena *arena);

struct results_file {
    const struct csv_table *table;
    void (*write)(const struct results *r, struct csv_out *o);
};

/* All of them, in the order of results/README.md. */
const struct results_file *const *results_files(size_t *n);

extern const struct results_file results_flows, results_pairs, results_links, results_gateways,
    results_tunnels, results_services, results_limits, results_drops, results_outages,
    results_series, results_histogram, results_events;

#endif
