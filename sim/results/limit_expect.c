/*
 * What formulas say of the words, and between which ratios of measured to expected they hold:
 *
 * - offered rate: what the application is to send, its payload of it: 2 % (TCP 5 %), and where packets or bursts are random five
 *   standard deviations of their number, bursts as three times as irregular as packets, and 100 of them at least; half at most; less
 *   what is still on its way at the end.
 * - window/RTT, send buffer/RTT: floor(W / MSS) MSS / mean RTT as TCP sampled it (RFC 9293, 3.8.6.2.1: full segments): 5 %, of
 *   which losses and delayed acknowledgments take their part.
 * - PFTK: Padhye, Firoiu, Towsley, Kurose, "Modeling TCP throughput" (SIGCOMM '98), equation (32), of NewReno: loss events a
 *   packet, b = 1 (bytes are counted), T0 = RTT + 200 ms: a third, as their own comparisons (figures 9, 10). 20 events at least.
 * - CUBIC response: RFC 9438, 5.1: 1.054 (RTT / p)^0.75 segments, or Reno's 1.22 / sqrt(p) where that is more (4.3). It is for
 *   losses at equal distances: a third. 20 events at least.
 * A flow that stood still for a twentieth of its life because something broke has none: no formula knows of that.
 *
 * - link rate, NIC rate, appliance limit, SKU limit (of inner IP packets, by cipher: models/data/gateway-perf.csv), gateway limit (given): what the element carries of full
 *   packets, less what passes of flows that it does not limit. One TCP flow that has it almost to itself (95 %): 3/4 (a window halved
 *   over a short queue) to 1.03; several: equal shares (Chiu and Jain, 1989: of equal round trips), twofold either way, once 20 losses have made them
 *   equal. Others: in shares of what they offer, 5 %, where it
 *   never rests and none of them comes in bursts.
 */
#include <math.h>
#include <stdlib.h>

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/results/limit.h"
#include "sim/results/limit_formula.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"
#include "sim/results/outage.h"

enum { EVENTS_LEAST = 20, BURSTS_LEAST = 100 };

#define T0_MIN_S 0.2 /* of Linux: TCP_RTO_MIN; the time-out is that much above the round trip */
#define THIRD    (1.0 / 3)
#define NOT_ALONE 0.05 /* of an element: what others use of it, who take more when there is more */
#define BROKEN    0.05 /* of a flow's life */

static double life_s(const struct network *n, size_t flow)
{
    return sim_time_s(measure_end_at(n, flow) - measure_begin_at(n, flow));
}

static struct limit_expected expect_offer(const struct network *n, size_t flow, const struct measure *m)
{
    const struct topo_traffic *t = n->flow[flow].spec;
    const struct limit_packet packet = limit_packet_of(n, flow);
    const bool tcp = n->src[flow]->tcp != NULL, is_cbr = t->app == TOPO_CBR;
    const bool sends_by_rate = is_cbr || t->app == TOPO_POISSON || t->app == TOPO_ON_OFF;
    struct limit_expected e = {.formula = "offered rate"};
    if (!sends_by_rate || life_s(n, flow) <= 0 || packet.bytes == 0) {
        return (struct limit_expected){0};
    }
    const double mean_bytes =
        traffic_mean_bytes(&t->packet_size, PACKET_MIN_BYTES, PACKET_MAX_BYTES);
    const double on =
        t->app == TOPO_ON_OFF ? dist_mean(&t->on) / (dist_mean(&t->on) + dist_mean(&t->off)) : 1;
    e.mbps = (double)t->rate_bps * on * (tcp ? 1 : (mean_bytes - 28) / mean_bytes) / 1e6; /* TCP is given whole packets as bytes */
    const double units = t->app == TOPO_ON_OFF
                             ? life_s(n, flow) * 1e12 / (dist_mean(&t->on) + dist_mean(&t->off))
                             : e.mbps * 1e6 * life_s(n, flow) / 8 / mean_bytes;
    const double slack = fmin(0.5, (is_cbr && t->packet_size.kind == DIST_FIXED ? 0
                                    : t->app == TOPO_ON_OFF                     ? 15
                                                                                : 5) /
                                           sqrt(fmax(units, 1)) +
                                       (tcp ? 0.05 : 0.02) + 2 / fmax(units, 1));
    const double way_s = m->owd.histogram.n > 0 ? measure_mean_ms(&m->owd) / 1e3 : 0; /* what is on its way at the end has not arrived */
    if (!isfinite(e.mbps) || (t->app == TOPO_ON_OFF && !(units >= BURSTS_LEAST))) { /* bursts without a mean, or too few to tell */
        return (struct limit_expected){0};
    }
    e.least = 1 - slack - way_s / life_s(n, flow);
    e.most = 1 + 2 * slack;
    return e;
}

