#include "models/watch.h"

#include "models/flow/tcp_flow.h"
#include "models/flow/traffic.h"
#include "models/network.h"
#include "sim/base/arena.h"

enum {
    LEAST_OUTAGE = 10
}; /* grains: no outage, that would part `during` from `after`, is beyond the usual gap between
      echoes by less */

/* --- what goes by --- */

static bool counts_answers(const struct network *n, size_t i)
{
    return n->flow[i].spec->app == TOPO_PING || n->flow[i].spec->app == TOPO_REQUEST_RESPONSE;
}

static void add_span(struct watch_spans *s, sim_time_t from, sim_time_t to, struct arena *arena)
{
    ARENA_ROOM(arena, s->v, s->n, s->cap, 16);
    s->v[s->n++] = (struct watch_span){from, to};
}

static bool note_gap(struct watch_flow *f, sim_time_t from, sim_time_t to)
{
    if (to - from <= f->outage)
        return false;
    f->outage = to - from;
    f->outage_at = from;
    return true;
}

/* Is no question of the flow open, and was the last one answered? */
static bool asks_nothing(const struct flow_src *s, const struct watch_flow *f)
{
    if (s->kind->spec->app == TOPO_PING)
        return s->seq > 0 && !flow_echo(s, s->seq - 1)->waiting;
    if (s->asks->timeouts != f->timeouts)
        return false;
    for (int64_t k = 0; k < s->kind->spec->connections; k++)
        if (flow_loops(s)[k].request.waiting)
            return false;
    return true;
}

static void join(struct histogram *into, struct histogram *from, struct arena *arena)
{
    histogram_merge(into, from, arena);
    *from = (struct histogram){.n = 0};
}

/* The mean of a grain's echoes: one, where probes come every 10 ms. */
static void note_rtt(struct watch_rtt *t, bool is_before, bool is_outage, struct arena *arena)
{
    const uint64_t n = t->all->histogram.n - t->n;
    const sim_time_t mean = (sim_time_t)((t->all->sum - t->sum) / n);

    t->n += n;
    t->sum = t->all->sum;
    if (is_outage)
        join(&t->during, &t->after, arena);
    histogram_add(is_before ? &t->before : &t->after, mean, arena);
}

static void look(struct network *n, uint32_t i, struct region *r, sim_time_t now)
{
    struct watch_flow *f = &n->watch->flow[i];

    if (now <= n->flow[i].start_at) {
        f->last_at = now;
        return;
    }
    const bool asks = counts_answers(n, i);
    const bool is_before = !n->watch->has_fault || now <= n->watch->from;
    const bool counts =
        now > n->watch->from &&
        (n->watch->has_fault || f->last > 0); /* nothing broke: not the wait for the first */
    bool is_longest = false;
    if (*f->progress == f->last) {
        if (asks && asks_nothing(n->src[i], f)) {
            if (counts &&
                now - f->last_at > WATCH_GRAIN) /* it waited for its connection to stand */
                (void)note_gap(f, f->last_at, now);
            f->last_at = now;
        }
        return;
    }
    if (counts && n->watch->source[i].sent != NULL && now - f->last_at >= WATCH_PAUSE)
        add_span(&f->gaps, f->last_at, now, r->lp.arena);
    else if (counts)
        is_longest = note_gap(f, f->last_at, now);
    else if (f->last > 0 && now - f->last_at > f->usual)
        f->usual = now - f->last_at;
    if (f->rtt != NULL)
        note_rtt(f->rtt, is_before, is_longest && f->outage > f->usual + LEAST_OUTAGE * WATCH_GRAIN,
                 r->lp.arena);
    f->last = *f->progress;
    f->timeouts = asks ? n->src[i]->asks->timeouts : 0;
    f->last_at = now;
}

static void look_at_source(struct network *n, uint32_t i, struct region *r, sim_time_t now)
{
    struct watch_source *s = &n->watch->source[i];
    bool waits = *s->sent != s->last;

    for (uint32_t k = 0; n->src[i]->tcp != NULL && k < n->src[i]->kind->n_tcp; k++) {
        const struct tcp *c = &n->src[i]->tcp[k];
        waits = waits || c->una != c->end || c->state == TCP_SYN_SENT ||
                c->state == TCP_ABORTED; /* also what nothing was given to */
    }
    if (!waits)
        return;
    if (now - s->last_at >= WATCH_PAUSE)
        add_span(&s->pauses, s->last_at, now, r->lp.arena);
    s->last = *s->sent;
    s->last_at = now;
}

