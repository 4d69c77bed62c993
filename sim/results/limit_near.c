#include "sim/results/limit_near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/flow/tcp_flow.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/results/limit_place.h"
#include "sim/results/measure.h"

/* Turns are taken over a wider range. Of what the flow has: */
#define NEAR_LINE   1.75 /* losses on the line, beside a window or a queue */
#define NEAR_WINDOW 2.5  /* a window that is reduced, */
#define TURNS       0.5  /* where it holds the flow for that share of its time, */
#define TURNS_OFTEN 0.1  /* beside losses on the line, which come at any size of it; */
#define TURNS_BBR   0.05 /* BBR's come for as long as it overruns a queue */
#define NEAR_BBR                                                                                   \
    2.0 /* BBR's, which keeps two bandwidth-delay products on the way at most (Cardwell et         \
           al., "BBR", ACM Queue 14(5), 2016) */
#define NEAR_SURE  1.27 /* a window: its round trip is seldom the shortest */
#define NEAR_QUEUE 1.67 /* an element, beside losses on the line */
/* Who has less of a queue than that gets 3 % more of it for a quarter more of what it sends:
 * 1.25 / (1 + 0.25 x) = 1.03. */
#define SHARED 0.855
#define HELD   1.1 /* a window in the mean round trip, of what the flow has: it has no more */

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
    const double bytes = limit_packet_of(f->c->net, f->c->flow).bytes;
    if (e->gateway == NULL || e->is_aggregate || e->rate_bps == UNITS_UNLIMITED ||
        e->rate_pps == UNITS_UNLIMITED) {
        return;
    }
    const double by_bits = bytes * 8 / (double)e->rate_bps, by_packets = 1 / (double)e->rate_pps,
                 spare = is_by_packets(e) ? by_packets / by_bits : by_bits / by_packets;
    if (spare * room(f, i) <= nearest) {
        take(f,
             limit_drop_text(f->c->net, e->place,
                             is_by_packets(e) ? DROP_TUNNEL_BITS : DROP_TUNNEL_PACKETS,
                             f->c->arena),
             LIMIT_ELEMENT, e);
    }
}

