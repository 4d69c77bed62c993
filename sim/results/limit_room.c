#include "sim/results/limit_room.h"

#include <math.h>

#include "models/tcp/tcp.h"
#include "models/vpn/gateway.h"
#include "sim/base/units.h"
#include "sim/results/limit_formula.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

/* Of a window that loses: RFC 5681, equation (4); RFC 9438, 4.6. */
#define NEWRENO_KEPT 0.5
#define CUBIC_KEPT   0.7

struct limit_entry limit_entry_of(const struct network *n, const struct measure *measure,
                                  size_t from, size_t to)
{
    const bool tcp = n->src[from]->tcp != NULL;
    double mbps = 0, offered = 0, carried = 0;
    for (size_t i = from; i < to; i++) {
        const struct measure *m = &measure[i];
        mbps += m->goodput_mbps;
        offered += (double)(tcp ? m->offer_bytes : m->fwd.offered);
        carried += (double)(tcp ? m->goodput_bytes : m->fwd.received);
    }
    return (struct limit_entry){mbps, limit_has_rate(n->flow[from].spec->app) && carried > 0
                                          ? offered / carried
                                          : HUGE_VAL};
}

double limit_parallel_mbps(const struct network *n, const struct measure *measure, size_t from,
                           size_t *to)
{
    const struct flow *f = &n->flow[from];
    double mbps = 0, sending = 0;
    for (*to = from; *to < n->n_flows && n->flow[*to].spec == f->spec &&
                     n->flow[*to].src_vm == f->src_vm && n->flow[*to].dst_vm == f->dst_vm;
         (*to)++) {
        mbps += measure[*to].goodput_mbps;
        sending += measure[*to].goodput_mbps > 0;
    }
    return mbps / fmax(1, sending);
}

/* Of what the flow sends at the peaks of its entry, and on average. */
static double peak(const struct limit_flow *f)
{
    const struct topo_traffic *t = f->net->flow[f->flow].spec;
    if (t->app != TOPO_ON_OFF) {
        return 1;
    }
    const double on = dist_mean(&t->on), duty = on / (on + dist_mean(&t->off)),
                 n = fmax(1, f->entry.mbps / f->measure->goodput_mbps);
    /* n sources: two standard deviations above their mean */
    return fmin(1 / duty, 1 + 2 * sqrt((1 - duty) / (n * duty)));
}

/* Packets that passed element number i, for one that arrived: what is lost further on has passed
 * too. Where both ways share a budget, what is lost there may have been an acknowledgment. */
static double passed(const struct limit_flow *f, size_t i)
{
    const struct flow_count *count = &f->measure->fwd;
    uint64_t lost = 0;
    for (size_t d = 0; d < f->n_drops; d++) {
        const struct limit_element *at = limit_element_of(f->way, &f->drop[d]);
        lost += at != NULL && at > &f->way->v[i] && at->full_s > 0 ? f->drop[d].packets : 0;
    }
    lost = lost < count->dropped ? lost : count->dropped;
    return count->received > 0 ? 1 + (double)lost / (double)count->received : 1;
}

size_t limit_room_figures(const struct limit_flow *f, size_t i, enum drop_cause by[LIMIT_FIGURES])
{
    const struct limit_element *e = &f->way->v[i];
    by[0] = e->cause;
    by[1] = e->cause == DROP_TUNNEL_BITS ? DROP_TUNNEL_PACKETS : DROP_TUNNEL_BITS;
    const bool both = e->gateway != NULL && !e->is_aggregate && e->rate_bps != UNITS_UNLIMITED &&
                      e->rate_pps != UNITS_UNLIMITED;
    return e->full_s <= 0 || e->own_s <= 0 ? 0 : both ? 2 : 1;
}

/* That it works at a full packet by one of its figures. */
static double full_s(const struct limit_flow *f, const struct limit_element *e, enum drop_cause by)
{
    return e->gateway == NULL || e->is_aggregate ? e->full_s
           : by == DROP_TUNNEL_PACKETS
               ? 1 / (double)e->rate_pps
               : limit_packet_of(f->net, f->flow).bytes * 8.0 / (double)e->rate_bps;
}

/* Who waits for it sends full packets: what TCP has been given in little ones has come together. */
double limit_room_of_element(const struct limit_flow *f, size_t i, enum drop_cause by)
{
    const struct limit_element *e = &f->way->v[i];
    /* Not all flows of the entry need pass it. */
    const double own = fmin(e->own_frac * f->entry.mbps / f->measure->goodput_mbps,
                            e->used_frac / passed(f, i)),
                 others = fmax(0, e->used_frac - own * passed(f, i)),
                 scale = full_s(f, e, by) / e->full_s,
                 packets =
                     (double)f->measure->goodput_bytes / limit_packet_of(f->net, f->flow).payload,
                 full = own * fmin(1, packets * e->full_s / e->own_s);
    return full > 0 ? (1 - others * scale) / (full * scale * peak(f)) : HUGE_VAL;
}

