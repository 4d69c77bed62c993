#include "sim/results/limit_near.h"

#include <math.h>

#include "models/cloud/catalog.h"
#include "models/flow/tcp_flow.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

struct finder {
    const struct limit_near_case *c;
    const struct limit_word *first;
    struct limit_near *near;
    size_t n;
    double goodput_mbps;
    bool by_line;   /* losses on the line limit */
    bool near_line; /* or all but do */
};

static void take(struct finder *f, const char *text, enum limit_kind kind,
                 const struct limit_element *at)
{
    f->near[f->n++] = (struct limit_near){text, kind, at};
}

/* Of what the flow sends at the peaks of its entry, and on average. */
static double peak(const struct finder *f)
{
    const struct topo_traffic *t = f->c->net->flow[f->c->flow].spec;
    if (t->app != TOPO_ON_OFF) {
        return 1;
    }
    const double on = dist_mean(&t->on), duty = on / (on + dist_mean(&t->off)),
                 n = fmax(1, f->c->entry_mbps / f->goodput_mbps);
    /* n sources: two standard deviations above their mean */
    return fmin(1 / duty, 1 + 2 * sqrt((1 - duty) / (n * duty)));
}

/* Packets that passed element number i, for one that arrived: what is lost further on has passed
 * too. */
static double passed(const struct finder *f, size_t i)
{
    const double received = (double)f->c->measure->fwd.received;
    double n = received;
    for (size_t d = 0; d < f->c->n_drops; d++) {
        const struct limit_element *at = limit_element_of(f->c->way, &f->c->drop[d]);
        n += at != NULL && at > &f->c->way->v[i] ? (double)f->c->drop[d].packets : 0;
    }
    return received > 0 ? n / received : 1;
}

/* By how much what the entry has could grow until element number i never rests. */
static double room(const struct finder *f, size_t i)
{
    const struct limit_element *e = &f->c->way->v[i];
    const double own = e->own_frac * f->c->entry_mbps / f->goodput_mbps,
                 others = fmax(0, e->used_frac - own * passed(f, i));
    return own > 0 ? (1 - others) / (fmin(own, 1) * peak(f)) : HUGE_VAL;
}

static bool is_by_packets(const struct limit_element *e)
{
    return e->cause == DROP_TUNNEL_PACKETS;
}

/* A tunnel's limit has two figures: the other of them. */
static void take_twin(struct finder *f, size_t i, double nearest)
{
    const struct limit_element *e = &f->c->way->v[i];
    const struct flow_count *sent = &f->c->measure->fwd;
    if (e->gateway == NULL || e->is_aggregate || e->rate_bps == UNITS_UNLIMITED ||
        e->rate_pps == UNITS_UNLIMITED || sent->offered == 0) {
        return;
    }
    /* An application that writes little at a time does not fill TCP's packets. */
    const double bytes = (double)sent->offered_bytes / (double)sent->offered,
                 by_bits = bytes * 8 / (double)e->rate_bps, by_packets = 1 / (double)e->rate_pps,
                 spare = is_by_packets(e) ? by_packets / by_bits : by_bits / by_packets;
    if (spare * room(f, i) <= nearest) {
        take(f,
             limit_drop_text(f->c->net, e->place,
                             is_by_packets(e) ? DROP_TUNNEL_BITS : DROP_TUNNEL_PACKETS,
                             f->c->arena),
             LIMIT_ELEMENT, e);
    }
}

/* By how much what it has could grow until nothing more is offered. */
static double offer(const struct finder *f)
{
    const struct measure *m = f->c->measure;
    const bool tcp = f->c->net->src[f->c->flow]->tcp != NULL;
    const double offered = tcp ? (double)m->offer_bytes : (double)m->fwd.offered,
                 carried = tcp ? (double)m->goodput_bytes : (double)m->fwd.received;
    return limit_has_rate(f->c->net->flow[f->c->flow].spec->app) ? offered / carried : HUGE_VAL;
}

/* Of the others those as near as the one that limits first, when that has time to spare; but no
 * further than a raised offer comes. */