static double rtt_s(const struct measure *m)
{
    return measure_mean_ms(&m->rtt) / 1e3;
}

static struct limit_expected expect_window(const struct network *n, size_t flow,
                                           const struct measure *m, bool sender)
{
    const struct tcp *c = n->src[flow]->tcp, *peer = n->dst[flow]->tcp;
    const uint64_t bytes =
        sender ? c->setup->profile->send_bytes : tcp_profile_window(peer->setup->profile);
    const double rtt = rtt_s(m);
    if (n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE || !(rtt > 0) || c->mss == 0) {
        return (struct limit_expected){0};
    }
    const uint64_t whole = bytes < c->mss ? bytes : bytes / c->mss * c->mss;
    return (struct limit_expected){.formula = sender ? "send buffer/RTT" : "window/RTT",
                                   .mbps = (double)whole * 8 / rtt / 1e6,
                                   .least = 0.95,
                                   .most = 1.05};
}

static struct limit_expected expect_response(const struct network *n, size_t flow,
                                             const struct measure *m)
{
    const struct tcp *c = n->src[flow]->tcp;
    const double rtt = rtt_s(m);
    const uint64_t events = c != NULL && c->told != NULL ? c->told->recoveries + c->told->timeouts : 0;
    const int64_t cc = n->flow[flow].spec->tcp.congestion_control;
    if (c == NULL || n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE || cc == TOPO_CC_BBR ||
        events < EVENTS_LEAST || !(rtt > 0) || m->fwd.offered == 0) {
        return (struct limit_expected){0};
    }
    const double p = (double)events / (double)m->fwd.offered, bits = c->mss * 8.0;
    struct limit_expected e = {.least = 1 - THIRD, .most = 1 + THIRD};
    if (cc == TOPO_CC_NEWRENO) {
        const double window = (double)tcp_profile_window(n->dst[flow]->tcp->setup->profile) / c->mss;
        e.formula = "PFTK";
        e.mbps = limit_pftk(p, rtt, rtt + T0_MIN_S, window) * bits / 1e6;
    } else {
        e.formula = "CUBIC response";
        e.mbps = limit_cubic(p, rtt) * bits / 1e6;
    }
    return e;
}

/* --- elements: shared among those that name them --- */

struct claim { /* a flow names an element */
    const void *resource;
    size_t flow;
    struct limit_word *word;
};

static int by_resource(const void *x, const void *y)
{
    const struct claim *a = x, *b = y;
    if (a->resource != b->resource) {
        return (uintptr_t)a->resource < (uintptr_t)b->resource
                   ? -1
                   : 1; /* groups only: their order is of no matter */
    }
    return a->flow < b->flow ? -1 : a->flow > b->flow;
}

static const char *element_formula(const struct network *n, const struct limit_element *e)
{
    if (e->link != NULL) {
        return n->place[e->place].kind == PLACE_NIC ? "NIC rate" : "link rate";
    }
    if (e->appliance != NULL) {
        return "appliance limit";
    }
    const struct topo_gateway *d = e->gateway->declared;
    const struct topo_limits *given = &d->limits;
    const int64_t other = e->is_aggregate ? given->aggregate_bps : e->cause == DROP_TUNNEL_PACKETS ? given->tunnel_pps : given->tunnel_bps;
    return d->sku != NULL && other == 0 ? "SKU limit" : "gateway limit";
}

