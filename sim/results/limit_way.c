#include "sim/results/limit_way.h"

#include <math.h>

#include "models/appliance.h"
#include "models/net/link_queue.h"
#include "models/net/queue_token_bucket.h"
#include "models/tcp/tcp.h"
#include "models/trace/ladder.h"
#include "models/trace/trace.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/results/limit_life.h"
#include "sim/results/limit_place.h"

enum { UDP_HEADER_BYTES = 28 /* IPv4 20, UDP 8 */, TCP_HEADER_BYTES = 40, STAMP_BYTES = 12 };

struct walker {
    const struct network *net;
    struct limit_way *way;
    const struct limit_life *life;
    double packets;           /* of the flow that arrived, on this way */
    double counted_s, life_s; /* counted: in which what is on the way worked */
    double before_s;          /* of the counted time, before the flow's life */
    bool is_back;
};

static double bits_s(double bytes, int64_t rate_bps)
{
    return rate_bps != UNITS_UNLIMITED ? bytes * 8 / (double)rate_bps : 0;
}

static double service_s(const struct limit_element *e, double bytes)
{
    return fmax(bits_s(bytes, e->rate_bps),
                e->rate_pps != UNITS_UNLIMITED ? 1 / (double)e->rate_pps : 0);
}

/* mean, full: bytes there of the flow's mean packet and of a full one; busy_s: it worked in the
 * counted time. */
static void add(struct walker *w, struct limit_element e, double mean, double full, double busy_s)
{
    if (e.rate_bps == UNITS_UNLIMITED && e.rate_pps == UNITS_UNLIMITED) {
        return;
    }
    e.own_s = fmin(w->packets * service_s(&e, mean), busy_s);
    e.full_s = w->is_back ? 0 : service_s(&e, full);
    e.own_frac = w->life_s > 0 ? fmin(e.own_s / w->life_s, 1) : 0;
    e.used_frac = fmin(e.own_frac + (busy_s - e.own_s) / w->counted_s, 1);
    w->way->v[w->way->n++] = e;
}

/* On the flow's way, of all that an element has done. */
static struct stay_work worked(const struct walker *w, struct stay_work all)
{
    for (size_t i = 0; i < w->life->n_work; i++) {
        if (w->life->work[i].of == all.of) {
            return w->life->work[i];
        }
    }
    return all;
}

bool limit_is_fair(const struct limit_element *e)
{
    const struct link_queue *q = e->link != NULL ? e->link->queue : NULL;
    return q != NULL && q->queue->ops == &queue_fq_codel;
}

static double queue_s(const struct link *l, int64_t rate_bps, double full_s)
{
    const struct queue *q = l->queue != NULL ? l->queue->queue : NULL;
    const bool red = q != NULL && q->mean_threshold > 0;
    const int64_t limit = q != NULL ? q->limit : l->limit;
    const double most = red ? q->mean_threshold : (double)limit;
    const bool in_packets = red         ? q->threshold_in_packets
                            : q != NULL ? q->limit_in_packets
                                        : l->limit_in_packets;
    return q != NULL && q->target_dur > 0     ? sim_time_s(q->target_dur)
           : !red && limit == UNITS_UNLIMITED ? HUGE_VAL
           : in_packets                       ? most * full_s
                                              : bits_s(most, rate_bps);
}

/* That passed before the flow's life: on one of several ways as much as on average. */
static double before_bytes(const struct walker *w, const struct link *l, double others_bytes)
{
    for (size_t i = 0; w->life->before != NULL && i < w->life->n_work; i++) {
        if (w->life->before[i].of == l) {
            return (double)w->life->before[i].bytes;
        }
    }
    return others_bytes / w->counted_s * fmax(w->before_s, 0);
}

/* In the flow's life: rate x life + 8 x held. Nobody knows when others took of it before: it may
 * have been nothing or all. */
