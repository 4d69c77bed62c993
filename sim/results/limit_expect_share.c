#include "sim/results/limit_expect_share.h"

#include <math.h>

#include "models/cloud/raise.h"
#include "models/flow/flow.h"
#include "models/flow/tcp_flow.h"
#include "models/net/cause.h"
#include "models/tcp/tcp.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/results/limit_meet.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

/* Of an element: what others use of it, who take more when there is more. */
#define NOT_ALONE 0.05
/* No other TCP beside it, but for what rounding makes of a mean. */
#define ALONE (1 - 1e-6)
/* What losses on the line alone would leave it, of what it has: by 1 / sqrt(p) a ninth of its
 * reductions are theirs. */
#define LINE_TOO 3.0

static const char *element_formula(const struct network *n, const struct limit_element *e)
{
    if (limit_is_bucket(e)) {
        return "token bucket";
    }
    if (e->link != NULL) {
        return n->place[e->place].kind == PLACE_NIC ? "NIC rate" : "link rate";
    }
    if (e->appliance != NULL) {
        return "appliance limit";
    }
    const struct topo_gateway *d = e->gateway->declared;
    const struct topo_limits *given = &d->limits;
    const int64_t other = e->is_aggregate                   ? given->aggregate_bps
                          : e->cause == DROP_TUNNEL_PACKETS ? given->tunnel_pps
                                                            : given->tunnel_bps;
    const bool is_raised =
        raise_factor(n->topo, "%s/%s", n->place[e->place].text, drop_cause_word(e->cause)) > 1;
    return d->sku != NULL && other == 0 && !is_raised ? "SKU limit" : "gateway limit";
}

/* Does it send whatever happens? */
static bool is_open(const struct network *n, const struct limit_claim *c)
{
    return n->src[c->flow]->tcp == NULL;
}

/* Of one claim what there is over the life of its flow, on average. */
struct company {
    double tcp_frac, open_frac; /* what such flows use of the element */
    double share;               /* of what its kind gets: of TCP each as much, of the others by what
                                   they send, in full packets */
    double n_bbr;
};

enum company_part { TCP_FRAC, OPEN_FRAC, TCP_SHARE, OPEN_SHARE, BBR, COMPANY_PARTS };

static double value(const struct network *n, const struct limit_claim *c,
                    const struct limit_element *e, const struct measure *m, enum company_part part)
{
    const bool open = is_open(n, c);
    const double life_s = sim_time_s(flow_end_at(n, c->flow) - flow_begin_at(n, c->flow));
    switch (part) {
    case TCP_FRAC:
        return open ? 0 : e->own_frac;
    case OPEN_FRAC:
        return open ? e->own_frac : 0;
    case TCP_SHARE:
        return !open;
    case OPEN_SHARE:
        return open && life_s > 0 ? (double)m->fwd.offered * e->full_s / life_s : 0;
    default:
        return !open && n->flow[c->flow].spec->tcp.congestion_control == TOPO_CC_BBR;
    }
}

static struct company *company_of(const struct limit_claim *claim, size_t n_claims,
                                  const struct network *n, const struct measure *measure,
                                  const struct limit *limit, struct arena *scratch)
{
    struct company *c = ARENA_ARRAY(scratch, struct company, n_claims);
    double *own = ARENA_ARRAY(scratch, double, n_claims),
           *mean = ARENA_ARRAY(scratch, double, n_claims);
    for (enum company_part part = 0; part < COMPANY_PARTS; part++) {
        const bool is_share = part == TCP_SHARE || part == OPEN_SHARE;
        for (size_t i = 0; i < n_claims; i++) {
            own[i] = value(n, &claim[i], &limit[claim[i].flow].word[0].at, &measure[claim[i].flow],
                           part);
        }
        limit_meet(mean, claim, own, n_claims, is_share, n, scratch);
        for (size_t i = 0; i < n_claims; i++) {
            c[i].tcp_frac = part == TCP_FRAC ? mean[i] : c[i].tcp_frac;
            c[i].open_frac = part == OPEN_FRAC ? mean[i] : c[i].open_frac;
            c[i].share += is_share ? own[i] * mean[i] : 0;
            c[i].n_bbr = part == BBR ? mean[i] : c[i].n_bbr;
        }
    }
    return c;
}