/* Does it send whatever happens? */
static bool is_open(const struct network *n, const struct claim *c)
{
    return n->src[c->flow]->tcp == NULL;
}

static void expect_shares(struct claim *claim, size_t n_claims, const struct network *n,
                          const struct measure *measure)
{
    double tcp_frac = 0, open_frac = 0, used_frac = 0, offered = 0;
    size_t n_tcp = 0;
    for (size_t i = 0; i < n_claims; i++) {
        const struct limit_element *e = &claim[i].word->at;
        used_frac = fmax(used_frac, e->used_frac);
        if (is_open(n, &claim[i])) {
            open_frac += e->own_frac;
            offered += (double)measure[claim[i].flow].fwd.offered * e->full_s;
        } else {
            tcp_frac += e->own_frac;
            n_tcp++;
        }
    }
    const double others = fmax(0, used_frac - tcp_frac - open_frac);
    for (size_t i = 0; i < n_claims; i++) {
        const struct limit_element *e = &claim[i].word->at;
        const size_t flow = claim[i].flow;
        const bool open = is_open(n, &claim[i]);
        const double share =
            open ? (1 - others - tcp_frac) * (double)measure[flow].fwd.offered * e->full_s / offered
                 : (1 - others - open_frac) / (double)n_tcp;
        const struct tcp *c = n->src[flow]->tcp;
        if (open && (used_frac < LIMIT_SATURATED || (n_claims > 1 && n->flow[flow].spec->app == TOPO_ON_OFF))) {
            continue; /* bursts: between them it has time to spare, and which of them meet is chance */
        }
        const bool alone = n_tcp == 1 && others + open_frac < NOT_ALONE;
        if (!open && !alone && (c->told == NULL || c->told->recoveries + c->told->timeouts < EVENTS_LEAST)) {
            continue; /* shares become equal by many losses only */
        }
        if (e->full_s <= 0 || !(share > 0) || n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE ||
            n->flow[flow].spec->app == TOPO_PING) {
            continue; /* the other way limits it, or nothing is left to say */
        }
        claim[i].word->expected = (struct limit_expected){
            .formula = element_formula(n, e),
            .mbps = share * limit_packet_of(n, flow).payload * 8 / e->full_s / 1e6,
            .least = open    ? 0.95
                     : alone ? 0.75
                             : 0.5,
            .most = open    ? 1.05
                    : alone ? 1.03
                            : 2};
    }
}

void limit_expect(struct limit *limit, const struct network *n, const struct measure *measure,
                  struct arena *arena)
{
    struct claim *claim = ARENA_ARRAY(arena, struct claim, n->n_flows);
    size_t n_claims = 0;
    for (size_t i = 0; i < n->n_flows; i++) {
        const bool broken = n->watch != NULL && n->watch->has_fault && outage_of_flow_s(n, i) > BROKEN * life_s(n, i);
        for (size_t k = 0; k < limit[i].n && !broken; k++) {
            struct limit_word *w = &limit[i].word[k];
            if (w->kind == LIMIT_APPLICATION) {
                w->expected = expect_offer(n, i, &measure[i]);
            } else if (w->kind == LIMIT_WINDOW || w->kind == LIMIT_SEND_BUFFER) {
                w->expected = expect_window(n, i, &measure[i], w->kind == LIMIT_SEND_BUFFER);
            } else if (w->kind == LIMIT_CONGESTION) {
                w->expected = expect_response(n, i, &measure[i]);
            } else if (k == 0 && w->at.resource != NULL) {
                claim[n_claims++] = (struct claim){w->at.resource, i, w};
            }
        }
    }
    if (n_claims > 1) {
        qsort(claim, n_claims, sizeof *claim, by_resource);
    }
    for (size_t from = 0, to; from < n_claims; from = to) {
        for (to = from + 1; to < n_claims && claim[to].resource == claim[from].resource;) {
            to++;
        }
        expect_shares(&claim[from], to - from, n, measure);
    }
}
