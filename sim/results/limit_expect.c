/*
 * What formulas say of the words, and between which ratios of measured to expected they hold:
 *
 * - offered rate: what the application gave to be sent in the counted time: 3 % (TCP 5 %), less
 * what is still on its way at the end, more by what TCP had been given before.
 * - window/RTT, send buffer/RTT: floor(W / MSS) MSS / mean RTT as TCP sampled it (RFC
 * 9293, 3.8.6.2.1: full segments): 5 %, of which losses and delayed acknowledgments take their
 * part. Of an odd number the last segment waits for the first of the next round trip, to be
 * acknowledged with it (3.8.6.3: every second one): so n - 1 pass in each, of which TCP samples
 * (n + 1) / (n - 1), and (n + 1) / n more is allowed.
 * - PFTK: Padhye, Firoiu, Towsley, Kurose, "Modeling TCP throughput" (SIGCOMM '98), equation (32),
 * of NewReno: loss events a packet, b = 1 (bytes are counted), T0 = RTT + 200 ms: a third, as their
 * own comparisons (figures 9, 10). 20 events at least.
 * - CUBIC response: RFC 9438, 5.1: 1.054 (RTT / p)^0.75 segments, or Reno's 1.22 / sqrt(p) where
 * that is more (4.3). It is for losses at equal distances: a third. 20 events at least.
 * - link rate, NIC rate, token bucket, appliance limit (given), SKU limit (of inner IP packets, by
 * cipher: models/data/gateway-perf.csv), gateway limit (given): what the element carries of full
 * packets, less what passes of flows that it does not limit. One TCP flow that has it almost to
 * itself (95
 * %): 3/4 (a window halved over a short queue) to 1.03; several: equal shares (Chiu and Jain, 1989:
 * of equal round trips, which back off for losses: none of them BBR, which does not; its share
 * beside others follows no such rule: Ware, Mukerjee, Seshan, Sherry, "Modeling BBR's interactions
 * with loss-based congestion control", IMC 2019), twofold either way, once 20 losses have made them
 * equal. Others: in shares
 * of what they offer, 5 % (several, regular and random: 10 %), where it never rests and none of
 * them comes in bursts. All of them more by what arrives behind the flow's end.
 *
 * They hold while the word does: what is allowed begins at as much less as something else held the
 * flow back.
 *
 * A flow that stood still for a twentieth of its life because something broke has none: no formula
 * knows of that.
 */
#include <math.h>

#include "models/tcp/tcp.h"
#include "models/flow/traffic.h"
#include "models/watch.h"
#include "sim/base/arena.h"
#include "sim/results/limit.h"
#include "sim/results/limit_expect_share.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_place.h"
#include "sim/results/limit_room.h"
#include "sim/results/measure.h"
#include "sim/results/outage.h"

#define T0_MIN_S 0.2 /* of Linux: TCP_RTO_MIN; the time-out is that much above the round trip */
#define THIRD    (1.0 / 3)
#define BROKEN   0.05 /* of a flow's life */

static double life_s(const struct network *n, size_t flow)
{
    return sim_time_s(flow_end_at(n, flow) - flow_begin_at(n, flow));
}

/* What had been written to TCP before the counted time and not arrived, beside what was written in
 * it. */
static double waited_frac(const struct network *n, size_t flow, const struct measure *m)
{
    double bytes = (double)m->goodput_bytes - (double)m->offer_bytes;
    for (uint32_t k = 0; k < n->src[flow]->kind->n_tcp; k++) {
        bytes += (double)(n->src[flow]->tcp[k].end - n->dst[flow]->tcp[k].received);
    }
    return fmax(bytes, 0) / (double)m->offer_bytes;
}