/* Does a formula tell what it gets? */
static bool is_told(const struct network *n, const struct limit_claim *claim, size_t n_claims,
                    const struct measure *m, const struct limit *l, const struct company *c,
                    bool alone)
{
    const struct limit_element *e = &l->word[0].at;
    const struct tcp_told *told =
        n->src[claim->flow]->tcp != NULL ? n->src[claim->flow]->tcp->told : NULL;
    const int64_t app = n->flow[claim->flow].spec->app;
    const bool open = is_open(n, claim);
    if (e->full_s <= 0 || app == TOPO_REQUEST_RESPONSE || app == TOPO_PING) {
        return false; /* the other way limits it, or nothing is left to say */
    }
    if (open && (e->used_frac < LIMIT_SATURATED || (n_claims > 1 && app == TOPO_ON_OFF))) {
        return false; /* bursts: between them it has time to spare, and which of them meet is chance
                       */
    }
    if (!open && !alone &&
        (told == NULL || told->recoveries + told->timeouts < LIMIT_EVENTS_LEAST)) {
        return false; /* shares become equal by many losses only */
    }
    if (!open && !alone && c->n_bbr > 0) {
        return false; /* nobody tells how much of it BBR takes from others */
    }
    if (l->line_mbps < LINE_TOO * m->goodput_mbps) {
        return false; /* its window is not only as large as the queue lets it be */
    }
    if (told != NULL && told->undone > 0 &&
        (double)told->retransmits > NOT_ALONE * (double)m->fwd.offered) {
        return false; /* it carries much that comes twice, because it was only late */
    }
    return !limit_is_bucket(e) || e->bucket.is_known;
}

/* What is on its way when a flow's life ends arrives behind it, as long as the last packet was on
 * its way: for so much longer, of its life, the element works for it, but for the time until its
 * first packet arrived. TCP that begins before the counted time fills the way by then. */
static double behind_frac(const struct network *n, size_t flow, const struct measure *m)
{
    const sim_time_t begin_at = flow_begin_at(n, flow), end_at = flow_end_at(n, flow);
    const bool filled = n->src[flow]->tcp != NULL && n->flow[flow].start_at < begin_at;
    if (m->owd.histogram.n == 0 || end_at <= begin_at || tcp_flow_done_at(n, (uint32_t)flow) >= 0) {
        return 0; /* of a transfer the end is when the last byte arrives */
    }
    const double last_s = sim_time_s(m->owd.max < n->duration - end_at ? m->owd.max
                                                                       : n->duration - end_at),
                 first_s = filled ? 0 : sim_time_s(m->owd.min);
    return fmax(0, last_s - first_s) / sim_time_s(end_at - begin_at);
}

void limit_expect_shares(const struct limit_claim *claim, size_t n_claims, const struct network *n,
                         const struct measure *measure, struct limit *limit, struct arena *scratch)
{
    const struct company *company = company_of(claim, n_claims, n, measure, limit, scratch);
    for (size_t i = 0; i < n_claims; i++) {
        const size_t flow = claim[i].flow;
        struct limit *l = &limit[flow];
        const struct limit_element *e = &l->word[0].at;
        const struct company *c = &company[i];
        const bool open = is_open(n, &claim[i]);
        /* What TCP had over all of its life says nothing of a flood's. */
        const double others = fmax(0, e->used_frac - c->tcp_frac - c->open_frac),
                     left = open ? 1 - fmax(0, e->used_frac - c->open_frac)
                                 : 1 - others - c->open_frac,
                     share = left * c->share;
        const bool alone = !open && c->share > ALONE && others + c->open_frac < NOT_ALONE;
        if (!(share > 0) || !is_told(n, &claim[i], n_claims, &measure[flow], l, c, alone)) {
            continue;
        }
        const double slack = n_claims == 1 ? 0.05 : 0.1;
        l->word[0].expected = (struct limit_expected){
            .formula = element_formula(n, e),
            .mbps = share * limit_packet_of(n, flow).payload * 8 / e->full_s / 1e6,
            .least = open    ? 1 - slack
                     : alone ? 0.75
                             : 0.5,
            .most = (open    ? 1 + slack
                     : alone ? 1.03
                             : 2) *
                    (1 + behind_frac(n, flow, &measure[flow]))};
    }
}
