#include "sim/results/limit_expect_share.h"

#include <math.h>

#include "models/tcp/tcp.h"
#include "models/vpn/gateway.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

/* Of an element: what others use of it, who take more when there is more. */
#define NOT_ALONE 0.05
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
    return d->sku != NULL && other == 0 ? "SKU limit" : "gateway limit";
}

/* Does it send whatever happens? */
static bool is_open(const struct network *n, const struct limit_claim *c)
{
    return n->src[c->flow]->tcp == NULL;
}

void limit_expect_shares(const struct limit_claim *claim, size_t n_claims, const struct network *n,
                         const struct measure *measure, struct limit *limit)
{
    double tcp_frac = 0, open_frac = 0, used_frac = 0, offered = 0;
    size_t n_tcp = 0;
    for (size_t i = 0; i < n_claims; i++) {
        const struct limit_element *e = &limit[claim[i].flow].word[0].at;
        used_frac = fmax(used_frac, e->used_frac);
        if (is_open(n, &claim[i])) {
            open_frac += e->own_frac;
            offered += (double)measure[claim[i].flow].fwd.offered * e->full_s;
        } else {
            tcp_frac += e->own_frac;
            n_tcp++;
        }
    }
    bool has_bbr = false;
    for (size_t i = 0; i < n_claims; i++) {
        has_bbr = has_bbr || (!is_open(n, &claim[i]) &&
                              n->flow[claim[i].flow].spec->tcp.congestion_control == TOPO_CC_BBR);
    }
    const double others = fmax(0, used_frac - tcp_frac - open_frac);
    for (size_t i = 0; i < n_claims; i++) {
        const struct limit_element *e = &limit[claim[i].flow].word[0].at;
        const size_t flow = claim[i].flow;
        const bool open = is_open(n, &claim[i]);
        const double share =
            open ? (1 - others - tcp_frac) * (double)measure[flow].fwd.offered * e->full_s / offered
                 : (1 - others - open_frac) / (double)n_tcp;
        const struct tcp *c = n->src[flow]->tcp;
        if (open && (used_frac < LIMIT_SATURATED ||
                     (n_claims > 1 && n->flow[flow].spec->app == TOPO_ON_OFF))) {
            continue; /* bursts: between them it has time to spare, and which of them meet is chance
                       */
        }
        const bool alone = n_tcp == 1 && others + open_frac < NOT_ALONE;
        if (!open && !alone &&
            (c->told == NULL || c->told->recoveries + c->told->timeouts < LIMIT_EVENTS_LEAST)) {
            continue; /* shares become equal by many losses only */
        }
        if (!open && !alone && has_bbr) {
            continue; /* nobody tells how much of it BBR takes from others */
        }
        if (limit[flow].line_mbps < LINE_TOO * measure[flow].goodput_mbps) {
            continue; /* its window is not only as large as the queue lets it be */
        }
        if (!open && c->told != NULL && c->told->undone > 0 &&
            (double)c->told->retransmits > NOT_ALONE * (double)measure[flow].fwd.offered) {
            continue; /* it carries much that comes twice, because it was only late */
        }
        if (limit_is_bucket(e) && !e->bucket.is_known) {
            continue;
        }
        if (e->full_s <= 0 || !(share > 0) || n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE ||
            n->flow[flow].spec->app == TOPO_PING) {
            continue; /* the other way limits it, or nothing is left to say */
        }
        const double slack = n_claims == 1 ? 0.05 : 0.1;
        limit[claim[i].flow].word[0].expected = (struct limit_expected){
            .formula = element_formula(n, e),
            .mbps = share * limit_packet_of(n, flow).payload * 8 / e->full_s / 1e6,
            .least = open    ? 1 - slack
                     : alone ? 0.75
                             : 0.5,
            .most = open    ? 1 + slack
                    : alone ? 1.03
                            : 2};
    }
}