uint64_t limit_room_receive_bytes(const struct limit_flow *f)
{
    return f->net->src[f->flow]->tcp != NULL
               ? tcp_profile_window(f->net->dst[f->flow]->tcp->setup->profile)
               : 0;
}

uint64_t limit_room_send_bytes(const struct limit_flow *f)
{
    const struct tcp *tcp = f->net->src[f->flow]->tcp;
    return tcp != NULL ? tcp->setup->profile->send_bytes : 0;
}

/* That the gateways on the way there take for each packet, however fast they are. */
static double processing_s(const struct limit_way *way)
{
    const struct gateway *passed = NULL;
    double sum = 0;
    for (size_t i = 0; i < way->n && way->v[i].full_s > 0; i++) {
        const struct gateway *g = way->v[i].gateway;
        sum += g != NULL && g != passed ? sim_time_s(g->processing_dur) : 0;
        passed = g != NULL ? g : passed;
    }
    return sum;
}

/* Without what waits: a queue that never runs dry is in the shortest, too. */
static double empty_rtt_s(const struct limit_flow *f)
{
    const struct measure *m = f->measure;
    const double here_ms = m->owd.histogram.n > 0
                               ? measure_part_ms(m, m->queueing) + measure_part_ms(m, m->gateway)
                               : 0,
                 waiting_ms = fmax(0, here_ms - 1e3 * processing_s(f->way));
    return fmin(measure_min_ms(&m->rtt), measure_mean_ms(&m->rtt) - waiting_ms) / 1e3;
}

uint64_t limit_room_whole_bytes(uint64_t bytes, uint32_t mss)
{
    return mss == 0 || bytes < mss ? bytes : bytes / mss * mss;
}

static uint64_t raised(uint64_t bytes)
{
    return (uint64_t)(LIMIT_RAISE * (double)bytes);
}

bool limit_room_grows(uint64_t bytes, uint32_t mss)
{
    return limit_room_whole_bytes(raised(bytes), mss) > limit_room_whole_bytes(bytes, mss);
}

double limit_room_window_part(uint64_t bytes, uint64_t least, uint32_t mss)
{
    const double left = (double)limit_room_whole_bytes(raised(least), mss) -
                        (double)limit_room_whole_bytes(bytes, mss);
    return left / ((LIMIT_RAISE - 1) * (double)least);
}

/* Of the window's whole segments. */
static double whole_bits(const struct limit_flow *f, uint64_t bytes)
{
    return 8 * (double)limit_room_whole_bytes(bytes, f->net->src[f->flow]->tcp->mss);
}

double limit_room_of_window(const struct limit_flow *f, uint64_t bytes)
{
    return whole_bits(f, bytes) / empty_rtt_s(f) / 1e6 / f->parallel_mbps;
}

double limit_room_filled(const struct limit_flow *f, size_t i, enum drop_cause by)
{
    const struct topo_traffic *t = f->net->flow[f->flow].spec;
    const double room = limit_room_of_element(f, i, by);
    if (f->net->src[f->flow]->tcp == NULL || t->tcp.congestion_control == TOPO_CC_BBR ||
        limit_word_is_line(&f->limit->word[0])) {
        return room;
    }
    const double queue = f->way->v[i].queue_s / empty_rtt_s(f),
                 window = fmin(limit_room_of_window(f, raised(limit_room_receive_bytes(f))),
                               limit_room_of_window(f, raised(limit_room_send_bytes(f))));
    const double kept = t->tcp.congestion_control == TOPO_CC_CUBIC ? CUBIC_KEPT : NEWRENO_KEPT;
    return window <= room * (1 + queue) ? room : room * limit_sawtooth_frac(kept, queue);
}

double limit_room_waiting_frac(const struct limit_flow *f)
{
    return 1 - measure_min_ms(&f->measure->rtt) / measure_mean_ms(&f->measure->rtt);
}

/* What it lets the flow have in the round trip that there is. */
static double window_least(const struct limit_flow *f, uint64_t bytes)
{
    return whole_bits(f, bytes) / (measure_mean_ms(&f->measure->rtt) * 1e3) / f->parallel_mbps;
}

double limit_room_of_elements(const struct limit_flow *f, bool filled)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < f->way->n; i++) {
        enum drop_cause by[LIMIT_FIGURES];
        const size_t n = limit_room_figures(f, i, by);
        for (size_t k = 0; k < n; k++) {
            least = fmin(least, filled ? limit_room_filled(f, i, by[k])
                                       : limit_room_of_element(f, i, by[k]));
        }
    }
    return least;
}

double limit_room_least(const struct limit_flow *f)
{
    const bool tcp = f->net->src[f->flow]->tcp != NULL;
    double least = fmin(limit_room_of_elements(f, true),
                        tcp ? f->entry.offer : 1 /* what sends whatever happens stands there */);
    if (tcp) {
        least = fmin(least, window_least(f, limit_room_receive_bytes(f)));
        least = fmin(least, window_least(f, limit_room_send_bytes(f)));
    }
    return least;
}