/* Of the ends that live in r, and of what passes it. */
static uint64_t dropped_in(const struct network *n, const struct region *r, size_t i)
{
    uint64_t dropped = 0;

    if (n->flow[i].src_region == r && n->src[i]->count != NULL)
        dropped += n->src[i]->count->fwd.dropped + n->src[i]->count->rev.dropped;
    if (n->flow[i].dst_region == r && n->dst[i]->count != NULL)
        dropped += n->dst[i]->count->fwd.dropped + n->dst[i]->count->rev.dropped;
    if (r->passing != NULL)
        dropped += r->passing[2 * i].dropped + r->passing[2 * i + 1].dropped;
    return dropped;
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct region *r = (struct region *)(void *)lp;
    struct network *n = r->net;
    struct watch_region *w = &n->watch->region[r->index];

    for (size_t k = 0; k < w->n; k++)
        look(n, w->number[k], r, now);
    for (size_t k = 0; k < w->n_sources; k++)
        look_at_source(n, w->source[k], r, now);
    if (w->dropped_before == NULL && now >= n->watch->from) {
        w->dropped_before = ARENA_ARRAY(r->lp.arena, uint64_t, n->n_flows);
        for (size_t i = 0; i < n->n_flows; i++)
            w->dropped_before[i] = dropped_in(n, r, i);
    }
    lp_at(lp, ev, now + WATCH_GRAIN);
}

/* --- build, end --- */

static void attach_flow(struct network *n, struct watch *w, uint32_t i)
{
    const struct flow *f = &n->flow[i];
    const struct region *r = counts_answers(n, i) ? f->src_region : f->dst_region;
    struct watch_region *at = &w->region[r->index];
    struct flow_src_count *src = flow_src_count(n->src[i], f->src_region->lp.arena);
    struct flow_dst_count *dst = flow_dst_count(n->dst[i], f->dst_region->lp.arena);

    w->flow[i].progress = counts_answers(n, i)                       ? &src->rtt.histogram.n
                          : f->spec->transport == TOPO_TRANSPORT_TCP ? &n->dst[i]->goodput_bytes
                                                                     : &dst->fwd.received;
    at->number[at->n++] = i;
    if (!counts_answers(n, i) && f->spec->app != TOPO_BULK) {
        struct watch_region *from = &w->region[f->src_region->index];
        w->source[i].sent = &src->fwd.offered;
        from->source[from->n_sources++] = i;
    }
    if (f->probes > 0) {
        w->flow[i].rtt = ARENA_NEW(r->lp.arena, struct watch_rtt);
        w->flow[i].rtt->all = &src->rtt;
        w->probe[i - f->probes] = &w->flow[i];
    }
}

static sim_time_t first_fault(const struct network *n)
{
    sim_time_t first = SIM_NEVER;

    for (size_t i = 0; i < n->topo->n_faults; i++)
        first = n->topo->faults[i].at < first ? n->topo->faults[i].at : first;
    return first;
}

void watch_attach(struct network *n)
{
    const size_t all = n->n_flows + n->n_probes;
    const sim_time_t fault_at = first_fault(n);

    if (n->n_probes == 0 && fault_at >= n->duration)
        return;
    struct watch *w = n->watch = ARENA_NEW(n->arena, struct watch);
    w->has_fault = fault_at < n->duration;
    w->fault_at = fault_at;
    w->from = !w->has_fault || fault_at < n->warmup ? n->warmup : fault_at;
    w->flow = ARENA_ARRAY(n->arena, struct watch_flow, all);
    w->source = ARENA_ARRAY(n->arena, struct watch_source, all);
    w->probe = ARENA_ARRAY(n->arena, const struct watch_flow *, n->n_flows);
    w->region = ARENA_ARRAY(n->arena, struct watch_region, n->n_regions);
    for (size_t i = 0; i < n->n_regions; i++) {
        w->region[i].number = ARENA_ARRAY(n->arena, uint32_t, all);
        w->region[i].source = ARENA_ARRAY(n->arena, uint32_t, n->n_flows);
        lp_add_event(&n->region[i]->lp, &w->region[i].ev, act);
    }
    for (uint32_t i = 0; i < all; i++) {
        w->flow[i].last_at = w->source[i].last_at = n->warmup;
        attach_flow(n, w, i);
    }
}

