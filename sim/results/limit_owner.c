#include "sim/results/limit_owner.h"

#include <math.h>

#include "models/tcp/tcp.h"
#include "sim/results/limit_formula.h"
#include "sim/results/limit_place.h"
#include "sim/results/limit_life.h"
#include "sim/results/measure.h"

double limit_response_mbps(const struct network *n, size_t flow, double p, double rtt_s,
                           double timeout_s, const char **formula)
{
    const struct tcp *c = n->src[flow]->tcp;
    const struct topo_traffic *t = n->flow[flow].spec;
    if (c == NULL || c->mss == 0 || t->app == TOPO_REQUEST_RESPONSE ||
        t->tcp.congestion_control == TOPO_CC_BBR || !(p > 0 && rtt_s > 0)) {
        return NAN;
    }
    const double window = (double)tcp_profile_window(n->dst[flow]->tcp->setup->profile) / c->mss;
    const bool newreno = t->tcp.congestion_control == TOPO_CC_NEWRENO;
    *formula = newreno ? "PFTK" : "CUBIC response";
    const double reno = timeout_s > 0 ? limit_pftk(p, rtt_s, timeout_s, window)
                                      : fmin(limit_reno(p, rtt_s), window / rtt_s);
    return (newreno ? reno : limit_cubic(p, rtt_s)) * c->mss * 8.0 / 1e6;
}

/* Recoveries beyond what any loss had a part in. One a connection may be for a loss of before the
 * warm-up's end. BBR reduces nothing for them. On one of several ways they may be for losses on the
 * former one, where no link lets packets overtake each other. */
static uint64_t reordered_of(const struct network *n, size_t flow, const struct limit_life *life,
                             const struct limit_way *way, const struct drop_record *drop,
                             size_t n_drops)
{
    const struct tcp_told *told = &life->told;
    const bool asks = n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE;
    const uint64_t recoveries = told->recoveries - told->undone;
    uint64_t others = (asks ? UINT64_C(2) : 1) * n->src[flow]->kind->n_tcp;
    for (size_t i = 0; i < n_drops; i++) {
        others += limit_is_loss(&drop[i]) ? drop[i].episodes : 0;
    }
    const bool may = life->stay == NULL || way->n_reorders > 0;
    return may && n->flow[flow].spec->tcp.congestion_control != TOPO_CC_BBR &&
                   recoveries >= others + LIMIT_LOSSES_LEAST
               ? recoveries - others
               : 0;
}

struct places { /* that reduce, without the line */
    const struct limit_element *busiest,
        *most_at; /* NULL: none; most_at: of most, if that is an element */
    const struct drop_record *busiest_drop, *most;
    uint64_t n; /* reductions */
};

/* What took the way away reduces windows too; it is why they are small where all else does so less
 * often. */
static bool reduces(const struct drop_record *d, uint64_t by_others)
{
    return limit_is_loss(d) && d->cause != DROP_RANDOM_LOSS &&
           d->episodes > (limit_is_away(d) ? by_others : 0);
}

/* Reductions that are not for a way that was away. */
static uint64_t others(const struct drop_record *drop, size_t n_drops, uint64_t marks)
{
    uint64_t n = marks;
    for (size_t i = 0; i < n_drops; i++) {
        n += limit_is_loss(&drop[i]) && !limit_is_away(&drop[i]) ? drop[i].episodes : 0;
    }
    return n;
}

static void find_places(struct places *p, const struct limit_way *way,
                        const struct drop_record *drop, size_t n_drops, uint64_t marks,
                        uint64_t reordered)
{
    const uint64_t by_others = reordered + others(drop, n_drops, marks);
    const struct limit_element *marking = marks > 0 ? limit_marking(way) : NULL;
    *p = (struct places){.n = marks};
    for (size_t i = 0; i < n_drops; i++) {
        const bool counts = reduces(&drop[i], by_others);
        p->n += counts ? drop[i].episodes : 0;
        if (counts && p->most == NULL && drop[i].episodes >= marks) {
            p->most = &drop[i];
            p->most_at = limit_element_of(way, &drop[i]);
        }
    }
    if (p->most == NULL) {
        p->most_at = marking;
    }
    for (size_t i = 0; i <= n_drops; i++) {
        const bool is_drop = i < n_drops;
        const bool counts =
            is_drop ? limit_is_loss(&drop[i]) && drop[i].episodes * 10 >= p->n : marks * 10 >= p->n;
        const struct limit_element *e = !counts   ? NULL
                                        : is_drop ? limit_element_of(way, &drop[i])
                                                  : marking;
        if (e != NULL &&
            e->used_frac > (p->busiest != NULL ? p->busiest->used_frac : LIMIT_PACED)) {
            p->busiest = e;
            p->busiest_drop = is_drop ? &drop[i] : NULL;
        }
    }
}

struct limit_owner limit_owner_find(const struct network *n, size_t flow,
                                    const struct limit_life *life, const struct limit_way *way,
                                    const struct drop_record *drop, size_t n_drops)
{
    const struct measure *m = &life->measure;
    struct limit_owner o = {.line_mbps = NAN};
    struct places p;
    const struct drop_record *line = NULL;
    const char *formula;
    uint64_t on_line = 0;
    for (size_t i = 0; i < n_drops; i++) {
        if (drop[i].cause == DROP_RANDOM_LOSS && drop[i].episodes > 0) {
            line = line == NULL ? &drop[i] : line;
            on_line += drop[i].episodes;
        }
    }
    const uint64_t reordered = reordered_of(n, flow, life, way, drop, n_drops);
    o.reorders = reordered > on_line;
    on_line += reordered;
    o.on_line = on_line;
    find_places(&p, way, drop, n_drops, life->told.marks, reordered);
    if (on_line > 0) {
        o.line_mbps = limit_response_mbps(n, flow, (double)on_line / (double)m->fwd.offered,
                                          measure_min_ms(&m->rtt) / 1e3, 0, &formula);
        o.is_line = o.line_mbps <= m->goodput_mbps;
    }
    const struct limit_element *standing = limit_busiest(
        way, NULL, LIMIT_PACED); /* the window stands there, where nothing is dropped */
    const bool known = !isnan(o.line_mbps),
               busy = p.busiest != NULL && (known || p.n * 10 >= on_line);
    const bool most = p.n > on_line || o.line_mbps > LIMIT_LINE_FAR * m->goodput_mbps ||
                      (p.most_at != NULL && p.most_at->used_frac >= LIMIT_HALVED);
    o.other = p.n >= LIMIT_LOSSES_LEAST && (double)p.n >= LIMIT_SHARE_LEAST * (double)on_line
                  ? p.most_at
                  : NULL;
    const bool queue = known ? busy || standing != NULL ||
                                   (p.n > 0 && most && o.line_mbps > LIMIT_GAIN * m->goodput_mbps)
                             : busy || p.n > on_line;
    if (on_line > 0 && (o.is_line || !queue)) {
        o.drop = o.reorders ? NULL : line;
        o.by_reordering = o.reorders;
    } else if (busy) {
        o.drop = p.busiest_drop;
        o.element = o.drop == NULL ? p.busiest : NULL;
    } else if (known && standing != NULL) {
        o.element = standing;
    } else {
        o.drop = p.most;
        o.element = o.drop == NULL ? p.most_at : NULL;
    }
    return o;
}