static void take_elements(struct finder *f)
{
    const struct limit_element *other = f->by_line ? f->c->owner->other : NULL;
    double nearest = f->by_line ? NEAR_QUEUE : LIMIT_NEAR;
    const bool bbr = f->c->net->flow[f->c->flow].spec->tcp.congestion_control == TOPO_CC_BBR;
    for (size_t i = 0; i < f->c->way->n && f->first->at.resource != NULL && !bbr; i++) {
        const bool is_first =
            f->c->way->v[i].full_s > 0 && f->c->way->v[i].resource == f->first->at.resource;
        nearest = is_first ? fmax(LIMIT_NEAR * room(f, i), nearest) : nearest;
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
    const double least = bbr ? TURNS_BBR : f->near_line ? TURNS_OFTEN : TURNS;
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
    const bool bbr = f->c->net->flow[f->c->flow].spec->tcp.congestion_control == TOPO_CC_BBR;
    const double mbps = (double)bytes * 8 / empty_rtt_s(f->c->measure) / 1e6;
    if (mbps <= NEAR_SURE * f->goodput_mbps ||
        (mbps <= (bbr ? NEAR_BBR : NEAR_WINDOW) * f->goodput_mbps && takes_turns(f, limit))) {
        take(f, tcp_limit_word(limit), kind, NULL);
    }
}

static bool has_rate(int64_t app)
{
    return app == TOPO_CBR || app == TOPO_POISSON || app == TOPO_ON_OFF || app == TOPO_REPLAY;
}

static void take_application(struct finder *f, bool tcp)
{
    const struct measure *m = f->c->measure;
    if (!has_rate(f->c->net->flow[f->c->flow].spec->app)) {
        return;
    }
    const double offered = tcp ? (double)m->offer_bytes : (double)m->fwd.offered,
                 carried = tcp ? (double)m->goodput_bytes : (double)m->fwd.received;
    if (offered <= LIMIT_NEAR * carried) {
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
    f.near_line = c->owner->line_mbps <= NEAR_LINE * f.goodput_mbps;
    take_elements(&f);
    if (tcp != NULL) {
        take_window(&f, TCP_LIMIT_RECEIVE_WINDOW, LIMIT_WINDOW,
                    tcp_profile_window(c->net->dst[c->flow]->tcp->setup->profile));
        take_window(&f, TCP_LIMIT_SEND_BUFFER, LIMIT_SEND_BUFFER, tcp->setup->profile->send_bytes);
    }
    take_application(&f, tcp != NULL);
    if (f.near_line) {
        take(&f, tcp_limit_word(TCP_LIMIT_LOSS), LIMIT_CONGESTION, NULL);
    }
    return f.n;
}

/* --- shared elements --- */

struct claim { /* a flow stands at an element */
    const void *resource;
    size_t flow;
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

static void add_named(struct limit *l, const char *text, enum limit_kind kind)
{
    size_t i = 0;
    while (i < l->n && strcmp(l->word[i].text, text) != 0) {
        i++;
    }
    if (i == l->n) {
        l->word[l->n++] = (struct limit_word){.text = text, .kind = kind};
    }
    l->word[i].named = true;
}

/* A window that is the mean round trip's holds the flow, though it stands in the queue. */
static bool holds(uint64_t bytes, const struct measure *m)
{
    return (double)bytes * 8 <= HELD * m->goodput_mbps * 1e3 * measure_mean_ms(&m->rtt);
}

static void name_senders(struct limit *l, const struct network *n, size_t flow,
                         const struct measure *m, bool with_tcp)
{
    const struct tcp *tcp = n->src[flow]->tcp;
    if (tcp == NULL) {
        if (has_rate(n->flow[flow].spec->app)) {
            add_named(l, "application", LIMIT_APPLICATION);
        }
        return;
    }
    const uint64_t receive = tcp_profile_window(n->dst[flow]->tcp->setup->profile),
                   send = tcp->setup->profile->send_bytes;
    if (with_tcp && holds(receive, m)) {
        add_named(l, tcp_limit_word(TCP_LIMIT_RECEIVE_WINDOW), LIMIT_WINDOW);
    }
    if (with_tcp && holds(send, m)) {
        add_named(l, tcp_limit_word(TCP_LIMIT_SEND_BUFFER), LIMIT_SEND_BUFFER);
    }
}

/* Of claim[0] to claim[n_claims - 1], those whose entry has less than most of it. A larger window
 * takes nothing from who sends whatever happens. */
static void name_sharers(const struct claim *claim, size_t n_claims, struct limit *limit,
                         const struct network *n, const struct measure *measure)
{
    double all = 0, all_tcp = 0;
    for (size_t i = 0; i < n_claims; i++) {
        const double frac = limit[claim[i].flow].word[0].at.own_frac;
        all += frac;
        all_tcp += n->src[claim[i].flow]->tcp != NULL ? frac : 0;
    }
    for (size_t from = 0, to; from < n_claims; from = to) {
        const bool tcp = n->src[claim[from].flow]->tcp != NULL;
        double own = 0;
        for (to = from;
             to < n_claims && n->flow[claim[to].flow].spec == n->flow[claim[from].flow].spec;
             to++) {
            own += limit[claim[to].flow].word[0].at.own_frac;
        }
        for (size_t i = from; i < to && own < SHARED * all; i++) {
            name_senders(&limit[claim[i].flow], n, claim[i].flow, &measure[claim[i].flow],
                         tcp && own < SHARED * all_tcp);
        }
    }
}

void limit_near_shared(struct limit *limit, const struct network *n, const struct measure *measure,
                       struct arena *scratch)
{
    struct claim *claim = ARENA_ARRAY(scratch, struct claim, n->n_flows);
    size_t n_claims = 0;
    for (size_t i = 0; i < n->n_flows; i++) {
        if (limit[i].dur > 0 && limit[i].word[0].at.resource != NULL &&
            n->flow[i].spec->app != TOPO_REQUEST_RESPONSE && n->flow[i].spec->app != TOPO_PING) {
            claim[n_claims++] = (struct claim){limit[i].word[0].at.resource, i};
        }
    }
    if (n_claims > 1) {
        qsort(claim, n_claims, sizeof *claim, by_resource);
    }
    for (size_t from = 0, to; from < n_claims; from = to) {
        for (to = from + 1; to < n_claims && claim[to].resource == claim[from].resource;) {
            to++;
        }
        name_sharers(&claim[from], to - from, limit, n, measure);
    }
}