void watch_start(struct network *n)
{
    for (size_t i = 0; i < n->n_regions && n->watch != NULL; i++)
        lp_at(&n->region[i]->lp, &n->watch->region[i].ev, n->warmup + WATCH_GRAIN);
}

/* From when on something is due in the gap that begins at `at`: from its beginning, but in a pause
 * of the sender; then with what is sent next, though there may be another pause behind it. A pause
 * of TCP begins when all is acknowledged, so nothing was due until the last one ends.
 */
static sim_time_t due_after(const struct watch_source *s, bool acknowledged, sim_time_t at,
                            sim_time_t to)
{
    for (size_t k = 0; k < s->pauses.n; k++) {
        const struct watch_span *p = &s->pauses.v[k];
        if (p->from > (acknowledged ? to : at) || at >= p->to)
            continue;
        at = p->to;
        if (!acknowledged)
            break;
    }
    return at;
}

/* Until when something of the flow should arrive: not what has been delivered whole. */
static sim_time_t awaited_until(const struct network *n, uint32_t i)
{
    const struct topo_traffic *t = n->flow[i].spec;

    if (tcp_flow_done_at(n, i) >= 0)
        return 0;
    return t->stop < n->duration ? t->stop : n->duration;
}

/* All its connections are given up, and nobody opens others. */
static bool is_given_up(const struct flow_src *s)
{
    for (uint32_t k = 0; k < s->kind->n_tcp; k++)
        if (s->tcp[k].state != TCP_ABORTED)
            return false;
    return s->kind->n_tcp > 0;
}

bool watch_goes_on(const struct network *n, size_t flow, sim_time_t now)
{
    const struct watch_flow *f = &n->watch->flow[flow];
    const struct watch_source *s = &n->watch->source[flow];

    if (f->last == 0 && n->flow[flow].start_at + WATCH_FIRST <= n->watch->fault_at)
        return true;
    return now - f->last_at <= f->usual + WATCH_SLACK ||
           (s->sent != NULL && s->last_at <= f->last_at + WATCH_SLACK) ||
           awaited_until(n, (uint32_t)flow) <= now || is_given_up(n->src[flow]);
}

static void finish_flow(struct network *n, uint32_t i)
{
    struct watch_flow *f = &n->watch->flow[i];
    struct watch_source *s = &n->watch->source[i];
    struct arena *arena = n->flow[i].dst_region->lp.arena;
    const sim_time_t until = awaited_until(n, i);
    const bool acknowledged = n->src[i]->tcp != NULL;

    look(n, i, f->rtt != NULL ? n->flow[i].src_region : n->flow[i].dst_region, n->duration);
    if (s->sent != NULL) {
        look_at_source(n, i, n->flow[i].src_region, n->duration);
        if (s->last_at < n->duration) /* it sends no more */
            add_span(&s->pauses, s->last_at, n->duration, arena);
    }
    for (size_t k = 0; k < f->gaps.n; k++)
        (void)note_gap(f, due_after(s, acknowledged, f->gaps.v[k].from, f->gaps.v[k].to),
                       f->gaps.v[k].to);
    if (until > n->watch->from && note_gap(f, due_after(s, acknowledged, f->last_at, until), until))
        f->lasts = true;
    if (f->lasts && f->rtt != NULL && f->outage > f->usual + LEAST_OUTAGE * WATCH_GRAIN)
        join(&f->rtt->during, &f->rtt->after, n->flow[i].src_region->lp.arena);
}

void watch_finish(struct network *n)
{
    for (uint32_t i = 0; n->watch != NULL && i < n->n_flows + n->n_probes; i++)
        finish_flow(n, i);
}

uint64_t watch_lost(const struct network *n, size_t flow)
{
    uint64_t lost = network_flow_fwd(n, flow).dropped + network_flow_rev(n, flow).dropped;

    for (size_t i = 0; i < n->n_regions; i++)
        if (n->watch->region[i].dropped_before != NULL)
            lost -= n->watch->region[i].dropped_before[flow];
    return lost;
}