static void take_elements(struct finder *f)
{
    const struct limit_element *other = f->by_line ? f->c->owner->other : NULL;
    double nearest = f->by_line ? LIMIT_NEAR_QUEUE : LIMIT_NEAR;
    const bool bbr = f->c->net->flow[f->c->flow].spec->tcp.congestion_control == TOPO_CC_BBR;
    for (size_t i = 0; i < f->c->way->n && f->first->at.resource != NULL && !bbr; i++) {
        const bool is_first =
            f->c->way->v[i].full_s > 0 && f->c->way->v[i].resource == f->first->at.resource;
        nearest = is_first ? fmax(LIMIT_NEAR * fmin(room(f, i), offer(f)), nearest) : nearest;
    }
    for (size_t i = 0; i < f->c->way->n; i++) {
        const struct limit_element *e = &f->c->way->v[i];
        if (e->full_s <= 0) {
            continue;
        }
        if (room(f, i) <= nearest || (other != NULL && e->resource == other->resource)) {
            take(f, limit_drop_text(f->c->net, e->place, e->cause, f->c->arena), LIMIT_ELEMENT, e);
        }
        take_twin(f, i, nearest);
    }
}

/* Is it reduced now and then, by losses on the line or at a queue that does not hold it? Then the
 * window takes turns with them. */
static bool takes_turns(const struct finder *f, enum tcp_limit limit)
{
    const struct tcp *tcp = f->c->net->src[f->c->flow]->tcp;
    const bool stands = f->first->at.resource != NULL && f->first->at.used_frac >= LIMIT_SATURATED;
    sim_time_t dur = 0;
    for (uint32_t k = 0; k < f->c->net->src[f->c->flow]->n_tcp; k++) {
        dur += tcp_limit_dur(&tcp[k], limit, f->c->net->duration);
    }
    const bool bbr = f->c->net->flow[f->c->flow].spec->tcp.congestion_control == TOPO_CC_BBR;
    const double least =
        !bbr && f->near_line
            ? LIMIT_TURNS_LINE
            : catalog_assumption(f->c->net->catalog, bbr ? "limit_turns_bbr" : "limit_turns");
    return !stands && (double)dur >= least * (double)f->c->limit->dur;
}

/* Without what waits: a queue that never runs dry is in the shortest, too. */
static double empty_rtt_s(const struct measure *m)
{
    const double waiting_ms = m->owd.histogram.n > 0
                                  ? measure_part_ms(m, m->queueing) + measure_part_ms(m, m->gateway)
                                  : 0;
    return fmin(measure_min_ms(&m->rtt), measure_mean_ms(&m->rtt) - waiting_ms) / 1e3;
}

static void take_window(struct finder *f, enum tcp_limit limit, enum limit_kind kind,
                        uint64_t bytes)
{
    const double mbps = (double)bytes * 8 / empty_rtt_s(f->c->measure) / 1e6;
    if (mbps <= LIMIT_NEAR_WINDOW * f->goodput_mbps ||
        (mbps <= LIMIT_PEAK * f->goodput_mbps && takes_turns(f, limit))) {
        take(f, tcp_limit_word(limit), kind, NULL);
    }
}

static void take_application(struct finder *f)
{
    if (offer(f) <= LIMIT_NEAR) {
        take(f, "application", LIMIT_APPLICATION, NULL);
    }
}

size_t limit_near_find(struct limit_near *near, const struct limit_near_case *c)
{
    struct finder f = {.c = c,
                       .first = &c->limit->word[0],
                       .near = near,
                       .goodput_mbps = c->measure->goodput_mbps};
    const struct tcp *tcp = c->net->src[c->flow]->tcp;
    if (!(f.goodput_mbps > 0) || c->limit->dur == 0) {
        return 0;
    }
    f.by_line = tcp != NULL && f.first->cause == DROP_RANDOM_LOSS;
    f.near_line = c->owner->line_mbps <= LIMIT_NEAR_LINE * f.goodput_mbps;
    take_elements(&f);
    if (tcp != NULL) {
        take_window(&f, TCP_LIMIT_RECEIVE_WINDOW, LIMIT_WINDOW,
                    tcp_profile_window(c->net->dst[c->flow]->tcp->setup->profile));
        take_window(&f, TCP_LIMIT_SEND_BUFFER, LIMIT_SEND_BUFFER, tcp->setup->profile->send_bytes);
    }
    take_application(&f);
    if (f.near_line) {
        take(&f, tcp_limit_word(TCP_LIMIT_LOSS), LIMIT_CONGESTION, NULL);
    }
    return f.n;
}