static struct limit_bucket bucket_of(const struct walker *w, const struct link *l, double bytes,
                                     double own_bytes)
{
    struct queue_tokens t;
    if (l->queue == NULL || !queue_tokens_of(l->queue->queue, &t)) {
        return (struct limit_bucket){.bps = HUGE_VAL};
    }
    const double before_s = fmax(w->before_s, 0), burst = (double)t.burst_bytes,
                 rate_bps = (double)t.rate_bps, first = (double)t.first_bytes,
                 others_bytes = before_bytes(w, l, fmax(0, bytes - own_bytes)),
                 most = fmin(first + rate_bps / 8 * before_s, burst),
                 doubt = fmin(others_bytes, most),
                 held = fmax(0, fmin(first + rate_bps / 8 * before_s - others_bytes, burst)),
                 bps = rate_bps + (w->life_s > 0 ? held * 8 / w->life_s : 0);
    return (struct limit_bucket){
        t.rate_bps, held, w->life->stay == NULL && doubt * 8 <= (LIMIT_WORTH - 1) * bps * w->life_s,
        bps};
}

/* A token bucket that does not run dry lets all through that the transmitter can; one that does
 * lets through less (tests/theory/test_limits_bucket.c). Tokens are for IP bytes. */
static void add_link(struct walker *w, const struct link *l, const struct ladder_at *mean,
                     const struct ladder_at *full)
{
    const struct stay_work work = worked(w, stay_work_of_link(l));
    struct limit_element e = {.resource = l,
                              .link = l,
                              .place = l->place,
                              .cause = DROP_QUEUE_FULL,
                              .rate_bps = l->rate_bps,
                              .rate_pps = UNITS_UNLIMITED,
                              .bucket =
                                  bucket_of(w, l, (double)work.bytes, w->packets * mean->bytes)};
    const bool dry = limit_is_bucket(&e);
    const double mean_bytes = dry ? mean->bytes : mean->wire_bytes,
                 full_bytes = dry ? full->bytes : full->wire_bytes;
    double busy_s = sim_time_s(work.busy_dur);
    if (dry) {
        e.rate_bps = (int64_t)e.bucket.bps;
        busy_s = bits_s((double)work.bytes, e.rate_bps);
    }
    e.queue_s = queue_s(l, e.rate_bps, service_s(&e, full_bytes));
    add(w, e, mean_bytes, full_bytes, fmin(busy_s, w->counted_s));
}

static void add_server(struct walker *w, const struct server *s, struct limit_element e,
                       sim_time_t busy_dur, double mean, double full)
{
    const struct stay_work work = worked(w, stay_work_of_server(s, busy_dur));
    const bool queued = s->by_packets_dur + s->by_bits_dur >
                        s->buffer_dur; /* what it last worked at without a break tells */
    const bool by_packets = queued ? s->by_packets_dur > s->by_bits_dur
                                   : s->rate_pps != UNITS_UNLIMITED &&
                                         1 / (double)s->rate_pps > bits_s(full, s->rate_bps);
    e.resource = s;
    e.place = e.appliance != NULL ? e.appliance->appliance->place : e.gateway->place;
    e.cause = e.appliance != NULL ? DROP_APPLIANCE
              : e.is_aggregate    ? DROP_AGGREGATE
              : by_packets        ? DROP_TUNNEL_PACKETS
                                  : DROP_TUNNEL_BITS;
    e.rate_bps = s->rate_bps;
    e.rate_pps = s->rate_pps;
    e.by_packets_frac =
        s->busy_dur > 0 ? (double)s->packets_busy_dur / (double)s->busy_dur : by_packets;
    e.queue_s = sim_time_s(s->buffer_dur);
    add(w, e, mean, full, fmin(sim_time_s(work.busy_dur), w->counted_s));
}

