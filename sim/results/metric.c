#include "sim/results/metric.h"

#include <math.h>
#include <string.h>

#include "sim/base/diag.h"

#define COUNT(what, member)                                                                        \
    static double what(const struct measure *m)                                                    \
    {                                                                                              \
        return (double)m->member;                                                                  \
    }
#define DELAY(prefix, member)                                                                      \
    static double prefix##_min(const struct measure *m)                                            \
    {                                                                                              \
        return measure_min_ms(&m->member);                                                         \
    }                                                                                              \
    static double prefix##_mean(const struct measure *m)                                           \
    {                                                                                              \
        return measure_mean_ms(&m->member);                                                        \
    }                                                                                              \
    static double prefix##_p50(const struct measure *m)                                            \
    {                                                                                              \
        return measure_quantile_ms(&m->member, 0.5);                                               \
    }                                                                                              \
    static double prefix##_p95(const struct measure *m)                                            \
    {                                                                                              \
        return measure_quantile_ms(&m->member, 0.95);                                              \
    }                                                                                              \
    static double prefix##_p99(const struct measure *m)                                            \
    {                                                                                              \
        return measure_quantile_ms(&m->member, 0.99);                                              \
    }                                                                                              \
    static double prefix##_p999(const struct measure *m)                                           \
    {                                                                                              \
        return measure_quantile_ms(&m->member, 0.999);                                             \
    }                                                                                              \
    static double prefix##_max(const struct measure *m)                                            \
    {                                                                                              \
        return measure_max_ms(&m->member);                                                         \
    }
#define PART(what)                                                                                 \
    static double what##_part(const struct measure *m)                                             \
    {                                                                                              \
        return measure_part_ms(m, m->what);                                                        \
    }

static double cost(const struct measure *m)
{
    return m->transfer_usd_month + m->gateway_usd_month;
}

COUNT(transfer_cost, transfer_usd_month)
COUNT(gateway_cost, gateway_usd_month)
COUNT(offered, fwd.offered)
COUNT(received, fwd.received)
COUNT(dropped, fwd.dropped)
COUNT(throughput, throughput_mbps)
COUNT(goodput, goodput_mbps)

static double retransmits(const struct measure *m)
{
    return m->has_tcp ? (double)m->retransmits : NAN;
}

static double aborted(const struct measure *m)
{
    return m->has_tcp ? (double)m->aborted : NAN;
}

static double outage(const struct measure *m)
{
    return m->is_watched ? m->outage_s : NAN;
}

static double path_outage(const struct measure *m)
{
    return m->is_probed ? m->path_outage_s : NAN;
}

static double outage_lost(const struct measure *m)
{
    return !m->is_watched ? NAN : (double)m->lost_since;
}

DELAY(owd, owd)
DELAY(rtt, rtt)
PART(propagation)
PART(transmission)
PART(queueing)
PART(gateway)

static const struct metric all[] = {
    {"packets_offered", "", "the number of packets sent", false, offered},
    {"packets_received", "", "the number of packets received", false, received},
    {"packets_dropped", "", "the number of packets dropped", true, dropped},
    {"throughput_mbps", "Mbps", "throughput", false, throughput},
    {"goodput_mbps", "Mbps", "goodput", false, goodput},
    {"loss_frac", "", "loss", true, measure_loss_frac},
    {"retransmits", "", "the number of TCP's retransmissions", true, retransmits},
    {"outage_s", "s", "the longest outage of an application", true, outage},
    {"path_outage_s", "s", "the longest outage of a path", true, path_outage},
    {"outage_lost", "", "the number of packets dropped since the first fault", true, outage_lost},
    {"aborted", "", "the number of TCP's connections given up", true, aborted},
    {"owd_min_ms", "ms", "the smallest one-way delay", true, owd_min},
    {"owd_mean_ms", "ms", "the mean one-way delay", true, owd_mean},
    {"owd_p50_ms", "ms", "the median one-way delay", true, owd_p50},
    {"owd_p95_ms", "ms", "the 95th percentile of the one-way delay", true, owd_p95},
    {"owd_p99_ms", "ms", "the 99th percentile of the one-way delay", true, owd_p99},
    {"owd_p999_ms", "ms", "the 99.9th percentile of the one-way delay", true, owd_p999},
    {"owd_max_ms", "ms", "the largest one-way delay", true, owd_max},
    {"jitter_ms", "ms", "jitter", true, measure_jitter_ms},
    {"rtt_min_ms", "ms", "the smallest round trip", true, rtt_min},
    {"rtt_mean_ms", "ms", "the mean round trip", true, rtt_mean},
    {"rtt_p50_ms", "ms", "the median round trip", true, rtt_p50},
    {"rtt_p95_ms", "ms", "the 95th percentile of the round trip", true, rtt_p95},
    {"rtt_p99_ms", "ms", "the 99th percentile of the round trip", true, rtt_p99},
    {"rtt_p999_ms", "ms", "the 99.9th percentile of the round trip", true, rtt_p999},
    {"rtt_max_ms", "ms", "the largest round trip", true, rtt_max},
    {"propagation_ms", "ms", "propagation", true, propagation_part},
    {"transmission_ms", "ms", "transmission", true, transmission_part},
    {"queueing_ms", "ms", "queueing", true, queueing_part},
    {"gateway_ms", "ms", "the time in gateways", true, gateway_part},
    {"transfer_usd_month", "USD", "the monthly cost of transfer", true, transfer_cost},
    {"gateway_usd_month", "USD", "the monthly cost of gateways", true, gateway_cost},
    {"cost_usd_month", "USD", "the monthly cost", true, cost},
};

const struct metric *metric_all(size_t *n)
{
    *n = sizeof all / sizeof *all;
    return all;
}

const struct metric *metric_find(const char *name)
{
    const char *dot = strrchr(name, '.');
    if (dot != NULL && strncmp(name, "traffic.", 8) != 0) {
        return NULL;
    }
    const char *last = dot != NULL ? dot + 1 : name;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].name, last) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

const char *metric_instead(const char *name, struct arena *arena)
{
    const char *names[sizeof all / sizeof *all];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        names[i] = all[i].name;
    }
    return diag_instead(name, names, sizeof all / sizeof *all, arena);
}
