#include "sim/results/measure.h"

#include <math.h>

#include "models/flow/tcp_flow.h"
#include "models/watch.h"
#include "sim/results/cost.h"
#include "sim/results/outage.h"

static void add_delay(struct flow_delay *a, const struct flow_delay *b, struct arena *arena)
{
    if (b->histogram.n == 0) {
        return;
    }
    if (a->histogram.n == 0 || b->min < a->min) {
        a->min = b->min;
    }
    if (b->max > a->max) {
        a->max = b->max;
    }
    a->sum += b->sum;
    histogram_merge(&a->histogram, &b->histogram, arena);
}

static double rate_mbps(uint64_t bytes, sim_time_t dur)
{
    return dur > 0 ? (double)bytes * 8 / sim_time_s(dur) / 1e6 : 0;
}

void measure_flow(struct measure *m, const struct network *n, size_t flow, struct arena *arena)
{
    const struct flow_dst *d = n->dst[flow];
    const sim_time_t dur = flow_end_at(n, flow) - flow_begin_at(n, flow);
    *m = (struct measure){.fwd = network_flow_fwd(n, flow), .rev = network_flow_rev(n, flow)};
    if (n->src[flow]->count != NULL) {
        add_delay(&m->rtt, &n->src[flow]->count->rtt, arena);
    }
    if (d->count != NULL) {
        add_delay(&m->owd, &d->count->owd, arena);
        m->propagation = d->count->propagation;
        m->transmission = d->count->transmission;
        m->queueing = d->count->queueing;
        m->gateway = d->count->gateway;
        m->jitter = d->count->jitter;
        m->n_jitter = d->count->fwd.received > 1 ? d->count->fwd.received - 1 : 0;
    }
    m->goodput_bytes = d->goodput_bytes;
    m->offer_bytes = n->src[flow]->tcp == NULL     ? m->fwd.offered_bytes
                     : n->src[flow]->count != NULL ? n->src[flow]->count->written_bytes
                                                   : 0;
    m->has_tcp = n->flow[flow].spec->transport == TOPO_TRANSPORT_TCP;
    m->retransmits = tcp_flow_sum(n, (uint32_t)flow).retransmits;
    m->aborted = tcp_flow_sum(n, (uint32_t)flow).aborted;
    m->lost_since = n->watch != NULL ? watch_lost(n, flow) : 0;
    m->is_watched = n->watch != NULL;
    m->is_probed = n->watch != NULL && n->watch->probe[flow] != NULL;
    m->outage_s = m->is_watched ? outage_of_flow_s(n, flow) : 0;
    m->path_outage_s = m->is_probed ? outage_of_path_s(n, flow) : 0;
    m->transfer_usd =
        (double)m->fwd.received_bytes / 1e9 * cost_usd_per_gb(n, &n->flow[flow], false) +
        (double)m->rev.received_bytes / 1e9 * cost_usd_per_gb(n, &n->flow[flow], true);
    m->late_frac =
        d->count != NULL && d->count->late_bytes > 0
            ? (double)d->count->late_bytes / (double)(d->count->late_bytes + m->goodput_bytes)
            : 0;
    const uint64_t bytes = (uint64_t)((1 - m->late_frac) * (double)m->fwd.received_bytes);
    m->throughput_mbps = rate_mbps(bytes, dur);
    m->goodput_mbps = rate_mbps(m->goodput_bytes, dur);
    const struct topo_traffic *t = n->flow[flow].spec;
    const sim_time_t from_at = t->start > n->warmup ? t->start : n->warmup;
    const sim_time_t may_dur = (t->stop < n->duration ? t->stop : n->duration) - from_at;
    m->part_throughput_mbps = rate_mbps(bytes, may_dur);
    m->part_goodput_mbps = rate_mbps(m->goodput_bytes, may_dur);
}

void measure_add(struct measure *m, const struct measure *more, struct arena *arena)
{
    flow_count_add(&m->fwd, &more->fwd);
    flow_count_add(&m->rev, &more->rev);
    add_delay(&m->owd, &more->owd, arena);
    add_delay(&m->rtt, &more->rtt, arena);
    m->propagation += more->propagation;
    m->transmission += more->transmission;
    m->queueing += more->queueing;
    m->gateway += more->gateway;
    m->jitter += more->jitter;
    m->n_jitter += more->n_jitter;
    m->goodput_bytes += more->goodput_bytes;
    m->offer_bytes += more->offer_bytes;
    m->is_watched = m->is_watched || more->is_watched;
    m->is_probed = m->is_probed || more->is_probed;
    m->outage_s = fmax(m->outage_s, more->outage_s);
    m->path_outage_s = fmax(m->path_outage_s, more->path_outage_s);
    m->lost_since += more->lost_since;
    m->has_tcp = m->has_tcp || more->has_tcp;
    m->retransmits += more->retransmits;
    m->aborted += more->aborted;
    m->part_throughput_mbps += more->part_throughput_mbps;
    m->part_goodput_mbps += more->part_goodput_mbps;
    m->throughput_mbps = m->part_throughput_mbps;
    m->goodput_mbps = m->part_goodput_mbps;
    m->transfer_usd += more->transfer_usd;
    m->transfer_usd_month += more->transfer_usd_month;
    m->gateway_usd_month = NAN; /* of the whole network only */
}

/* A sum of ps over n, in ms. */
static double mean_ms(flow_sum_t sum, uint64_t n)
{
    return n > 0 ? (double)sum / (double)n / 1e9 : NAN;
}

double measure_mean_ms(const struct flow_delay *d)
{
    return mean_ms(d->sum, d->histogram.n);
}

double measure_min_ms(const struct flow_delay *d)
{
    return d->histogram.n > 0 ? sim_time_ms(d->min) : NAN;
}

double measure_max_ms(const struct flow_delay *d)
{
    return d->histogram.n > 0 ? sim_time_ms(d->max) : NAN;
}

double measure_quantile_ms(const struct flow_delay *d, double p)
{
    if (d->histogram.n == 0) {
        return NAN;
    }
    /* Inside a bucket the quantile is interpolated; the extremes are known exactly, and it lies
     * between them. */
    const double q = histogram_quantile(&d->histogram, p);
    return fmin(fmax(q, (double)d->min), (double)d->max) / 1e9;
}

double measure_part_ms(const struct measure *m, flow_sum_t part)
{
    return mean_ms(part, m->owd.histogram.n);
}

double measure_jitter_ms(const struct measure *m)
{
    return mean_ms(m->jitter, m->n_jitter);
}

double measure_loss_frac(const struct measure *m)
{
    return m->fwd.offered > 0 ? (double)m->fwd.dropped / (double)m->fwd.offered : NAN;
}

double measure_lost_frac(const struct measure *m)
{
    const uint64_t offered = m->fwd.offered + (m->has_tcp ? m->rev.offered : 0);
    return offered > 0 ? (double)(m->fwd.dropped + m->rev.dropped) / (double)offered : NAN;
}
