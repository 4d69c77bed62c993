#include "models/trace/stay_count.h"

#include "models/network.h"

struct stay_count stay_count_of(const struct network *n, size_t i, sim_time_t at)
{
    const struct flow_src_count *src = n->src[i]->count;
    const struct flow_dst_count *dst = n->dst[i]->count;
    struct stay_count c = {.fwd = network_flow_fwd(n, i),
                           .rev = network_flow_rev(n, i),
                           .goodput_bytes = n->dst[i]->goodput_bytes,
                           .asked = flow_asked(n, i, at)};

    if (src != NULL) {
        c.n_rtt = src->rtt.histogram.n;
        c.rtt = src->rtt.sum;
        c.written_bytes = src->written_bytes;
    }
    if (dst != NULL) {
        c.n_owd = dst->owd.histogram.n;
        c.owd = dst->owd.sum;
        c.propagation = dst->propagation;
        c.transmission = dst->transmission;
        c.queueing = dst->queueing;
        c.gateway = dst->gateway;
    }
    if (n->src[i]->tcp != NULL) {
        c.times = tcp_flow_times(n, i, at, flow_end_at(n, i));
        c.told = tcp_flow_told(n, i);
    }
    return c;
}

static void add_packets(struct flow_count *to, const struct flow_count *now,
                        const struct flow_count *since)
{
    to->offered += now->offered - since->offered;
    to->offered_bytes += now->offered_bytes - since->offered_bytes;
    to->received += now->received - since->received;
    to->received_bytes += now->received_bytes - since->received_bytes;
    to->dropped += now->dropped - since->dropped;
    to->dropped_bytes += now->dropped_bytes - since->dropped_bytes;
}

static void add_tcp(struct stay_count *to, const struct stay_count *now,
                    const struct stay_count *since)
{
    for (int i = 0; i < TCP_LIMIT_N; i++)
        to->times.dur[i] += now->times.dur[i] - since->times.dur[i];
    to->times.aborted_dur += now->times.aborted_dur - since->times.aborted_dur;
    to->told.recoveries += now->told.recoveries - since->told.recoveries;
    to->told.undone += now->told.undone - since->told.undone;
    to->told.timeouts += now->told.timeouts - since->told.timeouts;
    to->told.marks += now->told.marks - since->told.marks;
}

static void add_asked(struct flow_asked *to, const struct flow_asked *now,
                      const struct flow_asked *since)
{
    to->n_lost += now->n_lost - since->n_lost;
    to->lost_dur += now->lost_dur - since->lost_dur;
    to->open_dur += now->open_dur - since->open_dur;
    to->setup_dur += now->setup_dur - since->setup_dur;
    to->missed_dur += now->missed_dur - since->missed_dur;
    to->n_opened += now->n_opened - since->n_opened;
}

void stay_count_add(struct stay_count *to, const struct stay_count *now,
                    const struct stay_count *since)
{
    add_packets(&to->fwd, &now->fwd, &since->fwd);
    add_packets(&to->rev, &now->rev, &since->rev);
    to->goodput_bytes += now->goodput_bytes - since->goodput_bytes;
    to->written_bytes += now->written_bytes - since->written_bytes;
    to->n_owd += now->n_owd - since->n_owd;
    to->n_rtt += now->n_rtt - since->n_rtt;
    to->owd += now->owd - since->owd;
    to->rtt += now->rtt - since->rtt;
    to->propagation += now->propagation - since->propagation;
    to->transmission += now->transmission - since->transmission;
    to->queueing += now->queueing - since->queueing;
    to->gateway += now->gateway - since->gateway;
    add_tcp(to, now, since);
    add_asked(&to->asked, &now->asked, &since->asked);
}
