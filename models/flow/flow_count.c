/*
 * What is counted of a flow, at the end that lives in a region.
 */
#include "models/flow/flow.h"

#include "models/flow/tcp_flow.h"
#include "models/network.h"
#include "sim/base/arena.h"

struct flow_src_count *flow_src_count_new(struct flow_src *s, struct arena *arena)
{
    return s->count = ARENA_NEW(arena, struct flow_src_count);
}

struct flow_dst_count *flow_dst_count_new(struct flow_dst *d, struct arena *arena)
{
    return d->count = ARENA_NEW(arena, struct flow_dst_count);
}

struct flow_count *flow_count_of(struct region *r, const struct packet *p)
{
    const struct network *net = r->net;
    bool back = (p->kind & PACKET_KIND) == PACKET_RESPONSE;

    if (net->flow[p->flow].src_region == r) {
        struct flow_src_count *at = flow_src_count(net->src[p->flow], r->lp.arena);
        return back ? &at->rev : &at->fwd;
    }
    if (SIM_LIKELY(net->flow[p->flow].dst_region == r)) {
        struct flow_dst_count *at = flow_dst_count(net->dst[p->flow], r->lp.arena);
        return back ? &at->rev : &at->fwd;
    }
    return &r->passing[2 * (size_t)p->flow + back];
}

sim_time_t flow_begin_at(const struct network *n, size_t flow)
{
    const sim_time_t start_at = n->flow[flow].start_at;

    return start_at > n->warmup ? start_at : n->warmup;
}

sim_time_t flow_end_at(const struct network *n, size_t flow)
{
    const struct flow *f = &n->flow[flow];
    const sim_time_t done_at = tcp_flow_done_at(n, (uint32_t)flow);
    const sim_time_t end_at = f->spec->stop < n->duration ? f->spec->stop : n->duration;

    if (done_at >= 0)
        return done_at;
    return end_at > f->start_at ? end_at
                                : f->start_at; /* one that starts after the end has no life */
}

void flow_count_add(struct flow_count *to, const struct flow_count *more)
{
    to->offered += more->offered;
    to->offered_bytes += more->offered_bytes;
    to->received += more->received;
    to->received_bytes += more->received_bytes;
    to->dropped += more->dropped;
    to->dropped_bytes += more->dropped_bytes;
}

void flow_delay_add(struct flow_delay *d, sim_time_t value, struct arena *arena)
{
    if (d->histogram.n == 0 || value < d->min)
        d->min = value;
    if (value > d->max)
        d->max = value;
    d->sum += (uint64_t)value;
    histogram_add(&d->histogram, value, arena);
}

static const struct flow_progress *progress_of(const struct network *n, size_t flow)
{
    return n->src[flow]->kind->asks_bytes > 0 ? &n->src[flow]->asks->progress
                                              : &n->dst[flow]->progress;
}

sim_time_t flow_progress_at(const struct network *n, size_t flow)
{
    return progress_of(n, flow)->at;
}

sim_time_t flow_stall_dur(const struct network *n, size_t flow, sim_time_t until)
{
    const struct flow_progress *g = progress_of(n, flow);

    return until - g->at > g->longest_dur ? until - g->at : g->longest_dur;
}