static struct limit_expected expect_offer(const struct network *n, size_t flow,
                                          const struct measure *m)
{
    const bool tcp = n->src[flow]->tcp != NULL;
    if (!limit_has_rate(n->flow[flow].spec->app) || life_s(n, flow) <= 0 || m->offer_bytes == 0) {
        return (struct limit_expected){0};
    }
    const double bytes = (double)m->offer_bytes - (tcp ? 0 : 28.0 * (double)m->fwd.offered),
                 slack = tcp ? 0.05 : LIMIT_LOST_LEAST; /* IPv4 20, UDP 8 */
    const double way_s = m->owd.histogram.n > 0
                             ? measure_mean_ms(&m->owd) / 1e3
                             : 0; /* what is on its way at the end has not arrived */
    return (struct limit_expected){.formula = "offered rate",
                                   .mbps = bytes * 8 / life_s(n, flow) / 1e6,
                                   .least = fmax(0, 1 - slack - way_s / life_s(n, flow)),
                                   .most = 1 + slack + (tcp ? waited_frac(n, flow, m) : 0)};
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
    const double segments = floor((double)bytes / c->mss),
                 paired = fmod(segments, 2) == 1 ? 1 + 1 / segments : 1;
    return (struct limit_expected){.formula = sender ? "send buffer/RTT" : "window/RTT",
                                   .mbps = (double)limit_room_whole_bytes(bytes, c->mss) * 8 / rtt /
                                           1e6,
                                   .least = 0.95,
                                   .most = 1.05 * paired};
}

static struct limit_expected expect_response(const struct network *n, size_t flow,
                                             const struct measure *m)
{
    const struct tcp *c = n->src[flow]->tcp;
    const uint64_t events = c != NULL && c->told != NULL
                                ? c->told->recoveries + c->told->timeouts - c->told->undone
                                : 0;
    struct limit_expected e = {.least = 1 - THIRD, .most = 1 + THIRD};
    if (events >= LIMIT_EVENTS_LEAST && m->fwd.offered > 0) {
        const double loss = (double)events / (double)m->fwd.offered;
        e.mbps = limit_response_mbps(n, flow, loss, rtt_s(m), rtt_s(m) + T0_MIN_S, &e.formula);
        /* The round trip is to be one; where a queue stands, the mean of what was sent while it was
         * short and long says too little. And with SACK and RACK losses are found without the
         * time-outs that the formula has in small windows. */
        e.most *= fmax(
            1, limit_response_mbps(n, flow, loss, measure_min_ms(&m->rtt) / 1e3, 0, &e.formula) /
                   e.mbps);
    }
    return e;
}

void limit_expect(struct limit *limit, const struct network *n, const struct measure *measure,
                  struct arena *arena)
{
    struct limit_claim *claim = ARENA_ARRAY(arena, struct limit_claim, n->n_flows);
    size_t n_claims = 0;
    for (size_t i = 0; i < n->n_flows; i++) {
        const bool broken = n->watch != NULL && n->watch->has_fault &&
                            outage_of_flow_s(n, i) > BROKEN * life_s(n, i);
        for (size_t k = 0; k < limit[i].n && !broken && !limit[i].moved; k++) {
            struct limit_word *w = &limit[i].word[k];
            if (w->kind == LIMIT_APPLICATION) {
                w->expected = expect_offer(n, i, &measure[i]);
            } else if (w->kind == LIMIT_WINDOW || w->kind == LIMIT_SEND_BUFFER) {
                w->expected = expect_window(n, i, &measure[i], w->kind == LIMIT_SEND_BUFFER);
            } else if (w->kind == LIMIT_CONGESTION) {
                w->expected = expect_response(n, i, &measure[i]);
            } else if (k == 0 && w->at.resource != NULL) {
                claim[n_claims++] = (struct limit_claim){w->at.resource, i};
            }
        }
    }
    limit_claim_sort(claim, n_claims);
    for (size_t from = 0, to; from < n_claims; from = to) {
        to = limit_claim_end(claim, n_claims, from);
        limit_expect_shares(&claim[from], to - from, n, measure, limit, arena);
    }
    for (size_t i = 0; i < n->n_flows;
         i++) { /* while something else holds it back it carries less */
        for (size_t k = 0; k < limit[i].n && limit[i].dur > 0; k++) {
            limit[i].word[k].expected.least *= (double)limit[i].word[k].dur / (double)limit[i].dur;
        }
    }
}