static void add_trace(struct walker *w, const struct trace *t, const struct flow_count *count,
                      double full_bytes, struct arena *arena)
{
    struct ladder_at *mean = ARENA_ARRAY(arena, struct ladder_at, t->n_rungs),
                     *full = ARENA_ARRAY(arena, struct ladder_at, t->n_rungs);
    const double mean_bytes =
        count->offered > 0 ? (double)count->offered_bytes / (double)count->offered : full_bytes;
    ladder_climb(t, (uint32_t)(mean_bytes + 0.5), mean);
    ladder_climb(t, (uint32_t)full_bytes, full);
    w->packets = (1 - w->life->measure.late_frac) * (double)count->received;
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct trace_rung *r = &t->rung[i];
        if (r->kind == TRACE_SENDS && r->link->reorders && (!w->is_back || w->way->is_asked)) {
            w->way->reorders = w->way->n_reorders++ == 0 ? r->link : NULL;
        }
        if (r->kind == TRACE_SENDS) {
            const struct net_vm *vm = &w->net->vm[r->link->vm];
            if (i > 0 && r->link == vm->out &&
                vm->appliance != NULL) { /* it sends on what it has passed */
                const struct server *s = &vm->appliance->server;
                add_server(w, s, (struct limit_element){.appliance = vm}, s->busy_dur,
                           mean[i].wire_bytes, full[i].wire_bytes);
            }
            add_link(w, r->link, &mean[i], &full[i]);
            continue;
        }
        const bool out = r->kind == TRACE_ENCRYPTS;
        const struct tunnel *tunnel = r->tunnel;
        const struct tunnel_port *port = out ? &tunnel->out : &tunnel->in;
        const struct gateway *g = out ? tunnel->from : tunnel->to;
        const struct gateway_instance *at = out ? tunnel->at : tunnel->far;
        const enum gateway_way way = out || g->shared_budget ? GATEWAY_OUT : GATEWAY_IN;
        struct limit_element e = {.gateway = g, .tunnel = tunnel};
        if (port->limited) {
            add_server(w, port->server, e, port->server->busy_dur, mean_bytes, full_bytes);
        }
        e.is_aggregate = true;
        add_server(w, &at->aggregate[way], e, gateway_aggregate_busy_dur(at, way), mean_bytes,
                   full_bytes);
    }
}

struct limit_packet limit_packet_of(const struct network *n, size_t flow)
{
    const struct tcp *c = n->src[flow]->tcp;
    const struct flow_count count = network_flow_fwd(n, flow);
    if (c != NULL) {
        return (struct limit_packet){c->mss + TCP_HEADER_BYTES + (c->peer_stamps ? STAMP_BYTES : 0),
                                     c->mss};
    }
    const uint32_t mean =
        count.offered > 0 ? (uint32_t)((double)count.offered_bytes / (double)count.offered + 0.5)
                          : UDP_HEADER_BYTES;
    return (struct limit_packet){mean, mean - UDP_HEADER_BYTES};
}

/* The last one that it had, or the one that its packets would take. */
static void walk(struct trace *there, struct trace *back, const struct network *n, size_t flow,
                 const struct limit_life *life, struct arena *arena)
{
    const struct stays *s = n->stays != NULL ? &n->stays[flow] : NULL;
    const struct stay *at = life->stay != NULL ? life->stay : s != NULL ? &s->v[s->at] : NULL;
    if (at != NULL) {
        *there = at->there;
        *back = at->back;
        return;
    }
    trace_ways_of_flow(there, back, n, (uint32_t)flow, arena);
}

void limit_way_find(struct limit_way *w, const struct network *n, size_t flow,
                    const struct limit_life *life, struct arena *arena)
{
    struct trace there, back;
    walk(&there, &back, n, flow, life, arena);
    struct walker walker = {.net = n,
                            .way = w,
                            .life = life,
                            .counted_s = sim_time_s(life->worked_dur),
                            .life_s = sim_time_s(life->dur),
                            .before_s = sim_time_s(flow_begin_at(n, flow) - n->warmup)};
    w->v = ARENA_ARRAY(arena, struct limit_element, 2 * (there.n_rungs + back.n_rungs) + 1);
    w->n = 0;
    w->is_asked = n->flow[flow].spec->app == TOPO_REQUEST_RESPONSE;
    add_trace(&walker, &there, &life->measure.fwd, limit_packet_of(n, flow).bytes, arena);
    walker.is_back = true;
    add_trace(&walker, &back, &life->measure.rev, TCP_HEADER_BYTES + STAMP_BYTES, arena);
}
